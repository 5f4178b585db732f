"""How far a run is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Where each step of a run begins and ends, in percent.
STEPS: Mapping[str, tuple[int, int]] = {
    "start": (0, 2),
    "columns": (2, 3),
    "options": (3, 10),
    "greedy": (10, 12),
    "search": (12, 95),
    "reasons": (95, 95),
    "robust": (95, 96),
    "hold_back": (96, 96),
    "explain": (96, 98),
}
TOLD = ("step", "method", "seconds", "value", "bound", "placed")


def far(progress: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is told of a running run: its step, the best plan so far, percent, seconds left."""
    told = {name: progress[name] for name in TOLD if progress.get(name) is not None}
    first, last = STEPS.get(str(progress.get("step")), (0, 0))
    share = progress.get("share") or 0.0
    told["percent"] = round(first + share * (last - first))
    value, bound = progress.get("value"), progress.get("bound")
    if value and bound is not None:
        told["gap"] = max(0.0, (bound - value) / abs(value))
    if share and progress.get("seconds"):
        told["seconds_left"] = round(progress["seconds"] * (1 - share) / share)
    return told
