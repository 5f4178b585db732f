"""How it is shown what one's own pairs cost the plan, once a worker has found it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from service.api.exchange_views import ChangedView, CostView
from service.api.planning_views import Status
from service.api.views import Moment, View
from service.api.words import Reader, Told
from service.usecases.pin_costs import Answer
from solver.snapshot import Proposed


class PinnedView(View):
    """Who would be where."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    vacancies: list[str] = Field(description="Qualified references.", examples=[["GM0222/v12"]])
    coach: str | None = Field(
        default=None, description="Job coach, when one is needed.", examples=["GM0222/c3"]
    )

    @classmethod
    def of(cls, pin: Proposed) -> Self:
        """Show a pin."""
        name = pin.candidate.rpartition("/")[2]
        return cls(candidate=name, vacancies=list(pin.vacancies), coach=pin.coach)


class FoundCostView(ChangedView):
    """What a worker found of it, with everybody of the plan taking part."""

    others: int = Field(
        ge=0,
        description="People of other municipalities for whom something changes.",
        examples=[2],
    )
    anew: CostView | None = Field(
        default=None,
        description="What the best plan with the pairs is worth less than the best one without: "
        "where a better plan could be had anyway `cost` is not exact, and this may be.",
    )
    outcome: str = Field(
        description="OPTIMAL: proven; FEASIBLE: a better way may be found; INFEASIBLE: it is "
        "proven that no plan has room for the pairs; UNKNOWN: none was found.",
        examples=["OPTIMAL"],
    )

    def _others_told(self) -> Iterator[Told]:
        if self.others:
            yield Told.of("others", "others", "pinned.others", people=self.others)

    def _told(self) -> Iterator[Told]:
        yield from super()._told()
        if self.anew is not None:
            bounds = {"least": self.anew.at_least, "most": self.anew.at_most}
            yield Told.of("anew", "anew", "pinned.anew", **bounds)


class PinCostView(View):
    """What was asked, how it stands, and what is known by now."""

    id: UUID
    base_run: UUID = Field(description="The run whose published plan it is.")
    today: date = Field(description="The day on which it was asked.", examples=["2026-11-24"])
    weight_set_version: int = Field(ge=1, description="Weights it is judged by.", examples=[1])
    pairs: list[PinnedView] = Field(description="Who would be where, by person.")
    status: Status
    requested_at: Moment
    finished_at: Moment | None = None
    plan: FoundCostView | None = Field(
        default=None, description="How the plan would change; absent until it is finished."
    )
    failure: str | None = Field(default=None, description="Why it failed.")

    @classmethod
    def of(cls, found: Answer, reader: Reader) -> Self:
        """Show how a question stands."""
        known = found.asked._mapping
        same = {name: known[name] for name in cls.model_fields if name in known}
        plan = None
        if found.asked.outcome is not None:
            changed = FoundCostView.changed(found.moves, found.cost)
            plan = FoundCostView(
                **changed | {"exact": changed["exact"] and known["outcome"] == "OPTIMAL"},
                anew=CostView.of(found.anew),
                others=known["others"],
                outcome=known["outcome"],
            ).in_words(reader)
        return cls(**same, pairs=[PinnedView.of(pin) for pin in found.pins], plan=plan)
