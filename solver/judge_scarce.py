"""What a plan takes of scarce things, recounted: seats, totals, guidance and coaches' minutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from solver.coaches import Coach
from solver.codes import GuidanceLevel
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.snapshot import Placement, Snapshot
from solver.turns import vacancy_of
from solver.weights import WeightSet

if TYPE_CHECKING:  # a plan knows the core's result, which the judge must not load
    from solver.plan import Proposal


@dataclass(frozen=True)
class World:
    """The records of a snapshot by qualified reference; `running` has not ended today.

    `turns` gives what each name of a vacancy stands for: itself, or its turns.
    """

    snapshot: Snapshot
    weights: WeightSet
    people: dict[str, Candidate]
    vacancies: dict[str, Vacancy]
    organisations: dict[str, Organisation]
    coaches: dict[str, Coach]
    running: tuple[Placement, ...]
    turns: dict[str, list[str]]

    @classmethod
    def of(cls, snapshot: Snapshot, weights: WeightSet) -> World:
        """Look everything up by name."""
        vacancies = {qualified(v.reference, v.municipality): v for v in snapshot.vacancies}
        turns = {name: [name] for name in vacancies}
        for name in vacancies:
            if vacancy_of(name) != name:
                turns.setdefault(vacancy_of(name), []).append(name)
        return cls(
            snapshot,
            weights,
            {qualified(c.reference, c.municipality): c for c in snapshot.candidates},
            vacancies,
            {qualified(o.reference, o.municipality): o for o in snapshot.organisations},
            {qualified(c.reference, c.municipality): c for c in snapshot.coaches},
            tuple(p for p in snapshot.placements if _lasts(p, snapshot.today)),
            turns,
        )

    def unknown(self, proposal: Proposal) -> Iterator[str]:
        """Name what a proposal speaks of and the snapshot does not have."""
        if proposal.candidate not in self.people:
            yield f"candidate {proposal.candidate}"
        yield from (f"vacancy {name}" for name in proposal.vacancies if name not in self.vacancies)
        if proposal.coach is not None and proposal.coach not in self.coaches:
            yield f"coach {proposal.coach}"

    def house(self, vacancy: str) -> str:
        """Name the organisation of a vacancy."""
        return _house(self.vacancies[vacancy])

    def running_at(self, house: str) -> list[Placement]:
        """List the placements at an organisation that have not ended."""
        return self.by_house.get(house, [])

    def places_of(self, candidate: str) -> list[str]:
        """List the vacancies at which somebody has a placement that has not ended."""
        return [p.vacancy for p in self.running if p.candidate == candidate]

    def known(self, vacancy: str) -> Vacancy | None:
        """Give a vacancy, by one of its turns where it has any."""
        names = self.turns.get(vacancy, [vacancy])
        return self.vacancies.get(names[0])

    def held(self, vacancy: str) -> int:
        """Count the seats that placements still hold when the vacancy opens."""
        here = self.by_house.get(self.house(vacancy), [])
        return sum(1 for p in here if self.holds(p, vacancy))

    def holds(self, placement: Placement, vacancy: str) -> bool:
        """Tell whether a placement holds a seat when a vacancy opens, or during a turn."""
        days = self.vacancies[vacancy].period
        opens = max(self.snapshot.today, days.start or date.min)
        turn = placement.vacancy != vacancy and placement.vacancy == vacancy_of(vacancy)
        if turn and (placement.period.start or date.min) > (days.end or date.max):
            return False
        return (turn or placement.vacancy == vacancy) and _lasts(placement, opens)

    @cached_property
    def houses_with_turns(self) -> frozenset[str]:
        """Name the organisations where people come one after the other."""
        return frozenset(_house(each) for each in self.vacancies.values() if each.start_dates)

    @cached_property
    def by_house(self) -> dict[str, list[Placement]]:
        """List the placements that have not ended, by organisation."""
        found: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.running:
            record = self.known(placement.vacancy)
            house = placement.organisation if record is None else _house(record)
            if house is not None:
                found[house].append(placement)
        return found


def _house(vacancy: Vacancy) -> str:
    return qualified(vacancy.organisation, vacancy.municipality)


def _lasts(placement: Placement, day: date) -> bool:
    return placement.period.end is None or placement.period.end >= day


def seats_kept(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    """Find vacancies with more people than seats, or with fewer than they start with."""
    taken = Counter(name for proposal in known for name in proposal.vacancies)
    for name, people in sorted(taken.items()):
        vacancy, held = world.vacancies[name], world.held(name)
        if held + people > vacancy.seats:
            yield f"{name}: expected at most {vacancy.seats} people, got {held} + {people}."
        if held + people < vacancy.min_start:
            yield f"{name}: expected at least {vacancy.min_start} people, got {held} + {people}."


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody at an organisation, from a day to a day, with so many minutes of its guides."""

    candidate: str
    first: date
    last: date
    minutes: int
    proposed: bool = False

    def on(self, day: date) -> bool:
        """Tell whether this one is there on a day."""
        return self.first <= day <= self.last


