"""How a region is matched overnight and at the desk, as administrators see and change it."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field
from sqlalchemy import Row

from service.api import administration_requests as asked
from service.api.views import View
from service.db import municipalities
from service.errors import FieldProblem, InvalidInput


class NightsView(View):
    """How a region is matched overnight."""

    change_budget: int | None = Field(default=None, description=asked.BUDGET, examples=[25])
    change_budget_percent: int | None = Field(
        default=None, description=asked.PERCENT, examples=[10]
    )
    cooling_off_days: int = Field(description=asked.COOLING_OFF, examples=[14])
    publishes_by_itself: bool = Field(description=asked.BY_ITSELF)
    least_placed_percent: int = Field(description=asked.LEAST_PLACED, examples=[90])
    replayable_days: int = Field(description=asked.REPLAYABLE, examples=[180])


class ShortListsView(View):
    """How the short lists of a region are."""

    shown_per_seat: int = Field(description=asked.PER_SEAT, examples=[3])
    order: str = Field(description=asked.ORDER, examples=["rank"])
    hold_back: bool = Field(description=asked.HOLD_BACK, examples=[False])


class RegionView(View):
    """A labour market region (arbeidsmarktregio)."""

    code: str = Field(description="AM code.", examples=["AM09"])
    name: str = Field(examples=["Achterhoek"])
    nights: NightsView
    short_lists: ShortListsView

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        lists = ShortListsView(
            shown_per_seat=row.shown_per_seat, order=row.short_list_order, hold_back=row.hold_back
        )
        nights = NightsView(**row._mapping)
        return cls(code=row.code, name=row.name, nights=nights, short_lists=lists)


def nights_of(given: asked.NightsGiven | None) -> dict[str, object]:
    """Give the columns of how nights are; raises `InvalidInput` for two budgets."""
    if given is None:
        return {}
    budgets = (given.change_budget, given.change_budget_percent)
    if None not in budgets:
        expected = "one of changeBudget and changeBudgetPercent"
        problem = FieldProblem("nights.changeBudget", str(given.change_budget), expected)
        raise InvalidInput("The region was not accepted.", [problem])
    return {name: getattr(given, name) for name in municipalities.NIGHTS}


def short_lists_of(given: asked.ShortListsGiven | None) -> dict[str, object]:
    """Give the columns of how short lists are."""
    if given is None:
        return {}
    return {
        "shown_per_seat": given.shown_per_seat,
        "short_list_order": given.order,
        "hold_back": given.hold_back,
    }
