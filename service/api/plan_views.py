"""How one person's part in a plan is shown: a place with its reasons, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, computed_field
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema
from sqlalchemy import Row

from service.api.fact_views import ORDER, CriterionView
from service.api.robust_views import RobustnessView
from service.api.views import Points, ResourceView, Rule, SignalView, UnplacedCode
from service.api.words import Reader, Told, WordedView
from service.records.wire import guidance_name
from service.texts.opens import opening
from solver.plan import Enabling, Proposal, Unplaced, UnplacedReason, Would
from solver.resources import ResourceKind, ResourceName
from solver.steps import Step
from solver.weights import DEFAULT_MODES


def _in_order(contributions: Mapping[str, int]) -> dict[str, int]:
    """Give what counts in one order, however it is stored."""
    return {name: contributions[name] for name in sorted(contributions, key=ORDER.index)}


Contributions = Annotated[dict[str, int], BeforeValidator(_in_order)]


class WhyView(WordedView):
    """What is to be said of somebody at a place: the reasons first."""

    contributions: Contributions = Field(
        description="Points per criterion; they add up to the fit.", examples=[{"work": 2500}]
    )
    criteria: list[CriterionView] = Field(
        description="All that counts: raw value, score, weight and points of each criterion."
    )
    unknowns: list[str] = Field(
        description="Rules and criteria that could not be judged.", examples=[["vog"]]
    )
    signals: list[SignalView] = Field(description="Where the place asks more than the person can.")
    question: bool = Field(description="Rests on a rule that could not be judged: ask first.")
    motivate: bool = Field(description="Needs a reason when somebody decides for it.")
    rather_not: bool = Field(description="The person would rather not.")
    start: date = Field(description="First day.", examples=["2026-12-01"])
    fit: Points
    runner_up_fit: Points | None = Field(
        default=None, description="Best fit at any other place, free or not."
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        """Say in the document that the difference may be absent, as the runner-up may."""
        made = handler(core)
        whole = handler.resolve_ref_schema(made)
        whole["required"] = [name for name in whole.get("required", ()) if name != "difference"]
        return made

    @computed_field(  # type: ignore[prop-decorator]
        description="Fit less `runnerUpFit`; below 0 where that place suits better.", examples=[625]
    )
    @property
    def difference(self) -> int | None:
        """Fit less that of the runner-up."""
        return None if self.runner_up_fit is None else self.fit - self.runner_up_fit

    @staticmethod
    def counts(contributions: Mapping[str, int], counted: Mapping[str, Any]) -> dict[str, Any]:
        """Give the fields that show what counts, as it was found or as it is stored."""
        listed = CriterionView.listed(contributions, counted)
        return {"contributions": contributions, "criteria": listed}

    def _told(self) -> Iterator[Told]:
        for code, points in self.contributions.items():
            yield Told.of("contributions", code, f"counts.{code}", points=points)
        for criterion in self.criteria:
            yield from criterion.told()
        for code in self.unknowns:
            yield Told.of("unknowns", code, f"ask.{code}")
        for signal in self.signals:
            said = {"demand": signal.demand, "ability": signal.ability}
            yield Told.of("signals", signal.item, "signal", item=signal.item, **said)
        flags = {
            "question": self.question,
            "motivate": self.motivate,
            "rather_not": self.rather_not,
        }
        yield from (Told.of(to_camel(flag), flag, flag) for flag, set_ in flags.items() if set_)
        if self.runner_up_fit is not None:
            yield Told.of("runnerUpFit", "runner_up_fit", "runner_up", points=self.runner_up_fit)


class ProposedView(WhyView):
    """One person's place in a plan, and why."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    vacancies: list[str] = Field(
        description="Qualified references; two for a combination. A turn of a vacancy with start "
        "dates is named with its day: GM0222/v12@2026-12-01.",
        examples=[["GM0222/v12"]],
    )
    coach: str | None = Field(default=None, description="Job coach.", examples=["GM0222/c3"])
    robustness: RobustnessView | None = Field(
        default=None,
        description="Whether it stays the best place with one weight or answer otherwise, with the "
        "others unchanged. Absent: not known.",
    )

    @classmethod
    def planned(cls, proposal: Proposal) -> Self:
        """Show a proposal of a plan that is not stored."""
        fields = ProposedView.model_fields.keys() - WordedView.model_fields.keys()
        named = {name: getattr(proposal, name) for name in fields if hasattr(proposal, name)}
        counts = cls.counts(proposal.contributions, proposal.counted)
        counts["robustness"] = RobustnessView.of(proposal.robustness)
        return cls(**{**named, **counts, "candidate": _own(proposal.candidate)})

    def _told(self) -> Iterator[Told]:
        yield from super()._told()
        if self.robustness is not None:
            yield from self.robustness.told()


