"""The problem as a linear or integer programme for the solvers of OR-Tools (MathOpt)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.highs_pb2 import HighsOptionsProto
from ortools.util.python.solve_interrupter import SolveInterrupter
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

from solver.assignment.problem import Bools, Int64s, Problem
from solver.assignment.rows import Rows

Float64s = NDArray[np.float64]
INFINITY = float("inf")
READ_PER_SECOND = 50_000  #: columns; what reading them in takes is not in a time limit
MOST_NODES = 2**31 - 1
LOOK_S, PATIENCE_S = 0.05, 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """A model whose first variables are the columns and whose first rows are the limits."""

    model: mathopt.Model
    rows: Rows
    columns: Int64s = field(repr=False)


def program_of(
    problem: Problem, rows: Rows, columns: Int64s, *, whole: bool, kept: Int64s | None = None
) -> Program:
    """Build the programme over some of the columns; `whole` asks for integers.

    What `kept` columns use is taken off the limits, and their units have no choice left: none of
    `columns` may be theirs. Minimum use if used is modelled only when `whole`: relaxed it says
    nothing.
    """
    draft = _Draft()
    place = np.full(rows.columns, -1, np.int64)
    place[columns] = np.arange(len(columns))
    decided = np.zeros(problem.units, bool)
    used = np.zeros(len(rows.limit), np.int64)
    if kept is not None:
        decided[rows.unit[kept]] = True
        used = rows.use_of(kept)
    draft.variables(rows.worth[columns].astype(float), whole=whole)
    inside = place[rows.column] >= 0
    draft.rows(-INFINITY, (rows.limit - used).astype(float))
    draft.entries(rows.row[inside], place[rows.column[inside]], rows.amount[inside])
    _one_option_each(problem, rows, columns, decided, draft)
    if whole and problem.min_use_if_used is not None:
        _minimum_use(problem, rows, place, used, draft)
    return Program(mathopt.Model.from_model_proto(draft.proto()), rows, columns)


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a solve early: the work done, the clock in seconds, or the caller.

    `nodes` of the search tree count for HiGHS, `effort` in CP-SAT's own deterministic seconds.
    """

    nodes: int | None = None
    effort: float | None = None
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


NOTHING_KNOWN = Solved(taken=None, price=None, bound=INFINITY, proven=False, infeasible=False)


def solve_whole(program: Program, limits: Limits) -> Solved:
    """Solve a whole programme to a gap of exactly 0, or until a limit (HiGHS, one thread)."""
    params = _exactly(program, limits)
    params.highs = one_quiet_thread()
    if limits.nodes is not None:
        params.node_limit = min(limits.nodes, MOST_NODES)
    return _left_behind_if_deaf(
        lambda: _solve(program, mathopt.SolverType.HIGHS, params, interrupter=limits.interrupter),
        limits.interrupter,
    )


def _left_behind_if_deaf(
    call: Callable[[], Solved], interrupter: SolveInterrupter | None
) -> Solved:
    """Call a backend; one that does not end soon after an interrupt is left to itself.

    HiGHS looks for an interrupt between nodes only, and a node may take many seconds.
    """
    if interrupter is None:
        return call()
    answer: Future[Solved] = Future()

    def carry() -> None:
        try:
            answer.set_result(call())
        except BaseException as flaw:
            answer.set_exception(flaw)

    threading.Thread(target=carry, daemon=True).start()
    patience = PATIENCE_S
    while patience > 0:
        try:
            return answer.result(timeout=LOOK_S)
        except TimeoutError:
            patience -= LOOK_S if interrupter.interrupted else 0.0
    return NOTHING_KNOWN


def solve_rest(program: Program, limits: Limits, hint: Bools) -> Solved:
    """Solve a small whole programme in exact integers, from the columns hinted at (CP-SAT)."""
    params = _exactly(program, limits)
    params.threads = 1
    params.cp_sat.linearization_level = 2
    if limits.effort is not None:
        params.cp_sat.max_deterministic_time = limits.effort
    shares = dict(zip(_variables(program), hint.astype(float).tolist(), strict=True))
    start = mathopt.ModelSolveParameters(
        solution_hints=[mathopt.SolutionHint(variable_values=shares)]
    )
    return _solve(program, mathopt.SolverType.CP_SAT, params, start, limits.interrupter)


def one_quiet_thread() -> HighsOptionsProto:
    """Pin HiGHS to one thread in its own options: MathOpt's `threads` it does not take."""
    return HighsOptionsProto(
        int_options={"threads": 1},
        string_options={"parallel": "off"},
        bool_options={"output_flag": False},
    )


def _exactly(program: Program, limits: Limits) -> mathopt.SolveParameters:
    seconds = limits.seconds
    if seconds is not None:
        seconds -= len(program.columns) / READ_PER_SECOND
    return mathopt.SolveParameters(
        time_limit=None if seconds is None else timedelta(seconds=max(0.01, seconds)),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
        random_seed=0,
    )


def _variables(program: Program) -> list[mathopt.Variable]:
    return list(program.model.variables())[: len(program.columns)]


