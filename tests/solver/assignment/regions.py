"""Regions drawn at random, with seats, guides, coaches and too many wishes; and a first plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.assignment import Problem
from solver.assignment.problem import Int64s
from solver.assignment.rows import choices_of, used_by
from tests.solver.assignment.problems import Row, problem_of

#: Of those with a coach, so many have places that ask for none, and so many of theirs do ask.
SHARE_OF_EITHER = SHARE_THAT_ASKS = 0.5


def region(
    units: int, *, seed: int, tiers: int = 1, either: float = SHARE_OF_EITHER, **sides: Any
) -> Problem:
    """Draw a region; every second organisation has a minimum team, a third of the people a coach.

    Of these, so many as `either` says also have places that ask for no coach.

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
    either = {unit for unit in needy if rng.random() < either}
    escorted = [
        option
        for option, row in enumerate(options)
        if row[0] in either and rng.random() < SHARE_THAT_ASKS
    ]
    wholly = [unit for unit in needy if unit not in either]
    return problem_of(
        capacity, options, companions, units=units, needy=wholly, escorted=escorted, **sides
    )


def first_fit(problem: Problem) -> Int64s:
    """Give each unit in turn the first option that fits; then empty the teams that are too small.

    Only for problems where who leaves a team makes no other one too small.
    """
    plan: list[int] = []
    for unit in range(problem.units):
        own = np.flatnonzero(problem.option_unit == unit).tolist()
        mates = (np.flatnonzero(problem.companion_unit == unit) + problem.options).tolist()
        needs = problem.option_needs_companion
        packs = [[o, m] for o in own for m in mates if needs[o]] + [
            [o] for o in own if not needs[o]
        ]
        plan += next((pack for pack in packs if _fits(problem, plan + pack)), [])
    return _without_small_teams(problem, np.array(plan, np.int64))


def _fits(problem: Problem, plan: list[int]) -> bool:
    used = used_by(problem, *choices_of(problem, np.array(plan, np.int64)))
    return bool((used <= problem.capacity).all())


def _without_small_teams(problem: Problem, plan: Int64s) -> Int64s:
    if problem.min_use_if_used is None:
        return plan
    used = used_by(problem, *choices_of(problem, plan))
    owner = np.repeat(np.arange(problem.options), np.diff(problem.option_ptr))
    small = (used < problem.min_use_if_used)[problem.option_resource]
    left = problem.option_unit[np.intersect1d(plan, owner[small])]
    unit = np.concatenate([problem.option_unit, problem.companion_unit])
    return plan[~np.isin(unit[plan], left)]
