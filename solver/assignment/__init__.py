"""The assignment core: units take options that use scarce resources; it knows no people."""

from solver.assignment.inspection import InvalidProblem
from solver.assignment.pricing import of_units, prices_of
from solver.assignment.problem import Problem
from solver.assignment.result import Outcome, Result, TracePoint
from solver.assignment.solve import SolveParams, solve
from solver.assignment.verify import usage_of, value_of, violations

__all__ = [
    "InvalidProblem",
    "Outcome",
    "Problem",
    "Result",
    "SolveParams",
    "TracePoint",
    "of_units",
    "prices_of",
    "solve",
    "usage_of",
    "value_of",
    "violations",
]
