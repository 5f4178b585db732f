from __future__ import annotations

from datetime import date

import pytest

from solver.codes import daypart_mask
from solver.errors import InvalidRecord
from solver.ground import Location, Period
from solver.people import LoadCapacity, Preferences, Travel
from tests.solver.builders import candidate

BSN = "123456782"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"municipality": "0222"}, "municipality like GM0222, got 0222"),
        ({"reference": "a b"}, "reference of 1-64 letters"),
        ({"priority": 0, "priority_reason": "r"}, "priority within 1-5, got 0"),
        ({"priority": 5}, "priority_reason when priority is not 3, got nothing"),
        ({"ladder_step": 7}, "ladder_step within 1-6, got 7"),
        ({"places_wanted": 3}, "places_wanted 1 or 2, got 3"),
        ({"exempt": Period(date(2026, 3, 2), date(2026, 3, 1))}, "exempt to start on or before"),
        ({"location": Location(0.0, 5.0)}, "latitude within 50.7-53.6, got 0.0"),
        ({"postcode": "0700"}, "postcode like 7001, got 0700"),
        ({"crebo": "1234"}, "crebo of five digits, got 1234"),
        ({"guidance_minutes": -1}, "guidance_minutes within 0-10080, got -1"),
        ({"skills": frozenset({"Sweeping!"})}, "skills to hold codes like garden_work"),
        ({"load": LoadCapacity(abilities={"flying": 1})}, "abilities to name functional items"),
        ({"load": LoadCapacity(abilities={"lifting": 5})}, "abilities.lifting within 0-4, got 5"),
        ({"load": LoadCapacity(dayparts=1 << 21)}, "dayparts a mask of 21 bits"),
        ({"load": LoadCapacity(max_day_minutes=1441)}, "max_day_minutes within 0-1440, got 1441"),
        ({"load": LoadCapacity(build_up_week_minutes=(60,) * 53)}, "of at most 52 weeks"),
        (
            {"load": LoadCapacity(build_up_from=date(2026, 11, 30))},
            "build_up_from only beside build_up_week_minutes, got 2026-11-30",
        ),
        (
            {"load": LoadCapacity(min_week_minutes=61, max_week_minutes=60)},
            "min_week_minutes at most max_week_minutes, got 61 > 60",
        ),
        ({"travel": Travel(max_km=301.0)}, "travel.max_km within 0-300, got 301.0"),
    ],
)
def test_what_a_candidate_cannot_be_is_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidRecord) as raised:
        candidate(**given)

    assert str(raised.value).startswith("Candidate ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        {"ladder_step": 1, "places_wanted": 2, "priority": 5, "priority_reason": "long wait"},
        {"ladder_step": 6, "priority": 1, "priority_reason": "asked to wait"},
        {"load": LoadCapacity(dayparts=(1 << 21) - 1, max_day_minutes=1440)},
        {"load": LoadCapacity(abilities={"lifting": 0, "noise": 4})},
        {"load": LoadCapacity(min_week_minutes=60, wish_week_minutes=60, max_week_minutes=60)},
        {"travel": Travel(max_minutes=300, max_km=0.0)},
    ],
)
def test_a_candidate_at_the_edge_of_what_can_be_is_accepted(given: dict[str, object]) -> None:
    accepted = candidate(**given)

    assert all(getattr(accepted, name) == value for name, value in given.items())


def test_all_flaws_are_told_at_once() -> None:
    with pytest.raises(InvalidRecord) as raised:
        candidate(ladder_step=0, crebo="x", priority=4)

    fields = {flaw.field for flaw in raised.value.flaws}
    assert fields == {"ladder_step", "crebo", "priority_reason"}


@pytest.mark.parametrize(
    "given",
    [
        {"reference": BSN},
        {"priority": 5, "priority_reason": "see 123.456.782"},
        {"skills": frozenset({BSN})},
        {"preferences": Preferences(organisations={BSN: "liked"})},
    ],
)
def test_a_citizen_service_number_is_refused_and_never_repeated(given: dict[str, object]) -> None:
    with pytest.raises(InvalidRecord) as raised:
        candidate(**given)

    assert "citizen service number" in str(raised.value)
    assert BSN not in str(raised.value)
    assert "123.456.782" not in str(raised.value)


def test_a_daypart_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="like monday_morning, got 'someday_noon'"):
        daypart_mask("monday_morning", "someday_noon")
