"""How it is shown whether a place stays the best when one weight or answer is otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, Self

from pydantic import Field, computed_field

from service.api.views import View
from service.api.words import Told
from solver.plan import Flip, Robustness


class FlipView(View):
    """What makes another place better, with the others unchanged."""

    change: Literal["less", "more", "answer"] = Field(
        description="The weight a fifth less or more, or the answer to what is not known."
    )
    code: str = Field(description="The criterion or the rule.", examples=["travel"])
    vacancy: str | None = Field(
        default=None,
        description="The place that is best then; absent: the proposed one would not be possible, "
        "and no other is worth its price.",
        examples=["GM0222/v12"],
    )
    points: int = Field(
        ge=0,
        description="By how much it is better, what both take taken off at the prices of the plan; "
        "where the proposed place would not be possible, than no place.",
        examples=[120],
    )

    def told(self) -> Told:
        """Say it."""
        if self.vacancy is None:
            return Told.of("robustness", self.code, f"flips.{self.change}_none", rule=self.code)
        given = {"rule": self.code, "reference": self.vacancy, "points": self.points}
        return Told.of("robustness", self.code, f"flips.{self.change}", **given)


class RobustnessView(View):
    """Whether the place stays the best when one thing is otherwise, the others unchanged."""

    flips: list[FlipView] = Field(
        description="Each weight or answer that makes another place better, the most points first; "
        "of each the change that makes most difference."
    )
    question: str | None = Field(
        default=None,
        description="What is not known whose answer changes most; absent: none changes anything.",
        examples=["work"],
    )
    swing: int = Field(
        ge=0,
        description="By how many points that answer changes what the best place is worth.",
        examples=[2500],
    )

    @computed_field(description="Nothing makes another place better; else a close call.")  # type: ignore[prop-decorator]
    @property
    def robust(self) -> bool:
        """Nothing makes another place better."""
        return not self.flips

    @classmethod
    def of(cls, kept: Robustness | list[Any] | None) -> Self | None:
        """Show it as it was found, or as it is stored; None: it is not known."""
        if kept is None:
            return None
        flips, question, swing = kept
        shown = [FlipView(**dict(zip(Flip._fields, flip, strict=True))) for flip in flips]
        return cls(flips=shown, question=question, swing=swing)

    def told(self) -> Iterator[Told]:
        """Say whether it is robust, else which answer and weight matter most; and the question."""
        if self.robust:
            yield Told.of("robustness", "robust", "robust")
        for answers in (True, False):
            most = (flip for flip in self.flips if (flip.change == "answer") is answers)
            yield from (flip.told() for flip in islice(most, 1))
        if self.question is not None:
            told = Told.of(
                "question", self.question, "asks_most", rule=self.question, points=self.swing
            )
            yield told.and_then(f"ask.{self.question}")
