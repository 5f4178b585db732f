"""Records with everything irrelevant filled in, and random snapshots that reach every branch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from solver.codes import (
    ITEM_CODES,
    Condition,
    GuidanceLevel,
    Kind,
    LanguageLevel,
    LegalRoute,
    Licence,
    Sharing,
    Transport,
    Vog,
    Wish,
)
from solver.ground import Location, Period
from solver.people import Candidate, LoadCapacity, Preferences, Travel
from solver.places import Organisation, Recognition, Vacancy
from solver.snapshot import Forbid, Partnership, Placement, Snapshot

TODAY = date(2026, 3, 2)
HOME = Location(51.965, 6.289)
MUNICIPALITIES = ("GM0222", "GM1586", "GM1509")
CREBOS = ("25655", "25775", "23295")
WORKS = ("garden_work", "kitchen_work", "sorting")
LEARNING = ("dutch", "cooking")


def candidate(**given: Any) -> Candidate:
    """A candidate c1 of GM0222 of whom nothing is known but what is given."""
    return Candidate(**{"reference": "c1", "municipality": "GM0222", **given})


def vacancy(**given: Any) -> Vacancy:
    """A volunteering vacancy v1 of organisation o1 with one seat."""
    usual = {"reference": "v1", "municipality": "GM0222", "organisation": "o1"}
    return Vacancy(**{**usual, "kind": Kind.VOLUNTEERING, "seats": 1, **given})


def organisation(**given: Any) -> Organisation:
    """An organisation o1 of GM0222."""
    return Organisation(**{"reference": "o1", "municipality": "GM0222", **given})


def snapshot(*records: Any, **given: Any) -> Snapshot:
    """A snapshot of TODAY with the given records; o1 is added when no organisation is given."""
    groups: dict[type, list[Any]] = {Candidate: [], Vacancy: [], Organisation: []}
    for record in records:
        groups[type(record)].append(record)
    return Snapshot(
        today=TODAY,
        candidates=tuple(groups[Candidate]),
        vacancies=tuple(groups[Vacancy]),
        organisations=tuple(groups[Organisation]) or (organisation(),),
        **given,
    )


class Dice:
    """Seeded choices."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def chance(self, share: float) -> bool:
        return bool(self.generator.random() < share)

    def one(self, *choices: Any) -> Any:
        return choices[int(self.generator.integers(len(choices)))]

    def some(self, choices: Any, share: float) -> frozenset[Any]:
        return frozenset(choice for choice in choices if self.chance(share))

    def number(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high + 1))

    def maybe(self, value: Any, share: float = 0.8) -> Any:
        return value if self.chance(share) else None

    def day(self) -> date:
        return TODAY + timedelta(days=self.number(-40, 120))

    def period(self) -> Period:
        low, high = sorted((self.day(), self.day()))
        return Period(self.maybe(low, 0.5), self.maybe(high, 0.5))

    def place(self) -> Location:
        north, east = self.generator.normal(0, 0.15, 2)
        return Location(HOME.latitude + float(north), HOME.longitude + float(east))

    def ordered(self, low: int, high: int, count: int) -> list[int]:
        return sorted(self.number(low, high) for _ in range(count))


def random_candidate(dice: Dice, number: int) -> Candidate:
    """A candidate in which every fact may be absent."""
    vog = dice.one(None, *Vog)
    return candidate(
        reference=f"c{number}",
        municipality=dice.one(*MUNICIPALITIES),
        legal_route=dice.one(None, *LegalRoute),
        ladder_step=dice.maybe(dice.number(1, 6)),
        present_kind=dice.one(None, *Kind),
        step_down_allowed=dice.chance(0.3),
        exempt=dice.maybe(dice.period(), 0.2),
        paused=dice.maybe(dice.period(), 0.2),
        available=dice.period(),
        location=dice.maybe(dice.place(), 0.9),
        load=_random_load(dice),
        guidance_level=dice.one(None, *GuidanceLevel),
        guidance_minutes=dice.one(0, 60),
        dutch=dice.one(None, *LanguageLevel),
        licences=dice.maybe(dice.some(Licence, 0.2)),
        vog=vog,
        vog_expected=dice.maybe(dice.day()),
        places_wanted=dice.one(1, 2),
        crebo=dice.one(None, *CREBOS),
        preferences=_random_preferences(dice),
        travel=Travel(
            max_minutes=dice.maybe(dice.number(5, 60), 0.7),
            max_km=dice.maybe(float(dice.number(1, 40)), 0.7),
            transports=dice.some(Transport, 0.3),
        ),
        share_with_region=dice.chance(0.7),
    )


def _random_load(dice: Dice) -> LoadCapacity:
    low, wish, high = (240 * half_days for half_days in dice.ordered(0, 10, 3))
    able = dice.number(0, 4)
    weeks = dice.one((), (120, 240))
    return LoadCapacity(
        min_week_minutes=dice.maybe(low, 0.7),
        wish_week_minutes=dice.maybe(wish, 0.3),
        max_week_minutes=dice.maybe(high, 0.7),
        max_day_minutes=dice.maybe(dice.one(120, 240, 480)),
        dayparts=dice.maybe(dice.number(0, 2**21 - 1)),
        abilities={
            item: min(4, able + dice.number(0, 3)) for item in sorted(dice.some(ITEM_CODES, 0.97))
        },
        conditions_needed=dice.some(Condition, 0.08),
        build_up_week_minutes=weeks,
        build_up_from=TODAY + timedelta(days=7 * able - 21) if weeks and able % 2 else None,
    )


