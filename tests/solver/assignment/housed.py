"""Small problems with houses drawn by Hypothesis, and the best plan with each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from solver.assignment import Problem, violations
from solver.assignment.problem import Int64s
from solver.assignment.rows import values
from tests.solver.assignment.problems import Row, _sides, problem_of, problems
from tests.solver.assignment.regions import region
from tests.solver.conftest import PROOF

EXAMPLES = settings(max_examples=600 if PROOF else 50)
SOME_HOUSES = st.integers(1, 3)


@st.composite
def housed(
    draw: st.DrawFn, *, most_units: int = 4, most_options: int = 8, tiers: int | None = None
) -> Problem:
    """Draw a problem of houses, in one period or two, with combinations, totals and coaches.

    A house has two places, its minutes and its own total; beside all stand a coach, and a rule that
    keeps two people apart.
    """
    houses, units = draw(SOME_HOUSES), draw(st.integers(1, most_units))
    minutes, points = draw(st.sampled_from([1, 30, 10**6])), draw(st.sampled_from([1, 1000, 10**9]))
    room = st.integers(0, 3)
    capacity = [
        amount
        for _ in range(houses)
        for amount in (draw(room), draw(room), draw(st.integers(0, 9)) * minutes, draw(room))
    ]
    rows = _rows(units, tiers or draw(st.integers(1, 2)), houses, (minutes, points))
    options = draw(st.lists(rows.map(lambda row: row[0]), max_size=most_options))
    mates = draw(st.lists(rows.map(lambda row: row[1]), max_size=4)) if options else []
    some = st.lists(st.integers(0, units - 1), unique=True, max_size=units)
    depth = len(options[0][1]) if options else 1  # type: ignore[arg-type]
    return problem_of(
        [*capacity, draw(st.integers(0, 6)), 1],
        [(unit, value[:depth], use) for unit, value, use in options],  # type: ignore[index]
        [(unit, value[:depth], use) for unit, value, use in mates],  # type: ignore[index]
        units=units,
        must=draw(some) if draw(st.integers(0, 3)) == 0 else (),
        needy=draw(some),
        resource_house=[*np.repeat(np.arange(houses), 4).tolist(), -1, -1],
        **draw(_sides(units, options, len(capacity) + 2)),
    )


@st.composite
def _rows(
    draw: st.DrawFn, units: int, tiers: int, houses: int, scales: tuple[int, int]
) -> tuple[Row, Row]:
    """Draw an option, in one house or in two, and a companion."""
    minutes, points = scales
    value = tuple(draw(st.integers(-4, 12)) * points for _ in range(tiers))
    unit = draw(st.integers(0, units - 1))
    use: dict[int, int] = {}
    for house in draw(st.lists(st.integers(0, houses - 1), max_size=2, unique=True)):
        use |= {4 * house + draw(st.integers(0, 1)): 1, 4 * house + 2: draw(_amount) * minutes}
        use |= {4 * house + 3: draw(st.integers(0, 2))}
    coach = {4 * houses: draw(_amount), 4 * houses + 1: draw(st.integers(0, 1))}
    beside = draw(st.sampled_from([{}, {}, coach]))
    shared = draw(st.sampled_from([{}, {2: draw(_amount) * minutes}]))
    return (unit, value, use | beside), (unit, value, {4 * houses: draw(_amount)} | shared)


_amount = st.integers(0, 4)


def any_form(tiers: int | None = None) -> st.SearchStrategy[Problem]:
    """Draw a problem of any form the core knows."""
    return st.one_of(housed(tiers=tiers), problems(tiers=tiers))


def housed_region(units: int, *, seed: int, **sides: Any) -> Problem:
    """Draw a region in which the seats and minutes of each organisation are a house."""
    places, coaches = max(2, units // 4), max(1, units // 8)
    house = [*range(places), *range(places), *[-1] * coaches]
    return region(units, seed=seed, resource_house=house, **sides)


def best_with_each(
    problem: Problem, tier: int = 0, attained: Sequence[int] = ()
) -> tuple[int | None, list[int | None]]:
    """Try all plans; give the best worth in one tier, and the best with each column."""
    worth = values(problem, tier)
    best: int | None = None
    of: list[int | None] = [None] * len(worth)
    for plan in plans(problem):
        if any(values(problem, k)[plan].sum() < least for k, least in enumerate(attained)):
            continue
        total = int(worth[plan].sum())
        best = total if best is None else max(best, total)
        for column in plan.tolist():
            known = of[column]
            of[column] = total if known is None else max(known, total)
    return best, of


def plans(problem: Problem) -> Iterator[Int64s]:
    """Give the columns of every plan that keeps all rules; only for a few units."""
    choices: list[list[tuple[int, int]]] = []
    for unit in range(problem.units):
        mates = np.flatnonzero(problem.companion_unit == unit).tolist()
        own = np.flatnonzero(problem.option_unit == unit).tolist()
        beside = {True: mates, False: [-1]}
        needs = problem.option_needs_companion
        taken = [(option, mate) for option in own for mate in beside[bool(needs[option])]]
        choices.append([(-1, -1), *taken])
    for taken in product(*choices):
        choice, mate = (np.array(rows, np.int64) for rows in zip(*taken, strict=True))
        if not violations(problem, choice, mate):
            yield np.append(choice[choice >= 0], mate[mate >= 0] + problem.options)


def given_of(problem: Problem) -> dict[str, Any]:
    """Give the arrays of a problem, to write another one with."""
    return {name: getattr(problem, name) for name in problem.__dataclass_fields__}
