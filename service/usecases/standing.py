"""Whether a municipality is known here, and matching is not suspended for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from service.db import municipalities
from service.errors import Conflict, Forbidden

UNKNOWN = "The municipality of this token is not known here."
SUSPENDED = "Matching is suspended for this municipality."


def expect_active(connection: Connection, municipality: str) -> Row[Any]:
    """Give how a municipality stands: its region, the change counter, the database's day.

    Raises `Forbidden` for one that is not known, and `Conflict` while matching is suspended.
    """
    standing = municipalities.standing(connection, municipality)
    if standing is None:
        raise Forbidden(UNKNOWN)
    if standing.suspended:
        raise Conflict(SUSPENDED)
    return standing


def expect_known(connection: Connection, municipality: str) -> None:
    """Raise `Forbidden` for a municipality that is not known."""
    if municipalities.region_of(connection, municipality) is None:
        raise Forbidden(UNKNOWN)
