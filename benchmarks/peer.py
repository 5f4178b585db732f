"""Let one peer solve one problem file of the plain form, in an environment of the peers alone.

    .venv-peers/bin/python -m benchmarks.peer NAME PROBLEM.npz --seconds S --plan OUT.npz

One JSON line: `outcome`, `bound` (null without one), `seconds` from the problem in memory to the
plan, `peak_mib`. Only the first tier is solved; side constraints are refused.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quiet import backend_on_stderr

#: The module of each peer; its `solved(name, problem, seconds)` gives an answer.
PEERS = {
    "CP-SAT": "benchmarks.peer_cp_sat",
    "HiGHS": "benchmarks.peer_mip",
    "SCIP": "benchmarks.peer_mip",
    "greedy": "benchmarks.peer_greedy",
    "Gale-Shapley": "benchmarks.peer_matching",
    "PyPI timefold": "benchmarks.peer_timefold",
}
SIDES = ("change_budget", "group_floor", "min_use_if_used")


@dataclass(frozen=True)
class Kind:
    """Options, or companions: whose, worth what, and what each uses."""

    unit: list[int]
    value: list[int]
    uses: list[list[tuple[int, int]]]  #: (resource, amount) of each row
    of: list[list[int]]  #: rows of each unit

    @classmethod
    def read(cls, file: dict[str, NDArray[Any]], kind: str, units: int) -> Kind:
        """Read options or companions."""
        unit = file[f"{kind}_unit"].tolist()
        ptr = file[f"{kind}_ptr"].tolist()
        entry = zip(file[f"{kind}_resource"].tolist(), file[f"{kind}_use"].tolist(), strict=True)
        entries = [*entry]
        of: list[list[int]] = [[] for _ in range(units)]
        for row, whose in enumerate(unit):
            of[whose].append(row)
        uses = [entries[a:b] for a, b in pairwise(ptr)]
        return cls(unit, file[f"{kind}_value"][:, 0].tolist(), uses, of)


@dataclass(frozen=True)
class Given:
    """A problem file in plain lists."""

    capacity: list[int]
    must_place: list[bool]
    needy: list[bool]
    option: Kind
    companion: Kind

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.must_place)


@dataclass
class Answer:
    """What a peer found: rows per unit, -1 none."""

    choice: list[int]
    companion: list[int]
    outcome: str = "feasible"
    bound: float | None = None


@dataclass
class Booking:
    """A plan filled unit by unit, within what is left of each resource."""

    given: Given
    left: list[int] = field(init=False)
    answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        self.left = list(self.given.capacity)
        self.answer = Answer([-1] * self.given.units, [-1] * self.given.units)

    def take(self, row: int) -> bool:
        """Take an option with the best companion that fits; give whether that went."""
        unit = self.given.option.unit[row]
        if self.answer.choice[unit] >= 0 or not self._fits(self.given.option.uses[row]):
            return False
        self._book(self.given.option.uses[row])
        if self.given.needy[unit]:
            mate = self._best_companion(unit)
            if mate is None:
                self._book(self.given.option.uses[row], sign=-1)
                return False
            self._book(self.given.companion.uses[mate])
            self.answer.companion[unit] = mate
        self.answer.choice[unit] = row
        return True

    def _best_companion(self, unit: int) -> int | None:
        mates = self.given.companion
        fitting = [row for row in mates.of[unit] if self._fits(mates.uses[row])]
        return max(fitting, key=mates.value.__getitem__, default=None)

    def _fits(self, uses: list[tuple[int, int]]) -> bool:
        return all(amount <= self.left[at] for at, amount in uses)

    def _book(self, uses: list[tuple[int, int]], *, sign: int = 1) -> None:
        for at, amount in uses:
            self.left[at] -= sign * amount


def read(path: Path) -> Given:
    """Read a problem file without the core, which is not in this environment."""
    with np.load(path, allow_pickle=False) as stored:
        file = dict(stored)
    if sides := [name for name in SIDES if name in file]:
        raise SystemExit(f"{path.name}: peers take no {', '.join(sides)}")
    units = len(file["must_place"])
    return Given(
        capacity=file["capacity"].tolist(),
        must_place=file["must_place"].tolist(),
        needy=file["unit_needs_companion"].tolist(),
        option=Kind.read(file, "option", units),
        companion=Kind.read(file, "companion", units),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.peer", description=__doc__.split("\n")[0])
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("problem", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--plan", type=Path, required=True)
    asked = parser.parse_args(arguments)
    given, peer = read(asked.problem), importlib.import_module(PEERS[asked.peer])
    began = perf_counter()
    with backend_on_stderr():
        answer: Answer | None = peer.solved(asked.peer, given, asked.seconds)
    told = {
        "outcome": answer.outcome if answer else "no plan",
        "bound": answer.bound if answer else None,
        "seconds": round(perf_counter() - began, 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    if answer:
        choice, companion = (np.array(r, np.int32) for r in (answer.choice, answer.companion))
        np.savez_compressed(asked.plan, choice=choice, companion=companion)
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
