"""How placements, kept places, forbidden pairs and reason codes are shown."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from service.api.robust_views import RobustnessView
from service.api.run_views import ProposalView
from service.api.views import Moment, Next, View


def named(row: Row[Any], noun: str) -> str | None:
    """Give the qualified reference of a record that a row names."""
    reference = getattr(row, noun)
    return None if reference is None else f"{getattr(row, f'{noun}_municipality')}/{reference}"


Source = Literal["run", "shortList", "own"]
#: What a proposal is made from: as it is said, and as it is stored.
SOURCES: dict[str, str] = {"run": "run", "shortList": "short_list", "own": "own"}
WIRE_SOURCES = {stored: said for said, stored in SOURCES.items()}


class DecisionView(View):
    """What somebody decided."""

    decision: str = Field(
        description="introduced, accepted, adapted, declined or postponed.", examples=["accepted"]
    )
    reason_code: str | None = Field(default=None, examples=["not_now"])
    motivation: str | None = Field(default=None, description="In the words of who decided.")
    until: date | None = Field(
        default=None, description="Declined: from this day it may be proposed again. Postponed: to."
    )
    start: date | None = Field(default=None, description="Accepted or adapted: first day.")
    end: date | None = Field(
        default=None, description="Accepted or adapted: last day, if one is known."
    )
    coach: str | None = Field(
        default=None, description="Accepted or adapted: job coach.", examples=["GM0222/c3"]
    )
    instead_of: UUID | None = Field(
        default=None,
        description="Accepted or adapted: the proposal of a published plan in whose place it is.",
    )
    seconds_since_shown: int | None = Field(
        default=None, ge=0, description="Absent: not known to be shown.", examples=[5400]
    )
    seconds_since_published: int | None = Field(
        default=None, ge=0, description="Of a plan: since that was published.", examples=[36000]
    )
    decided_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    decided_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a decision."""
        carried = {"start": row.start_day, "end": row.end_day, "coach": named(row, "coach")}
        return cls(**{**row._mapping, **carried, "reason_code": row.reason})


class OwnProposalView(ProposalView):
    """A proposal, where it comes from, and what was decided of it."""

    source: Source = Field(description="What it was made from.", examples=["run"])
    run_id: UUID | None = Field(default=None, description="The run that made it.")
    proposed_by: str | None = Field(default=None, description="Who made it, unless a run did.")
    proposed_at: Moment
    rank: int | None = Field(
        default=None, ge=1, le=20, description="In the short list, if told.", examples=[2]
    )
    shown_at: Moment | None = Field(
        default=None,
        description="Of a run: first read by the municipality. Of a short list: shown, if told.",
    )
    until: date | None = Field(default=None, description="Day to which it is postponed.")
    decisions: list[DecisionView] = Field(default=[], description="The oldest first.")

    @classmethod
    def with_decisions(cls, row: Row[Any], decisions: list[Row[Any]]) -> Self:
        """Show a proposal with what was decided of it."""
        shown = {**row._mapping, **cls.counts(row.contributions, row.counted)}
        shown["robustness"] = RobustnessView.of(row.robustness)
        shown |= {"coach": named(row, "coach"), "start": row.start_day}
        shown["source"] = WIRE_SOURCES[row.source]
        return cls(**{**shown, "decisions": [DecisionView.of(one) for one in decisions]})


class OwnProposalsView(View):
    """A page of proposals, the newest first."""

    items: list[OwnProposalView]
    next: Next = None


class TakenView(View):
    """Somebody's place, and what it takes."""

    id: UUID
    vacancy: str = Field(description="Qualified reference.", examples=["GM0222/v12"])
    coach: str | None = Field(default=None, description="Job coach.", examples=["GM0222/c3"])
    guidance_minutes: int = Field(ge=0, description="Minutes per week.", examples=[60])
    coaching_minutes: int = Field(ge=0, description="Minutes per week.", examples=[60])
    made_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    made_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        shown = {**row._mapping, "vacancy": named(row, "vacancy"), "coach": named(row, "coach")}
        return cls(**{**shown, **cls._more(row)})

    @classmethod
    def _more(cls, row: Row[Any]) -> dict[str, Any]:
        return {}


class PlacementView(TakenView):
    """A decided place, from a day to a day."""

    candidate: str | None = Field(
        default=None,
        description="Reference; absent when it has ended and its person was deleted.",
        examples=["k-0001"],
    )
    start: date | None = Field(default=None, description="First day.", examples=["2026-12-01"])
    end: date | None = Field(default=None, description="Last day; absent: none is known.")
    end_reason_code: str | None = Field(default=None, examples=["paid_work"])
    week_minutes: int | None = Field(
        default=None, description="Minutes a week that were agreed, if known.", examples=[600]
    )
    proposal_id: UUID | None = Field(default=None, description="The proposal it was.")

    @classmethod
    def _more(cls, row: Row[Any]) -> dict[str, Any]:
        return {"start": row.start_day, "end": row.end_day, "end_reason_code": row.end_reason}


class PlacementsView(View):
    """A page of placements, the newest first."""

    items: list[PlacementView]
    next: Next = None


class PinView(TakenView):
    """A place that is kept for somebody."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    reason_code: str = Field(description="Why.", examples=["agreed"])
    until: date | None = Field(default=None, description="Last day on which it is kept.")

    @classmethod
    def _more(cls, row: Row[Any]) -> dict[str, Any]:
        return {"reason_code": row.reason, "until": row.end_day}


class PinsView(View):
    """A page of kept places, the newest first."""

    items: list[PinView]
    next: Next = None


class ForbidView(View):
    """A pair that is not proposed."""

    id: UUID
    candidate: str = Field(description="Reference.", examples=["k-0001"])
    vacancy: str | None = Field(default=None, description="Qualified.", examples=["GM0222/v12"])
    organisation: str | None = Field(default=None, description="Qualified: none of its places.")
    reason_code: str = Field(description="Why.", examples=["no_click"])
    until: date | None = Field(default=None, description="Day from which it may be proposed again.")
    made_by: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    made_at: Moment

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        names = {noun: named(row, noun) for noun in ("vacancy", "organisation")}
        return cls(**{**row._mapping, **names, "reason_code": row.reason})


class ForbidsView(View):
    """A page of forbidden pairs, the newest first."""

    items: list[ForbidView]
    next: Next = None


class ReasonCodeView(View):
    """A code that says why somebody decided."""

    code: str = Field(examples=["too_far"])
    uses: list[str] = Field(
        description="accepted, adapted, declined, postponed, ending, pin, forbid, outcome, "
        "follow_up, advice.",
        examples=[["declined"]],
    )
    dutch: str = Field(examples=["Te ver reizen"])
    english: str = Field(examples=["Too far to travel"])
    own: bool = Field(description="The municipality's own, not everybody's.")
    counts_as: str | None = Field(
        default=None,
        description="Own, for outcome: as which of everybody's reports count it.",
        examples=["paid_work"],
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        return cls(**{**row._mapping, "own": row.municipality is not None})


class ReasonCodesView(View):
    """All codes that one may use, by code."""

    items: list[ReasonCodeView]