def _random_preferences(dice: Dice) -> Preferences:
    return Preferences(
        work={code: dice.one(*Wish) for code in sorted(dice.some(WORKS, 0.4))},
        organisations={
            f"{dice.one(*MUNICIPALITIES)}/o{dice.number(0, 9)}": dice.one(*Wish),
            f"o{dice.number(0, 9)}": dice.one(*Wish),
        },
        learning={code: dice.one(*Wish) for code in sorted(dice.some(LEARNING, 0.4))},
    )


def random_vacancy(dice: Dice, number: int) -> Vacancy:
    """A vacancy in which every fact may be absent."""
    low, high = (240 * half_days for half_days in dice.ordered(0, 10, 2))
    return vacancy(
        reference=f"v{number}",
        municipality=dice.one(*MUNICIPALITIES),
        organisation=f"{dice.one(*MUNICIPALITIES)}/o{dice.number(0, 9)}",
        kind=dice.one(*Kind, Kind.INTERNSHIP, Kind.LEARN_WORK),
        work=dice.one(*WORKS),
        seats=dice.number(1, 3),
        period=dice.period(),
        term_weeks=dice.maybe(dice.number(1, 20), 0.5),
        sharing=dice.one(*Sharing),
        location=dice.maybe(dice.place(), 0.9),
        min_week_minutes=dice.maybe(low, 0.7),
        max_week_minutes=dice.maybe(high, 0.7),
        day_minutes=dice.maybe(dice.one(120, 240, 480)),
        dayparts=dice.maybe(dice.number(0, 2**21 - 1)),
        dayparts_needed=dice.number(1, 8),
        demands=_random_demands(dice),
        conditions={c: dice.chance(0.9) for c in sorted(dice.some(Condition, 0.8))},
        dutch=dice.one(None, *LanguageLevel),
        licences=dice.some(Licence, 0.05),
        vog_required=dice.chance(0.6),
        crebo=dice.one(None, None, *CREBOS),
        learning=dice.some(LEARNING, 0.5),
    )


def _random_demands(dice: Dice) -> dict[str, int]:
    if dice.chance(0.1):
        return {}
    asked = dice.one(0, 1, 1, 2, 2, 4)
    return {item: dice.number(0, asked) for item in sorted(dice.some(ITEM_CODES, 0.9))}


def random_snapshot(seed: int, people: int, vacancies: int) -> Snapshot:
    """A snapshot of three municipalities; small enough a world that every rule says each answer."""
    dice = Dice(seed)
    return snapshot(
        *(random_candidate(dice, number) for number in range(people)),
        *(random_vacancy(dice, number) for number in range(vacancies)),
        *_random_organisations(dice),
        partnerships=(
            Partnership(
                reference="p1",
                municipalities=frozenset(MUNICIPALITIES[:2]),
                period=Period(TODAY, TODAY),
            ),
            Partnership(
                reference="p2",
                municipalities=frozenset(MUNICIPALITIES[1:]),
                period=Period(None, TODAY - timedelta(days=1)),
            ),
        ),
        **_random_past(dice, people, vacancies),
    )


def _random_organisations(dice: Dice) -> list[Organisation]:
    return [
        organisation(
            reference=f"o{number}",
            municipality=municipality,
            guidance_minutes=dice.maybe(dict.fromkeys(dice.some(GuidanceLevel, 0.5), 600)),
            recognitions=tuple(
                Recognition(crebo=dice.one(*CREBOS), period=dice.period())
                for _ in range(dice.number(0, 3))
            ),
        )
        for municipality in MUNICIPALITIES
        for number in range(10)
    ]


def _random_past(dice: Dice, people: int, vacancies: int) -> dict[str, Any]:
    def person() -> str:
        return f"{dice.one(*MUNICIPALITIES)}/c{dice.number(0, people - 1)}"

    def holder() -> str:
        return person() if dice.chance(0.1) else "GM0222/elsewhere"

    def place() -> str:
        return f"{dice.one(*MUNICIPALITIES)}/v{dice.number(0, vacancies - 1)}"

    return {
        "placements": tuple(
            Placement(candidate=holder(), vacancy=place(), period=dice.period())
            for _ in range(12 * vacancies)
        ),
        "forbids": tuple(
            dice.one(
                Forbid(candidate=person(), vacancy=place(), until=dice.maybe(dice.day())),
                Forbid(
                    candidate=person(),
                    organisation=f"{dice.one(*MUNICIPALITIES)}/o{dice.number(0, 9)}",
                    until=dice.maybe(dice.one(TODAY, dice.day())),
                ),
            )
            for _ in range(20 * people)
        ),
    }
