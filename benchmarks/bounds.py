"""Measure how far the bound of prices is above the proven optimum, form by form of problem.

    python -m benchmarks.bounds [--people 60] [--seeds 10] [--out docs/benchmarks/bounds.md]

Small regions are drawn and given one more rule each; their optimum is proven by the integer
programme. Beside the bound of the walk stands that of the linear relaxation, solved by GLOP.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
from ortools.math_opt.python import mathopt

from benchmarks.arguments import OneLineParser, count
from benchmarks.drawing import drawn, problem_of
from benchmarks.measure import ROOT
from benchmarks.regions_page import percent, spread
from benchmarks.stored import machine, measured_now
from solver.assignment import Outcome, Problem, SolveParams, solve
from solver.assignment.dual import CLOSE, FAR, FIRST, descend
from solver.assignment.effort import Effort
from solver.assignment.program import program_of
from solver.assignment.region import Region
from solver.assignment.rows import rows_of, values
from solver.assignment.walking import ALONE

LAND_KM, TOWNS, TOP = (15, 15), 2, 20
TEAM = 3
PAIRED, SHARE_OF_TWO = 6, 0.6
HALVES = (((0,), 0.5), ((1,), 0.45), ((0, 1), 1.0))
CHANGED = 0.1
GROUPS, FLOORED = 4, 0.5
DRAFT = SolveParams(work_limit=100)
PROOF = SolveParams(work_limit=50_000, time_limit_s=120.0)
HEADER = """\
# How tight the bound is

Written by `python -m benchmarks.bounds`; nothing here is typed by hand. Each row adds one rule to
the same small regions. The optimum is proven by the integer programme; a figure is how far a bound
is above it, (bound - optimum) / optimum, the median and, after the slash, the worst. The walk's
bound is exact in each house and prices the rest; the linear relaxation is solved to its end by
GLOP. Neither knows of minimum use.

| rule | people | proven | walk | linear relaxation |
|---|---|---|---|---|
"""

Option = tuple[int, int, dict[int, int]]


def plain(problem: Problem, _rng: np.random.Generator) -> Problem:
    """Leave seats, guides' and coaches' minutes as they are drawn."""
    return problem


def teams(problem: Problem, _rng: np.random.Generator) -> Problem:
    """Open a place of three seats or more for three people, or for nobody."""
    seats = np.zeros(problem.resources, np.int64)
    seats[problem.option_resource[problem.option_ptr[:-1]]] = TEAM
    return replace(problem, min_use_if_used=np.where(problem.capacity >= TEAM, seats, 0))


def two_places(problem: Problem, _rng: np.random.Generator) -> Problem:
    """Let a person combine any two of the six best places that are in different houses."""
    options = _options(problem)
    house = problem.resource_house[problem.option_resource[problem.option_ptr[:-1]]]
    both: list[Option] = []
    for unit in range(problem.units):
        mine = np.flatnonzero(problem.option_unit == unit)
        best = mine[np.argsort(-problem.option_value[mine, 0], kind="stable")][:PAIRED]
        for one, other in combinations(best.tolist(), 2):
            if house[one] != house[other]:
                value = int(SHARE_OF_TWO * (options[one][1] + options[other][1]))
                both.append((unit, value, options[one][2] | options[other][2]))
    return _with(problem, options + both)


def two_periods(problem: Problem, _rng: np.random.Generator) -> Problem:
    """Let each place be taken for the first half of the year, the second, or all of it."""
    later = problem.resources
    options = [
        (
            unit,
            int(share * value),
            {r + half * later: u for half in halves for r, u in uses.items()},
        )
        for unit, value, uses in _options(problem)
        for halves, share in HALVES
    ]
    twice = replace(
        problem,
        capacity=np.tile(problem.capacity, 2),
        resource_house=np.tile(problem.resource_house, 2),
    )
    return _with(twice, options)


def change_budget(problem: Problem, rng: np.random.Generator) -> Problem:
    """Begin from a plan that was good for other wishes, and let few people leave it."""
    other = replace(problem, option_value=rng.permutation(problem.option_value))
    present = solve(other, DRAFT).choice
    budget = int(CHANGED * problem.units)
    return replace(problem, present_option=present, change_budget=budget)


def floors(problem: Problem, rng: np.random.Generator) -> Problem:
    """Ask for places for half of each of four groups."""
    group = rng.integers(0, GROUPS, problem.units).astype(np.int32)
    size = np.bincount(group, minlength=GROUPS)
    return replace(problem, unit_group=group, group_floor=(FLOORED * size).astype(np.int64))


FORMS: tuple[Callable[[Problem, np.random.Generator], Problem], ...] = (
    plain,
    two_places,
    two_periods,
    change_budget,
    floors,
    teams,
)


def _options(problem: Problem) -> list[Option]:
    pairs = zip(problem.option_resource.tolist(), problem.option_use.tolist(), strict=True)
    used = [*pairs]
    first = problem.option_ptr.tolist()
    return [
        (unit, value, dict(used[begin:end]))
        for unit, value, begin, end in zip(
            problem.option_unit.tolist(),
            problem.option_value[:, 0].tolist(),
            first[:-1],
            first[1:],
            strict=True,
        )
    ]


def _with(problem: Problem, options: list[Option]) -> Problem:
    used = [pair for _, _, uses in options for pair in uses.items()]
    return replace(
        problem,
        option_unit=np.array([unit for unit, _, _ in options]),
        option_value=np.array([[value] for _, value, _ in options]),
        option_ptr=np.cumsum([0, *(len(uses) for _, _, uses in options)]),
        option_resource=np.array([resource for resource, _ in used]),
        option_use=np.array([use for _, use in used]),
    )


def walked(problem: Problem) -> int:
    """Give the bound of a walk to its end."""
    region = Region.of(problem, values(problem, 0))
    for phase in (FIRST, FAR, CLOSE):
        descend(region, phase, Effort(np.inf), ALONE, lambda: True)
    return region.bound


def relaxed(problem: Problem) -> float:
    """Give the value of the linear relaxation."""
    rows = rows_of(problem)
    program = program_of(problem, rows, np.arange(rows.columns), whole=False)
    return mathopt.solve(program.model, mathopt.SolverType.GLOP).objective_value()


def measured(people: int, seed: int, form: Callable[..., Problem]) -> tuple[float, float] | None:
    """Give how far both bounds are above the optimum; None where it was not proven."""
    rng = np.random.default_rng(seed)
    region = problem_of(drawn(people, rng, land_km=LAND_KM, towns=TOWNS), TOP)
    problem = form(Problem(**region), rng)
    result = solve(problem, PROOF)
    if result.outcome is not Outcome.OPTIMAL or result.value is None:
        return None
    best = result.value[0]
    return (walked(problem) - best) / best, (relaxed(problem) - best) / best


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="benchmarks.bounds", description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=count, default=60)
    parser.add_argument("--seeds", type=count, default=10)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "bounds.md")
    asked: argparse.Namespace = parser.parse_args(arguments)
    now, rows = measured_now(), []
    for form in FORMS:
        tries = [measured(asked.people, seed, form) for seed in range(1, asked.seeds + 1)]
        proven = [gaps for gaps in tries if gaps is not None]
        cells = [spread([gap[at] for gap in proven], percent) if proven else "–" for at in (0, 1)]
        name = form.__name__.replace("_", " ")
        rows.append(
            f"| {name} | {asked.people} | {len(proven)} of {len(tries)} | {' | '.join(cells)} |"
        )
        print(rows[-1], flush=True)
    asked.out.write_text(HEADER + "\n".join(rows) + f"\n\n{machine([now])}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
