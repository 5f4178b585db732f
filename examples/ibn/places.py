"""The social employer, employers and clubs, with their places, as lines of the wire form.

The social employer has its sites in three municipalities and shares all of them; so do few others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.place import draw_conditions, draw_demands, draw_hours
from examples.common.practices import Lines
from examples.common.towns import allot, around, town_of
from examples.common.works import WORKS

from .towns import BY_CODE, CODES, MUNICIPALITIES

#: Sites of the social employer: municipality, name, kinds of work, places, seats of each.
SITES = (
    ("GM1684", "IBN Beschut Cuijk", ("packing", "creative_work", "cleaning"), 9, 5),
    ("GM0756", "IBN Productie Boxmeer", ("packing", "bicycle_repair", "kitchen_work"), 7, 5),
    ("GM0907", "IBN Groen Gennep", ("garden_work", "odd_jobs"), 4, 4),
)
SITE_KINDS = {"sheltered": 62, "seconded": 22, "work_experience": 16}
#: Minutes of the own guides a week for each seat, by level.
SITE_MINUTES = {"light": 22.0, "medium": 30.0, "intensive": 24.0}
OTHERS = 66


@dataclass(frozen=True, slots=True)
class Sector:
    """Others than the social employer: share, names, kinds of work and of places, sharing."""

    share: float
    names: tuple[str, ...]
    works: tuple[str, ...]
    kinds: dict[str, float]
    sharing: dict[str | None, float]


SECTORS: dict[str, Sector] = {
    "employer": Sector(
        40, ("Kwekerij", "Drukkerij", "Bakkerij", "Bouwmarkt", "Transportbedrijf"),
        ("packing", "shop_work", "driving", "cleaning", "administration", "garden_work"),
        {"seconded": 34, "supported_job": 38, "regular_job": 18, "trial_placement": 10},
        {None: 60, "partners": 30, "region": 10},
    ),
    "care_home": Sector(
        20, ("Zorgboerderij", "Woonzorgcentrum"),
        ("care_support", "kitchen_work", "animal_care", "garden_work"),
        {"day_activity": 30, "social_activation": 30, "work_experience": 25, "supported_job": 15},
        {None: 75, "partners": 25},
    ),
    "sports_club": Sector(
        22, ("Voetbalvereniging", "Dorpshuis", "Scouting"),
        ("sports_support", "odd_jobs", "kitchen_work", "reception"),
        {"volunteering": 65, "social_activation": 35},
        {None: 85, "partners": 15},
    ),
    "municipality": Sector(
        18, ("Wijkploeg", "Gemeentewerf"),
        ("garden_work", "odd_jobs", "cleaning", "administration"),
        {"municipal_job": 45, "work_experience": 55},
        {None: 90, "partners": 10},
    ),
}  # fmt: skip
HOUSE_NAMES = ("De Linde", "Maaszicht", "Het Broek", "De Raam", "Peelrand", "De Kuilen", "Oeffelt")


def draw_places(draw: Draw, today: date) -> tuple[Lines, Lines]:
    """Draw organisations and vacancies, each per municipality."""
    organisations: Lines = {code: [] for code in CODES}
    vacancies: Lines = {code: [] for code in CODES}
    for code, house, offered in [*_sites(draw, today), *_others(draw, today)]:
        house["reference"] = f"o{len(organisations[code]) + 1}"
        organisations[code].append(compact(house))
        for line in offered:
            number = {"reference": f"v{len(vacancies[code]) + 1}"}
            vacancies[code].append(compact(line | number | {"organisation": house["reference"]}))
    return organisations, vacancies


Drawn = tuple[str, dict[str, Any], list[dict[str, Any]]]


def _sites(draw: Draw, today: date) -> Iterator[Drawn]:
    for code, name, works, count, seats in SITES:
        point = around(draw, BY_CODE[code].towns[0], 0.5)
        offered = [
            _vacancy(draw, draw.one(works), draw.pick(SITE_KINDS), today)
            | {"seats": draw.whole(seats - 2, seats + 2), "sharing": "region", "location": point}
            for _ in range(count)
        ]
        all_seats = sum(line["seats"] for line in offered)
        hours = {
            level: within(all_seats * minutes / 60, 1, 160, 0.5)
            for level, minutes in SITE_MINUTES.items()
        }
        yield code, _house(name, "social_firm", hours), offered


def _others(draw: Draw, today: date) -> Iterator[Drawn]:
    for code, count in allot(MUNICIPALITIES, OTHERS).items():
        for _ in range(count):
            sector = draw.pick({name: one.share for name, one in SECTORS.items()})
            facts = SECTORS[sector]
            point = around(draw, town_of(draw, BY_CODE[code]), 0.8)
            sharing = draw.pick(facts.sharing)
            offered = [
                _vacancy(draw, draw.one(facts.works), draw.pick(facts.kinds), today)
                | {"seats": draw.pick({1: 6, 2: 3, 3: 1}), "sharing": sharing, "location": point}
                for _ in range(draw.whole(1, 3))
            ]
            seats = sum(line["seats"] for line in offered)
            hours = {"light": within(seats * draw.gamma(36, 5) / 60, 0.5, 20, 0.5)}
            if draw.chance(0.5):
                hours["medium"] = within(seats * draw.gamma(40, 5) / 60, 0.5, 20, 0.5)
            yield (
                code,
                _house(f"{draw.one(facts.names)} {draw.one(HOUSE_NAMES)}", sector, hours),
                offered,
            )


def _house(name: str, sector: str, hours: dict[str, float]) -> dict[str, Any]:
    line = {"type": "organisation", "reference": "", "name": name, "sector": sector}
    return line | {"guidanceHoursPerWeek": hours}


def _vacancy(draw: Draw, work: str, kind: str, today: date) -> dict[str, Any]:
    facts, dutch = WORKS[work], draw.one(WORKS[work].dutch)
    start = today + timedelta(weeks=draw.whole(1, 6)) if draw.chance(0.1) else None
    return {
        "type": "vacancy",
        "reference": "",
        "kind": kind,
        "work": work,
        "name": facts.name,
        "period": {"start": start.isoformat()} if start else None,
        "termWeeks": {"trial_placement": 13, "work_experience": 26}.get(kind),
        **draw_hours(draw, kind),
        "demands": draw_demands(draw, facts, kind),
        "conditions": draw_conditions(draw),
        "dutch": None if dutch == "none" else dutch,
        "licences": ["B"] if draw.chance(facts.licence_share) else None,
        "vogRequired": draw.chance(facts.vog_share) or None,
        "skills": draw.some(facts.skills, 1) if draw.chance(0.35) else None,
        "learning": draw.some(facts.learning, draw.whole(1, len(facts.learning))),
    }
