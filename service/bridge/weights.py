"""Weight sets in and out of their table; what is stored is written out in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from service.bridge.parts import listed, plain
from service.db import weights
from solver.codes import Kind, LegalRoute
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, Mode, WeightSet

_RANK = (*DEFAULT_WEIGHTS, *DEFAULT_MODES)


def load_weights(connection: Connection, version: int) -> WeightSet | None:
    """Give a version of the weights, if it is there."""
    content = weights.content(connection, version)
    return None if content is None else weight_set(content)


def weight_set(content: Mapping[str, Any]) -> WeightSet:
    """Give the weight set of a stored content, with its names in the order of the code."""
    weights, modes = content["weights"], content["modes"]
    return WeightSet(
        **{
            **content,
            "weights": {name: weights[name] for name in sorted(weights, key=_RANK.index)},
            "modes": {rule: Mode(modes[rule]) for rule in sorted(modes, key=_RANK.index)},
            "item_modes": {item: Mode(mode) for item, mode in content["item_modes"].items()},
            "kinds": {
                LegalRoute(route): frozenset(map(Kind, kinds))
                for route, kinds in content["kinds"].items()
            },
            "placed_kinds": frozenset(map(Kind, content["placed_kinds"])),
        }
    )


def weight_content(given: WeightSet) -> dict[str, object]:
    """Write a weight set out in full: it means the same whatever the defaults become."""
    return {
        "weights": {name: given.weights.get(name, 0) for name in DEFAULT_WEIGHTS},
        "modes": {rule: str(given.mode(rule)) for rule in DEFAULT_MODES},
        "item_modes": plain(given.item_modes),
        "kinds": {str(route): listed(given.kinds.get(route, ())) for route in LegalRoute},
        "max_steps_up": given.max_steps_up,
        "minimum_fit": given.minimum_fit,
        "soft_penalty": given.soft_penalty,
        "neutral": given.neutral,
        "placement_bonus": given.placement_bonus,
        "placed_kinds": listed(given.placed_kinds),
        "skill_rarity": dict(given.skill_rarity),
        "waiting_weeks_full": given.waiting_weeks_full,
    }
