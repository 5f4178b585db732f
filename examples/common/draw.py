"""Seeded draws in the words of the records: a chance, a choice, a number, a spread in hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


class Draw:
    """One stream of random draws; the same seed and stream give the same draws."""

    def __init__(self, seed: int, stream: int) -> None:
        self.rng = np.random.default_rng([seed, stream])

    def chance(self, share: float) -> bool:
        """Answer yes with a probability of `share`."""
        return bool(self.rng.random() < share)

    def pick(self, shares: Mapping[T, float]) -> T:
        """Choose a key with a probability in proportion to its value."""
        keys = list(shares)
        total = sum(shares.values())
        return keys[int(self.rng.choice(len(keys), p=[shares[key] / total for key in keys]))]

    def one(self, among: Sequence[T]) -> T:
        """Choose one, each as likely."""
        return among[int(self.rng.integers(len(among)))]

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """Choose `count` different ones, in the order of `among`."""
        chosen = self.rng.choice(len(among), min(count, len(among)), replace=False)
        return [among[i] for i in sorted(int(c) for c in chosen)]

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from `low` up to and including `high`."""
        return int(self.rng.integers(low, high + 1))

    def normal(self, mean: float = 0.0, spread: float = 1.0) -> float:
        """Draw from a normal distribution."""
        return float(self.rng.normal(mean, spread))

    def gamma(self, mean: float, shape: float) -> float:
        """Draw from a gamma distribution with this mean."""
        return float(self.rng.gamma(shape, mean / shape))

    def poisson(self, mean: float) -> int:
        """Draw a count."""
        return int(self.rng.poisson(mean))


def within(number: float, low: float, high: float, step: float = 1.0) -> float:
    """Bring a number to the nearest step inside the limits; whole when the step is."""
    stepped = min(max(round(number / step) * step, low), high)
    return int(stepped) if float(stepped).is_integer() else stepped


def compact(record: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known (None) and what is empty ({}), at every depth."""
    shown = {k: compact(v) if isinstance(v, Mapping) else v for k, v in record.items()}
    return {key: value for key, value in shown.items() if value is not None and value != {}}
