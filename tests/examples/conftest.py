"""The demo, matched once for all tests that ask how hard it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from examples.laborijn.read import FOLDER, snapshot_of
from solver.match import MatchParams, Plan, match
from solver.snapshot import Snapshot
from solver.weights import WeightSet


@dataclass(frozen=True)
class Solved:
    """A snapshot, the weights in force, and the plan."""

    snapshot: Snapshot
    weights: WeightSet
    plan: Plan


@pytest.fixture(scope="session")
def laborijn() -> Solved:
    """The committed demo with its plan of little work."""
    snapshot, weights = snapshot_of(FOLDER), WeightSet()
    return Solved(snapshot, weights, match(snapshot, weights, MatchParams(seed=1, work_limit=600)))
