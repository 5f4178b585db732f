"""The SQL of reports: counts, and of people never more than that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, cast, func, select

from service.db.proposals import HISTORY
from service.db.tables import decision, proposal
from service.settings import ZONE

Days = tuple[datetime | None, datetime | None]


def deviations(connection: Connection, days: Days) -> Sequence[Row[Any]]:
    """Count per month and team what was decided, how much otherwise than proposed, what was chosen.

    Chosen is what was accepted or adapted: what a plan proposes or stands first in a short list,
    another of the list, somebody's own, and of a list of which no rank was told.
    """
    seen = (decision.c.decision != "accepted") | (proposal.c.source == "own")
    chosen = decision.c.decision != "declined"
    listed = chosen & (proposal.c.source == "short_list")
    counts = {
        "deviations": func.coalesce(decision.c.deviates, seen),
        "first": chosen & ((proposal.c.source == "run") | (proposal.c.rank == 1)),
        "other": chosen & (proposal.c.rank > 1),
        "own": chosen & (proposal.c.source == "own"),
        "unranked": listed & proposal.c.rank.is_(None),
    }
    return _per_team(
        connection,
        days,
        *(func.count().filter(which).label(name) for name, which in counts.items()),
    )


def decision_times(connection: Connection, days: Days) -> Sequence[Row[Any]]:
    """Give per month and team how long it took to decide: median and 90th percentile, in seconds.

    Since what was decided of was shown, and since its plan was published; each of so many.
    """
    columns: list[ColumnElement[Any]] = []
    for since in ("shown", "published"):
        seconds = decision.c[f"seconds_since_{since}"]
        columns.append(func.count(seconds).label(since))
        for name, share in (("median", 0.5), ("p90", 0.9)):
            found = func.percentile_cont(share).within_group(seconds)
            columns.append(cast(func.round(found), Integer).label(f"{since}_{name}"))
    return _per_team(connection, days, *columns)


def _per_team(
    connection: Connection, days: Days, *columns: ColumnElement[Any]
) -> Sequence[Row[Any]]:
    """Count something of what was settled, per month and team, beside how much that was.

    A team is the subject that decided; a month is one of the clock in the Netherlands.
    """
    month = func.to_char(func.timezone(ZONE.key, decision.c.decided_at), "YYYY-MM").label("month")
    decisions = func.count().label("decisions")
    query = (
        select(month, decision.c.decided_by.label("team"), decisions, *columns)
        .join(proposal, proposal.c.id == decision.c.proposal_id)
        .where(decision.c.decision.in_(HISTORY))
        .group_by(month, decision.c.decided_by)
        .order_by(month, decision.c.decided_by.collate("C"))
    )
    since, before = days
    if since is not None:
        query = query.where(decision.c.decided_at >= since)
    if before is not None:
        query = query.where(decision.c.decided_at < before)
    return connection.execute(query).all()
