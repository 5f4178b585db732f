"""What teams decided: how often otherwise than was proposed, and how soon."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field
from sqlalchemy import Row

from service.api.views import View
from service.usecases.small_counts import LEAST


class TeamView(View):
    """What a team decided, in a month."""

    month: str = Field(description="By the clock in the Netherlands.", examples=["2026-11"])
    team: str = Field(description="Subject of the token that decided.", examples=["team-north"])
    decisions: int = Field(
        ge=1, description="Accepted, adapted and declined together.", examples=[40]
    )


class ChosenView(View):
    """What was chosen: of how many accepted or adapted proposals it was which."""

    first: int = Field(
        ge=0, description="What a plan proposes, or the first of a short list.", examples=[25]
    )
    other: int = Field(ge=0, description="Another of a short list.", examples=[4])
    own: int = Field(ge=0, description="Somebody's own idea.", examples=[3])
    unranked: int = Field(ge=0, description="Of a short list, not told which.", examples=[0])


class DeviationView(TeamView):
    """How often a team decided otherwise than was proposed, in a month."""

    deviations: int | None = Field(
        default=None,
        description="Declined, adapted, of somebody's own, or of a short list in place of what a "
        "plan proposed. Absent below 5 decisions.",
        examples=[9],
    )
    share: float | None = Field(
        default=None, description="Deviations per decision. Absent below 5.", examples=[0.225]
    )
    chosen: ChosenView | None = Field(default=None, description="Absent below 5 decisions.")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a count; what is too small to tell is left out."""
        shown = {"month": row.month, "team": row.team, "decisions": row.decisions}
        if row.decisions < LEAST:
            return cls(**shown)
        share = round(row.deviations / row.decisions, 3)
        chosen = ChosenView(**{name: getattr(row, name) for name in ChosenView.model_fields})
        return cls(**shown, deviations=row.deviations, share=share, chosen=chosen)


class DeviationsView(View):
    """All teams and months in which something was decided."""

    items: list[DeviationView] = Field(description="By month and team.")


class TimesView(View):
    """How long it took."""

    decisions: int = Field(ge=0, description="Of how many decisions it is known.", examples=[31])
    median_seconds: int | None = Field(
        default=None, ge=0, description="Absent below 5.", examples=[5400]
    )
    p90_seconds: int | None = Field(
        default=None,
        ge=0,
        description="Nine of ten took no longer. Absent below 5.",
        examples=[172800],
    )

    @classmethod
    def of(cls, row: Row[Any], since: str) -> Self:
        """Show how long it took since something; of too few only of how many it is known."""
        count = getattr(row, since)
        if count < LEAST:
            return cls(decisions=count)
        median, p90 = (getattr(row, f"{since}_{name}") for name in ("median", "p90"))
        return cls(decisions=count, median_seconds=median, p90_seconds=p90)


class TeamTimesView(TeamView):
    """How long it took a team to decide, in a month."""

    since_shown: TimesView = Field(
        description="Since it was first read by the municipality, or shown in a short list."
    )
    since_published: TimesView = Field(
        description="Since the plan was published, whoever has seen it; of plans only."
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show how long it took."""
        shown: dict[str, Any] = {"month": row.month, "team": row.team, "decisions": row.decisions}
        shown |= {f"since_{since}": TimesView.of(row, since) for since in ("shown", "published")}
        return cls(**shown)


class DecisionTimesView(View):
    """All teams and months in which something was decided."""

    items: list[TeamTimesView] = Field(description="By month and team.")
