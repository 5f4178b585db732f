"""What a little more of something scarce would bring, each verified by solving the day again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from service.usecases.supposing import Day, Solve, changed
from solver.bottlenecks import Bottleneck, bottlenecks, seen_by
from solver.match import Plan


@dataclass(frozen=True, slots=True)
class Gain:
    """What comes of one bottleneck with a little more of it.

    `at_least` and `at_most` are points of the whole plan: between them lies what it is worth. It is
    certain that it helps when no plan without it is worth as much as the one that was found.
    """

    bottleneck: Bottleneck
    seen_by: frozenset[str]
    placed_more: int
    fit_more: int | None
    at_least: int
    at_most: int
    plan: Plan

    @property
    def certain(self) -> bool:
        """Tell whether it is certain that it helps."""
        return self.at_least > 0

    @property
    def row(self) -> dict[str, Any]:
        """Give it as it is stored."""
        found, name = self.bottleneck, self.bottleneck.name
        return {
            "kind": str(name.kind),
            "municipality": found.municipality,
            "reference": name.reference,
            "level": None if name.level is None else name.level.name.lower(),
            "seen_by": sorted(self.seen_by),
            "step": found.step,
            "price": found.price,
            "waiting": found.waiting,
            "competing": found.competing,
            "placed_more": self.placed_more,
            "fit_more": self.fit_more,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "outcome": self.plan.result.outcome.name,
            "gap": self.plan.gap,
            "seconds": round(sum(self.plan.seconds.values()), 3),
        }


def gains(day: Day, solve: Solve, announce: Callable[[int], None]) -> Iterator[Gain]:
    """Solve a day again with a little more of each of its bottlenecks.

    `announce` is told how many there are.
    """
    found = bottlenecks(day.task.snapshot, day.plan)
    announce(len(found))
    for one in found:
        yield gain(day, one, solve(changed(day, [one.more])))


def gain(day: Day, bottleneck: Bottleneck, plan: Plan) -> Gain:
    """Compare a plan with more of a bottleneck with that of the day as it was."""
    before, after = day.plan.result, plan.result
    return Gain(
        bottleneck=bottleneck,
        seen_by=seen_by(day.task.snapshot, bottleneck.name),
        placed_more=len(plan.proposals) - len(day.plan.proposals),
        fit_more=_fit_more(day.plan, plan),
        at_least=max(0, after.value[0] - before.bound[0]),
        at_most=after.bound[0] - before.value[0],
        plan=plan,
    )


def best_first(found: list[Gain]) -> list[Gain]:
    """Order gains: what is certain, then what places most, then what is worth most."""

    def most(one: Gain) -> tuple[bool, int, int]:
        points = one.plan.result.value[0]
        return one.certain, one.placed_more, points

    return sorted(found, key=most, reverse=True)


def _fit_more(before: Plan, after: Plan) -> int | None:
    means = [
        sum(one.fit for one in plan.proposals) / len(plan.proposals)
        for plan in (before, after)
        if plan.proposals
    ]
    return round(means[1] - means[0]) if len(means) == len((before, after)) else None
