"""The work of a search, counted by what it does and never by the clock.

One work unit is about a hundredth of a second of one core of the machine the weights were measured
on. The weights are what each step costs there, by the size of what it looks at; they need not be
right to the point, only the same everywhere: the same problem and limit end in the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP_PER_PART = 1.2e-6
STEP_PER_HOUSE = 4e-4
DIVE_PER_UNIT = 0.025
FLOW_PER_OPTION = 4e-4
MOVE = 6e-5
CACHED_UNITS = 2_000
MEND = 7.0
STEPS, DIVE, FLOW = 0.02, 1.0, 0.2  #: whatever the size

#: Work units a second on two cores, by the number of units that are placed.
RATES = ((1_000, 220), (3_000, 150), (10_000, 150), (30_000, 125))
LEAST_RATE = 80
TIERED = 0.65  #: of that where there are several tiers: pricing them anew is no work that counts


@dataclass(slots=True)
class Effort:
    """A limit of work units, and what is spent of it."""

    limit: float
    spent: float = 0.0

    @property
    def left(self) -> float:
        """Work units left, 0 when all are spent."""
        return max(0.0, self.limit - self.spent)

    @property
    def share(self) -> float:
        """How much of the limit is spent, 0-1."""
        return round(min(1.0, self.spent / max(1.0, self.limit)), 3)

    def steps(self, count: int, parts: int, houses: int) -> None:
        """Spend what steps down the dual cost."""
        self.spent += STEPS + count * (STEP_PER_PART * parts + STEP_PER_HOUSE * houses)

    def dive(self, units: int) -> None:
        """Spend what placing so many units in a dive costs."""
        self.spent += DIVE + DIVE_PER_UNIT * units

    def flow(self, options: int) -> None:
        """Spend what a flow over so many options costs."""
        self.spent += FLOW + FLOW_PER_OPTION * options

    def mends(self, count: int) -> None:
        """Spend what so many neighbourhoods solved whole cost."""
        self.spent += MEND * count

    def moves(self, count: int, units: int) -> None:
        """Spend what so many moves cost."""
        self.spent += count * self.moving(units)

    @staticmethod
    def moving(units: int) -> float:
        """Give what a move costs; where many units move, memory is what they wait for."""
        return MOVE * (1 + units / CACHED_UNITS)


def work_for(seconds: float, units: int, tiers: int = 1) -> int:
    """Turn a wish in seconds into work units per tier, by a stored rate per number of units."""
    rate = next((rate for size, rate in RATES if units <= size), LEAST_RATE)
    share = 1.0 if tiers == 1 else TIERED / tiers
    return max(1, round(seconds * rate * share))
