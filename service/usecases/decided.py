"""What somebody says when deciding of a proposal: each decision has fields of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection

from service.bridge.parts import split
from service.db import catalogue, reason_codes
from service.errors import FieldProblem, InvalidInput
from service.usecases.callers_runs import FURTHEST_AHEAD

ADAPTED = ("coach", "start", "end")
#: The fields that belong to each decision; a reason and a motivation may come with every one.
BELONGS: Mapping[str, tuple[str, ...]] = {
    "introduced": (),
    "accepted": (),
    "adapted": ADAPTED,
    "declined": ("until",),
    "postponed": ("until",),
}
REASONED = ("adapted", "declined", "postponed")
#: Columns of a decision that say what was carried out.
Carried: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody decides of a proposal, and why.

    `until` is the day to which it is postponed, or to which a declined pair is not proposed again.
    `coach`, `start` and `end` are what is adapted.
    """

    decision: str
    reason: str | None = None
    motivation: str | None = None
    until: date | None = None
    coach: str | None = None
    start: date | None = None
    end: date | None = None


def refused(*problems: FieldProblem) -> InvalidInput:
    """Make the error of a decision that cannot be as it is asked."""
    return InvalidInput("The decision was not accepted.", problems)


def expect_sound(connection: Connection, own: str, asked: Decided, today: date) -> None:
    """Raise `InvalidInput` naming all that a decision of a municipality lacks or may not have."""
    problems = [*_strange(asked), *_days(asked, today), *_unknown(connection, own, asked)]
    if problems:
        raise refused(*problems)


def _strange(asked: Decided) -> Iterator[FieldProblem]:
    for name in ("until", *ADAPTED):
        given = getattr(asked, name)
        if given is not None and name not in BELONGS[asked.decision]:
            of = " or ".join(decision for decision, names in BELONGS.items() if name in names)
            yield FieldProblem(name, str(given), f"nothing: it belongs to {of}")
    if asked.decision == "adapted" and not any(getattr(asked, name) for name in ADAPTED):
        yield UNCHANGED


UNCHANGED = FieldProblem("decision", "adapted", "another coach, start or end than proposed")


def _days(asked: Decided, today: date) -> Iterator[FieldProblem]:
    if "until" in BELONGS[asked.decision]:
        lacks = asked.until is None and asked.decision == "postponed"
        if lacks or (asked.until is not None and asked.until <= today):
            seen = "nothing" if asked.until is None else asked.until.isoformat()
            yield FieldProblem("until", seen, "a day after today")
    last = today + FURTHEST_AHEAD
    if asked.decision == "adapted" and asked.start is not None and asked.start > last:
        yield FieldProblem("start", asked.start.isoformat(), f"{last.isoformat()} or earlier")


def _unknown(connection: Connection, own: str, asked: Decided) -> Iterator[FieldProblem]:
    needed = asked.decision in REASONED
    code = asked.reason or ""
    if (needed or code) and not reason_codes.may_say(connection, code, asked.decision):
        expected = f"a code of /v1/reason-codes for {asked.decision}"
        yield FieldProblem("reasonCode", code or "nothing", expected)
    coach = asked.coach if asked.decision == "adapted" else None
    if coach is not None and catalogue.find(connection, "coach", *split(coach, own)) is None:
        yield FieldProblem("coach", coach, "a coach that is stored here")
