"""HiGHS and SCIP through MathOpt: one integer programme, both cores, no gap allowed."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from benchmarks.peer import Answer, Given, Kind

SOLVERS = {"HiGHS": mathopt.SolverType.HIGHS, "SCIP": mathopt.SolverType.GSCIP}


def solved(name: str, given: Given, seconds: float) -> Answer | None:
    """Build the programme and solve it in the time left; None without a plan."""
    began = perf_counter()
    model, takes, mates = _model(given)
    left = max(0.1, seconds - (perf_counter() - began))
    result = mathopt.solve(model, SOLVERS[name], params=_parameters(name, left))
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    return Answer(
        _chosen(given, given.option, [values[take] > 0.5 for take in takes]),
        _chosen(given, given.companion, [values[mate] > 0.5 for mate in mates]),
        result.termination.reason.name.lower(),
        result.best_objective_bound(),
    )


def _model(
    given: Given,
) -> tuple[mathopt.Model, list[mathopt.Variable], list[mathopt.Variable]]:
    model = mathopt.Model()
    takes = [model.add_binary_variable() for _ in given.option.unit]
    mates = [model.add_binary_variable() for _ in given.companion.unit]
    for unit in range(given.units):
        placed = mathopt.fast_sum([takes[row] for row in given.option.of[unit]])
        model.add_linear_constraint(placed == 1 if given.must_place[unit] else placed <= 1)
        if given.needy[unit]:
            with_whom = mathopt.fast_sum([mates[row] for row in given.companion.of[unit]])
            model.add_linear_constraint(with_whom == placed)
    for limit, terms in _limits(given, takes, mates):
        model.add_linear_constraint(mathopt.fast_sum(terms) <= limit)
    worths = zip([*takes, *mates], [*given.option.value, *given.companion.value], strict=True)
    model.maximize(mathopt.fast_sum([value * variable for variable, value in worths]))
    return model, takes, mates


def _limits(
    given: Given, takes: list[mathopt.Variable], mates: list[mathopt.Variable]
) -> list[tuple[int, list[mathopt.LinearTerm]]]:
    used: list[list[mathopt.LinearTerm]] = [[] for _ in given.capacity]
    for kind, variables in ((given.option, takes), (given.companion, mates)):
        for variable, uses in zip(variables, kind.uses, strict=True):
            for resource, amount in uses:
                used[resource].append(amount * variable)
    return [(limit, terms) for limit, terms in zip(given.capacity, used, strict=True) if terms]


def _parameters(name: str, seconds: float) -> mathopt.SolveParameters:
    params = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )
    if name == "HiGHS":
        params.highs = highs_pb2.HighsOptionsProto(
            int_options={"threads": 2}, bool_options={"output_flag": False}
        )
    return params


def _chosen(given: Given, kind: Kind, taken: list[bool]) -> list[int]:
    chosen = [-1] * given.units
    for row, unit in enumerate(kind.unit):
        if taken[row]:
            chosen[unit] = row
    return chosen
