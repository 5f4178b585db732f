"""What the API shows of weight sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import Row

from service.api.views import Moment, MunicipalityCode, Next, Points, Rule, UnplacedCode, View
from service.records.problems import wire_name
from service.records.weight_set import WeightSetContent
from service.texts import Language
from service.usecases.previews import BothLists, Preview
from service.usecases.weight_words import Words
from solver.shortlist import ShortList

Status = Literal["draft", "approved", "active", "retired"]
Scope = Literal["everybody", "region", "municipality"]


class WeightSetView(View):
    """Who made a weight set, for whom, and where it stands."""

    version: int = Field(ge=1, description="Number of the version.", examples=[7])
    name: str = Field(examples=["Reizen telt zwaarder"])
    motivation: str = Field(
        description="Why (motivering).", examples=["Veel mensen reizen met de bus."]
    )
    status: Status = Field(description="Where it stands.", examples=["draft"])
    scope: Scope = Field(description="For whom it is.", examples=["municipality"])
    municipality: MunicipalityCode | None = None
    region: str | None = Field(default=None, description="AM code.", examples=["AM09"])
    holds_from: date = Field(description="First day on which it can hold.", examples=["2027-01-01"])
    in_force: int | None = Field(
        default=None,
        ge=1,
        description="Version of the same municipality or region that holds today; absent: none, "
        "and what is wider holds.",
        examples=[5],
    )
    author: str = Field(description="Subject of the author's token.", examples=["a.jansen"])
    created_at: Moment
    approved_by: str | None = Field(default=None, examples=["b.devries"])
    approved_at: Moment | None = None
    activated_by: str | None = Field(default=None, examples=["b.devries"])
    activated_at: Moment | None = None
    retired_by: str | None = Field(default=None, examples=["b.devries"])
    retired_at: Moment | None = None

    @classmethod
    def facts_of(cls, row: Row[Any]) -> dict[str, Any]:
        """Give what is shown of every weight set."""
        known = row._mapping
        same = {name: known[name] for name in WeightSetView.model_fields if name in known}
        return same | {"scope": _scope(row)}

    @classmethod
    def of(cls, row: Row[Any]) -> WeightSetView:
        """Show a weight set without its content."""
        return cls(**cls.facts_of(row))


class WeightSetsView(View):
    """A page of weight sets, the newest first."""

    items: list[WeightSetView]
    next: Next = None


class WeightSetContentView(WeightSetContent):
    """What a weight set says, written out in full."""


class WholeWeightSetView(WeightSetView):
    """A weight set with what it says."""

    content: WeightSetContentView

    @classmethod
    def of(cls, row: Row[Any]) -> WholeWeightSetView:
        """Show a weight set with its content."""
        content = WeightSetContentView.of_stored(row.content)
        return cls(**cls.facts_of(row), content=content)


class DifferenceView(View):
    """One thing that differs, as it is stored and in words."""

    field: str = Field(description="What differs.", examples=["weights.travel"])
    before: str = Field(description="Empty: nothing of its own.", examples=["10"])
    after: str = Field(description="Empty: nothing of its own.", examples=["20"])
    text: str = Field(
        description="In words.",
        examples=[
            "Het gewicht van reizen gaat van 10 naar 20 (van 10,0 % naar 18,2 % van de fit)."
        ],
    )


class DifferencesView(View):
    """What a weight set changes with respect to another."""

    version: int = Field(ge=1, description="The version after.", examples=[7])
    compared_with: int = Field(ge=1, description="The version before.", examples=[1])
    differences: list[DifferenceView] = Field(description="Empty: they mean the same.")

    @classmethod
    def of(
        cls, version: int, other: int, told: tuple[Words, ...], language: Language
    ) -> DifferencesView:
        """Show differences in a language."""
        return cls(
            version=version,
            compared_with=other,
            differences=[
                DifferenceView(
                    field=wire_name(one.field, {}),
                    before=one.before,
                    after=one.after,
                    text=one.en if language is Language.EN else one.nl,
                )
                for one in told
            ],
        )


class PreviewPlaceView(View):
    """One place of a short list."""

    vacancy: str = Field(description="Qualified reference.", examples=["GM0222/v12"])
    name: str = Field(description="Name of the vacancy; may be empty.", examples=["Moestuin"])
    fit: Points


class PreviewListView(View):
    """One person's short list under one version."""

    places: list[PreviewPlaceView] = Field(description="The best first.")
    eligible: int = Field(ge=0, description="Places that the rules allow.", examples=[41])
    reason: UnplacedCode | None = Field(default=None, description="Why there is none.")
    rule: Rule = None

    @classmethod
    def of(cls, found: ShortList, names: Mapping[str, str]) -> PreviewListView:
        """Show a short list."""
        places = [
            PreviewPlaceView(vacancy=one.vacancy, name=names[one.vacancy], fit=one.fit)
            for one in found.suggestions
        ]
        rule = found.detail if isinstance(found.detail, str) else None
        return cls(places=places, eligible=found.eligible, reason=found.reason, rule=rule)


class PreviewPersonView(View):
    """One person's short lists side by side, and what changes."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    now: PreviewListView = Field(description="Under the version that holds.")
    then: PreviewListView = Field(description="Under the version that is tried.")
    added: list[str] = Field(description="Places that come in.", examples=[["GM0222/v12"]])
    dropped: list[str] = Field(description="Places that fall out.", examples=[["GM0222/v13"]])
    other_best: bool = Field(description="Another place comes first, or none, or one for none.")

    @classmethod
    def of(cls, both: BothLists, names: Mapping[str, str]) -> PreviewPersonView:
        """Show one person's lists."""
        now, then = both.places
        return cls(
            candidate=both.candidate,
            now=PreviewListView.of(both.now, names),
            then=PreviewListView.of(both.then, names),
            added=[place for place in then if place not in now],
            dropped=[place for place in now if place not in then],
            other_best=now[:1] != then[:1],
        )


class PreviewView(View):
    """What a weight set would change today for the people named; nothing is stored."""

    version: int = Field(ge=1, description="The version that is tried.", examples=[7])
    in_force: int = Field(ge=1, description="The version that holds today.", examples=[1])
    with_other_places: int = Field(ge=0, description="People with other places.", examples=[12])
    with_other_best: int = Field(ge=0, description="People with another first place.", examples=[4])
    with_none_now: int = Field(ge=0, description="People without any place now.", examples=[2])
    with_none_then: int = Field(ge=0, description="People who would have none.", examples=[1])
    people: list[PreviewPersonView] = Field(description="In the order asked.")

    @classmethod
    def of(cls, found: Preview) -> PreviewView:
        """Show a preview."""
        people = [PreviewPersonView.of(both, found.names) for both in found.people]
        return cls(
            version=found.version,
            in_force=found.in_force,
            with_other_places=sum(bool(one.added or one.dropped) for one in people),
            with_other_best=sum(one.other_best for one in people),
            with_none_now=sum(not one.now.places for one in people),
            with_none_then=sum(not one.then.places for one in people),
            people=people,
        )


def _scope(row: Row[Any]) -> Scope:
    if row.municipality is not None:
        return "municipality"
    return "everybody" if row.region is None else "region"
