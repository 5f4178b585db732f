"""Houses to measure the kernel on: places with seats, one budget, parts with a worth and a use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

OPTIONS_PER_UNIT = 50
POINT = 1 << 16


class Houses(NamedTuple):
    """Houses as `struct houses` of the kernel reads them; parts lie by place, then by use."""

    house_first: Int32s
    place_first: Int32s
    seat_first: Int32s
    budget: Int32s
    part_unit: Int32s
    part_use: Int32s
    part_worth: Int64s

    def seats(self, place: int) -> int:
        """Give the number of seats of a place."""
        return int(self.seat_first[place + 1] - self.seat_first[place])


def drawn(units: int, seed: int) -> Houses:
    """Draw a region with four places in a house, one house for ten units."""
    rng = np.random.default_rng(seed)
    houses, places = units // 10, units // 10 * 4
    seats = rng.choice([1, 2, 3, 5, 8], places, p=[0.5, 0.25, 0.12, 0.08, 0.05])
    use = rng.choice([0, 1, 2, 4, 8], units, p=[0.2, 0.3, 0.25, 0.15, 0.1])
    unit = np.repeat(np.arange(units), OPTIONS_PER_UNIT)
    place = rng.integers(0, places, len(unit))
    order = np.lexsort((unit, use[unit], place))
    unit, place = unit[order], place[order]
    return Houses(
        house_first=np.arange(0, places + 1, 4, dtype=np.int32),
        place_first=np.searchsorted(place, np.arange(places + 1)).astype(np.int32),
        seat_first=np.concatenate([[0], seats.cumsum()]).astype(np.int32),
        budget=(seats.reshape(houses, 4).sum(axis=1) * 9 // 5).astype(np.int32),
        part_unit=unit.astype(np.int32),
        part_use=use[unit].astype(np.int32),
        part_worth=rng.integers(10_000 * POINT, 20_000 * POINT, len(unit)),
    )
