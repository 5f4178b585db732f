"""The problem as a linear or integer programme for the solvers of OR-Tools (MathOpt)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from solver.assignment.problem import Int64s, Problem
from solver.assignment.rows import Rows

Float64s = NDArray[np.float64]
INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Program:
    """A model whose first variables are the columns and whose first rows are the limits."""

    model: mathopt.Model
    rows: Rows
    columns: Int64s = field(repr=False)


def program_of(
    problem: Problem, rows: Rows, columns: Int64s, *, whole: bool, fixed: Int64s | None = None
) -> Program:
    """Build the programme over some of the columns; `whole` asks for integers.

    `fixed` columns are taken whatever happens. Minimum use if used is modelled only when `whole`:
    relaxed it says nothing.
    """
    draft = _Draft()
    place = np.full(rows.columns, -1, np.int64)
    place[columns] = np.arange(len(columns))
    least = np.zeros(len(columns))
    if fixed is not None:
        least[place[fixed]] = 1
    draft.variables(rows.worth[columns].astype(float), whole=whole, least=least)
    inside = place[rows.column] >= 0
    draft.rows(-INFINITY, rows.limit.astype(float))
    draft.entries(rows.row[inside], place[rows.column[inside]], rows.amount[inside])
    _one_option_each(problem, rows, columns, draft)
    if whole and problem.min_use_if_used is not None:
        _minimum_use(problem, rows, place, draft)
    return Program(mathopt.Model.from_model_proto(draft.proto()), rows, columns)


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a solve early: nodes of the search tree, the clock in seconds, or the caller."""

    nodes: int | None = None
    seconds: float | None = None
    interrupter: SolveInterrupter | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """What a backend says; nothing of it is believed without a certificate or the judge.

    `taken` is a share per column of the programme, None without a plan; `price` one per row of
    limits, None without; `bound` holds for whole programmes when the backend is right.
    """

    taken: Float64s | None
    price: Float64s | None
    bound: float
    proven: bool
    infeasible: bool


def solve_relaxed(program: Program) -> Solved:
    """Solve a programme without asking for integers (simplex: GLOP)."""
    return _solve(program, mathopt.SolverType.GLOP, mathopt.SolveParameters())


def solve_whole(program: Program, limits: Limits, seed: int = 0) -> Solved:
    """Solve a whole programme to a gap of exactly 0, or until a limit (HiGHS)."""
    clock = None if limits.seconds is None else timedelta(seconds=max(0.01, limits.seconds))
    params = mathopt.SolveParameters(
        node_limit=limits.nodes,
        time_limit=clock,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
        random_seed=seed % 2**31,
    )
    return _solve(program, mathopt.SolverType.HIGHS, params, limits.interrupter)


def _solve(
    program: Program,
    backend: mathopt.SolverType,
    params: mathopt.SolveParameters,
    interrupter: SolveInterrupter | None = None,
) -> Solved:
    result = mathopt.solve(program.model, backend, params=params, interrupter=interrupter)
    reason = result.termination.reason
    variables = list(program.model.variables())[: len(program.columns)]
    limits = list(program.model.linear_constraints())[: len(program.rows.limit)]
    has_plan, has_price = result.has_primal_feasible_solution(), result.has_dual_feasible_solution()
    return Solved(
        taken=np.array(result.variable_values(variables)) if has_plan else None,
        price=np.array(result.dual_values(limits)) if has_price else None,
        bound=result.best_objective_bound(),
        proven=reason is mathopt.TerminationReason.OPTIMAL,
        infeasible=reason is mathopt.TerminationReason.INFEASIBLE,
    )


def _one_option_each(problem: Problem, rows: Rows, columns: Int64s, draft: _Draft) -> None:
    is_option = columns < problem.options
    unit = rows.unit[columns]
    here = np.arange(len(columns))
    first = draft.rows(problem.must_place.astype(float), np.ones(problem.units))
    draft.entries(first + unit[is_option], here[is_option], np.ones(is_option.sum()))
    needy = np.flatnonzero(problem.unit_needs_companion)
    if not len(needy):
        return
    rank = np.full(problem.units, -1)
    rank[needy] = np.arange(len(needy))
    first = draft.rows(np.zeros(len(needy)), np.zeros(len(needy)))
    with_rank = rank[unit] >= 0
    sign = np.where(is_option, -1.0, 1.0)
    draft.entries(first + rank[unit[with_rank]], here[with_rank], sign[with_rank])


def _minimum_use(problem: Problem, rows: Rows, place: Int64s, draft: _Draft) -> None:
    assert problem.min_use_if_used is not None  # noqa: S101 - the caller looked
    least = problem.min_use_if_used
    limited = np.flatnonzero(least > 0)
    rank = np.full(len(rows.limit), -1)
    rank[limited] = np.arange(len(limited))
    opened = draft.variables(np.zeros(len(limited)), whole=True)
    at = np.flatnonzero((rank[rows.row] >= 0) & (place[rows.column] >= 0))
    mine, column = rank[rows.row[at]], place[rows.column[at]]
    for sign, per_open in ((1.0, -rows.limit[limited]), (-1.0, least[limited])):
        first = draft.rows(-INFINITY, np.zeros(len(limited)))
        draft.entries(first + mine, column, sign * rows.amount[at])
        draft.entries(first + np.arange(len(limited)), opened + np.arange(len(limited)), per_open)


class _Draft:
    """Collects variables, rows and entries as arrays."""

    def __init__(self) -> None:
        self._proto = model_pb2.ModelProto()
        self._proto.objective.maximize = True
        self._entries: list[tuple[Int64s, Int64s, Float64s]] = []
        self._variables = self._rows = 0

    def variables(self, worth: Float64s, *, whole: bool, least: Float64s | None = None) -> int:
        """Add variables in [least or 0, 1]; give the number of the first."""
        first, count = self._variables, len(worth)
        numbers = range(first, first + count)
        self._proto.variables.ids.extend(numbers)
        self._proto.variables.lower_bounds.extend(
            [0.0] * count if least is None else least.tolist()
        )
        self._proto.variables.upper_bounds.extend([1.0] * count)
        self._proto.variables.integers.extend([whole] * count)
        valued = np.flatnonzero(worth)
        self._proto.objective.linear_coefficients.ids.extend((valued + first).tolist())
        self._proto.objective.linear_coefficients.values.extend(worth[valued].tolist())
        self._variables += count
        return first

    def rows(self, low: float | Float64s, high: Float64s) -> int:
        """Add rows between two limits; give the number of the first."""
        first, count = self._rows, len(high)
        self._proto.linear_constraints.ids.extend(range(first, first + count))
        self._proto.linear_constraints.lower_bounds.extend(np.broadcast_to(low, count).tolist())
        self._proto.linear_constraints.upper_bounds.extend(high.tolist())
        self._rows += count
        return first

    def entries(self, row: Int64s, column: Int64s, amount: NDArray[np.generic]) -> None:
        """Add coefficients; those of one place add up."""
        self._entries.append((row, column, amount.astype(float)))

    def proto(self) -> model_pb2.ModelProto:
        """Give the model, its coefficients in row order and each place once."""
        row, column, amount = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        key, where = np.unique(row * max(self._variables, 1) + column, return_inverse=True)
        summed = np.bincount(where, weights=amount, minlength=len(key))
        kept = summed != 0
        matrix = self._proto.linear_constraint_matrix
        matrix.row_ids.extend((key[kept] // max(self._variables, 1)).astype(int).tolist())
        matrix.column_ids.extend((key[kept] % max(self._variables, 1)).astype(int).tolist())
        matrix.coefficients.extend(summed[kept].tolist())
        return self._proto
