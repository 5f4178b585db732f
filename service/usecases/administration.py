"""Administrators keep a region: its name, its municipalities and partnerships, the stop button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from service.db import audit, locks, municipalities, runs
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.records.region import PartnershipWire
from service.tokens import Caller

#: Told the row that is there, None where nothing is; raises when the caller knows another.
Expectation = Callable[[Row[Any] | None], None]
#: What may still be of a municipality, by the table that refers to it.
HELD: Mapping[str, str] = {
    "candidate": "a candidate",
    "organisation": "an organisation",
    "vacancy": "a vacancy",
    "coach": "a coach",
    "partnership_member": "its part in a partnership",
    "weight_set": "a weight set",
    "reason_code": "a reason code",
    "match_run": "a match run",
    "unplaced": "a match run",
    "run_change": "a match run",
    "erasure": "what runs have kept of a person who was deleted",
    "proposal": "a proposal",
    "proposal_vacancy": "a proposal",
    "decision": "a decision",
    "placement": "a placement",
    "forbid": "a place that is forbidden for somebody",
    "outcome": "where somebody went",
    "review": "a review of a placement",
    "wellbeing_score": "how somebody is doing",
    "scenario": "a scenario",
    "pin_cost": "what checked pairs cost",
    "check_in": "a check-in of somebody",
    "coach_alert": "what a coach is told",
    "import_job": "what an import did",
    "done_request": "the answer to a request with a key",
}


def region_of(connection: Connection, caller: Caller) -> str:
    """Give the region of a caller; raises `Forbidden` when it is not known here."""
    code = caller.region
    if caller.municipality is not None:
        code = municipalities.region_of(connection, caller.municipality)
    if code is None or municipalities.region_named(connection, code) is None:
        raise Forbidden("The municipality or region of this token is not known here.")
    return code


def acting_region(connection: Connection, caller: Caller) -> str:
    """Give the region for which a caller acts; raises `Forbidden` for one municipality."""
    if caller.region is None:
        raise Forbidden("This needs a token of the region.")
    return region_of(connection, caller)


def region(connection: Connection, caller: Caller, code: str) -> Row[Any]:
    """Give one's own region; raises `NotFound` for another."""
    found = municipalities.region_named(connection, code)
    if code != region_of(connection, caller) or found is None:
        raise NotFound
    return found


def change_region(
    connection: Connection,
    caller: Caller,
    code: str,
    fields: Mapping[str, object],
    expect: Expectation,
) -> Row[Any]:
    """Change the region for which one acts: its name, and how its nights and short lists are."""
    if code != acting_region(connection, caller):
        raise NotFound
    locks.take(connection, [f"region/{code}"])
    expect(municipalities.region_named(connection, code))
    municipalities.change_region(connection, code, **fields)
    return region(connection, caller, code)


def municipality(connection: Connection, caller: Caller, code: str) -> Row[Any]:
    """Give a municipality of one's region; raises `NotFound` for another."""
    found = municipalities.named(connection, code)
    if found is None or found.region != region_of(connection, caller):
        raise NotFound
    return found


def put_municipality(
    connection: Connection, caller: Caller, code: str, name: str, expect: Expectation
) -> tuple[Row[Any], bool]:
    """Store a municipality of the region for which one acts; tell whether it is new."""
    own = acting_region(connection, caller)
    before = municipalities.named(connection, code)
    if before is not None and before.region != own:
        raise Conflict("This municipality belongs to another region.")
    if before is None:
        expect(None)
        municipalities.add(connection, code, name, own)
    elif before.name != name:
        expect(before)
        municipalities.change(connection, code, name)
    return municipality(connection, caller, code), before is None


def delete_municipality(
    connection: Connection, caller: Caller, code: str, expect: Expectation
) -> None:
    """Delete a municipality of which nothing is stored; raises `Conflict` otherwise."""
    acting_region(connection, caller)
    expect(municipality(connection, caller, code))
    try:
        with connection.begin_nested():
            municipalities.remove(connection, code)
    except IntegrityError as failed:
        if not isinstance(failed.orig, ForeignKeyViolation):
            raise
        held = HELD[failed.orig.diag.table_name or ""]
        raise Conflict(f"Something of this municipality is still stored: {held}.") from failed


def suspend(connection: Connection, caller: Caller, code: str, suspended: bool) -> Row[Any]:
    """Stop matching for a municipality, or let it go on: by itself or by its region.

    Runs of its own that wait or are under way are stopped.
    """
    if caller.municipality not in (None, code):
        raise NotFound
    before = municipality(connection, caller, code)
    municipalities.suspend(connection, code, suspended=suspended)
    if before.suspended != suspended:
        kind = "matching_suspended" if suspended else "matching_resumed"
        audit.note(connection, kind, municipality=code)
    if suspended:
        runs.stop_all_of(connection, code)
    return municipality(connection, caller, code)


def partnerships(connection: Connection, caller: Caller) -> Sequence[Row[Any]]:
    """Give the partnerships with a member in one's region."""
    codes = {
        row.code for row in municipalities.of_region(connection, region_of(connection, caller))
    }
    found = municipalities.partnerships_of(connection)
    return [row for row in found if codes.intersection(row.members)]


def partnership(connection: Connection, caller: Caller, reference: str) -> Row[Any]:
    """Give a partnership with a member in one's region; raises `NotFound` for another."""
    for row in partnerships(connection, caller):
        if row.reference == reference:
            return row
    raise NotFound


def put_partnership(
    connection: Connection, caller: Caller, wanted: PartnershipWire, expect: Expectation
) -> tuple[Row[Any], bool]:
    """Store a partnership of municipalities of the region for which one acts; new or not."""
    own = acting_region(connection, caller)
    codes = {row.code for row in municipalities.of_region(connection, own)}
    problems = tuple(wanted.contradictions("", codes, "a municipality of the region"))
    if problems:
        raise InvalidInput("The partnership was not accepted.", problems)
    locks.take(connection, [f"partnership/{wanted.reference}"])
    before = next(iter(municipalities.partnerships_of(connection, wanted.reference)), None)
    if before is not None and not codes.issuperset(before.members):
        raise Conflict("A partnership of this name has members in another region.")
    expect(before)
    days = {"start_day": wanted.period.start, "end_day": wanted.period.end}
    fields = {"reference": wanted.reference, "form": wanted.form, **days}
    municipalities.put_partnership(connection, fields, wanted.municipalities)
    return partnership(connection, caller, wanted.reference), before is None


def delete_partnership(
    connection: Connection, caller: Caller, reference: str, expect: Expectation
) -> None:
    """End a partnership of the region for which one acts, as if it had not been."""
    acting_region(connection, caller)
    expect(partnership(connection, caller, reference))
    if not municipalities.remove_partnership(connection, reference):
        raise Conflict("The partnership has members in another region.")