def _solve(
    program: Program,
    backend: mathopt.SolverType,
    params: mathopt.SolveParameters,
    start: mathopt.ModelSolveParameters | None = None,
    interrupter: SolveInterrupter | None = None,
) -> Solved:
    """Solve a programme; where the backend itself fails, nothing is known.

    MathOpt turns a backend's status into one of many exceptions, or fails in turning it.
    """
    try:
        result = mathopt.solve(
            program.model, backend, params=params, model_params=start, interrupter=interrupter
        )
    except Exception as flaw:
        if not isinstance(flaw.__context__, StatusNotOk):
            raise
        _log.warning("%s could not solve a programme: %s", backend.name, flaw.__context__)
        return NOTHING_KNOWN
    reason = result.termination.reason
    limits = list(program.model.linear_constraints())[: len(program.rows.limit)]
    has_plan, has_price = result.has_primal_feasible_solution(), result.has_dual_feasible_solution()
    return Solved(
        taken=np.array(result.variable_values(_variables(program))) if has_plan else None,
        price=np.array(result.dual_values(limits)) if has_price else None,
        bound=result.best_objective_bound(),
        proven=reason is mathopt.TerminationReason.OPTIMAL,
        infeasible=reason is mathopt.TerminationReason.INFEASIBLE,
    )


def _one_option_each(
    problem: Problem, rows: Rows, columns: Int64s, decided: NDArray[np.bool_], draft: _Draft
) -> None:
    is_option = columns < problem.options
    unit = rows.unit[columns]
    here = np.arange(len(columns))
    asked = problem.must_place & ~decided
    asked[unit] = True
    first, rank = _row_each(asked, asked & problem.must_place, 1.0, draft)
    draft.entries(first + rank[unit[is_option]], here[is_option], np.ones(is_option.sum()))
    needs = np.append(problem.option_needs_companion, np.zeros(problem.companions, np.bool_))
    needs = needs[columns]
    accompanied = np.zeros(problem.units, bool)
    accompanied[unit[needs | ~is_option]] = True
    first, rank = _row_each(accompanied, np.zeros(problem.units), 0.0, draft)
    sign = np.where(is_option, -1.0 * needs, 1.0)
    mine = accompanied[unit]
    draft.entries(first + rank[unit[mine]], here[mine], sign[mine])


def _row_each(
    asked: NDArray[np.bool_], low: NDArray[np.generic], high: float, draft: _Draft
) -> tuple[int, Int64s]:
    """Add a row for each unit asked for; give the first, and the place of each unit after it."""
    first = draft.rows(low[asked].astype(float), np.full(int(asked.sum()), high))
    return first, np.cumsum(asked) - 1


def _minimum_use(problem: Problem, rows: Rows, place: Int64s, used: Int64s, draft: _Draft) -> None:
    """Ask of each resource, with what is used of it already: nothing, or enough."""
    assert problem.min_use_if_used is not None  # noqa: S101 - the caller looked
    least = problem.min_use_if_used
    limited = np.flatnonzero(least > 0)
    rank = np.full(len(rows.limit), -1)
    rank[limited] = np.arange(len(limited))
    opened = draft.variables(np.zeros(len(limited)), whole=True)
    at = np.flatnonzero((rank[rows.row] >= 0) & (place[rows.column] >= 0))
    mine, column = rank[rows.row[at]], place[rows.column[at]]
    for sign, per_open in ((1.0, -rows.limit[limited]), (-1.0, least[limited])):
        first = draft.rows(-INFINITY, -sign * used[limited])
        draft.entries(first + mine, column, sign * rows.amount[at])
        draft.entries(first + np.arange(len(limited)), opened + np.arange(len(limited)), per_open)


class _Draft:
    """Collects variables, rows and entries as arrays."""

    def __init__(self) -> None:
        self._proto = model_pb2.ModelProto()
        self._proto.objective.maximize = True
        self._entries: list[tuple[Int64s, Int64s, Float64s]] = []
        self._variables = self._rows = 0

    def variables(self, worth: Float64s, *, whole: bool) -> int:
        """Add variables in [0, 1]; give the number of the first."""
        first, count = self._variables, len(worth)
        numbers = range(first, first + count)
        self._proto.variables.ids.extend(numbers)
        self._proto.variables.lower_bounds.extend([0.0] * count)
        self._proto.variables.upper_bounds.extend([1.0] * count)
        self._proto.variables.integers.extend([whole] * count)
        valued = np.flatnonzero(worth)
        self._proto.objective.linear_coefficients.ids.extend((valued + first).tolist())
        self._proto.objective.linear_coefficients.values.extend(worth[valued].tolist())
        self._variables += count
        return first

    def rows(self, low: float | Float64s, high: NDArray[np.generic]) -> int:
        """Add rows between two limits; give the number of the first."""
        first, count = self._rows, len(high)
        self._proto.linear_constraints.ids.extend(range(first, first + count))
        self._proto.linear_constraints.lower_bounds.extend(np.broadcast_to(low, count).tolist())
        self._proto.linear_constraints.upper_bounds.extend(high.astype(float).tolist())
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
