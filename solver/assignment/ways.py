"""Which way to better plans is tried next: none is starved, and what gains most goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

WAYS = ("breed", "cool", "mend")
LEAST_SHARE = 0.1


@dataclass(slots=True)
class Tries:
    """What each way to better plans has cost, and what it has lately gained for its work."""

    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(WAYS, 0.0))
    rate: dict[str, float] = field(default_factory=lambda: dict.fromkeys(WAYS, 0.0))

    def next(self) -> str:
        """Give the first way that had less than its share of the work, else the one that gains."""
        least = LEAST_SHARE * sum(self.spent.values())
        for name in self.rate:
            if self.spent[name] <= least:
                return name
        return max(self.rate, key=lambda name: self.rate[name])

    def without(self, name: str) -> None:
        """Never give a way again."""
        del self.rate[name]

    def note(self, name: str, gain: float, spent: float) -> None:
        """Remember what a way cost and gained."""
        self.spent[name] += spent
        self.rate[name] = (self.rate[name] + gain / max(1e-9, spent)) / 2
