"""The SQL of reports: counts, and of people never more than that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from service.db.proposals import HISTORY
from service.db.tables import decision, proposal
from service.settings import ZONE


def deviations(
    connection: Connection, since: datetime | None, before: datetime | None
) -> Sequence[Row[Any]]:
    """Count per month and team what was decided, and how much of it otherwise than proposed.

    A team is the subject that decided; a month is one of the clock in the Netherlands.
    """
    month = func.to_char(func.timezone(ZONE.key, decision.c.decided_at), "YYYY-MM").label("month")
    seen = (decision.c.decision != "accepted") | (proposal.c.source == "own")
    deviates = func.coalesce(decision.c.deviates, seen)
    query = (
        select(
            month,
            decision.c.decided_by.label("team"),
            func.count().label("decisions"),
            func.sum(case((deviates, 1), else_=0)).label("deviations"),
        )
        .join(proposal, proposal.c.id == decision.c.proposal_id)
        .where(decision.c.decision.in_(HISTORY))
        .group_by(month, decision.c.decided_by)
        .order_by(month, decision.c.decided_by.collate("C"))
    )
    if since is not None:
        query = query.where(decision.c.decided_at >= since)
    if before is not None:
        query = query.where(decision.c.decided_at < before)
    return connection.execute(query).all()
