"""The practices, matched once for all tests that ask how hard they are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from examples.common.files import drawn, snapshot_of, write
from examples.common.practices import practice_named
from solver.match import MatchParams, Plan, match
from solver.snapshot import Snapshot
from solver.weights import WeightSet

#: All five in `make proof`.
SEEDS = (1, 2, 3, 4, 5) if os.environ.get("PLAATSMAKER_PROOF") == "1" else (1,)
MOST_SECONDS = 10.0


@dataclass(frozen=True)
class Solved:
    """A snapshot, the weights in force, and the plan."""

    snapshot: Snapshot
    weights: WeightSet
    plan: Plan


@dataclass(frozen=True)
class Draws:
    """Practices as other seeds draw them, each drawn and matched once."""

    folder: Path

    def folder_of(self, name: str, seed: int) -> Path:
        """Give the folder of a seed's files."""
        folder = self.folder / f"{name}-{seed}"
        if not folder.exists():
            write(drawn(practice_named(name), seed), folder)
        return folder

    @cache  # noqa: B019 - one for all tests
    def solved(self, name: str, seed: int, work_limit: int | None = None) -> Solved:
        """Match the people of a seed."""
        snapshot, weights = snapshot_of(self.folder_of(name, seed)), WeightSet()
        params = MatchParams(seed=1, work_limit=work_limit, time_limit_s=MOST_SECONDS)
        return Solved(snapshot, weights, match(snapshot, weights, params))


@pytest.fixture(scope="session")
def draws(tmp_path_factory: pytest.TempPathFactory) -> Draws:
    """Every practice by seed."""
    return Draws(tmp_path_factory.mktemp("draws"))


@pytest.fixture(scope="session")
def laborijn(draws: Draws) -> Solved:
    """The first of the seeds of Laborijn, with its plan of little work."""
    return draws.solved("laborijn", 1, 600)
