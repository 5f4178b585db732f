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
from service.bridge.document import Document, document_of, read_document, without_person
from service.bridge.nights import (
    OpenPlan,
    Published,
    earlier_prices,
    load_decided,
    load_night,
    load_open_plan,
    load_published,
    newcomers,
    prices_of,
    standing_of,
)
from service.bridge.pin_costs import cost_rows, costs_of, moves_of, pin_rows, pinned_of
from service.bridge.plans import (
    StoredPlan,
    plan_hash,
    store_changes,
    store_plan,
    stored_plan,
    summary_of,
)
from service.bridge.snapshot import Part, load_part, load_snapshot
from service.bridge.weights import load_weights, weight_content, weight_set

__all__ = [
    "Document",
    "Entity",
    "OpenPlan",
    "Part",
    "Published",
    "Since",
    "StoredPlan",
    "all_located",
    "cost_rows",
    "costs_of",
    "document_of",
    "earlier_prices",
    "entity_of",
    "find_entity",
    "load_changes",
    "load_decided",
    "load_night",
    "load_open_plan",
    "load_part",
    "load_published",
    "load_snapshot",
    "load_weights",
    "located",
    "locked_entities",
    "moves_of",
    "newcomers",
    "pin_rows",
    "pinned_of",
    "plan_hash",
    "prices_of",
    "read_document",
    "stage_entities",
    "standing_of",
    "store_changes",
    "store_entities",
    "store_plan",
    "stored_plan",
    "summary_of",
    "weight_content",
    "weight_set",
    "without_person",
]
