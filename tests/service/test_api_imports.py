"""Imports over the API: a stream in, a report out, and nothing stored of what is refused."""

from __future__ import annotations

import json
import logging
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from service.api.middleware import SWALLOWED_BYTES
from tests.service.api_client import NDJSON, Api, told
from tests.service.tenancy import NEXT, OWN

BSN = "123456782"
CSV, VUM = "text/csv; charset=utf-8", "application/json"
MEBIBYTE = 2**20
NOBODYS = "00000000-0000-4000-8000-000000000000"


def line(noun: str, reference: str, **fields: object) -> str:
    return json.dumps({"type": noun, "reference": reference, **fields})


def vacancy(reference: str, **fields: object) -> str:
    given = {"organisation": "open", "kind": "volunteering", "seats": 2} | fields
    return line("vacancy", reference, **given)


def test_records_are_stored_and_the_report_can_be_read_again(api: Api) -> None:
    answer = api.bring_in(line("organisation", "n1"), vacancy("n2", organisation="n1"))

    report = answer.json()
    assert answer.status_code == 201
    assert report == {
        "id": report["id"], "accepted": 2, "refused": 0, "errors": [], "errorsLeftOut": 0,
        "detail": "All records were stored.",
    }  # fmt: skip
    again = api.client.get(answer.headers["location"], headers=api.bearer())
    assert again.json() == report
    found = api.match({"candidate": {"reference": "k"}, "size": 20}).json()["suggestions"]
    assert f"{OWN}/n2" in {suggestion["vacancy"] for suggestion in found}


def test_the_same_import_twice_stores_the_same(api: Api) -> None:
    lines = (line("organisation", "twice"), vacancy("twice", organisation="twice"))
    api.bring_in(*lines)
    before = api.stored()

    assert api.bring_in(*lines).status_code == 201
    assert api.stored() == before | {"import_job": before["import_job"] + 1}


REFUSED: list[tuple[str, str, str]] = [
    (vacancy("x", seats=-3), "seats", "at least 1"),
    (vacancy("x", seats="3"), "seats", "a whole number"),
    (vacancy("x", colour="blue"), "colour", "no field of this name"),
    (vacancy("x", organisation="nowhere"), "organisation", "an organisation of this file"),
    (vacancy("x", location={"latitude": 48.8, "longitude": 2.3}), "location.latitude", "50.7"),
    (
        vacancy("x", period={"start": "2027-02-01", "end": "2027-01-31"}),
        "period",
        "to start on or before its end",
    ),
    (vacancy("x", hoursPerWeek={"min": 20, "max": 8}), "hoursPerWeek.min", "hoursPerWeek.max"),
    (vacancy("x", hoursPerDay=4.1), "hoursPerDay", "a multiple of 0.25"),
    (line("coach", "x"), "hoursPerWeek", "to be given"),
    (line("coach", "x", hoursPerWeek=0), "hoursPerWeek", "above 0"),
    (line("person", "x"), "type", "one of candidate, organisation, vacancy, coach"),
    ('{"type": "coach", "reference": "x", ', "line", "one JSON object"),
    ("[]", "line", "one JSON object"),
    ('{"type": "coach", "reference": "x", "reference": "y"}', "reference", "each key once"),
    ('{"type": "coach", "type" : "candidate", "reference": "x"}', "type", "each key once"),
    (
        '{"type": "candidate", "reference": "x", "load": {"dayparts": [], "dayparts": []}}',
        "dayparts",
        "each key once",
    ),
    (
        '{"type": "organisation", "reference": "x", "recognitions": [{"crebo": 1, "crebo": 2}]}',
        "crebo",
        "each key once",
    ),
    ('{"type": "coach", "reference": "x", "hoursPerWeek": NaN}', "line", "one JSON object"),
]


