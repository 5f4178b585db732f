"""Reports: counts over what people decided."""

from __future__ import annotations

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import Row

from service.api.audit import moments_of
from service.api.deps import PartsDep, QueryKeys, acting, caller_with
from service.api.errors import guarded
from service.api.views import View
from service.db import reports
from service.records.wire import Day
from service.tokens import Caller

router = APIRouter(prefix="/v1/reports", tags=["reports"])
ReporterDep = Annotated[Caller, Depends(caller_with("reports:read"))]
#: Of fewer decisions a share would tell what somebody decided of one person.
LEAST_DECISIONS = 5


class Days(QueryKeys):
    """From which day to which; absent: all."""

    from_: Day | None = Field(default=None, alias="from", description="First day.")
    until: Day | None = Field(default=None, description="Last day, included.")


class DeviationView(View):
    """How often a team decided otherwise than was proposed, in a month."""

    month: str = Field(description="By the clock in the Netherlands.", examples=["2026-11"])
    team: str = Field(description="Subject of the token that decided.", examples=["team-north"])
    decisions: int = Field(
        ge=1, description="Accepted, adapted and declined together.", examples=[40]
    )
    deviations: int | None = Field(
        default=None,
        description="Declined, adapted, of somebody's own, or of a short list where a plan "
        "proposed another place. Absent below 5 decisions.",
        examples=[9],
    )
    share: float | None = Field(
        default=None, description="Deviations per decision. Absent below 5.", examples=[0.225]
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a count; what is too small to tell is left out."""
        shown = {"month": row.month, "team": row.team, "decisions": row.decisions}
        if row.decisions < LEAST_DECISIONS:
            return cls(**shown)
        share = round(row.deviations / row.decisions, 3)
        return cls(**shown, deviations=row.deviations, share=share)


class DeviationsView(View):
    """All teams and months in which something was decided."""

    items: list[DeviationView] = Field(description="By month and team.")


@router.get(
    "/deviations",
    summary="How often people decide otherwise",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_deviations(
    parts: PartsDep, caller: ReporterDep, days: Annotated[Days, Query()]
) -> DeviationsView:
    """Count per month and team what was decided otherwise than was proposed.

    A team is the subject of the token: a client for each team gives a count for each.
    """
    caller.own_municipality()
    with acting(parts, caller) as connection:
        rows = reports.deviations(connection, *moments_of(days.from_, days.until))
    return DeviationsView(items=[DeviationView.of(row) for row in rows])