def stays(world: World, known: Sequence[Proposal]) -> dict[str, list[Stay]]:
    """List who is where, of each organisation where somebody is proposed to come."""
    found: dict[str, list[Stay]] = defaultdict(list)
    for proposal in known:
        minutes = _guidance_minutes(world.people[proposal.candidate])
        for name in proposal.vacancies:
            last = world.vacancies[name].period.end or date.max
            stay = Stay(proposal.candidate, proposal.start, last, minutes, proposed=True)
            found[world.house(name)].append(stay)
    for house, there in found.items():
        there += [_running(world, each) for each in world.running_at(house)]
    return dict(sorted(found.items()))


def _running(world: World, placement: Placement) -> Stay:
    period, of = placement.period, world.vacancies.get(placement.vacancy)
    last = period.end or date.max
    if of is not None and of.start_dates:  # it names a turn, with which it ends
        last = min(last, of.period.end or date.max)
    first = max(world.snapshot.today, period.start or date.min)
    return Stay(placement.candidate, first, last, placement.guidance_minutes)


def together(world: World, house: str, there: Sequence[Stay]) -> Iterator[tuple[str, list[Stay]]]:
    """Give who is counted together, and when: all at once, or with turns day by day.

    Of the days those on which somebody comes, as on no other there are more, and on which somebody
    is there who is proposed.
    """
    if house not in world.houses_with_turns:
        yield "", [*there]
        return
    for day in sorted({stay.first for stay in there}):
        at_once = [stay for stay in there if stay.on(day)]
        if any(stay.proposed for stay in at_once):
            yield f" on {day}", at_once


def totals_kept(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    """Find organisations with more people than they take in all."""
    for house, there in stays(world, known).items():
        most = world.organisations[house].total_seats
        for when, at_once in together(world, house, there):
            count = len({stay.candidate for stay in at_once})
            if most is not None and count > most:
                yield f"{house}: expected at most {most} people in all{when}, got {count}."


def guidance_kept(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    """Find organisations whose guides, per level, would give more minutes than they have.

    What placements alone take above it is no fault of a plan that asks for no more.
    """
    for house, there in stays(world, known).items():
        offered = world.organisations[house].guidance_minutes
        if offered is None:
            continue
        for when, at_once in together(world, house, there):
            drawn: Counter[GuidanceLevel] = Counter()
            asked: Counter[GuidanceLevel] = Counter()
            for stay in at_once:
                serving = _serving(offered, world.people.get(stay.candidate))
                if serving is not None:
                    drawn[serving] += stay.minutes
                    asked[serving] += stay.minutes * stay.proposed
            for level, minutes in sorted(drawn.items()):
                if minutes > offered[level] and asked[level]:
                    yield (
                        f"{house}: expected at most {offered[level]} minutes of "
                        f"{level.name.lower()} guidance{when}, got {minutes}."
                    )


def _guidance_minutes(person: Candidate) -> int:
    return 0 if person.guidance_level is GuidanceLevel.NONE else person.guidance_minutes


def _serving(offered: Iterable[GuidanceLevel], person: Candidate | None) -> GuidanceLevel | None:
    """Give the level that serves a person: the same, else the nearest above; light if unknown."""
    level = person.guidance_level if person is not None else None
    need = max(GuidanceLevel.LIGHT, GuidanceLevel.LIGHT if level is None else level)
    return min((each for each in offered if each >= need), default=None)


def coach_minutes_kept(world: World, known: Sequence[Proposal]) -> Iterator[str]:
    """Find coaches who would give more minutes a week than they have."""
    taken: Counter[str] = Counter()
    for placement in world.running:
        taken[placement.coach or ""] += placement.coaching_minutes
    coming: Counter[str] = Counter()
    for proposal in known:
        if proposal.coach is not None:
            coming[proposal.coach] += world.people[proposal.candidate].coaching_minutes
    for name, minutes in sorted(coming.items()):
        most, held = world.coaches[name].week_minutes, taken[name]
        if held + minutes > most:
            yield f"{name}: expected at most {most} minutes of coaching, got {held} + {minutes}."
