"""How people are doing is noted apart from everything, and never read by a match."""

from __future__ import annotations

import gzip
import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from service import bridge
from service.db.session import snapshot_transaction, transaction
from service.usecases.execution import execute_run
from solver.match import MatchParams, Task, match
from solver.weights import WeightSet
from tests.service.api_client import Api, told
from tests.service.deciding import get, place, post, put
from tests.service.tenancy import OWN

NUMBER = itertools.count()
REGION = "AM09"


@pytest.fixture
def person(api: Api) -> str:
    """Store somebody."""
    name = f"well-{next(NUMBER)}"
    put(api, "candidates", name)
    return name


def score(api: Api, person: str, key: str | None = None, **body: Any) -> Any:
    return post(api, f"candidates/{person}/wellbeing-scores", body, key)


def stored(api: Api, person: str) -> list[tuple[Any, ...]]:
    query = "SELECT moment, loneliness, self_reliance FROM wellbeing_score WHERE candidate = :who"
    with api.pools.owner.begin() as connection:
        rows = connection.execute(text(query), {"who": person})
        return [tuple(row) for row in rows]


def test_scores_are_stored_and_not_repeated(api: Api, person: str) -> None:
    answer = score(api, person, f"key-{person}", moment="before", loneliness=5, selfReliance=2)

    assert answer.status_code == 201, answer.text
    today = api.settings.today().isoformat()
    expected = {"candidate": person, "moment": "before", "on": today}
    assert answer.json().items() >= expected.items()
    assert answer.json().keys() == expected.keys() | {"madeAt"}
    assert stored(api, person) == [("before", 5, 2)]
    with api.pools.owner.begin() as connection:
        kept = connection.scalars(text("SELECT body FROM done_request")).all()
    assert not [body for body in kept if body and "oneliness" in body]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"moment": "before"}, {"loneliness"}),
        ({"moment": "later", "loneliness": 1}, {"moment"}),
        ({"loneliness": 1}, {"moment"}),
        ({"moment": "after", "loneliness": 7, "selfReliance": 0}, {"loneliness", "selfReliance"}),
        ({"moment": "after", "loneliness": -1, "selfReliance": 6}, {"loneliness", "selfReliance"}),
        ({"moment": "after", "loneliness": 2.5}, {"loneliness"}),
        ({"moment": "after", "note": "x", "loneliness": 1}, {"note"}),
    ],
)
def test_what_is_no_score_is_refused_and_nothing_is_stored(
    api: Api, person: str, body: dict[str, Any], fields: set[str]
) -> None:
    answer = score(api, person, **body)

    assert (answer.status_code, set(told(answer))) == (400, fields)
    assert stored(api, person) == []


def test_a_score_of_a_day_to_come_is_refused(api: Api, person: str) -> None:
    day = (api.settings.today() + timedelta(days=1)).isoformat()

    answer = score(api, person, moment="after", selfReliance=3, on=day)

    assert (answer.status_code, set(told(answer))) == (400, {"on"})


def test_no_path_gives_the_scores_but_the_persons_own_record(api: Api, person: str) -> None:
    score(api, person, moment="before", loneliness=6)

    read = api.client.get(f"/v1/candidates/{person}/wellbeing-scores", headers=api.bearer())
    shown = get(api, f"candidates/{person}")
    record = get(api, f"candidates/{person}/record").json()

    assert read.status_code == 405
    assert "oneliness" not in shown.text
    assert [one["loneliness"] for one in record["rows"]["wellbeingScore"]] == [6]


def test_the_role_of_the_worker_cannot_read_them(api: Api, person: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(api.pools.worker, region=REGION) as connection,
    ):
        connection.execute(text("SELECT loneliness FROM wellbeing_score"))


def test_who_is_deleted_takes_along_every_score(api: Api, person: str) -> None:
    score(api, person, f"gone-{person}", moment="before", loneliness=6)
    known = {"if-match": get(api, f"candidates/{person}").headers["etag"]}

    gone = api.client.delete(f"/v1/candidates/{person}", headers=api.bearer() | known)

    assert (gone.status_code, stored(api, person)) == (204, [])
    assert score(api, person, moment="before", loneliness=6).status_code == 404


def test_the_audit_tells_that_it_was_noted_and_never_what(api: Api, person: str) -> None:
    score(api, person, moment="before", loneliness=6)

    events = get(api, "audit-events?kind=wellbeing_noted").json()["items"]

    assert events[0]["candidate"] == person
    assert "words" not in events[0]


def planned(api: Api) -> tuple[Any, bytes]:
    """Match what a run reads today; give the plan and the document of it."""
    today = api.settings.today()
    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        snapshot = bridge.load_snapshot(connection, today, region=REGION, municipality=OWN)
    task = Task(snapshot, WeightSet(), MatchParams(seed=1))
    plan = match(task.snapshot, task.weights, task.params)
    return plan.proposals, gzip.decompress(bridge.document_of(task).compressed)


def test_scores_swapped_among_people_leave_the_plan_as_it_was(api: Api) -> None:
    people = [f"swap-{letter}" for letter in "ab"]
    for name in people:
        put(api, "candidates", name)
    place(api, "one-seat")
    without = planned(api)

    for name, lonely in zip(people, (0, 6), strict=True):
        score(api, name, moment="before", loneliness=lonely, selfReliance=1 + lonely % 5)
    scored = planned(api)
    swap = "UPDATE wellbeing_score SET loneliness = 6 - loneliness WHERE candidate LIKE 'swap-%'"
    with api.pools.owner.begin() as connection:
        assert connection.execute(text(swap)).rowcount == 2
    swapped = planned(api)

    assert without == scored == swapped
    assert [one for one in without[0] if "swap" in str(one)]


def test_no_score_comes_into_the_document_of_a_run(api: Api, person: str) -> None:
    score(api, person, moment="before", loneliness=6)
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)

    with api.pools.owner.begin() as connection:
        query = text("SELECT document FROM run_input WHERE run_id = :run")
        document = gzip.decompress(connection.scalar(query, {"run": run}))

    assert person.encode() in document
    assert [word for word in (b"oneliness", b"reliance", b"wellbeing") if word in document] == []
