"""Rows <-> solver objects: the only place that knows both."""

from service.bridge.catalogue import (
    Entity,
    all_located,
    entity_of,
    find_entity,
    located,
    locked_entities,
    stage_entities,
    store_entities,
)
from service.bridge.changes import Since, load_changes
from service.bridge.hashing import input_hash
from service.bridge.plans import store_plan, summary_of
from service.bridge.snapshot import Part, load_part, load_snapshot
from service.bridge.weights import load_weights, weight_content, weight_set

__all__ = [
    "Entity",
    "Part",
    "Since",
    "all_located",
    "entity_of",
    "find_entity",
    "input_hash",
    "load_changes",
    "load_part",
    "load_snapshot",
    "load_weights",
    "located",
    "locked_entities",
    "stage_entities",
    "store_entities",
    "store_plan",
    "summary_of",
    "weight_content",
    "weight_set",
]
