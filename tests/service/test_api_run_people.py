"""Who is proposed what, and who nothing: read page by page by those whose people they are."""

from __future__ import annotations

import uuid
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from service.api.deps import cursor_of
from tests.service.api_client import Api, told
from tests.service.tenancy import NEXT, OWN


def run_of_the_region(api: Api, people: int = 1) -> str:
    """Store a finished run of a whole region, with people placed and not in each municipality."""
    run = uuid.uuid4()
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO match_run (id, region, weight_set_version, today, requested_by,"
                " status, failure) VALUES (:run, 'AM09', 1, current_date, 'test', 'finished', NULL)"
            ),
            {"run": run},
        )
        for code, number in product((OWN, NEXT), range(people)):
            names = {"run": run, "proposal": uuid.uuid4(), "code": code, "who": f"{number}-{code}"}
            for statement in (
                "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit,"
                " question, motivate, rather_not) VALUES"
                " (:proposal, :run, :code, 'k' || :who, current_date, 5000, true, true, false)",
                "INSERT INTO proposal_vacancy VALUES (:proposal, 1, :code, :code, 'b'),"
                " (:proposal, 0, :code, :code, 'a')",
                "INSERT INTO unplaced VALUES (:run, :code, 'u' || :who, 'nowhere_eligible',"
                " '\"travel\"')",
            ):
                connection.execute(text(statement), names)
    return str(run)


def test_of_a_run_of_the_region_a_municipality_sees_its_own_people(api: Api) -> None:
    run = run_of_the_region(api)

    proposals = api.read(f"/{run}/proposals").json()["items"]
    unplaced = api.read(f"/{run}/unplaced", municipality=NEXT).json()["items"]

    assert [proposal["candidate"] for proposal in proposals] == [f"k0-{OWN}"]
    assert proposals[0]["vacancies"] == [f"{OWN}/a", f"{OWN}/b"]
    assert proposals[0]["question"] is True
    (nowhere,) = unplaced
    assert nowhere.pop("texts")
    shown = {"candidate": f"u0-{NEXT}", "reason": "nowhere_eligible", "rule": "travel"}
    assert nowhere == shown | {"enabling": []}


@pytest.mark.parametrize("path", ["proposals", "unplaced"])
def test_a_region_sees_runs_and_counts_but_never_people(api: Api, path: str) -> None:
    run = run_of_the_region(api)
    who: dict[str, Any] = {"scopes": ["match:read", "runs:manage"], "region": "AM09"}

    answer = api.read(f"/{run}/{path}", **who)

    assert api.read(f"/{run}", **who).status_code == 200
    assert answer.status_code == 403
    assert "never people" in answer.json()["detail"]


def test_people_are_listed_page_by_page(api: Api) -> None:
    run = run_of_the_region(api, people=5)

    pages, query = [], "?pageSize=2"
    while query:
        page = api.read(f"/{run}/proposals{query}").json()
        pages.append([proposal["candidate"] for proposal in page["items"]])
        query = f"?pageSize=2&cursor={page['next']}" if "next" in page else ""

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [who for page in pages for who in page] == [f"k{n}-{OWN}" for n in range(5)]


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "é", "WyJhIl0", "W10", "e30", "WyJcdTAwMDAiLCAiYiJd"]
)
@pytest.mark.parametrize("path", ["", "/{run}/proposals", "/{run}/unplaced"])
def test_a_cursor_we_did_not_make_is_refused(api: Api, path: str, cursor: str) -> None:
    run = api.read("").json()["items"][0]["id"]

    answer = api.read(f"{path.replace('{run}', run)}?cursor={cursor}")

    assert answer.status_code == 400
    assert told(answer) == {"cursor": "the `next` of an earlier page"}


def test_a_cursor_of_people_is_not_one_of_runs(api: Api) -> None:
    of_people = cursor_of(OWN, "k1")

    answer = api.read(f"?cursor={of_people}")

    assert answer.status_code == 400
    assert told(answer) == {"cursor": "the `next` of an earlier page"}


def test_who_is_deleted_takes_along_why_a_run_found_nothing(api: Api) -> None:
    run, path = run_of_the_region(api), f"/v1/candidates/u0-{OWN}"
    made = api.client.put(path, json={"reference": f"u0-{OWN}"}, headers=api.bearer())
    assert made.status_code == 201, made.text
    others = api.read(f"/{run}/unplaced", municipality=NEXT).json()["items"]

    known = {"if-match": made.headers["etag"]}
    assert api.client.delete(path, headers=api.bearer() | known).status_code == 204

    assert api.read(f"/{run}/unplaced").json()["items"] == []
    assert api.read(f"/{run}/unplaced", municipality=NEXT).json()["items"] == others != []
