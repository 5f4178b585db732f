"""Organisations, vacancies and routes, as lines of the wire form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.place import draw_conditions, draw_demands, draw_hours
from examples.common.towns import allot, around, town_of
from examples.common.works import WORKS, Work
from examples.laborijn.sectors import NAMES, ROUTE_SECTORS, SECTORS
from examples.laborijn.towns import BY_CODE, CODES, MUNICIPALITIES
from examples.laborijn.works import ROUTES

ORGANISATIONS, VACANCIES, ROUTE_COUNT = 90, 310, 20
CREBOS = ("25498", "25655", "25139", "25615", "25779", "25251")

KIND_SEATS = {"social_activation": 1.65, "day_activity": 1.4, "volunteering": 1.4}
TEAM_KINDS = ("volunteering", "social_activation")
TERM_SHARE = {"volunteering": 0.3, "work_experience": 0.6, "social_activation": 0.3}
LEVEL_MINUTES = {"light": 28.0, "medium": 30.0, "intensive": 22.0}


@dataclass(frozen=True, slots=True)
class House:
    """An organisation before its vacancies are known."""

    code: str
    reference: str
    name: str
    sector: str
    point: dict[str, float]


def draw_places(seed: int, today: date) -> tuple[dict[str, list[dict[str, Any]]], ...]:
    """Draw organisations and vacancies, each per municipality."""
    draw = Draw(seed, 1)
    houses = draw_houses(draw)
    counts = vacancies_per_house(draw, houses)
    organisations: dict[str, list[dict[str, Any]]] = {code: [] for code in CODES}
    vacancies: dict[str, list[dict[str, Any]]] = {code: [] for code in CODES}
    for house, count in zip(houses, counts, strict=True):
        offered = [draw_vacancy(draw, house, today) for _ in range(count)]
        organisations[house.code].append(draw_organisation(draw, house, offered))
        vacancies[house.code] += offered
    for lines in vacancies.values():
        for number, line in enumerate(lines, 1):
            line["reference"] = f"v{number}"
    return organisations, vacancies


def draw_houses(draw: Draw) -> list[House]:
    """Draw the organisations of the three municipalities: where, which sector, which name."""
    names = [draw.one(NAMES) for _ in range(ORGANISATIONS)]
    houses: list[House] = []
    for code, count in allot(MUNICIPALITIES, ORGANISATIONS).items():
        for number in range(1, count + 1):
            sector, prefix = _sector(draw, number)
            point = around(draw, town_of(draw, BY_CODE[code]), 0.8)
            name = f"{prefix} {names[len(houses)]}"
            houses.append(House(code, f"o{number}", name, sector, point))
    return houses


def _sector(draw: Draw, number: int) -> tuple[str, str]:
    if number <= len(ROUTE_SECTORS):
        sector = list(ROUTE_SECTORS)[number - 1]
        return sector, ROUTE_SECTORS[sector][0]
    sector = draw.pick({code: s.share for code, s in SECTORS.items()})
    return sector, draw.one(SECTORS[sector].prefixes)


def vacancies_per_house(draw: Draw, houses: list[House]) -> list[int]:
    """Divide the vacancies: one each, the rest by size (multinomial, size × gamma)."""
    counts = [1] * len(houses)
    routes = [h.sector in ROUTE_SECTORS for h in houses]
    for of_route, total in ((True, ROUTE_COUNT), (False, VACANCIES)):
        members = [i for i, route in enumerate(routes) if route == of_route]
        sizes = [_size(draw, houses[i].sector) for i in members]
        shares = [size / sum(sizes) for size in sizes]
        for i, more in zip(
            members, draw.rng.multinomial(total - len(members), shares), strict=True
        ):
            counts[i] += int(more)
    return counts


def _size(draw: Draw, sector: str) -> float:
    return draw.gamma(SECTORS[sector].size if sector in SECTORS else 1.0, 4.0)


def draw_organisation(draw: Draw, house: House, offered: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw what an organisation has for its vacancies: guidance, a total, recognitions."""
    seats = sum(vacancy["seats"] for vacancy in offered)
    total = max(1, round(0.85 * seats)) if draw.chance(0.1) and seats > 4 else None
    return compact(
        {
            "type": "organisation",
            "reference": house.reference,
            "name": house.name,
            "sector": house.sector,
            "totalSeats": total,
            "guidanceHoursPerWeek": None if draw.chance(0.05) else _guidance(draw, house, seats),
            "recognitions": _recognitions(draw, offered),
        }
    )


