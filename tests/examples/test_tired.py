"""Files that a tired employee would send: read where there is no doubt, else told what to write."""

from __future__ import annotations

from datetime import date

import pytest

from examples.common.practices import practice_named
from service.bridge import Entity
from service.errors import InvalidInput
from service.usecases.csv_table import csv_rows
from service.usecases.reading import Reading, read_rows

DAY = "a day like 2026-11-24"
NOT_KNOWN = "a column that is not known"


def read(practice: str, file: str) -> tuple[list[Entity], list[tuple[int | None, str, str, str]]]:
    kept: list[Entity] = []
    reading = Reading(lambda _, entities: kept.extend(entities), all_or_nothing=False)
    found = practice_named(practice)
    content = (found.folder / "tired" / file).read_bytes()
    read_rows(csv_rows([content]), found.municipalities[0].code, reading)
    problems = [(p.line, p.field, p.value or "", p.expected) for p in reading.problems]
    return kept, problems


def refused(practice: str) -> list[tuple[int | None, str, str | None, str]]:
    with pytest.raises(InvalidInput, match="The columns were not accepted") as told:
        read(practice, "2-verkeerde-kop.csv")
    return [(p.line, p.field, p.value, p.expected) for p in told.value.problems]


def test_what_excel_made_of_people_is_read() -> None:
    (first, second, third), problems = read("laborijn", "1-uit-excel.csv")

    assert problems == []
    assert first.priority_reason == "Vader ziek, financiële zorgen"
    assert first.waiting_since == date(2026, 2, 1)
    assert first.load.wish_week_minutes == 750
    assert (first.location.latitude, first.location.longitude) == (51.965, 6.288)
    assert second.waiting_since == date(2025, 11, 24)
    assert second.step_down_allowed is True
    assert third.priority_reason == "Zit thuis; geïsoleerd"
    assert third.waiting_since == date(2026, 9, 3)


def test_what_excel_made_of_assignments_is_read() -> None:
    (first, second), problems = read("in-balans", "1-uit-excel.csv")

    assert problems == []
    assert first.name == "Catering café"
    assert (first.period.start, first.period.end) == (date(2027, 2, 1), date(2027, 4, 30))
    assert first.min_week_minutes == 450
    assert first.location.latitude == 52.386
    assert second.name == "Website ‘Heino’ – onderhoud"
    assert second.period.start == date(2026, 12, 7)


def test_what_excel_made_of_two_kinds_of_records_is_read() -> None:
    (first, second, farm), problems = read("ik-werk", "1-uit-excel.csv")

    assert problems == []
    assert farm.name == "Boerderij ’t Veld & Café Één"
    assert dict(farm.guidance_minutes) == {1: 750, 2: 240}
    assert first.waiting_since == date(2026, 2, 1)
    assert first.load.max_week_minutes == 450
    assert first.skills == {"cooking", "gardening"}
    assert (first.share_with_region, second.share_with_region) == (False, True)


def test_what_excel_made_of_a_guide_a_term_and_two_places_is_read() -> None:
    (person, playground, place), problems = read("maatschappelijke-banen", "1-uit-excel.csv")

    assert problems == []
    assert playground.name == "Speeltuin ’t Hoekje – café"
    assert dict(playground.guidance_minutes) == {2: 135}
    assert (place.name, place.term_weeks) == ("Klussen én groen", 26)
    assert person.load.wish_week_minutes == 585
    assert (person.coaching_minutes, person.places_wanted) == (45, 2)


@pytest.mark.parametrize(
    ("practice", "columns"),
    [
        ("laborijn", {"wachtSinds": "waitingSince", "legalRout": "legalRoute"}),
        ("in-balans", {"seat": "seats", "periode.start": "period.start"}),
        ("ik-werk", {"organisatie": "organisation", "termijnWeken": "termWeeks"}),
        ("maatschappelijke-banen", {"termWeek": "termWeeks", "plaatsenWanted": "placesWanted"}),
    ],
)
def test_a_column_misnamed_is_told_with_the_one_that_was_meant(
    practice: str, columns: dict[str, str]
) -> None:
    assert refused(practice) == [
        (1, wrong, NOT_KNOWN, f"a known column, such as {meant}")
        for wrong, meant in columns.items()
    ]


