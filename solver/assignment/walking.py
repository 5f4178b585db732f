"""The walk over the dual as the kernel does it: arrays in, arrays moved, nothing copied."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.compiled import library
from solver.assignment.houses import Charged, Houses, Mates, Uses
from solver.assignment.pace import NO_BOUND, Best, Float64s, Pace, Prices, Scale
from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.rows import choices_of, used_by
from solver.assignment.threads import Threads

NEAR = 1.5
MOST_CHARGE = 2**61
ALONE = Threads(1)


@dataclass(slots=True)
class Taken:
    """What the houses took in the last step, and how often in all counted steps.

    Attributes
    ----------
    often : int32[parts]
    worth : int64[parts], what each part was worth less what it is charged
    price : int64[U+1], what was taken off the worth of a unit's options
    house_value : int64[H], what each house earned
    """

    often: Int32s
    worth: Int64s
    price: Int64s
    house_value: Int64s


def walk(
    houses: Houses,
    prices: Prices,
    scale: Scale,
    pace: Pace,
    *,
    best: Best | None = None,
    shut: Bools | None = None,
    threads: Threads = ALONE,
) -> Taken:
    """Walk down; `prices` are moved, and `best` is improved where it can be.

    `shut` (bool[mates]) marks companions that may not be taken now: then no bound is proven.
    Threads share the houses; the outcome does not depend on their number.

    Raises
    ------
    MemoryError
    """
    if not pace.steps:
        raise ValueError("walk: expected steps >= 1, got 0")
    ground = _Ground(houses, prices, scale, best, shut, threads.count)
    ground.pace(pace)
    threads.together(ground.tread)
    return ground.end(best)


@dataclass(frozen=True, slots=True)
class Strains:
    """Prices of seats and budgets, in grains, and what they say of each part.

    Attributes
    ----------
    seat, budget : int64[P], int64[H]
        Of one more seat, and of one more of the budget's divisor.
    red : int64[parts]
        What each part earns beyond its unit's price, its seat and its share of the budget: about 0
        where the part is at the margin of its house.
    slack : int64[H], >= 0
        How much more those prices allow a house than it can really earn.
    """

    seat: Int64s
    budget: Int64s
    red: Int64s
    slack: Int64s


def strains(houses: Houses, taken: Taken) -> Strains:
    """Price seats and budgets at the prices of a walk's last step."""
    held: list[NDArray[np.generic]] = []
    strain, seat = np.zeros_like(houses.budget_resource), np.zeros_like(houses.place_resource)
    seen = _seen(houses, taken.worth, held)
    addresses = [ctypes.c_void_p(_address(given, held)) for given in (taken.price, strain, seat)]
    if library().strain_houses(ctypes.byref(seen), *addresses):
        raise MemoryError("strains: no memory for the houses' tables")
    size, places = np.diff(houses.place_first), np.diff(houses.house_first)
    use = houses.part_use.astype(np.int64)
    each = np.minimum(np.repeat(np.repeat(strain, places), size), MOST_CHARGE // np.maximum(use, 1))
    red = taken.worth - taken.price[houses.part_unit] - use * each - np.repeat(seat, size)
    allowed = _allowed(houses, red, seat, strain)
    slack = np.maximum(allowed - taken.house_value, 0)
    vast = _allowed(houses, *(one.astype(np.float64) for one in (red, seat, strain))) > MOST_CHARGE
    return Strains(seat, strain, red, np.where(vast, MOST_CHARGE, slack))


def _allowed(
    houses: Houses, red: NDArray[Any], seat: NDArray[Any], strain: NDArray[Any]
) -> NDArray[Any]:
    """Give what each house may earn at these prices, at most ([H], of the type of the prices)."""
    earned = np.add.reduceat(np.append(np.maximum(red, 0), 0), houses.place_first[:-1])
    earned[np.diff(houses.place_first) == 0] = 0
    earned += seat * np.diff(houses.seat_first)
    return np.add.reduceat(earned, houses.house_first[:-1]) + strain * houses.budget


class Shelf:
    """What is left of every resource, and who has been placed.

    Attributes
    ----------
    room : int64[R]
    choice, companion : int32[U], -1 none
    """

    def __init__(self, problem: Problem, mates: Mates) -> None:
        self._problem, self._mates = problem, mates
        self.room = problem.capacity.copy()
        self.choice, self.companion = (np.full(problem.units, -1, np.int32) for _ in range(2))
        self._closed = np.zeros(problem.units, np.bool_)
        count = np.diff(problem.companion_ptr)[mates.mate]
        first = np.cumsum(count) - count
        at = np.repeat(problem.companion_ptr[mates.mate] - first, count) + np.arange(count.sum())
        self._owner = np.repeat(np.arange(len(mates.mate)), count)
        self._resource, self._use = problem.companion_resource[at], problem.companion_use[at]
        self._mate_unit = problem.companion_unit[mates.mate]

    def keep(self, plan: Int64s) -> None:
        """Take the columns of a plan that fits."""
        choice, companion = choices_of(self._problem, plan)
        self.room -= used_by(self._problem, choice, companion)
        self.choice[:], self.companion[:] = choice, companion
        self._closed |= choice >= 0

    def shut_mates(self) -> Bools:
        """Tell which companions do not fit any more (bool[mates])."""
        shut = np.zeros(len(self._mates.mate), np.bool_)
        shut[self._owner[self._use > self.room[self._resource]]] = True
        return shut

    def closed(self, shut: Bools) -> Bools:
        """Tell who is placed, or has no companion left (bool[U])."""
        served = ~self._problem.unit_needs_companion
        served[self._mate_unit[~shut]] = True
        return self._closed | ~served

    def place(self, options: Int32s, row_price: Float64s, quota: int) -> int:
        """Place options in order while they fit, until so many are; give how many."""
        held: list[NDArray[np.generic]] = []
        arrays = {
            **{name: getattr(self._problem, name) for name in _SHELF_OF_PROBLEM},
            "needs": self._problem.unit_needs_companion,
            "mate_first": self._mates.first,
            "mate": self._mates.mate,
            "mate_cost": self._mates.uses.cost(row_price) - self._mates.worth,
            "mate_ptr": self._problem.companion_ptr,
            "mate_resource": self._problem.companion_resource,
            "mate_use": self._problem.companion_use,
            "room": self.room,
            "choice": self.choice,
            "companion": self.companion,
            "closed": self._closed,
        }
        shelf = _Shelf(**{name: _address(array, held) for name, array in arrays.items()})
        order = ctypes.c_void_p(_address(np.ascontiguousarray(options), held))
        return int(library().place_in_order(ctypes.byref(shelf), order, len(options), quota))

    def plan(self) -> Int64s:
        """Give the columns taken: options, then companions."""
        mates = self.companion[self.companion >= 0] + np.int64(self._problem.options)
        return np.concatenate([self.choice[self.choice >= 0].astype(np.int64), mates])


class _Ground:
    """The arrays one walk works on, as the kernel reads them."""

    def __init__(
        self,
        houses: Houses,
        prices: Prices,
        scale: Scale,
        best: Best | None,
        shut: Bools | None,
        threads: int,
    ) -> None:
        self._prices = prices
        seats, places = int(houses.seat_first[-1]), len(houses.place_first) - 1
        self._worth = houses.part_worth.copy() if len(houses.charged.part) else houses.part_worth
        self._chosen, self._count = np.zeros(seats + 1, np.int32), np.zeros(places + 1, np.int32)
        self._often = np.zeros(houses.parts, np.int32)
        self._price = np.zeros(houses.units + 1, np.int64)
        self._value = np.zeros(len(houses.budget), np.int64)
        self._held: list[NDArray[np.generic]] = []
        self._walk = _Walk(
            houses=_seen(houses, self._worth, self._held),
            mates=self._see_mates(houses.mates, shut),
            charged=self._see_charged(houses.charged),
            rows=len(houses.row_limit),
            threads=threads,
            best=NO_BOUND if best is None else best.bound,
            decay=prices.decay,
        )
        arrays = {
            "row_limit": houses.row_limit,
            "row_scale": scale.row,
            "row_most": scale.most,
            "row_base": scale.base,
            "must": scale.must,
            "unit_price": prices.unit,
            "row_price": prices.row,
            "unit_drift": prices.unit_drift,
            "row_drift": prices.row_drift,
            "row_peak": prices.row_peak,
            "part_count": self._often,
            "house_value": self._value,
            "price": self._price,
            "row_grain": np.zeros(len(houses.row_limit) + 1, np.int64),
            "chosen": self._chosen,
            "count": self._count,
            "taken": np.zeros(houses.units + 1, np.int32),
        }
        if best is not None:
            kept = best.prices
            arrays |= {"best_unit": kept.unit, "best_row": kept.row}
        for name, array in arrays.items():
            setattr(self._walk, name, self._at(array))

    def pace(self, pace: Pace) -> None:
        """Set how fast to go."""
        self._walk.step, self._walk.ratio, self._walk.momentum = (
            pace.first,
            pace.ratio,
            pace.momentum,
        )
        self._walk.steps, self._walk.skip = pace.steps, pace.skip
        self._walk.kind = max(1.0, NEAR * pace.first)

    def tread(self, rank: int) -> None:
        """Walk as one of the threads."""
        library().walk_dual(ctypes.byref(self._walk), rank)

    def end(self, best: Best | None) -> Taken:
        """Give what was taken, and keep the bound."""
        if self._walk.failed:
            raise MemoryError("walk: no memory for the houses' tables")
        self._prices.decay = self._walk.decay
        if best is not None:
            best.bound = self._walk.best
        return Taken(self._often, self._worth, self._price, self._value)

    def _see_uses(self, uses: Uses) -> _Uses:
        return _Uses(
            first=self._at(uses.first), row=self._at(uses.row), amount=self._at(uses.amount)
        )

    def _see_mates(self, mates: Mates, shut: Bools | None) -> _Mates:
        return _Mates(
            first=self._at(mates.first),
            uses=self._see_uses(mates.uses),
            worth=self._at(mates.worth),
            shut=None if shut is None else self._at(shut),
        )

    def _see_charged(self, charged: Charged) -> _Charged:
        return _Charged(
            parts=len(charged.part),
            part=self._at(charged.part),
            worth=self._at(charged.worth),
            uses=self._see_uses(charged.uses),
        )

    def _at(self, array: NDArray[np.generic]) -> int:
        return _address(array, self._held)


def _address(array: NDArray[np.generic], held: list[NDArray[np.generic]]) -> int:
    """Give the address of an array, and keep the array alive."""
    if not array.flags.c_contiguous:
        raise ValueError("kernel: expected contiguous arrays")
    held.append(array)
    return array.ctypes.data


def _seen(houses: Houses, worth: Int64s, held: list[NDArray[np.generic]]) -> _Houses:
    """Show the kernel the houses."""
    arrays = {name: getattr(houses, name) for name, _ in _Houses._fields_[3:-1]}
    return _Houses(
        houses=len(houses.budget),
        places=len(houses.place_first) - 1,
        units=houses.units,
        part_worth=_address(worth, held),
        **{name: _address(array, held) for name, array in arrays.items()},
    )


class _Houses(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("houses", "places", "units")] + [
        (name, ctypes.c_void_p)
        for name in (
            "house_first",
            "place_first",
            "seat_first",
            "budget",
            "part_unit",
            "part_use",
            "part_worth",
        )
    ]


class _Uses(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("first", "row", "amount")]


class _Mates(ctypes.Structure):
    _fields_ = [
        ("first", ctypes.c_void_p),
        ("uses", _Uses),
        ("worth", ctypes.c_void_p),
        ("shut", ctypes.c_void_p),
    ]


class _Charged(ctypes.Structure):
    _fields_ = [
        ("parts", ctypes.c_int32),
        ("part", ctypes.c_void_p),
        ("worth", ctypes.c_void_p),
        ("uses", _Uses),
    ]


class _Walk(ctypes.Structure):
    _fields_ = [
        ("houses", _Houses),
        ("mates", _Mates),
        ("charged", _Charged),
        ("rows", ctypes.c_int32),
        *[
            (name, ctypes.c_void_p)
            for name in (
                "row_limit",
                "row_scale",
                "row_most",
                "row_base",
                "must",
                "unit_price",
                "row_price",
                "unit_drift",
                "row_drift",
                "row_peak",
                "best_unit",
                "best_row",
                "part_count",
            )
        ],
        *[(name, ctypes.c_double) for name in ("step", "ratio", "momentum", "decay", "kind")],
        *[(name, ctypes.c_int32) for name in ("steps", "skip")],
        *[(name, ctypes.c_int64) for name in ("best", "last")],
        *[(name, ctypes.c_int32) for name in ("threads", "failed", "arrived", "turn", "next")],
        *[
            (name, ctypes.c_void_p)
            for name in ("house_value", "price", "row_grain", "chosen", "count", "taken")
        ],
    ]


_SHELF_OF_PROBLEM = ("option_unit", "option_resource", "option_ptr", "option_use")


class _Shelf(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_void_p)
        for name in (
            *_SHELF_OF_PROBLEM,
            "needs",
            "mate_first",
            "mate",
            "mate_cost",
            "mate_ptr",
            "mate_resource",
            "mate_use",
            "room",
            "choice",
            "companion",
            "closed",
        )
    ]
