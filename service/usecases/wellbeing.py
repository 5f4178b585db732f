"""How somebody is doing, in two numbers: apart from everything else, and never read by a match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from service.db import audit, catalogue, wellbeing
from service.db.audit import Said
from service.errors import FieldProblem, InvalidInput, NotFound
from service.tokens import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What somebody scored on a day: before, during or after a placement.

    `loneliness` is 0 (not lonely) to 6 (very lonely), `self_reliance` 1 (acute problems) to 5
    (fully self-reliant); at least one is given.
    """

    moment: str
    on_day: date
    loneliness: int | None = None
    self_reliance: int | None = None


def note_scores(
    connection: Connection, caller: Caller, reference: str, scored: Scored, today: date
) -> Row[Any]:
    """Store what one of one's own people scored; give that it was stored, never what.

    Raises `NotFound` for a person who is not there, and `InvalidInput` for all that cannot be.
    """
    own = caller.own_municipality()
    if catalogue.locked(connection, "candidate", own, reference) is None:
        raise NotFound
    problems = list(_strange(scored, today))
    if problems:
        raise InvalidInput("The scores were not accepted.", problems)
    whose = {"municipality": own, "candidate": reference, "made_by": caller.subject}
    made = wellbeing.add(connection, {**whose, **asdict(scored)})
    audit.note(connection, "wellbeing_noted", made.id, Said(reference))
    return made


def _strange(scored: Scored, today: date) -> Iterator[FieldProblem]:
    if scored.loneliness is None and scored.self_reliance is None:
        yield FieldProblem("loneliness", "nothing", "0-6, or a selfReliance of 1-5")
    if scored.on_day > today:
        yield FieldProblem("on", scored.on_day.isoformat(), f"{today.isoformat()} or earlier")
