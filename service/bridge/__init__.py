"""Rows <-> solver objects: the only place that knows both."""

from service.bridge.catalogue import (
    Entity,
    find_entity,
    load_weights,
    located,
    store_entities,
    weight_set,
)
from service.bridge.plans import store_plan
from service.bridge.snapshot import load_snapshot

__all__ = [
    "Entity",
    "find_entity",
    "load_snapshot",
    "load_weights",
    "located",
    "store_entities",
    "store_plan",
    "weight_set",
]
