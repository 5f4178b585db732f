"""What a night takes of a country, on paper."""

from __future__ import annotations

from benchmarks.scale import Night, on_paper


def region(seconds: float, mib: int) -> Night:
    return Night(
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
