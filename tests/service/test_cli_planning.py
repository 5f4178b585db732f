"""The commands for planning, as somebody types them: each solves the day of a run again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine

from service.db.session import create_engine_for
from service.errors import InvalidInput
from service.records.change import read_words
from service.usecases.execution import execute_run
from service.usecases.imports import import_records
from tests.service.commanding import plaatsmaker
from tests.service.working import REGION, requested, worker_url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Database

BODY = {
    "region": {"code": REGION, "name": "Hier"},
    "municipalities": [{"code": "GM0222", "name": "Oost"}, {"code": "GM0197", "name": "West & Co"}],
    "partnerships": [],
}


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Iterator[str]:
    """Match two towns: the one has four seats to share, both have three people."""
    owner = create_engine_for(database.url())
    file = tmp_path / "region.json"
    file.write_text(json.dumps(BODY))
    assert plaatsmaker("import", "region", str(file), database=database).returncode == 0
    for town, seats, east in (("GM0222", 4, 6.29), ("GM0197", 1, 6.57)):
        location = {"latitude": 51.95, "longitude": east}
        records = [
            {"type": "organisation", "reference": "o"},
            {"type": "vacancy", "reference": "v", "organisation": "o", "kind": "volunteering",
             "seats": seats, "sharing": "region", "needsCoach": False, "location": location},
            *({"type": "candidate", "reference": f"c{n}"} for n in range(3)),
        ]  # fmt: skip
        lines = (json.dumps(record).encode() + b"\n" for record in records)
        assert import_records(owner, town, lines).refused == 0
    owner.dispose()
    engine: Engine = create_engine_for(worker_url(database))
    made = requested(engine, seed=1, work_limit=50)
    execute_run(engine, made, REGION)
    yield str(made)
    engine.dispose()


def test_scenarios_beside_each_other(database: Database, run: str, tmp_path: Path) -> None:
    asked = ["apart", "pooled+floor", "people=50", "seats=2,kind=volunteering"]

    shown = plaatsmaker("compare", run, *asked, "--out", str(tmp_path), database=database)

    assert shown.returncode == 0, shown.stderr
    rows = list(csv.DictReader((tmp_path / "compare.csv").read_text().splitlines()))
    placed = {(row["scenario"], row["municipality"]): int(row["placed"]) for row in rows}
    assert len(rows) == len(placed) == len(asked) * 3
    assert [placed["apart", code] for code in ("all", "GM0222", "GM0197")] == [4, 3, 1]
    assert placed["pooled+floor", "all"] == 5
    assert placed["pooled+floor", "GM0222"] == 3
    assert placed["seats=2,kind=volunteering", "all"] == 6
    assert {row["people"] for row in rows if row["scenario"] == "people=50"} == {"10", "5"}
    assert [row["outcome"] for row in rows[:3]] == ["OPTIMAL", "", ""]
    assert "pooled+floor: 5 of 6 placed, 1 elsewhere" in shown.stdout
    drawing = ElementTree.parse(tmp_path / "compare.svg")  # noqa: S314 - our own
    told = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "2 (+1)" in told
    assert "West & Co" in told
    colours = [dot.get("fill") for dot in drawing.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(colours) == len(asked) * 2
    assert set(colours[:2]) == {"#888"}


def test_what_would_help_most(database: Database, run: str) -> None:
    shown = plaatsmaker("bottlenecks", run, database=database)

    assert shown.returncode == 0, shown.stderr
    first, *lines = shown.stdout.splitlines()
    assert first == "5 of 6 people are placed, OPTIMAL, gap 0.00%"
    assert any("/v: 1 more seat: +1 people" in line for line in lines)
    assert not any("not certain" in line and "+1" in line for line in lines)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("base", []),
        ("pooled+floor", [{"change": "pooled"}, {"change": "floor"}]),
        ("people=15", [{"change": "people", "percent": 15}]),
        ("guidance=4,level=light,organisation=GM0222/o1",
         [{"change": "guidance", "hoursPerWeek": 4, "level": "light",
           "organisation": "GM0222/o1"}]),
    ],
)  # fmt: skip
def test_changes_are_read_as_they_are_typed(told: str, expected: list[dict[str, object]]) -> None:
    read = [one.model_dump(by_alias=True, exclude_none=True) for one in read_words(told)]

    assert read == expected


@pytest.mark.parametrize("told", ["more", "people=many", "apart=3", "seats=1,colour=red", ""])
def test_what_is_not_understood_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput):
        read_words(told)


def test_what_cannot_be_is_told_in_words(database: Database, run: str) -> None:
    both = plaatsmaker("compare", run, "apart+pooled", database=database)
    nothing = plaatsmaker("compare", run, "coaching=4", database=database)

    assert (both.returncode, nothing.returncode) == (1, 1)
    assert "not with apart" in both.stderr
    assert "nothing in what the run read" in nothing.stderr
    assert "Traceback" not in both.stderr + nothing.stderr
