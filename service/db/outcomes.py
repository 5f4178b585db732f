"""The SQL of where people went after a placement, and of what is due of placements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from service.db.tables import outcome
from service.db.tables.after import MONTHS

__all__ = ["MONTHS", "DueKey", "due", "forget", "note", "of"]


class DueKey(NamedTuple):
    """Where the list of what is due goes on: after this."""

    due_on: date
    placement_id: UUID
    months: int
    review_id: UUID


def note(connection: Connection, placement_id: UUID, months: int, **fields: object) -> Row[Any]:
    """Store where somebody was so many months after a placement; what was noted before goes."""
    added = insert(outcome).values(placement_id=placement_id, months=months, **fields)
    changed = {"code": added.excluded.code, "noted_by": added.excluded.noted_by}
    noted = added.on_conflict_do_update(
        index_elements=[outcome.c.placement_id, outcome.c.months],
        set_={**changed, "noted_at": func.now()},
    )
    return connection.execute(noted.returning(outcome)).one()


def of(connection: Connection, placement_id: UUID) -> Sequence[Row[Any]]:
    """Give what is noted of where somebody went after a placement, by month."""
    query = select(outcome).where(outcome.c.placement_id == placement_id)
    return connection.execute(query.order_by(outcome.c.months)).all()


def forget(connection: Connection, placement_id: UUID) -> None:
    """Take back where somebody went after a placement: it goes on."""
    connection.execute(delete(outcome).where(outcome.c.placement_id == placement_id))


def due(
    connection: Connection, today: date, until: date, size: int, after: DueKey | None
) -> Sequence[Row[Any]]:
    """List what is to be asked of placements of one's own people up to a day, the oldest first.

    Reviews that are planned and not done; and where people are who left 3, 6 or 12 months ago,
    until the next of these comes (18 after the last), of placements after which they had no other.
    """
    first = DueKey(date.min, UUID(int=0), 0, UUID(int=0))
    keys = dict(zip(("day", "placement", "month", "review"), after or first, strict=True))
    given = {"today": today, "until": until, "size": size, **keys}
    return connection.execute(_DUE, given).all()


_DUE = text("""
WITH held AS MATERIALIZED (
    SELECT * FROM placement
    WHERE candidate IS NOT NULL AND NOT pinned AND coalesce(start_day <= end_day, true)
), asked AS (
    SELECT (p.end_day + make_interval(months => since))::date AS due_on, p.id AS placement_id,
           since AS months, '00000000-0000-0000-0000-000000000000'::uuid AS review_id,
           p.candidate, p.vacancy_municipality, p.vacancy
    FROM held AS p CROSS JOIN (VALUES (3, 6), (6, 12), (12, 18)) AS of (since, before)
    WHERE p.end_day + make_interval(months => since) <= :until
      AND p.end_day + make_interval(months => before) > :today
      AND NOT EXISTS (
          SELECT FROM outcome WHERE placement_id = p.id AND months = since
      )
      AND NOT EXISTS (
          SELECT FROM held AS other
          WHERE other.municipality = p.municipality AND other.candidate = p.candidate
            AND coalesce(other.start_day <= p.end_day + 1, true)
            AND coalesce(other.end_day > p.end_day, true)
      )
    UNION ALL
    SELECT r.planned_on, p.id, 0, r.id, p.candidate, p.vacancy_municipality, p.vacancy
    FROM review AS r JOIN held AS p ON p.id = r.placement_id
    WHERE r.done_on IS NULL AND r.planned_on <= :until
)
SELECT * FROM asked
WHERE (due_on, placement_id, months, review_id) > (:day, :placement, :month, :review)
ORDER BY due_on, placement_id, months, review_id
LIMIT :size
""")
