"""The comparison with peers: plans within every limit, and a page that hides no crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import peer_greedy
from benchmarks.peer import Booking, read
from benchmarks.peers import main
from benchmarks.peers_page import best_bound, gap, page
from solver.assignment import Problem, value_of, violations
from tests.solver.assignment.problems import best_by_trying_all, problem_of
from tests.solver.assignment.regions import region


def line(**told: Any) -> dict[str, Any]:
    plain = {"peer": "ours", "people": 300, "asked_seconds": 15.0, "seconds": 14.0, "value": 100}
    machine = {"date": "2026-01-01", "commit": "abc", "load": 0.1, "cores": 2, "cpu": "one"}
    found = {"bound": 110, "placed": 7, "peak_mib": 90.0, "outcome": "feasible", "broken": []}
    return plain | machine | found | told


def written(folder: Path, problem: Problem) -> Path:
    path = folder / "problem.npz"
    problem.write(path)
    return path


@pytest.mark.parametrize("seed", range(8))
def test_a_greedy_plan_obeys_every_limit(tmp_path: Path, seed: int) -> None:
    problem = region(25, seed=seed, either=0)

    answer = peer_greedy.solved("greedy", read(written(tmp_path, problem)), 1.0)

    choice, companion = (np.array(rows, np.int32) for rows in (answer.choice, answer.companion))
    assert violations(problem, choice, companion) == []
    assert (choice >= 0).any()


def test_greedy_takes_the_best_fit_first_though_that_is_not_best(tmp_path: Path) -> None:
    problem = problem_of([1, 1], [(0, 10, {0: 1}), (0, 9, {1: 1}), (1, 8, {0: 1})])

    answer = peer_greedy.solved("greedy", read(written(tmp_path, problem)), 1.0)

    value = value_of(problem, np.array(answer.choice), np.array(answer.companion))
    assert (value, best_by_trying_all(problem)) == ((10,), (17,))


def test_an_option_without_a_coach_left_is_given_back(tmp_path: Path) -> None:
    options = [(0, 5, {0: 1}), (1, 4, {0: 1})]
    coaches = [(0, 0, {1: 9})]
    problem = problem_of([1, 3], options, coaches, needy=[0])
    booking = Booking(read(written(tmp_path, problem)))

    assert not booking.take(0)
    assert booking.left == [1, 3]
    assert booking.take(1)


def test_a_peer_refuses_side_constraints(tmp_path: Path) -> None:
    problem = region(6, seed=1, unit_group=[0] * 6, group_floor=[1])

    with pytest.raises(SystemExit, match="peers take no group_floor"):
        read(written(tmp_path, problem))


def test_a_gap_is_to_the_lowest_bound_that_anyone_proved() -> None:
    lines = [line(), line(peer="HiGHS", value=90, bound=108.0), line(peer="greedy", bound=None)]

    assert best_bound(lines) == 108.0
    assert [gap(one, 108.0) for one in lines] == [0.08, 0.2, 0.08]
    assert "| HiGHS | 15 | 20.000 % | 20.000 % | 7 | 14.0 | 90 | feasible |" in page(lines)
    assert "| greedy | 15 | 8.000 % | – | 7 |" in page(lines)


def test_a_crash_and_a_broken_plan_are_named() -> None:
    crashed = {
        name: told for name, told in line().items() if name not in ("value", "placed", "broken")
    }
    lines = [
        crashed | {"flaw": "exit code 134: out of memory"},
        line(broken=["seat 3"], value=None),
    ]

    told = page(lines)

    assert "**no answer**: exit code 134: out of memory" in told
    assert "**broken plan**: seat 3" in told


def test_an_unknown_peer_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "nobody"])

    assert ended.value.code == 2
    assert "--only: expected some of ours, HiGHS" in capsys.readouterr().err
