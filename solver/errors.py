"""Mistakes in what the caller handed over; outcomes of a solve are values, not errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")
ELEVEN_TEST_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
DIGITS = len(ELEVEN_TEST_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a record: which field, what was given, what was expected."""

    field: str
    value: str
    expected: str


class InvalidRecord(ValueError):
    """A record that cannot be; carries every flaw found, not only the first."""

    def __init__(self, noun: str, reference: str, flaws: Iterable[Flaw]) -> None:
        self.noun, self.reference, self.flaws = noun, reference, tuple(flaws)
        told = "; ".join(f"expected {f.field} {f.expected}, got {f.value}" for f in self.flaws)
        super().__init__(f"{noun} {reference}: {told}.")


@dataclass(slots=True)
class Inspection:
    """Collects the flaws of one record, so that all are told at once."""

    noun: str
    reference: str
    flaws: list[Flaw] = field(default_factory=list)

    def expect(self, holds: bool, name: str, value: object, expected: str) -> None:
        """Note a flaw when the promise does not hold."""
        if not holds:
            self.flaws.append(Flaw(name, _shown(value), expected))

    def expect_order(self, names: str, low: object, high: object, expected: str) -> None:
        """Note a flaw when both ends are known and the low one lies above the high one."""
        if low is not None and high is not None:
            self.expect(low <= high, names, f"{low} > {high}", expected)  # type: ignore[operator]

    def expect_no_bsn(self, name: str, *texts: str | None) -> None:
        """Note a flaw, without repeating the number, when a text holds a citizen service number."""
        for text in texts:
            if text is not None and holds_bsn(text):
                self.flaws.append(
                    Flaw(name, "a number that may be a BSN", "without a citizen service number")
                )

    def close(self) -> None:
        """Raise `InvalidRecord` when anything was wrong."""
        if self.flaws:
            shown = "(withheld)" if holds_bsn(self.reference) else self.reference
            raise InvalidRecord(self.noun, shown, self.flaws)


def holds_bsn(text: str) -> bool:
    """Tell whether a text holds nine digits that pass the eleven-test of a BSN."""
    return len(text) >= DIGITS and any(map(_passes_eleven_test, NINE_DIGITS.findall(text)))


def _passes_eleven_test(digits: str) -> bool:
    numbers = [int(character) for character in digits if character.isdigit()]
    total = sum(w * n for w, n in zip(ELEVEN_TEST_WEIGHTS, numbers, strict=True))
    return total % 11 == 0 and any(numbers)


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "nothing"
    return "nothing" if value is None else str(value)
