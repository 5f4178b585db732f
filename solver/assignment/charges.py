"""What is charged for priced rows: the uses of parts and of companions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.parts import wide_sums
from solver.assignment.problem import Bools, Int32s, Int64s


@dataclass(frozen=True, slots=True)
class Uses:
    """Amounts of priced rows used by a list of things: those of k are `first[k]:first[k + 1]`."""

    first: Int64s
    row: Int32s
    amount: Int64s

    def among(self, kept: Bools) -> Uses:
        """Keep the uses of some of the things (bool[things])."""
        count = np.diff(self.first)
        entries = np.repeat(kept, count)
        return Uses(wide_sums(count[kept]), self.row[entries], self.amount[entries])

    def cost(self, row_price: NDArray[np.float64]) -> Int64s:
        """Give what each thing is charged at a price per row, rounded to whole grains first."""
        charge = self.amount * np.rint(row_price).astype(np.int64)[self.row]
        total = wide_sums(charge)
        return total[self.first[1:]] - total[self.first[:-1]]


@dataclass(frozen=True, slots=True)
class Mates:
    """The companions of each unit, sorted by unit: their rows, uses, and worth in grains."""

    first: Int64s
    mate: Int32s
    uses: Uses
    worth: Int64s

    @property
    def unit(self) -> Int64s:
        """Give the unit of each companion."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


@dataclass(frozen=True, slots=True)
class Charged:
    """Parts that are charged for priced rows, and their worth in grains before that."""

    part: Int32s
    worth: Int64s
    uses: Uses

    def among(self, kept: Bools) -> Charged:
        """Keep those of some parts (bool[parts] of the houses)."""
        number, mine = np.cumsum(kept) - 1, kept[self.part]
        part = number[self.part[mine]].astype(np.int32)
        return Charged(part, self.worth[mine], self.uses.among(mine))
