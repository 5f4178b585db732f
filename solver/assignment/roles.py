"""What each resource is to the houses: a place, their budget, or a priced row.

A house is one organisation, in one period. A *place* is a resource of which every user takes the
same amount (seats of a vacancy); the *budget* is the one other resource of a house that is
scarcest (a guide's minutes, or the house's own total). With places and one budget the best a house
can do at given prices is found exactly; every other resource is priced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s, Problem

MOST_PRESENT = 200_000_000


@dataclass(frozen=True, slots=True)
class Entries:
    """What options use, without zeros and without options that can never be taken.

    Attributes
    ----------
    possible : bool[O]
        Options that use nothing beyond its capacity, and have the companion they need.
    home : int32[O]
        The house an option stands in: that of the first resource it uses that has one, or -1.
    option, resource, use : int32[E], int32[E], int64[E]
    inside : bool[E]
        Whether the resource is of the option's house.
    """

    possible: Bools
    home: Int32s
    option: Int32s
    resource: Int32s
    use: Int64s
    inside: Bools


@dataclass(frozen=True, slots=True)
class Roles:
    """What each resource is (bool[R] each), in which house (int32[R], -1 none), in which amounts.

    A priced one may be a place or a budget as well: its row then holds for all its users, options
    of other houses and companions too. `divisor` (int64[R]) divides all amounts used of a resource.
    """

    house: Int32s
    place: Bools
    budget: Bools
    priced: Bools
    divisor: Int64s


def possible_mates(problem: Problem) -> Bools:
    """Tell which companions use nothing beyond its capacity, for who may need one (bool[C])."""
    over = problem.companion_use > problem.capacity[problem.companion_resource]
    owner = np.repeat(np.arange(problem.companions), np.diff(problem.companion_ptr))
    possible = problem.accompanied[problem.companion_unit]
    possible[owner[over]] = False
    return possible


def possible_options(problem: Problem, mates: Bools) -> Bools:
    """Tell which options use nothing beyond its capacity, and have the companion they need."""
    served = np.zeros(problem.units, np.bool_)
    served[problem.companion_unit[mates]] = True
    possible = ~problem.option_needs_companion | served[problem.option_unit]
    over = np.flatnonzero(problem.option_use > problem.capacity[problem.option_resource])
    possible[np.searchsorted(problem.option_ptr, over, side="right") - 1] = False
    return possible


def payers_of(problem: Problem) -> tuple[Int32s, Int32s]:
    """Give whose each payer is, and who pays for a unit's options with a companion."""
    either = problem.accompanied & problem.alone
    units = np.arange(problem.units, dtype=np.int32)
    escorted = np.where(problem.accompanied, units, np.int32(-1))
    escorted[either] = problem.units + np.arange(either.sum(), dtype=np.int32)
    return np.concatenate([units, units[either]]), escorted


def entries_of(problem: Problem, house: Int32s, mates: Bools) -> Entries:
    """List what the options that can be taken use."""
    owner = np.repeat(np.arange(problem.options, dtype=np.int32), np.diff(problem.option_ptr))
    possible = possible_options(problem, mates)
    kept = possible[owner] & (problem.option_use > 0)
    owner, resource = owner[kept], problem.option_resource[kept]
    at = house[resource]
    home = np.full(problem.options, -1, np.int32)
    housed = np.flatnonzero(at >= 0)[::-1]
    home[owner[housed]] = at[housed]
    inside = (at >= 0) & (at == home[owner])
    return Entries(possible, home, owner, resource, problem.option_use[kept], inside)


def houses_of(problem: Problem) -> Int32s:
    """Give the house of each resource; one of none is its own where nothing is used beside it."""
    house = problem.resource_house.copy()
    crowded = np.repeat(np.diff(problem.option_ptr) > 1, np.diff(problem.option_ptr))
    alone = house < 0
    alone[problem.option_resource[crowded]] = False
    alone[problem.companion_resource] = False
    used = np.zeros(problem.resources, bool)
    used[problem.option_resource] = True
    alone &= used
    house[alone] = int(house.max(initial=-1)) + 1 + np.arange(int(alone.sum()))
    return house


def roles_of(problem: Problem, house: Int32s, entries: Entries) -> Roles:
    """Choose the places and the budget of each house; price the rest that can bind."""
    demand = np.bincount(entries.resource, entries.use, minlength=problem.resources)
    binding = demand > problem.capacity
    resource, amount = _amounts(problem.resources, entries.resource, entries.use)
    once = np.bincount(resource, minlength=problem.resources) == 1
    inside = np.zeros(problem.resources, bool)
    inside[entries.resource[entries.inside]] = True
    place = once & inside & ~_wider(problem, entries, once)
    pressure = demand / np.maximum(problem.capacity, 1)
    budget = _scarcest(inside & ~place & binding, house, pressure)
    kept = entries.inside & (place | budget)[entries.resource]
    priced = np.zeros(problem.resources, bool)
    priced[entries.resource[~kept]] = True
    priced &= binding
    priced[problem.companion_resource] = True
    divisor = np.zeros(problem.resources, np.int64)
    np.gcd.at(divisor, resource, amount)
    np.gcd.at(divisor, problem.companion_resource, problem.companion_use)
    return Roles(house, place, budget, priced, np.maximum(divisor, 1))


def _amounts(resources: int, resource: Int32s, use: Int64s) -> tuple[Int64s, Int64s]:
    """Give every amount in which each resource is used, once."""
    span = int(use.max(initial=0)) + 1
    if resources * span > MOST_PRESENT:
        pairs = np.unique(np.stack([resource, use]), axis=1)
        return pairs[0], pairs[1]
    present = np.zeros(resources * span, bool)
    present[resource * np.int64(span) + use] = True
    key = np.flatnonzero(present)
    return key // span, key % span


def _wider(problem: Problem, entries: Entries, once: Bools) -> Bools:
    """Mark resources that some option uses beside one of its house with fewer users."""
    users = np.bincount(entries.resource, minlength=problem.resources)
    rank = np.empty(problem.resources, np.int32)
    rank[np.argsort(users, kind="stable")] = np.arange(problem.resources)
    mine = once[entries.resource] & entries.inside
    option, resource = entries.option[mine], entries.resource[mine]
    fewest = np.full(problem.options, problem.resources, np.int32)
    np.minimum.at(fewest, option, rank[resource])
    wider = np.zeros(problem.resources, bool)
    wider[resource[rank[resource] > fewest[option]]] = True
    return wider


def _scarcest(candidate: Bools, house: Int32s, pressure: np.ndarray) -> Bools:
    """Mark the one candidate of each house with the largest pressure."""
    at = np.flatnonzero(candidate)
    order = at[np.lexsort((-pressure[at], house[at]))]
    first = np.unique(house[order], return_index=True)[1]
    chosen = np.zeros(len(house), bool)
    chosen[order[first]] = True
    return chosen
