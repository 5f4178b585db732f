"""Weight sets on their way: drafted, approved by another, active, retired; and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from service import bridge
from service.db import audit, municipalities, weights
from service.errors import Conflict, Forbidden, NotFound
from service.usecases.weight_words import Words, in_words
from solver.weights import WeightSet, differences


@dataclass(frozen=True, slots=True)
class Draft:
    """A weight set as somebody proposes it; it is for the author's municipality or region."""

    name: str
    motivation: str
    holds_from: date
    content: WeightSet


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who changes weight sets: a subject acting for one municipality or for a whole region."""

    subject: str
    municipality: str | None
    region: str | None


def draft(connection: Connection, given: Draft, by: Administrator) -> int:
    """Store a draft and give its version; raises `Forbidden` where nobody knows its scope."""
    _expect_known(connection, by)
    fields = {
        "municipality": by.municipality,
        "region": by.region,
        "name": given.name,
        "author": by.subject,
        "motivation": given.motivation,
        "holds_from": given.holds_from,
        "content": bridge.weight_content(given.content),
    }
    version = weights.add(connection, fields)
    audit.note(connection, "weight_set_drafted", weight_set_version=version)
    return version


def find(connection: Connection, version: int, today: date) -> Row[Any]:
    """Give a version; raises `NotFound` for one that is not there or not for the caller's eyes."""
    found = weights.find(connection, version, today)
    if found is None:
        raise NotFound
    return found


def newest(
    connection: Connection, today: date, size: int, *, status: str | None, before: int | None
) -> Sequence[Row[Any]]:
    """Give the versions that one may see, the newest first, from before a version."""
    return weights.newest(connection, today, size, status=status, before=before)


def compared(connection: Connection, version: int, other: int) -> tuple[Words, ...]:
    """Tell in words what a version changes with respect to another."""
    after, before = (_weights(connection, number) for number in (version, other))
    return in_words(differences(before, after), before, after)


def to_change(connection: Connection, version: int, by: Administrator, today: date) -> Row[Any]:
    """Give a version of one's own scope; nobody else changes that scope until the end.

    Raises `NotFound`, or `Forbidden` for a set that one sees and another decides on.
    """
    weights.lock_scope(connection, by.municipality or by.region or "")
    found = find(connection, version, today)
    if (found.municipality, found.region) != (by.municipality, by.region):
        raise Forbidden(
            "This weight set is decided on by the whole region, or holds for everybody."
        )
    return found


def approve(connection: Connection, stored: Row[Any], by: Administrator) -> None:
    """Approve a draft of somebody else; raises `Conflict` for what is no draft any more."""
    if stored.status != "draft":
        raise Conflict(f"Expected a draft; this weight set is {stored.status}.")
    if stored.author == by.subject:
        raise Forbidden("Expected somebody else than the author to approve a weight set.")
    weights.move(connection, stored.version, "approved", by.subject)
    audit.note(connection, "weight_set_approved", weight_set_version=stored.version)


def activate(connection: Connection, stored: Row[Any], by: Administrator, today: date) -> None:
    """Let a version hold from its day, or from today when that has passed.

    What would hold in its place that day is retired. Raises `Conflict` for a draft, and for one
    that is active already unless another has come after it.
    """
    if stored.status == "draft":
        raise Conflict("Expected an approved weight set: somebody else must approve it first.")
    waits = stored.holds_from > today
    if stored.status == "active" and (waits or stored.in_force == stored.version):
        raise Conflict("This weight set is active already.")
    weights.retire_others(connection, stored, today, by.subject)
    weights.move(connection, stored.version, "active", by.subject)
    audit.note(connection, "weight_set_activated", weight_set_version=stored.version)


def retire(connection: Connection, stored: Row[Any], by: Administrator) -> None:
    """End an active version: what comes before it holds again, in the end the region's."""
    if stored.status != "active":
        raise Conflict(f"Expected an active weight set; this one is {stored.status}.")
    weights.move(connection, stored.version, "retired", by.subject)
    audit.note(connection, "weight_set_retired", weight_set_version=stored.version)


def _weights(connection: Connection, version: int) -> WeightSet:
    found = bridge.load_weights(connection, version)
    if found is None:
        raise NotFound
    return found


def _expect_known(connection: Connection, by: Administrator) -> None:
    if by.municipality is not None:
        known = municipalities.region_of(connection, by.municipality) is not None
    else:
        known = by.region in municipalities.regions(connection)
    if not known:
        raise Forbidden("The municipality or region of this token is not known here.")
