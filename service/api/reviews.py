"""Reviews: people look together how a placement goes, and at the last what fits the person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field
from sqlalchemy import Row

from service.api.deps import JSON_BODY, DeciderDep, NoQueryDep, PartsDep, acting
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.placements import PlacementId
from service.api.views import Moment, View
from service.db.reviews import ROLES
from service.records.wire import PRINTABLE, Day, ReasonCode, WireModel
from service.usecases import seen
from service.usecases.reviews import Looked, add_review, change_review, drop_review, of_placement

of_placements = APIRouter(prefix="/v1/placements", tags=["reviews"])
router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
ReviewId = Annotated[UUID, Path(alias="id", description="Id of a review.")]
Role = Literal[ROLES]  # type: ignore[valid-type]  # the list that SQL checks


class ReviewAsked(WireModel):
    """A review: the day on which it is planned, or what was seen when it was done."""

    planned_on: Day | None = Field(
        default=None, description="A day of the placement.", examples=["2027-02-01"]
    )
    done_on: Day | None = Field(default=None, description="Not after today.")
    done_by: Role | None = Field(default=None, description="Who held it; needed with doneOn.")
    note: str | None = Field(
        default=None, max_length=1000, pattern=PRINTABLE, description="What was seen, in words."
    )
    advice: ReasonCode | None = Field(
        default=None,
        max_length=40,
        description="At the last review: the route that fits, a code of /v1/reason-codes for "
        "advice.",
        examples=["buddy"],
    )

    def looked(self) -> Looked:
        """Give what is asked."""
        return Looked(**self.model_dump(by_alias=False))


class ReviewView(View):
    """A review of a placement: planned, or done, then with what was seen."""

    id: UUID
    placement_id: UUID
    planned_on: date | None = Field(default=None, examples=["2027-02-01"])
    done_on: date | None = Field(default=None, description="Absent: not done yet.")
    done_by: str | None = Field(
        default=None,
        description="caseworker, job_coach, broker, guide or other.",
        examples=["broker"],
    )
    advice: str | None = Field(
        default=None, description="The route advised at the last review.", examples=["buddy"]
    )
    made_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    made_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        return cls(**row._mapping)


class NotedReviewView(ReviewView):
    """A review of a placement, with what was seen in words."""

    note: str | None = Field(default=None, description="What was seen, in words.")


class ReviewsView(View):
    """All reviews of a placement, by day."""

    items: list[NotedReviewView]


@of_placements.post(
    "/{id}/reviews",
    status_code=201,
    summary="Plan a review, or note one that was done",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def make_review(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    placement_id: PlacementId,
    body: ReviewAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> ReviewView:
    """Add a review to those that are planned by themselves where people are observed."""
    with once.acting(parts, caller) as connection:
        today = parts.settings.today()
        made = add_review(connection, caller, placement_id, body.looked(), today)
        response.status_code = 201
        return once.keep(connection, caller, response, ReviewView.of(made))


@of_placements.get(
    "/{id}/reviews",
    summary="Reviews of a placement, by day",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_reviews(
    parts: PartsDep, caller: DeciderDep, placement_id: PlacementId, _: NoQueryDep
) -> ReviewsView:
    """List the reviews of a placement, planned and done, with what was seen."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        rows = of_placement(connection, placement_id)
        seen.listed(connection, "reviews_listed", rows, run=placement_id)
    return ReviewsView(items=[NotedReviewView.of(row) for row in rows])


@router.put(
    "/{id}",
    summary="Move a review, or note what was seen",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def put_review(
    parts: PartsDep, caller: DeciderDep, review_id: ReviewId, body: ReviewAsked, _: NoQueryDep
) -> NotedReviewView:
    """Replace a review that is not done by what is given; what was done stays."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        today = parts.settings.today()
        return NotedReviewView.of(
            change_review(connection, caller, review_id, body.looked(), today)
        )


@router.delete(
    "/{id}", status_code=204, summary="Drop a planned review", responses=guarded(404, 409)
)
def delete_review(parts: PartsDep, caller: DeciderDep, review_id: ReviewId, _: NoQueryDep) -> None:
    """Take back a review that is planned; one that was done stays."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        drop_review(connection, review_id)
