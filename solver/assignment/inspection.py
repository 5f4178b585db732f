"""Looks a problem over before it exists and names everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Twice the value of all units together stays within this in each tier, and what all options and
#: companions use of one resource as well, so that the floats of a backend hold each sum exactly.
LARGEST_SUM = 2**50
LARGEST_AMOUNT = 10**12

KINDS: dict[str, tuple[Any, int]] = {
    "capacity": (np.int64, 1),
    "must_place": (np.bool_, 1),
    "option_unit": (np.int32, 1),
    "option_value": (np.int64, 2),
    "option_ptr": (np.int64, 1),
    "option_resource": (np.int32, 1),
    "option_use": (np.int64, 1),
    "resource_house": (np.int32, 1),
    "unit_needs_companion": (np.bool_, 1),
    "option_needs_companion": (np.bool_, 1),
    "companion_unit": (np.int32, 1),
    "companion_value": (np.int64, 2),
    "companion_ptr": (np.int64, 1),
    "companion_resource": (np.int32, 1),
    "companion_use": (np.int64, 1),
    "present_option": (np.int32, 1),
    "unit_group": (np.int32, 1),
    "group_floor": (np.int64, 1),
    "min_use_if_used": (np.int64, 1),
}


class InvalidProblem(ValueError):
    """A problem that cannot be; carries every flaw found."""

    def __init__(self, flaws: Iterable[str]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("Problem: " + "; ".join(self.flaws) + ".")


def inspected(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the arrays in their own types, defaults filled in, read-only.

    Raises
    ------
    InvalidProblem
        Naming every flaw found.
    """
    flaws: list[str] = []
    arrays = {name: _typed(name, given[name], flaws) for name in KINDS}
    if not flaws:
        _fill(arrays)
        _inspect_shapes(arrays, flaws)
    budget = _whole(given["change_budget"], flaws)
    if not flaws:
        _inspect_numbers(arrays, flaws)
        _inspect_side_constraints(arrays, budget, flaws)
    if flaws:
        raise InvalidProblem(flaws)
    return {name: _read_only(array) for name, array in arrays.items()} | {"change_budget": budget}


def _typed(name: str, array: Any, flaws: list[str]) -> Any:
    dtype, dimensions = KINDS[name]
    if array is None:
        return None
    array = np.asarray(array)
    if array.ndim != dimensions:
        flaws.append(f"{name}: expected {dimensions} dimension(s), got {array.ndim}")
    elif array.size and (dtype is np.bool_) != (array.dtype == np.bool_):
        flaws.append(f"{name}: expected {np.dtype(dtype)}, got {array.dtype}")
    elif array.size and dtype is not np.bool_ and array.dtype.kind not in "iu":
        flaws.append(f"{name}: expected whole numbers, got {array.dtype}")
    elif array.size and dtype is not np.bool_ and not _fits(array, dtype):
        flaws.append(f"{name}: expected numbers that fit {np.dtype(dtype)}, got {array.max()}")
    else:
        return np.ascontiguousarray(array, dtype)
    return array


def _fits(array: NDArray[Any], dtype: Any) -> bool:
    limits = np.iinfo(dtype)
    return int(array.min()) >= limits.min and int(array.max()) <= limits.max


def _whole(budget: Any, flaws: list[str]) -> int | None:
    if budget is None:
        return None
    array = np.asarray(budget)
    if array.ndim or array.dtype.kind not in "iu" or int(array) < 0:
        flaws.append(f"change_budget: expected one whole number >= 0, got {budget}")
        return None
    return int(array)


def _fill(arrays: dict[str, Any]) -> None:
    units, tiers = len(arrays["must_place"]), arrays["option_value"].shape[1]
    if not arrays["resource_house"].size:
        arrays["resource_house"] = np.full(len(arrays["capacity"]), -1, np.int32)
    if not arrays["unit_needs_companion"].size:
        arrays["unit_needs_companion"] = np.zeros(units, np.bool_)
    if not arrays["option_needs_companion"].size:
        arrays["option_needs_companion"] = _said_of_units(arrays)
    if not arrays["companion_unit"].size:
        if not arrays["companion_value"].size:
            arrays["companion_value"] = np.zeros((0, tiers), np.int64)
        if not arrays["companion_ptr"].size:
            arrays["companion_ptr"] = np.zeros(1, np.int64)


def _inspect_shapes(arrays: Mapping[str, Any], flaws: list[str]) -> None:
    units, resources = len(arrays["must_place"]), len(arrays["capacity"])
    tiers = arrays["option_value"].shape[1]
    if tiers < 1:
        flaws.append("option_value: expected at least one tier, got none")
    lengths = {"resource_house": resources, "unit_needs_companion": units}
    lengths |= {"option_needs_companion": len(arrays["option_unit"])}
    lengths |= {"present_option": units, "unit_group": units, "min_use_if_used": resources}
    for kind in ("option", "companion"):
        rows, entries = len(arrays[f"{kind}_unit"]), len(arrays[f"{kind}_resource"])
        lengths |= {f"{kind}_value": rows, f"{kind}_ptr": rows + 1, f"{kind}_use": entries}
    for name, length in lengths.items():
        if arrays[name] is not None and len(arrays[name]) != length:
            flaws.append(f"{name}: expected length {length}, got {len(arrays[name])}")
    if arrays["companion_value"].shape[1] != tiers:
        got = arrays["companion_value"].shape[1]
        flaws.append(f"companion_value: expected {tiers} tier(s), got {got}")


