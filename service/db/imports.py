"""The SQL of import jobs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, RowMapping, insert, select

from service.db.tables import import_job


def add_job(connection: Connection, fields: Mapping[str, object]) -> None:
    """Store what an import did; `fields` are the columns of its row."""
    connection.execute(insert(import_job).values(**fields))


def find_job(connection: Connection, job_id: UUID) -> RowMapping | None:
    """Give what an import did, if there is one that one may see."""
    query = select(import_job).where(import_job.c.id == job_id)
    return connection.execute(query).mappings().one_or_none()
