"""What administrators of a region send."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.records.wire import NeededText, Whole, WireModel, Yes

BUDGET = "Most open proposals that change in a night."
PERCENT = "The same, as a share of those that stand open."
COOLING_OFF = "Days in which nobody's proposal is changed again."
BY_ITSELF = "Whether the plan of a night publishes itself."
LEAST_PLACED = "It does not, when it places less than this share of those of the last plan."
PER_SEAT = "To how many people at a time a free seat is shown, on short lists of the last 7 days."
ORDER = (
    "`rank`: what is worth most to a plan, less its price, first. `neutral`: an order that says "
    "nothing, another one for each person and week."
)
HOLD_BACK = (
    "Whether what is scarce is kept a little for people who are expected: as many, and such, as "
    "came in the last four weeks. A plan that is made from then on tells how much."
)
REPLAYABLE = "Days for which all that a run read is kept, so that it can be done again."


class NightsGiven(WireModel):
    """How a region is matched overnight.

    Of the two change budgets one may be given; with neither, as much changes as is better.
    """

    change_budget: Whole | None = Field(
        default=None, ge=0, le=1_000_000, description=BUDGET, examples=[25]
    )
    change_budget_percent: Whole | None = Field(
        default=None, ge=0, le=100, description=PERCENT, examples=[10]
    )
    cooling_off_days: Whole = Field(default=14, ge=0, le=365, description=COOLING_OFF)
    publishes_by_itself: Yes = Field(default=True, description=BY_ITSELF)
    least_placed_percent: Whole = Field(default=90, ge=0, le=100, description=LEAST_PLACED)
    replayable_days: Whole = Field(default=180, ge=1, le=730, description=REPLAYABLE)


class ShortListsGiven(WireModel):
    """How the short lists of a region are."""

    shown_per_seat: Whole = Field(default=3, ge=1, le=1000, description=PER_SEAT, examples=[3])
    order: Literal["rank", "neutral"] = Field(default="rank", description=ORDER)
    hold_back: Yes = Field(default=False, description=HOLD_BACK)


class RegionGiven(WireModel):
    """A region as it is to be; what cannot be changed, or stays as it is, may be left out."""

    code: str | None = Field(default=None, description="As in the path.", examples=["AM09"])
    name: NeededText = Field(examples=["Achterhoek"])
    nights: NightsGiven | None = Field(default=None, description="Absent: as they stand.")
    short_lists: ShortListsGiven | None = Field(default=None, description="Absent: as they stand.")


class MunicipalityGiven(WireModel):
    """A municipality as it is to be; what cannot be changed here may be left out."""

    code: str | None = Field(default=None, description="As in the path.", examples=["GM0222"])
    name: NeededText = Field(examples=["Doetinchem"])
    region: str | None = Field(default=None, description="That of the token.", examples=["AM09"])
    suspended: Yes | None = Field(
        default=None, description="As it stands; `suspension` changes it.", examples=[False]
    )


class Suspension(WireModel):
    """Whether matching is stopped."""

    suspended: Yes = Field(description="true: no run and no short list any more.")
