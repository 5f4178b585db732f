"""The options once more, drawn up one by one in plain Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from solver.coaches import Coach
from solver.codes import POINTS, GuidanceLevel
from solver.columns import Columns
from solver.eligible import eligible_pairs
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Vacancy
from solver.snapshot import Snapshot
from tests.solver import criterion_twins
from tests.solver.pair_twins import Pair, minutes_of
from tests.solver.rule_twins import NO, fixed_term, period, recognition, seat_free

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, order=True)
class Option:
    """People, places, coach and worth, in words."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    coach: str
    value: int
    fit: int
    start: date
    question: bool
    uses: tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True)
class Place:
    col: int
    points: int
    start: date
    question: bool
    rather_not: bool


def options_by_hand(columns: Columns, left: dict[tuple[str, str, str], int]) -> list[Option]:
    """Draw up every option of every unit that takes no more than is left of anything."""
    places = _places(columns)
    units: dict[object, list[int]] = {}
    for row, person in enumerate(columns.snapshot.candidates):
        units.setdefault((person.municipality, person.group) if person.group else row, []).append(
            row
        )
    drawn = (option for rows in units.values() for option in _of_unit(columns, rows, places))
    return sorted(
        option
        for option in drawn
        if all(amount <= left[*name] for *name, amount in option.uses)
        and not _meets_somebody(columns.snapshot, option)
    )


def _meets_somebody(world: Snapshot, option: Option) -> bool:
    """Tell whether somebody to be kept apart from has one of the places already."""
    apart = {
        pair
        for c in world.candidates
        for other in c.not_together_with
        for names in [(f"{c.municipality}/{c.reference}", qualified(other, c.municipality))]
        for pair in (names, names[::-1])
    }
    return any(
        p.vacancy in option.places and (person, p.candidate) in apart
        for p in world.placements
        for person in option.people
        if (p.period.end or date.max) >= world.today
    )


def _places(columns: Columns) -> dict[int, dict[int, Place]]:
    pairs = eligible_pairs(columns)
    found: dict[int, dict[int, Place]] = {row: {} for row in range(len(columns.candidate_names))}
    for row, *facts, start in zip(
        pairs.row.tolist(), pairs.col.tolist(), pairs.points.tolist(), pairs.question.tolist(),
        pairs.rather_not.tolist(), pairs.start.tolist(), strict=True,
    ):  # fmt: skip
        col, points, question, rather_not = facts
        day = EPOCH + timedelta(days=start)
        found[row][col] = Place(col, points, day, question, rather_not)
    return found


def _of_unit(
    columns: Columns, rows: list[int], places: dict[int, dict[int, Place]]
) -> list[Option]:
    common = sorted(set.intersection(*(set(places[row]) for row in rows)))
    taken: list[tuple[int, ...]] = [(col,) for col in common]
    person = columns.snapshot.candidates[rows[0]]
    if len(rows) == 1 and person.places_wanted == 2 and not _has_one(columns, rows[0]):
        liked = [col for col in common if not places[rows[0]][col].rather_not]
        *_, most = minutes_of(person.load, columns.snapshot.today)
        vacancies = columns.snapshot.vacancies
        taken += [
            (one, other)
            for one, other in combinations(liked, 2)
            if in_one_week(person, most, vacancies[one], vacancies[other])
        ]
    found = []
    for cols in taken:
        each = [[places[row][col] for col in cols] for row in rows]
        start = max(place.start for mine in each for place in mine)
        if not all(_may_start(columns, row, col, start) for row in rows for col in cols):
            continue
        for coach in _coaches(columns, rows, cols, start):
            found += _option(columns, rows, each, (coach, start))
    return found


def _has_one(columns: Columns, row: int) -> bool:
    world, name = columns.snapshot, columns.candidate_names[row]
    there = [p for p in world.placements if p.candidate == name]
    return any((p.period.end or date.max) >= world.today for p in there)


def _may_start(columns: Columns, row: int, col: int, start: date) -> bool:
    world = columns.snapshot
    place = world.vacancies[col]
    house = qualified(place.organisation, place.municipality)
    owner = next(o for o in world.organisations if qualified(o.reference, o.municipality) == house)
    pair = Pair(world.candidates[row], place, owner, world, columns.weights, start)
    return all(twin(pair) != NO for twin in (seat_free, period, fixed_term, recognition))


