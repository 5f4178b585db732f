"""Solve one public instance of assignment, generalised assignment or multiple-choice knapsack.

    python -m benchmarks.public FILE --set assign|gap|mmkp [--maximise] [--seconds S] [--json]

Values and bounds are in the file's own units and direction: a minimum has its bound below. A file
that cannot be read ends with one line on standard error and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.arguments import seconds, seed
from benchmarks.quiet import backend_on_stderr
from solver.assignment import InvalidProblem, Problem, Result, SolveParams, solve

WORK_LIMIT = 200_000
HUNDREDTHS = 100
MOST_DIGITS = 100
LARGEST = 10**18
END_OF_FILE = "\x1a"


class BrokenInstance(ValueError):
    """A file that is not an instance of the set it was said to be."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem of the core, and how its values read in the file.

    A value of the file is `sign * value / scale` of the problem's.
    """

    problem: Problem
    sign: int = 1
    scale: int = 1

    def in_own_units(self, number: int) -> int | float:
        """Give a value or a bound as the file would."""
        return self.sign * number if self.scale == 1 else self.sign * number / self.scale


class Numbers:
    """The numbers of a file, one after the other, wherever its lines break."""

    def __init__(self, text: str) -> None:
        self._words = text.split()
        self._read = 0

    def whole(self, what: str, *, least: int | None = None) -> int:
        """Read one whole number."""
        number = self._any_whole(what, least)
        if abs(number) > LARGEST:
            raise BrokenInstance(f"{what}: expected a number up to {LARGEST}, got {number}")
        return number

    def capacities(self, count: int) -> list[int]:
        """Read capacities; any size is one, and beyond the largest use all are alike."""
        names = [f"capacity {at + 1} of {count}" for at in range(count)]
        return [min(self._any_whole(name, 0), LARGEST) for name in names]

    def _any_whole(self, what: str, least: int | None) -> int:
        number = self.decimal(what)
        if number != int(number) or (least is not None and number < least):
            floor = "" if least is None else f" >= {least}"
            raise BrokenInstance(f"{what}: expected a whole number{floor}, got {number}")
        return int(number)

    def wholes(self, what: str, count: int, *, least: int | None = None) -> list[int]:
        """Read several whole numbers."""
        return [self.whole(f"{what} {at + 1} of {count}", least=least) for at in range(count)]

    def decimal(self, what: str) -> Decimal:
        """Read one number."""
        if self._read >= len(self._words):
            raise BrokenInstance(f"{what}: expected a number, got the end of the file")
        word = self._words[self._read]
        self._read += 1
        try:
            number = Decimal(word)
        except InvalidOperation:
            number = Decimal("nan")
        if number.is_finite() and abs(number.adjusted()) >= MOST_DIGITS:
            raise BrokenInstance(
                f"{what}: expected at most {MOST_DIGITS} digits, got '{word[:20]}'"
            )
        if not number.is_finite():
            raise BrokenInstance(f"{what}: expected a number, got '{word[:20]}'")
        return number

    def end(self) -> None:
        """Refuse numbers after the last."""
        if left := len(self._words) - self._read:
            raise BrokenInstance(f"expected the end of the file, got {left} more words")


def read_assign(numbers: Numbers, sign: int) -> Instance:
    """Read n x n costs: each job to a machine of its own."""
    size = numbers.whole("n", least=1)
    cost = np.array(numbers.wholes("cost", size * size)).reshape(size, size)
    numbers.end()
    use = np.ones((size, size), np.int64)
    return Instance(_to_machines(sign * cost, use, np.ones(size, np.int64)), sign)


def read_gap(numbers: Numbers, sign: int) -> Instance:
    """Read m machines x n jobs: costs, then uses, then the machines' capacities."""
    machines, jobs = numbers.whole("m", least=1), numbers.whole("n", least=1)
    cost = np.array(numbers.wholes("cost", machines * jobs)).reshape(machines, jobs)
    use = np.array(numbers.wholes("use", machines * jobs, least=0)).reshape(machines, jobs)
    capacity = np.array(numbers.capacities(machines))
    numbers.end()
    return Instance(_to_machines(sign * cost.T, use.T, capacity), sign)


