"""The SQL of reviews: people look together how a placement goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from service.db.tables import review
from service.db.tables.after import ROLES

__all__ = ["ROLES", "add", "change", "drop", "find", "of"]


def add(connection: Connection, fields: Mapping[str, object]) -> Row[Any]:
    """Store a review; `fields` are columns of its row, which is given."""
    added = insert(review).values(id=uuid4(), **fields).returning(review)
    return connection.execute(added).one()


def of(connection: Connection, placement_id: UUID) -> Sequence[Row[Any]]:
    """Give the reviews of a placement by day."""
    day = func.coalesce(review.c.done_on, review.c.planned_on)
    query = select(review).where(review.c.placement_id == placement_id)
    return connection.execute(query.order_by(day, review.c.id)).all()


def find(connection: Connection, review_id: UUID) -> Row[Any] | None:
    """Give a review of one of one's own people, if there is one."""
    return connection.execute(select(review).where(review.c.id == review_id)).one_or_none()


def change(connection: Connection, review_id: UUID, **fields: object) -> Row[Any]:
    """Change a review that is not done; give it."""
    changed = update(review).where(review.c.id == review_id).values(**fields).returning(review)
    return connection.execute(changed).one()


def drop(connection: Connection, review_id: UUID) -> None:
    """Take back a review that is not done."""
    connection.execute(delete(review).where(review.c.id == review_id))
