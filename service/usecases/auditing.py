"""What was done is sealed in a chain of blocks, and the chain judged again."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row

from service.db import audit_chain
from service.db.audit import Said
from service.db.session import snapshot_transaction, transaction

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of the chain of a region: how long it is, its last hash, what does not fit."""

    region: str
    blocks: int
    events: int
    head: str
    flaw: str | None = None


def seal(engine: Engine, regions: Iterable[str]) -> int:
    """Seal what was done in some regions and is in no block yet; give how many events.

    An event becomes visible when its transaction commits, which may be after younger ones: it is
    then in a later block. So that nothing is skipped, the chain keeps the oldest transaction that
    was under way when it was sealed last: all that may have come since was written by that one or
    a later one, and only those are looked at. Each region is one transaction, and its chain is
    locked: of two workers the second finds nothing left, and of one that is killed nothing stays.
    """
    count = 0
    for region in regions:
        for block in _sealed(engine, region):
            count += block["events"]
            told = (block["number"], region, block["hash"].hex())
            LOG.info("block %d of region %s: %s", *told)
    return count


def _sealed(engine: Engine, region: str) -> list[dict[str, Any]]:
    """Seal what is new in a region; give the blocks."""
    made: list[dict[str, Any]] = []
    with transaction(engine, region=region) as connection:
        chain = audit_chain.locked(connection, region)
        seen = audit_chain.snapshot(connection)
        number, previous = chain.head_number, bytes(chain.head_hash)
        for ids in audit_chain.unsealed(connection, chain, seen):
            number += 1
            head = {"region": region, "number": number, "sealed_at": seen.now,
                    "first_event": ids[0], "last_event": ids[-1], "events": len(ids)}  # fmt: skip
            digest = block_hash(previous, head, audit_chain.events(connection, ids))
            made.append({**head, "previous": previous, "hash": digest})
            audit_chain.add_block(connection, made[-1], ids)
            previous = digest
        if made:
            end = {"head_number": number, "head_hash": previous, "horizon": seen.oldest}
            audit_chain.go_on(connection, region, **end)
    return made


def block_hash(previous: bytes, head: Mapping[str, Any], events: Iterable[Row[Any]]) -> bytes:
    """Digest a block: the hash before it, its place in the chain, all that its events say."""
    digest = hashlib.sha256(previous)
    digest.update(_written(head))
    for event in events:
        digest.update(_written(_told(event)))
    return digest.digest()


def _told(event: Row[Any]) -> dict[str, Any]:
    """Give what an event says; only that of a list says how many it showed.

    So what was sealed before lists were counted still fits.
    """
    told = event._asdict()
    if told["items"] is None:
        del told["items"]
    return told


def _written(columns: Mapping[str, Any]) -> bytes:
    """Write columns in one way: a line of JSON, by name."""
    plain = {name: _plain(value) for name, value in columns.items()}
    told = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return told.encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def verify(engine: Engine, region: str) -> Verdict:
    """Judge the chain of a region: every block, every event, and what is kept of what they say.

    What names a person may be gone, and nothing else. Stops at the first that does not fit.
    """
    with snapshot_transaction(engine, region=region) as connection:
        judge = _Judge(connection, region)
        flaw = next(judge.flaws(), None)
    return Verdict(region, judge.blocks, judge.events, judge.hash.hex(), flaw)


class _Judge:
    """Walks along a chain, and counts."""

    def __init__(self, connection: Connection, region: str) -> None:
        self._connection, self._region = connection, region
        self.blocks = self.events = 0
        self.hash = b""

    def flaws(self) -> Iterator[str]:
        """Say what does not fit, in the order of the chain."""
        chain = audit_chain.find(self._connection, self._region)
        if chain is None:
            return
        number, self.hash = chain.anchor_number, bytes(chain.anchor_hash)
        for block in audit_chain.blocks(self._connection, self._region):
            number += 1
            if block.number != number:
                yield f"block {number} is missing"
            yield from self._in_block(block)
            self.blocks, self.events = self.blocks + 1, self.events + block.events
            self.hash = bytes(block.hash)
        if (number, self.hash) != (chain.head_number, bytes(chain.head_hash)):
            yield f"the chain ends in block {number}, and not in {chain.head_number} as it should"
        skipped = audit_chain.skipped(self._connection, chain)
        if skipped is not None:
            yield f"event {skipped} is in no block"

    def _in_block(self, block: Row[Any]) -> Iterator[str]:
        if bytes(block.previous) != self.hash:
            yield f"block {block.number} does not follow the one before it"
        ids = audit_chain.sealed_in(self._connection, block)
        events = audit_chain.events(self._connection, ids)
        found = {event.id: event for event in events}
        for event in ids:
            if event not in found:
                yield f"block {block.number}: event {event} is missing"
        for detail in audit_chain.details(self._connection, ids):
            said = Said(detail.candidate, detail.words)
            if said.digest(bytes(detail.salt)) != found[detail.event_id].digest:
                yield f"block {block.number}: what event {detail.event_id} says was changed"
        head = block._asdict()
        del head["previous"], head["hash"]
        if block_hash(self.hash, head, events) != bytes(block.hash):
            yield f"block {block.number}: its events are not those that were sealed"


def forget(engine: Engine, regions: Iterable[str], months: int) -> int:
    """Forget what was sealed more than so many months ago in some regions; give how many blocks."""
    count = 0
    for region in regions:
        with transaction(engine, region=region) as connection:
            count += audit_chain.forget(connection, months)
    return count
