from __future__ import annotations

import io
import json
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, text

from service.bridge import find_entity
from service.db import municipalities
from service.db.session import create_engine_for, transaction
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound, TooLarge
from service.usecases.imports import (
    ImportReport,
    find_import,
    import_records,
)
from service.usecases.ndjson import LONGEST_LINE
from service.usecases.reading import MOST_ROWS, MOST_TOLD

if TYPE_CHECKING:
    from tests.conftest import Database

OWN, NEXT = "GM0222", "GM0197"
BSN = "123456782"
ORGANISATION = {"type": "organisation", "reference": "o1"}
VACANCY = {
    "type": "vacancy", "reference": "v1", "organisation": "o1", "kind": "route", "seats": 2,
}  # fmt: skip
COACH = {"type": "coach", "reference": "c1", "hoursPerWeek": 8}
CANDIDATE = {"type": "candidate", "reference": "k1"}
GOOD = (VACANCY, COACH, CANDIDATE, ORGANISATION)


@dataclass(frozen=True)
class Pools:
    """The same database, as its owner and as the API."""

    owner: Engine
    api: Engine


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    made = Pools(*(create_engine_for(database.url(user)) for user in (None, "plaatsmaker_api")))
    with made.owner.begin() as connection:
        municipalities.put_region(connection, "AM09", "Achterhoek")
        for code in (OWN, NEXT):
            municipalities.put_municipality(connection, code, code, "AM09")
    yield made
    for engine in (made.owner, made.api):
        engine.dispose()


def written(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def bring(pools: Pools, content: bytes, **options: Any) -> ImportReport:
    return import_records(pools.api, OWN, io.BytesIO(content), **options)


def stored(pools: Pools, noun: str) -> list[str]:
    with pools.owner.begin() as connection:
        query = text(f"SELECT reference FROM {noun} ORDER BY reference")
        return list(connection.scalars(query))


def everything(pools: Pools) -> list[str]:
    nouns = ("candidate", "organisation", "vacancy", "coach")
    return [reference for noun in nouns for reference in stored(pools, noun)]


def test_records_of_all_nouns_are_stored_in_whatever_order_they_come(pools: Pools) -> None:
    report = bring(pools, written(*GOOD))

    assert (report.accepted, report.refused, report.errors) == (4, 0, ())
    assert everything(pools) == ["k1", "o1", "v1", "c1"]


def test_the_same_file_again_changes_and_does_not_double(pools: Pools) -> None:
    bring(pools, written(*GOOD))

    report = bring(pools, written(*GOOD[1:], VACANCY | {"seats": 5}))

    with transaction(pools.api, OWN) as connection:
        vacancy: Any = find_entity(connection, "vacancy", OWN, "v1")
    assert report.accepted == 4
    assert vacancy.seats == 5
    assert everything(pools) == ["k1", "o1", "v1", "c1"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"type": "coach", ', ("line", "broken at character 19", "one JSON object in UTF-8")),
        (b"[1, 2]", ("line", "something else", "one JSON object in UTF-8")),
        (b'{"type": "coach", "x": NaN}', ("line", "not readable", "one JSON object in UTF-8")),
        (b"\xff\xfe", ("line", "not readable", "one JSON object in UTF-8")),
        (b"[" * 100_000, ("line", "not readable", "one JSON object in UTF-8")),
        (b'{"type": "coach", "hoursPerWeek": ' + b"9" * 5_000 + b"}",
         ("line", "not readable", "one JSON object in UTF-8")),
        (b'{"reference": "c1"}',
         ("type", "nothing", "one of candidate, organisation, vacancy, coach")),
        (b'{"type": "horse"}', ("type", "horse", "one of candidate, organisation, vacancy, coach")),
        (written(COACH | {"shoe": 1}),
         ("shoe", "a field that is not known", "no field of this name")),
        (written(VACANCY | {"seats": -1}), ("seats", "-1", "at least 1")),
        (written(VACANCY | {"organisation": "o9"}),
         ("organisation", "GM0222/o9", "an organisation of this file or already stored")),
        (written(VACANCY | {"organisation": "GM0197/o1"}),
         ("organisation", "GM0197/o1", "an organisation of this file or already stored")),
        (written(CANDIDATE | {"reference": BSN}),
         ("reference", "a number that may be a BSN", "without a citizen service number")),
        (b"x" * (LONGEST_LINE + 1), ("line", "a longer line", "at most 1 MiB")),
    ],
)  # fmt: skip
def test_one_bad_line_is_told_with_its_number_and_nothing_is_stored(
    pools: Pools, line: bytes, problem: tuple[str, str, str]
) -> None:
    content = written(ORGANISATION) + b"\n" + line + b"\n" + written(CANDIDATE)

    report = bring(pools, content)

    assert report.errors == (FieldProblem(*problem, line=3),)
    assert (report.accepted, report.refused) == (0, 1)
    assert everything(pools) == []


def test_a_reference_that_occurs_twice_is_told_with_both_lines(pools: Pools) -> None:
    report = bring(pools, written(COACH, CANDIDATE, COACH))

    expected = "a coach once; it is on line 1 too"
    assert report.errors == (FieldProblem("reference", "c1", expected, line=3),)


