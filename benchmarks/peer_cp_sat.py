"""CP-SAT with what is best known for it here: eight workers and the full linear relaxation."""

from __future__ import annotations

from time import perf_counter

from ortools.sat.python import cp_model

from benchmarks.peer import Answer, Given, Kind

WORKERS = 8
LINEARIZATION = 2


def solved(_name: str, given: Given, seconds: float) -> Answer | None:
    """Build the model and solve it in the time left; None without a plan."""
    began = perf_counter()
    model, takes, mates = _model(given)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.linearization_level = LINEARIZATION
    solver.parameters.relative_gap_limit = 0.0
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (perf_counter() - began))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return Answer(
        _chosen(given, given.option, [solver.boolean_value(take) for take in takes]),
        _chosen(given, given.companion, [solver.boolean_value(mate) for mate in mates]),
        solver.status_name(status).lower(),
        solver.best_objective_bound,
    )


def _model(
    given: Given,
) -> tuple[cp_model.CpModel, list[cp_model.IntVar], list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in given.option.unit]
    mates = [model.new_bool_var("") for _ in given.companion.unit]
    for unit in range(given.units):
        mine = [takes[row] for row in given.option.of[unit]]
        (model.add_exactly_one if given.must_place[unit] else model.add_at_most_one)(mine)
        if given.needy[unit]:
            with_whom = [mates[row] for row in given.companion.of[unit]]
            model.add(cp_model.LinearExpr.sum(with_whom) == cp_model.LinearExpr.sum(mine))
    used: list[tuple[list[cp_model.IntVar], list[int]]] = [([], []) for _ in given.capacity]
    for kind, variables in ((given.option, takes), (given.companion, mates)):
        for variable, uses in zip(variables, kind.uses, strict=True):
            for resource, amount in uses:
                used[resource][0].append(variable)
                used[resource][1].append(amount)
    for limit, (variables, amounts) in zip(given.capacity, used, strict=True):
        model.add(cp_model.LinearExpr.weighted_sum(variables, amounts) <= limit)
    worth = [*given.option.value, *given.companion.value]
    model.maximize(cp_model.LinearExpr.weighted_sum([*takes, *mates], worth))
    return model, takes, mates


def _chosen(given: Given, kind: Kind, taken: list[bool]) -> list[int]:
    chosen = [-1] * given.units
    for row, unit in enumerate(kind.unit):
        if taken[row]:
            chosen[unit] = row
    return chosen
