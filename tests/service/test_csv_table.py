"""Records as CSV: the same entities as NDJSON, and every mistake under its column."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.bridge import Entity
from service.errors import FieldProblem, InvalidInput
from service.records import RECORDS
from service.settings import CHECKOUT
from service.usecases.csv_table import COLUMNS, csv_rows
from service.usecases.ndjson import ndjson_rows
from service.usecases.reading import Reading, read_rows
from tests.service.csv_writing import as_csv
from tests.service.entity_strategies import ENTITIES, MUNICIPALITY

BSN = "123456782"


def read(text: str | bytes, rows: Any = csv_rows) -> tuple[list[Entity], Reading]:
    kept: list[Entity] = []
    reading = Reading(lambda _, entities: kept.extend(entities), all_or_nothing=False)
    content = text if isinstance(text, bytes) else text.encode()
    read_rows(rows([content]), MUNICIPALITY, reading)
    return kept, reading


def problems(text: str | bytes) -> list[tuple[int | None, str, str | None, str]]:
    _, reading = read(text)
    return [(p.line, p.field, p.value, p.expected) for p in reading.problems]


def refused_header(text: str | bytes) -> list[tuple[str, str | None, str]]:
    with pytest.raises(InvalidInput, match="The columns were not accepted") as refused:
        read(text)
    assert {problem.line for problem in refused.value.problems} == {1}
    return [(p.field, p.value, p.expected) for p in refused.value.problems]


@pytest.mark.parametrize("noun", RECORDS)
@given(data=st.data(), delimiter=st.sampled_from(";,"))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_a_table_and_lines_of_the_same_records_give_the_same_entities(
    noun: str, data: st.DataObject, delimiter: str
) -> None:
    drawn: Any = data.draw(ENTITIES[noun])
    sent = RECORDS[noun].of(drawn).model_dump(mode="json", exclude_defaults=True)
    record = {"type": noun} | sent

    from_table, told = read(as_csv([record], delimiter))
    from_lines, _ = read(json.dumps(record), ndjson_rows)

    assert told.problems == []
    assert from_table == from_lines == [drawn]


def test_an_empty_cell_is_not_known_and_none_is_nothing() -> None:
    (unknown, nothing), _ = read("type;reference;licences\ncandidate;a;\ncandidate;b;none\n")

    assert (unknown.licences, nothing.licences) == (None, frozenset())


def test_what_a_dutch_spreadsheet_writes_is_understood() -> None:
    text = "\ufefftype;reference;load.hoursPerWeek.max;stepDownAllowed;load.dayparts\r\n"
    text += "candidate;k1;12,5;WAAR;monday_morning | friday_evening\r\n;;;;\r\n"

    (person,), reading = read(text)

    assert reading.problems == []
    assert person.load.max_week_minutes == 750
    assert person.step_down_allowed is True
    assert person.load.dayparts == 1 | 1 << 14


@pytest.mark.parametrize("written", ["1-2-2026", "01-02-2026", "1/2/2026", " 2026-02-01 "])
def test_a_day_is_read_with_the_day_before_the_month(written: str) -> None:
    (person,), _ = read(f"type;reference;waitingSince\ncandidate;a;{written}\n")

    assert str(person.waiting_since) == "2026-02-01"


def test_a_comma_is_a_decimal_one_where_a_thousand_is_too_much() -> None:
    text = "type;reference;location.latitude;location.longitude\ncandidate;a;52,386;6,275\n"

    (person,), _ = read(text)

    assert (person.location.latitude, person.location.longitude) == (52.386, 6.275)
    assert problems("type;reference;guidanceHoursPerWeek\norganisation;o1;light=1,000\n") == [
        (2, "guidanceHoursPerWeek", "1,000", "a number")
    ]


CAFE = "type;reference;name\norganisation;o1;Café €\n"


@pytest.mark.parametrize("written_in", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_first_accent_tells_the_character_set(written_in: str) -> None:
    (house,), reading = read(CAFE.encode(written_in))

    assert (house.name, reading.problems) == ("Café €", [])


@pytest.mark.parametrize("order", [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_a_line_in_another_character_set_than_those_before_is_refused(
    order: tuple[str, str],
) -> None:
    first, second = order
    text = CAFE.encode(first) + "organisation;o2;Café\n".encode(second) + b"organisation;o3;x\n"

    kept, reading = read(text)

    assert [one.reference for one in kept] == ["o1", "o3"]
    assert [(p.line, p.value) for p in reading.problems] == [(3, "not readable")]


def test_columns_that_a_spreadsheet_left_behind_are_passed_over() -> None:
    kept, reading = read("Type;REFERENCE;Dutch;;\ncandidate;a;B1;;\ncandidate;b;B1;;x\n;;;;\n")

    assert [one.reference for one in kept] == ["a"]
    assert reading.problems == [FieldProblem("row", "5 cells", "3 cells, as in the header", line=3)]


def test_records_of_all_nouns_stand_in_one_table() -> None:
    text = (
        "type,reference,name,organisation,kind,seats,hoursPerWeek,hoursPerWeek.min\n"
        "vacancy,v1,\"Tuin, \"\"nieuw\"\"\",o1,route,2,,8\n"
        "organisation,o1,De Tuin,,,,,\n"
        "coach,c1,,,,,24,\n"
    )  # fmt: skip

    kept, reading = read(text)

    assert reading.problems == []
    assert reading.lines == {
        "candidate": {}, "organisation": {"o1": 3}, "vacancy": {"v1": 2}, "coach": {"c1": 4},
    }  # fmt: skip
    assert {one.reference for one in kept} == {"v1", "o1", "c1"}


HEADER = (
    "type;reference;priority;load.hoursPerWeek.max;load.abilities;load.dayparts;available.start;"
    "stepDownAllowed;seats;travel.maxKm\n"
)
PERSON = {
    "type": "candidate", "reference": "k1", "priority": "", "load.hoursPerWeek.max": "",
    "load.abilities": "", "load.dayparts": "", "available.start": "", "stepDownAllowed": "",
    "seats": "", "travel.maxKm": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell", "seen", "expected"),
    [
        ("priority", "high", "high", "a whole number"),
        ("priority", "3.0", "3.0", "a whole number"),
        ("priority", "9", "9", "at most 5"),
        ("load.hoursPerWeek.max", "many", "many", "a number"),
        ("load.hoursPerWeek.max", "8.1", "8.1", "a multiple of 0.25"),
        ("load.hoursPerWeek.max", "nan", "nan", "a number"),
        ("load.abilities", "lifting=5", "5", "at most 4"),
        ("load.abilities", "lifting", "", "a whole number"),
        ("load.abilities", "juggling=1", "juggling", "to name functional items"),
        ("available.start", "2-13-2026", "2-13-2026", "a day like 2026-11-24"),
        ("available.start", "31-2-2026", "31-2-2026", "a day like 2026-11-24"),
        ("available.start", "1-2-26", "1-2-26", "a day like 2026-11-24"),
        ("available.start", "1-2/2026", "1-2/2026", "a day like 2026-11-24"),
        ("stepDownAllowed", "perhaps", "perhaps", "true or false"),
        ("seats", "3", "3", "an empty cell: a candidate has no such column"),
        ("travel.maxKm", "-1", "-1", "at least 0"),
        ("reference", "two words", "two words", "of 1-64 letters, digits, '_', '.' or '-'"),
        ("reference", "", "nothing", "to be given"),
        ("type", "horse", "horse", "one of candidate, organisation, vacancy, coach"),
        ("type", "", "nothing", "one of candidate, organisation, vacancy, coach"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_row_column_value_and_what_to_write(
    column: str, cell: str, seen: str, expected: str
) -> None:
    row = ";".join((PERSON | {column: cell}).values())

    assert problems(f"{HEADER}\n{row}\n") == [(3, column, seen, expected)]


def test_an_organisation_is_told_with_its_own_article() -> None:
    row = ";".join((PERSON | {"type": "organisation", "seats": "3"}).values())

    assert problems(HEADER + row) == [
        (2, "seats", "3", "an empty cell: an organisation has no such column")
    ]


def test_a_wrong_item_of_a_list_is_told_under_its_column() -> None:
    row = ";".join((PERSON | {"load.dayparts": "monday_morning|noon"}).values())

    ((line, column, seen, expected),) = problems(HEADER + row)

    assert (line, column, seen) == (2, "load.dayparts", "noon")
    assert "'monday_morning'" in expected


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    wrong = {"priority": "9", "travel.maxKm": "far", "seats": "1", "load.abilities": "x=1"}
    row = ";".join((PERSON | wrong).values())

    assert sorted(field for _, field, _, _ in problems(HEADER + row)) == [
        "load.abilities", "priority", "seats", "travel.maxKm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "seen", "expected"),
    [
        (b"coach;c1", "2 cells", "3 cells, as in the header"),
        (b"coach;c1;8;9", "4 cells", "3 cells, as in the header"),
        (b"coach;c\x81;8", "not readable", "text in UTF-8 (Excel: save as CSV UTF-8)"),
        (b"coach;c1;" + b"x" * 200_000, "a cell that does not end",
         "at most 131,072 characters a cell"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_and_the_next_is_read(
    row: bytes, seen: str, expected: str
) -> None:
    text = b"type;reference;hoursPerWeek\n" + row + b"\ncoach;after;8\n"

    kept, reading = read(text)

    assert reading.problems == [FieldProblem("row", seen, expected, line=2)]
    assert [one.reference for one in kept] == ["after"]


UNCLOSED = (
    "a cell that does not end on this line", "a closing quote, and no line break within a cell",
)  # fmt: skip


def test_a_quote_that_is_not_closed_costs_its_own_row_and_swallows_no_other() -> None:
    text = "type;reference;dutch;priorityReason\n"
    text += 'candidate;i-22;B1;"Verhuisd\ncandidate;i-23;B1;x\ncandidate;i-24;B1;y\n'

    kept, reading = read(text)

    assert reading.problems == [FieldProblem("row", *UNCLOSED, line=2)]
    assert [one.reference for one in kept] == ["i-23", "i-24"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_that_is_cut_off_within_quotes_is_not_accepted(end: str) -> None:
    text = f'type;reference;dutch\ncandidate;i-7;B1\ncandidate;i-8;"B1{end}'

    kept, reading = read(text)

    assert reading.problems == [FieldProblem("row", *UNCLOSED, line=3)]
    assert [one.reference for one in kept] == ["i-7"]


@pytest.mark.parametrize(("line_break", "after"), [("\n", 4), ("\r\n", 4), ("\r", 3)])
def test_a_line_break_within_a_cell_is_told_and_the_rows_after_it_are_read(
    line_break: str, after: int
) -> None:
    text = f'type;reference;name\norganisation;o1;"De{line_break}Tuin"\norganisation;o2;Bos\n'

    kept, reading = read(text)

    assert reading.problems[0] == FieldProblem("row", *UNCLOSED, line=2)
    assert reading.refused_lines == set(range(2, after))
    assert [one.reference for one in kept] == ["o2"]


def test_a_quote_that_is_not_doubled_is_told() -> None:
    text = 'type;reference;name\norganisation;o1;"De "Tuin""\n'

    assert problems(text) == [
        (2, "row", "text after a closing quote", 'a quote within a cell written twice: ""')
    ]


def test_a_line_of_two_mebibytes_is_told_and_the_next_keeps_its_number() -> None:
    text = b"type;reference;hoursPerWeek\n" + b"x" * 2**21 + b"\ncoach;c1;0\n"

    assert problems(text) == [
        (2, "line", "a longer line", "at most 1 MiB"),
        (3, "hoursPerWeek", "0", "above 0"),
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("type;reference;load.hoursPerWeek.maximum",
         [("load.hoursPerWeek.maximum", "a column that is not known",
           "a known column, such as load.hoursPerWeek.max")]),
        ("type;reference;postcode;postcode", [("postcode", "twice", "each column once")]),
        ("postcode", [("type", "nothing", "a column of this name"),
                      ("reference", "nothing", "a column of this name")]),
        ("", [("type", "nothing", "a column of this name"),
              ("reference", "nothing", "a column of this name")]),
        (b"type;r\x81f", [("header", "not readable",
                           "column names in UTF-8, such as type;reference;postcode")]),
        (";" * 300, [("header", "301 columns",
                      "column names in UTF-8, such as type;reference;postcode")]),
    ],
)  # fmt: skip
def test_a_wrong_header_is_told_before_any_row(
    header: str | bytes, told: list[tuple[str, str, str]]
) -> None:
    assert refused_header(header) == told


def test_a_citizen_service_number_in_a_header_or_a_cell_is_not_repeated() -> None:
    (header, _, _), *_ = refused_header(f"type;reference;{BSN}")
    told = problems(f"type;reference;seats\ncandidate;k1;{BSN}\ncandidate;{BSN};\n")

    assert BSN not in header
    assert not any(BSN in str(problem) for problem in told)


def test_every_column_stands_in_the_documentation() -> None:
    page = (CHECKOUT / "docs" / "imports.md").read_text(encoding="utf-8")

    assert [column for column in COLUMNS if f"`{column}`" not in page] == []
