"""What a place asks and offers: hours, dayparts, functional demands, conditions."""

from __future__ import annotations

from typing import Any

from examples.common.draw import Draw, within
from examples.common.works import Work
from solver.codes import DAYS, ITEM_CODES, Condition

WEEKDAYS = [f"{day}_{part}" for day in DAYS[:5] for part in ("morning", "afternoon")]
#: Hours per week asked: least (low–high), and how many more are possible (low–high).
KIND_HOURS = {
    "route": (2, 5, 0, 2),
    "social_activation": (2, 6, 2, 6),
    "day_activity": (3, 8, 2, 8),
    "volunteering": (3, 8, 2, 10),
    "work_experience": (6, 12, 4, 10),
    "trial_placement": (10, 16, 4, 12),
    "internship": (8, 16, 6, 12),
    "learn_work": (14, 20, 4, 10),
    "sheltered": (12, 20, 4, 12),
    "seconded": (14, 20, 4, 12),
    "supported_job": (12, 20, 4, 12),
    "municipal_job": (14, 20, 4, 12),
    "regular_job": (16, 24, 4, 12),
}
KIND_DAY_HOURS = {"route": 2, "social_activation": 2.5, "volunteering": 3, "day_activity": 3}
#: How much more a kind asks of each item that the work asks at all.
KIND_DEMAND = {"social_activation": -1, "day_activity": -1, "regular_job": 1}
CONDITION_SHARES = {"yes": 0.6, "no": 0.15, "unknown": 0.25}


def draw_asks(
    draw: Draw, work: Work, kind: str, skilled: float, *, licence: bool = False, vog: bool = False
) -> dict[str, Any]:
    """Draw what a place asks, in hours, of abilities and papers, and what it teaches.

    `skilled` is the share that asks a skill; a licence and a certificate of conduct are asked by
    the shares of the work, where they are asked at all.
    """
    dutch = draw.one(work.dutch)
    return {
        **draw_hours(draw, kind),
        "demands": draw_demands(draw, work, kind),
        "conditions": draw_conditions(draw),
        "dutch": None if dutch == "none" else dutch,
        "licences": ["B"] if licence and draw.chance(work.licence_share) else None,
        "vogRequired": (vog and draw.chance(work.vog_share)) or None,
        "skills": draw.some(work.skills, 1) if draw.chance(skilled) else None,
        "learning": draw.some(work.learning, draw.whole(1, len(work.learning))),
    }


def draw_hours(draw: Draw, kind: str) -> dict[str, Any]:
    """Draw hours per week and day, and the dayparts on which the work can be done."""
    low, high, less, more = KIND_HOURS[kind]
    least = draw.whole(low, high)
    day = KIND_DAY_HOURS.get(kind, 4) + draw.pick({0: 6, 1: 3, 2: 1})
    needed = min(8, -(-least // 4))
    return {
        "hoursPerWeek": {"min": least, "max": least + draw.whole(less, more)},
        "hoursPerDay": None if draw.chance(0.03) else within(day, 1, 8, 0.5),
        "dayparts": None if draw.chance(0.04) else _dayparts(draw, needed),
        "daypartsNeeded": needed if needed > 1 else None,
    }


def _dayparts(draw: Draw, needed: int) -> list[str]:
    count = min(10, needed + draw.pick({1: 2, 2: 3, 4: 4, 6: 3, 8: 2}))
    chosen = draw.some(WEEKDAYS, count)
    if draw.chance(0.15):
        chosen += [*draw.some([f"{day}_evening" for day in DAYS], 2), "saturday_morning"]
    return chosen


def draw_demands(draw: Draw, work: Work, kind: str) -> dict[str, int] | None:
    """Draw the level asked per functional item: of the work, more or less by the kind."""
    if draw.chance(0.04):
        return None
    missing = set(draw.some(ITEM_CODES, 3)) if draw.chance(0.05) else set()
    asked = {
        item: int(within(level + KIND_DEMAND.get(kind, 0) + draw.pick({-1: 2, 0: 6, 1: 2}), 0, 4))
        for item, level in work.demands.items()
    }
    return {item: asked.get(item, 0) for item in ITEM_CODES if item not in missing}


def draw_conditions(draw: Draw) -> dict[str, bool]:
    """Draw which conditions are offered, which are not, and which are not known."""
    answers = {condition.value: draw.pick(CONDITION_SHARES) for condition in Condition}
    return {code: answer == "yes" for code, answer in answers.items() if answer != "unknown"}
