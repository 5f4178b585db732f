"""What people can carry and what they need: hours, dayparts, abilities, guidance, coaching."""

from __future__ import annotations

from typing import Any

from examples.common.coaches import LANGUAGES, SPECIALISMS
from examples.common.draw import Draw, within
from examples.common.person import Person
from examples.common.place import WEEKDAYS
from solver.codes import DAYS, FUNCTIONAL_ITEMS, Condition, ItemGroup

ABILITY_MEAN, OF_CAPACITY, OF_GROUP, OF_ITEM = 3.4, 0.55, 0.55, 0.45
GUIDANCE_MINUTES = {"light": (15, 60), "medium": (45, 120), "intensive": (120, 240)}
COACHING_SHARE, COACHING_MINUTES = 0.6, (30, 180)


def draw_load(draw: Draw, person: Person) -> dict[str, Any]:
    """Draw the load capacity of a person."""
    return {
        "hoursPerWeek": _week_hours(draw, person.wished_hours),
        "hoursPerDay": _day_hours(draw, person),
        "dayparts": None if draw.chance(0.04) else _dayparts(draw, person.wished_hours),
        "abilities": None if draw.chance(0.03) else _abilities(draw, person.capacity),
        "conditionsNeeded": _conditions(draw, person.capacity),
        "buildUpHoursPerWeek": _build_up(draw, person.wished_hours),
    }


def _week_hours(draw: Draw, wish: int) -> dict[str, float] | None:
    if draw.chance(0.02):
        return None
    least = 2 if wish <= 4 else within(wish * draw.pick({0.25: 3, 0.5: 5, 0.75: 2}), 2, 24)
    return {
        "min": least,
        "wish": wish,
        "max": within(wish * draw.pick({1: 4, 1.25: 4, 1.5: 2}), wish, 40),
    }


def _day_hours(draw: Draw, person: Person) -> float | None:
    known = not draw.chance(0.03)
    hours = within(4.5 + person.capacity + draw.normal(0, 0.7), 2, 8, 0.5)
    return hours if known else None


def _dayparts(draw: Draw, wish: int) -> list[str]:
    likely = min(0.9, 0.45 + wish / 50)
    chosen = [part for part in WEEKDAYS if draw.chance(likely)]
    if draw.chance(0.2):
        chosen += [f"{day}_evening" for day in DAYS if draw.chance(0.4)]
    return chosen or ["tuesday_morning"]


def _abilities(draw: Draw, capacity: float) -> dict[str, int]:
    by_group = {group: draw.normal(0, OF_GROUP) for group in ItemGroup}
    unseen = draw.one(list(ItemGroup)) if draw.chance(0.08) else None
    levels = {
        item.code: within(
            ABILITY_MEAN + OF_CAPACITY * capacity + by_group[item.group] + draw.normal(0, OF_ITEM),
            0,
            4,
        )
        for item in FUNCTIONAL_ITEMS
    }
    return {i.code: int(levels[i.code]) for i in FUNCTIONAL_ITEMS if i.group is not unseen}


def _conditions(draw: Draw, capacity: float) -> list[str] | None:
    count = draw.poisson(max(0.1, 0.5 - 0.35 * capacity))
    return [c.value for c in draw.some(list(Condition), count)] or None


def _build_up(draw: Draw, wish: int) -> list[int] | None:
    slowly = wish >= 8 and draw.chance(0.2)
    return [wish // 2, wish // 2, 3 * wish // 4, 3 * wish // 4] if slowly else None


def draw_needs(draw: Draw, person: Person, coaches: list[str]) -> dict[str, Any]:
    """Draw the guidance and the coaching that a person needs."""
    level = _guidance_level(draw, person.capacity)
    return {"guidance": _guidance(draw, level), "coaching": _coaching(draw, person, coaches)}


def _guidance_level(draw: Draw, capacity: float) -> str:
    felt = capacity + draw.normal(0, 0.6)
    if felt > 0.75:
        return "none"
    return "light" if felt > -0.5 else "medium" if felt > -1.5 else "intensive"


def _guidance(draw: Draw, level: str) -> dict[str, Any] | None:
    known = None if draw.chance(0.03) else level
    if level == "none":
        return {"level": known}
    low, high = GUIDANCE_MINUTES[level]
    return {"level": known, "minutesPerWeek": draw.whole(low // 15, high // 15) * 15}


def _coaching(draw: Draw, person: Person, coaches: list[str]) -> dict[str, Any] | None:
    if not draw.chance(COACHING_SHARE - 0.1 * person.capacity):
        return None
    low, high = COACHING_MINUTES
    minutes = within(draw.gamma(85 - 15 * person.capacity, 4), low, high, 15)
    asks = draw.chance(0.35)
    speaks_little = person.dutch in ("none", "A1")
    return {
        "minutesPerWeek": minutes,
        "specialisms": [draw.one(SPECIALISMS)] if asks else None,
        "languages": [draw.one(LANGUAGES)] if speaks_little and draw.chance(0.5) else None,
        "knownCoach": draw.one(coaches) if draw.chance(0.3) else None,
    }
