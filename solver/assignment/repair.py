"""Repair: free the units that meet at a few limits, keep all others, and solve that part whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.assignment.pool import NOBODY, Plan
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import Limits, program_of, solve_rest
from solver.assignment.rows import Rows, keeps

ROUND_UNITS = 70
ROUND_EFFORT = 0.2
MOST_MET = 10
WHOLE_EFFORT = 4.0


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """The columns that may be taken, and who meets whom at which limit.

    `pool` holds columns, sorted; `rows` the limits of the problem among them.
    """

    problem: Problem
    rows: Rows
    pool: Int64s
    units_at: dict[int, Int64s]
    rows_of: dict[int, Int64s]

    @classmethod
    def of(cls, problem: Problem, rows: Rows, pool: Int64s) -> Neighbourhoods:
        """See who meets among some of the columns."""
        among = rows.among(pool)
        met = np.unique(np.stack([among.row, rows.unit[among.column]], axis=1), axis=0)
        at, of = _grouped(met[:, 0], met[:, 1]), _grouped(met[:, 1], met[:, 0])
        return cls(problem, among, pool, at, of)

    def repaired(self, plan: Plan, rng: np.random.Generator, limits: Limits) -> Plan:
        """Solve one neighbourhood of a plan whole; never worse."""
        free = self.draw(rng)
        pool = np.union1d(self.pool, plan)
        kept = plan[~np.isin(self.rows.unit[plan], free)]
        columns = pool[np.isin(self.rows.unit[pool], free)]
        found = self._completed(columns, kept, plan, limits)
        better = found is not None and self.rows.worth[found].sum() >= self.rows.worth[plan].sum()
        return found if found is not None and better else plan

    def completed(self, hint: Plan, limits: Limits) -> Plan | None:
        """Look for any plan among the columns, near one that owes something; or None."""
        return self._completed(np.union1d(self.pool, hint), NOBODY, hint, limits)

    def draw(self, rng: np.random.Generator) -> Int64s:
        """Give units that meet at a limit drawn at random, and at limits these share with others.

        Where nobody meets any more, the next limit is drawn at random again.
        """
        free: dict[int, None] = {}
        afar = rng.permutation(list(self.units_at)).tolist()
        near: list[int] = []
        seen: set[int] = set()
        while len(free) < ROUND_UNITS and (near or afar):
            row = near.pop(int(rng.integers(len(near)))) if near else afar.pop()
            if row not in seen:
                seen.add(row)
                met = rng.permutation(self.units_at[row])[:MOST_MET].tolist()
                free.update(dict.fromkeys(met))
                near.extend(sorted({o for unit in met for o in self.rows_of[unit].tolist()}))
        return np.array(list(free)[:ROUND_UNITS], np.int64)

    def _completed(self, columns: Int64s, kept: Plan, hint: Plan, limits: Limits) -> Plan | None:
        program = program_of(self.problem, self.rows, columns, whole=True, kept=kept)
        taken = solve_rest(program, limits, np.isin(columns, hint)).taken
        if taken is None:
            return None
        plan = np.concatenate([kept, columns[taken > 0.5]])
        return plan if keeps(self.problem, self.rows, plan) else None


def _grouped(key: Int64s, member: Int64s) -> dict[int, Int64s]:
    order = np.argsort(key, kind="stable")
    names, first = np.unique(key[order], return_index=True)
    groups = np.split(member[order], first[1:])[: len(names)]
    return dict(zip(names.tolist(), groups, strict=True))
