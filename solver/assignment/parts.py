"""The parts of a problem: its options sorted by house, place and use of the house's budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.roles import Entries, Roles

OPEN_PLACE, UNIT_PLACE = -1, -2  #: of options that use no place of their house, or no house at all


@dataclass(frozen=True, slots=True)
class Parts:
    """Options sorted by house, place and use, with their places and houses.

    Attributes
    ----------
    option, use : int32[parts]
        `use` of the budget, in multiples of its divisor.
    place : int64[P]
        Resource of a place, `OPEN_PLACE` or `UNIT_PLACE`.
    size, seats, classes : int64[P]
        Parts of a place, how many of them fit, and in how many amounts they use the budget.
    house_first : int32[H+1]
    budget, budget_resource : int32[H], int64[H]
        Resource -1: the house has no budget.
    """

    option: Int32s
    use: Int32s
    place: Int64s
    size: Int64s
    seats: Int64s
    house_first: Int32s
    budget: Int32s
    budget_resource: Int64s
    classes: Int64s

    def too_wide(self, roles: Roles, most_cells: int) -> Bools:
        """Mark the budget resources of houses whose exact search would take too many steps."""
        items = np.minimum(self.size, self.seats * self.classes)
        deep = np.where(items > self.seats, np.minimum(self.seats, items), 1)
        cells = np.add.reduceat(np.append(items * deep, 0), self.house_first[:-1])
        wide = (cells * (self.budget + 1.0) > most_cells) & (self.budget_resource >= 0)
        marked = np.zeros(len(roles.budget), bool)
        marked[self.budget_resource[wide]] = True
        return marked


def parts_of(problem: Problem, entries: Entries, roles: Roles) -> Parts:
    """Sort the parts; raw places are resources, then the open place of each house, then units."""
    resources, houses = problem.resources, int(roles.house.max(initial=-1)) + 1
    raw_house = np.concatenate([roles.house, np.arange(houses + problem.units)])
    order = np.lexsort((np.arange(len(raw_house)), raw_house))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    raw = np.where(
        entries.home >= 0, resources + entries.home, resources + houses + problem.option_unit
    )
    at_place = entries.inside & roles.place[entries.resource]
    raw[entries.option[at_place]] = entries.resource[at_place]
    use = np.zeros(problem.options, np.int32)
    at_budget = entries.inside & roles.budget[entries.resource]
    spent = entries.resource[at_budget]
    use[entries.option[at_budget]] = entries.use[at_budget] // roles.divisor[spent]
    key = rank[raw] * (int(use.max(initial=0)) + 1) + use
    option = np.argsort(key, kind="stable").astype(np.int32)
    option = option[entries.possible[option]]
    size = np.bincount(rank[raw[option]], minlength=len(order))
    fresh = np.diff(key[option], prepend=-1) != 0
    classes = np.bincount(rank[raw[option]][fresh], minlength=len(order))
    used = np.flatnonzero(size)
    seats = np.where(order[used] < resources + houses, size[used], 1)
    places = order[used] < resources
    at = order[used][places]
    place = np.where(order[used] < resources + houses, OPEN_PLACE, UNIT_PLACE)
    place[places] = at
    seats[places] = np.minimum(size[used][places], problem.capacity[at] // roles.divisor[at])
    home = raw_house[order[used]]
    budget_of = np.full(houses + problem.units, -1)
    budget_of[roles.house[roles.budget]] = np.flatnonzero(roles.budget)
    names, first = np.unique(home, return_index=True)
    chosen = budget_of[names]
    return Parts(
        option=option,
        use=use[option],
        place=place,
        size=size[used],
        seats=seats,
        house_first=np.append(first, len(used)).astype(np.int32),
        budget=_budgets(problem, roles, chosen),
        budget_resource=chosen,
        classes=classes[used],
    )


def _budgets(problem: Problem, roles: Roles, resource: Int64s) -> Int32s:
    whole = amount_at(resource, problem.capacity // roles.divisor, 0)
    return np.minimum(whole, 2**31 - 2).astype(np.int32)


def amount_at(resource: Int64s, amount: Int64s, otherwise: int) -> Int64s:
    """Give the amount (int64[R]) of some resources, `otherwise` of those < 0, which are none."""
    found = np.full(len(resource), otherwise, np.int64)
    found[resource >= 0] = amount[resource[resource >= 0]]
    return found


def wide_sums(count: NDArray[np.generic]) -> Int64s:
    """Give where each of some runs begins, and where the last ends (int64[n+1])."""
    return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
