"""The one problem the core solves: units take options that use scarce resources."""

from __future__ import annotations

import os
import zipfile
import zlib
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.inspection import InvalidProblem, inspected

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]


def _none(dtype: type, *shape: int) -> Any:
    return field(default_factory=lambda: np.zeros(shape or (0,), dtype))


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """U units, O options, C companions, R resources, T tiers of value (the first comes first).

    Each unit takes at most one option, exactly one when it must be placed; with an option that
    needs a companion it takes exactly one of its companions as well. No resource is used beyond
    its capacity. The tiers of value are maximised in order. Integer arrays of any width are
    taken as long as their numbers fit; the arrays kept are read-only.

    Numbers stay where the floats of a backend are exact: 2 x U x |value| <= 2^50 in each tier, all
    uses of one resource together <= 2^50, and each use, minimum and floor <= 10^12. A capacity may
    be anything that fits.

    Attributes
    ----------
    capacity : int64[R], >= 0
    resource_house : int32[R], -1: belongs to none. Default all -1.
    must_place : bool[U]
    option_unit : int32[O]
    option_value : int64[O, T]
    option_ptr, option_resource, option_use : int64[O+1], int32[.], int64[.] >= 0
        Option o uses ``option_use[k]`` of ``option_resource[k]`` for k in ``ptr[o]:ptr[o+1]``.
    unit_needs_companion : bool[U]
        Whether all options of a unit need a companion. Default all False.
    option_needs_companion : bool[O]
        Default: what is said of its unit.
    companion_unit, companion_value, companion_ptr, companion_resource, companion_use
        As for options. Default: no companions.
    present_option : int32[U] or None
        Row of the option a unit has now, -1 none. A unit that leaves it is one change.
    change_budget : int or None, at most so many changes.
    unit_group : int32[U] or None, -1: no group.
    group_floor : int64[G] or None, at least so many units of each group are placed.
    min_use_if_used : int64[R] or None, a resource's use is 0 or at least this.

    Raises
    ------
    InvalidProblem
        Naming everything that is wrong, not only the first.
    """

    capacity: Int64s
    must_place: Bools
    option_unit: Int32s
    option_value: Int64s
    option_ptr: Int64s
    option_resource: Int32s
    option_use: Int64s
    resource_house: Int32s = _none(np.int32)
    unit_needs_companion: Bools = _none(np.bool_)
    option_needs_companion: Bools = _none(np.bool_)
    companion_unit: Int32s = _none(np.int32)
    companion_value: Int64s = _none(np.int64, 0, 0)
    companion_ptr: Int64s = _none(np.int64)
    companion_resource: Int32s = _none(np.int32)
    companion_use: Int64s = _none(np.int64)
    present_option: Int32s | None = None
    change_budget: int | None = None
    unit_group: Int32s | None = None
    group_floor: Int64s | None = None
    min_use_if_used: Int64s | None = None

    def __post_init__(self) -> None:
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        for name, array in inspected(given).items():
            object.__setattr__(self, name, array)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.must_place)

    @property
    def options(self) -> int:
        """Number of options."""
        return len(self.option_unit)

    @property
    def companions(self) -> int:
        """Number of companions."""
        return len(self.companion_unit)

    @property
    def resources(self) -> int:
        """Number of resources."""
        return len(self.capacity)

    @cached_property
    def accompanied(self) -> Bools:
        """Tell which units have an option that needs a companion (bool[U])."""
        found = np.zeros(self.units, np.bool_)
        found[self.option_unit[self.option_needs_companion]] = True
        return found

    @cached_property
    def alone(self) -> Bools:
        """Tell which units have an option that needs no companion (bool[U])."""
        found = np.zeros(self.units, np.bool_)
        found[self.option_unit[~self.option_needs_companion]] = True
        return found

    @property
    def tiers(self) -> int:
        """Number of tiers of value."""
        return int(self.option_value.shape[1])

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Problem:
        """Read a problem file (.npz).

        Raises
        ------
        InvalidProblem
            When the file is not an .npz, misses an array, has an unknown one, or cannot be.
        OSError
            When the file cannot be opened.
        """
        arrays = _arrays(Path(path))
        known = {item.name for item in fields(cls)}
        required = {item.name for item in fields(cls) if item.name in REQUIRED}
        flaws = [
            f"{name}: expected in the file, got none" for name in sorted(required - set(arrays))
        ]
        flaws += [f"{name}: expected no array of this name" for name in sorted(set(arrays) - known)]
        if flaws:
            raise InvalidProblem(flaws)
        return cls(**arrays)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write a problem file (.npz, compressed), leaving out what is not given."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        kept = {name: np.asarray(array) for name, array in given.items() if array is not None}
        with Path(path).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **kept)


REQUIRED = (
    "capacity",
    "must_place",
    "option_unit",
    "option_value",
    "option_ptr",
    "option_resource",
    "option_use",
)

#: What reading raises when a file is no .npz, is damaged, or announces more than memory holds.
NO_NPZ = (
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)


def _arrays(path: Path) -> dict[str, Any]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except NO_NPZ as flaw:
        raise InvalidProblem([f"{path.name}: expected an .npz of plain arrays ({flaw})"]) from flaw
