"""The table of regions: measured in processes of their own, judged again, and told truthfully."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.judged import BENCH, judged
from benchmarks.judged import main as judge
from benchmarks.regions_page import page, verdict
from benchmarks.stored import append, latest
from benchmarks.table import early_gap, main, measured
from benchmarks.targets import ROWS, Row
from solver.assignment import solve
from tests.solver.assignment.regions import region

NOWHERE = Path("/nowhere")
ROW = Row(
    name="300-1.0",
    draw=("families", "--family", "levels", "--candidates", "30"),
    seconds=5.0,
    gaps=(0.01,),
    early=(0.02, 4.0),
    peak_mib=450.0,
)


def line(**told: Any) -> dict[str, Any]:
    plain = {"row": "300-1.0", "seed": 1, "seconds": 4.0, "gap": [0.005], "peak_mib": 300.0}
    machine = {"date": "2026-01-01", "commit": "abc", "load": 0.1, "cores": 2, "cpu": "one"}
    first = {"first_feasible_seconds": 0.5, "first_feasible_gap": 0.03, "early_gap": 0.02}
    return plain | machine | first | {"broken": []} | told


@pytest.mark.parametrize("bench", [BENCH, NOWHERE])
def test_a_row_is_drawn_solved_and_judged(bench: Path) -> None:
    seen = measured(ROW, 1, bench)

    assert "flaw" not in seen
    assert seen["broken"] == []
    assert seen["gap"][0] >= 0
    assert seen["early_gap"] >= 0


def test_what_fails_is_stored_with_its_reason() -> None:
    row = Row(name="none", draw=("families", "--family", "none"), seconds=1.0)

    seen = measured(row, 1, NOWHERE)

    assert seen["flaw"].startswith("exit code 2: ")
    assert "gap" not in seen


def test_a_broken_plan_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = region(8, seed=2, either=0)
    files = [str(tmp_path / name) for name in ("p.npz", "plan.npz")]
    problem.write(files[0])
    choice = solve(problem).choice
    assert choice is not None
    np.savez(files[1], choice=choice, companion=np.full(8, -1, np.int32))

    code = judge([*files, "--bench", str(NOWHERE)])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told["value"] is None
    assert any("needs a companion and has none" in rule for rule in told["broken"])


@pytest.mark.skipif(not BENCH.is_dir(), reason="the other judge is not beside the repository")
def test_both_judges_agree_on_a_plan(tmp_path: Path) -> None:
    problem = region(20, seed=2, either=0)
    result = solve(problem)
    problem.write(tmp_path / "p.npz")
    assert result.choice is not None
    assert result.companion is not None
    np.savez(tmp_path / "plan.npz", choice=result.choice, companion=result.companion)

    verdict = judged(tmp_path / "p.npz", tmp_path / "plan.npz", BENCH)

    assert verdict == {"value": list(result.value), "placed": result.placed, "broken": []}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "yes"),
        ({"gap": [0.02]}, "no: gap"),
        ({"seconds": 5.2}, "no: seconds"),
        ({"peak_mib": 451.0}, "no: peak"),
        ({"early_gap": None}, "no: first seconds"),
        ({"gap": None, "flaw": "exit code 1"}, "no: an answer"),
        ({"broken": ["resource 3 overbooked"]}, "**a plan is broken**"),
    ],
)
def test_a_missed_target_is_named(told: dict[str, Any], said: str) -> None:
    assert verdict(ROW, [line(**told)]) == said


def test_a_target_that_only_the_worst_seed_misses_is_missed() -> None:
    lines = [line(), line(seed=2, gap=[0.02]), line(seed=3)]

    assert verdict(ROW, lines) == "no: gap (worst)"


def test_a_page_gives_the_median_and_the_worst() -> None:
    lines = [line(seed=seed, gap=[gap]) for seed, gap in enumerate((0.001, 0.003, 0.002))]

    written = page(lines)

    assert "| 300-1.0 | 3 | 0.2 % / 0.3 % | 3 % / 3 % at 0.5 / 0.5 s | 4.0 / 4.0 |" in written
    assert "2 cores, one. Load before each run 0.1 to 0.1" in written


def test_the_gap_after_some_seconds_is_that_of_the_last_step_before() -> None:
    trace: list[list[Any]] = [[0.5, 80, None], [2.0, 80, 120], [9.0, 100, 110]]
    answer = {"seconds": 10.0, "bound": [100], "gap": [0.1]}

    assert early_gap(trace, answer, 0.1) is None
    assert early_gap(trace, answer, 1.0) == 0.25
    assert early_gap(trace, answer, 8.0) == 0.5
    assert early_gap([], answer, 10.0) == 0.1


def test_the_last_measurement_of_a_row_and_seed_counts(tmp_path: Path) -> None:
    store = tmp_path / "regions.jsonl"
    for told in (line(seconds=1.0), line(seed=2), line(seconds=2.0)):
        append(store, told)

    lines = latest(store, "row", "seed")

    assert {key: told["seconds"] for key, told in lines.items()} == {
        ("300-1.0", 1): 2.0,
        ("300-1.0", 2): 4.0,
    }


def test_the_table_is_written_again_without_running(tmp_path: Path) -> None:
    out = tmp_path / "regions.md"
    append(out.with_suffix(".jsonl"), line())

    code = main(["--stored", "--out", str(out)])

    assert code == 0
    assert out.read_text() == page([line()])


def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "nothing"])

    assert ended.value.code == 2
    assert "--only: expected a row of 300-0.6" in capsys.readouterr().err


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
