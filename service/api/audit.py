"""What was done, by whom and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from service.api.deps import Page, PartsDep, acting, caller_with, cut, moment_and_id, moment_cursor
from service.api.errors import guarded
from service.api.views import Moment, Next, View
from service.db import audit
from service.db.audit import EventKind
from service.errors import FieldProblem, InvalidInput
from service.records.wire import Day
from service.settings import ZONE
from service.tokens import Caller

router = APIRouter(prefix="/v1/audit-events", tags=["audit"])
AuditorDep = Annotated[Caller, Depends(caller_with("audit:read"))]


class AuditPage(Page):
    """Which events."""

    kind: EventKind | None = Field(default=None, description="Of this kind.")
    from_: Day | None = Field(default=None, alias="from", description="On this day or later.")
    until: Day | None = Field(default=None, description="On this day or earlier.")


class AuditEventView(View):
    """Something that was done."""

    id: UUID
    at: Moment
    kind: EventKind = Field(description="What was done.")
    subject: str = Field(
        description="Subject of the token, or the role of what works by itself.",
        examples=["caseworker-7"],
    )
    municipality: str | None = Field(
        default=None, description="GM code; absent: for the whole region.", examples=["GM0222"]
    )
    object: UUID | None = Field(
        default=None,
        description="Random id of the proposal, placement, run, import or record it was done to, "
        "or whose list was read.",
    )
    items: int | None = Field(
        default=None, ge=0, description="How many a list showed.", examples=[50]
    )
    weight_set_version: int | None = Field(
        default=None, description="The weight set it was done to.", examples=[7]
    )
    candidate: str | None = Field(
        default=None, description="Reference, while the person is there.", examples=["k-0001"]
    )
    words: str | None = Field(
        default=None, description="Reason given, while the person is there.", examples=["not_now"]
    )


class AuditEventsView(View):
    """A page of events, the newest first."""

    items: list[AuditEventView]
    next: Next = None


@router.get(
    "",
    summary="What was done, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_audit_events(
    parts: PartsDep, caller: AuditorDep, page: Annotated[AuditPage, Query()]
) -> AuditEventsView:
    """List what was done in the token's municipality and for its whole region.

    A token of the region reads of its municipalities what tells of nobody: imports, runs, plans,
    weight sets and the stop button.
    """
    wanted = audit.Which(page.kind, *moments_of(page.from_, page.until))
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = audit.page(connection, wanted, page.page_size + 1, before)
    shown, last = cut(rows, page)
    following = None if last is None else moment_cursor(last.at, last.id)
    items = [AuditEventView(**row._mapping) for row in shown]
    return AuditEventsView(items=items, next=following)


def moments_of(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Give when the first of some days begins in the Netherlands, and the last has ended.

    Raises `InvalidInput` when the last comes before the first.
    """
    expect_in_order(first, last)
    after = None if last in (None, date.max) else last + timedelta(days=1)
    return _begin_of(first), _begin_of(after)


def expect_in_order(first: date | None, last: date | None) -> None:
    """Raise `InvalidInput` when the last of some days comes before the first."""
    if first is not None and last is not None and last < first:
        flaw = FieldProblem("until", last.isoformat(), f"{first.isoformat()} or later")
        raise InvalidInput("The days were not accepted.", [flaw])


def _begin_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, ZONE)
