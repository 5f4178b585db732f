"""Rows <-> solver objects: the only place that knows both."""

from service.bridge.catalogue import (
    Entity,
    find_entity,
    load_weights,
    located,
    stage_entities,
    store_entities,
    weight_set,
)
from service.bridge.hashing import input_hash
from service.bridge.plans import store_plan, summary_of
from service.bridge.snapshot import load_snapshot

__all__ = [
    "Entity",
    "find_entity",
    "input_hash",
    "load_snapshot",
    "load_weights",
    "located",
    "stage_entities",
    "store_entities",
    "store_plan",
    "summary_of",
    "weight_set",
]