def in_one_week(person: Candidate, most: int | None, one: Vacancy, other: Vacancy) -> bool:
    """Give the first place its dayparts in every way, and see whether the second can have its."""
    load = person.load
    asked = (one.min_week_minutes or 0) + (other.min_week_minutes or 0)
    if most is not None and asked > most:
        return False
    day = (one.day_minutes or 0) + (other.day_minutes or 0)
    long = load.max_day_minutes is not None and day > load.max_day_minutes
    ours, theirs = (
        [p for p in range(21) if all(m is None or m >> p & 1 for m in (load.dayparts, v.dayparts))]
        for v in (one, other)
    )
    for chosen in combinations(ours, one.dayparts_needed):
        days = {part // 3 for part in chosen}
        left = [p for p in theirs if p not in chosen and not (long and p // 3 in days)]
        if len(left) >= other.dayparts_needed:
            return True
    return False


def _coaches(
    columns: Columns, rows: list[int], cols: tuple[int, ...], start: date
) -> list[Coach | None]:
    people = columns.snapshot.candidates
    needing = [row for row in rows if _needs(columns, people[row], cols)]
    if not needing:
        return [None]
    return [
        coach
        for coach in columns.snapshot.coaches
        if coach.available.holds(start) and all(_fits(people[row], coach) for row in needing)
    ]


def _needs(columns: Columns, person: Candidate, cols: tuple[int, ...]) -> bool:
    asks = any(columns.snapshot.vacancies[col].needs_coach for col in cols)
    return person.coaching_minutes > 0 and asks


def _fits(person: Candidate, coach: Coach) -> bool:
    return (
        person.municipality in (coach.area or {coach.municipality})
        and person.coaching_minutes <= coach.week_minutes
        and (not person.coach_specialisms or bool(person.coach_specialisms & coach.specialisms))
        and (not person.coach_languages or bool(person.coach_languages & coach.languages))
    )


def _option(
    columns: Columns,
    rows: list[int],
    each: list[list[Place]],
    when: tuple[Coach | None, date],
) -> list[Option]:
    (coach, start), snapshot, weights = when, columns.snapshot, columns.weights
    cols = tuple(place.col for place in each[0])
    share = POINTS * weights.weights["coach"] / sum(weights.weights.values())
    fits, value = [], 0
    uses: Counter[tuple[str, str, str]] = Counter()
    for row, mine in zip(rows, each, strict=True):
        person = snapshot.candidates[row]
        needs = coach is not None and _needs(columns, person, cols)
        score = criterion_twins.coach(person, coach, snapshot) if coach and needs else 1.0
        part = round(share * score)
        unliked = any(place.rather_not for place in mine)
        if not unliked and min(place.points for place in mine) + part < weights.minimum_fit:
            return []
        points = sum(place.points for place in mine) // len(mine)
        fits.append(weights.minimum_fit if unliked else points + part)
        second = points * (len(mine) - 1)
        question = any(place.question for place in mine)
        value += _bonus(columns, person, cols) + fits[-1] + second - question
        uses.update(_uses(columns, person, cols))
        if coach is not None and needs:
            uses["coaching", f"{coach.municipality}/{coach.reference}", ""] += (
                person.coaching_minutes
            )
    return [
        Option(
            tuple(columns.candidate_names[row] for row in rows),
            tuple(columns.vacancy_names[col] for col in cols),
            "" if coach is None else coach.reference,
            value,
            sum(fits) // len(fits),
            start,
            any(place.question for mine in each for place in mine),
            tuple(sorted((*name, amount) for name, amount in uses.items() if amount)),
        )
    ]


def _bonus(columns: Columns, person: Candidate, cols: tuple[int, ...]) -> int:
    kinds = columns.weights.placed_kinds
    if not any(columns.snapshot.vacancies[col].kind in kinds for col in cols):
        return 0
    return int(columns.weights.placement_bonus * person.priority / 3 + 0.5)


def _uses(
    columns: Columns, person: Candidate, cols: tuple[int, ...]
) -> Counter[tuple[str, str, str]]:
    owners = {qualified(o.reference, o.municipality): o for o in columns.snapshot.organisations}
    uses: Counter[tuple[str, str, str]] = Counter()
    for col in cols:
        vacancy = columns.snapshot.vacancies[col]
        house = qualified(vacancy.organisation, vacancy.municipality)
        owner = owners[house]
        uses["seats", columns.vacancy_names[col], ""] += 1
        if owner.total_seats is not None:
            uses["total", house, ""] = 1
        level = GuidanceLevel.LIGHT if person.guidance_level is None else person.guidance_level
        above = [each for each in owner.guidance_minutes or () if each >= max(level, 1)]
        if level > 0 and above:
            uses["guidance", house, min(above).name] += person.guidance_minutes
    return uses
