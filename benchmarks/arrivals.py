"""People who come one by one: the best place that is left, against a plan that knew them all.

    python -m benchmarks.arrivals [--days 60] [--seed 1] [--seeds 10] [--json]
                                  [--out docs/benchmarks/arrivals.md]

The example's people and places are drawn for each seed, and a moment within the days for each
person. Whoever comes takes the first place of the list at once and keeps it; nobody comes back.

- `greedy`: of what is left, the place worth most, with the best coach who has minutes left.
- `prices`: the place worth most less the hold-back prices of what it takes (`solver/holdback.py`),
  from the last four weeks' arrivals, computed anew every week. Prices put places in order and
  refuse nobody: who could have a place gets one.
- `prices_and_wait`: no place that is worth less than its prices. What nobody is expected to need
  costs nothing, so nobody who fits there goes without.
- `hindsight`: one solve over everybody, with a proven bound.

`value` is what a plan counts, of a plan judged by `verify`; `placed` counts people, `coached` those
of them with a job coach, `waiting` whom prices alone left without a place. `share` is the value as
a share of the bound in hindsight, and so the least it can be of the best there is. Everybody comes
alone, for one place, and places that start with a team are left out: those are for the night. Fits
are as on the first day. With `--json` a line per seed is printed; without it the page is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks.arguments import OneLineParser, count, seed
from benchmarks.arrivals_page import RULES, cells, page
from benchmarks.measure import ROOT
from benchmarks.quiet import backend_on_stderr
from benchmarks.stored import Line, measured_now
from examples.common import files
from examples.laborijn.practice import PRACTICE
from solver.assignment import Problem, SolveParams, solve, value_of, violations
from solver.assignment.problem import Int32s, Int64s
from solver.columns import Columns
from solver.encoding import span
from solver.holdback import DAYS, alone, hold_back_prices
from solver.options import NONE, Options, build
from solver.snapshot import Snapshot
from solver.taken import Prices
from solver.weights import WeightSet

WEEK = 7
HINDSIGHT = SolveParams(work_limit=600)


@dataclass(frozen=True)
class Stream:
    """Who comes when: the units of a problem in their order, and the day of each, from 0 on."""

    problem: Problem
    unit: Int64s
    day: Int64s
    days: int

    @classmethod
    def of(cls, problem: Problem, days: int, seed: int) -> Stream:
        """Draw a moment for each unit, all as likely."""
        moment = np.random.default_rng([seed, days]).uniform(0, days, problem.units)
        unit = np.argsort(moment, kind="stable")
        return cls(problem, unit, moment[unit].astype(np.int64), days)

    def prices(self, day: int, left: Int64s) -> Prices:
        """Give the hold-back prices of a day, from those who came in the weeks before."""
        days = min(day, DAYS)
        sample = self.unit[(self.day >= day - days) & (self.day < day)]
        expected = round(len(sample) / max(1, days) * (self.days - day))
        return hold_back_prices(self.problem, sample, expected, left)


@dataclass
class Given:
    """What has been given so far, and what is left (int64[R])."""

    problem: Problem
    left: Int64s = field(init=False)
    choice: Int32s = field(init=False)
    companion: Int32s = field(init=False)
    waiting: int = 0

    def __post_init__(self) -> None:
        self.left = self.problem.capacity.copy()
        self.choice = np.full(self.problem.units, NONE, np.int32)
        self.companion = self.choice.copy()

    def to(self, unit: int, price: Prices, *, wait: bool) -> None:
        """Give a unit what is worth most less its price, of what is left.

        `wait`: nothing that is worth less than its price.
        """
        option, companion, gain = self._best(unit, price)
        if option == NONE:
            return
        if wait and gain < 0:
            self.waiting += 1
            return
        self.choice[unit], self.companion[unit] = option, companion
        self._take("option", option)
        if companion != NONE:
            self._take("companion", companion)

    def _best(self, unit: int, price: Prices) -> tuple[int, int, float]:
        """Give option, companion and gain; no option where nothing is left."""
        options, gains = self._gains("option", unit, price)
        mates, of_mate = self._gains("companion", unit, price)
        mate = int(mates[of_mate.argmax()]) if len(mates) else NONE
        needs = self.problem.option_needs_companion[options]
        gains = gains + np.where(needs, of_mate.max(initial=-np.inf), 0.0)
        if not np.isfinite(gains).any():
            return NONE, NONE, 0.0
        best = int(gains.argmax())
        return int(options[best]), mate if needs[best] else NONE, float(gains[best])

    def _gains(self, kind: str, unit: int, price: Prices) -> tuple[Int64s, Prices]:
        """Give a unit's options or companions, and what each is worth less its price.

        It is without end below 0 where too little is left.
        """
        owner, value, ptr, resource, use = self._columns(kind)
        low, high = span(owner, unit)
        begin, end = int(ptr[low]), int(ptr[high])
        resource, use = resource[begin:end], use[begin:end]
        row = np.repeat(np.arange(high - low), np.diff(ptr[low : high + 1]))
        cost = np.where(self.left[resource] < use, np.inf, price[resource] * use)
        gain = value[low:high, 0].astype(np.float64)
        np.subtract.at(gain, row, cost)
        return np.arange(low, high), gain

    def _take(self, kind: str, row: int) -> None:
        _, _, ptr, resource, use = self._columns(kind)
        entries = slice(ptr[row], ptr[row + 1])
        np.subtract.at(self.left, resource[entries], use[entries])

    def _columns(self, kind: str) -> Any:
        names = ("unit", "value", "ptr", "resource", "use")
        return (getattr(self.problem, f"{kind}_{name}") for name in names)


def served(stream: Stream, rule: str) -> Given:
    """Let everybody come, by one of the rules."""
    given, price = Given(stream.problem), np.zeros(stream.problem.resources)
    for day in range(stream.days):
        if rule != "greedy" and day % WEEK == 0:
            price = stream.prices(day, given.left)
        for unit in stream.unit[stream.day == day].tolist():
            given.to(unit, price, wait=rule == "prices_and_wait")
    return given


def drawn(seed: int) -> Options:
    """Draw the options of people who come alone, for one place that needs no team."""
    with tempfile.TemporaryDirectory() as folder:
        files.write(files.drawn(PRACTICE, seed), Path(folder))
        whole = files.snapshot_of(Path(folder))
    return build(Columns.of(without_teams(whole), WeightSet()))


def without_teams(whole: Snapshot) -> Snapshot:
    """Leave out teams, groups and second places."""
    return whole.having(
        candidates=tuple(map(alone, whole.candidates)),
        vacancies=tuple(one for one in whole.vacancies if one.min_start <= 1),
    )


def measured(days: int, seed: int) -> Line:
    """Let the people of a seed come by each rule, and plan them all in hindsight."""
    began, options = process_time(), drawn(seed)
    problem = options.problem
    stream, best = Stream.of(problem, days, seed), solve(problem, HINDSIGHT)
    if best.choice is None or best.companion is None:
        raise SystemExit(f"Seed {seed}: expected a plan in hindsight, got {best.outcome}.")
    (bound,), (gap,) = best.bound, best.gap
    line: Line = {"seed": seed, "days": days, "people": problem.units, **measured_now()}
    line["hindsight"] = judged(options, best.choice, best.companion) | {"bound": bound, "gap": gap}
    for rule in RULES:
        given = served(stream, rule)
        told = judged(options, given.choice, given.companion)
        line[rule] = told | {"share": told["value"] / bound, "waiting": given.waiting}
    return line | {"cpu_seconds": round(process_time() - began, 1)}


def judged(options: Options, choice: Int32s, companion: Int32s) -> Line:
    """Give value, people placed and people with a coach; refuse a plan that breaks a rule."""
    if broken := violations(options.problem, choice, companion):
        raise SystemExit(f"A plan breaks a rule: {broken[0]}")
    (value,) = value_of(options.problem, choice, companion)
    coached = (companion >= 0) | (options.option_coach[choice] >= 0) & (choice >= 0)
    return {"value": value, "placed": int((choice >= 0).sum()), "coached": int(coached.sum())}


def arguments(given: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.arrivals", description=__doc__.split("\n")[0])
    parser.add_argument("--days", type=count, default=60)
    parser.add_argument("--seed", type=seed, default=1, help="the first one")
    parser.add_argument("--seeds", type=count, help="so many, 1 with --json and 10 without")
    parser.add_argument("--json", action="store_true", help="print a line per seed, write no page")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "arrivals.md")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    asked = arguments(given)
    seeds, lines = asked.seeds or (1 if asked.json else 10), []
    for number in range(asked.seed, asked.seed + seeds):
        with backend_on_stderr():
            line = measured(asked.days, number)
        lines.append(line)
        print(json.dumps(line) if asked.json else " | ".join(cells(line)), flush=True)
    if not asked.json:
        asked.out.write_text(page(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
