"""The SQL of weight sets; their content is never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from service.db.tables import weight_set


def active_version(connection: Connection) -> int:
    """Give the version that new runs use."""
    query = select(weight_set.c.version).where(weight_set.c.status == "active")
    version: int = connection.execute(query).scalar_one()
    return version


def content(connection: Connection, version: int) -> dict[str, Any] | None:
    """Give what a version holds, if it is there."""
    query = select(weight_set.c.content).where(weight_set.c.version == version)
    return connection.scalar(query)
