"""Many objects made at once, as of a whole region or of its plan, and sent between processes."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from operator import attrgetter, methodcaller
from typing import Any, TypeAlias

Reducer: TypeAlias = Callable[[Any], Any]


@contextmanager
def many_objects() -> Iterator[None]:
    """Hold the collector of cycles back while many lasting objects are made: a third faster."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
    names = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
    if len(names) > 1 and "__slots__" in vars(kind):
        values = attrgetter(*names)
        return lambda record: (_made, (kind, values(record)))
    return methodcaller("__reduce_ex__", pickle.HIGHEST_PROTOCOL)


def _made(kind: type, values: Sequence[object]) -> Any:
    """Make a dataclass of its values, which were judged when it was first made."""
    made: Any = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    return tuple(getattr(kind, each.name).__set__ for each in fields(kind))
