"""How reports are shown, first who is active: of a region without counts too small to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field
from sqlalchemy import Row

from service.api.views import View
from service.db.reports import Period
from service.usecases.small_counts import LEAST, is_small, withheld

Rows = Sequence[Row[Any]]
Counted = Annotated[
    int | None,
    Field(ge=0, description="People; absent: too few to tell of a region.", examples=[41]),
]
LeftOut = Annotated[
    int,
    Field(ge=0, description="Of a region: rows of too few people, or beside them.", examples=[0]),
]


class ReportView(View):
    """The days that a report is about."""

    from_: date | None = Field(default=None, alias="from", description="First day; absent: all.")
    until: date = Field(description="Last day, included.", examples=["2027-06-30"])


def of_days(days: Period) -> dict[str, Any]:
    """Give the fields of the days of a report."""
    return {"from_": days.first, "until": days.last}


class FigureView(View):
    """People who were active, and for how much."""

    people: Counted = None
    placements: int | None = Field(
        default=None, description="Somebody may have two.", examples=[44]
    )
    hours_per_week: float | None = Field(
        default=None, description="Of all together, as far as known.", examples=[637.0]
    )
    hours_per_person: float | None = Field(
        default=None, description="A week, of people whose hours are known.", examples=[9.8]
    )
    hours_not_known: int | None = Field(
        default=None, description="Placements without hours: left out of them.", examples=[0]
    )

    @classmethod
    def figures(cls, row: Row[Any], prefix: str, *, region: bool) -> dict[str, Any]:
        """Give the figures of columns with a prefix; of a region not those of too few people."""
        people, placements, minutes, known, unknown = (
            row._mapping[prefix + name] for name in _FIGURES
        )
        if region and is_small(people):
            return {}
        shown = {"people": people, "placements": placements}
        if not (region and is_small(unknown)):
            shown["hours_not_known"] = unknown
        if known and not (region and known < LEAST):
            shown["hours_per_week"] = _hours(minutes)
            shown["hours_per_person"] = _hours(minutes / known)
        return shown


_FIGURES = ("people", "placements", "minutes", "people_known", "unknown")


class PeriodFigureView(FigureView):
    """People who were active at any moment of a period, and for how much."""

    mean_hours_per_week: float | None = Field(
        default=None,
        description="Of all together on the average day; absent without a first day.",
        examples=[455.2],
    )

    @classmethod
    def of(cls, row: Row[Any], days: Period, *, region: bool) -> Self:
        """Show the figures of a period."""
        shown = cls.figures(row, "", region=region)
        if "hours_per_week" in shown and days.first is not None:
            length = (days.last - days.first).days + 1
            shown["mean_hours_per_week"] = _hours(row.minute_days / length)
        return cls(**shown)


def _hours(minutes: Any) -> float:
    return round(float(minutes) / 60, 2)


class ActivityRowView(View):
    """The figures of one kind of organisation, work or placement."""

    code: str = Field(examples=["sports_club"])
    at_count: FigureView
    in_period: PeriodFigureView


class BreakdownView(View):
    """The figures by kind; who has two places may be in two rows, and is once in the total."""

    items: list[ActivityRowView] = Field(description="By code.")
    left_out: LeftOut = 0

    @classmethod
    def of(cls, rows: Rows, days: Period, *, region: bool) -> Self:
        """Show the rows of a breakdown."""
        hidden = withheld([row.people for row in rows]) if region else set()
        blank = withheld([row.at_people for row in rows], hidden) if region else set()
        items = [
            ActivityRowView(
                code=row.code,
                at_count=FigureView()
                if at in blank
                else FigureView(**FigureView.figures(row, "at_", region=region)),
                in_period=PeriodFigureView.of(row, days, region=region),
            )
            for at, row in enumerate(rows)
            if at not in hidden
        ]
        return cls(items=items, left_out=len(hidden))


class ActivityView(ReportView):
    """Who was active on a day, and apart from it at any moment of a period."""

    on: date = Field(description="The day.", examples=["2027-06-30"])
    at_count: FigureView
    in_period: PeriodFigureView
    by_organisation_kind: BreakdownView = Field(description="By the organisations' sector.")
    by_work: BreakdownView
    by_placement_kind: BreakdownView

    @classmethod
    def of(cls, rows: Rows, days: Period, on: date, *, region: bool) -> Self:
        """Show what was counted."""
        (total,) = (row for row in rows if row.told == "all")
        sector, work, kind = (
            BreakdownView.of([r for r in rows if r.told == told], days, region=region)
            for told in ("sector", "work", "kind")
        )
        return cls(
            **of_days(days),
            on=on,
            at_count=FigureView(**FigureView.figures(total, "at_", region=region)),
            in_period=PeriodFigureView.of(total, days, region=region),
            by_organisation_kind=sector,
            by_work=work,
            by_placement_kind=kind,
        )
