"""Small snapshots in which most people could go somewhere, and everything is scarce."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from solver.coaches import Coach
from solver.codes import GuidanceLevel, Kind, LegalRoute, Sharing, Wish
from solver.ground import Location, Period
from solver.people import Candidate, LoadCapacity, Preferences, Travel
from solver.places import Organisation, Vacancy
from solver.snapshot import Forbid, Placement, Snapshot
from tests.solver.builders import (
    HOME,
    LEARNING,
    TODAY,
    WORKS,
    Dice,
    candidate,
    organisation,
    vacancy,
)

MUNICIPALITIES = ("GM0222", "GM1509")
SPECIALISMS = ("autism", "debts")
LIGHT, MEDIUM, INTENSIVE = (GuidanceLevel(level) for level in (1, 2, 3))
MONDAY_TO_FRIDAY = sum(0b011 << (3 * day) for day in range(5))


def known_candidate(**given: Any) -> Candidate:
    """A candidate of whom every rule knows enough, and who can go to a `known_vacancy`."""
    load = {
        "min_week_minutes": 120,
        "wish_week_minutes": 480,
        "max_week_minutes": 960,
        "max_day_minutes": 480,
        "dayparts": MONDAY_TO_FRIDAY,
        "abilities": {"lifting": 3},
    }
    usual = {
        "legal_route": LegalRoute.VOLUNTARY,
        "ladder_step": 3,
        "location": HOME,
        "travel": Travel(max_km=10),
        "guidance_level": GuidanceLevel.NONE,
        "load": LoadCapacity(**{**load, **given.pop("load", {})}),
    }
    return candidate(**{**usual, **given})


def known_vacancy(**given: Any) -> Vacancy:
    """A vacancy of which every rule knows enough: two half days, one seat, no coach."""
    usual = {
        "location": HOME,
        "min_week_minutes": 240,
        "max_week_minutes": 480,
        "day_minutes": 240,
        "dayparts": MONDAY_TO_FRIDAY,
        "dayparts_needed": 2,
        "demands": {"lifting": 2},
        "needs_coach": False,
    }
    return vacancy(**{**usual, **given})


def scarce_world(seed: int, people: int = 12, places: int = 8) -> Snapshot:
    """Two municipalities that share everything, with too few seats, guides and coaches."""
    dice = Dice(seed)
    houses = [_organisation(dice, number) for number in range(max(2, places // 2))]
    vacancies = [_vacancy(dice, number, dice.one(*houses)) for number in range(places)]
    coaches = [_coach(dice, number) for number in range(3)]
    candidates = _tied([_candidate(dice, number) for number in range(people)])
    return Snapshot(
        today=TODAY,
        candidates=tuple(candidates),
        organisations=tuple(houses),
        vacancies=tuple(vacancies),
        coaches=tuple(coaches),
        placements=tuple(_placement(dice, candidates, vacancies, coaches) for _ in range(3)),
        forbids=tuple(_forbid(dice, candidates, vacancies) for _ in range(people // 4)),
    )


def _organisation(dice: Dice, number: int) -> Organisation:
    levels = {LIGHT: 240, MEDIUM: 180, INTENSIVE: 120}
    offered = {level: levels[level] for level in sorted(dice.some(levels, 0.7))}
    return organisation(
        reference=f"o{number}",
        municipality=dice.one(*MUNICIPALITIES),
        total_seats=dice.maybe(dice.number(1, 4), 0.4),
        guidance_minutes=dice.maybe(offered, 0.8),
    )


def _vacancy(dice: Dice, number: int, house: Organisation) -> Vacancy:
    seats = dice.number(1, 3)
    least = dice.one(120, 240, 480)
    return vacancy(
        reference=f"v{number}",
        municipality=house.municipality,
        organisation=house.reference,
        kind=dice.one(Kind.VOLUNTEERING, Kind.VOLUNTEERING, Kind.SOCIAL_ACTIVATION, Kind.ROUTE),
        work=dice.one(*WORKS),
        seats=seats,
        min_start=dice.one(1, 1, seats),
        sharing=Sharing.REGION,
        period=_window(dice, 0.3),
        term_weeks=dice.maybe(dice.number(1, 6), 0.2),
        location=dice.place() if dice.chance(0.9) else None,
        min_week_minutes=least,
        max_week_minutes=least + 240,
        day_minutes=dice.one(120, 240),
        dayparts=dice.maybe(_dayparts(dice, 0.6), 0.9),
        dayparts_needed=dice.number(1, 3),
        demands={"lifting": dice.number(0, 3), "noise": dice.number(0, 3)},
        learning=dice.some(LEARNING, 0.4),
        needs_coach=dice.chance(0.7),
    )


def _window(dice: Dice, share: float) -> Period:
    """An open period, or one with a start soon and an end that may come before others start."""
    first, last = (TODAY + timedelta(days=dice.number(*days)) for days in ((-9, 45), (45, 90)))
    return Period(dice.maybe(first, share), dice.maybe(dice.one(last, first), share))


def _dayparts(dice: Dice, share: float) -> int:
    return sum(1 << part for part in range(21) if MONDAY_TO_FRIDAY >> part & dice.chance(share))


def _coach(dice: Dice, number: int) -> Coach:
    return Coach(
        reference=f"k{number}",
        municipality=MUNICIPALITIES[0],
        week_minutes=dice.one(60, 120, 180),
        specialisms=dice.some(SPECIALISMS, 0.6),
        area=dice.one(frozenset(), frozenset(MUNICIPALITIES)),
        available=Period(None, dice.maybe(TODAY + timedelta(days=dice.number(0, 20)), 0.3)),
    )


def _candidate(dice: Dice, number: int) -> Candidate:
    low, wish, high = (60 * hours for hours in dice.ordered(2, 16, 3))
    return candidate(
        reference=f"c{number}",
        municipality=dice.one(*MUNICIPALITIES),
        priority=dice.one(3, 3, 3, 4),
        priority_reason="waited long",
        legal_route=LegalRoute.VOLUNTARY,
        ladder_step=dice.number(3, 4),
        exempt=dice.one(*[None] * 9, Period()),
        available=_window(dice, 0.3),
        location=Location(HOME.latitude, HOME.longitude),
        travel=Travel(max_km=60),
        load=LoadCapacity(
            min_week_minutes=low,
            wish_week_minutes=wish,
            max_week_minutes=high,
            max_day_minutes=dice.maybe(dice.one(120, 240, 480)),
            dayparts=dice.maybe(_dayparts(dice, 0.8), 0.9),
            abilities={"lifting": dice.number(1, 4), "noise": dice.number(1, 4)},
        ),
        guidance_level=dice.one(None, *GuidanceLevel, LIGHT, LIGHT),
        guidance_minutes=dice.one(0, 45, 90),
        coaching_minutes=dice.one(0, 0, 60, 90),
        coach_specialisms=dice.some(SPECIALISMS, 0.3),
        known_coach=dice.maybe(f"k{dice.number(0, 2)}", 0.3),
        preferences=_preferences(dice),
        places_wanted=dice.one(1, 1, 2),
    )


def _preferences(dice: Dice) -> Preferences:
    likes = (*Wish, Wish.LIKED, Wish.FIRST_CHOICE)
    return Preferences(
        work={code: dice.one(*likes) for code in sorted(dice.some(WORKS, 0.5))},
        learning={code: dice.one(*likes) for code in sorted(dice.some(LEARNING, 0.3))},
    )


def _tied(people: list[Candidate]) -> list[Candidate]:
    """Let the first two of one municipality start together, and keep the next two apart."""
    here = [place for place, p in enumerate(people) if p.municipality == MUNICIPALITIES[0]]
    if len(here) > 3:
        first, second, third, fourth = here[:4]
        for place in (first, second):
            people[place] = replace(people[place], group="duo", places_wanted=1)
        other = frozenset({people[fourth].reference})
        people[third] = replace(people[third], not_together_with=other)
    return people


def _named(dice: Dice, records: Any) -> str:
    record = dice.one(*records)
    return f"{record.municipality}/{record.reference}"


def _placement(dice: Dice, people: Any, places: Any, coaches: Any) -> Placement:
    return Placement(
        candidate=dice.one("GM0222/c99", _named(dice, people)),
        vacancy=_named(dice, places),
        coach=dice.maybe(_named(dice, coaches), 0.5),
        guidance_minutes=30,
        coaching_minutes=30,
        period=Period(TODAY - timedelta(days=60), dice.one(None, TODAY - timedelta(days=1))),
    )


def _forbid(dice: Dice, people: Any, places: Any) -> Forbid:
    return Forbid(candidate=_named(dice, people), vacancy=_named(dice, places))
