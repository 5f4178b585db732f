"""Placements: read, ended, extended, and the hours that were agreed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from service.api.bodies import Named
from service.api.deciding_views import PlacementsView, PlacementView
from service.api.deps import (
    JSON_BODY,
    DeciderDep,
    NoQueryDep,
    Page,
    PartsDep,
    ReaderDep,
    acting,
    cut,
    moment_and_id,
    moment_cursor,
)
from service.api.errors import guarded
from service.api.once import OnceDep
from service.db import placements
from service.records.wire import Day, ReasonCode, Whole, WireModel
from service.usecases import seen
from service.usecases.placing import Ending, agree_hours, end, extend

router = APIRouter(prefix="/v1/placements", tags=["placements"])
PlacementId = Annotated[UUID, Path(alias="id", description="Id of a placement.")]


class PlacementPage(Page):
    """Which placements."""

    candidate: Named | None = Field(default=None, description="Of this person.")
    on: Day | None = Field(default=None, description="That run on this day.")


class EndingAsked(WireModel):
    """When and why a placement ends."""

    last_day: Day = Field(
        description="Last day, included; the day before its first: it never begins.",
        examples=["2027-01-31"],
    )
    reason_code: ReasonCode = Field(
        max_length=40, description="A code of /v1/reason-codes.", examples=["paid_work"]
    )
    outcome_code: ReasonCode | None = Field(
        default=None,
        max_length=40,
        description="Where the person goes, a code of /v1/reason-codes for outcome; may be noted "
        "later.",
        examples=["part_time_work"],
    )


class ExtensionAsked(WireModel):
    """Until when a placement lasts."""

    last_day: Day | None = Field(
        default=None, description="Last day, included; absent: no end.", examples=["2027-05-31"]
    )


class HoursAsked(WireModel):
    """The hours that were agreed for a placement."""

    week_minutes: Whole = Field(ge=1, le=10_080, description="Minutes a week.", examples=[600])


@router.get(
    "",
    summary="Placements, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_placements(
    parts: PartsDep, caller: ReaderDep, page: Annotated[PlacementPage, Query()]
) -> PlacementsView:
    """List the places of the municipality's own people."""
    wanted = page.model_dump(include={"candidate", "on"}, exclude_none=True)
    whose = seen.of_person(caller.own_municipality(), page.candidate)
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = placements.page(connection, wanted | {"pinned": False}, page.page_size + 1, before)
        shown, last = cut(rows, page)
        seen.listed(connection, "placements_listed", shown, whose=whose)
    following = None if last is None else moment_cursor(last.made_at, last.id)
    return PlacementsView(items=[PlacementView.of(row) for row in shown], next=following)


@router.get(
    "/{id}", summary="One placement", responses=guarded(404), response_model_exclude_none=True
)
def get_placement(
    parts: PartsDep, caller: ReaderDep, placement_id: PlacementId, _: NoQueryDep
) -> PlacementView:
    """Show a placement of one of one's own people."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        return PlacementView.of(seen.placement(connection, placement_id))


@router.post(
    "/{id}/ending",
    summary="End a placement",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def end_placement(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    placement_id: PlacementId,
    body: EndingAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> PlacementView:
    """Let a placement end; its seat and hours are free from the day after."""
    with once.acting(parts, caller) as connection:
        today = parts.settings.today()
        asked = Ending(body.last_day, body.reason_code, body.outcome_code)
        found = end(connection, caller, placement_id, asked, today)
        response.status_code = 200
        return once.keep(connection, caller, response, PlacementView.of(found))


@router.post(
    "/{id}/extension",
    summary="Extend a placement",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def extend_placement(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    placement_id: PlacementId,
    body: ExtensionAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> PlacementView:
    """Let a placement last longer, within the period of its vacancy."""
    with once.acting(parts, caller) as connection:
        found = extend(connection, placement_id, body.last_day, parts.settings.today())
        response.status_code = 200
        return once.keep(connection, caller, response, PlacementView.of(found))


@router.post(
    "/{id}/hours",
    summary="Note the hours that were agreed",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def agree_hours_of_placement(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    placement_id: PlacementId,
    body: HoursAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> PlacementView:
    """Note how much somebody is there; reports count it, and nothing else does.

    It holds for the whole placement, also after it has ended.
    """
    with once.acting(parts, caller) as connection:
        found = agree_hours(connection, placement_id, body.week_minutes)
        response.status_code = 200
        return once.keep(connection, caller, response, PlacementView.of(found))
