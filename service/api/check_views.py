"""How a checked pair is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from pydantic import Field

from service.api.plan_views import WhyView, named_in_words, resource_view
from service.api.views import ResourceView, View
from service.api.words import Told
from solver.check import Check, Lack
from solver.resources import ResourceKind
from solver.takers import Stands, Taker


class TakerView(View):
    """Who has a part of a scarce thing: one of one's own people, or people elsewhere together."""

    candidate: str | None = Field(
        default=None,
        description="Reference; absent: someone of another municipality.",
        examples=["k-0001"],
    )
    amount: int = Field(ge=0, description="Seats, or minutes per week.", examples=[1])
    stands: Stands = Field(
        description="placement (or a place that is kept), introduced there, or proposed by the "
        "published plan."
    )

    @classmethod
    def of(cls, taker: Taker) -> Self:
        """Show who has something."""
        name = taker.candidate and taker.candidate.rpartition("/")[2]
        return cls(candidate=name, amount=taker.amount, stands=taker.stands)


class LackView(View):
    """A scarce thing of which less is left than is asked, and who has it."""

    resource: ResourceView
    left: int = Field(ge=0, description="Seats, or minutes per week.", examples=[30])
    asked: int = Field(ge=0, description="Seats, or minutes per week.", examples=[60])
    by: list[TakerView] = Field(
        description="Who has it; of people who must be kept apart it is not told."
    )

    @classmethod
    def of(cls, lack: Lack) -> Self:
        """Show what lacks."""
        by = [TakerView.of(taker) for taker in lack.by]
        name = resource_view(lack.resource)
        return cls(resource=name, left=lack.left, asked=lack.asked, by=by)


class CheckView(WhyView):
    """What is to be said of one person at one place."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    vacancy: str = Field(
        description="Qualified reference; a turn with its day (GM0222/v12@2026-12-01).",
        examples=["GM0222/v12"],
    )
    organisation: str = Field(description="Qualified reference.", examples=["GM0222/o7"])
    coach: str | None = Field(
        default=None, description="Job coach, when one is needed.", examples=["GM0222/c3"]
    )
    motivate_for: list[str] = Field(
        description="Rules that say no and ask for that reason.", examples=[["travel"]]
    )
    soft: list[str] = Field(
        description="Rules that say no and only take points off.", examples=[["dayparts"]]
    )

    @classmethod
    def of(cls, told: Check) -> Self:
        """Show a check."""
        return cls(**cls._shown(told))

    def _told(self) -> Iterator[Told]:
        yield from super()._told()
        for field, rules, then in (
            ("motivateFor", self.motivate_for, "needs_reason"),
            ("soft", self.soft, "costs_points"),
        ):
            yield from (Told.of(field, rule, f"why_not.{rule}").and_then(then) for rule in rules)

    @classmethod
    def _shown(cls, told: Check) -> dict[str, Any]:
        named = {name: getattr(told, name) for name in cls.model_fields if hasattr(told, name)}
        own = told.candidate.rpartition("/")[2]
        reasons = {"motivate": bool(told.motivate), "motivate_for": told.motivate}
        return {
            **named,
            **cls.counts(told.contributions, told.counted),
            "candidate": own,
            **reasons,
        }


class JudgedView(CheckView):
    """A pair with all that stands in its way."""

    allowed: bool = Field(
        description="No hard rule says no, a coach fits where one is needed, and no decision keeps "
        "the person out."
    )
    kept_out: str | None = Field(
        default=None,
        description="The decision that stands: exemption, paused or placed (has as many places as "
        "wanted, or they are kept: see /v1/pins).",
        examples=["paused"],
    )
    broken: list[str] = Field(
        description="Hard rules that say no; coach where none fits.", examples=[["week_hours"]]
    )
    below_minimum: bool = Field(description="No plan would use it: the fit is too low.")
    lacking: list[LackView] = Field(description="Of what too little is left for this pair alone.")

    def _told(self) -> Iterator[Told]:
        allowed = "allowed" if self.allowed else "not_allowed"
        yield Told.of("allowed", allowed, allowed)
        if self.kept_out is not None:
            yield Told.of("keptOut", self.kept_out, f"kept_out.{self.kept_out}")
        yield from (Told.of("broken", rule, f"why_not.{rule}") for rule in self.broken)
        if self.below_minimum:
            yield Told.of("belowMinimum", "below_minimum", "below_minimum")
        yield from lacks_told("lacking", self.lacking, of=self.candidate)
        yield from super()._told()

    @classmethod
    def _shown(cls, told: Check) -> dict[str, Any]:
        return {**super()._shown(told), "lacking": [LackView.of(lack) for lack in told.lacking]}


def lacks_told(field: str, lacks: Iterable[LackView], *, of: str | None = None) -> Iterator[Told]:
    """Say of what too little is left, and who has it; `of` is whom it is told of."""
    for lack in lacks:
        kind, named = lack.resource.kind, named_in_words(lack.resource)
        yield Told.of(field, kind, f"lacking.{kind}", **named, asked=lack.asked, left=lack.left)
        for taker in lack.by:
            code, parts = taker.stands, {"amount": taker.amount}
            key = f"{code}_{counted_in(kind)}"
            if taker.candidate is None:
                yield Told.of(f"{field}.by", code, f"elsewhere.{key}", **parts)
            else:
                who = taker.candidate
                family = "own" if who == of else "holds"
                yield Told.of(f"{field}.by", code, f"{family}.{key}", who=who, **parts)


def counted_in(kind: str) -> str:
    """Tell whether a scarce thing is counted in `seats` or in `minutes`, as its texts are named."""
    return "minutes" if kind in (ResourceKind.GUIDANCE, ResourceKind.COACHING) else "seats"
