"""Turn optional values, days and sets of codes into arrays that still know what is not known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import EllipsisType
from typing import Any, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from solver.ground import Location, Period

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Int8s: TypeAlias = NDArray[np.int8]
Int32s: TypeAlias = NDArray[np.int32]
Float32s: TypeAlias = NDArray[np.float32]
Floats: TypeAlias = NDArray[np.float64]
Words: TypeAlias = NDArray[np.uint64]
View: TypeAlias = tuple[slice | EllipsisType | None, ...]

#: Stands for None in integer arrays, whose known values are never negative.
UNKNOWN_NUMBER = -1
#: Day numbers that stand for an open start and an open end.
OPEN_START, OPEN_END = -(2**30), 2**30
EARTH_RADIUS_KM = 6371.0
#: Positions are kept relative to the middle of the country, so that float32 is exact to a metre.
MIDDLE_DEGREES = (52.1, 5.3)
Code = TypeVar("Code")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Picked:
    """Columns whose arrays all have the record on the last axis."""

    def picked(self, index: Ints | slice, view: View = (...,)) -> Self:
        """Give the named records, each array seen through a `view` (to add an axis).

        An array is picked when it is first asked for.
        """
        chosen = object.__new__(type(self))
        chosen.__dict__["_picking"] = self, index, view
        return chosen

    def __getattr__(self, name: str) -> Any:
        if "_picking" not in self.__dict__ or name not in self.__dataclass_fields__:
            raise AttributeError(name)
        whole, index, view = self.__dict__["_picking"]
        column = self.__dict__[name] = _pick(getattr(whole, name), index)[view]
        return column

    def merged(self, more: Self, source: Ints) -> Self:
        """Give, of these records and then those, the ones that `source` numbers."""
        named = [field.name for field in fields(self)]
        columns = [(getattr(self, name), getattr(more, name)) for name in named]
        count = columns[0][0].shape[-1]
        moved = np.flatnonzero(source != np.arange(len(source)))
        fresh = source[moved] - count
        if len(source) == count and np.all(fresh >= 0):
            merged = [
                _written(ours, moved, theirs.take(fresh, axis=-1)) for ours, theirs in columns
            ]
        else:
            merged = [np.concatenate(both, axis=-1).take(source, axis=-1) for both in columns]
        return type(self)(**dict(zip(named, merged, strict=True)))


def span(ordered: Any, number: int) -> tuple[int, int]:
    """Give where a number begins and ends in an ordered array, of which nothing is copied."""
    low = bisect_left(ordered, number)
    return low, bisect_left(ordered, number + 1, low)


def _written(column: NDArray[Any], at: Ints, records: NDArray[Any]) -> NDArray[Any]:
    """Give a column in which some records are others; the column itself stays as it is."""
    changed = column.copy()
    changed[..., at] = records
    return changed


def _pick(column: NDArray[Any], index: Ints | slice) -> NDArray[Any]:
    return column[..., index] if isinstance(index, slice) else column.take(index, axis=-1)


def day_number(day: date) -> int:
    """Count the days since 1 January 1970."""
    return day.toordinal() - _EPOCH


def first_day(period: Period) -> int:
    """Give the day number on which a period starts, `OPEN_START` when it is open."""
    return OPEN_START if period.start is None else day_number(period.start)


def last_day(period: Period) -> int:
    """Give the day number on which a period ends, `OPEN_END` when it is open."""
    return OPEN_END if period.end is None else day_number(period.end)


def numbers(
    values: Iterable[float | None], dtype: DTypeLike = np.int32, absent: float = UNKNOWN_NUMBER
) -> NDArray[Any]:
    """Give the values as an array with `absent` where there is none."""
    return np.array([absent if value is None else value for value in values], dtype=dtype)


def index_of(codes: Iterable[str]) -> dict[str, int]:
    """Number the different codes in alphabetical order."""
    return {code: place for place, code in enumerate(sorted(set(codes)))}


def place_of(code: Code | None, codes: Sequence[Code]) -> int | None:
    """Give the position of a code in its list, None for None."""
    return None if code is None else codes.index(code)


def mask(held: Collection[Code], codes: Sequence[Code]) -> int:
    """Give an integer with a bit set for each code that is held, in the order of the list."""
    return sum(1 << place for place, code in enumerate(codes) if code in held)


def membership(sets: Sequence[Collection[str]], places: Mapping[str, int]) -> Bools:
    """Give a matrix (number of sets × number of codes): true where the set holds the code.

    Codes without a place are left out.
    """
    matrix = np.zeros((len(sets), len(places)), dtype=np.bool_)
    for row, codes in enumerate(sets):
        for code in codes:
            if code in places:
                matrix[row, places[code]] = True
    return matrix


def code_matrix(rows: Sequence[Mapping[str, int]], places: Mapping[str, int], absent: int) -> Int8s:
    """Give a matrix (rows × codes) of small numbers, `absent` where a row is silent.

    Codes without a place are left out.
    """
    matrix = np.full((len(rows), len(places)), absent, dtype=np.int8)
    for number, given in enumerate(rows):
        for code, value in given.items():
            if code in places:
                matrix[number, places[code]] = value
    return matrix


def words(bits: Bools) -> Words:
    """Pack a matrix (rows × bits) into uint64 words, shaped (words, rows); at least one word."""
    rows, count = bits.shape
    padded = np.zeros((rows, max(1, -(-count // 64)) * 64), dtype=np.bool_)
    padded[:, :count] = bits
    packed = np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
    return np.ascontiguousarray(packed.T)


def thermometer(levels: Int8s, highest: int) -> Bools:
    """Give bits (rows × codes · highest): bit d of a code is set when its level is above d."""
    steps = np.arange(highest, dtype=np.int8)
    return (levels[:, :, None] > steps).reshape(len(levels), levels.shape[1] * highest)


def positions(places: Sequence[Location | None]) -> Float32s:
    """Give points in space in kilometres, shaped (3, places); NaN where the place is not known."""
    degrees = [(np.nan, np.nan) if at is None else (at.latitude, at.longitude) for at in places]
    middle = _in_space(np.array([MIDDLE_DEGREES]))
    return (_in_space(np.array(degrees).reshape(-1, 2)) - middle).astype(np.float32)


def _in_space(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    latitude, longitude = np.radians(degrees).T
    east, north = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
    return EARTH_RADIUS_KM * np.stack([east, north, np.sin(latitude)])
