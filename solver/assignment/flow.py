"""Seats alone: exact, and fast on millions of options, where no other resource binds.

Of each option one seat is kept, a resource it uses one unit of; everything else is left out, and
an option that needs a companion is given its unit's best. That relaxed problem is a min-cost flow.
A best plan of it that overbooks nothing is a best plan of the whole problem; one that does settles
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.assignment import seats
from solver.assignment.problem import Int32s, Int64s, Problem
from solver.assignment.rows import accompanied_by
from solver.assignment.seats import Seats, best_of_group

ENTRIES = ("ptr", "resource", "use")

LARGEST_COST = 2**44
#: A flow of so many options is tried without a look at first choices.
FEW_OPTIONS = 50_000
#: A flow of more options is not tried when first choices overbook so much of what they use.
HOPELESS_SHARE = 0.001


def takes(problem: Problem) -> str | None:
    """Say why this method cannot take a problem; None when it can try."""
    if problem.tiers != 1:
        return "flow: more than one tier"
    if problem.group_floor is not None or problem.min_use_if_used is not None:
        return "flow: a side constraint"
    present, budget = problem.present_option, problem.change_budget
    if present is not None and budget is not None and int((present >= 0).sum()) > budget:
        return "flow: a change budget that may bind"
    nodes = problem.units + problem.resources + 2
    values = (problem.option_value, problem.companion_value)
    if sum(_largest(value) for value in values) * nodes > LARGEST_COST:
        return "flow: values too large for exact costs"
    return None


def _largest(value: Int64s) -> int:
    return max(-int(value.min(initial=0)), int(value.max(initial=0)))


@dataclass(frozen=True, slots=True)
class Flow:
    """The best choice and companion per unit (int32[U], -1 none).

    `price` (float64[R], >= 0) is what one more unit of each resource is worth, NaN where that was
    too much work. Without a choice `reason` says why nothing was settled; where it is None too,
    not all that must be placed can be.
    """

    choice: Int32s | None = None
    companion: Int32s = field(default_factory=lambda: np.zeros(0, np.int32))
    price: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    reason: str | None = None


def solve_flow(problem: Problem) -> Flow:
    """Place all units on seats at once; hand over when that overbooks anything else.

    The flow is not even tried on many options when first choices, as far as seats reach, already
    overbook more than `HOPELESS_SHARE` of the resources they use. That is a guess: such a problem
    may still have a best plan on seats that obeys everything. Where side resources cannot bind,
    first choices overbook nothing, and the flow is always tried.
    """
    mate = _best_companions(problem)
    if (problem.must_place & ~problem.alone & (mate < 0)).any():
        return Flow()
    relaxed = _relaxed(problem, mate)
    if problem.options > FEW_OPTIONS:
        first = _plan(problem, seats.first_choices(relaxed), mate)
        if _overbooked_share(problem, first) > HOPELESS_SHARE:
            return Flow(reason="flow: first choices overbook more than seats")
    found = seats.seated(relaxed)
    if found.pairs is None:
        return Flow(reason=found.reason)
    plan = _plan(problem, found.pairs, mate)
    alone = mate[problem.option_unit[found.pairs]] < 0
    if (alone & problem.option_needs_companion[found.pairs]).any():
        return Flow(reason="flow: the best plan on seats alone lacks a companion")
    used = _usage(problem, plan)
    for resource in np.flatnonzero(used > problem.capacity)[:1]:
        over = f"{used[resource]} of resource {resource}, capacity {problem.capacity[resource]}"
        return Flow(reason=f"flow: the best plan on seats alone uses {over}")
    price = np.full(problem.resources, np.nan) if found.price is None else found.price
    return Flow(*plan, price.astype(np.float64))


def _plan(problem: Problem, options: Int64s, mate: Int32s) -> tuple[Int32s, Int32s]:
    """Give the choice and the companion per unit of some options taken."""
    choice = np.full(problem.units, -1, np.int32)
    choice[problem.option_unit[options]] = options
    return choice, np.where(accompanied_by(problem, choice), mate, np.int32(-1))


def _overbooked_share(problem: Problem, plan: tuple[Int32s, Int32s]) -> float:
    used = _usage(problem, plan)
    return float((used > problem.capacity).sum() / max(1, (used > 0).sum()))


def _usage(problem: Problem, plan: tuple[Int32s, Int32s]) -> Int64s:
    """Sum what a plan uses of each resource (int64[R])."""
    used = np.zeros(problem.resources, np.int64)
    for kind, taken in zip(("option", "companion"), plan, strict=True):
        ptr, resource, use = (getattr(problem, f"{kind}_{name}") for name in ENTRIES)
        row = taken[taken >= 0]
        count = ptr[row + 1] - ptr[row]
        entry = np.repeat(ptr[row] - np.cumsum(count) + count, count) + np.arange(count.sum())
        np.add.at(used, resource[entry], use[entry])
    return used


def _best_companions(problem: Problem) -> Int32s:
    """Give the best companion of each unit that may need one, the first of equals; -1 none."""
    worth, unit = problem.companion_value[:, 0], problem.companion_unit
    best = best_of_group(worth, unit, problem.units)
    equals = np.flatnonzero(worth == best[unit])[::-1]
    mate = np.full(problem.units, -1, np.int32)
    mate[unit[equals]] = equals
    return np.where(problem.accompanied, mate, np.int32(-1))


def _relaxed(problem: Problem, mate: Int32s) -> Seats:
    """Write the relaxed problem; an option without the companion it needs is worth the least."""
    worth = problem.option_value[:, 0]
    if problem.accompanied.any():
        beside = np.full(problem.units, -_largest(worth) - 1)
        beside[mate >= 0] = problem.companion_value[mate[mate >= 0], 0]
        needs = problem.option_needs_companion
        worth = worth + np.where(needs, beside[problem.option_unit], 0)
    return Seats(
        unit=problem.option_unit,
        seat=seat_of_options(problem),
        worth=worth,
        room=problem.capacity,
        must=problem.must_place,
    )


def seat_of_options(problem: Problem) -> Int32s:
    """Give the one resource of each option that counts as its seat (int32[O]), R where none does.

    That is a resource of which it uses one unit; of several, the scarcest that can bind.
    """
    entry = np.flatnonzero(problem.option_use == 1)
    resource, option = problem.option_resource[entry], _owners(problem.option_ptr)[entry]
    scarcest = np.arange(problem.resources)
    if (option[1:] == option[:-1]).any():
        scarcest = np.argsort(_room_per_use(problem), kind="stable")
    rank = np.full(problem.options, problem.resources, np.int32)
    np.minimum.at(rank, option, np.argsort(scarcest).astype(np.int32)[resource])
    return np.append(scarcest, problem.resources).astype(np.int32)[rank]


def _owners(ptr: Int64s) -> Int32s:
    """Give the row of each entry."""
    return np.repeat(np.arange(len(ptr) - 1, dtype=np.int32), np.diff(ptr))


def _room_per_use(problem: Problem) -> NDArray[np.float64]:
    """Give capacity per unit of all uses; infinite where it cannot bind."""
    most, total = most_used(problem), np.zeros(problem.resources)
    for kind in ("option", "companion"):
        _, resource, use = (getattr(problem, f"{kind}_{name}") for name in ENTRIES)
        total += np.bincount(resource, use, problem.resources)
    return np.where(most <= problem.capacity, np.inf, problem.capacity / np.maximum(total, 1))


def most_used(problem: Problem) -> Int64s:
    """Add up each unit's largest use of each resource, by an option and by a companion."""
    most = np.zeros(problem.resources, np.int64)
    for kind in ("option", "companion"):
        ptr, resource, use = (getattr(problem, f"{kind}_{name}") for name in ENTRIES)
        if not len(resource):
            continue
        unit = getattr(problem, f"{kind}_unit")[_owners(ptr)]
        group = resource.astype(np.int64) * problem.units + unit
        order = np.argsort(group)
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        largest = np.maximum.reduceat(use[order], starts)
        np.add.at(most, resource[order[starts]], largest)
    return most
