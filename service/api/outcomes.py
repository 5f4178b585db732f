"""Where people went after a placement, and what is due of placements."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import Row

from service.api.deciding_views import named
from service.api.deps import (
    JSON_BODY,
    DeciderDep,
    NoQueryDep,
    Page,
    PartsDep,
    ReaderDep,
    acting,
    bad_cursor,
    cursor_of,
    cut,
    key_of,
)
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.placements import PlacementId
from service.api.views import Moment, Next, View
from service.db.outcomes import MONTHS, DueKey, due
from service.records.wire import Day, ReasonCode, WireModel
from service.usecases import seen
from service.usecases.outcomes import note_outcome, noted_of

of_placements = APIRouter(prefix="/v1/placements", tags=["outcomes"])
follow_ups = APIRouter(prefix="/v1/follow-ups", tags=["outcomes"])
Months = Literal[MONTHS]  # type: ignore[valid-type]  # the list that SQL checks


class OutcomeAsked(WireModel):
    """Where somebody went when a placement ended, or was some months later."""

    months: Months = Field(
        default=0, description="After the last day; 0: where the person went.", examples=[3]
    )
    outcome_code: ReasonCode = Field(
        max_length=40,
        description="A code of /v1/reason-codes for outcome; later also still_there.",
        examples=["part_time_work"],
    )


class OutcomeView(View):
    """Where somebody went after a placement, or was some months later."""

    months: int = Field(
        description="After the last day: 3, 6 or 12; 0 is where the person went.", examples=[3]
    )
    outcome_code: str = Field(examples=["still_there"])
    noted_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    noted_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        return cls(**{**row._mapping, "outcome_code": row.code})


class OutcomesView(View):
    """All that is noted of where somebody went after a placement, by month."""

    items: list[OutcomeView]


class DuePage(Page):
    """What is due until when."""

    until: Day | None = Field(default=None, description="Up to this day; absent: today.")


class FollowUpView(View):
    """Something that is to be asked of a placement."""

    due_on: date = Field(description="From this day.", examples=["2027-05-01"])
    kind: Literal["review", "outcome"]
    placement_id: UUID
    candidate: str = Field(description="Reference.", examples=["k-0001"])
    vacancy: str = Field(description="Qualified reference.", examples=["GM0222/v12"])
    review_id: UUID | None = Field(default=None, description="Of a review.")
    months: int | None = Field(
        default=None, description="Of an outcome: 3, 6 or 12 after the last day.", examples=[3]
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        shown = {**row._mapping, "vacancy": named(row, "vacancy")}
        if row.months:
            return cls(**{**shown, "kind": "outcome", "review_id": None})
        return cls(**{**shown, "kind": "review", "months": None})


class FollowUpsView(View):
    """A page of what is due, the oldest first."""

    items: list[FollowUpView]
    next: Next = None


@of_placements.post(
    "/{id}/outcomes",
    summary="Note where somebody went",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def add_outcome(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    placement_id: PlacementId,
    body: OutcomeAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> OutcomeView:
    """Note where somebody went after a placement, or was 3, 6 or 12 months later.

    What was noted of the same month is replaced. It is kept apart from why the placement ended.
    """
    noted = (body.months, body.outcome_code)
    with once.acting(parts, caller) as connection:
        found = note_outcome(connection, caller, placement_id, noted, parts.settings.today())
        response.status_code = 200
        return once.keep(connection, caller, response, OutcomeView.of(found))


@of_placements.get(
    "/{id}/outcomes",
    summary="Where somebody went",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_outcomes(
    parts: PartsDep, caller: ReaderDep, placement_id: PlacementId, _: NoQueryDep
) -> OutcomesView:
    """List what is noted of where somebody went after a placement, by month."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        rows = noted_of(connection, placement_id)
        seen.listed(connection, "outcomes_listed", rows, run=placement_id)
    return OutcomesView(items=[OutcomeView.of(row) for row in rows])


@follow_ups.get(
    "",
    summary="What is due, the oldest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_follow_ups(
    parts: PartsDep, caller: ReaderDep, page: Annotated[DuePage, Query()]
) -> FollowUpsView:
    """List the reviews that are planned, and the people to be asked where they are.

    Who left is asked 3, 6 and 12 months after the last day, each until the next is due.
    """
    today, after = parts.settings.today(), _due_key(page.cursor)
    until = page.until or today
    caller.own_municipality()
    with acting(parts, caller) as connection:
        rows = due(connection, today, until, page.page_size + 1, after)
        shown, last = cut(rows, page)
        seen.listed(connection, "follow_ups_listed", shown)
    following = None if last is None else _due_cursor(last)
    return FollowUpsView(items=[FollowUpView.of(row) for row in shown], next=following)


def _due_cursor(last: Row[Any]) -> str:
    return cursor_of(*(str(last._mapping[name]) for name in DueKey._fields))


def _due_key(cursor: str | None) -> DueKey | None:
    key = key_of(cursor, len(DueKey._fields))
    if key is None:
        return None
    try:
        day, placement, months, review = key
        return DueKey(date.fromisoformat(day), UUID(placement), int(months), UUID(review))
    except ValueError:
        raise bad_cursor() from None
