"""When a night begins: once a date, over both clock changes, whoever begins it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from service.db.session import create_engine_for
from service.settings import ZONE
from service.usecases import nights
from tests.service.tenancy import SharedDatabase, three_municipalities

AT, LASTS = time(2, 30), timedelta(hours=3)
FIVE_MINUTES = timedelta(minutes=5)
HALF_AN_HOUR = timedelta(minutes=30)
REGIONS = ("AM09", "AM10")
DAY = date(2026, 11, 24)


def begun(first: datetime, last: datetime) -> list[date]:
    """The date of the night at every fifth minute of a span that falls in one."""
    steps = (last - first) // FIVE_MINUTES
    moments = (first + number * FIVE_MINUTES for number in range(steps))
    found = (nights.night_of(moment, AT, LASTS) for moment in moments)
    return [night for night in found if night is not None]


@pytest.mark.parametrize(
    ("change", "why"),
    [(date(2026, 3, 29), "02:30 is skipped"), (date(2026, 10, 25), "02:30 is struck twice")],
)
def test_over_a_clock_change_each_date_has_one_night_of_whole_length(
    change: date, why: str
) -> None:
    noon = datetime.combine(change, time(12), UTC)

    found = Counter(begun(noon - timedelta(days=2), noon + timedelta(days=1)))

    days = [change + timedelta(days=number) for number in (-1, 0, 1)]
    assert found == dict.fromkeys(days, LASTS // FIVE_MINUTES), why


def test_by_day_there_is_no_night() -> None:
    assert nights.night_of(datetime(2026, 7, 1, 10, tzinfo=UTC), AT, LASTS) is None
    assert nights.night_of(datetime(2026, 7, 1, 1, tzinfo=UTC), AT, timedelta(0)) is None


def test_a_night_that_begins_before_midnight_keeps_its_date() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past one in Amsterdam

    assert nights.night_of(late, time(22), timedelta(hours=6)) == date(2026, 7, 1)


@pytest.fixture
def engines(shared: SharedDatabase) -> Iterator[tuple[Engine, Engine]]:
    with three_municipalities(shared) as pools:
        url = shared.url("plaatsmaker_worker")
        made = create_engine_for(url), create_engine_for(url)
        yield made
        for engine in made:
            engine.dispose()
        with pools.owner.begin() as connection:
            connection.execute(text("DELETE FROM match_run WHERE by_night"))


def test_two_schedulers_at_once_begin_one_run_of_each_region(
    engines: tuple[Engine, Engine],
) -> None:
    together = Barrier(len(engines))

    def scheduled(engine: Engine) -> dict[str, object]:
        together.wait()
        return dict(nights.begin(engine, REGIONS, DAY, "night"))

    with ThreadPoolExecutor(len(engines)) as threads:
        both = list(threads.map(scheduled, engines))

    for region in REGIONS:
        assert sum(found[region] is not None for found in both) == 1
    assert set(dict(nights.begin(engines[0], REGIONS, DAY, "night")).values()) == {None}
    tomorrow = DAY + timedelta(days=1)
    assert None not in dict(nights.begin(engines[0], REGIONS, tomorrow, "night")).values()


@pytest.mark.parametrize("at", [time(1, 30), AT, time(23, 30)])
@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_two_workers_whose_clocks_are_an_hour_apart_begin_one_run_of_each_region_and_date(
    engines: tuple[Engine, Engine], change: date, at: time
) -> None:
    days = [change + timedelta(days=number) for number in (-1, 0, 1)]
    first = datetime.combine(days[0], at, ZONE).astimezone(UTC) - timedelta(hours=2)
    found: Counter[tuple[str, date]] = Counter()

    for number in range(timedelta(days=2, hours=8) // HALF_AN_HOUR):
        now = first + number * HALF_AN_HOUR
        for engine, clock in zip(engines, (now, now + timedelta(hours=1)), strict=True):
            night = nights.night_of(clock, at, LASTS)
            if night is not None:
                runs = nights.begin(engine, REGIONS, night, "night")
                found.update((region, night) for region, run in runs if run is not None)

    assert found == {(region, day): 1 for region in REGIONS for day in days}
