"""Beyond exact: a dive through the relaxed programme, then repair of one neighbourhood at a time.

The dive fixes what the relaxation takes whole, or most of, and relaxes the rest anew, until a small
rest is solved whole. Then each round frees the units around a few resources, keeps all others, and
solves that part whole. The bound does not come from here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import Float64s, Limits, program_of, solve_relaxed, solve_whole
from solver.assignment.rows import Rows

WHOLE = 0.999
SHARE_PER_STAGE = 0.1
SMALL_REST = 60
ROUND_UNITS = 70
ROUND_NODES = 60
MOST_STAGES = 40

Plan = Int64s  #: the columns taken
Report = Callable[[Plan], bool]


def dive(problem: Problem, rows: Rows, pool: Int64s) -> Plan | None:
    """Find a good plan among the columns of a pool; None when the dive ends nowhere."""
    fixed = np.zeros(0, np.int64)
    for _ in range(MOST_STAGES):
        open_columns = _open(rows, pool, fixed)
        units = np.unique(rows.unit[open_columns])
        columns = np.concatenate([open_columns, fixed])
        if len(units) <= SMALL_REST:
            break
        program = program_of(problem, rows, columns, whole=False, fixed=fixed)
        taken = solve_relaxed(program).taken
        if taken is None:
            return None
        fresh = _fitting(rows, fixed, _most_certain(problem, rows, columns, taken, fixed))
        if not len(fresh):
            break
        fixed = np.concatenate([fixed, fresh])
    program = program_of(problem, rows, columns, whole=True, fixed=fixed)
    taken = solve_whole(program, Limits(nodes=200)).taken
    return None if taken is None else columns[taken > 0.5]


def _open(rows: Rows, pool: Int64s, fixed: Int64s) -> Int64s:
    """Give the columns of units that are not fixed yet."""
    decided = np.zeros(int(rows.unit.max(initial=0)) + 1, bool)
    decided[rows.unit[fixed]] = True
    return pool[~decided[rows.unit[pool]]]


def _most_certain(
    problem: Problem, rows: Rows, columns: Int64s, taken: Float64s, fixed: Int64s
) -> Int64s:
    """Give the columns of the units, option and companion together, that are taken most."""
    is_option = columns < problem.options
    strength = np.zeros(problem.units)
    np.maximum.at(strength, rows.unit[columns[is_option]], taken[is_option])
    needy = problem.unit_needs_companion
    mate = np.zeros(problem.units)
    np.maximum.at(mate, rows.unit[columns[~is_option]], taken[~is_option])
    strength = np.where(needy, np.minimum(strength, mate), strength)
    strength[rows.unit[fixed]] = 0
    wanted = max(1, int(SHARE_PER_STAGE * (strength > 0).sum()))
    wanted = max(wanted, int((strength >= WHOLE).sum()))
    certain = np.argsort(-strength, kind="stable")[:wanted]
    certain = certain[strength[certain] > 0]
    chosen = _best_columns(problem, rows, columns, taken)
    rank = np.full(problem.units, problem.units)
    rank[certain] = np.arange(len(certain))
    order = np.argsort(rank[rows.unit[chosen]], kind="stable")
    return chosen[order][rank[rows.unit[chosen[order]]] < problem.units]


def _fitting(rows: Rows, fixed: Int64s, chosen: Int64s) -> Int64s:
    """Keep, in order, the columns of each unit that still fit beside what is fixed."""
    left = rows.limit - np.bincount(
        rows.row, weights=rows.amount * np.isin(rows.column, fixed), minlength=len(rows.limit)
    ).astype(np.int64)
    mine = np.isin(rows.column, chosen)
    use: dict[int, list[tuple[int, int]]] = {}
    unit_of = rows.unit[rows.column[mine]].tolist()
    for unit, row, amount in zip(
        unit_of, rows.row[mine].tolist(), rows.amount[mine].tolist(), strict=True
    ):
        use.setdefault(unit, []).append((row, amount))
    kept = set()
    for unit in dict.fromkeys(rows.unit[chosen].tolist()):
        asked = use.get(unit, [])
        if all(amount <= 0 or left[row] >= amount for row, amount in asked):
            kept.add(unit)
            for row, amount in asked:
                left[row] -= amount
    return chosen[np.isin(rows.unit[chosen], list(kept))]


def _best_columns(problem: Problem, rows: Rows, columns: Int64s, taken: Float64s) -> Int64s:
    """Give per unit the option, and per needy unit the companion, that is taken most."""
    order = np.lexsort((columns, -taken))
    ranked = columns[order][taken[order] > 1e-6]
    key = rows.unit[ranked] * 2 + (ranked >= problem.options)
    return ranked[np.unique(key, return_index=True)[1]]


def improve(
    problem: Problem,
    rows: Rows,
    pool: Int64s,
    plan: Plan,
    *,
    rounds: int,
    rng: np.random.Generator,
    report: Report,
) -> Plan:
    """Repair neighbourhoods for a number of rounds, or until `report` says stop."""

    value = int(rows.worth[plan].sum())
    for _ in range(rounds):
        if report(plan):
            break
        free = _neighbourhood(rows, pool, plan, rng)
        is_free = np.zeros(int(rows.unit.max(initial=0)) + 1, bool)
        is_free[free] = True
        kept = plan[~is_free[rows.unit[plan]]]
        inside = np.union1d(pool[is_free[rows.unit[pool]]], plan)
        program = program_of(problem, rows, inside, whole=True, fixed=kept)
        taken = solve_whole(program, Limits(nodes=ROUND_NODES)).taken
        if taken is None:
            continue
        found = inside[taken > 0.5]
        if (reached := int(rows.worth[found].sum())) >= value:
            plan, value = found, reached
    return plan


def _neighbourhood(rows: Rows, pool: Int64s, plan: Plan, rng: np.random.Generator) -> Int64s:
    """Free the units whose good columns meet at a few resources drawn at random."""
    touched = np.zeros(rows.columns, bool)
    in_pool = np.zeros(rows.columns, bool)
    in_pool[pool] = True
    in_pool[plan] = True
    units = np.zeros(0, np.int64)
    entry_open = in_pool[rows.column]
    for row in rng.permutation(np.unique(rows.row[entry_open])):
        touched[rows.column[entry_open & (rows.row == row)]] = True
        units = np.unique(rows.unit[touched])
        if len(units) >= ROUND_UNITS:
            break
    return rng.permutation(units)[:ROUND_UNITS]
