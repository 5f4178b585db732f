"""What each criterion saw of a pair, in the person's terms: minutes, hours, wishes, days waited.

A fact goes with a score: the same thing before it was put on the scale from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import criteria
from solver.codes import GuidanceLevel, Wish
from solver.columns import Columns
from solver.criteria import COACH, Scores
from solver.encoding import Ints
from solver.pairs import Pairs
from solver.people import Preferences
from solver.weights import WeightSet

Value: TypeAlias = str | float | None
#: Value, what it is out of, and unit, of each listed pair.
Seen: TypeAlias = Iterable[tuple[Value, Value, str]]

NOT_NEEDED = "not_needed"
#: Of `Houses.guidance_above`: it is not known what is offered.
NOT_TOLD = -2
#: By `WISH_NUMBER` + 2.
WISHES = ("never", "rather_not", "not_named", "liked", "first_choice")


class Measure(StrEnum):
    """What a value is counted in, and what it is out of.

    `WISH`: what the person said of it. `THINGS`, `SKILLS`, `SPECIALISMS`: how many of those wanted,
    asked or needed; with a coach the person knows, whether it is that one. `WEEK_MINUTES`: hours
    that suit both and come nearest to the wish. `MINUTES`, `KILOMETRES`: one way, of the limit that
    is nearer. `LEVELS`: mean of ability less demand over so many functional items.
    `GUIDANCE`: the level that is offered, of the level needed. `STEPS`: up the participation
    ladder. `DAYS`: waited, of those that count in full.
    """

    WISH = "wish"
    THINGS = "things"
    SKILLS = "skills"
    WEEK_MINUTES = "week_minutes"
    MINUTES = "minutes"
    KILOMETRES = "kilometres"
    LEVELS = "levels"
    GUIDANCE = "guidance"
    SPECIALISMS = "specialisms"
    SPECIALISMS_KNOWN = "specialisms_known_coach"
    SPECIALISMS_OTHER = "specialisms_other_coach"
    STEPS = "steps"
    DAYS = "days"


class Fact(NamedTuple):
    """What a criterion saw at one place.

    Attributes
    ----------
    value, of
        In the unit; None where it is not known.
    score
        0 to 1, to four decimals, as it counts: the weight set's neutral where it is not `known`.
    """

    value: Value
    of: Value
    unit: str
    score: float
    known: bool


class Counted(NamedTuple):
    """The weight of a criterion, and its fact at each place; of the coach there is one."""

    weight: int
    facts: tuple[Fact, ...]


def facts(pairs: Pairs, scores: Mapping[str, Scores]) -> list[dict[str, Fact]]:
    """Give the facts of each listed pair by criterion that weighs, but the coach.

    `scores` is what `criteria.judged` gave for the pairs.
    """
    weighs = pairs.weights.weights
    found: list[dict[str, Fact]] = [{} for _ in range(pairs.shape[0])]
    for name, see in SEEN.items():
        if weighs.get(name):
            seen = _with_scores(see(pairs), scores[name], pairs.weights.neutral)
            for told, fact in zip(found, seen, strict=True):
                told[name] = fact
    return found


def coach_facts(columns: Columns, rows: Ints, coaches: Ints) -> list[Fact]:
    """Give the fact of each coach for the candidate of each row; -1: none is needed."""
    people, helpers, found = columns.snapshot.candidates, columns.snapshot.coaches, []
    needing = np.flatnonzero(coaches >= 0)
    scores = criteria.coach(columns, rows[needing])[np.arange(len(needing)), coaches[needing]]
    score_of = dict(zip(needing.tolist(), scores.astype(float).round(4).tolist(), strict=True))
    for at, (row, coach) in enumerate(zip(rows.tolist(), coaches.tolist(), strict=True)):
        if at not in score_of:
            found.append(Fact(NOT_NEEDED, None, Measure.SPECIALISMS, 1.0, True))
            continue
        asked, known = people[row].coach_specialisms, int(columns.people.known_coach[row])
        shared = len(asked & helpers[coach].specialisms)
        found.append(Fact(shared, len(asked), _unit_of(known, coach), score_of[at], True))
    return found


def _unit_of(known: int, coach: int) -> Measure:
    if known < 0:
        return Measure.SPECIALISMS
    return Measure.SPECIALISMS_KNOWN if known == coach else Measure.SPECIALISMS_OTHER


def counted(
    weights: WeightSet, each: Sequence[Mapping[str, Fact]], coach: Fact
) -> dict[str, Counted]:
    """Give the weight of every criterion that weighs, and its facts at one or two places."""
    found = {name: tuple(facts[name] for facts in each) for name in each[0]}
    if weights.weights.get(COACH):
        found[COACH] = (coach,)
    return {name: Counted(weights.weights[name], facts) for name, facts in found.items()}


def _with_scores(seen: Seen, scores: Scores, neutral: float) -> list[Fact]:
    known = ~np.isnan(scores)
    counts = np.where(known, scores, np.float32(neutral)).astype(float).round(4)
    told = zip(seen, counts.tolist(), known.tolist(), strict=True)
    return [Fact(*what, score, sure) for what, score, sure in told]


def _wish(pairs: Pairs, wishes: NDArray[np.int8], named: str) -> Seen:
    """Tell the wish of whoever named any of that kind."""
    told = criteria.of_people(pairs, lambda person: bool(getattr(person.preferences, named)))
    for known, wish in zip(told.tolist(), wishes.tolist(), strict=True):
        yield (WISHES[wish + 2] if known else None), None, Measure.WISH


def _work(pairs: Pairs) -> Seen:
    return _wish(pairs, pairs.work_wish, "work")


def _organisation(pairs: Pairs) -> Seen:
    return _wish(pairs, pairs.organisation_wish, "organisations")


def _part(some: NDArray[Any], every: NDArray[Any], unit: Measure) -> Seen:
    for part, whole in zip(some.tolist(), every.tolist(), strict=True):
        yield (int(part), int(whole), unit) if whole else (None, None, unit)


def _learning(pairs: Pairs) -> Seen:
    wanted = pairs.columns.learning_wishes[pairs.rows] > 0
    offered = criteria.product(pairs, wanted, pairs.columns.vacancies.teaches.T[pairs.cols])
    total = criteria.of_people(pairs, lambda person: _wishes_to_learn(person.preferences))
    return _part(offered, total, Measure.THINGS)


def _wishes_to_learn(preferences: Preferences) -> int:
    return sum(wish in (Wish.LIKED, Wish.FIRST_CHOICE) for wish in preferences.learning.values())


def _skills(pairs: Pairs) -> Seen:
    asked = pairs.columns.vacancies.skills.T[pairs.cols]
    has = criteria.product(pairs, pairs.columns.person_skills[pairs.rows], asked)
    return _part(has, asked.sum(axis=1), Measure.SKILLS)


def _hours(pairs: Pairs) -> Seen:
    wish = pairs.person.wish_week_minutes
    low, high = criteria.week_bounds(pairs)
    short, over = low - wish, wish - high
    missed = np.where(short >= over, low, high)
    nearest = np.where(np.maximum(short, over) > 0, missed, wish)
    known = (wish > 0) & criteria.hours_told(pairs)
    for wished, near, told in zip(wish.tolist(), nearest.tolist(), known.tolist(), strict=True):
        yield (int(near) if told else None), (wished if wished > 0 else None), Measure.WEEK_MINUTES


def _travel(pairs: Pairs) -> Seen:
    """Tell the trip in the unit of the limit that is nearer; in minutes where both are as near."""
    person, minutes = pairs.person, pairs.travel_minutes
    by_time, by_road = criteria.travel_shares(pairs)
    road = np.isnan(by_time) | (by_road > by_time)
    road &= ~np.isnan(by_road) | ~np.isfinite(minutes)
    trip = np.where(road, pairs.road_km, minutes)
    limit = np.where(road, person.max_km, person.max_minutes)
    for far, most, kind in zip(trip.tolist(), limit.tolist(), road.tolist(), strict=True):
        unit = Measure.KILOMETRES if kind else Measure.MINUTES
        if np.isfinite(far):
            yield round(far, 1), (round(most, 1) if most > 0 else None), unit
        else:
            yield None, None, unit


def _load_headroom(pairs: Pairs) -> Seen:
    able, asked = pairs.person.abilities, pairs.vacancy.demands
    known = (able >= 0) & (asked > 0)
    items = known.sum(axis=0)
    spare = np.where(known, able - asked, 0).sum(axis=0) / np.maximum(items, 1)
    for levels, number in zip(spare.tolist(), items.tolist(), strict=True):
        yield (round(levels, 2), number, Measure.LEVELS) if number else (None, None, Measure.LEVELS)


def _guidance(pairs: Pairs) -> Seen:
    houses = pairs.columns.vacancies.organisation[pairs.cols]
    for need, house in zip(pairs.person.guidance_level.tolist(), houses.tolist(), strict=True):
        yield (*_levels(pairs.columns.supply.houses.guidance_above, need, house), Measure.GUIDANCE)


def _levels(above: NDArray[np.int8], need: int, house: int) -> tuple[Value, Value]:
    """Name the level that is offered, `none` where none is enough; and the level needed."""
    if need < 0:
        return None, None
    needed = GuidanceLevel(need).name.lower()
    if need == GuidanceLevel.NONE:
        return NOT_NEEDED, needed
    steps = int(above[need - 1, house])
    if steps == NOT_TOLD:
        return None, needed
    return GuidanceLevel(need + steps if steps >= 0 else 0).name.lower(), needed


def _ladder_step(pairs: Pairs) -> Seen:
    step = pairs.person.ladder_step
    up = pairs.vacancy.ladder_step - step
    for steps, known in zip(up.tolist(), (step > 0).tolist(), strict=True):
        yield (steps if known else None), None, Measure.STEPS


def _waiting(pairs: Pairs) -> Seen:
    full = 7 * pairs.weights.waiting_weeks_full
    for days in pairs.person.waiting_days.tolist():
        yield (days, full, Measure.DAYS) if days >= 0 else (None, full, Measure.DAYS)


#: What each criterion but the coach sees, in the order of `solver.criteria.CRITERIA`.
SEEN: Mapping[str, Callable[[Pairs], Seen]] = {
    criteria.work.__name__: _work,
    criteria.learning.__name__: _learning,
    criteria.organisation.__name__: _organisation,
    criteria.skills.__name__: _skills,
    criteria.hours.__name__: _hours,
    criteria.travel.__name__: _travel,
    criteria.load_headroom.__name__: _load_headroom,
    criteria.guidance.__name__: _guidance,
    criteria.ladder_step.__name__: _ladder_step,
    criteria.waiting.__name__: _waiting,
}
