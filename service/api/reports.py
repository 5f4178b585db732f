"""Reports: counts over what people decided, and over what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import Connection

from service.api.audit import expect_in_order, moments_of
from service.api.deps import Parts, PartsDep, QueryKeys, acting, caller_with
from service.api.errors import guarded
from service.api.leaving_views import DeparturesView, OutcomesReportView, WellbeingView
from service.api.report_views import ActivityView
from service.api.team_views import (
    DecisionTimesView,
    DeviationsView,
    DeviationView,
    TeamTimesView,
)
from service.db import audit, reports, wellbeing
from service.db.reports import Period
from service.errors import FieldProblem, InvalidInput
from service.records.wire import Day
from service.tokens import Caller

router = APIRouter(prefix="/v1/reports", tags=["reports"])
ReporterDep = Annotated[Caller, Depends(caller_with("reports:read"))]
#: Of where people went, what counts as paid work.
PAID = ("paid_work", "part_time_work")


class Days(QueryKeys):
    """From which day to which; absent: all."""

    from_: Day | None = Field(default=None, alias="from", description="First day.")
    until: Day | None = Field(default=None, description="Last day, included.")


class ActivityDays(Days):
    """From which day to which, and a day between."""

    on: Day | None = Field(default=None, description="A day of the period; absent: the last.")


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
    with _noted(parts, caller, "deviations_reported") as connection:
        rows = reports.deviations(connection, moments_of(days.from_, days.until))
    return DeviationsView(items=[DeviationView.of(row) for row in rows])


@router.get(
    "/decision-times",
    summary="How long people take to decide",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_decision_times(
    parts: PartsDep, caller: ReporterDep, days: Annotated[Days, Query()]
) -> DecisionTimesView:
    """Give per month and team how long it took from what was shown to what was decided."""
    caller.own_municipality()
    with _noted(parts, caller, "decision_times_reported") as connection:
        rows = reports.decision_times(connection, moments_of(days.from_, days.until))
    return DecisionTimesView(items=[TeamTimesView.of(row) for row in rows])


@router.get(
    "/activity",
    summary="Who is active, and for how many hours",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_activity(
    parts: PartsDep, caller: ReporterDep, days: Annotated[ActivityDays, Query()]
) -> ActivityView:
    """Count people and hours on one day, and apart from it at any moment of a period.

    Both are right, and differ: half a year of 65 people at 9.8 hours may have 41 of them on one
    day. In all, and by kind of organisation, of work and of placement.
    """
    period = _period(days, parts.settings.today())
    on = days.on or period.last
    if on > period.last or (period.first is not None and on < period.first):
        flaw = FieldProblem("on", on.isoformat(), "a day of the period")
        raise InvalidInput("The days were not accepted.", [flaw])
    with _noted(parts, caller, "activity_reported") as connection:
        rows = reports.activity(connection, period, on)
    return ActivityView.of(rows, period, on, region=_of_region(caller))


@router.get(
    "/departures",
    summary="Who left, why, and how many to paid work",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_departures(
    parts: PartsDep, caller: ReporterDep, days: Annotated[Days, Query()]
) -> DeparturesView:
    """Count by reason the people who left in a period: who has no other place the day after."""
    period = _past(days, parts.settings.today())
    with _noted(parts, caller, "departures_reported") as connection:
        rows = reports.departures(connection, period, PAID)
    return DeparturesView.of(rows, period, region=_of_region(caller))


@router.get(
    "/outcomes",
    summary="Where people went, and were 3, 6 and 12 months later",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_outcomes(
    parts: PartsDep, caller: ReporterDep, days: Annotated[Days, Query()]
) -> OutcomesReportView:
    """Count each person once who had a place in a period: by that place, or where the person went.

    With what was advised at reviews, and where people were 3, 6 and 12 months after they left.
    """
    today = parts.settings.today()
    period = _past(days, today)
    with _noted(parts, caller, "outcomes_reported") as connection:
        rows = reports.outcomes(connection, period, today)
        advices = reports.advices(connection, period)
    return OutcomesReportView.of(rows, advices, period, region=_of_region(caller))


@router.get(
    "/wellbeing",
    summary="How people are doing after as against before",
    responses=guarded(),
    response_model_exclude_none=True,
)
def report_wellbeing(
    parts: PartsDep, caller: ReporterDep, days: Annotated[Days, Query()]
) -> WellbeingView:
    """Give the mean change of loneliness and self-reliance, of ten people or more.

    Of each person the last score after that was noted in the period, and the last before it.
    """
    period, fewest = _period(days, parts.settings.today()), parts.settings.wellbeing_fewest_people
    with _noted(parts, caller, "wellbeing_reported") as connection:
        rows = wellbeing.change(connection, period.first, period.last, fewest)
    return WellbeingView.of(rows, period, fewest)


@contextmanager
def _noted(parts: Parts, caller: Caller, kind: str) -> Iterator[Connection]:
    """Run the transaction of a report, and note who sees it."""
    with acting(parts, caller) as connection:
        audit.note(connection, kind)
        yield connection


def _period(days: Days, today: date) -> Period:
    """Give the days that are asked for, up to today where no last one is named."""
    last = days.until or today
    expect_in_order(days.from_, last)
    return Period(days.from_, last)


def _past(days: Days, today: date) -> Period:
    """Give the days that are asked for and are not to come."""
    period = _period(days, today)
    return Period(period.first, min(period.last, today))


def _of_region(caller: Caller) -> bool:
    return caller.municipality is None
