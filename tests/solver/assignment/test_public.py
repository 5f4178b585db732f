"""Public instances: solved to their known optimum, which the solve never sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.public import main, read, report
from solver.assignment import SolveParams, solve
from tests.solver.conftest import PROOF

ROOT = Path(__file__).parents[3]
BENCH = ROOT.parent / "shared" / "bench"
#: How many of the five instances of each family.
EACH = 5 if PROOF else 1

needs_bench = pytest.mark.skipif(
    not BENCH.is_dir(), reason="the public instances are not beside the repository (shared/bench)"
)

SMALLEST = {
    "gap1": [261, 269, 256, 274, 251],
    "gap2": [277, 269, 260, 269, 267],
    "gap3": [438, 415, 446, 430, 411],
    "gap4": [423, 424, 426, 395, 406],
    "gap6": [525, 527, 519, 516, 521],
    "gap7": [646, 662, 662, 645, 649],
    "gap9": [482, 476, 496, 497, 488],
    "gap10": [638, 638, 654, 635, 639],
    "gap11": [573, 583, 589, 578, 581],
}
LARGEST = {
    "gap1": [336, 327, 339, 341, 326],
    "gap2": [434, 436, 420, 419, 428],
    "gap3": [580, 564, 573, 570, 564],
    "gap4": [656, 644, 673, 647, 664],
    "gap6": [761, 759, 758, 752, 747],
    "gap7": [942, 949, 968, 945, 951],
    "gap9": [709, 717, 712, 723, 706],
    "gap10": [958, 963, 960, 947, 947],
    "gap11": [1139, 1178, 1195, 1171, 1171],
}
OTHERS = [
    ("assign/assign100.txt", 305),
    ("assign/assign200.txt", 475),
    ("gap/a05100", 1698),
    ("gap/a10100", 1360),
    ("gap/a20100", 1158),
    ("gap/b05100", 1843),
    ("gap/b20100", 1166),
    ("gap/c05100", 1931),
    ("mmkp/I02", 364),
    ("mmkp/I06", 4799.3),
]
LONG = [("gap/c20200", 2391), ("gap/e10100", 11577), ("mmkp/I04", 3597)]


def family(optima: dict[str, list[int]]) -> list[tuple[str, int]]:
    return [
        (f"gap/{name}-{n}", best)
        for name, row in optima.items()
        for n, best in enumerate(row[:EACH])
    ]


def seen(capsys: pytest.CaptureFixture[str], file: str, *options: str) -> dict[str, object]:
    path = BENCH / file
    code = main([str(path), "--set", path.parent.name, "--json", *options])
    assert code == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


@needs_bench
@pytest.mark.parametrize(("file", "best"), [*family(SMALLEST), *OTHERS])
def test_an_instance_is_solved_to_its_known_optimum(
    capsys: pytest.CaptureFixture[str], file: str, best: float
) -> None:
    answer = seen(capsys, file)

    assert (answer["value"], answer["bound"], answer["outcome"]) == (best, best, "optimal")


@needs_bench
@pytest.mark.parametrize(("file", "best"), family(LARGEST))
def test_costs_read_as_values_are_maximised(
    capsys: pytest.CaptureFixture[str], file: str, best: int
) -> None:
    answer = seen(capsys, file, "--maximise")

    assert (answer["value"], answer["bound"], answer["outcome"]) == (best, best, "optimal")


@needs_bench
@pytest.mark.proof
@pytest.mark.parametrize(("file", "best"), LONG)
def test_a_hard_instance_is_proven_in_minutes(
    capsys: pytest.CaptureFixture[str], file: str, best: int
) -> None:
    answer = seen(capsys, file, "--seconds", "1800")

    assert (answer["value"], answer["bound"], answer["outcome"]) == (best, best, "optimal")


@needs_bench
@pytest.mark.parametrize("file", ["gap/d10100", "gap/e10100", "mmkp/I07"])
def test_seconds_bound_a_solve_and_the_bound_stays_on_its_side(
    capsys: pytest.CaptureFixture[str], file: str
) -> None:
    answer = seen(capsys, file, "--seconds", "2")

    value, bound = answer["value"], answer["bound"]
    assert answer["outcome"] == "feasible"
    assert isinstance(value, int | float)
    assert isinstance(bound, int | float)
    assert (bound < value) is file.startswith("gap")
    assert float(str(answer["seconds"])) < 6


GAP = "2 3\n 1 2\n 3 4 5\n6 2 2 2\n 3 3 3\n 4 6\n"
MMKP = "2 2 1\n 5\n1\n 7.25 3\n 4 1\n2\n 2.5 4\n 1 2\nUpper bound\n 99\n"


@pytest.mark.parametrize(
    ("kind", "text", "best"),
    [("gap", GAP, 9), ("assign", "2 1 5 5\n9", 10), ("mmkp", MMKP, 8.25)],
)
def test_lines_may_break_anywhere(tmp_path: Path, kind: str, text: str, best: float) -> None:
    file = tmp_path / "instance"
    file.write_text(text)

    instance = read(file, kind)

    assert report(instance, solve(instance.problem, SolveParams()))["value"] == best


@pytest.mark.parametrize(
    ("kind", "text", "flaw"),
    [
        ("gap", GAP[:-3], "capacity 2 of 2: expected a number, got the end of the file"),
        ("gap", GAP + "8", "expected the end of the file, got 1 more words"),
        (
            "gap",
            GAP.replace("4 6", "4 -6"),
            "capacity 2 of 2: expected a whole number >= 0, got -6",
        ),
        ("gap", "0 3", "m: expected a whole number >= 1, got 0"),
        ("assign", "", "n: expected a number, got the end of the file"),
        ("assign", "1 x", "cost 1 of 1: expected a number, got 'x'"),
        ("assign", "1 2.5", "cost 1 of 1: expected a whole number, got 2.5"),
        ("assign", "1 nan", "cost 1 of 1: expected a number, got 'nan'"),
        ("mmkp", MMKP.replace("7.25", "7.255"), "at most two decimals, got 7.255"),
        (
            "assign",
            "1 1e400000000",
            "cost 1 of 1: expected at most 100 digits, got '1e400000000'",
        ),
        ("assign", f"1 {10**19}", f"cost 1 of 1: expected a number up to {10**18}, got {10**19}"),
        ("gap", f"1 1 5 {10**13} 3", "option_use[0]: expected 0 <= n < 1000000000001"),
        ("assign", f"1 {10**16}", "option_value: expected every |value| <= "),
    ],
)
def test_a_broken_file_ends_with_one_line_that_names_the_flaw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, text: str, flaw: str
) -> None:
    file = tmp_path / "instance"
    file.write_text(text)

    code = main([str(file), "--set", kind, "--json"])

    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("instance: ")
    assert flaw in printed.err


@pytest.mark.parametrize(
    "options",
    [("--seed", "-1"), ("--seconds", "1e30"), ("--seconds", "0"), ("--seconds", "-3")],
)
def test_an_impossible_option_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str]
) -> None:
    file = tmp_path / "instance"
    file.write_text(GAP)

    with pytest.raises(SystemExit) as ended:
        main([str(file), "--set", "gap", *options])

    assert ended.value.code == 2
    assert f"argument {options[0]}: expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + GAP, GAP + "\x1a", GAP + " \x1a\n", GAP.replace("4 6", f"4 {10**60}")],
    ids=["byte order mark", "end of file", "end of file and line", "huge capacity"],
)
def test_harmless_oddities_of_a_file_change_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "instance"
    file.write_text(text, encoding="utf-8")

    instance = read(file, "gap")

    assert report(instance, solve(instance.problem))["value"] == 9


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none"), "--set", "gap"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_what_cannot_be_assigned_has_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "instance"
    file.write_text(GAP.replace("4 6", "1 1"))

    main([str(file), "--set", "gap", "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert (answer["value"], answer["bound"]) == (None, None)
    assert (answer["outcome"], answer["stopped_by"]) == ("infeasible", "proof")
