"""What may be changed of a day to see what would come of it: a short, closed list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from service.errors import FieldProblem, InvalidInput
from service.records.problems import problems_of, shown
from service.records.wire import CODE, Step, Whole, WireModel, guidance_level
from solver.codes import Kind
from solver.ground import MUNICIPALITY, QUALIFIED, qualified
from solver.resources import ResourceKind
from solver.supposed import APART, POOLED, Change, More, MorePeople

CHANGES = ("people", "seats", "guidance", "coaching", "apart", "pooled", "floor")
#: What compares municipalities, and so needs a run of them all.
OF_REGION = ("apart", "pooled", "floor")
#: For each change what it needs, and what else it may name.
_FIELDS: dict[str, tuple[str | None, frozenset[str]]] = {
    "people": ("percent", frozenset()),
    "seats": ("seats", frozenset({"municipality", "organisation", "sector", "kind"})),
    "guidance": ("hoursPerWeek", frozenset({"municipality", "organisation", "sector", "level"})),
    "coaching": ("hoursPerWeek", frozenset({"municipality", "coach"})),
    **dict.fromkeys(OF_REGION, (None, frozenset())),
}
_WHAT = {
    "seats": ResourceKind.SEATS,
    "guidance": ResourceKind.GUIDANCE,
    "coaching": ResourceKind.COACHING,
}
Reference = Annotated[str, Field(pattern=f"^{QUALIFIED.pattern}$")]


class ChangeGiven(WireModel):
    """One change; more of something is spread evenly over all that the other fields describe."""

    model_config = ConfigDict(validate_default=True)

    change: Literal[CHANGES] = Field(  # type: ignore[valid-type]  # the list that is read
        description="people: more of them, drawn from those of each municipality and alike; seats, "
        "guidance, coaching: more of these; apart: each municipality only its own places; pooled: "
        "all places shared; floor: of no municipality fewer placed than apart (people who start "
        "together count once).",
        examples=["seats"],
    )
    percent: Whole | None = Field(
        default=None, ge=1, le=100, description="people: so many more.", examples=[15]
    )
    seats: Whole | None = Field(
        default=None, ge=1, le=10_000, description="seats: so many more in all.", examples=[10]
    )
    hours_per_week: Step | None = Field(
        default=None,
        gt=0,
        le=10_000,
        description="guidance, coaching: so many more in all, in quarters.",
        examples=[4],
    )
    municipality: str | None = Field(
        default=None,
        pattern=f"^{MUNICIPALITY.pattern}$",
        description="Who keeps the places, guides or coaches.",
        examples=["GM0222"],
    )
    organisation: Reference | None = Field(
        default=None, description="Reference, qualified for a region.", examples=["GM0222/o7"]
    )
    coach: Reference | None = Field(
        default=None, description="Reference, qualified for a region.", examples=["GM0222/c3"]
    )
    sector: str | None = Field(
        default=None, pattern=CODE, description="Kind of organisation.", examples=["food_bank"]
    )
    kind: Kind | None = Field(default=None, description="Kind of vacancy.", examples=["sheltered"])
    level: Literal["light", "medium", "intensive"] | None = Field(
        default=None, description="Of guidance; absent: all that are offered.", examples=["light"]
    )

    @field_validator("*", mode="before")
    @classmethod
    def _belongs(cls, given: object, field: ValidationInfo) -> object:
        """Tell of each field whether the change needs it, or may not have it."""
        change, name = field.data.get("change"), to_camel(field.field_name or "")
        if change is not None:
            needed, allowed = _FIELDS[change]
            if given is None and name == needed:
                raise ValueError("to be given")
            if given is not None and name not in {needed, *allowed}:
                raise ValueError(f"not with {change}")
        return given

    def to_solver(self) -> Change | None:
        """Give the solver's change; None for a floor, which asks something of the plan."""
        if self.change == "floor":
            return None
        if self.change in OF_REGION:
            return APART if self.change == "apart" else POOLED
        if self.percent is not None:
            return MorePeople(self.percent)
        return More(
            what=_WHAT[self.change],
            amount=self.seats or round((self.hours_per_week or 0) * 60),
            organisation=self.organisation,
            coach=self.coach,
            municipality=self.municipality,
            kind=self.kind,
            sector=self.sector,
            level=guidance_level(self.level),
        )

    def qualified_for(self, municipality: str | None) -> ChangeGiven:
        """Give the change with references of a municipality written out."""
        if municipality is None:
            return self
        own = {
            noun: qualified(name, municipality)
            for noun in ("organisation", "coach")
            if (name := getattr(self, noun)) is not None
        }
        return self.model_copy(update=own)


def read_words(told: str) -> list[ChangeGiven]:
    """Read changes as they are typed: `pooled+floor`, `people=15`, `seats=10,kind=sheltered`.

    `base` changes nothing. Raises `InvalidInput` with all that is wrong.
    """
    if told == "base":
        return []
    read, problems = [], []
    for at, part in enumerate(told.split("+")):
        try:
            read.append(ChangeGiven.model_validate(_typed(part)))
        except ValidationError as wrong:
            found = problems_of(wrong.errors(include_url=False))
            problems += [replace(one, field=f"changes.{at}.{one.field}") for one in found]
    if problems:
        raise InvalidInput(f"{told} was not understood.", problems)
    return read


def _typed(part: str) -> dict[str, object]:
    first, *others = part.split(",")
    change, is_given, amount = first.partition("=")
    needed, _ = _FIELDS.get(change, (None, frozenset()))
    given: dict[str, object] = {"change": change}
    if is_given:
        given[needed or "amount"] = _number(amount)
    return given | {name: value for name, _, value in (each.partition("=") for each in others)}


def _number(text: str) -> object:
    try:
        return int(text)
    except ValueError:
        return text


def strange(changes: Sequence[ChangeGiven], municipality: str | None) -> list[FieldProblem]:
    """Say what changes ask in vain of a run of a municipality, or of a region (None)."""
    named = [each.change for each in changes]
    return [
        problem
        for at, each in enumerate(changes)
        for problem in (
            *_region(each, f"changes.{at}", municipality),
            *_together(each.change, named[:at], f"changes.{at}"),
        )
    ]


def _region(given: ChangeGiven, at: str, municipality: str | None) -> Iterator[FieldProblem]:
    if municipality is not None:
        if given.change in OF_REGION:
            yield FieldProblem(f"{at}.change", given.change, "a base run of a whole region")
        return
    for noun in ("organisation", "coach"):
        name = getattr(given, noun)
        if name is not None and "/" not in name:
            yield FieldProblem(f"{at}.{noun}", shown(name), "a reference like GM0222/v12")


def _together(change: str, before: Sequence[str], at: str) -> Iterator[FieldProblem]:
    once = {"people", *OF_REGION}
    against = {"apart": {"pooled", "floor"}, "pooled": {"apart"}, "floor": {"apart"}}
    if change in once and change in before:
        yield FieldProblem(f"{at}.change", change, f"{change} once")
    for other in sorted(against.get(change, set()).intersection(before)):
        yield FieldProblem(f"{at}.change", change, f"not with {other}")
