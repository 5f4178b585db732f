"""A problem as a linear programme: one column per option or companion, one row per limit.

Columns are the options, then the companions. Rows say `matrix · taken <= limit` and carry every
resource, the change budget, the floor of each group and the tiers already attained. That each
unit takes at most one option, and its companion with it, is left to whoever reads this: the bound
and the programmes treat it each in their own way. Minimum use if used is not linear and is absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s, Problem


@dataclass(frozen=True, slots=True)
class Rows:
    """Entries (row, column, amount) of the limits, all int64, and what each row may add up to.

    `worth` is the value per column of the tier at hand; `unit` whose column it is.
    """

    row: Int64s
    column: Int64s
    amount: Int64s
    limit: Int64s
    worth: Int64s
    unit: Int64s

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.worth)

    def among(self, columns: Int64s) -> Rows:
        """Keep the entries of some columns; the numbers of rows and columns stay."""
        chosen = np.zeros(self.columns, bool)
        chosen[columns] = True
        mine = chosen[self.column]
        entries = {name: getattr(self, name)[mine] for name in ("row", "column", "amount")}
        return replace(self, **entries)

    def use_of(self, columns: Int64s) -> Int64s:
        """Sum what some columns add to each row."""
        taken = self.among(columns)
        used = np.zeros(len(self.limit), np.int64)
        np.add.at(used, taken.row, taken.amount)
        return used


def keeps(problem: Problem, rows: Rows, plan: Int64s) -> bool:
    """Tell whether columns stay within every limit, and use a resource enough or not at all."""
    used = rows.use_of(plan)
    if problem.min_use_if_used is not None:
        here = used[: problem.resources]
        if ((here > 0) & (here < problem.min_use_if_used)).any():
            return False
    return bool((used <= rows.limit).all())


def rows_of(
    problem: Problem, tier: int = 0, attained: Sequence[int] = (), worth: Int64s | None = None
) -> Rows:
    """Write the limits of a problem as rows; `attained` is the value of each earlier tier.

    The worth of a column is its value of the tier, unless another is given.
    """
    parts = [_use_of_resources(problem), *side_rows(problem, attained)]
    offset, entries, limits = 0, [], []
    for row, column, amount, limit in parts:
        entries.append((row + offset, column, amount))
        limits.append(limit)
        offset += len(limit)
    row, column, amount = (np.concatenate(kind) for kind in zip(*entries, strict=True))
    return Rows(
        row=row,
        column=column,
        amount=amount,
        limit=np.concatenate(limits),
        worth=values(problem, tier) if worth is None else worth,
        unit=np.concatenate([problem.option_unit, problem.companion_unit]).astype(np.int64),
    )


def choices_of(problem: Problem, plan: Int64s | None) -> tuple[Int32s, Int32s]:
    """Give the option and the companion per unit of a plan's columns, -1 none."""
    choice = np.full(problem.units, -1, np.int32)
    companion = np.full(problem.units, -1, np.int32)
    if plan is not None:
        options = plan[plan < problem.options]
        mates = plan[plan >= problem.options] - problem.options
        choice[problem.option_unit[options]] = options
        companion[problem.companion_unit[mates]] = mates
    return choice, companion


def accompanied_by(problem: Problem, choice: Int32s) -> Bools:
    """Tell which units (bool[U]) take an option that needs a companion."""
    taken: Bools = np.append(problem.option_needs_companion, np.False_)[choice]
    return taken


def used_by(problem: Problem, choice: Int32s, companion: Int32s) -> Int64s:
    """Sum what a plan uses of each resource (int64[R])."""
    used = np.zeros(problem.resources, np.int64)
    for rows, ptr, resource, use in (
        (choice, problem.option_ptr, problem.option_resource, problem.option_use),
        (companion, problem.companion_ptr, problem.companion_resource, problem.companion_use),
    ):
        taken = rows[rows >= 0]
        count = ptr[taken + 1] - ptr[taken]
        at = np.repeat(ptr[taken] - (np.cumsum(count) - count), count) + np.arange(count.sum())
        np.add.at(used, resource[at], use[at])
    return used


def values(problem: Problem, tier: int) -> Int64s:
    """Give the value of one tier per column."""
    return np.concatenate([problem.option_value[:, tier], problem.companion_value[:, tier]])


def usable_capacity(problem: Problem) -> Int64s:
    """Lower each capacity to what whole uses can reach.

    That is a multiple of their divisor, and no more than all of them together.
    """
    resource = np.concatenate([problem.option_resource, problem.companion_resource])
    use = np.concatenate([problem.option_use, problem.companion_use])
    divisor = np.zeros(problem.resources, np.int64)
    np.gcd.at(divisor, resource, use)
    divisor = np.maximum(divisor, 1)
    total = np.zeros(problem.resources, np.int64)
    np.add.at(total, resource, use)
    return np.minimum(problem.capacity, total) // divisor * divisor


Part = tuple[Int64s, Int64s, Int64s, Int64s]


def _use_of_resources(problem: Problem) -> Part:
    options = np.repeat(np.arange(problem.options), np.diff(problem.option_ptr))
    mates = np.repeat(np.arange(problem.companions), np.diff(problem.companion_ptr))
    return (
        np.concatenate([problem.option_resource, problem.companion_resource]).astype(np.int64),
        np.concatenate([options, mates + problem.options]),
        np.concatenate([problem.option_use, problem.companion_use]),
        usable_capacity(problem),
    )


def side_rows(problem: Problem, attained: Sequence[int] = ()) -> list[Part]:
    """Write change budget, floors and tiers attained as (row, column, amount, limit)."""
    parts: list[Part] = []
    if problem.change_budget is not None and problem.present_option is not None:
        kept = problem.present_option[problem.present_option >= 0].astype(np.int64)
        least_kept = max(0, len(kept) - problem.change_budget)
        parts.append(_at_least(np.zeros_like(kept), kept, np.ones_like(kept), [least_kept]))
    if problem.unit_group is not None and problem.group_floor is not None:
        group = problem.unit_group[problem.option_unit].astype(np.int64)
        column = np.flatnonzero(group >= 0)
        parts.append(_at_least(group[column], column, np.ones_like(column), problem.group_floor))
    return [*parts, *_tier_rows(problem, attained)]


def _tier_rows(problem: Problem, attained: Sequence[int]) -> list[Part]:
    parts = []
    for tier, value in enumerate(attained):
        worth = values(problem, tier)
        column = np.flatnonzero(worth)
        parts.append(_at_least(np.zeros_like(column), column, worth[column], [value]))
    return parts


def _at_least(row: Int64s, column: Int64s, amount: Int64s, least: Sequence[int] | Int64s) -> Part:
    return row, column, -amount, -np.asarray(least, np.int64)
