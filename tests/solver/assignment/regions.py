"""Regions drawn at random: seats, guides' minutes, coaches, and more wishes than room."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.assignment import Problem
from tests.solver.assignment.problems import Row, problem_of


def region(units: int, *, seed: int, tiers: int = 1, **sides: Any) -> Problem:
    """Draw a region; every second organisation has a minimum team, a third of the people a coach.

    Resources are the seats, then the minutes of guidance, of each organisation, then the coaches.
    """
    rng = np.random.default_rng(seed)
    places, coaches = max(2, units // 4), max(1, units // 8)
    seats = rng.integers(1, 5, places)
    minutes = seats * 90
    capacity = [*seats, *minutes, *[240] * coaches]
    options: list[Row] = []
    for unit in range(units):
        guidance = int(rng.choice([30, 60, 120, 180]))
        for place in rng.permutation(places)[:8].tolist():
            value = tuple(rng.integers(1_000, 20_000, tiers).tolist())
            options.append((unit, value, {place: 1, places + place: guidance}))
    needy = np.flatnonzero(rng.random(units) < 0.3).tolist()
    companions: list[Row] = [
        (unit, tuple(rng.integers(0, 500, tiers).tolist()), {2 * places + coach: 60})
        for unit in needy
        for coach in range(coaches)
    ]
    return problem_of(capacity, options, companions, units=units, needy=needy, **sides)
