"""How people are doing: noted for each, shown in means only (see reports)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import Row

from service.api.catalogue import Named
from service.api.deps import JSON_BODY, DeciderDep, NoQueryDep, PartsDep
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.views import Moment, View
from service.records.wire import Day, Whole, WireModel
from service.usecases.wellbeing import Scored, note_scores

router = APIRouter(prefix="/v1/candidates", tags=["wellbeing"])


class ScoresAsked(WireModel):
    """How somebody is doing; at least one of both scores."""

    moment: Literal["before", "during", "after"] = Field(description="Of a placement.")
    on: Day | None = Field(
        default=None, description="Not after today; absent: today.", examples=["2026-11-24"]
    )
    loneliness: Whole | None = Field(
        default=None, ge=0, le=6, description="Six questions: 0 not lonely, 6 very lonely."
    )
    self_reliance: Whole | None = Field(
        default=None, ge=1, le=5, description="1 acute problems, 5 fully self-reliant."
    )


class ScoredView(View):
    """That scores were noted; what they are is told in the person's own record only."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    moment: str = Field(description="before, during or after.", examples=["before"])
    on: date
    made_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show that a row was stored."""
        return cls(**{**row._mapping, "on": row.on_day})


@router.post(
    "/{reference}/wellbeing-scores",
    status_code=201,
    summary="Note how somebody is doing",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def add_wellbeing_scores(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    reference: Named,
    body: ScoresAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> ScoredView:
    """Note loneliness and self-reliance, as far as the person wants to tell.

    No match reads it. It is shown in means of ten people or more, and to the person who asks.
    """
    given = body.model_dump(by_alias=False)
    with once.acting(parts, caller) as connection:
        today = parts.settings.today()
        scored = Scored(on_day=given.pop("on") or today, **given)
        made = note_scores(connection, caller, reference, scored, today)
        response.status_code = 201
        return once.keep(connection, caller, response, ScoredView.of(made))
