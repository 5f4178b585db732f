"""One message: the same thing said to three kinds of readers, in Dutch and English.

A template names its parameters in braces. `{places:# plek|# plekken}` chooses a form by number and
puts the number in place of #; `{item:code}` is the code itself instead of its name. A reference
with a day is that of a turn, and with `{reference:from}` of what there is from that day on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from string import Formatter
from typing import Any, TypeAlias

from service.texts.names import Language, named
from solver.turns import day_of, vacancy_of

#: Dutch, English.
Pair: TypeAlias = tuple[str, str]
#: Literal text, the parameter after it if any, and how that is shown.
Piece: TypeAlias = tuple[str, str | None, str]
#: Parameters that are codes, told by their names.
CODED = frozenset({"item", "condition", "daypart", "language", "level", "needed", "rule"})
MONTHS = (
    ("januari", "January"), ("februari", "February"), ("maart", "March"), ("april", "April"),
    ("mei", "May"), ("juni", "June"), ("juli", "July"), ("augustus", "August"),
    ("september", "September"), ("oktober", "October"), ("november", "November"),
    ("december", "December"),
)  # fmt: skip

#: How a reference is told that has a day.
_SINCE: dict[str, Pair] = {"": ("start op", "starting on"), "from": ("vanaf", "from")}


class Register(StrEnum):
    """For whom something is said."""

    CANDIDATE = "candidate"
    CASEWORKER = "caseworker"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Message:
    """A message in each register, each in Dutch and English.

    Raises `ValueError` for a text that is empty, and where the two languages of a register do not
    have the same parameters.
    """

    candidate: Pair
    caseworker: Pair
    auditor: Pair

    def __post_init__(self) -> None:
        for register in Register:
            nl, en = (_names(text) for text in self.pair(register))
            if nl != en or not all(text.strip() for text in self.pair(register)):
                raise ValueError(f"Expected the same in both languages, got {self.pair(register)}.")

    def pair(self, register: Register) -> Pair:
        """Give the Dutch and the English text of a register."""
        pair: Pair = getattr(self, register.value)
        return pair

    def text(self, register: Register, language: Language) -> str:
        """Give the text of a register in a language."""
        return self.pair(register)[language is Language.EN]

    @property
    def parameters(self) -> frozenset[str]:
        """Name what must be given; a register may leave something unsaid."""
        return frozenset().union(*(_names(self.text(each, Language.NL)) for each in Register))


def filled(pieces: tuple[Piece, ...], language: Language, parameters: Mapping[str, object]) -> str:
    """Put parameters into a template that was taken apart."""
    return "".join(
        literal if name is None else literal + _shown(name, parameters[name], spec, language)
        for literal, name, spec in pieces
    )


def taken_apart(text: str) -> tuple[Piece, ...]:
    """Take a template apart."""
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(text))


def number(value: float, language: Language) -> str:
    """Write a number: 1.250 and 2,5 in Dutch, 1,250 and 2.5 in English."""
    english = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    swapped = english.translate(str.maketrans(",.", ".,"))
    return english if language is Language.EN else swapped


def day(value: date, language: Language) -> str:
    """Write a day: 1 december 2026, 1 December 2026."""
    return f"{value.day} {MONTHS[value.month - 1][language is Language.EN]} {value.year}"


def _with_day(reference: str, spec: str, language: Language) -> str:
    """Write a reference; of a turn the vacancy, and the day on which it begins."""
    begins = day_of(reference)
    if begins is None:
        return reference
    start = _SINCE[spec][language is Language.EN]
    return f"{vacancy_of(reference)} ({start} {day(begins, language)})"


def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _ in taken_apart(text) if name is not None)


def _shown(name: str, value: Any, spec: str, language: Language) -> str:
    if name in CODED:
        code = value.name if isinstance(value, Enum) and not isinstance(value, str) else str(value)
        return code if spec == "code" else named(code, language)
    if isinstance(value, date):
        return day(value, language)
    if not isinstance(value, int | float):
        return _with_day(str(value), spec, language) if name == "reference" else str(value)
    shown = number(value, language)
    if not spec:
        return shown
    one, _, many = spec.partition("|")
    return (one if value == 1 else many).replace("#", shown)
