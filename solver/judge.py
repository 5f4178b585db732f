"""The judge of a plan, in plain Python: recomputed from the snapshot, in people and places.

It shares no code with the columns, the options or the core. It judges whether a plan can be carried
out: who is proposed and who is not, decisions that stand, days and terms, the week of two places,
coaches, groups and people apart, and everything scarce. It does not judge again whether a person
suits a place: of the rules it asks only those of a decision, a day and a week, and of a fit that
its parts add up and reach the minimum. The scalar twins in the tests compare rules and fits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from solver.codes import DAYPARTS, DAYS, PARTS
from solver.ground import Period, qualified
from solver.judge_scarce import (
    World,
    coach_minutes_kept,
    guidance_kept,
    seats_kept,
    totals_kept,
)
from solver.people import Candidate
from solver.places import Vacancy
from solver.snapshot import Snapshot
from solver.turns import vacancy_of
from solver.weights import Mode, WeightSet

if TYPE_CHECKING:  # a plan knows the core's result, which the judge must not load
    from solver.plan import Proposal, Unplaced

ALL_DAYPARTS = (1 << DAYPARTS) - 1
_DAY = (1 << len(PARTS)) - 1


class Plan(Protocol):
    """What is judged of a plan."""

    @property
    def proposals(self) -> Sequence[Proposal]:
        """Who goes where."""

    @property
    def unplaced(self) -> Sequence[Unplaced]:
        """Who goes nowhere."""


def plan_violations(snapshot: Snapshot, weights: WeightSet, plan: Plan) -> list[str]:
    """Say everything for which a plan may not be carried out; an empty list means it may.

    Each line names the person, place or coach, what was expected and what was found.
    """
    world = World.of(snapshot, weights)
    broken = [*_everybody_once(world, plan), *_names_known(world, plan)]
    known = [proposal for proposal in plan.proposals if not list(world.unknown(proposal))]
    return broken + [line for check in CHECKS for line in check(world, known)]


Check = Callable[[World, Sequence["Proposal"]], Iterator[str]]


def _everybody_once(world: World, plan: Plan) -> Iterator[str]:
    proposed = Counter(proposal.candidate for proposal in plan.proposals)
    unplaced = Counter(person.candidate for person in plan.unplaced)
    for name in sorted({*world.people, *unplaced}):
        times = proposed[name] + unplaced[name]
        if name not in world.people:
            yield f"{name}: expected a candidate of the snapshot among the unplaced."
        elif times != 1:
            yield (
                f"{name}: expected to be proposed or unplaced once, "
                f"got {proposed[name]} and {unplaced[name]} times."
            )


def _names_known(world: World, plan: Plan) -> Iterator[str]:
    for proposal in plan.proposals:
        for name in world.unknown(proposal):
            yield f"{proposal.candidate}: expected a {name.split()[0]} of the snapshot, got {name}."


def _nobody_kept_out(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    today = world.snapshot.today
    for proposal in known:
        person = world.people[proposal.candidate]
        for word, period in (("exempt", person.exempt), ("paused", person.paused)):
            if period is not None and period.holds(today):
                yield f"{proposal.candidate}: expected no proposal for a person who is {word}."


def _nothing_forbidden(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    today = world.snapshot.today
    refused = {
        (f.candidate, f.vacancy or f.organisation)
        for f in world.snapshot.forbids
        if f.until is None or today < f.until
    }
    there = {(p.candidate, vacancy_of(p.vacancy)) for p in world.running}
    for proposal in known:
        for name in proposal.vacancies:
            whole = (proposal.candidate, vacancy_of(name))
            if {whole, (proposal.candidate, world.house(name))} & refused:
                yield f"{proposal.candidate}: expected not {name}, which was declined."
            if whole in there:
                yield f"{proposal.candidate}: expected not {name}, where the person is already."


def _starts_possible(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    for proposal in known:
        places = [world.vacancies[name] for name in proposal.vacancies]
        available, start = world.people[proposal.candidate].available, proposal.start
        periods = [available, *(place.period for place in places)]
        if start < world.snapshot.today or not all(period.holds(start) for period in periods):
            yield (
                f"{proposal.candidate}: expected a start from today on when person and place "
                f"are there, got {proposal.start}."
            )
        elif any(start != day for place in places for day in place.start_dates):
            yield f"{proposal.candidate}: expected a start on the day of the turn, got {start}."
        elif world.weights.mode("fixed_term") is Mode.HARD:
            yield from _terms_fit(proposal, available, places)


def _terms_fit(proposal: Proposal, available: Period, places: list[Vacancy]) -> Iterator[str]:
    for place in places:
        last = proposal.start + timedelta(weeks=place.term_weeks or 0, days=-1)
        if place.term_weeks and not (available.holds(last) and place.period.holds(last)):
            yield (
                f"{proposal.candidate}: expected {place.term_weeks} weeks at {place.reference} "
                f"before person or place is gone, got a start on {proposal.start}."
            )


def _fits_add_up(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    least = world.weights.minimum_fit
    for proposal in known:
        if proposal.fit < least:
            yield f"{proposal.candidate}: expected a fit of at least {least}, got {proposal.fit}."
        total = sum(proposal.contributions.values())
        if total != proposal.fit:
            yield (
                f"{proposal.candidate}: expected contributions that add up to {proposal.fit}, "
                f"got {total}."
            )


def _coaches_fit(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    for proposal in known:
        person = world.people[proposal.candidate]
        asked = any(world.vacancies[name].needs_coach for name in proposal.vacancies)
        needed = person.coaching_minutes > 0 and asked
        if needed != (proposal.coach is not None):
            wanted = "a coach" if needed else "no coach"
            yield f"{proposal.candidate}: expected {wanted}, got {proposal.coach}."
        elif proposal.coach is not None:
            yield from _coach_fits(world, person, proposal)


def _coach_fits(world: World, person: Candidate, proposal: Proposal) -> Iterator[str]:
    coach = world.coaches[proposal.coach or ""]
    for word, fits in (
        ("works in the municipality", person.municipality in (coach.area or {coach.municipality})),
        ("is there at the start", coach.available.holds(proposal.start)),
        ("has a specialism asked", _meet(person.coach_specialisms, coach.specialisms)),
        ("speaks a language asked", _meet(person.coach_languages, coach.languages)),
    ):
        if not fits:
            yield f"{proposal.candidate}: expected a coach who {word}, got {proposal.coach}."


def _meet(asked: frozenset[str], offered: frozenset[str]) -> bool:
    return not asked or bool(asked & offered)


def _apart_kept(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    present: dict[str, set[str]] = defaultdict(set)
    for placement in world.running:
        for name in world.turns.get(placement.vacancy, ()):
            if not world.vacancies[name].start_dates or world.holds(placement, name):
                present[name].add(placement.candidate)
    coming: dict[str, set[str]] = defaultdict(set)
    for proposal in known:
        coming[proposal.candidate].update(proposal.vacancies)
        for vacancy in proposal.vacancies:
            present[vacancy].add(proposal.candidate)
    for one, other in _pairs_apart(world):
        for vacancy in sorted(coming[one] | coming[other]):
            if {one, other} <= present[vacancy]:
                yield f"{one}: expected not to be at {vacancy} together with {other}."


def _pairs_apart(world: World) -> list[tuple[str, str]]:
    """Name each two people who must be kept apart, whoever of them said so."""
    pairs = {
        (min(name, other), max(name, other))
        for name, person in world.people.items()
        for other in (qualified(o, person.municipality) for o in person.not_together_with)
        if other != name
    }
    return sorted(pairs)


def _groups_together(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    given = {proposal.candidate: (proposal.vacancies, proposal.start) for proposal in known}
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, person in world.people.items():
        if person.group is not None:
            groups[person.municipality, person.group].append(name)
    for (municipality, group), members in sorted(groups.items()):
        if len({given.get(member) for member in members}) > 1:
            yield f"{municipality}/{group}: expected {', '.join(members)} to start together."


def _weeks_possible(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    for proposal in known:
        person, there = world.people[proposal.candidate], world.places_of(proposal.candidate)
        most, count = person.places_wanted - len(there), len(proposal.vacancies)
        if most < 1:
            yield f"{proposal.candidate}: expected no proposal, as this person has {len(there)}."
        elif not 1 <= count <= most or len(set(map(vacancy_of, proposal.vacancies))) < count:
            yield f"{proposal.candidate}: expected 1 to {most} different places, got {count}."
        else:
            named = map(world.known, [*there, *proposal.vacancies])
            places = [place for place in named if place is not None]
            relaxed = _relaxed(world) if there else frozenset()
            yield from _week_possible(world, proposal.candidate, places, relaxed)


def _relaxed(world: World) -> frozenset[str]:
    """Name the rules about a week that the weight set does not make hard."""
    rules = ("week_hours", "dayparts")
    return frozenset(rule for rule in rules if world.weights.mode(rule) is not Mode.HARD)


def _week_possible(
    world: World, name: str, places: Sequence[Vacancy], relaxed: frozenset[str]
) -> Iterator[str]:
    if len(places) < 2:
        return
    one, other = places
    person = world.people[name]
    most = person.load.on(world.snapshot.today).max_week_minutes
    asked = (one.min_week_minutes or 0) + (other.min_week_minutes or 0)
    if "week_hours" not in relaxed and most is not None and asked > most:
        yield f"{name}: expected at most {most} minutes a week in two places, got {asked}."
    if "dayparts" not in relaxed and not parts_enough(person, one, other):
        yield f"{name}: expected two places on dayparts of their own, within the hours of a day."


def parts_enough(person: Candidate, one: Vacancy, other: Vacancy) -> bool:
    """Tell whether each place can have the dayparts it needs, on days that are not too long."""
    free = ALL_DAYPARTS if person.load.dayparts is None else person.load.dayparts
    ours, theirs = (
        free & (ALL_DAYPARTS if place.dayparts is None else place.dayparts)
        for place in (one, other)
    )
    most, day = person.load.max_day_minutes, (one.day_minutes or 0) + (other.day_minutes or 0)
    if most is None or day <= most:
        both = (ours | theirs).bit_count() >= one.dayparts_needed + other.dayparts_needed
        return both and _enough(ours, one) and _enough(theirs, other)
    return any(
        _enough(ours & mine, one) and _enough(theirs & ~mine, other)
        for mine in map(_dayparts_of, range(1 << len(DAYS)))
    )


def _dayparts_of(days: int) -> int:
    return sum(_DAY << (len(PARTS) * day) for day in range(len(DAYS)) if days >> day & 1)


def _enough(dayparts: int, place: Vacancy) -> bool:
    return dayparts.bit_count() >= place.dayparts_needed


CHECKS: tuple[Check, ...] = (
    _nobody_kept_out,
    _nothing_forbidden,
    _starts_possible,
    _fits_add_up,
    seats_kept,
    totals_kept,
    guidance_kept,
    _coaches_fit,
    coach_minutes_kept,
    _apart_kept,
    _groups_together,
    _weeks_possible,
)