@pytest.mark.parametrize(("wrong", "field", "expected"), REFUSED)
def test_one_wrong_line_stores_nothing_and_is_named(
    api: Api, wrong: str, field: str, expected: str
) -> None:
    before = api.stored()

    report = api.bring_in(line("candidate", "good"), wrong).json()

    found = [error for error in report["errors"] if error["field"] == field]
    assert (report["accepted"], report["refused"]) == (0, 1)
    assert [error["line"] for error in found] == [2]
    assert expected in found[0]["expected"]
    assert api.stored() == before | {"import_job": before["import_job"] + 1}


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("allOrNothing", "Nothing was stored, not the good records either"),
        ("keepGood", "The good records were stored, the refused ones were not."),
    ],
)
def test_the_report_of_a_refused_line_says_what_became_of_the_good_ones(
    api: Api, mode: str, said: str
) -> None:
    answer = api.bring_in(line("candidate", f"w-{mode}"), line("candidate", "no way"), mode=mode)

    again = api.client.get(answer.headers["location"], headers=api.bearer()).json()
    assert answer.json()["detail"].startswith(said)
    assert again["detail"] == answer.json()["detail"]


def test_a_reference_that_comes_twice_names_both_lines(api: Api) -> None:
    report = api.bring_in(line("candidate", "double"), line("candidate", "double")).json()

    assert report["accepted"] == 0
    assert report["errors"] == [
        {
            "field": "reference",
            "value": "double",
            "expected": "a candidate once; it is on line 1 too",
            "line": 2,
        }
    ]


def test_the_good_lines_are_kept_when_that_is_asked(api: Api) -> None:
    report = api.bring_in(
        line("candidate", "kept"), line("candidate", "no way", priority=9), mode="keepGood"
    ).json()

    assert (report["accepted"], report["refused"]) == (1, 1)
    assert {error["field"] for error in report["errors"]} == {"reference", "priority"}
    assert api.match({"candidate": "kept"}).status_code == 200


def test_an_import_that_is_read_again_does_not_repeat_what_was_refused(api: Api) -> None:
    answer = api.bring_in(
        line("candidate", "wrong", priority=9), line("candidate", "w", note="ill")
    )

    again = api.client.get(answer.headers["location"], headers=api.bearer())

    told_first, told_again = answer.json()["errors"], again.json()["errors"]
    assert "ill" not in answer.text
    assert "9" in {error["value"] for error in told_first}
    assert told_again == [
        {name: said for name, said in error.items() if name != "value"} for error in told_first
    ]


def test_a_citizen_service_number_is_refused_without_repeating_it(api: Api) -> None:
    before = api.stored()

    answer = api.bring_in(
        line("candidate", "k-bsn", priority=4, priorityReason=f"Zie {BSN}"),
        line("candidate", BSN),
        line("candidate", "k-field", **{BSN: 1}),
    )

    assert answer.json()["refused"] == 3
    assert BSN not in answer.text
    assert api.stored() == before | {"import_job": before["import_job"] + 1}


@pytest.mark.parametrize(
    ("query", "field", "expected"),
    [
        ("mode=some", "mode", "one of 'allOrNothing' or 'keepGood'"),
        ("dryRun=true", "dryRun", "no field of this name"),
    ],
)
def test_a_wrong_or_unknown_query_key_is_refused(
    api: Api, query: str, field: str, expected: str
) -> None:
    before = api.stored()

    answer = api.client.post(
        f"/v1/imports?{query}", content=line("candidate", "q"), headers=api.bearer() | NDJSON
    )

    assert answer.status_code == 400
    assert told(answer) == {field: expected}
    assert api.stored() == before


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", ""])
def test_another_kind_of_body_is_refused(api: Api, kind: str) -> None:
    before = api.stored()
    headers = api.bearer() | {"content-type": kind}

    answer = api.client.post("/v1/imports", content=line("candidate", "q"), headers=headers)

    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.json()["detail"]
    assert api.stored() == before