class EnablingView(WordedView):
    """A single change that would help; it is told, not advised, and promises nothing."""

    step: Step = Field(
        description="What would change: of the person, or of what there is (`seats`, `guidance`, "
        "`total`, `coaching`), or the least fit that the weight set asks (`minimum_fit`)."
    )
    what: str | None = Field(
        default=None,
        description="Of which thing: a language level, a licence, a functional item, dayparts, "
        "what is never wanted, or whose seats or minutes.",
        examples=["a2"],
    )
    amount: int | None = Field(
        default=None,
        description="How much: minutes one way, kilometres, minutes a week or a day, seats or "
        "points.",
        examples=[10],
    )
    opens: int = Field(
        ge=0,
        description="How many places are open then that are not now: by the rules, the coach and "
        "the minimum fit, or places of which this was all that lacked.",
        examples=[3],
    )
    would: Would = Field(
        description="`placed`: there is a plan with this person in it that is worth no less than "
        "this one. `not_placed`: it is proven that there is none."
    )

    @classmethod
    def planned(cls, one: Enabling) -> Self:
        """Show a change in a plan that is not stored."""
        change = one.change
        return cls(
            step=change.step,
            what=change.what,
            amount=change.amount,
            opens=one.opens,
            would=one.would,
        )

    def _told(self) -> Iterator[Told]:
        key, parameters = opening(self.step, self.what, self.amount, self.opens)
        yield Told.of("step", self.step, key, **parameters).and_then(f"would.{self.would}")


class UnplacedView(WordedView):
    """One person without a proposal, and the one true reason."""

    candidate: str = Field(description="Reference.", examples=["k-0002"])
    reason: UnplacedCode
    rule: Rule = None
    resource: ResourceView | None = None
    resource_price: float | None = Field(
        default=None,
        description="What one seat or minute of it is worth, in points: a rate, not a promise.",
    )
    competing: int | None = Field(
        default=None, description="How many could use it; people who start together count once."
    )
    enabling: list[EnablingView] = Field(
        description="Single changes that would open something, from what asks least of the person."
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a person without a proposal."""
        is_rule = isinstance(row.detail, str)
        return cls(
            candidate=row.candidate,
            reason=row.reason,
            rule=row.detail if is_rule else None,
            resource=None if is_rule or row.detail is None else ResourceView(**row.detail),
            resource_price=row.resource_price,
            competing=row.competing,
            enabling=[EnablingView(**one) for one in row.enabling],
        )

    @classmethod
    def planned(cls, person: Unplaced) -> Self:
        """Show a person without a place in a plan that is not stored."""
        detail = person.detail
        return cls(
            candidate=_own(person.candidate),
            reason=person.reason,
            rule=detail if isinstance(detail, str) else None,
            resource=resource_view(detail) if isinstance(detail, ResourceName) else None,
            resource_price=person.price,
            competing=person.competing,
            enabling=[EnablingView.planned(one) for one in person.enabling],
        )

    def in_words(self, reader: Reader) -> Self:
        """Give the same with its codes in words, those of each change too."""
        helping = [one.in_words(reader) for one in self.enabling]
        return super().in_words(reader).model_copy(update={"enabling": helping})

    def _told(self) -> Iterator[Told]:
        yield why_unplaced(self.reason, self.rule, self.resource)


def resource_view(name: ResourceName) -> ResourceView:
    """Show the name of a scarce thing."""
    return ResourceView(kind=name.kind, reference=name.reference, level=guidance_name(name.level))


def why_unplaced(reason: str, rule: str | None, resource: ResourceView | None) -> Told:
    """Say why somebody has no place, and what stands in the way."""
    told = Told.of("reason", reason, f"unplaced.{reason}")
    if resource is not None:
        family = "taken" if reason == UnplacedReason.RESOURCE_TAKEN else "short"
        return told.and_then(f"{family}.{resource.kind}", **named_in_words(resource))
    if rule is None:
        return told
    if reason == UnplacedReason.KEPT_OUT:
        return told.and_then(f"kept_out.{rule}")
    told = told.and_then("unplaced.most_often") if rule in DEFAULT_MODES else told
    return told.and_then(f"why_not.{rule}")


def named_in_words(resource: ResourceView) -> dict[str, object]:
    """Give what the words on a scarce thing need to name it."""
    level = {"level": resource.level} if resource.kind == ResourceKind.GUIDANCE else {}
    return {"reference": resource.reference, **level}


def _own(qualified: str) -> str:
    return qualified.rpartition("/")[2]
