"""How reports of who left, and of how people are doing, are shown."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any, Self

from pydantic import Field
from sqlalchemy import Row

from service.api.report_views import Counted, LeftOut, ReportView, Rows, of_days
from service.api.views import View
from service.db.reports import Period
from service.usecases.small_counts import is_small, withheld

People = Annotated[int, Field(ge=1, description="People.", examples=[12])]


class DepartureView(View):
    """People who left for one reason."""

    reason_code: str | None = Field(
        default=None, description="Absent: none was given.", examples=["moved"]
    )
    people: People
    paid_work: Counted = None


class DeparturesView(ReportView):
    """Who left in a period, and why."""

    ended: int | None = Field(default=None, description="Placements that ended.", examples=[30])
    people: Counted = None
    paid_work: Counted = None
    items: list[DepartureView] = Field(description="By reason.")
    left_out: LeftOut = 0

    @classmethod
    def of(cls, rows: Rows, days: Period, *, region: bool) -> Self:
        """Show what was counted; of a region paid work only where most and some are many."""
        (total,), reasons = [r for r in rows if r.total], [r for r in rows if not r.total]
        few = region and is_small(total.people)
        hidden = withheld([row.people for row in reasons]) if region else set()
        blank = withheld([row.paid for row in reasons], hidden) if region else set()
        items = [
            DepartureView(
                reason_code=row.end_reason,
                people=row.people,
                paid_work=None if at in blank else _part(row, region),
            )
            for at, row in enumerate(reasons)
            if at not in hidden
        ]
        return cls(
            **of_days(days),
            ended=None if few or (region and is_small(total.ended)) else total.ended,
            people=None if few else total.people,
            paid_work=None if few else _part(total, region),
            items=items,
            left_out=len(hidden),
        )


def _part(row: Row[Any], region: bool) -> int | None:
    """Give who went to paid work; of a region not when those, or the others, are too few."""
    told = not region or not (is_small(row.paid) or is_small(row.people - row.paid))
    return row.paid if told else None


class FollowedView(View):
    """Where people were some months after they left."""

    months: int = Field(description="3, 6 or 12.", examples=[3])
    due: Counted = None
    still_there: Counted = None
    elsewhere: Counted = None
    unknown: Counted = None
    not_asked: Counted = None

    @classmethod
    def of(cls, row: Row[Any], *, region: bool) -> Self:
        """Show a count; of a region not when any part is of too few people."""
        parts = {"still_there": row.still, "unknown": row.unknown, "not_asked": row.unasked}
        parts["elsewhere"] = row.due - sum(parts.values())
        if region and any(map(is_small, (row.due, row.people - row.due))):
            return cls(months=row.months)
        told = not region or not any(map(is_small, parts.values()))
        return cls(months=row.months, due=row.due, **(parts if told else {}))


class InPlaceView(View):
    """People who have a place still."""

    kind: str = Field(description="Of the vacancy.", examples=["volunteering"])
    work: str | None = Field(default=None, description="Of a route.", examples=["language_course"])
    people: People


class LeftView(View):
    """People who left, by where they went."""

    outcome_code: str | None = Field(
        default=None,
        description="Everybody's code; absent: not noted.",
        examples=["part_time_work"],
    )
    people: People
    later: list[FollowedView] = Field(description="3, 6 and 12 months later.")


class AdviceView(View):
    """People to whom one route was advised."""

    advice: str = Field(description="Code.", examples=["buddy"])
    people: People


class OutcomesReportView(ReportView):
    """Where everybody is who had a place in a period: each person once."""

    people: Counted = None
    in_place: list[InPlaceView] = Field(description="Who has a place after the last day.")
    left: list[LeftView] = Field(description="Who has none, by where they went.")
    advices: list[AdviceView] = Field(description="Advised at reviews of the period.")
    left_out: LeftOut = 0

    @classmethod
    def of(cls, rows: Rows, advices: Rows, days: Period, *, region: bool) -> Self:
        """Show what was counted; each group comes with a row for each of the months."""
        groups = [list(g) for _, g in groupby(rows, lambda r: (r.there, r.kind, r.work, r.outcome))]
        hidden = withheld([group[0].people for group in groups]) if region else set()
        unsaid = withheld([row.people for row in advices]) if region else set()
        kept = [group for at, group in enumerate(groups) if at not in hidden]
        people = sum(group[0].people for group in groups)
        return cls(
            **of_days(days),
            people=None if region and is_small(people) else people,
            in_place=[InPlaceView(**g[0]._mapping) for g in kept if g[0].there],
            left=[_left(g, region=region) for g in kept if not g[0].there],
            advices=[AdviceView(**r._mapping) for at, r in enumerate(advices) if at not in unsaid],
            left_out=len(hidden) + len(unsaid),
        )


def _left(group: Rows, *, region: bool) -> LeftView:
    later = [FollowedView.of(row, region=region) for row in group]
    return LeftView(outcome_code=group[0].outcome, people=group[0].people, later=later)


class MeanChangeView(View):
    """How people scored after as against before, in means."""

    suppressed: bool = Field(description="Too few people to be told.")
    people: int | None = Field(default=None, description="Scored before and after.", examples=[24])
    before: float | None = Field(default=None, description="Mean before.", examples=[3.4])
    after: float | None = Field(default=None, description="Mean after.", examples=[2.6])
    change: float | None = Field(default=None, description="Mean change.", examples=[-0.8])


class WellbeingView(ReportView):
    """How people are doing after as against before."""

    fewest_people: int = Field(description="Of fewer people nothing is told.", examples=[10])
    loneliness: MeanChangeView = Field(description="0 not lonely, 6 very lonely.")
    self_reliance: MeanChangeView = Field(description="1 acute problems, 5 fully self-reliant.")

    @classmethod
    def of(cls, rows: Rows, days: Period, fewest: int) -> Self:
        """Show the means of the measures that are told."""
        told = {row.measure: MeanChangeView(suppressed=False, **row._mapping) for row in rows}
        nothing = MeanChangeView(suppressed=True)
        loneliness, reliance = (told.get(n, nothing) for n in ("loneliness", "self_reliance"))
        return cls(
            **of_days(days),
            fewest_people=fewest,
            loneliness=loneliness,
            self_reliance=reliance,
        )