def test_a_table_is_stored_and_a_wrong_cell_is_told_with_its_column(api: Api) -> None:
    columns = "type;reference;organisation;kind;seats;hoursPerWeek.max"

    good = api.post_file(f"{columns}\nvacancy;table;open;route;2;12,5\n", CSV)
    wrong = api.post_file(f"{columns}\nvacancy;wrong;open;route;0;12,5\n", CSV).json()

    assert (good.status_code, good.json()["accepted"]) == (201, 1)
    assert wrong["accepted"] == 0
    assert wrong["errors"] == [
        {"field": "seats", "value": "0", "expected": "at least 1", "line": 2}
    ]


def test_a_table_with_a_wrong_header_is_refused_as_a_whole(api: Api) -> None:
    before = api.stored()

    answer = api.post_file("type;reference;hourPerWeek\ncandidate;k;8\n", CSV)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The columns were not accepted."
    assert told(answer) == {"hourPerWeek": "a known column, such as hoursPerWeek"}
    assert api.stored() == before


PROFILE = {
    "idWerkzoekende": "w.001",
    "emailadres": ["henk@testdorp.org"],
    "eisAanWerk": {"indicatieBegeleiding": 1},
    "mobiliteit": {"bemiddelingspostcode": "7001AB", "maximaleReisafstand": 999},
    "werktijden": {"aantalWerkurenPerWeekMaximaal": 24},
    "vervoermiddel": [{"codeVervoermiddel": 3}],
}


def test_a_person_of_the_exchange_gets_a_short_list(api: Api) -> None:
    report = api.post_file(json.dumps([PROFILE]), VUM)

    found = api.match({"candidate": "w.001", "size": 20})

    assert report.status_code == 201
    assert report.json()["unmapped"] == [
        {"line": 1, "fields": ["eisAanWerk.indicatieBegeleiding", "emailadres"]}
    ]
    assert found.status_code == 200
    assert f"{OWN}/region" in {one["vacancy"] for one in found.json()["suggestions"]}
    again = api.client.get(report.headers["location"], headers=api.bearer()).json()
    assert "unmapped" not in again
    assert "henk" not in report.text


def test_a_person_who_was_known_keeps_what_the_exchange_does_not_say(api: Api) -> None:
    noted = {"guidance": {"level": "light"}, "load": {"conditionsNeeded": ["quiet_room"]}}
    api.bring_in(line("candidate", "w.003", **noted))
    new = PROFILE | {"idWerkzoekende": "w.004"}

    report = api.post_file(json.dumps([PROFILE | {"idWerkzoekende": "w.003"}, new]), VUM).json()

    known, added = (
        api.client.get(f"/v1/candidates/{reference}", headers=api.bearer()).json()
        for reference in ("w.003", "w.004")
    )
    assert report["accepted"] == 2
    assert (known["guidance"]["level"], known["load"]["conditionsNeeded"]) == (
        "light", ["quiet_room"],
    )  # fmt: skip
    assert known["postcode"] == added["postcode"] == "7001"
    assert "level" not in added["guidance"]


@pytest.mark.parametrize("wrong", ["w\0", "\ud800", {}, ["w"], True, "w" * 1_000])
def test_an_id_of_the_exchange_that_cannot_be_one_is_refused(api: Api, wrong: object) -> None:
    answer = api.post_file(json.dumps([PROFILE | {"idWerkzoekende": wrong}]), VUM)

    assert answer.status_code == 201
    assert [one["field"] for one in answer.json()["errors"]] == ["idWerkzoekende"]


def test_an_employer_that_was_stored_is_named_and_never_changed(api: Api) -> None:
    vacancy_of_vum = {
        "idVacature": "v.001",
        "werkgever": {"handelsnaamOrganisatie": "De Tuin"},
        "contractvorm": [{"codeTypeOvereenkomst": "03"}],
    }
    api.bring_in(line("organisation", "vum.de-tuin", totalSeats=4))

    first = api.post_file(json.dumps(vacancy_of_vum), VUM).json()

    assert (first["accepted"], first["refused"]) == (1, 0)
    with api.pools.owner.begin() as connection:
        query = text("SELECT total_seats FROM organisation WHERE reference = 'vum.de-tuin'")
        assert connection.scalar(query) == 4


