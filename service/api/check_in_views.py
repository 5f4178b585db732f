"""How check-ins, and what coaches are told of them, are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from service.api.views import Moment, Next, View

Kind = Annotated[str, Field(description="lower_hours or pause.", examples=["lower_hours"])]
FirstDay = Annotated[date, Field(description="First day.", examples=["2026-11-24"])]
LastDay = Annotated[date, Field(description="Last day, included.", examples=["2026-12-04"])]


class CheckInView(View):
    """What a person said of the weeks to come."""

    id: UUID
    kind: Kind
    on: FirstDay
    until: LastDay
    week_minutes_max: int | None = Field(
        default=None, description="Lower hours: at most so many minutes a week.", examples=[240]
    )
    made_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    made_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        return cls(**{**row._mapping, "on": row.on_day, "week_minutes_max": row.max_week_minutes})


class NotedCheckInView(CheckInView):
    """What a person said of the weeks to come, with what was noted of it."""

    note: str | None = Field(default=None, description="In words.")


class CheckInsView(View):
    """A page of check-ins, the newest first."""

    items: list[NotedCheckInView]
    next: Next = None


class CoachAlertView(View):
    """That somebody whom a coach guides said that it does not go well."""

    id: UUID
    candidate: str = Field(description="Reference.", examples=["k-0001"])
    kind: Kind
    on: FirstDay
    until: LastDay
    made_at: Moment
    seen_by: str | None = Field(default=None, description="Who saw it first.", examples=["coach-3"])
    seen_at: Moment | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        return cls(**{**row._mapping, "on": row.on_day})


class CoachAlertsView(View):
    """A page of what a coach is told, the newest first."""

    items: list[CoachAlertView]
    next: Next = None
