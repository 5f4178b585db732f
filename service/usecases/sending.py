"""Objects sent to another process of this program, and made again there."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from io import BytesIO
from operator import methodcaller
from typing import Any, TypeAlias

from service.objects import many_objects
from solver.records import made, reader_of

Reducer: TypeAlias = Callable[[Any], Any]


def pickled(message: object) -> bytes:
    """Write objects down for another process of this program."""
    with many_objects():
        written = BytesIO()
        pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _REDUCERS
        pickler.dump(message)
        return written.getvalue()


def unpickled(message: bytes) -> Any:
    """Make the objects that another process of this program wrote down."""
    with many_objects():
        return pickle.loads(message)  # noqa: S301 - of our own program


class _Reducers(dict[type, Reducer]):
    """How an object of each class is written: of a dataclass with slots just its values.

    By itself pickle asks each such object for its state by a function of Python, and sets it so.
    """

    def __missing__(self, kind: type) -> Reducer:
        if issubclass(kind, type):
            raise KeyError(kind)  # a class goes by its name
        found = self[kind] = _reducer(kind)
        return found


_REDUCERS = _Reducers()


def _reducer(kind: type) -> Reducer:
    if hasattr(kind, "_make"):
        return lambda record: (kind, tuple(record))
    if is_dataclass(kind) and "__slots__" in vars(kind) and len(fields(kind)) > 1:
        values_of = reader_of(kind)
        return lambda record: (made, (kind, values_of(record)))
    return methodcaller("__reduce_ex__", pickle.HIGHEST_PROTOCOL)
