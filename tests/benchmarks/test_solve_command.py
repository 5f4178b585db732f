"""The solve command: one line of JSON that tells the truth, or one line that names the flaw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.solve import gap_of, main, read
from solver.assignment import Problem, Result, TracePoint, usage_of, value_of, violations
from solver.assignment.result import Outcome
from tests.solver.assignment.regions import region


def written(folder: Path, problem: Problem) -> Path:
    path = folder / "region.npz"
    problem.write(path)
    return path


def altered(folder: Path, **arrays: Any) -> Path:
    path = written(folder, region(6, seed=1))
    with np.load(path) as file:
        given = dict(file) | arrays
    np.savez(path, **given)
    return path


def answer_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code = main([*arguments, "--json"])
    printed = capsys.readouterr()
    assert code == 0
    assert printed.out.count("\n") == 1
    answer: dict[str, Any] = json.loads(printed.out)
    return answer


def test_the_answer_says_what_the_written_plan_is_worth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan = region(12, seed=3), tmp_path / "plan.npz"

    answer = answer_of(capsys, str(written(tmp_path, problem)), "--plan", str(plan))

    with np.load(plan) as file:
        choice, companion = file["choice"], file["companion"]
    assert choice.dtype == companion.dtype == np.int32
    assert violations(problem, choice, companion) == []
    assert tuple(answer["value"]) == value_of(problem, choice, companion)
    assert answer["placed"] == (choice >= 0).sum()
    assert (usage_of(problem, choice, companion) <= problem.capacity).all()


def test_the_gap_is_the_fraction_between_bound_and_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = region(12, seed=3, tiers=2)

    answer = answer_of(capsys, str(written(tmp_path, problem)))

    worth = zip(answer["value"], answer["bound"], strict=True)
    assert answer["gap"] == [(bound - value) / max(1, abs(value)) for value, bound in worth]


def test_every_time_is_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_of(capsys, str(written(tmp_path, region(12, seed=3))))

    apart = [answer[f"{name}_seconds"] for name in ("start", "read", "warm")]
    assert all(spent > 0 for spent in apart)
    assert 0 < answer["first_feasible_seconds"] <= answer["seconds"]
    assert answer["peak_mib"] > 20


def test_a_problem_that_cannot_be_met_is_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.npz"
    path = altered(tmp_path, must_place=np.ones(6, bool), capacity=np.zeros(5, np.int64))

    answer = answer_of(capsys, str(path), "--plan", str(plan))

    assert answer["outcome"] == "infeasible"
    assert (answer["value"], answer["bound"], answer["gap"]) == (None, None, None)
    assert (answer["first_feasible_seconds"], answer["first_feasible_gap"]) == (None, None)
    assert not plan.exists()


@pytest.mark.parametrize(
    ("arrays", "flaw"),
    [
        ({"option_use": np.full(24, -1)}, "option_use[0]: expected 0 <= n"),
        ({"capacity": np.zeros((5, 1), int)}, "capacity: expected 1 dimension(s), got 2"),
        ({"option_use": np.zeros(3, int)}, "option_use: expected length"),
        ({"surprise": np.zeros(3)}, "surprise: expected no array of this name"),
        ({"capacity": np.full(5, np.nan)}, "capacity: expected whole numbers, got float64"),
        ({"capacity": np.array([{}] * 5)}, "expected an .npz of plain arrays"),
        ({"change_budget": 3}, "present_option: expected with change_budget, got none"),
    ],
)
def test_a_file_that_is_no_problem_ends_with_one_line_that_names_the_flaw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arrays: dict[str, Any], flaw: str
) -> None:
    path = altered(tmp_path, **arrays)

    code = main([str(path), "--json"])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert printed.err.startswith(f"{path}: ")
    assert flaw in printed.err


def damaged(raw: bytes) -> bytes:
    start, stop = len(raw) // 2, len(raw) // 2 + 400
    return raw[:start] + bytes(byte ^ 0x55 for byte in raw[start:stop]) + raw[stop:]


@pytest.mark.parametrize("content", [b"", b"seats: 3", None, b"\x93NUMPY\x01\x00"])
def test_what_is_no_npz_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = written(tmp_path, region(40, seed=1))
    path.write_bytes(damaged(path.read_bytes()) if content is None else content)

    code = main([str(path), "--json"])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert printed.err.startswith(f"{path}: ")


def test_a_single_array_is_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "region.npz"
    with path.open("wb") as file:
        np.save(file, np.arange(3))

    code = main([str(path), "--json"])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)


def test_a_missing_file_and_a_missing_folder_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = str(tmp_path / "none" / "region.npz")

    assert main([none, "--json"]) == 2
    assert capsys.readouterr() == ("", f"{none}: No such file or directory\n")
    path = written(tmp_path, region(6, seed=1))
    assert main([str(path), "--plan", none, "--json"]) == 2
    assert capsys.readouterr() == ("", f"{none}: expected a folder that exists\n")


@pytest.mark.parametrize(
    "wrong",
    [("--seconds", "0"), ("--seconds", "nan"), ("--seed", "-1"), ("--threads", "0")],
)
def test_an_impossible_option_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["region.npz", *wrong])

    printed = capsys.readouterr()
    assert (ended.value.code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert f"argument {wrong[0]}: expected" in printed.err


def test_a_first_plan_is_held_to_the_bound_of_its_moment_else_to_the_last() -> None:
    none = np.full(1, -1, np.int32)
    result = Result(
        outcome=Outcome.FEASIBLE,
        method="regional",
        choice=none,
        companion=none,
        value=(90,),
        bound=(100,),
        price=np.zeros(1),
        seed=0,
        stopped_by="work limit",
        seconds=3.0,
    )

    assert gap_of(TracePoint(1.0, 80, 120), result) == 0.5
    assert gap_of(TracePoint(1.0, 80, None), result) == 0.25


def test_a_file_that_is_read_is_the_problem_written(tmp_path: Path) -> None:
    problem = region(6, seed=1)

    kept = read(written(tmp_path, problem))

    assert kept.option_value.tolist() == problem.option_value.tolist()
