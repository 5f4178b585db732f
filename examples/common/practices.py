"""A practice: a folder of `examples/` with towns, a generator and a check of its own number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from examples.common.outcome import Check, Matched
from examples.common.towns import Municipality
from solver.places import Organisation, Vacancy

EXAMPLES = Path(__file__).parents[1]
#: The day for which the files were drawn.
TODAY = date(2026, 11, 24)

#: Records of the wire, by the code of their municipality.
Lines: TypeAlias = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One way of placing people.

    Attributes
    ----------
    name, title
        Of its folder, and as people call it.
    region
        Code and name.
    draw
        From a seed and a day to the records of each noun, in the plural.
    group
        What places are shown by in its picture, such as the kind of work.
    check
        Its own number: what it comes to, and whether that is what the practice asks.
    work_limit
        Work units of its search; None: the usual number.
    """

    name: str
    title: str
    region: Mapping[str, str]
    municipalities: Sequence[Municipality]
    draw: Callable[[int, date], Mapping[str, Lines]]
    group: Callable[[Vacancy, Organisation], str]
    check: Callable[[Matched], Check]
    work_limit: int | None = None

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return EXAMPLES / self.name


def of_one(municipality: Municipality, **nouns: list[dict[str, Any]]) -> dict[str, Lines]:
    """Give the records of a practice with one municipality, by noun in the plural."""
    return {noun: {municipality.code: lines} for noun, lines in nouns.items()}


def names() -> list[str]:
    """Name the practices there are."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/practice.py"))


def practice_named(name: str) -> Practice:
    """Give a practice; its folder need not be a word of Python."""
    found: Practice = import_module(f"examples.{name}.practice").PRACTICE
    return found
