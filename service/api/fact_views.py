"""How the weight of each criterion is shown, and what it saw, in the person's terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import Field

from service.api.views import View
from service.api.words import Told
from service.texts.facts import fact_message
from solver.explain import RATHER_NOT, SOFT_RULES
from solver.facts import Counted, Fact, Measure
from solver.weights import DEFAULT_WEIGHTS

#: In which order what counts is told.
ORDER = (*DEFAULT_WEIGHTS, SOFT_RULES, RATHER_NOT)


class FactView(View):
    """What a criterion saw at one place, and how it scored."""

    value: str | float | None = Field(
        default=None,
        description="In the unit: a number, a wish, or a level of guidance; `not_needed` where no "
        "guidance or coach is. Absent: not known.",
        examples=[24.5],
    )
    of: str | float | None = Field(
        default=None,
        description="What it is out of: the limit, the wish, how many, or the level needed.",
        examples=[45.0],
    )
    unit: Measure = Field(
        description="`wish`; `things`, `skills`, `specialisms` of so many; `week_minutes` beside "
        "those wished; `minutes` or `kilometres` one way; `levels` of ability above demand, the "
        "mean over so many items; `guidance`; `steps` on the ladder; `days` waited."
    )
    score: float = Field(
        ge=0, le=1, description="0-1, as it counts: neutral where not known.", examples=[0.4556]
    )
    known: bool = Field(description="The criterion could be judged.")


class CriterionView(View):
    """One criterion of the fit: its weight, what it saw at each place, and what it adds."""

    criterion: str = Field(
        description="Criterion; `soft_rules` or `rather_not`: what a rule or a wish takes off.",
        examples=["travel"],
    )
    weight: int | None = Field(
        default=None, ge=0, description="Of the weight set; absent: it adjusts.", examples=[10]
    )
    points: int = Field(description="What it adds to the fit.", examples=[456])
    facts: list[FactView] = Field(
        description="One for each place of two; of the coach there is one."
    )

    @classmethod
    def listed(cls, contributions: Mapping[str, int], counted: Mapping[str, Any]) -> list[Self]:
        """Show all that counts, in one order; `counted` as it was found, or as it is stored."""
        return [
            cls._of(name, contributions[name], counted.get(name))
            for name in ORDER
            if name in contributions
        ]

    @classmethod
    def _of(cls, name: str, points: int, kept: Counted | list[Any] | None) -> Self:
        weight, facts = (None, []) if kept is None else kept
        shown = [FactView(**dict(zip(Fact._fields, fact, strict=True))) for fact in facts]
        return cls(criterion=name, weight=weight, points=points, facts=shown)

    def told(self) -> Iterator[Told]:
        """Say what was seen; what is not known is asked elsewhere."""
        for fact in self.facts:
            said = fact_message(self.criterion, fact.unit, fact.value, fact.of)
            if said is not None:
                yield Told.of("criteria", self.criterion, said[0], **said[1])
