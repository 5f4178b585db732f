"""How match runs, their proposals and the people without one are shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from service.api.plan_views import ProposedView, UnplacedView
from service.api.robust_views import RobustnessView
from service.api.views import (
    Moment,
    MunicipalityCode,
    Next,
    Points,
    View,
)
from service.api.words import Told, WordedView
from service.usecases.progress import far
from solver.plan import FORCED, Cause

Amount = int | None


class ProgressView(View):
    """How far a running run is."""

    step: str | None = Field(default=None, description="What it does now.", examples=["search"])
    method: str | None = Field(default=None, examples=["regional"])
    seconds: float | None = Field(default=None, description="Seconds of search.", examples=[2.5])
    value: int | None = Field(default=None, description="Points of the best plan so far.")
    bound: int | None = Field(default=None, description="Points that no plan can exceed.")
    gap: float | None = Field(default=None, ge=0, description="(bound − value) / value, a share.")
    placed: int | None = Field(
        default=None, ge=0, description="Placed by the best plan so far; a group counts once."
    )
    percent: int = Field(ge=0, le=100, description="Of the whole run, about.", examples=[40])
    seconds_left: int | None = Field(
        default=None, ge=0, description="At the pace so far, about.", examples=[12]
    )

    @classmethod
    def of(cls, run: Row[Any]) -> ProgressView:
        """Show how far a run is."""
        return cls(**far(run.progress))


class UseView(View):
    """How much of one kind of scarce thing a plan takes."""

    capacity: int = Field(ge=0, description="Seats, or minutes per week.", examples=[1200])
    used: int = Field(ge=0, description="Seats, or minutes per week.", examples=[900])


class SummaryView(View):
    """What a plan comes to, in counts; it names nobody."""

    placed_with_question: int = Field(
        default=0, ge=0, description="Placed where a rule could not be judged.", examples=[12]
    )
    unplaced: dict[str, int] = Field(
        default={}, description="People without a proposal, per reason.",
        examples=[{"nowhere_eligible": 3}],
    )  # fmt: skip
    mean_fit: Points | None = Field(default=None, description="Of those placed, 0-10,000 points.")
    resources: dict[str, UseView] = Field(
        default={}, description="Use per kind: seats, guidance, total, coaching, apart."
    )
    changes: dict[str, int] = Field(
        default={},
        description="What is different from what stood open, per cause.",
        examples=[{"better": 8, "place_gone": 2}],
    )
    conflicts: int = Field(
        default=0,
        ge=0,
        description="Scarce things of which running placements take more than there is.",
    )
    combinations_left_out: int = Field(
        default=0,
        ge=0,
        description="Combinations of two places that were not looked at: the bound is over all "
        "other options.",
    )
    greedy_placed: int | None = Field(
        default=None, ge=0, description="People that one by one, best fit first, would place."
    )
    greedy_value: int | None = Field(default=None, description="Points of that plan.")
    seconds: dict[str, float] = Field(
        default={}, description="Seconds per step.", examples=[{"search": 4.1}]
    )


class CertificateView(View):
    """What makes the run repeatable."""

    input_hash: str = Field(description="SHA-256 of all that the run read.")
    plan_hash: str | None = Field(default=None, description="SHA-256 of the plan.")
    weight_set_version: int = Field(ge=1, description="Weights of the run.", examples=[1])
    code_version: str = Field(description="Version and digest of the code.")
    lock_hash: str = Field(description="SHA-256 of the locked dependencies.")
    seed: int = Field(ge=0, description="Same input, seed and limit: the same plan.", examples=[7])
    work_limit: int | None = Field(default=None, ge=1, description="Work units of the search.")


class RunView(View):
    """One match run; what is not known yet is left out."""

    id: UUID
    status: str = Field(
        description="queued, running, finished, failed or cancelled.", examples=["finished"]
    )
    plan_status: str | None = Field(
        default=None, description="draft, published, superseded or withdrawn.", examples=["draft"]
    )
    region: str = Field(description="AM code.", examples=["AM09"])
    municipality: MunicipalityCode | None = Field(
        default=None, description="GM code; absent for a run of the whole region."
    )
    today: date = Field(description="The day the run takes as today.", examples=["2026-11-24"])
    requested_at: Moment
    started_at: Moment | None = None
    finished_at: Moment | None = None
    cancel_requested_at: Moment | None = None
    progress: ProgressView | None = Field(default=None, description="While it runs.")
    outcome: str | None = Field(
        default=None,
        description="OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN or CANCELLED.",
        examples=["FEASIBLE"],
    )
    method: str | None = Field(default=None, description="How it was solved.")
    value: int | None = Field(default=None, description="Points of the plan.")
    bound: int | None = Field(default=None, description="Points that no plan can exceed.")
    gap: float | None = Field(
        default=None,
        ge=0,
        description="(bound − value) / value, a share; absent when nobody is placed.",
        examples=[0.0012],
    )
    people: int | None = Field(default=None, ge=0, description="People in the run.")
    placed: int | None = Field(default=None, ge=0, description="People with a proposal.")
    summary: SummaryView | None = None
    certificate: CertificateView | None = None
    by_night: bool = Field(description="Asked for by the night, not by somebody.")
    change_budget: int | None = Field(
        default=None, ge=0, description="Most open proposals that may change.", examples=[25]
    )
    changed: int | None = Field(
        default=None,
        ge=0,
        description="Open proposals that change though they could have stayed; people who start "
        "together count once.",
        examples=[12],
    )
    forced: int | None = Field(
        default=None, ge=0, description="Those that could not stay as they were.", examples=[3]
    )
    dropped: int | None = Field(
        default=None,
        ge=0,
        description="Proposals that were not possible any more when the plan was published.",
    )
    replay_of: UUID | None = Field(default=None, description="The run that this one did again.")
    replayable: bool = Field(description="Whether all that the run read is kept.")
    published_at: Moment | None = None
    alert: str | None = Field(
        default=None,
        description="What to know of the plan: that the run was cancelled before its end, or why a "
        "plan of the night did not publish itself.",
    )
    failure: str | None = Field(default=None, description="Why it failed.")

    @classmethod
    def of(cls, run: Row[Any]) -> RunView:
        """Show a run."""
        known = run._mapping
        same = {name: known[name] for name in cls.model_fields if name in known}
        return cls(
            **{
                **same,
                "progress": ProgressView.of(run) if run.status == "running" else None,
                "summary": SummaryView(**run.summary) if run.summary else None,
                "certificate": CertificateView(**known) if run.input_hash else None,
            }
        )


class RunsView(View):
    """A page of runs, the newest first."""

    items: list[RunView]
    next: Next = None


class ProposalView(ProposedView):
    """One person's proposed place; people decide."""

    id: UUID
    status: str = Field(
        description="open, introduced, accepted, adapted, declined or postponed; expired (a place "
        "has ended, or a place, coach or person is not there any more), superseded or withdrawn.",
        examples=["open"],
    )

    @classmethod
    def of(cls, row: Row[Any]) -> ProposalView:
        """Show a proposal."""
        coach = None if row.coach is None else f"{row.coach_municipality}/{row.coach}"
        counts = cls.counts(row.contributions, row.counted)
        counts["robustness"] = RobustnessView.of(row.robustness)
        return cls(**{**row._mapping, **counts, "coach": coach, "start": row.start_day})