def _guidance(draw: Draw, house: House, seats: int) -> dict[str, float]:
    if house.sector in ROUTE_SECTORS:
        return {"intensive": seats}
    offered = {
        level: within(seats * draw.gamma(LEVEL_MINUTES[level], 5) / 60, 0.5, 40, 0.5)
        for level, share in SECTORS[house.sector].levels.items()
        if draw.chance(share)
    }
    return offered or {"light": 1}


def _recognitions(draw: Draw, offered: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    asked = [v["crebo"] for v in offered if "crebo" in v and draw.chance(0.7)]
    if any(v["kind"] in ("internship", "learn_work") for v in offered):
        asked += draw.some(CREBOS, 2)
    return [{"crebo": crebo} for crebo in sorted(set(asked))] or None


def draw_vacancy(draw: Draw, house: House, today: date) -> dict[str, Any]:
    """Draw one vacancy or route of an organisation."""
    route = house.sector in ROUTE_SECTORS
    shares = ROUTE_SECTORS[house.sector][1] if route else SECTORS[house.sector].works
    work = draw.pick(shares)
    kind = "route" if route else draw.pick(SECTORS[house.sector].kinds)
    facts = ROUTES[work] if route else WORKS[work]
    line: dict[str, Any] = {"type": "vacancy", "reference": "", "organisation": house.reference}
    line |= {"kind": kind, "work": work, "name": facts.name}
    line |= _seats(draw, kind, work)
    line |= _period(draw, kind, today)
    line |= draw_hours(draw, kind)
    line |= {"location": _point(draw, house), "sharing": draw.pick({None: 28, "region": 72})}
    line |= _asks(draw, kind, facts)
    return compact(line)


def _seats(draw: Draw, kind: str, work: str) -> dict[str, Any]:
    if work == "odd_jobs" and kind in TEAM_KINDS and draw.chance(0.3):
        return {"seats": draw.whole(4, 6), "minStart": 4}
    if work in ROUTES:
        return {"seats": draw.whole(3, 4), "minStart": 3 if draw.chance(0.25) else None}
    return {"seats": 1 + min(draw.poisson(KIND_SEATS.get(kind, 1.1) - 1), 4)}


def _period(draw: Draw, kind: str, today: date) -> dict[str, Any]:
    start = today + timedelta(weeks=draw.whole(1, 8)) if draw.chance(0.1) else None
    end = today + timedelta(weeks=draw.whole(60, 104)) if draw.chance(0.06) else None
    term = 26 if draw.chance(TERM_SHARE.get(kind, 0.0)) else None
    return {
        "period": {"start": start and start.isoformat(), "end": end and end.isoformat()},
        "termWeeks": 13 if kind == "trial_placement" else term,
    }


def _point(draw: Draw, house: House) -> dict[str, float] | None:
    elsewhere = draw.chance(0.1)
    point = around(draw, town_of(draw, BY_CODE[house.code]), 0.8)
    return None if draw.chance(0.03) else point if elsewhere else house.point


def _asks(draw: Draw, kind: str, work: Work) -> dict[str, Any]:
    dutch = draw.one(work.dutch) if kind != "route" else "none"
    crebo = draw.one(CREBOS) if kind in ("internship", "learn_work") and draw.chance(0.6) else None
    asked = draw.some(work.skills, 1) if kind != "route" and draw.chance(0.45) else None
    return {
        "demands": draw_demands(draw, work, kind),
        "conditions": draw_conditions(draw),
        "dutch": None if dutch == "none" else dutch,
        "licences": ["B"] if draw.chance(work.licence_share) else None,
        "vogRequired": draw.chance(work.vog_share) or None,
        "crebo": crebo,
        "skills": asked,
        "learning": draw.some(work.learning, draw.whole(1, len(work.learning))),
        "needsCoach": False if kind == "route" else None,
    }
