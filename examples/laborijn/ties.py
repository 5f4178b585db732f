"""Ties between people of one municipality: who start together, and who must be kept apart."""

from __future__ import annotations

from typing import Any

from examples.common.draw import Draw

PAIR_SHARE, APART_SHARE = 0.008, 0.014
#: What two people who start together have in common.
SHARED = ("legalRoute", "ladderStep", "location", "travel", "presentKind")


def tie(draw: Draw, people: list[dict[str, Any]]) -> None:
    """Name a few pairs who start together (1 %) and a few who must not meet (1.4 %)."""
    pairs, apart = round(PAIR_SHARE * len(people)), round(APART_SHARE * len(people))
    chosen = [int(i) for i in draw.rng.permutation(len(people))[: 2 * (pairs + apart)]]
    couples = [(people[a], people[b]) for a, b in zip(chosen[::2], chosen[1::2], strict=True)]
    for number, (first, second) in enumerate(couples[:pairs], 1):
        _start_together(first, second, f"duo-{number}")
    for first, second in couples[pairs:]:
        first["notTogetherWith"] = [second["reference"]]
        second["notTogetherWith"] = [first["reference"]]


def _start_together(first: dict[str, Any], second: dict[str, Any], name: str) -> None:
    for field in SHARED:
        second.pop(field, None)
        if field in first:
            second[field] = first[field]
    for line in (first, second):
        line["group"] = name
        line.pop("placesWanted", None)
    if "dayparts" in first["load"]:
        second["load"]["dayparts"] = first["load"]["dayparts"]
