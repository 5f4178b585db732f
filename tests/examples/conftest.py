"""The practices, each drawn and matched once for all tests that ask of its plan."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fasteners import InterProcessLock

from examples.common.files import drawn, snapshot_of, write
from examples.common.outcome import Matched
from examples.common.practices import practice_named
from solver.match import MatchParams, Plan, match
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.examples.work import LITTLE_WORK, work_for

#: One in `make test`, five in `make proof`.
SEEDS = (1, 2, 3, 4, 5) if os.environ.get("PLAATSMAKER_PROOF") == "1" else (1,)
WEIGHTS = WeightSet()


def planned(snapshot: Snapshot, work_limit: int = LITTLE_WORK, **asked: Any) -> Plan:
    """Match with little work, by the usual weights."""
    return match(snapshot, WEIGHTS, MatchParams(seed=1, work_limit=work_limit, **asked))


@dataclass(frozen=True)
class Solved:
    """A snapshot, and its plan."""

    snapshot: Snapshot
    plan: Plan

    @property
    def outcome(self) -> Matched:
        """What came of it."""
        return Matched(self.snapshot, self.plan.proposals, self.plan.gap or 0.0, 0.0)


@dataclass(frozen=True)
class Draws:
    """Practices as other seeds draw them; `plans` is of all processes of a test run."""

    folder: Path
    plans: Path

    def folder_of(self, name: str, seed: int) -> Path:
        """Give the folder of a seed's files."""
        folder = self.folder / f"{name}-{seed}"
        if not folder.exists():
            write(drawn(practice_named(name), seed), folder)
        return folder

    @cache  # noqa: B019 - one for all tests
    def snapshot(self, name: str, seed: int) -> Snapshot:
        """Read the files of a seed."""
        return snapshot_of(self.folder_of(name, seed))

    @cache  # noqa: B019 - one for all tests
    def solved(self, name: str, seed: int) -> Solved:
        """Match the people of a seed, or take the plan of the process that did so."""
        snapshot, kept = self.snapshot(name, seed), self.plans / f"plan-{name}-{seed}"
        with InterProcessLock(f"{kept}.lock"):
            if not kept.exists():
                kept.write_bytes(pickle.dumps(planned(snapshot, work_for(name))))
        return Solved(snapshot, pickle.loads(kept.read_bytes()))  # noqa: S301 - our own


@pytest.fixture(scope="session")
def draws(tmp_path_factory: pytest.TempPathFactory) -> Draws:
    """Every practice by seed."""
    own = tmp_path_factory.getbasetemp()
    beside_others = "PYTEST_XDIST_WORKER" in os.environ
    return Draws(tmp_path_factory.mktemp("draws"), own.parent if beside_others else own)


@pytest.fixture(scope="session", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """Each seed that is drawn."""
    return int(request.param)
