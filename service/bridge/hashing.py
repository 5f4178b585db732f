"""The hash of what a run read: the same input, the same hash, in whatever order it was held."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from service.bridge.people import candidate_row
from service.bridge.places import coach_row, organisation_row, vacancy_row
from solver.snapshot import Snapshot
from solver.weights import WeightSet


def input_hash(snapshot: Snapshot, weights: WeightSet) -> str:
    """Give the SHA-256 of the canonical JSON of a snapshot and its weights."""
    digest = hashlib.sha256()
    digest.update(_canonical({"today": snapshot.today, "weights": asdict(weights)}))
    for noun, written in _written(snapshot).items():
        digest.update(b"\n".join([noun.encode(), *sorted(map(_canonical, written))]))
    return digest.hexdigest()


def _written(snapshot: Snapshot) -> dict[str, Iterable[dict[str, Any]]]:
    rows: dict[str, tuple[Callable[[Any], dict[str, Any]], Iterable[Any]]] = {
        "candidates": (candidate_row, snapshot.candidates),
        "organisations": (organisation_row, snapshot.organisations),
        "vacancies": (vacancy_row, snapshot.vacancies),
        "coaches": (coach_row, snapshot.coaches),
        "partnerships": (asdict, snapshot.partnerships),
        "placements": (asdict, snapshot.placements),
        "forbids": (asdict, snapshot.forbids),
    }
    return {noun: map(write, records) for noun, (write, records) in rows.items()}


def _canonical(record: dict[str, Any]) -> bytes:
    return json.dumps(
        record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    raise TypeError(f"Expected a day or a set, got {type(value).__name__}.")
