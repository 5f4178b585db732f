"""Rows <-> solver objects: the only place that knows both."""

from service.bridge.catalogue import (
    Entity,
    all_located,
    entity_of,
    find_entity,
    load_weights,
    located,
    store_entities,
    weight_set,
)
from service.bridge.hashing import input_hash
from service.bridge.plans import store_plan, summary_of
from service.bridge.snapshot import load_snapshot

__all__ = [
    "Entity",
    "all_located",
    "entity_of",
    "find_entity",
    "input_hash",
    "load_snapshot",
    "load_weights",
    "located",
    "store_entities",
    "store_plan",
    "summary_of",
    "weight_set",
]
