"""The SQL of how people are doing: noted for each, read as means only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, text

from service.db.tables import wellbeing_score


def add(connection: Connection, fields: Mapping[str, object]) -> Row[Any]:
    """Store what somebody scored; `fields` are columns of its row. Give the row but the scores."""
    scored = wellbeing_score.c
    told = (scored.id, scored.candidate, scored.moment, scored.on_day, scored.made_at)
    added = insert(wellbeing_score).values(id=uuid4(), **fields).returning(*told)
    return connection.execute(added).one()


def change(
    connection: Connection, since: date | None, until: date | None, fewest: int
) -> Sequence[Row[Any]]:
    """Give the means before and after per measure, of those measures with enough people.

    Of the people of who asks, by the last score after on days of a period.
    """
    query = text("SELECT * FROM wellbeing_change(:since, :until, :fewest)")
    return connection.execute(query, {"since": since, "until": until, "fewest": fewest}).all()
