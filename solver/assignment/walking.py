"""The walk over the dual as the kernel does it: arrays in, arrays moved, nothing copied."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.charges import Charged, Mates, Uses
from solver.assignment.compiled import library
from solver.assignment.houses import Houses
from solver.assignment.pace import NO_BOUND, Best, Pace, Prices, Scale
from solver.assignment.problem import Bools, Int32s, Int64s
from solver.assignment.structs import (
    HOUSE_ARRAYS,
    ChargedStruct,
    Held,
    HousesStruct,
    MatesStruct,
    UsesStruct,
    WalkStruct,
    address,
)
from solver.assignment.threads import Threads

NEAR = 1.5
MOST_CHARGE = 2**61
ALONE = Threads(1)
#: Fewer parts are walked by one thread: to wait for each other would take as long.
SHARED_PARTS = 4_000


@dataclass(slots=True)
class Taken:
    """What the houses took in the last step, and how often in all counted steps.

    Attributes
    ----------
    often : int32[parts]
    worth : int64[parts], what each part was worth less what it is charged
    price : int64[payers+1], what was taken off the worth of a payer's options
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
    crew = threads if houses.parts >= SHARED_PARTS else ALONE
    ground = _Ground(houses, prices, scale, best, shut, crew.count)
    ground.pace(pace)
    crew.together(ground.tread)
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
    held: Held = []
    strain, seat = np.zeros_like(houses.budget_resource), np.zeros_like(houses.place_resource)
    seen = _seen(houses, taken.worth, held)
    addresses = [ctypes.c_void_p(address(given, held)) for given in (taken.price, strain, seat)]
    if library().strain_houses(ctypes.byref(seen), *addresses):
        raise MemoryError("strains: no memory for the houses' tables")
    size, places = np.diff(houses.place_first), np.diff(houses.house_first)
    use = houses.part_use.astype(np.int64)
    each = np.minimum(np.repeat(np.repeat(strain, places), size), MOST_CHARGE // np.maximum(use, 1))
    red = taken.worth - taken.price[houses.part_payer] - use * each - np.repeat(seat, size)
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
        self._price = np.zeros(len(houses.payer_unit) + 1, np.int64)
        self._value = np.zeros(len(houses.budget), np.int64)
        self._held: Held = []
        self._walk = WalkStruct(
            houses=_seen(houses, self._worth, self._held),
            mates=self._see_mates(houses.mates, shut),
            charged=self._see_charged(houses.charged),
            lifts=self._see_uses(scale.lifts),
            rows=len(houses.row_limit),
            payers=len(houses.payer_unit),
            threads=threads,
            best=NO_BOUND if best is None else best.bound,
            decay=prices.decay,
        )
        arrays: dict[str, NDArray[Any]] = {
            "escorted": houses.escorted,
            "row_limit": houses.row_limit,
            "row_scale": scale.row,
            "row_most": scale.most,
            "row_base": scale.base,
            "must": scale.must,
            "unit_most": scale.unit_most,
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
            "taken": np.zeros(len(houses.payer_unit) + 1, np.int32),
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

    def _see_uses(self, uses: Uses) -> UsesStruct:
        return UsesStruct(
            first=self._at(uses.first), row=self._at(uses.row), amount=self._at(uses.amount)
        )

    def _see_mates(self, mates: Mates, shut: Bools | None) -> MatesStruct:
        return MatesStruct(
            first=self._at(mates.first),
            uses=self._see_uses(mates.uses),
            worth=self._at(mates.worth),
            shut=None if shut is None else self._at(shut),
        )

    def _see_charged(self, charged: Charged) -> ChargedStruct:
        return ChargedStruct(
            parts=len(charged.part),
            part=self._at(charged.part),
            worth=self._at(charged.worth),
            uses=self._see_uses(charged.uses),
        )

    def _at(self, array: NDArray[np.generic]) -> int:
        return address(array, self._held)


def _seen(houses: Houses, worth: Int64s, held: Held) -> HousesStruct:
    """Show the kernel the houses."""
    arrays = {name: getattr(houses, name) for name in HOUSE_ARRAYS}
    return HousesStruct(
        houses=len(houses.budget),
        places=len(houses.place_first) - 1,
        units=houses.units,
        part_worth=address(worth, held),
        **{name: address(array, held) for name, array in arrays.items()},
    )
