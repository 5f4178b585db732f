"""Some wait and others come: by which prices the best place that is left is given.

    python -m benchmarks.arrivals_waiting [--days 60] [--seed 1] [--seeds 8] [--json]
                                          [--out docs/benchmarks/arrivals-waiting.md]

As `benchmarks.arrivals`, but a share of the people wait from the first day on, and are asked to the
desk at a moment drawn for each; the others are known when they come. Everybody takes the first
place of the list, at prices that are computed anew every week:

- `greedy`: none.
- `plan`: those of a plan of the people who wait (`prices_of`).
- `hold_back`: what people who are expected would give: as many as came in the last four weeks, for
  the next four weeks (`solver/holdback.py`). Nobody is told the last day.
- `larger`, `sum`: of these two for each thing that is scarce; short lists take the larger.
- `together`: those of one problem of the people who wait and those who are expected.

With `--json` a line per seed and share is printed; without it the page is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from benchmarks.arguments import OneLineParser, count, seed
from benchmarks.arrivals import WEEK, Given, drawn
from benchmarks.measure import ROOT
from benchmarks.stored import Line, machine, measured_now
from solver.assignment import Problem, of_units, prices_of, value_of
from solver.assignment.problem import Bools, Int64s
from solver.holdback import DAYS, hold_back_prices
from solver.taken import Prices

RULES = ("greedy", "plan", "hold_back", "larger", "sum", "together")
SHARES = (0, 50, 80)
HEADER = """\
# Some wait and others come

Written by `python -m benchmarks.arrivals_waiting`; nothing here is typed by hand. The people and
places of `arrivals.md`, {people} people in {days} days, of whom some wait from the first day on and
are asked to the desk at a moment drawn for each; the others are known when they come. Each takes
the first place of the list and keeps it, at prices computed anew every week: of a plan of those who
wait (*plan*); what people who are expected would give, as many as came in the last four weeks
(*hold-back*); for each thing the *larger* of the two, as short lists do, or their *sum*; or of one
problem of all of them (*together*). Nobody has a proposal of their own here, and no list is held.

A cell: by how much all that is given is worth more than without prices, of {seeds} seeds the least,
the median and the most; the median of the people placed; on how many seeds it is worth more than by
the plan.

| waiting | {rules} |
|---|{lines}
"""


@dataclass(frozen=True)
class Calls:
    """Who stands at the desk when: units in their order, the day of each, who waits already."""

    problem: Problem
    unit: Int64s
    day: Int64s
    waits: Bools
    days: int

    @classmethod
    def of(cls, problem: Problem, days: int, seed: int, share: int) -> Calls:
        """Draw a moment for each unit, all as likely, and who of them wait (percent)."""
        dice = np.random.default_rng([seed, days, share])
        moment = dice.uniform(0, days, problem.units)
        unit = np.argsort(moment, kind="stable")
        waits = dice.permutation(problem.units) < problem.units * share // 100
        return cls(problem, unit, moment[unit].astype(np.int64), waits[unit], days)

    def prices(self, rule: str, day: int, left: Int64s) -> Prices:
        """Give the prices of a day, of what is left."""
        waiting = self.unit[self.waits & (self.day >= day)]
        came = self.unit[~self.waits & (self.day < day) & (self.day >= day - DAYS)]
        expected = round(len(came) / max(1, min(day, DAYS)) * DAYS)
        if rule == "together":
            again = np.resize(came[::-1], expected if len(came) else 0)
            return self._of(np.concatenate([waiting, again]), left)
        found = {"greedy": np.zeros(self.problem.resources)}
        if rule != "hold_back":
            found["plan"] = self._of(waiting, left)
        if rule != "plan":
            found["hold_back"] = hold_back_prices(self.problem, came, expected, left)
        both = np.stack(list(found.values()))
        return np.asarray(both.sum(axis=0) if rule == "sum" else both.max(axis=0))

    def _of(self, units: Int64s, left: Int64s) -> Prices:
        if not len(units):
            return np.zeros(self.problem.resources)
        return prices_of(of_units(self.problem, units, left))


def given(calls: Calls, rule: str) -> tuple[int, int]:
    """Let everybody come by one of the rules; give the value, and how many are placed."""
    done, price = Given(calls.problem), np.zeros(calls.problem.resources)
    for day in range(calls.days):
        if rule != "greedy" and day % WEEK == 0:
            price = calls.prices(rule, day, done.left)
        for unit in calls.unit[calls.day == day].tolist():
            done.to(unit, price, wait=False)
    (value,) = value_of(calls.problem, done.choice, done.companion)
    return int(value), int((done.choice >= 0).sum())


def measured(days: int, seed: int) -> list[Line]:
    """Let the people of a seed come by each rule, for each share of people who wait."""
    problem, lines = drawn(seed).problem, []
    for share in SHARES:
        began, calls = process_time(), Calls.of(problem, days, seed, share)
        line: Line = {"seed": seed, "days": days, "waiting": share, "people": problem.units}
        for rule in RULES:
            value, placed = given(calls, rule)
            line[rule] = {"value": value, "placed": placed}
        lines.append(line | measured_now() | {"cpu_seconds": round(process_time() - began, 1)})
    return lines


def page(lines: list[Line]) -> str:
    """Write the page: a row per share of people who wait."""
    header = HEADER.format(
        people=lines[0]["people"], days=lines[0]["days"],
        seeds=len({line["seed"] for line in lines}),
        rules=" | ".join(rule.replace("_", "-") for rule in RULES), lines="---|" * len(RULES),
    )  # fmt: skip
    rows = []
    for share in SHARES:
        some = [line for line in lines if line["waiting"] == share]
        rows.append(f"| {share} % | " + " | ".join(_cell(some, rule) for rule in RULES) + " |")
    spent = f"{sum(line['cpu_seconds'] for line in lines):.0f} seconds of one core in all."
    return f"{header}{chr(10).join(rows)}\n\n{spent} {machine(lines)}\n"


def _cell(lines: list[Line], rule: str) -> str:
    placed = f"{median(line[rule]['placed'] for line in lines):.0f} placed"
    if rule == "greedy":
        return placed
    more = [100 * (line[rule]["value"] / line["greedy"]["value"] - 1) for line in lines]
    gained = ", ".join(f"{each:+.1f}" for each in (min(more), median(more), max(more)))
    beyond = sum(line[rule]["value"] > line["plan"]["value"] for line in lines)
    told = "" if rule == "plan" else f", {beyond} of {len(lines)}"
    return f"{gained} %, {placed}{told}"


def arguments(asked: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.arrivals_waiting", description=__doc__.split("\n")[0])
    parser.add_argument("--days", type=count, default=60)
    parser.add_argument("--seed", type=seed, default=1, help="the first one")
    parser.add_argument("--seeds", type=count, default=8)
    parser.add_argument("--json", action="store_true", help="print a line each, write no page")
    usual = ROOT / "docs" / "benchmarks" / "arrivals-waiting.md"
    parser.add_argument("--out", type=Path, default=usual)
    return parser.parse_args(asked)


def main(asked: list[str] | None = None) -> int:
    chosen = arguments(asked)
    lines = []
    for number in range(chosen.seed, chosen.seed + chosen.seeds):
        lines += (more := measured(chosen.days, number))
        if chosen.json:
            print("\n".join(map(json.dumps, more)), flush=True)
    if not chosen.json:
        chosen.out.write_text(page(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
