from __future__ import annotations

from datetime import date

import pytest

from solver.codes import GuidanceLevel
from solver.errors import InvalidRecord
from solver.ground import Period
from solver.places import Recognition
from tests.solver.builders import organisation, snapshot, vacancy

BACKWARDS = Period(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"seats": 0}, "seats within 1-10000, got 0"),
        ({"min_start": 2}, "min_start from 1 up to seats, got 2"),
        ({"min_start": 0}, "min_start from 1 up to seats, got 0"),
        ({"period": BACKWARDS}, "period to start on or before its end"),
        ({"term_weeks": 0}, "term_weeks within 1-520, got 0"),
        ({"organisation": "o 1"}, "organisation to hold references like v12 or GM0222/v12"),
        (
            {"min_week_minutes": 61, "max_week_minutes": 60},
            "min_week_minutes at most max_week_minutes, got 61 > 60",
        ),
        ({"day_minutes": 1441}, "day_minutes within 0-1440, got 1441"),
        ({"dayparts": -1}, "dayparts a mask of 21 bits, got -1"),
        ({"dayparts_needed": 0}, "dayparts_needed within 1-21, got 0"),
        ({"demands": {"lifting": -1}}, "demands.lifting within 0-4, got -1"),
        ({"work": "Garden"}, "work to hold codes like garden_work, got Garden"),
        ({"crebo": "256555"}, "crebo of five digits, got 256555"),
        ({"name": "x" * 201}, "name of at most 200, got 201 characters"),
    ],
)
def test_what_a_vacancy_cannot_be_is_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidRecord) as raised:
        vacancy(**given)

    assert str(raised.value).startswith("Vacancy v1: ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        {"seats": 10_000, "min_start": 10_000},
        {"term_weeks": 1},
        {"term_weeks": 520},
        {"dayparts": 0, "dayparts_needed": 21},
        {"demands": {"lifting": 0, "noise": 4}},
        {"organisation": "GM1586/o1"},
    ],
)
def test_a_vacancy_at_the_edge_of_what_can_be_is_accepted(given: dict[str, object]) -> None:
    accepted = vacancy(**given)

    assert all(getattr(accepted, name) == value for name, value in given.items())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"total_seats": -1}, "total_seats >= 0, got -1"),
        ({"guidance_minutes": {GuidanceLevel.LIGHT: -1}}, "guidance_minutes.light >= 0, got -1"),
        ({"recognitions": (Recognition(crebo="1"),)}, "recognitions.crebo of five digits, got 1"),
        (
            {"recognitions": (Recognition(crebo="25655", period=BACKWARDS),)},
            "recognitions.period to start on or before its end",
        ),
        ({"sector": ""}, "sector to hold codes like garden_work"),
    ],
)
def test_what_an_organisation_cannot_be_is_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidRecord) as raised:
        organisation(**given)

    assert str(raised.value).startswith("Organisation o1: ")
    assert told in str(raised.value)


def test_a_vacancy_of_an_organisation_that_is_not_here_is_refused() -> None:
    with pytest.raises(InvalidRecord, match=r"v1\.organisation an organisation of this"):
        snapshot(vacancy(organisation="o2"))


def test_the_same_reference_may_occur_in_two_municipalities_but_not_twice_in_one() -> None:
    elsewhere = vacancy(municipality="GM1586", organisation="GM0222/o1")

    both = snapshot(vacancy(), elsewhere)

    assert len(both.vacancies) == 2
    with pytest.raises(InvalidRecord, match="vacancies to name each reference once"):
        snapshot(vacancy(), vacancy())