def test_broken_json_stores_nothing_and_says_where(api: Api) -> None:
    before = api.stored()

    report = api.post_file('[{"idWerkzoekende": "w.002"}, {"idWerkzoekende', VUM).json()

    assert (report["accepted"], report["refused"]) == (0, 1)
    assert report["errors"][0] == {
        "field": "record",
        "value": "not readable",
        "expected": "JSON in UTF-8 up to its end; nothing was read from here on",
        "line": 2,
    }
    assert api.stored() == before | {"import_job": before["import_job"] + 1}


def test_the_log_says_how_far_a_long_import_is(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    lines = [line("coach", f"c-{number}", hoursPerWeek=0) for number in range(20_001)]

    with caplog.at_level(logging.INFO, logger="service"):
        api.bring_in(*lines)

    told_rows = [one.rows for one in caplog.records if one.message == "import"]  # type: ignore[attr-defined]  # an extra
    assert told_rows == [10_000, 20_000]


def test_a_region_imports_nothing(api: Api) -> None:
    headers = api.bearer(["catalogue:write", "admin"], region="AM09") | NDJSON

    answer = api.client.post("/v1/imports", content=line("candidate", "q"), headers=headers)

    assert answer.status_code == 403


def test_an_import_of_another_municipality_is_the_same_as_none(api: Api) -> None:
    theirs = api.client.post(
        "/v1/imports",
        content=line("candidate", "theirs"),
        headers=api.bearer(municipality=NEXT) | NDJSON,
    ).json()["id"]

    answers = [
        api.client.get(f"/v1/imports/{job}", headers=api.bearer()) for job in (theirs, NOBODYS)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_line_of_fifty_mebibytes_is_refused_in_little_memory(api: Api) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"type": "candidate", "reference": "'
        for _ in range(50 * 16):
            yield b"x" * (MEBIBYTE // 16)
        yield b'"}\n' + line("candidate", "after").encode()

    tracemalloc.start()
    status, report = api.streamed("/v1/imports", body(), api.bearer() | NDJSON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert status == 201
    assert (report["accepted"], report["refused"]) == (0, 1)
    assert report["errors"][0]["line"] == 1
    assert report["errors"][0]["expected"] == "at most 1 MiB"
    assert peak < 12 * MEBIBYTE


def test_more_records_than_one_import_takes_are_refused(api: Api) -> None:
    before = api.stored()

    answer = api.bring_in(line("candidate", "first"), *["{}"] * 100_000)

    assert answer.status_code == 413
    assert told(answer) == {}
    assert "at most 100,000 records" in answer.json()["detail"]
    assert api.stored() == before


def test_one_import_is_read_at_a_time(api: Api) -> None:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")

    with ThreadPoolExecutor() as pool, api.pools.owner.connect() as watching:
        watching.execution_options(isolation_level="AUTOCOMMIT")
        with api.pools.owner.begin() as connection:
            connection.execute(text("LOCK TABLE import_job IN ACCESS EXCLUSIVE MODE"))
            asked = [pool.submit(api.bring_in, line("candidate", name)) for name in ("k8", "k9")]
            most = 0
            for _ in range(60):
                most = max(most, watching.scalar(waiting))
                time.sleep(0.02)
        answers = [one.result(timeout=10) for one in asked]

    assert most == 1
    assert [answer.status_code for answer in answers] == [201, 201]


def test_a_stream_over_the_limit_is_cut_off_a_little_after_it(api: Api) -> None:
    before = api.stored()
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += MEBIBYTE
            yield b" " * MEBIBYTE

    status, report = api.streamed("/v1/imports", body(), api.bearer() | NDJSON)

    assert status == 413
    assert report["detail"] == "Expected a body of at most 268,435,456 bytes."
    assert sent == 257 * MEBIBYTE + SWALLOWED_BYTES
    assert api.stored() == before
