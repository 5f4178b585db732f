"""A weight set (wegingsprofiel) as it travels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from service.errors import FieldProblem, InvalidInput
from service.records.problems import problems_of, problems_of_flaws
from service.records.wire import NOT_BLANK, PRINTABLE, Day, Number, Whole, WireModel
from solver.codes import ITEM_CODES, POINTS, Kind, LegalRoute
from solver.errors import InvalidRecord, holds_bsn
from solver.weights import DEFAULT_KINDS, DEFAULT_MODES, DEFAULT_WEIGHTS, Mode, WeightSet

CRITERIA, RULES = tuple(DEFAULT_WEIGHTS), tuple(DEFAULT_MODES)
Criterion = Annotated[Literal[CRITERIA], Field()]  # type: ignore[valid-type]  # the code's names
Rule = Annotated[Literal[RULES], Field()]  # type: ignore[valid-type]
Item = Annotated[Literal[ITEM_CODES], Field()]  # type: ignore[valid-type]
Weight = Annotated[Whole, Field(ge=0, le=1000)]
Rarity = Annotated[Number, Field(gt=0, le=100)]
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)
_STANDARD = WeightSet()


def _without_bsn(text: str) -> str:
    if holds_bsn(text):
        raise ValueError("text without a citizen service number")
    return text


def _plausible(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


_TOLD = {"min_length": 1, "pattern": PRINTABLE}
Name = Annotated[str, Field(max_length=200, **_TOLD), NOT_BLANK, AfterValidator(_without_bsn)]
Motivation = Annotated[
    str, Field(max_length=1000, **_TOLD), NOT_BLANK, AfterValidator(_without_bsn)
]
Skill = Annotated[str, Field(max_length=64, **_TOLD), NOT_BLANK, AfterValidator(_without_bsn)]
HoldsFrom = Annotated[Day, AfterValidator(_plausible)]


class WeightSetContent(WireModel):
    """What a weight set says: weights, strictness of rules, thresholds and goals.

    A field that is left out has its standard value.
    """

    weights: dict[Criterion, Weight] = Field(
        default=dict(DEFAULT_WEIGHTS),
        description="How much each criterion counts beside the others, 0-1000; one that is left "
        "out does not count, and one at least must be above 0.",
        examples=[DEFAULT_WEIGHTS],
    )
    modes: dict[Rule, Mode] = Field(
        default={},
        description="How strict each rule is: hard (the place is not proposed), soft (the fit "
        "loses `softPenalty`) or motivate (needs a reason). One that is left out has its standard "
        "strictness; some are always hard.",
        examples=[{"language": "soft"}],
    )
    item_modes: dict[Item, Mode] = Field(
        default={},
        description="How strict each functional item is where a place asks more than somebody "
        "can; one that is left out is as strict as `modes.functional_load`.",
        examples=[{"lifting": "motivate"}],
    )
    kinds: dict[LegalRoute, tuple[Kind, ...]] = Field(
        default={},
        description="Kinds of place allowed per legal route; a route that is left out has its "
        "standard kinds.",
        examples=[{"student": ["internship", "learn_work"]}],
    )
    max_steps_up: Whole = Field(
        default=_STANDARD.max_steps_up,
        ge=0,
        le=5,
        description="Most steps of the participation ladder that one placement may climb.",
    )
    minimum_fit: Whole = Field(
        default=_STANDARD.minimum_fit,
        ge=0,
        le=POINTS,
        description="Points below which a place is not proposed.",
    )
    soft_penalty: Whole = Field(
        default=_STANDARD.soft_penalty,
        ge=0,
        le=POINTS,
        description="Points that the fit loses per soft rule broken.",
    )
    neutral: Number = Field(
        default=_STANDARD.neutral,
        ge=0,
        le=1,
        description="Score of a criterion that cannot be judged.",
    )
    placement_bonus: Whole = Field(
        default=_STANDARD.placement_bonus,
        ge=0,
        le=1_000_000,
        description="Points for a placement of somebody with priority 3, beside the fit.",
    )
    placed_kinds: tuple[Kind, ...] = Field(
        default=tuple(sorted(_STANDARD.placed_kinds)),
        description="Kinds that earn the bonus; others earn their fit only.",
        examples=[["volunteering", "internship"]],
    )
    skill_rarity: dict[Skill, Rarity] = Field(
        default={},
        max_length=1000,
        description="How much more a rare skill counts, above 0 to 100; one that is left out: 1.",
        examples=[{"welding": 3}],
    )
    waiting_weeks_full: Whole = Field(
        default=_STANDARD.waiting_weeks_full,
        ge=1,
        le=1000,
        description="Weeks of waiting that earn the full score for waiting.",
    )

    def to_solver(self) -> WeightSet:
        """Give the solver's weight set; raises `InvalidRecord` with every flaw."""
        return WeightSet(
            weights=self.weights,
            modes=self.modes,
            item_modes=self.item_modes,
            kinds={route: frozenset(self.kinds.get(route, DEFAULT_KINDS[route]))
                   for route in LegalRoute},
            max_steps_up=self.max_steps_up,
            minimum_fit=self.minimum_fit,
            soft_penalty=self.soft_penalty,
            neutral=self.neutral,
            placement_bonus=self.placement_bonus,
            placed_kinds=frozenset(self.placed_kinds),
            skill_rarity=self.skill_rarity,
            waiting_weeks_full=self.waiting_weeks_full,
        )  # fmt: skip

    @classmethod
    def of_stored(cls, content: Mapping[str, Any]) -> Self:
        """Show what is stored, which has the same names in another case."""
        return cls.made(**content)


def read_content(body: Mapping[str, object]) -> WeightSet:
    """Give the weight set of a body; raises `InvalidInput` with every problem of it."""
    try:
        return WeightSetContent.model_validate(body).to_solver()
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        problems = (*problems_of(errors), *_further_problems(body, errors))
    except InvalidRecord as flawed:
        problems = problems_of_flaws(flawed, {})
    raise InvalidInput("The weight set was not accepted.", problems)


def _further_problems(
    body: Mapping[str, object], errors: Iterable[ErrorDetails]
) -> tuple[FieldProblem, ...]:
    """Judge what is left without the entries already complained about."""
    rest = {name: dict(one) if isinstance(one, dict) else one for name, one in body.items()}
    for error in errors:
        field, *entry = error["loc"]
        within = rest.get(str(field))
        if entry and isinstance(within, dict):
            within.pop(entry[0], None)
        else:
            rest.pop(str(field), None)
    try:
        WeightSetContent.model_validate(rest).to_solver()
    except InvalidRecord as flawed:
        wrong = {str(error["loc"][0]) for error in errors}
        return tuple(p for p in problems_of_flaws(flawed, {}) if p.field not in wrong)
    return ()


def content_schema(address: str) -> dict[str, Any]:
    """Give the JSON Schema of a content, with the address where it is published."""
    schema = WeightSetContent.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **schema}
