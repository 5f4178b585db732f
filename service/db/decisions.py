"""The SQL of what was decided of proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    case,
    cast,
    extract,
    func,
    insert,
    select,
)

from service.db.tables import decision, match_run, proposal


def add(connection: Connection, fields: Mapping[str, object]) -> UUID:
    """Store what was decided; `fields` are columns of its row."""
    made = uuid4()
    connection.execute(insert(decision).values(id=made, **fields))
    return made


def of_proposals(connection: Connection, proposal_ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Give what was decided of proposals, the oldest first."""
    query = select(decision).where(decision.c.proposal_id.in_(proposal_ids))
    return connection.execute(query.order_by(decision.c.decided_at, decision.c.id)).all()


def waited(connection: Connection, proposal_id: UUID) -> Mapping[str, int | None]:
    """Give how many seconds ago a proposal was shown first, and its plan published, if they were.

    By the names that they have in a decision.
    """
    query = (
        select(
            _seconds_since(proposal.c.shown_at).label("seconds_since_shown"),
            _seconds_since(match_run.c.published_at).label("seconds_since_published"),
        )
        .select_from(proposal.outerjoin(match_run, match_run.c.id == proposal.c.run_id))
        .where(proposal.c.id == proposal_id)
    )
    return connection.execute(query).one()._asdict()


def _seconds_since(moment: ColumnElement[datetime]) -> ColumnElement[int]:
    """Count whole seconds; what was noted after this transaction began was so now."""
    seconds = func.greatest(func.floor(extract("epoch", func.now() - moment)), 0)
    return case((moment.is_not(None), cast(seconds, Integer)))
