"""The few traits of a person from which the others follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examples.common.draw import Draw, within
from examples.common.towns import Municipality, Town, town_of

CAPACITY_SHIFT = {"sheltered_work": 0.5, "student": 0.6, "social_support_act": -0.5}
#: The lowest felt capacity for step 2, 3, 4, 5 and 6 of the ladder.
LADDER_FROM = (-2.1, -0.95, 0.3, 1.3, 2.4)
WISHED_HOURS = {1: 5, 2: 8, 3: 11, 4: 14, 5: 20, 6: 26}
DUTCH = {"C1": 42, "B2": 14, "B1": 14, "A2": 13, "A1": 9, "none": 4, None: 4}


@dataclass(frozen=True, slots=True)
class Person:
    """Traits that others depend on; capacity is standard normal before the shift."""

    town: Town
    legal_route: str | None
    capacity: float
    ladder_step: int
    wished_hours: int
    dutch: str | None


def draw_person(
    draw: Draw, municipality: Municipality, legal_routes: Mapping[str | None, float]
) -> Person:
    """Draw a person: legal route, capacity, and with it the ladder step and the hours wanted."""
    route = draw.pick(legal_routes)
    capacity = draw.normal(CAPACITY_SHIFT.get(route or "", 0.0), 1.0)
    felt = capacity + draw.normal(0, 0.4)
    step = 1 + sum(felt >= lowest for lowest in LADDER_FROM)
    wish = int(within(draw.gamma(WISHED_HOURS[step], 6), 2, 36))
    return Person(town_of(draw, municipality), route, capacity, step, wish, draw.pick(DUTCH))
