"""Worlds with turns, and the best of all their plans by hand: every one is tried, day by day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.ground import Period, name_of
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.options import NONE, build
from solver.places import Vacancy
from solver.snapshot import Placement, Snapshot
from solver.turns import turns_of, vacancy_of
from solver.weights import WeightSet
from tests.solver.builders import TODAY, Dice, organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy

WEIGHTS = WeightSet()
TERM = 4
FIRST, SECOND, THIRD = (TODAY + timedelta(weeks=weeks) for weeks in (1, 5, 9))
V1 = "GM0222/v1"


def on(*days: date, **given: Any) -> Vacancy:
    return known_vacancy(**{"term_weeks": TERM, "start_dates": days, **given})


def turn(day: date, name: str = V1) -> str:
    return f"{name}@{day}"


def world_of(*records: Any, **given: Any) -> Snapshot:
    """Give a snapshot with its vacancies as turns."""
    places = [*turns_of((each for each in records if isinstance(each, Vacancy)), TODAY)]
    others = [each for each in records if not isinstance(each, Vacancy)]
    return snapshot(*others, *places, **given)


def people(count: int, **given: Any) -> list[Any]:
    return [known_candidate(reference=f"c{number}", **given) for number in range(count)]


def planned(world: Snapshot) -> Plan:
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    assert plan_violations(world, WEIGHTS, plan) == []
    return plan


def placed(world: Snapshot) -> list[str]:
    return sorted(name for proposal in planned(world).proposals for name in proposal.vacancies)


def there(days: Period, name: str = V1, who: str = "GM0222/c9") -> Placement:
    return Placement(candidate=who, vacancy=name, period=days)


def small_world(seed: int, *, aligned: bool = True) -> Snapshot:
    """A few people, and vacancies of which most have turns, with somebody there already.

    The organisation has few guides and takes few people. Unless `aligned`, placements begin and end
    on other days than those on which a turn begins or has ended.
    """
    dice = Dice(seed)
    places, cuts = [], {TODAY - timedelta(days=5)}
    for number in range(dice.number(1, 3)):
        term = dice.number(1, 4)
        days = [TODAY + timedelta(days=dice.number(-20, 20))]
        for _ in range(dice.number(0, 3)):
            days.append(days[-1] + timedelta(days=7 * term + dice.one(0, 0, 1, 9)))
        dated = {"start_dates": tuple(days), "term_weeks": term} if dice.chance(0.8) else {}
        cuts |= {day + timedelta(weeks=weeks) for day in days for weeks in (0, term) if dated}
        seats = dice.number(1, 2)
        given = {"seats": seats, "work": dice.one("sorting", "garden_work"), **dated}
        places.append(known_vacancy(reference=f"v{number}", **given))
    levels = (GuidanceLevel.LIGHT, GuidanceLevel.LIGHT, GuidanceLevel.MEDIUM, GuidanceLevel.NONE)
    them = [
        known_candidate(
            reference=f"c{number}",
            priority=dice.number(1, 5),
            priority_reason="waits",
            available=Period(TODAY + timedelta(days=dice.number(0, 40)), None),
            guidance_level=dice.one(*levels),
            guidance_minutes=dice.one(0, 60, 60, 90),
        )
        for number in range(dice.number(3, 5))
    ]
    running = []
    for at in range(2):
        if aligned:
            first, until = sorted((dice.one(*sorted(cuts)), dice.one(*sorted(cuts))))
            last = max(first, until - timedelta(days=1))
        else:
            first, last = sorted(TODAY + timedelta(days=dice.number(-5, 60)) for _ in "ab")
        runs = there(Period(first, dice.maybe(last)), f"GM0222/v{dice.number(0, 2)}",
                     f"GM0222/x{at}")  # fmt: skip
        running.append(replace(runs, guidance_minutes=dice.one(0, 30, 60)))
    offered = {
        level: dice.one(60, 90, 150) for level in (GuidanceLevel.LIGHT, GuidanceLevel.MEDIUM)
    }
    house = organisation(
        total_seats=dice.maybe(dice.number(1, 4), 0.4), guidance_minutes=dice.maybe(offered, 0.2)
    )
    return world_of(*them, *places, house, placements=tuple(running))


def best_by_hand(world: Snapshot, *, at_once: bool = False) -> int:
    """Try every assignment, and look day by day at how many people are there.

    `at_once` the organisation is counted as if everybody were there together.
    """
    (house,) = world.organisations
    roomy = replace(
        house,
        total_seats=None,
        guidance_minutes=house.guidance_minutes and dict.fromkeys(house.guidance_minutes, 9_999),
    )
    columns = Columns.of(world.having(organisations=(roomy,)), WEIGHTS)
    options = build(columns)
    worth: dict[tuple[int, str], int] = {}
    for option, cols in enumerate(options.option_cols.tolist()):
        assert cols[1] == NONE
        row = options.members[int(options.problem.option_unit[option])][0]
        name = columns.vacancy_names[cols[0]]
        worth[row, name] = int(options.problem.option_value[option, 0])
    choices = [
        [None, *sorted({name for whose, name in worth if whose == row})]
        for row in range(len(world.candidates))
    ]
    best = 0
    for assigned in product(*choices):
        taken = [(row, name) for row, name in enumerate(assigned) if name is not None]
        value = sum(worth[each] for each in taken)
        if (
            value > best
            and _seats_hold(world, [name for _, name in taken])
            and _house_holds(world, taken, at_once=at_once)
        ):
            best = value
    return best


@dataclass(frozen=True)
class Stay:
    first: date
    last: date
    level: GuidanceLevel
    minutes: int
    new: bool


def _house_holds(world: Snapshot, taken: list[tuple[int, str]], *, at_once: bool) -> bool:
    """Tell whether guides and total are enough, on each day on which somebody comes."""
    (house,), places = world.organisations, {name_of(place): place for place in world.vacancies}
    known, light = {vacancy_of(name) for name in places}, GuidanceLevel.LIGHT
    stays = [
        Stay(p.period.start or TODAY, p.period.end or date.max, light, p.guidance_minutes, False)
        for p in world.placements
        if _runs(p) and p.vacancy in known
    ]
    for row, name in taken:
        person, days = world.candidates[row], places[name].period
        first = max(person.available.start or TODAY, days.start or TODAY)
        level = person.guidance_level or GuidanceLevel.NONE
        minutes = person.guidance_minutes if level else 0
        stays.append(Stay(first, days.end or date.max, level, minutes, True))
    one_by_one = not at_once and any(
        place.start_dates and (place.period.end or TODAY) >= TODAY for place in places.values()
    )
    for day in {max(TODAY, stay.first) for stay in stays}:
        here = [s for s in stays if s.first <= day <= s.last] if one_by_one else stays
        if any(stay.new for stay in here) and len(here) > (house.total_seats or 99):
            return False
        for level, offered in (house.guidance_minutes or {}).items():
            mine = [stay for stay in here if stay.level is level and stay.minutes]
            if any(s.new for s in mine) and sum(s.minutes for s in mine) > offered:
                return False
    return True


def _seats_hold(world: Snapshot, taken: list[str]) -> bool:
    """Tell whether the seats are enough, of vacancies with start dates day by day."""
    places = {name_of(place): place for place in world.vacancies}
    for whole in {vacancy_of(name) for name in taken}:
        here = [places[name] for name in taken if vacancy_of(name) == whole]
        if here[0].start_dates:
            stays = [(place.period.start, place.period.end) for place in here]
            days = {
                first + timedelta(days=day)
                for first, last in stays
                if first is not None and last is not None
                for day in range((last - first).days + 1)
            }
            held = [
                (p.period.start or date.min, p.period.end or date.max)
                for p in world.placements
                if p.vacancy == whole
            ]
            everybody = [(f or date.min, t or date.max) for f, t in stays] + held
            crowd = (sum(first <= day <= last for first, last in everybody) for day in days)
            if max(crowd) > here[0].seats:
                return False
        elif len(here) + sum(_runs(p) and p.vacancy == whole for p in world.placements) > (
            here[0].seats
        ):
            return False
    return True


def _runs(placement: Placement) -> bool:
    return (placement.period.end or date.max) >= TODAY
