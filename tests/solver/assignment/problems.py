"""Small problems written by hand or drawn by Hypothesis, and their best plan by trying all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from solver.assignment import Problem, value_of, violations

Row = tuple[int, int | tuple[int, ...], dict[int, int]]  #: unit, value per tier, use per resource


def problem_of(
    capacity: Sequence[int],
    options: Sequence[Row],
    companions: Sequence[Row] = (),
    *,
    units: int | None = None,
    must: Iterable[int] = (),
    needy: Iterable[int] = (),
    escorted: Iterable[int] = (),
    **sides: Any,
) -> Problem:
    """Write a problem; units are counted from the options unless said.

    All options of `needy` units need a companion, and so do the options that are `escorted`.
    """
    count = max((row[0] for row in options), default=-1) + 1 if units is None else units
    return Problem(
        capacity=np.array(capacity, np.int64),
        must_place=np.isin(np.arange(count), list(must)),
        unit_needs_companion=np.isin(np.arange(count), list(needy)),
        option_needs_companion=np.array(
            [row[0] in set(needy) or o in set(escorted) for o, row in enumerate(options)], np.bool_
        ),
        **_arrays("option", options, 1),
        **_arrays("companion", companions, len(_tiers(options[0][1])) if options else 1),
        **{name: _given(value) for name, value in sides.items()},
    )


def _given(value: Any) -> Any:
    return np.array(value, np.int64) if isinstance(value, list | tuple) else value


def _tiers(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _arrays(kind: str, rows: Sequence[Row], tiers: int) -> dict[str, Any]:
    values = [_tiers(value) for _, value, _ in rows]
    return {
        f"{kind}_unit": np.array([unit for unit, _, _ in rows], np.int32),
        f"{kind}_value": np.array(values, np.int64).reshape(len(rows), -1 if rows else tiers),
        f"{kind}_ptr": np.cumsum([0, *(len(use) for _, _, use in rows)]),
        f"{kind}_resource": np.array([r for _, _, use in rows for r in use], np.int32),
        f"{kind}_use": np.array([n for _, _, use in rows for n in use.values()], np.int64),
    }


def best_by_trying_all(problem: Problem, having: int = -1) -> tuple[int, ...] | None:
    """Give the value of the best plan (with an option), None without any; only for a few units."""
    choices = []
    for unit in range(problem.units):
        options = [-1, *np.flatnonzero(problem.option_unit == unit).tolist()]
        mates = [-1, *np.flatnonzero(problem.companion_unit == unit).tolist()]
        choices.append(list(product(options, mates)))
    best = None
    for plan in product(*choices):
        choice, companion = (np.array(rows, np.int64) for rows in zip(*plan, strict=True))
        if (having < 0 or having in choice) and not violations(problem, choice, companion):
            value = value_of(problem, choice, companion)
            best = value if best is None else max(best, value)
    return best


@st.composite
def problems(draw: st.DrawFn, *, most_units: int = 4, tiers: int | None = None) -> Problem:
    """Draw a small problem with companions and any of the side constraints."""
    units = draw(st.integers(1, most_units))
    depth = tiers or draw(st.integers(1, 2))
    capacity = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3))
    options = draw(_rows(units, depth, len(capacity), most=8))
    some_units = st.lists(st.integers(0, units - 1), unique=True, max_size=units)
    return problem_of(
        capacity,
        options,
        draw(_rows(units, depth, len(capacity), most=4)) if options else (),
        units=units,
        must=draw(some_units) if draw(st.integers(0, 3)) == 0 else (),
        needy=draw(some_units),
        escorted=draw(st.lists(st.integers(0, 7), unique=True, max_size=4)),
        **draw(_sides(units, options, len(capacity))),
    )


def _rows(units: int, tiers: int, resources: int, *, most: int) -> st.SearchStrategy[list[Row]]:
    value = st.tuples(*[st.integers(-4, 12)] * tiers)
    use = st.dictionaries(st.integers(0, resources - 1), st.integers(0, 4), max_size=2)
    return st.lists(st.tuples(st.integers(0, units - 1), value, use), max_size=most)


@st.composite
def _sides(draw: st.DrawFn, units: int, options: Sequence[Row], resources: int) -> dict[str, Any]:
    sides: dict[str, Any] = {}
    if draw(st.booleans()):
        own = [[-1, *(o for o, row in enumerate(options) if row[0] == u)] for u in range(units)]
        sides["present_option"] = [draw(st.sampled_from(rows)) for rows in own]
        sides["change_budget"] = draw(st.integers(0, units))
    if draw(st.booleans()):
        sides["unit_group"] = draw(st.lists(st.integers(-1, 1), min_size=units, max_size=units))
        sides["group_floor"] = draw(st.lists(st.integers(0, 1), min_size=2, max_size=2))
    if draw(st.booleans()):
        least = st.lists(st.integers(0, 4), min_size=resources, max_size=resources)
        sides["min_use_if_used"] = draw(least)
    return sides