def test_all_problems_of_all_lines_are_told_in_their_order(pools: Pools) -> None:
    bad = VACANCY | {"seats": 0, "hoursPerWeek": {"min": 8, "max": 4}}

    report = bring(pools, written(VACANCY, bad, COACH | {"hoursPerWeek": 0}))

    assert [(p.line, p.field) for p in report.errors] == [
        (1, "organisation"), (2, "seats"), (2, "hoursPerWeek.min"), (3, "hoursPerWeek"),
    ]  # fmt: skip


def test_keeping_the_good_stores_what_can_be(pools: Pools) -> None:
    bad = (COACH | {"reference": "c2", "hoursPerWeek": 0}, VACANCY | {"organisation": "o2"})

    report = bring(pools, written(ORGANISATION, COACH, *bad), all_or_nothing=False)

    assert (report.accepted, report.refused) == (2, 2)
    assert everything(pools) == ["o1", "c1"]


def test_a_vacancy_may_name_an_organisation_that_was_stored_earlier(pools: Pools) -> None:
    bring(pools, written(ORGANISATION))

    assert bring(pools, written(VACANCY)).accepted == 1


def test_a_vacancy_may_name_an_organisation_that_another_municipality_shows(pools: Pools) -> None:
    shared = VACANCY | {"sharing": "region"}
    import_records(pools.api, NEXT, [written(ORGANISATION, shared)])

    assert bring(pools, written(VACANCY | {"organisation": "GM0197/o1"})).accepted == 1


def test_more_problems_than_can_be_shown_are_counted(pools: Pools) -> None:
    report = bring(pools, b"{}\n" * (MOST_TOLD + 7))

    assert len(report.errors) == MOST_TOLD
    assert report.errors_left_out == 7
    assert report.refused == MOST_TOLD + 7


def test_a_line_of_fifty_megabytes_is_refused_without_being_kept(pools: Pools) -> None:
    chunk = b"x" * 65_536
    stream = (chunk for _ in range(50 * 16))

    tracemalloc.start()
    report = import_records(pools.api, OWN, stream)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert report.errors == (FieldProblem("line", "a longer line", "at most 1 MiB", line=1),)
    assert peak_bytes < 8 * LONGEST_LINE


def test_more_records_than_one_import_takes_store_nothing(pools: Pools) -> None:
    with pytest.raises(TooLarge, match="at most 100,000 records"):
        import_records(pools.api, OWN, [written(ORGANISATION), b"{}\n" * MOST_ROWS])

    assert everything(pools) == []


def test_a_file_of_any_length_is_read_in_little_memory(pools: Pools) -> None:
    pieces = (
        written(CANDIDATE | {"reference": f"k{n}", "skills": ["a" * 60]}) for n in range(9_999)
    )
    told: list[int] = []

    tracemalloc.start()
    report = import_records(pools.api, OWN, pieces, progress=told.append)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert report.accepted == 9_999
    assert told == [*range(1_000, 9_001, 1_000), 9_999]
    assert peak_bytes < 24 * LONGEST_LINE


def test_lines_may_be_cut_anywhere_by_the_stream(pools: Pools) -> None:
    content = written(*GOOD).replace(b"\n", b"\r\n")

    report = import_records(pools.api, OWN, (bytes([byte]) for byte in content))

    assert report.accepted == 4


def test_a_municipality_that_is_not_known_is_refused(pools: Pools) -> None:
    with pytest.raises(InvalidInput) as refused:
        import_records(pools.api, "GM9999", [written(COACH)])

    assert refused.value.problems[0].value == "GM9999"


def test_the_municipality_never_comes_from_the_line(pools: Pools) -> None:
    report = bring(pools, written(COACH | {"municipality": NEXT}))

    assert [problem.field for problem in report.errors] == ["municipality"]


def test_an_import_can_be_looked_up_by_its_own_municipality_only(pools: Pools) -> None:
    report = bring(pools, written(COACH | {"hoursPerWeek": 0}), requested_by="client-1")

    found = find_import(pools.api, OWN, report.id)
    assert (found.id, found.accepted, found.refused) == (report.id, 0, 1)
    with pytest.raises(NotFound):
        find_import(pools.api, NEXT, report.id)


def test_what_was_refused_is_told_once_and_never_stored(pools: Pools) -> None:
    lines = (COACH | {"hoursPerWeek": 777}, CANDIDATE | {"remark": "depressed"}, COACH, COACH)

    report = bring(pools, written(*lines))

    with pools.owner.begin() as connection:
        kept = connection.scalar(text("SELECT errors::text FROM import_job"))
    again = find_import(pools.api, OWN, report.id)
    assert [problem.value for problem in report.errors] == [
        "777", "a field that is not known", "c1"
    ]  # fmt: skip
    assert not any(value in kept for value in ("777", "depressed", "c1"))
    assert again.errors == tuple(replace(problem, value=None) for problem in report.errors)


def test_an_organisation_deleted_at_the_same_moment_is_a_conflict(pools: Pools) -> None:
    bring(pools, written(ORGANISATION))

    with ThreadPoolExecutor(1) as pool:
        with pools.owner.begin() as connection:
            connection.execute(text("DELETE FROM organisation"))
            waiting = pool.submit(bring, pools, written(VACANCY))
            wait_for_a_lock(pools)

        with pytest.raises(Conflict, match="same moment"):
            waiting.result(timeout=10)

    assert everything(pools) == []


def wait_for_a_lock(pools: Pools) -> None:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with pools.owner.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for _ in range(1_000):
            if connection.scalar(query):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")
