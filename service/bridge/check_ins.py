"""People as a match sees them on a day: with the hours or the pause of what they said themselves.

Their records stay as they are, and hold again when the days are over. Of a check-in nothing else
is read: neither its words, nor that there was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from service.db import check_ins
from solver.ground import Period
from solver.people import Candidate


def as_they_said(
    connection: Connection, people: Iterable[Candidate], region: str, today: date
) -> list[Candidate]:
    """Give people of a region with what holds today of their check-ins."""
    said = {
        (row.municipality, row.candidate): row
        for row in check_ins.that_hold(connection, region, today)
    }
    return [_changed(one, said.get((one.municipality, one.reference))) for one in people]


def _changed(person: Candidate, said: Row[Any] | None) -> Candidate:
    if said is None:
        return person
    if said.kind == "pause":
        return replace(person, paused=Period(said.on_day, said.until))
    return replace(person, load=person.load.capped(said.max_week_minutes))
