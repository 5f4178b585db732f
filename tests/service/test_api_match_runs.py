"""Match runs over the API: asked for, followed, read by those whose people they are, stopped."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.usecases.execution import execute_run
from tests.service.api_client import RUNS, Api, told
from tests.service.tenancy import FAR, NEXT, OWN

NOBODYS = "00000000-0000-4000-8000-000000000000"
REGION = {"region": "AM09"}


@pytest.fixture(autouse=True)
def nobody_waits(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE match_run SET status = 'failed' WHERE status = 'queued'"))


def cancel(api: Api, run: str, **who: Any) -> Any:
    return api.client.post(f"{RUNS}/{run}/cancellation", headers=api.bearer(**who))


def test_a_run_and_its_job_are_stored_in_one_transaction(api: Api) -> None:
    day = (api.settings.today() - timedelta(days=3)).isoformat()

    answer = api.ask({"seed": 7, "workLimit": 50, "today": day})

    run = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{RUNS}/{run['id']}"
    assert run["status"] == "queued"
    assert (run["municipality"], run["region"], run["today"]) == (OWN, "AM09", day)
    with api.pools.owner.begin() as connection:
        stored = connection.execute(
            text(
                "SELECT run.seed, run.work_limit, run.requested_by, job.args, job.lock,"
                " run.xmin = job.xmin AS together"
                " FROM match_run AS run JOIN procrastinate_jobs AS job ON job.id = run.job_id"
                " WHERE run.id = :id"
            ),
            {"id": run["id"]},
        ).one()
    assert (stored.seed, stored.work_limit, stored.requested_by) == (7, 50, "demo")
    assert stored.args == {"run_id": run["id"], "region": "AM09"}
    assert stored.together


def test_a_run_needs_no_body(api: Api) -> None:
    answer = api.client.post(RUNS, headers=api.bearer())

    assert answer.status_code == 202
    assert answer.json()["today"] == api.settings.today().isoformat()


def test_a_region_asks_for_a_run_of_all_its_municipalities(api: Api) -> None:
    run = api.ask({}, **REGION).json()

    assert "municipality" not in run
    assert run["region"] == "AM09"
    assert api.read(f"/{run['id']}", **REGION).json() == run


def test_a_region_that_is_not_known_here_is_refused(api: Api) -> None:
    assert api.ask({}, region="AM77").status_code == 403


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({"seed": -1}, "seed", "at least 0"),
        ({"seed": 2**31}, "seed", "below"),
        ({"seed": 1.5}, "seed", "a whole number"),
        ({"workLimit": 0}, "workLimit", "at least 1"),
        ({"today": "tomorrow"}, "today", "a day like"),
        ({"today": 20_781}, "today", "a day like"),
        ({"today": "1926-11-24"}, "today", "a day from"),
        ({"today": "9999-12-31"}, "today", "a day from"),
        ({"region": "AM10"}, "region", "no field of this name"),
        ([], "body", "an object"),
    ],
)
def test_a_run_that_cannot_be_is_refused_and_not_stored(
    api: Api, body: object, field: str, expected: str
) -> None:
    before = api.stored()

    answer = api.ask(body)

    assert answer.status_code == 400
    assert expected in told(answer)[field]
    assert api.stored() == before


@pytest.mark.parametrize(
    ("days", "status"), [(-366, 400), (-365, 202), (2 * 365, 202), (2 * 365 + 1, 400)]
)
def test_a_run_takes_a_day_of_the_last_year_or_the_next_two(
    api: Api, days: int, status: int
) -> None:
    day = api.settings.today() + timedelta(days=days)

    assert api.ask({"today": day.isoformat()}).status_code == status


@pytest.mark.parametrize("who", [{}, REGION])
def test_a_second_run_is_refused_while_the_first_waits(api: Api, who: dict[str, str]) -> None:
    waiting = api.ask(**who).json()["id"]
    before = api.stored()

    answer = api.ask(**who)

    assert answer.status_code == 409
    assert waiting in answer.json()["detail"]
    assert api.stored() == before


def test_runs_of_others_and_runs_that_began_or_were_stopped_do_not_count(api: Api) -> None:
    others = [api.ask(), api.ask(municipality=NEXT), api.ask(**REGION)]
    cancel(api, others[0].json()["id"])
    after_stop = api.ask()
    with api.pools.owner.begin() as connection:
        began = text("UPDATE match_run SET status = 'running' WHERE id = :id")
        connection.execute(began, {"id": after_stop.json()["id"]})

    answers = [*others, after_stop, api.ask()]

    assert [answer.status_code for answer in answers] == [202] * 5


def test_of_many_requests_at_once_one_run_waits(api: Api) -> None:
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: api.ask(), range(8)))

    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 7


def test_a_suspended_municipality_asks_for_no_run(api: Api) -> None:
    suspend = text("UPDATE municipality SET suspended = :on WHERE code = :code")
    with api.pools.owner.begin() as connection:
        connection.execute(suspend, {"on": True, "code": OWN})
    before = api.stored()

    answer = api.ask()

    with api.pools.owner.begin() as connection:
        connection.execute(suspend, {"on": False, "code": OWN})
    assert answer.status_code == 409
    assert "suspended" in answer.json()["detail"]
    assert api.stored() == before


def test_runs_are_listed_newest_first_page_by_page(api: Api) -> None:
    asked = []
    for seed in range(5):
        asked.append(api.ask({"seed": seed}).json()["id"])
        cancel(api, asked[-1])

    pages, cursor = [], ""
    while True:
        page = api.read(f"?pageSize=2{cursor}").json()
        pages.append([run["id"] for run in page["items"]])
        if "next" not in page:
            break
        cursor = f"&cursor={page['next']}"

    listed = [run for page in pages for run in page]
    assert listed[:5] == asked[::-1]
    assert len(listed) == len(set(listed))
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)


@pytest.mark.parametrize(
    ("query", "field", "expected"),
    [
        ("pageSize=0", "pageSize", "at least 1"),
        ("pageSize=201", "pageSize", "at most 200"),
        ("pageSize=many", "pageSize", "a whole number"),
        ("page_size=5", "page_size", "no field of this name"),
        ("sort=id", "sort", "no field of this name"),
    ],
)
def test_a_wrong_or_unknown_query_key_is_refused(
    api: Api, query: str, field: str, expected: str
) -> None:
    answer = api.read(f"?{query}")

    assert answer.status_code == 400
    assert told(answer) == {field: expected}


@pytest.mark.parametrize("path", ["", "/proposals", "/unplaced"])
def test_an_id_that_is_no_uuid_is_refused(api: Api, path: str) -> None:
    answer = api.read(f"/the-last-one{path}")

    assert answer.status_code == 400
    assert told(answer) == {"id": "a UUID"}


@pytest.mark.parametrize("path", ["", "/proposals", "/unplaced", "/cancellation"])
@pytest.mark.parametrize("stranger", [NEXT, FAR])
def test_another_municipalitys_run_is_the_same_as_no_run(
    api: Api, path: str, stranger: str
) -> None:
    theirs = api.ask(municipality=stranger).json()["id"]
    method = "POST" if path == "/cancellation" else "GET"

    answers = [
        api.client.request(method, f"{RUNS}/{run}{path}", headers=api.bearer())
        for run in (theirs, NOBODYS)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert theirs not in {run["id"] for run in api.read("?pageSize=200").json()["items"]}


def test_a_run_of_another_region_is_not_there(api: Api) -> None:
    theirs = api.ask(municipality=FAR).json()["id"]

    assert api.read(f"/{theirs}", **REGION).status_code == 404
    assert cancel(api, theirs, **REGION).status_code == 404


def test_a_run_that_waits_is_asked_to_stop_once(api: Api) -> None:
    run = api.ask().json()["id"]

    first = cancel(api, run)
    second = cancel(api, run)

    assert first.status_code == second.status_code == 202
    assert first.json()["cancelRequestedAt"] == second.json()["cancelRequestedAt"]


def test_a_run_that_has_ended_cannot_be_stopped(api: Api) -> None:
    run = api.ask(**REGION).json()["id"]
    with api.pools.owner.begin() as connection:
        ended = text("UPDATE match_run SET status = 'finished' WHERE id = :id")
        connection.execute(ended, {"id": run})

    answer = cancel(api, run, **REGION)

    assert answer.status_code == 409
    assert "finished" in answer.json()["detail"]


def test_a_municipality_cannot_stop_the_run_of_its_region(api: Api) -> None:
    run = api.ask(**REGION).json()["id"]

    assert cancel(api, run).status_code == 403
    assert "cancelRequestedAt" not in api.read(f"/{run}").json()
    assert cancel(api, run, **REGION).status_code == 202


def test_a_run_that_was_done_shows_its_plan_and_what_makes_it_repeatable(api: Api) -> None:
    asked = api.ask({"seed": 3}).json()["id"]
    execute_run(api.pools.worker, uuid.UUID(asked), "AM09")

    run = api.read(f"/{asked}").json()
    proposals = api.read(f"/{asked}/proposals").json()["items"]
    unplaced = api.read(f"/{asked}/unplaced").json()["items"]

    assert (run["status"], run["planStatus"]) == ("finished", "draft")
    assert run["outcome"] in {"OPTIMAL", "FEASIBLE"}
    assert run["bound"] >= run["value"]
    assert run["people"] == len(proposals) + len(unplaced)
    assert run["placed"] == len(proposals) == 1
    assert run["summary"]["resources"]["seats"]["used"] == 1
    assert run["certificate"]["seed"] == 3
    assert len(run["certificate"]["inputHash"]) == 64
    assert sum(proposals[0]["contributions"].values()) == proposals[0]["fit"]


def test_a_run_that_was_stopped_before_it_began_ends_as_cancelled(api: Api) -> None:
    asked = api.ask().json()["id"]
    cancel(api, asked)
    execute_run(api.pools.worker, uuid.UUID(asked), "AM09")

    assert api.read(f"/{asked}").json()["status"] == "cancelled"
