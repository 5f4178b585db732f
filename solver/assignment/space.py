"""A problem as the annealing kernel reads it: plain arrays behind one struct of pointers."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.inspection import LARGEST_SUM
from solver.assignment.problem import Int32s, Int64s, Problem
from solver.assignment.rows import values


class Space:
    """A problem as the search reads it; read-only, so that threads share it.

    Parameters
    ----------
    problem : Problem
    worth : int64[O + C]
        Points per column, those of the first tier unless given; 2 x U x |worth| <= 2^50.
    attained
        Value of each earlier tier, one row each after that of the change budget.

    Attributes
    ----------
    amount, least : int64[rows, O + C], int64[rows]
        Of each row, the amounts of the taken columns add up to `least` or more.
    best_mate : int64[U]
        Worth of a unit's best companion, 0 for none.

    Raises
    ------
    ValueError
        When the worth has another length or is too large.
    """

    def __init__(
        self, problem: Problem, worth: Int64s | None = None, attained: Sequence[int] = ()
    ) -> None:
        self.problem = problem
        self.worth = np.ascontiguousarray(values(problem, 0) if worth is None else worth, np.int64)
        _inspect(problem, self.worth)
        self.amount, self.least = _rows(problem, attained)
        self._arrays = _columns_of(problem) | _sides_of(problem)
        self._arrays |= {"worth": self.worth, "amount": self.amount, "least": self.least}
        self._arrays |= _mates_of(problem, self.worth)
        self.best_mate = _best_mates(self.worth, self._arrays["mate"], self._arrays["mate_first"])
        self.struct = _Space(**_sizes(problem, len(self.least), self._arrays))
        point(self.struct, self._arrays)


def _inspect(problem: Problem, worth: Int64s) -> None:
    columns, most = problem.options + problem.companions, LARGEST_SUM // (2 * max(1, problem.units))
    if worth.shape != (columns,):
        raise ValueError(f"Space: expected worth of {columns} columns, got {list(worth.shape)}.")
    if max(worth.max(initial=0), -worth.min(initial=0)) > most:
        raise ValueError(f"Space: expected every |worth| <= {most}.")


def _rows(problem: Problem, attained: Sequence[int]) -> tuple[Int64s, Int64s]:
    """Write the change budget and the earlier tiers as `amount . taken >= least`."""
    amount = [values(problem, tier) for tier in range(len(attained))]
    least = list(attained)
    if problem.change_budget is not None and problem.present_option is not None:
        kept = problem.present_option[problem.present_option >= 0]
        amount.insert(0, np.bincount(kept, minlength=problem.options + problem.companions))
        least.insert(0, max(0, len(kept) - problem.change_budget))
    columns = problem.options + problem.companions
    stacked = np.array(amount, np.int64).reshape(len(amount), columns)
    return stacked, np.array(least, np.int64)


def _columns_of(problem: Problem) -> dict[str, Any]:
    arrays: dict[str, Any] = {"capacity": problem.capacity}
    count = np.zeros(problem.resources, np.int64)
    smallest = np.full(problem.resources, np.iinfo(np.int64).max)
    for kind in ("option", "companion"):
        names = [f"{kind}_{name}" for name in ("ptr", "resource", "use")]
        ptr, resource, use = _without_repeats(*(getattr(problem, name) for name in names))
        arrays |= dict(zip(names, (ptr, resource, use), strict=True))
        real = use > 0
        count += np.bincount(resource[real], minlength=problem.resources)
        np.minimum.at(smallest, resource[real], use[real])
    most_users = np.minimum(count, problem.capacity // smallest)
    arrays["user_first"] = np.append(0, np.cumsum(most_users))
    return arrays


def _without_repeats(ptr: Int64s, resource: Int32s, use: Int64s) -> tuple[Int64s, Int32s, Int64s]:
    """Add up the uses of a resource that a row names twice; nearly always there are none."""
    count = np.diff(ptr)
    owner = np.repeat(np.arange(len(count), dtype=np.int32), count)
    lags = range(1, count.max(initial=0))
    if not any(((resource[n:] == resource[:-n]) & (owner[n:] == owner[:-n])).any() for n in lags):
        return ptr, resource, use
    pairs, at = np.unique(np.stack([owner, resource], 1), axis=0, return_inverse=True)
    total = np.zeros(len(pairs), np.int64)
    np.add.at(total, at.ravel(), use)
    return starts(pairs[:, 0], len(count)), np.ascontiguousarray(pairs[:, 1]), total


def _mates_of(problem: Problem, worth: Int64s) -> dict[str, Any]:
    unit = problem.companion_unit
    order = np.lexsort((-worth[problem.options :], unit))
    columns = (order + problem.options).astype(np.int32)
    return {"mate": columns, "mate_first": starts(unit[order], problem.units)}


def _best_mates(worth: Int64s, mate: Int32s, first: Int64s) -> Int64s:
    """Give the worth of the first mate of each unit, which is its best; 0 where there is none."""
    some, best = np.diff(first) > 0, np.zeros(len(first) - 1, np.int64)
    best[some] = worth[mate[first[:-1][some]]]
    return best


def _sides_of(problem: Problem) -> dict[str, Any]:
    return {
        "must_place": problem.must_place,
        "needs": problem.option_needs_companion,
        "unit_group": problem.unit_group,
        "group_floor": problem.group_floor,
        "min_use": problem.min_use_if_used,
    }


def _sizes(problem: Problem, rows: int, arrays: dict[str, Any]) -> dict[str, int]:
    widths = [np.diff(arrays[f"{kind}_ptr"]).max(initial=0) for kind in ("option", "companion")]
    floors = () if problem.group_floor is None else problem.group_floor
    return {
        "units": problem.units,
        "options": problem.options,
        "resources": problem.resources,
        "rows": rows,
        "columns": problem.options + problem.companions,
        "groups": len(floors),
        "width": int(sum(widths)),
    }


def starts(owner: NDArray[Any], owners: int) -> Int64s:
    """Give where each owner's begin among sorted owners, and the end (int64[owners + 1])."""
    return np.searchsorted(owner, np.arange(owners + 1)).astype(np.int64)


def point(struct: ctypes.Structure, arrays: dict[str, Any]) -> None:
    """Let fields of a struct point at arrays, which the caller keeps alive; None is no array."""
    for name, array in arrays.items():
        setattr(struct, name, None if array is None else array.ctypes.data)


def fields(numbers: dict[str, Any], pointers: str) -> list[tuple[str, Any]]:
    """Name the fields of a struct: numbers with their types, then pointers."""
    return [*numbers.items(), *((name, ctypes.c_void_p) for name in pointers.split())]


SIZES = ("units", "options", "resources", "rows", "columns", "groups", "width")


class _Space(ctypes.Structure):
    _fields_ = fields(
        dict.fromkeys(SIZES, ctypes.c_int64),
        "capacity worth option_ptr option_use companion_ptr companion_use option_resource "
        "companion_resource must_place needs mate_first user_first mate amount least unit_group "
        "group_floor min_use",
    )
