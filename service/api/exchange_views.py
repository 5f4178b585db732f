"""How it is shown what pinned pairs would change in the published plan."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Self

from pydantic import Field

from service.api.check_views import LackView, counted_in, lacks_told
from service.api.plan_views import resource_view
from service.api.views import Points, ResourceView, View
from service.api.words import Told, WordedView
from solver.exchange import Cost, Exchange, Move, Spot


class SpotView(View):
    """What somebody has in a plan."""

    vacancies: list[str] = Field(description="Qualified references.", examples=[["GM0222/v12"]])
    coach: str | None = Field(default=None, description="Job coach.", examples=["GM0222/c3"])
    fit: Points

    @classmethod
    def of(cls, spot: Spot | None) -> Self | None:
        """Show what somebody has, if anything."""
        if spot is None:
            return None
        return cls(vacancies=list(spot.vacancies), coach=spot.coach, fit=spot.fit)


class MoveView(View):
    """One of one's own people for whom the plan would change."""

    candidate: str = Field(description="Reference.", examples=["k-0001"])
    before: SpotView | None = Field(default=None, description="In the plan; absent: no place.")
    after: SpotView | None = Field(default=None, description="Pinned; absent: no place.")

    @classmethod
    def of(cls, move: Move) -> Self:
        """Show whose part changes."""
        name = move.candidate.rpartition("/")[2]
        return cls(candidate=name, before=SpotView.of(move.before), after=SpotView.of(move.after))


class WayView(View):
    """Of what someone of another municipality would have to make way."""

    resource: ResourceView
    amount: int = Field(ge=1, description="Seats, or minutes per week.", examples=[1])


class TotalView(View):
    """People with a place, and the sum of their fits, of those for whom the plan would change."""

    placed: int = Field(ge=0, description="People with a place.", examples=[1])
    fit: int = Field(ge=0, description="Points, summed.", examples=[7350])

    @classmethod
    def of(cls, spots: list[Spot | None]) -> Self:
        """Sum what people have."""
        there = [spot for spot in spots if spot is not None]
        return cls(placed=len(there), fit=sum(spot.fit for spot in there))


class CostView(View):
    """What the plan loses in its points, people of other municipalities included.

    It holds while those stay where they are, or make way as is told in `elsewhere`.
    """

    at_least: int | None = Field(
        default=None, description="No plan with the pairs loses less; absent: not known.",
        examples=[0],
    )  # fmt: skip
    at_most: int | None = Field(
        default=None,
        description="The plan with these moves loses no more; absent: not known. Below 0 it gains.",
        examples=[1250],
    )

    @classmethod
    def of(cls, cost: Cost | None) -> Self | None:
        """Show a cost, if there is one."""
        return None if cost is None else cls(at_least=cost.at_least, at_most=cost.at_most)


class ChangedView(WordedView):
    """How the published plan would change if all the pairs were pinned."""

    moves: list[MoveView] = Field(
        description="One's own people for whom something changes, those of the pairs included."
    )
    before: TotalView = Field(description="Of the people in `moves`, as the plan is.")
    after: TotalView = Field(description="Of the same people, with the pairs pinned.")
    cost: CostView | None = Field(
        default=None,
        description="Absent where no plan with the pairs was found: whoever is introduced, or was "
        "moved lately, does not make way.",
    )
    exact: bool = Field(description="`atLeast` and `atMost` are the same, and proven.")

    @classmethod
    def changed(cls, moves: Sequence[Move], cost: Cost | None) -> dict[str, Any]:
        """Give what is shown of people who move, and of what that costs."""
        return {
            "moves": [MoveView.of(move) for move in moves],
            "before": TotalView.of([move.before for move in moves]),
            "after": TotalView.of([move.after for move in moves]),
            "cost": CostView.of(cost),
            "exact": cost is not None and cost.exact,
        }

    def _told(self) -> Iterator[Told]:
        if self.cost is None:
            yield Told.of("cost", "no_plan", "pinned.no_plan")
            return
        if self.moves:
            yield Told.of("moves", "moves", "pinned.moves", people=len(self.moves))
        else:
            yield Told.of("moves", "nobody_moves", "pinned.nobody_moves")
        yield from self._others_told()
        if self.exact:
            yield Told.of("cost", "exactly", "pinned.exactly", most=self.cost.at_most)
            return
        known = {"least": self.cost.at_least, "most": self.cost.at_most}
        given = {name: points for name, points in known.items() if points is not None}
        code = {2: "between", 0: "not_known"}.get(len(given), f"at_{next(iter(given), '')}")
        yield Told.of("cost", code, f"pinned.{code}", **given)

    @abstractmethod
    def _others_told(self) -> Iterator[Told]:
        """Say what it means for people of other municipalities."""


class ExchangeView(ChangedView):
    """What a check finds of it while somebody sits at the desk; nothing is stored."""

    overbooked: list[LackView] = Field(
        description="What would be given to more people than there is room for, and who has it "
        "now: by a proposal of the plan, or introduced there. `left` is beside all of them."
    )
    elsewhere: list[WayView] = Field(
        description="Where someone of another municipality would have to make way."
    )

    @classmethod
    def of(cls, found: Exchange) -> Self:
        """Show an exchange."""
        return cls(
            **cls.changed(found.moves, found.cost),
            overbooked=[LackView.of(lack) for lack in found.overbooked],
            elsewhere=[
                WayView(resource=resource_view(lack.resource), amount=lack.asked)
                for lack in found.elsewhere
            ],
        )

    def _told(self) -> Iterator[Told]:
        yield from lacks_told("overbooked", self.overbooked)
        yield from super()._told()

    def _others_told(self) -> Iterator[Told]:
        for way in self.elsewhere:
            named = {"reference": way.resource.reference, "amount": way.amount}
            kind = way.resource.kind
            yield Told.of("elsewhere", kind, f"pinned.elsewhere_{counted_in(kind)}", **named)
