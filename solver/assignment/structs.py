"""The structs the walk and the dive hand to the kernel, field by field as `kernel.c` has them."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

HOUSE_ARRAYS = ("house_first", "place_first", "seat_first", "budget", "part_payer", "part_use")
SHELF_OF_PROBLEM = ("option_unit", "option_resource", "option_ptr", "option_use")

Held = list[NDArray[np.generic]]  #: arrays that must outlive the call


def address(array: NDArray[np.generic], held: Held) -> int:
    """Give the address of an array, and keep the array alive.

    Raises
    ------
    ValueError
        When the array is not contiguous.
    """
    if not array.flags.c_contiguous:
        raise ValueError("kernel: expected contiguous arrays")
    held.append(array)
    return array.ctypes.data


def _pointers(*names: str) -> list[tuple[str, Any]]:
    return [(name, ctypes.c_void_p) for name in names]


class HousesStruct(ctypes.Structure):
    """Houses with their places, parts and budgets."""

    _fields_ = [
        *[(name, ctypes.c_int32) for name in ("houses", "places", "units")],
        *_pointers(*HOUSE_ARRAYS, "part_worth"),
    ]


class UsesStruct(ctypes.Structure):
    """Amounts of priced rows that a list of things uses."""

    _fields_ = _pointers("first", "row", "amount")


class MatesStruct(ctypes.Structure):
    """Companions by unit."""

    _fields_ = [*_pointers("first"), ("uses", UsesStruct), *_pointers("worth", "shut")]


class ChargedStruct(ctypes.Structure):
    """Parts that are charged for priced rows."""

    _fields_ = [("parts", ctypes.c_int32), *_pointers("part", "worth"), ("uses", UsesStruct)]


class WalkStruct(ctypes.Structure):
    """A walk down the dual: the ground, where it is, and how fast it goes."""

    _fields_ = [
        ("houses", HousesStruct),
        ("mates", MatesStruct),
        ("charged", ChargedStruct),
        *[(name, ctypes.c_int32) for name in ("rows", "payers")],
        *_pointers("escorted", "row_limit", "row_scale", "row_most", "row_base", "must"),
        *_pointers("unit_most"),
        ("lifts", UsesStruct),
        *_pointers("unit_price", "row_price", "unit_drift", "row_drift", "row_peak"),
        *_pointers("best_unit", "best_row", "part_count"),
        *[(name, ctypes.c_double) for name in ("step", "ratio", "momentum", "decay", "kind")],
        *[(name, ctypes.c_int32) for name in ("steps", "skip")],
        *[(name, ctypes.c_int64) for name in ("best", "last")],
        *[(name, ctypes.c_int32) for name in ("threads", "failed", "arrived", "turn", "next")],
        *_pointers("house_value", "price", "row_grain", "chosen", "count", "taken"),
    ]


class ShelfStruct(ctypes.Structure):
    """What is left of every resource, and who has been placed."""

    _fields_ = [
        *_pointers(*SHELF_OF_PROBLEM),
        *_pointers("needs", "mate_first", "mate", "mate_cost"),
        *_pointers("mate_ptr", "mate_resource", "mate_use"),
        *_pointers("room", "choice", "companion", "placed"),
    ]
