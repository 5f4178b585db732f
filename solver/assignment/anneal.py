"""Annealing: many small moves that put one unit elsewhere, and whoever stood there back again.

Capacities, one option per unit and its companion hold at every moment; who must be placed, the
floors of groups, minimum use, the change budget and earlier tiers may be short meanwhile, at a
penalty. Values are whole numbers throughout: the same seed gives the same plan.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.compiled import library
from solver.assignment.problem import Int32s, Int64s
from solver.assignment.rows import accompanied_by, choices_of
from solver.assignment.space import Space, fields, point, starts

#: What a plan may owe in all, so that whole numbers of the kernel hold each sum of it.
LARGEST_PENALTY = 2**55


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The options a unit may be moved to, best worth first, with the best companion if any.

    Those of unit u are `option[first[u]:first[u + 1]]`; `first` is int64[U+1], `option` int32.
    """

    first: Int64s
    option: Int32s

    @classmethod
    def of(cls, space: Space, score: NDArray[Any], most: int) -> Shortlist:
        """Keep the `most` options of each unit with the best score (number[O])."""
        unit = space.problem.option_unit
        ranked = np.lexsort((-score, unit))
        begin = np.searchsorted(unit[ranked], np.arange(space.problem.units))
        kept = ranked[np.arange(len(ranked)) - begin[unit[ranked]] < most]
        accompanied = space.problem.option_needs_companion[kept]
        worth = space.worth[kept] + np.where(accompanied, space.best_mate[unit[kept]], 0)
        ordered = kept[np.lexsort((-worth, unit[kept]))]
        return cls(starts(unit[ordered], space.problem.units), ordered.astype(np.int32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """How long and how boldly to search.

    Parameters
    ----------
    moves
        Number of moves tried, >= 0.
    hot, cold
        First and last temperature in points, hot >= cold > 0: a loss of as much is accepted once
        in e times.
    shortlist
        Options that are proposed; a unit may also return to the one it had before a move.
    seed
        Draws the moves, 0 <= seed < 2^64.
    unplaced_share
        Share of the moves, 0 to 1, that begin at a unit without a place.
    row_penalty, unplaced_penalty, team_penalty
        Points, >= 0, per unit that is missing of a row of `Space`; of placements that must be or
        that a group's floor asks; of minimum use.
    stop
        int32[1], looked at every 1,024 moves: another thread ends the search by writing 1.
    """

    moves: int
    hot: float
    cold: float
    shortlist: Shortlist
    seed: int = 0
    unplaced_share: float = 0.1
    row_penalty: Sequence[int] = ()
    unplaced_penalty: int = 0
    team_penalty: int = 0
    stop: Int32s = field(default_factory=lambda: np.zeros(1, np.int32))

    def __post_init__(self) -> None:
        if self.moves < 0:
            raise ValueError(f"Cooling: expected moves >= 0, got {self.moves}.")
        if not 0 < self.cold <= self.hot < np.inf:
            raise ValueError(f"Cooling: expected hot >= cold > 0, got {self.hot} and {self.cold}.")
        if not 0 <= self.seed < 2**64:
            raise ValueError(f"Cooling: expected 0 <= seed < 2^64, got {self.seed}.")
        if self.stop.dtype != np.int32 or self.stop.shape != (1,):
            raise ValueError(f"Cooling: expected stop int32[1], got {self.stop.dtype}.")
        penalties = [*self.row_penalty, self.unplaced_penalty, self.team_penalty]
        if min(penalties) < 0:
            raise ValueError(f"Cooling: expected penalties >= 0, got {min(penalties)}.")


@dataclass(frozen=True, slots=True)
class Annealed:
    """What a search came to; plans are int64 columns, options first.

    `plan` is where it ended, `worth` its worth and `penalty` what it still owes; `best` is the plan
    of most worth among all that owed nothing, None when there was none, of worth `best_worth`.
    """

    plan: Int64s
    worth: int
    penalty: int
    best: Int64s | None
    best_worth: int
    moves: int
    accepted: int


def annealed(space: Space, plan: Int64s, cooling: Cooling) -> Annealed:
    """Search from a plan that overbooks nothing and gives companions where needed.

    The same space, plan and cooling give the same plan. Nothing else is promised of its end; the
    best is worth no less than the plan to begin with if that owed nothing.

    Raises
    ------
    ValueError
        When the plan overbooks a resource or a companion is amiss, when a unit's shortlist has
        options of another, penalties do not fit the rows, or a plan may owe more than 2^55.
    MemoryError
        When there is no room for the search.
    """
    _inspect(space, plan, cooling)
    choice, mate = choices_of(space.problem, plan)
    companion = _as_columns(space, mate)
    best = np.full((2, space.problem.units), -1, np.int32)
    figures = np.zeros(4, np.int64)
    arrays = _cooling_arrays(cooling, best, figures)
    struct = _Cooling(
        cooling.moves,
        cooling.hot,
        cooling.cold,
        cooling.unplaced_share,
        cooling.seed,
        cooling.unplaced_penalty,
        cooling.team_penalty,
    )
    point(struct, arrays)
    made = _anneal()(
        ctypes.byref(space.struct),
        ctypes.byref(struct),
        choice.ctypes.data,
        companion.ctypes.data,
    )
    if made < 0:
        raise MemoryError("Annealing: no room for the search.")
    return _ended((choice, companion), best, figures.tolist(), made)


def _ended(end: Sequence[Int32s], best: Int32s, figures: Sequence[int], made: int) -> Annealed:
    worth, penalty, best_worth, accepted = figures
    found = best_worth > np.iinfo(np.int64).min
    return Annealed(
        plan=_plan_of(*end),
        worth=worth,
        penalty=penalty,
        best=_plan_of(*best) if found else None,
        best_worth=best_worth if found else 0,
        moves=made,
        accepted=accepted,
    )


def _inspect(space: Space, plan: Int64s, cooling: Cooling) -> None:
    problem = space.problem
    choice, mate = choices_of(problem, plan)
    used = np.zeros(problem.resources, np.int64)
    for kind, rows in (("option", choice), ("companion", mate)):
        ptr, resource, use = (getattr(problem, f"{kind}_{n}") for n in ("ptr", "resource", "use"))
        entry = _entries(ptr, rows[rows >= 0])
        np.add.at(used, resource[entry], use[entry])
    over = np.flatnonzero(used > problem.capacity)
    if len(over):
        raise ValueError(f"Annealing: expected a plan within capacity, got {over[0]} overbooked.")
    amiss = np.flatnonzero((mate >= 0) != accompanied_by(problem, choice))
    if len(amiss) or (choice >= 0).sum() + (mate >= 0).sum() != len(plan):
        raise ValueError("Annealing: expected one option a unit, with a companion where needed.")
    listed = cooling.shortlist
    owner = np.repeat(np.arange(problem.units), np.diff(listed.first))
    if not np.array_equal(problem.option_unit[listed.option], owner):
        raise ValueError("Annealing: expected a shortlist of each unit's own options.")
    if len(cooling.row_penalty) != len(space.least):
        count, given = len(space.least), len(cooling.row_penalty)
        raise ValueError(f"Annealing: expected {count} penalties of rows, got {given}.")
    if _owed_at_most(space, cooling) > LARGEST_PENALTY:
        raise ValueError("Annealing: expected penalties up to 2^55 in all.")


def _owed_at_most(space: Space, cooling: Cooling) -> float:
    """Give a limit of what any plan may owe, in points."""
    problem = space.problem
    rows = np.abs(space.amount).sum(axis=1, dtype=float) + np.abs(space.least)
    floors = 0 if problem.group_floor is None else problem.group_floor.sum(dtype=float)
    teams = 0 if problem.min_use_if_used is None else problem.min_use_if_used.sum(dtype=float)
    placing = cooling.unplaced_penalty * (problem.units + floors)
    owed = rows @ np.array(cooling.row_penalty, float) + placing + cooling.team_penalty * teams
    return float(owed)


def _cooling_arrays(cooling: Cooling, best: Int32s, figures: Int64s) -> dict[str, Any]:
    return {
        "row_penalty": np.array(cooling.row_penalty, np.int64),
        "listed_first": np.ascontiguousarray(cooling.shortlist.first, np.int64),
        "listed": np.ascontiguousarray(cooling.shortlist.option, np.int32),
        "stop": cooling.stop,
        "best_choice": best[0],
        "best_companion": best[1],
        "figures": figures,
    }


def _entries(ptr: Int64s, rows: Int32s) -> Int64s:
    count = ptr[rows + 1] - ptr[rows]
    skipped = np.repeat(np.cumsum(count) - count, count)
    entries: Int64s = np.repeat(ptr[rows], count) + np.arange(count.sum()) - skipped
    return entries


def _as_columns(space: Space, mate: Int32s) -> Int32s:
    return np.where(mate >= 0, mate + np.int32(space.problem.options), np.int32(-1))


def _plan_of(choice: Int32s, companion: Int32s) -> Int64s:
    return np.concatenate([choice[choice >= 0], companion[companion >= 0]]).astype(np.int64)


class _Cooling(ctypes.Structure):
    _fields_ = fields(
        {
            "moves": ctypes.c_int64,
            "hot": ctypes.c_double,
            "cold": ctypes.c_double,
            "unplaced_share": ctypes.c_double,
            "seed": ctypes.c_uint64,
            "unplaced_penalty": ctypes.c_int64,
            "team_penalty": ctypes.c_int64,
        },
        "row_penalty listed_first listed stop best_choice best_companion figures",
    )


@cache
def _anneal() -> Any:
    kernel = library()
    kernel.anneal.argtypes = [ctypes.c_void_p] * 4
    kernel.anneal.restype = ctypes.c_int64
    return kernel.anneal
