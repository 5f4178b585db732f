"""Who may go where, asked for one person alone and for everybody at once."""

from __future__ import annotations

import numpy as np
import pytest

from solver import eligible
from solver.columns import Columns
from solver.eligible import Said, eligible_pairs, eligible_places
from solver.weights import Mode, WeightSet
from tests.solver.worlds import scarce_world

FIELDS = ("row", "col", "points", "question", "motivate", "rather_not", "start")
LENIENT = WeightSet(modes={"travel": Mode.SOFT, "ladder": Mode.MOTIVATE}, soft_penalty=300)


@pytest.mark.parametrize("threads", [2, 3, 30])
def test_many_are_judged_the_same_on_any_number_of_threads(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = Columns.of(scarce_world(1, people=20, places=30), WeightSet())
    alone = eligible_pairs(columns)
    monkeypatch.setattr(eligible, "BLOCK_ROWS", 3)

    found = eligible_pairs(columns, threads=threads)

    assert len(found) > 0
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(found, name), getattr(alone, name), name)


@pytest.mark.parametrize("little", [0.0, 1.1], ids=["grid", "list"])
@pytest.mark.parametrize("weights", [WeightSet(), LENIENT], ids=["strict", "lenient"])
@pytest.mark.parametrize("seed", range(10))
def test_a_person_alone_finds_the_places_found_among_all(
    seed: int, weights: WeightSet, little: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eligible, "LITTLE", little)
    columns = Columns.of(scarce_world(seed, people=20, places=30), weights)
    everybody, found = eligible_pairs(columns), 0

    for row in range(len(columns.candidate_names)):
        places, said = eligible_places(columns, row)

        among_all = everybody.chosen(everybody.row == row)
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(places, name), getattr(among_all, name), name)
        asked = Said.of(columns.pair_list(places.row, places.col))
        for ours, theirs in ((said.answers, asked.answers), (said.scores, asked.scores)):
            assert ours.keys() == theirs.keys()
            for name in ours:
                np.testing.assert_array_equal(ours[name], theirs[name], name)
        found += len(places)

    assert found > 0