class ProposalsView(View):
    """A page of proposals, by candidate."""

    items: list[ProposalView]
    next: Next = None


class StandingView(View):
    """What is proposed to somebody."""

    vacancies: list[str] = Field(description="Qualified references.", examples=[["GM0222/v12"]])
    coach: str | None = Field(default=None, description="Job coach.", examples=["GM0222/c3"])
    fit: Points | None = Field(default=None, description="0-10,000 points, when proposed.")


class ChangeView(WordedView):
    """What is different for one person, and the one true reason."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    step: str = Field(
        description="match: what the plan changes; publication: what was dropped when it was "
        "published; withdrawal: what could not stand again when it was taken back.",
        examples=["match"],
    )
    cause: str = Field(
        description="person_gone, place_gone, coach_gone, not_allowed, below_minimum_fit, no_room "
        "or not_known: it could not stay; better, makes_room, second_place, other_coach: it could "
        "have; new: nothing stood open.",
        examples=["better"],
    )
    rule: str | None = Field(default=None, description="What says no.", examples=["week_hours"])
    forced: bool = Field(description="It could not stay as it was.")
    since: list[str] = Field(
        description="What was changed after the earlier proposal: person, place, coach, weights.",
        examples=[["place"]],
    )
    before: StandingView | None = Field(default=None, description="What stood open.")
    after: StandingView | None = Field(default=None, description="What is proposed now.")
    fit_now: Points | None = Field(
        default=None, description="How what stood open would fit now, where it could have stayed."
    )

    @classmethod
    def of(cls, row: Row[Any]) -> ChangeView:
        """Show a change."""
        return cls(
            candidate=row.candidate,
            step=row.step,
            cause=row.cause,
            rule=row.detail,
            forced=row.cause in FORCED,
            since=row.since,
            before=_standing(row.vacancies_before, row.coach_before, row.fit_before),
            after=_standing(row.vacancies_after, row.coach_after, row.fit_after),
            fit_now=row.fit_now,
        )

    def _told(self) -> Iterator[Told]:
        told = Told.of("cause", self.cause, f"change.{self.cause}")
        if self.rule is None:
            yield told
            return
        family = "kept_out" if self.cause == Cause.PERSON_GONE else "why_not"
        yield told.and_then(f"{family}.{self.rule}")


def _standing(vacancies: list[str], coach: str | None, fit: int | None) -> StandingView | None:
    return StandingView(vacancies=vacancies, coach=coach, fit=fit) if vacancies else None


class ChangesView(View):
    """A page of changes, by candidate."""

    items: list[ChangeView]
    next: Next = None


class UnplacedPageView(View):
    """A page of people without a proposal, by candidate."""

    items: list[UnplacedView]
    next: Next = None