def test_what_is_in_doubt_about_people_is_told_with_row_column_and_what_to_write() -> None:
    kept, problems = read("laborijn", "3-met-fouten.csv")

    assert kept == []
    assert problems == [
        (2, "waitingSince", "2-13-2026", DAY),
        (3, "waitingSince", "1-2-26", DAY),
        (3, "load.hoursPerWeek.wish", "12.3", "a multiple of 0.25"),
        (4, "legalRoute", "bijstand", "one of 'participation_act', 'jobs_agreement', "
            "'sheltered_work', 'social_support_act', 'student' or 'voluntary'"),
        (4, "ladderStep", "zeven", "a whole number"),
        (4, "dutch", "B3", "one of 'none', 'A1', 'A2', 'B1', 'B2' or 'C1'"),
        (5, "available.start", "1 februari", DAY),
        (5, "reference", "Jan de Vries", "of 1-64 letters, digits, '_', '.' or '-'"),
        (6, "row", "7 cells", "8 cells, as in the header"),
    ]  # fmt: skip


def test_what_is_in_doubt_about_assignments_is_told_with_row_column_and_what_to_write() -> None:
    kept, problems = read("in-balans", "3-met-fouten.csv")

    assert kept == []
    kind, *others = problems
    assert kind[:3] == (2, "kind", "stage")
    assert "'internship'" in kind[3]
    assert others == [
        (3, "seats", "2,5", "a whole number"),
        (4, "period", "2027-05-01 > 2027-02-01", "to start on or before its end"),
        (4, "hoursPerWeek.min", "16 > 8", "at most hoursPerWeek.max"),
        (5, "period.start", "31-2-2027", DAY),
        (5, "hoursPerWeek.min", "acht", "a number"),
        (6, "organisation", "nothing", "to be given"),
        (7, "type", "plek", "one of candidate, organisation, vacancy, coach"),
        (8, "seats", "62", "an empty cell: an organisation has no such column"),
    ]


def test_what_is_in_doubt_about_places_is_told_with_row_column_and_what_to_write() -> None:
    kept, problems = read("ik-werk", "3-met-fouten.csv")

    assert kept == []
    assert [problem[:3] for problem in problems] == [
        (2, "termWeeks", "5 maanden"),
        (3, "hoursPerWeek.max", "12.1"),
        (3, "dayparts", "maandagochtend"),
        (4, "seats", "0"),
        (4, "demands", "tillen"),
        (5, "demands", "9"),
        (6, "row", "10 cells"),
    ]
    told = [expected for _, _, _, expected in problems]
    assert (told[0], told[1], told[3]) == ("a whole number", "a multiple of 0.25", "at least 1")
    assert "'monday_morning'" in told[2]
    assert told[4:] == [
        "to name functional items", "at most 4", "9 cells, as in the header",
    ]  # fmt: skip


def test_what_is_in_doubt_about_guides_terms_and_two_places_is_told_by_row() -> None:
    kept, problems = read("maatschappelijke-banen", "3-met-fouten.csv")

    assert kept == []
    term, kind, *others = problems
    assert term == (2, "termWeeks", "half jaar", "a whole number")
    assert kind[:3] == (3, "kind", "vrijwilligerswerk")
    assert "'volunteering'" in kind[3]
    assert others == [
        (4, "guidanceHoursPerWeek", "veel", "one of 'none', 'light', 'medium' or 'intensive'"),
        (5, "placesWanted", "3", "at most 2"),
        (6, "coaching.minutesPerWeek", "een uur", "a whole number"),
        (7, "termWeeks", "26", "an empty cell: a candidate has no such column"),
    ]
