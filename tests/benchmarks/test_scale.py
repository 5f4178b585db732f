"""What a night takes of a country, on paper."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.scale import Night, kept_in, on_paper


def region(seconds: float, mib: int, number: int = 1) -> Night:
    return Night(
        region=number,
        people=10_000,
        places=4_000,
        placed=7_000,
        gap=0.002,
        seconds=seconds,
        mib=mib,
        database_seconds=5.4,
        database_mib=80,
    )


def test_a_country_is_as_many_regions_as_its_people_make() -> None:
    found = on_paper([region(100, 800), region(116, 900)])

    assert found["regions"] == 40
    assert found["workers"] == 1  # 40 x 108 s are 1.2 hours of six
    assert found["worker_mib"] == 900
    assert found["database_cores"] == 0.01  # 40 x 5.4 s of 21,600
    assert on_paper([region(1_000, 800)])["workers"] == 2


def test_regions_of_an_earlier_sitting_are_not_done_again(tmp_path: Path) -> None:
    done, file = [region(100, 800), region(116, 900, number=2)], tmp_path / "country.jsonl"
    file.write_text("".join(f"{json.dumps(asdict(each))}\n" for each in done))

    assert kept_in(file, 10_000) == done
    assert kept_in(tmp_path / "none.jsonl", 10_000) == kept_in(None, 10_000) == []


OTHER_REGION = json.dumps(asdict(region(100, 800, number=2)))


@pytest.mark.parametrize("line", [OTHER_REGION, "no line", "[1]", '{"region": 1}'])
def test_a_file_of_anything_else_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "country.jsonl"
    file.write_text(line)

    with pytest.raises(SystemExit, match="Expected region 1 of 10,000 people in line 1"):
        kept_in(file, 10_000)
