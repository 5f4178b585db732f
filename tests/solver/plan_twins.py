"""Every plan of a small world, one by one: what pins truly cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.codes import Kind
from solver.columns import Columns
from solver.contests import Pin
from solver.options import Options, build
from solver.snapshot import Snapshot
from solver.weights import WeightSet

WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))
OWN = "GM0222"


@dataclass(frozen=True)
class Choice:
    """One way to place a unit, in words: places, coach, worth and use."""

    places: frozenset[str]
    coach: str | None
    worth: int
    use: Counter[int]


def choices(columns: Columns, options: Options) -> list[list[Choice]]:
    """Every way to place each unit, with every coach, no way at all the last."""
    problem, found = options.problem, [[] for _ in options.members]
    coaches = [*columns.vocabulary.coaches]
    for at, unit in enumerate(problem.option_unit.tolist()):
        places = frozenset(columns.vacancy_names[c] for c in options.option_cols[at] if c >= 0)
        worth, own = int(problem.option_value[at, 0]), span(problem.option_ptr, at)
        use = Counter(dict(zip(problem.option_resource[own].tolist(),
                               problem.option_use[own].tolist(), strict=True)))  # fmt: skip
        coach = int(options.option_coach[at])
        named = None if coach < 0 else coaches[coach]
        if not problem.option_needs_companion[at]:
            found[unit].append(Choice(places, named, worth, use))
            continue
        for mate in np.flatnonzero(problem.companion_unit == unit).tolist():
            takes = Counter(
                {int(problem.companion_resource[mate]): int(problem.companion_use[mate])}
            )
            more = int(problem.companion_value[mate, 0])
            helper = coaches[int(options.companion_coach[mate])]
            found[unit].append(Choice(places, helper, worth + more, use + takes))
    return [[*mine, Choice(frozenset(), None, 0, Counter())] for mine in found]


def span(ptr: Any, at: int) -> slice:
    return slice(int(ptr[at]), int(ptr[at + 1]))


def plans(
    each: list[list[Choice]], capacity: list[int], least: list[int]
) -> Iterator[tuple[Choice, ...]]:
    """Every plan there is, one by one."""

    def extended(taken: tuple[Choice, ...], left: list[int]) -> Iterator[tuple[Choice, ...]]:
        if len(taken) == len(each):
            used = sum((one.use for one in taken), Counter())
            if all(used[r] == 0 or used[r] >= low for r, low in enumerate(least)):
                yield taken
            return
        for one in each[len(taken)]:
            if all(amount <= left[r] for r, amount in one.use.items()):
                rest = [free - one.use.get(r, 0) for r, free in enumerate(left)]
                yield from extended((*taken, one), rest)

    return extended((), capacity)


def worth_of(plan: tuple[Choice, ...]) -> int:
    return sum(one.worth for one in plan)


@dataclass(frozen=True)
class Whole:
    """A small world with everything about it enumerated."""

    columns: Columns
    options: Options

    @classmethod
    def of(cls, world: Snapshot) -> Whole:
        columns = Columns.of(world, WEIGHTS)
        return cls(columns, build(columns))

    def best(self, pins: list[Pin]) -> int | None:
        """The most that a plan with the pins is worth, by looking at every plan."""
        each, problem = choices(self.columns, self.options), self.options.problem
        least = problem.min_use_if_used
        none = [0] * problem.resources
        left = problem.capacity.tolist()
        low = none if least is None else least.tolist()
        found = [worth_of(plan) for plan in plans(self.pinned(each, pins), left, low)]
        return max(found, default=None)

    def pinned(self, each: list[list[Choice]], pins: list[Pin]) -> list[list[Choice]]:
        """The choices that pins leave."""
        unit = {row: at for at, rows in enumerate(self.options.members) for row in rows}
        coaches = [*self.columns.vocabulary.coaches]
        for pin in pins:
            places = {self.columns.vacancy_names[col] for col in pin.cols}
            coach = None if pin.coach < 0 else coaches[pin.coach]
            alone = len(self.options.members[unit[pin.row]]) == 1
            each[unit[pin.row]] = [
                one
                for one in each[unit[pin.row]]
                if places <= one.places
                and (not alone or one.coach == coach or (coach is None and places < one.places))
            ]
        return each

    def worth(self, standing: dict[str, tuple[frozenset[str], str | None]]) -> int:
        """What a plan, named by people, is worth."""
        total = 0
        for rows, mine in zip(
            self.options.members, choices(self.columns, self.options), strict=True
        ):
            stands = standing.get(self.columns.candidate_names[rows[0]])
            total += 0 if stands is None else next(
                one.worth for one in mine if (one.places, one.coach) == stands
            )  # fmt: skip
        return total


def as_it_stands(world: Snapshot) -> dict[str, tuple[frozenset[str], str | None]]:
    return {one.candidate: (frozenset(one.vacancies), one.coach) for one in world.proposed}


@dataclass(frozen=True)
class Truth:
    """What pins truly cost: the own people, and everybody."""

    own: int
    total: int


def truth(world: Snapshot, pins: list[Pin], *, others_may_go: bool) -> Truth | None:
    """The least cost by looking at every plan in which others stay, or may go at no loss."""
    whole = Whole.of(world)
    each, stands = choices(whole.columns, whole.options), as_it_stands(world)
    names = [whole.columns.candidate_names[rows[0]] for rows in whole.options.members]
    now = [
        next((one for one in mine if (one.places, one.coach) == stands.get(name)), mine[-1])
        for name, mine in zip(names, each, strict=True)
    ]
    own = [name.startswith(OWN) for name in names]
    for at in range(len(names)):
        if not own[at]:
            each[at] = [now[at], *([each[at][-1]] if others_may_go else [])]
    least = whole.options.problem.min_use_if_used
    least = np.zeros(whole.options.problem.resources) if least is None else least
    found = []
    for plan in plans(whole.pinned(each, pins), whole.options.problem.capacity.tolist(),
                      least.tolist()):  # fmt: skip
        lost = [stood.worth - one.worth for stood, one in zip(now, plan, strict=True)]
        mine = sum(loss for loss, is_own in zip(lost, own, strict=True) if is_own)
        found.append((mine, sum(lost)))
    if not found:
        return None
    return Truth(min(mine for mine, _ in found), min(total for _, total in found))
