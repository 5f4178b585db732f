"""What people say of their weeks, and the list of what their coaches are told."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from service.api.catalogue import Named
from service.api.catalogue_pages import Whose
from service.api.check_in_views import (
    CheckInsView,
    CheckInView,
    CoachAlertsView,
    CoachAlertView,
    NotedCheckInView,
)
from service.api.deps import (
    JSON_BODY,
    DeciderDep,
    NoQueryDep,
    Page,
    PageDep,
    PartsDep,
    ReaderDep,
    acting,
    cut,
    moment_and_id,
    moment_cursor,
)
from service.api.errors import guarded
from service.api.once import OnceDep
from service.records.wire import PRINTABLE, Day, Whole, WireModel
from service.usecases import seen
from service.usecases.check_ins import Said, check_in, said_by, see, told_to

people = APIRouter(prefix="/v1/candidates", tags=["check-ins"])
coaches = APIRouter(prefix="/v1/coaches", tags=["check-ins"])
alerts = APIRouter(prefix="/v1/coach-alerts", tags=["check-ins"])
AlertId = Annotated[UUID, Path(alias="id", description="Id of what a coach is told.")]


class AlertPage(Page, Whose):
    """What a coach is told; of a coach of another municipality, what concerns one's own people."""


class CheckInAsked(WireModel):
    """Lower hours with their last day, or a pause."""

    on: Day | None = Field(
        default=None,
        description="First day, not after today; absent: today.",
        examples=["2026-11-24"],
    )
    week_minutes_max: Whole | None = Field(
        default=None,
        ge=1,
        le=10_080,
        description="At most so many minutes a week, no more than the record says.",
        examples=[240],
    )
    until: Day | None = Field(
        default=None, description="Last day of the lower hours.", examples=["2026-12-04"]
    )
    pause_until: Day | None = Field(
        default=None, description="Last day of a pause.", examples=["2026-12-04"]
    )
    note: str | None = Field(
        default=None, max_length=500, pattern=PRINTABLE, description="In a few words."
    )


@people.post(
    "/{reference}/check-ins",
    status_code=201,
    summary="Say that it does not go well",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def add_check_in(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    reference: Named,
    body: CheckInAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> CheckInView:
    """Lower somebody's hours, or pause, at once and until a day; placements stay as they are.

    The job coach is told. Of what holds on a day, what was said last counts. It never counts
    against the person, and the note is for people only.
    """
    with once.acting(parts, caller) as connection:
        today = parts.settings.today()
        said = Said(**{**body.model_dump(by_alias=False), "on": body.on or today})
        made = check_in(connection, caller, reference, said, today)
        response.status_code = 201
        return once.keep(connection, caller, response, CheckInView.of(made))


@people.get(
    "/{reference}/check-ins",
    summary="What somebody said, the newest first",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_check_ins(
    parts: PartsDep, caller: DeciderDep, reference: Named, page: PageDep
) -> CheckInsView:
    """List the check-ins of one of one's own people, with their notes."""
    whose, before = (caller.own_municipality(), reference), moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = said_by(connection, whose, page.page_size + 1, before)
        shown, last = cut(rows, page)
        seen.listed(connection, "check_ins_listed", shown, whose=("candidate", *whose))
    following = None if last is None else moment_cursor(last.made_at, last.id)
    return CheckInsView(items=[NotedCheckInView.of(row) for row in shown], next=following)


@coaches.get(
    "/{reference}/alerts",
    summary="What a coach is told, the newest first",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_alerts(
    parts: PartsDep, caller: ReaderDep, reference: Named, page: Annotated[AlertPage, Query()]
) -> CoachAlertsView:
    """List who of one's own people said that it does not go well, for the coach of each."""
    own, before = caller.own_municipality(), moment_and_id(page.cursor)
    coach = (page.municipality or own, reference)
    with acting(parts, caller) as connection:
        rows = told_to(connection, coach, page.page_size + 1, before)
        shown, last = cut(rows, page)
        seen.listed(connection, "alerts_listed", shown, whose=("coach", *coach))
    following = None if last is None else moment_cursor(last.made_at, last.id)
    return CoachAlertsView(items=[CoachAlertView.of(row) for row in shown], next=following)


@alerts.post(
    "/{id}/seen",
    summary="Note that a coach has seen it",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def note_seen(
    parts: PartsDep, caller: DeciderDep, alert_id: AlertId, _: NoQueryDep
) -> CoachAlertView:
    """Note who has seen what a coach is told; the first time counts, again does no harm."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        return CoachAlertView.of(see(connection, caller, alert_id))
