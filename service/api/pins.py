"""Places kept for somebody, and pairs that must not be proposed."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, model_validator

from service.api.bodies import Named, Place, Qualified
from service.api.deciding_views import ForbidsView, ForbidView, PinsView, PinView
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
from service.api.views import LOCATED
from service.db import placements
from service.records.wire import Day, ReasonCode, WireModel
from service.usecases import seen
from service.usecases.proposing import Kept, allow, forbid, give_up, keep

pins = APIRouter(prefix="/v1/pins", tags=["pins"])
forbids = APIRouter(prefix="/v1/forbids", tags=["pins"])
RowId = Annotated[UUID, Path(alias="id", description="Id of it.")]
Person = Annotated[Named, Field(description="Reference.", examples=["k-0001"])]
Why = Annotated[
    ReasonCode, Field(max_length=40, description="A code of /v1/reason-codes.", examples=["agreed"])
]
Until = Annotated[
    Day | None, Field(description="Last day; absent: without an end.", examples=["2027-01-31"])
]


class OfPerson(Page):
    """For whom."""

    candidate: Named | None = Field(default=None, description="For this person.")


class PinAsked(WireModel):
    """A place to keep for somebody, and why."""

    candidate: Person
    vacancy: Place
    coach: Annotated[
        Qualified | None, Field(description="Absent: the best that fits.", examples=["c3"])
    ] = None
    reason_code: Why
    until: Until = None


class ForbidAsked(WireModel):
    """A pair that must not be proposed, and why: one vacancy, or all of an organisation."""

    candidate: Person
    vacancy: Annotated[Qualified | None, Field(description="Reference.", examples=["v12"])] = None
    organisation: Annotated[Qualified | None, Field(description="Reference.", examples=["o7"])] = (
        None
    )
    reason_code: Why
    until: Day | None = Field(
        default=None,
        description="Day from which it may be proposed again; absent: never.",
        examples=["2027-01-31"],
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.vacancy is None) == (self.organisation is None):
            raise ValueError("a vacancy or an organisation, one of the two")
        return self


@pins.post(
    "",
    status_code=201,
    summary="Keep a place for somebody",
    responses={**guarded(409, 413, 415), 201: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def keep_place(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    body: PinAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> PinView:
    """Keep a place that every hard rule allows: it counts as taken, and no run gives it away."""
    asked = Kept(
        candidate=body.candidate,
        vacancy=body.vacancy,
        coach=body.coach,
        reason=body.reason_code,
        until=body.until,
    )
    with once.acting(parts, caller) as connection:
        made = keep(connection, caller, asked, parts.settings.today())
        response.status_code = 201
        response.headers["Location"] = f"{pins.prefix}/{made.id}"
        return once.keep(connection, caller, response, PinView.of(made))


@pins.get(
    "",
    summary="Kept places, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_pins(parts: PartsDep, caller: ReaderDep, page: Annotated[OfPerson, Query()]) -> PinsView:
    """List the places that are kept for the municipality's own people."""
    wanted = page.model_dump(include={"candidate"}, exclude_none=True) | {"pinned": True}
    whose = seen.of_person(caller.own_municipality(), page.candidate)
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = placements.page(connection, wanted, page.page_size + 1, before)
        shown, last = cut(rows, page)
        seen.listed(connection, "kept_places_listed", shown, whose=whose)
    following = None if last is None else moment_cursor(last.made_at, last.id)
    return PinsView(items=[PinView.of(row) for row in shown], next=following)


@pins.get("/{id}", summary="A kept place", responses=guarded(404), response_model_exclude_none=True)
def get_pin(parts: PartsDep, caller: ReaderDep, row_id: RowId, _: NoQueryDep) -> PinView:
    """Show a place that is kept for one of one's own people."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        return PinView.of(seen.placement(connection, row_id, pinned=True))


@pins.delete("/{id}", summary="Give up a kept place", status_code=204, responses=guarded(404))
def give_up_pin(parts: PartsDep, caller: DeciderDep, row_id: RowId, _: NoQueryDep) -> None:
    """Let a kept place go to others."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        give_up(connection, row_id)


@forbids.post(
    "",
    status_code=201,
    summary="Forbid a pair",
    responses={**guarded(409, 413, 415), 201: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def forbid_pair(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    body: ForbidAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> ForbidView:
    """Let a pair not be proposed, at the desk or by a run, until a day.

    What is forbidden as long already is a 409 that names it.
    """
    asked = Kept(
        candidate=body.candidate,
        vacancy=body.vacancy,
        organisation=body.organisation,
        reason=body.reason_code,
        until=body.until,
    )
    with once.acting(parts, caller) as connection:
        made = forbid(connection, caller, asked, parts.settings.today())
        response.status_code = 201
        response.headers["Location"] = f"{forbids.prefix}/{made.id}"
        return once.keep(connection, caller, response, ForbidView.of(made))


@forbids.get(
    "",
    summary="Forbidden pairs, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_forbids(
    parts: PartsDep, caller: ReaderDep, page: Annotated[OfPerson, Query()]
) -> ForbidsView:
    """List the pairs of the municipality's own people that are not proposed."""
    whose = seen.of_person(caller.own_municipality(), page.candidate)
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = placements.forbids(connection, page.candidate, page.page_size + 1, before)
        shown, last = cut(rows, page)
        seen.listed(connection, "forbidden_pairs_listed", shown, whose=whose)
    following = None if last is None else moment_cursor(last.made_at, last.id)
    return ForbidsView(items=[ForbidView.of(row) for row in shown], next=following)


@forbids.get(
    "/{id}", summary="A forbidden pair", responses=guarded(404), response_model_exclude_none=True
)
def get_forbid(parts: PartsDep, caller: ReaderDep, row_id: RowId, _: NoQueryDep) -> ForbidView:
    """Show a pair of one's own people that is not proposed."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        return ForbidView.of(seen.forbidden_pair(connection, row_id))


@forbids.delete("/{id}", summary="Allow a pair again", status_code=204, responses=guarded(404))
def allow_pair(parts: PartsDep, caller: DeciderDep, row_id: RowId, _: NoQueryDep) -> None:
    """Let a pair be proposed again."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        allow(connection, row_id)
