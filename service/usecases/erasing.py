"""People who were deleted are taken out of what runs have kept."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Engine

from service import bridge
from service.db import erasures
from service.db.session import transaction


def forget_people(engine: Engine, regions: Iterable[str]) -> int:
    """Rewrite what the runs of some regions have kept without who was deleted; give how many."""
    return sum(_forgotten(engine, region) for region in regions)


def _forgotten(engine: Engine, region: str) -> int:
    with transaction(engine, region=region) as connection:
        people = erasures.asked(connection, region)
        if not people:
            return 0
        _rewrite(connection, region, [f"{one.municipality}/{one.candidate}" for one in people])
        for person in people:
            erasures.forget(connection, person)
        done = [person for person in people if not person.reading]
        for person in done:
            erasures.settle(connection, person)
        return len(done)


def _rewrite(connection: Connection, region: str, names: Iterable[str]) -> None:
    for run_id, document in erasures.kept_inputs(connection, region):
        left = document
        for name in names:
            left = bridge.without_person(left, name) or left
        if left is not document:
            erasures.rewrite(connection, run_id, left)