def _inspect_numbers(arrays: Mapping[str, Any], flaws: list[str]) -> None:
    units, resources = len(arrays["must_place"]), len(arrays["capacity"])
    _inspect_range("capacity", arrays["capacity"], (0, 2**63), flaws)
    _inspect_companions(arrays, flaws)
    for name in ("option_use", "companion_use", "group_floor", "min_use_if_used"):
        _inspect_range(name, arrays[name], (0, LARGEST_AMOUNT + 1), flaws)
    _inspect_range("resource_house", arrays["resource_house"], (-1, 2**31), flaws)
    for kind in ("option", "companion"):
        _inspect_range(f"{kind}_unit", arrays[f"{kind}_unit"], (0, units), flaws)
        _inspect_range(f"{kind}_resource", arrays[f"{kind}_resource"], (0, resources), flaws)
        _inspect_ptr(kind, arrays, flaws)
    _inspect_values(arrays, flaws)
    if not flaws:
        _inspect_uses(arrays, flaws)


def _said_of_units(arrays: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Give what is said of the unit of each option, False where there is no such unit."""
    needs, unit = arrays["unit_needs_companion"], arrays["option_unit"]
    known = (unit >= 0) & (unit < len(needs))
    said: NDArray[np.bool_] = known & np.append(needs, False)[np.where(known, unit, -1)]
    return said


def _inspect_companions(arrays: Mapping[str, Any], flaws: list[str]) -> None:
    alone = np.flatnonzero(_said_of_units(arrays) & ~arrays["option_needs_companion"])
    if alone.size:
        flaws.append(
            f"option_needs_companion[{alone[0]}]: expected True as for its unit, got False"
        )


def _inspect_range(name: str, array: Any, limits: tuple[int, int], flaws: list[str]) -> None:
    low, high = limits
    if array is None or not array.size:
        return
    bad = np.flatnonzero((array < low) | (array >= high))
    if bad.size:
        flaws.append(f"{name}[{bad[0]}]: expected {low} <= n < {high}, got {array[bad[0]]}")


def _inspect_ptr(kind: str, arrays: Mapping[str, Any], flaws: list[str]) -> None:
    ptr, entries = arrays[f"{kind}_ptr"], len(arrays[f"{kind}_resource"])
    if ptr[0] != 0 or ptr[-1] != entries:
        flaws.append(f"{kind}_ptr: expected 0 to {entries}, got {ptr[0]} to {ptr[-1]}")
    falls = np.flatnonzero(np.diff(ptr) < 0)
    if falls.size:
        at = int(falls[0]) + 1
        flaws.append(f"{kind}_ptr[{at}]: expected >= {ptr[at - 1]}, got {ptr[at]}")


def _inspect_values(arrays: Mapping[str, Any], flaws: list[str]) -> None:
    most = LARGEST_SUM // (2 * max(1, len(arrays["must_place"])))
    for name in ("option_value", "companion_value"):
        largest = max(abs(int(arrays[name].min(initial=0))), abs(int(arrays[name].max(initial=0))))
        if largest > most:
            flaws.append(f"{name}: expected every |value| <= {most}, got {largest}")


def _inspect_uses(arrays: Mapping[str, Any], flaws: list[str]) -> None:
    uses = (arrays["option_use"], arrays["companion_use"])
    if sum(len(use) * int(use.max(initial=0)) for use in uses) <= LARGEST_SUM:
        return
    total = np.zeros(len(arrays["capacity"]))
    for kind in ("option", "companion"):
        resource, use = arrays[f"{kind}_resource"], arrays[f"{kind}_use"]
        total += np.bincount(resource, use, minlength=len(total))
    for resource in np.flatnonzero(total > LARGEST_SUM)[:1]:
        flaws.append(
            f"resource {resource}: expected all uses of it to add up to <= {LARGEST_SUM}, "
            f"got {total[resource]:.0f}"
        )


def _inspect_side_constraints(
    arrays: Mapping[str, Any], budget: int | None, flaws: list[str]
) -> None:
    present, group, floor = (arrays[n] for n in ("present_option", "unit_group", "group_floor"))
    if budget is not None and present is None:
        flaws.append("present_option: expected with change_budget, got none")
    if (group is None) != (floor is None):
        flaws.append("unit_group and group_floor: expected both or neither, got one")
    if group is not None and floor is not None:
        _inspect_range("unit_group", group, (-1, len(floor)), flaws)
    if present is not None:
        options = len(arrays["option_unit"])
        _inspect_range("present_option", present, (-1, options), flaws)
        own = (present >= 0) & (present < options)
        units = np.flatnonzero(own)
        foreign = units[arrays["option_unit"][present[units]] != units]
        if foreign.size:
            at = int(foreign[0])
            flaws.append(f"present_option[{at}]: expected an option of its unit, got {present[at]}")


def _read_only(array: Any) -> Any:
    if array is None:
        return None
    view = array.view()
    view.flags.writeable = False
    return view
