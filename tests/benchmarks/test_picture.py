"""The picture of a solve: what was known when, and a word for how it came about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.picture import Run, main, ticks


def line(**told: Any) -> dict[str, Any]:
    trace = [[0.1, None, None], [0.3, None, 120], [0.5, None, 110], [2.0, 90, 110], [3.0, 90, 105]]
    plain = {"method": "regional", "placed": 7, "seed": 1, "threads": 2, "stopped_by": "work limit"}
    ended = {"value": [95], "bound": [105], "seconds": 6.0, "trace": [*trace, [5.0, 95, 105]]}
    return plain | ended | told


def test_each_span_is_named_by_what_it_ended_in() -> None:
    spans = [*Run.of(line()).spans()]

    assert spans == [
        ("laying out", 0.0, 0.1),
        ("walk", 0.1, 0.5),
        ("first plan", 0.5, 2.0),
        ("walk", 2.0, 3.0),
        ("search", 3.0, 6.0),
    ]


def test_values_are_told_in_percent_of_the_last_bound() -> None:
    assert Run.of(line(bound=[100])).percent(1) == [
        (2.0, -10.0),
        (3.0, -10.0),
        (5.0, -5.0),
        (6.0, -5.0),
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.18, 0.32, [-0.1, 0.0, 0.1, 0.2, 0.3]),
        (0, 20, [0, 5, 10, 15, 20]),
        (0, 5, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


def test_a_picture_is_drawn_with_nothing_outside_it(tmp_path: Path) -> None:
    told, picture = tmp_path / "line.json", tmp_path / "run.svg"
    told.write_text(json.dumps(line()))

    assert main([str(told), str(picture)]) == 0

    lines = re.findall(r'points="([^"]+)"', picture.read_text())
    points = [point.split(",") for one in lines for point in one.split()]
    assert len(lines) == 2
    assert all(80 <= float(x) <= 880 and 50 <= float(y) <= 370 for x, y in points)


@pytest.mark.parametrize(
    ("told", "flaw"),
    [
        ({"value": [1, 2], "bound": [3, 4]}, "expected one tier, got 2"),
        ({"value": None}, "got no value"),
        ({"trace": [[0.1, None, None]]}, "expected a plan and a bound in the trace"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_line(
    told: dict[str, Any], flaw: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "line.json"
    path.write_text(json.dumps(line(**told)))

    assert main([str(path), str(tmp_path / "run.svg")]) == 2

    assert flaw in capsys.readouterr().err
