"""The SQL of the codes that say why somebody decided: everybody's, and a municipality's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, any_, insert, select

from service.db import locks
from service.db.tables import reason_code
from service.db.tables.deciding import OUTCOMES

__all__ = ["OUTCOMES", "add", "known", "may_say"]


def known(connection: Connection) -> Sequence[Row[Any]]:
    """Give the codes that one may use, by code."""
    order = (reason_code.c.code.collate("C"), reason_code.c.municipality.nulls_first())
    return connection.execute(select(reason_code).order_by(*order)).all()


def may_say(connection: Connection, code: str, use: str) -> bool:
    """Tell whether a code is known for a use."""
    query = select(reason_code.c.id).where(
        reason_code.c.code == code, any_(reason_code.c.uses) == use
    )
    return connection.execute(query.limit(1)).one_or_none() is not None


def add(connection: Connection, fields: Mapping[str, Any]) -> Row[Any] | None:
    """Store a municipality's own code, if there is none of this name; give it."""
    code = fields["code"]
    locks.take(connection, [f"reason_code/{fields['municipality']}/{code}"])
    if connection.execute(select(reason_code.c.id).where(reason_code.c.code == code)).first():
        return None
    added = insert(reason_code).values(**fields).returning(reason_code)
    return connection.execute(added).one()
