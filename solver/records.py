"""Records made of facts that are known to be sound: nothing of them is inspected again.

They are dataclasses with slots and with more than one field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Record = TypeVar("Record")


def altered(record: Record, **facts: object) -> Record:
    """Give the record with other facts."""
    kind: type = type(record)
    other: Record = made(kind, map(facts.get, names_of(kind), reader_of(kind)(record)))
    return other


def made(kind: type, values: Iterable[object]) -> Any:
    """Make a record of all its values, in the order of its fields."""
    record: Any = object.__new__(kind)
    for put, value in zip(_writers(kind), values, strict=True):
        put(record, value)
    return record


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """Name the fields of a class, in their order."""
    return tuple(each.name for each in fields(kind))


@cache
def reader_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Give what reads all values of a record of a class."""
    return attrgetter(*names_of(kind))


@cache
def _writers(kind: type) -> tuple[Callable[[Any, object], None], ...]:
    return tuple(getattr(kind, name).__set__ for name in names_of(kind))
