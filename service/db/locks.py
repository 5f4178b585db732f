"""Locks by name, until the end of the transaction, always taken in one order."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select


def take(connection: Connection, names: Iterable[str]) -> None:
    """Wait for all of the names; nobody else holds one of them until the commit."""
    for name in sorted(set(names)):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