def read_mmkp(numbers: Numbers, sign: int) -> Instance:
    """Read groups of lines `value use...`; what follows the groups is ignored."""
    groups, lines = numbers.whole("n", least=1), numbers.whole("l", least=1)
    resources = numbers.whole("m", least=1)
    capacity = numbers.capacities(resources)
    values, uses = [], []
    for group in range(1, groups + 1):
        numbers.whole(f"number of group {group}")
        for line in range(1, lines + 1):
            where = f"group {group}, line {line}"
            values.append(_hundredths(f"value of {where}", numbers))
            uses.append(numbers.wholes(f"use of {where},", resources, least=0))
    unit = np.repeat(np.arange(groups), lines)
    problem = _problem(unit, np.array(values), np.array(uses), np.array(capacity))
    return Instance(problem, sign, HUNDREDTHS)


READERS: dict[str, Callable[[Numbers, int], Instance]] = {
    "assign": read_assign,
    "gap": read_gap,
    "mmkp": read_mmkp,
}


def read(path: Path, kind: str, *, maximise: bool = False) -> Instance:
    """Read an instance of a set; multiple-choice knapsacks are always maximised.

    Raises
    ------
    BrokenInstance
        Naming what was expected and what was found.
    """
    sign = 1 if maximise or kind == "mmkp" else -1
    try:
        text = path.read_text(encoding="utf-8-sig").rstrip().rstrip(END_OF_FILE)
        return READERS[kind](Numbers(text), sign)
    except (OSError, UnicodeDecodeError, InvalidProblem, OverflowError) as flaw:
        raise BrokenInstance(str(flaw)) from flaw


def report(instance: Instance, result: Result) -> dict[str, Any]:
    """Give what a solve came to in the file's own units; None for what is not known."""
    return {
        "value": instance.in_own_units(result.value[0]) if result.value else None,
        "bound": instance.in_own_units(result.bound[0]) if result.bound else None,
        "outcome": str(result.outcome),
        "seconds": round(result.seconds, 3),
        "method": result.method,
        "stopped_by": result.stopped_by,
    }


def _hundredths(what: str, numbers: Numbers) -> int:
    number = numbers.decimal(what) * HUNDREDTHS
    if number != int(number):
        raise BrokenInstance(f"{what}: expected at most two decimals, got {number / HUNDREDTHS}")
    return int(number)


def _to_machines(value: np.ndarray, use: np.ndarray, capacity: np.ndarray) -> Problem:
    """Make one option of each job and machine, using that machine alone."""
    jobs, machines = value.shape
    machine = np.tile(np.arange(machines), jobs)
    return Problem(
        capacity=capacity,
        must_place=np.ones(jobs, bool),
        option_unit=np.repeat(np.arange(jobs), machines),
        option_value=value.reshape(-1, 1),
        option_ptr=np.arange(jobs * machines + 1),
        option_resource=machine,
        option_use=use.ravel(),
    )


def _problem(unit: np.ndarray, value: np.ndarray, use: np.ndarray, capacity: np.ndarray) -> Problem:
    """Make options that use every resource, each by its own amount."""
    options, resources = use.shape
    return Problem(
        capacity=capacity,
        must_place=np.ones(int(unit.max()) + 1, bool),
        option_unit=unit,
        option_value=value.reshape(-1, 1),
        option_ptr=np.arange(options + 1) * resources,
        option_resource=np.tile(np.arange(resources), options),
        option_use=use.ravel(),
    )


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.public", description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--set", dest="kind", choices=sorted(READERS), required=True)
    parser.add_argument("--maximise", action="store_true", help="read costs as values")
    parser.add_argument("--seconds", type=seconds, default=300.0, help="limit of the whole solve")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    asked = _arguments(arguments)
    try:
        instance = read(asked.file, asked.kind, maximise=asked.maximise)
    except BrokenInstance as flaw:
        print(f"{asked.file.name}: {flaw}".replace("\n", " "), file=sys.stderr)
        return 2
    params = SolveParams(seed=asked.seed, work_limit=WORK_LIMIT, time_limit_s=asked.seconds)
    with backend_on_stderr():
        result = solve(instance.problem, params)
    seen = report(instance, result)
    if asked.json:
        print(json.dumps(seen))
    else:
        print(f"{asked.file.name}: " + ", ".join(f"{name} {seen[name]}" for name in seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
