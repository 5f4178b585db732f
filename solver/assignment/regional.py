"""Beyond exact: a dive through the relaxed programme, then repair of one neighbourhood at a time.

The dive keeps what the relaxation takes whole, or most of, prices and relaxes the rest anew, until
a small rest is solved whole. Then each round frees the units that meet at a few limits, keeps all
others, and solves that part whole. The bound does not come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from solver.assignment.bound import certify
from solver.assignment.prices import kinds, nearest
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import (
    READ_PER_SECOND,
    Float64s,
    Limits,
    program_of,
    solve_relaxed,
    solve_rest,
)
from solver.assignment.rows import Rows, keeps

WHOLE = 0.999
SHARE_PER_STAGE = 0.2
SMALL_REST = 60
REST_EFFORT = 2.0
DIVE_PER_UNIT = 30
ROUND_PER_UNIT = 20
ROUND_UNITS = 70
ROUND_EFFORT = 0.2
MOST_MET = 10

Plan = Int64s  #: the columns taken
Report = Callable[[Plan], bool]
SecondsLeft = Callable[[], float]
NOBODY: Plan = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Rounds:
    """How long to repair: so many rounds, unless the clock or `report` ends them before."""

    count: int
    rng: np.random.Generator
    report: Report
    left: SecondsLeft


def dive(problem: Problem, rows: Rows, loss: Int64s, left: SecondsLeft) -> Plan | None:
    """Find a good plan, given what each column loses at first; None when the dive ends nowhere.

    When what was kept leaves the rest no way out, the later half of it is given up, and at last
    all of it.
    """
    stages = [(NOBODY, loss), *_stages(problem, rows, loss, left)]
    for last in dict.fromkeys((len(stages) - 1, len(stages) // 2, 0)):
        kept = np.concatenate([fresh for fresh, _ in stages[: last + 1]])
        columns = _promising(problem, rows, kept, stages[last][1])
        if left() <= len(columns) / READ_PER_SECOND:
            break
        limits = Limits(effort=REST_EFFORT, seconds=left())
        plan = _complete(problem, rows, columns, kept=kept, hint=NOBODY, limits=limits)
        if plan is not None:
            return plan
    return None


def improve(problem: Problem, rows: Rows, pool: Int64s, plan: Plan, *, rounds: Rounds) -> Plan:
    """Repair neighbourhoods for a number of rounds, or until `rounds.report` says stop."""
    pool = np.union1d(pool, plan)
    rows = rows.among(pool)
    neighbours = _Neighbours(rows)
    for _ in range(rounds.count):
        if rounds.report(plan):
            break
        free = neighbours.draw(rounds.rng)
        kept = plan[~np.isin(rows.unit[plan], free)]
        columns = pool[np.isin(rows.unit[pool], free)]
        limits = Limits(effort=ROUND_EFFORT, seconds=rounds.left())
        found = _complete(problem, rows, columns, kept=kept, hint=plan, limits=limits)
        if found is not None and rows.worth[found].sum() >= rows.worth[plan].sum():
            plan = found
    return plan


def _stages(
    problem: Problem, rows: Rows, loss: Int64s, left: SecondsLeft
) -> Iterator[tuple[Plan, Int64s]]:
    """Give, stage by stage, what the relaxation of the rest takes most of, and its losses."""
    kept = NOBODY
    while left() > 0:
        columns = _promising(problem, rows, kept, loss)
        few = len(np.unique(rows.unit[columns])) <= SMALL_REST
        if few or left() <= len(columns) / READ_PER_SECOND:
            return
        program = program_of(problem, rows, columns, whole=False, kept=kept)
        solved = solve_relaxed(program, left())
        if solved.taken is None or solved.price is None:
            return
        fresh = _fitting(rows, kept, _most_certain(problem, rows, columns, solved.taken))
        if not len(fresh):
            return
        loss = certify(problem, rows, solved.price).loss
        yield fresh, loss
        kept = np.concatenate([kept, fresh])


def _complete(
    problem: Problem, rows: Rows, columns: Int64s, *, kept: Plan, hint: Plan, limits: Limits
) -> Plan | None:
    """Choose among the columns beside what is kept; None when nothing that fits was found."""
    program = program_of(problem, rows, columns, whole=True, kept=kept)
    taken = solve_rest(program, limits, np.isin(columns, hint)).taken
    if taken is None:
        return None
    plan = np.concatenate([kept, columns[taken > 0.5]])
    return plan if keeps(problem, rows, plan) else None


def _promising(problem: Problem, rows: Rows, kept: Plan, loss: Int64s) -> Int64s:
    """Give, of each unit that keeps nothing, the columns that still fit and lose least."""
    room = np.maximum(rows.limit - rows.use_of(kept), 0)
    shut = np.zeros(problem.units, bool)
    shut[rows.unit[kept]] = True
    closed = shut[rows.unit]
    closed[rows.column[rows.amount > room[rows.row]]] = True
    return nearest(np.flatnonzero(~closed), kinds(problem, rows), loss, DIVE_PER_UNIT)


def _most_certain(problem: Problem, rows: Rows, columns: Int64s, taken: Float64s) -> Int64s:
    """Give the choices, option and companion together, of the units taken most; those first."""
    order = np.lexsort((columns, -taken))
    first = np.unique(kinds(problem, rows)[columns][order], return_index=True)[1]
    best, share = columns[order][first], taken[order][first]
    strength = np.full(problem.units, np.inf)
    np.minimum.at(strength, rows.unit[best], share)
    strength[np.isinf(strength)] = 0.0
    ranked = np.argsort(-strength, kind="stable")[: (strength > 1e-6).sum()]
    wanted = max(1, int(SHARE_PER_STAGE * len(ranked)), int((strength >= WHOLE).sum()))
    wanted = min(wanted, max(1, len(ranked) - SMALL_REST))
    rank = np.full(problem.units, problem.units)
    rank[ranked[:wanted]] = np.arange(len(ranked[:wanted]))
    by_rank = best[np.argsort(rank[rows.unit[best]], kind="stable")]
    return by_rank[rank[rows.unit[by_rank]] < problem.units]


def _fitting(rows: Rows, kept: Plan, chosen: Int64s) -> Plan:
    """Keep, in order, the columns of each unit that still fit beside what is kept."""
    room = rows.limit - rows.use_of(kept)
    small = rows.among(chosen)
    fits = [NOBODY]
    for unit in dict.fromkeys(rows.unit[chosen].tolist()):
        mine = chosen[rows.unit[chosen] == unit]
        use = small.use_of(mine)
        if (use <= np.maximum(room, 0)).all():
            fits.append(mine)
            room -= use
    return np.concatenate(fits)


class _Neighbours:
    """Who meets whom at which limit."""

    def __init__(self, rows: Rows) -> None:
        met = np.unique(np.stack([rows.row, rows.unit[rows.column]], axis=1), axis=0)
        self._units = _grouped(met[:, 0], met[:, 1])
        self._rows = _grouped(met[:, 1], met[:, 0])

    def draw(self, rng: np.random.Generator) -> Int64s:
        """Give units that meet at a limit drawn at random, and at limits these share with others.

        Where nobody meets any more, the next limit is drawn at random again.
        """
        free: dict[int, None] = {}
        afar = rng.permutation(list(self._units)).tolist()
        near: list[int] = []
        seen: set[int] = set()
        while len(free) < ROUND_UNITS and (near or afar):
            row = near.pop(int(rng.integers(len(near)))) if near else afar.pop()
            if row not in seen:
                seen.add(row)
                met = rng.permutation(self._units[row])[:MOST_MET].tolist()
                free.update(dict.fromkeys(met))
                near.extend(sorted({other for unit in met for other in self._rows[unit].tolist()}))
        return np.array(list(free)[:ROUND_UNITS], np.int64)


def _grouped(key: Int64s, member: Int64s) -> dict[int, Int64s]:
    order = np.argsort(key, kind="stable")
    names, first = np.unique(key[order], return_index=True)
    return dict(zip(names.tolist(), np.split(member[order], first[1:]), strict=True))
