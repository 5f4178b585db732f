"""Everything that is held on a person is given, from every table that holds anything."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from service import bridge
from service.bridge.snapshot import load_snapshot
from service.db import held
from service.db.tables import METADATA
from service.tokens import SCOPES
from solver.match import MatchParams, Task
from solver.weights import WeightSet
from tests.service.api_client import NDJSON, Api
from tests.service.deciding import decide, get, place, post, propose, put
from tests.service.tenancy import FAR, NEXT, OWN

#: Found nowhere else in a database, in whatever form a column holds it.
WHO = "seek-me-7"
OTHER = "seek-me-77"
#: References that hold another one as a piece.
ALIKE = (OTHER, f"a-{WHO}", f"{WHO}.b")
#: Tables that name people in a way of their own, with the field of the answer that shows them.
APART = {
    "candidate": "record",
    "run_input": "keptInputs",
    "import_job": "imports",
    "done_request": "requests",
}
#: Tables that hold nothing on a candidate: places, weights, runs as counts, and the queue's own.
GZIP = b"\x1f\x8b"
NOBODY = {
    "alembic_version",
    "audit_block",
    "audit_chain",
    "audit_event",
    "audit_sealed",
    "bottleneck",
    "coach",
    "match_run",
    "municipality",
    "organisation",
    "partnership",
    "partnership_member",
    "pin_cost",
    "postcode",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "reason_code",
    "region",
    "run_resource",
    "scenario",
    "scenario_count",
    "scenario_solve",
    "vacancy",
    "weight_set",
}
COVERED = {table.name for table in (*held.NAMING, *held.BELONGING)}


@pytest.fixture(scope="module")
def person(api: Api) -> str:
    """Store somebody of whom something stands in every table that can hold it."""
    put(
        api,
        "candidates",
        WHO,
        placesWanted=2,
        preferences={"work": {"garden_work": "first_choice"}},
    )
    put(api, "candidates", OTHER, notTogetherWith=[WHO])
    for number in range(3):
        place(api, f"w-{number}")
    assert api.match({"candidate": WHO}).json()["suggestions"]
    made = post(
        api, "proposals", {"source": "own", "candidate": WHO, "vacancy": "w-0"}, key="held-1"
    )
    assert decide(api, made.json()["id"], "accepted").status_code == 200
    _follow(api)
    for path, vacancy, reason in (("pins", "w-1", "agreed"), ("forbids", "w-2", "other")):
        body = {"candidate": WHO, "vacancy": vacancy, "reasonCode": reason}
        assert post(api, path, body).status_code == 201
    twice = [{"type": "candidate", "reference": name} for name in (WHO, OTHER) for _ in range(2)]
    brought = api.client.post(
        "/v1/imports",
        content="\n".join(map(json.dumps, twice)),
        headers=api.bearer() | NDJSON | {"idempotency-key": "held-2"},
    )
    assert brought.json()["refused"], brought.text
    with api.pools.owner.begin() as connection:
        _add_a_run(connection)
        for errors in ([refusal(WHO), *map(refusal, ALIKE)], [refusal(OTHER)]):
            connection.execute(
                text(
                    "INSERT INTO import_job (id, municipality, requested_by, all_or_nothing,"
                    " accepted, refused, errors)"
                    " VALUES (gen_random_uuid(), :code, 'test', true, 0, 1, :errors)"
                ),
                {"code": OWN, "errors": json.dumps(errors)},
            )
    return WHO


def _follow(api: Api) -> None:
    """Let the placement be looked at and end, and note how the person is doing."""
    today = api.settings.today().isoformat()
    placement = get(api, f"placements?candidate={WHO}").json()["items"][0]["id"]
    ending = {"lastDay": today, "reasonCode": "moved", "outcomeCode": "volunteering"}
    for path, body in (
        (f"placements/{placement}/reviews", {"doneOn": today, "doneBy": "guide"}),
        (f"placements/{placement}/ending", ending),
        (f"candidates/{WHO}/wellbeing-scores", {"moment": "before", "loneliness": 2}),
    ):
        answer = post(api, path, body)
        assert answer.status_code < 300, answer.text


def refusal(named: str) -> dict[str, Any]:
    return {"field": "reference", "expected": f"{named} only once", "line": 3}


def _add_a_run(connection: Connection) -> None:
    """Store a run with what it found for the person, what it changed and what it read."""
    names = {"run": uuid.uuid4(), "code": OWN, "who": WHO}
    for statement in RUN_ROWS:
        connection.execute(text(statement), names)
    own = {"region": "AM09", "municipality": OWN}
    snapshot = load_snapshot(connection, connection.scalar(text("SELECT current_date")), **own)
    written = bridge.document_of(Task(snapshot, WeightSet(), MatchParams())).compressed
    connection.execute(
        text("INSERT INTO run_input VALUES (:run, 'AM09', :document, current_date + 30)"),
        {"run": names["run"], "document": written},
    )


RUN_ROWS = (
    "INSERT INTO match_run (id, region, municipality, status, weight_set_version, today,"
    " requested_by) VALUES (:run, 'AM09', :code, 'finished', 1, current_date, 'test')",
    "INSERT INTO unplaced VALUES (:run, :code, :who, 'nowhere_eligible', '\"travel\"')",
    "INSERT INTO run_change (run_id, municipality, candidate, step, cause)"
    " VALUES (:run, :code, :who, 'match', 'better')",
    "INSERT INTO erasure (municipality, candidate) VALUES (:code, :who)",
    "WITH asked AS ("
    "INSERT INTO scenario (id, region, municipality, base_run, purpose, requested_by)"
    " VALUES (gen_random_uuid(), 'AM09', :code, :run, 'cost', 'test') RETURNING id)"
    " INSERT INTO pin_cost_person (scenario_id, municipality, candidate, pinned)"
    " SELECT id, :code, :who, ARRAY[:code || '/w-0'] FROM asked",
)


@pytest.fixture(scope="module")
def body(api: Api, person: str) -> dict[str, Any]:
    answer = get(api, f"candidates/{person}/record")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def columns_of(connection: Connection) -> Iterator[tuple[str, str]]:
    """Name every column of every table there is."""
    query = (
        "SELECT table_name, column_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    yield from ((row.table_name, row.column_name) for row in connection.execute(text(query)))


def test_every_table_is_covered_or_holds_nothing_on_people(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        tables = {table for table, _ in columns_of(connection)}

    assert tables == COVERED | APART.keys() | NOBODY
    assert not COVERED & APART.keys() | COVERED & NOBODY | APART.keys() & NOBODY


def test_no_table_that_is_said_to_hold_nothing_can_name_a_candidate(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        columns = list(columns_of(connection))
        referring = connection.execute(
            text(
                "SELECT conrelid::regclass::text FROM pg_constraint"
                " WHERE contype = 'f' AND confrelid::regclass::text = ANY (:covered)"
            ),
            {"covered": sorted(COVERED | {"candidate"})},
        )
        held_on_to = set(referring.scalars())

    naming = {table for table, column in columns if "candidate" in column or "person" in column}
    assert not (naming | held_on_to) & NOBODY


def holding(connection: Connection, reference: str) -> set[str]:
    """Name the tables in which a reference stands in any column, packed ones opened."""
    found = set()
    for table, column in columns_of(connection):
        values = connection.scalars(text(f'SELECT "{column}" FROM "{table}"')).all()
        if any(reference in _opened(value) for value in values):
            found.add(table)
    return found


def _opened(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        packed = bytes(value)
        zipped = packed.startswith(GZIP)
        return gzip.decompress(packed).decode() if zipped else packed.decode("latin-1")
    return json.dumps(value, default=str, ensure_ascii=False)


def test_every_table_in_which_the_person_stands_is_in_the_answer(
    api: Api, body: dict[str, Any]
) -> None:
    with api.pools.owner.begin() as connection:
        tables = holding(connection, WHO)

    assert tables >= {"placement", "forbid", "proposal", "unplaced", "run_change", "erasure"}
    assert tables >= {"shown_to", "pin_cost_person"}
    assert tables >= APART.keys()
    for table in tables:
        assert body[APART[table]] if table in APART else body["rows"][camel(table)], table


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def told(value: object) -> bool:
    """Tell whether a value says something to a reader: bytes, such as a salt, do not."""
    return value is not None and not isinstance(value, bytes | memoryview)


def test_every_row_is_given_with_every_column_that_holds_something(
    api: Api, body: dict[str, Any]
) -> None:
    with api.pools.owner.begin() as connection:
        for table in held.NAMING:
            query = table.select().where(table.c.candidate == WHO, table.c.municipality == OWN)
            query = query.order_by(*table.primary_key.columns)
            stored = connection.execute(query).mappings().all()
            shown = body["rows"].get(camel(table.name), [])
            filled = [{camel(n) for n, value in row.items() if told(value)} for row in stored]
            assert [set(row) for row in shown] == filled, table.name
    assert {"decision", "proposalVacancy", "review", "outcome"} <= body["rows"].keys()
    assert [one["loneliness"] for one in body["rows"]["wellbeingScore"]] == [2]
    assert [one["decision"] for one in body["rows"]["decision"]] == ["accepted"]


def test_the_record_the_runs_and_what_is_kept_besides_are_given(body: dict[str, Any]) -> None:
    assert (body["reference"], body["municipality"]) == (WHO, OWN)
    assert body["record"]["preferences"]["work"] == {"garden_work": "first_choice"}
    assert body["namedByOthers"] == 1
    (run,) = body["runs"]
    assert (run["status"], run["id"]) == ("finished", body["rows"]["unplaced"][0]["runId"])
    assert [one["runId"] for one in body["keptInputs"]] == [run["id"]]
    assert [one["errors"] for one in body["imports"]] == [[refusal(WHO)]]
    proposed, brought = (one["answer"] for one in body["requests"])
    assert proposed["candidate"] == WHO
    assert [error["value"] for error in brought["errors"]] == [WHO]
    assert {one["caller"] for one in body["requests"]} == {"demo"}


def test_nothing_of_anybody_else_is_given(api: Api, body: dict[str, Any]) -> None:
    assert [name for name in ALIKE if name in json.dumps(body)] == []
    theirs = get(api, f"candidates/{OTHER}/record").json()
    assert (theirs["rows"], theirs["runs"]) == ({}, [])
    assert len(theirs["imports"]) == 2
    assert len(theirs["requests"]) == 1


@pytest.mark.parametrize("asking", [NEXT, FAR])
def test_to_another_municipality_there_is_nobody(api: Api, person: str, asking: str) -> None:
    of_them = get(api, f"candidates/{person}/record", municipality=asking)
    of_none = get(api, "candidates/nobody-7/record", municipality=asking)

    assert of_them.status_code == of_none.status_code == 404
    assert of_them.content == of_none.content


def test_an_input_of_another_municipality_is_told_of_without_its_run(api: Api, person: str) -> None:
    answer = get(api, "candidates/k1/record", municipality=NEXT).json()
    far = get(api, "candidates/k1/record", municipality=FAR).json()

    assert [one.keys() for one in answer["keptInputs"]] == [{"today", "keptUntil"}]
    assert far["keptInputs"] == []


def test_of_who_was_deleted_nothing_is_left_but_that_runs_are_still_to_forget(api: Api) -> None:
    put(api, "candidates", "left-7")
    place(api, "w-left")
    made = propose(api, "left-7", "w-left").json()
    declined = decide(api, made["id"], "declined", reasonCode="too_far")
    assert declined.status_code == 200, declined.text
    etag = get(api, "candidates/left-7").headers["etag"]
    gone = api.client.delete("/v1/candidates/left-7", headers=api.bearer() | {"if-match": etag})
    assert gone.status_code == 204, gone.text

    left = get(api, "candidates/left-7/record").json()

    assert "record" not in left
    assert left["rows"].keys() == {"erasure"}


def test_only_who_may_read_records_may_ask(api: Api, person: str) -> None:
    answer = get(api, f"candidates/{person}/record", scopes=SCOPES - {"record:read"})

    assert answer.status_code == 403


def test_a_new_table_that_names_people_is_covered_by_itself() -> None:
    naming = {t.name for t in METADATA.tables.values() if "candidate" in t.c}

    assert naming == {table.name for table in held.NAMING}
