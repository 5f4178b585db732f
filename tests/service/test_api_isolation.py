"""Two municipalities: every path, tried with the other's references, says what it says of none."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text

from service.db.session import transaction
from service.usecases.execution import execute_run
from tests.service.api_client import NDJSON, Api
from tests.service.tenancy import FAR, NEXT, OWN
from tests.service.test_api_scopes import TABLE

GHOST = "00000000-0000-0000-0000-00000000000f"
#: What is stored here is the next municipality's alone; the far one is of another region.
SECRET = "hidden-7"  # noqa: S105 - a reference
RECORDS: dict[str, dict[str, Any]] = {
    "organisations": {"name": "Verborgen huis"},
    "vacancies": {"organisation": SECRET, "kind": "volunteering", "seats": 3, "needsCoach": False},
    "coaches": {"hoursPerWeek": 8},
    "candidates": {"coaching": {"knownCoach": SECRET}},
}


def theirs(api: Api, method: str, path: str, body: object = None) -> Any:
    answer = api.client.request(
        method, f"/v1/{path}", json=body, headers=api.bearer(municipality=NEXT)
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def hidden(api: Api) -> dict[str, str]:
    """Store one of everything for the next municipality; give what each noun's is called."""
    for noun, more in RECORDS.items():
        theirs(api, "PUT", f"{noun}/{SECRET}", {"reference": SECRET, **more})
    pair = {"candidate": SECRET, "vacancy": SECRET}
    made = dict.fromkeys(RECORDS, SECRET)
    proposal = theirs(api, "POST", "proposals", {"source": "own", **pair})["id"]
    kept = {"candidate": "k1", "vacancy": SECRET, "reasonCode": "agreed"}
    made["pins"] = theirs(api, "POST", "pins", kept)["id"]
    made["forbids"] = theirs(
        api, "POST", "forbids", {"candidate": SECRET, "vacancy": "own", "reasonCode": "other"}
    )["id"]
    run = theirs(api, "POST", "match-runs", {"seed": 1, "workLimit": 5})["id"]
    execute_run(api.pools.worker, UUID(run), "AM09")
    made["match-runs"] = run
    asked = {"baseRun": run, "name": SECRET, "changes": [{"change": "people", "percent": 5}]}
    made["scenarios"] = theirs(api, "POST", "scenarios", asked)["id"]
    theirs(api, "POST", f"match-runs/{run}/bottlenecks")
    with transaction(api.pools.api, NEXT) as connection:
        asked_what = text("SELECT scenario_id FROM pin_cost")
        made["match-checks"] = str(connection.execute(asked_what).scalar_one())
    theirs(api, "POST", f"proposals/{proposal}/decision", {"decision": "accepted"})
    made["proposals"] = proposal
    made["placements"] = theirs(api, "GET", f"placements?candidate={SECRET}")["items"][0]["id"]
    said = {"pauseUntil": api.settings.today().isoformat()}
    theirs(api, "POST", f"candidates/{SECRET}/check-ins", said)
    review = {"plannedOn": said["pauseUntil"]}
    made["reviews"] = theirs(api, "POST", f"placements/{made['placements']}/reviews", review)["id"]
    made["coach-alerts"] = theirs(api, "GET", f"coaches/{SECRET}/alerts")["items"][0]["id"]
    draft = {
        "name": "Van hen",
        "motivation": "Zo willen zij het.",
        "content": {"weights": {"work": 1}},
    }
    made["weight-sets"] = str(theirs(api, "POST", "weight-sets", draft)["version"])
    line = b'{"type": "coach", "reference": "hidden-8", "hoursPerWeek": 8}'
    brought = api.client.post(
        "/v1/imports", content=line, headers=api.bearer(municipality=NEXT) | NDJSON
    )
    made["imports"] = brought.json()["id"]
    return made


BODIES: dict[str, dict[str, Any]] = {
    "decision": {"decision": "introduced"},
    "ending": {"lastDay": "2030-01-01", "reasonCode": "other"},
    "extension": {"lastDay": "2031-01-01"},
    "check-ins": {"pauseUntil": "2027-06-01"},
    "hours": {"weekMinutes": 600},
    "outcomes": {"outcomeCode": "paid_work"},
    "reviews": {"plannedOn": "2027-06-01"},
    "wellbeing-scores": {"moment": "before", "loneliness": 3},
    "preview": {"candidates": ["k1"]},
}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Write down every statement that a request sends, without what is filled in."""
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


NAMED = sorted(
    (method, path)
    for method, path in TABLE
    if "{" in path
    and (method != "put" or path == "/reviews/{id}")
    and not path.startswith(("/municipal", "/regions", "/partner"))
)


@pytest.mark.parametrize("asking", [OWN, FAR])
@pytest.mark.parametrize(("method", "path"), NAMED, ids=lambda part: part)
def test_what_is_theirs_and_what_is_not_there_give_the_same_answer(
    api: Api, hidden: dict[str, str], method: str, path: str, asking: str
) -> None:
    noun, step = path.split("/")[1], path.rpartition("/")[2]
    ghost = {"weight-sets": "99999"}.get(noun, "ghost-7" if "{reference}" in path else GHOST)
    headers = api.bearer(municipality=asking) | {"if-match": '"x"'}
    step = noun if method == "put" else step
    body = {"json": BODIES[step]} if step in BODIES else {}
    query = {"with": "1"} if step == "differences" else {}

    def answer(named: str) -> tuple[Any, list[str]]:
        filled = re.sub(r"\{\w+\}", named, path)
        with statements() as sent:
            given = api.client.request(
                method, f"/v1{filled}", headers=headers, params=query, **body
            )
        return given, sent

    answer(ghost)  # what a replica reads once, it reads now
    (of_them, asked_of_them), (of_none, asked_of_none) = answer(hidden[noun]), answer(ghost)

    assert of_them.status_code == of_none.status_code == 404
    assert of_them.content == of_none.content
    assert asked_of_them == asked_of_none  # time tells nothing either
    assert asked_of_them


LISTS = sorted(path for method, path in TABLE if method == "get" and "{" not in path)


@pytest.mark.parametrize("asking", [OWN, FAR])
@pytest.mark.parametrize("path", LISTS)
def test_no_list_holds_anything_of_theirs(
    api: Api, hidden: dict[str, str], path: str, asking: str
) -> None:
    answer = api.client.get(f"/v1{path}", headers=api.bearer(municipality=asking))

    assert answer.status_code == 200
    for name in {*hidden.values(), "hidden-8", "Verborgen huis"} - {hidden["weight-sets"]}:
        assert name not in answer.text
    if path == "/weight-sets":
        versions = [str(one["version"]) for one in answer.json()["items"]]
        assert hidden["weight-sets"] not in versions


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("matches", {"candidate": "{}"}),
    ("matches", {"vacancy": "{}"}),
    ("matches", {"vacancy": f"{NEXT}/{{}}"}),
    ("match-checks", {"pairs": [{"candidate": "{}", "vacancy": "own"}]}),
    ("match-checks", {"pairs": [{"candidate": "k1", "vacancy": f"{NEXT}/{{}}", "coach": "{}"}]}),
    ("proposals", {"source": "own", "candidate": "{}", "vacancy": f"{NEXT}/{{}}"}),
    ("pins", {"candidate": "k1", "vacancy": f"{NEXT}/{{}}", "reasonCode": "agreed"}),
    ("forbids", {"candidate": "k1", "organisation": f"{NEXT}/{{}}", "reasonCode": "other"}),
    ("weight-sets/1/preview", {"candidates": ["{}"]}),
    ("scenarios", {"baseRun": GHOST, "changes": [{"change": "coaching", "coach": "{}"}]}),
]


def with_name(part: Any, name: str) -> Any:
    """Put a name in every gap of a body."""
    if isinstance(part, dict):
        return {key: with_name(value, name) for key, value in part.items()}
    if isinstance(part, list):
        return [with_name(value, name) for value in part]
    return part.replace("{}", name)


@pytest.mark.parametrize("asking", [OWN, FAR])
@pytest.mark.parametrize(("path", "body"), ASKED, ids=itertools.count())
def test_a_body_that_names_what_is_theirs_is_answered_as_one_that_names_nothing(
    api: Api, hidden: dict[str, str], path: str, body: dict[str, Any], asking: str
) -> None:
    headers = api.bearer(municipality=asking)

    def answer(name: str) -> tuple[Any, list[str]]:
        with statements() as sent:
            given = api.client.post(f"/v1/{path}", json=with_name(body, name), headers=headers)
        return given, sent

    answer("nobody-6")  # what a replica reads once, it reads now
    (of_them, asked_of_them), (of_none, asked_of_none) = answer(SECRET), answer("nobody-7")

    assert of_them.status_code == of_none.status_code >= 400
    assert of_them.text.replace(SECRET, "") == of_none.text.replace("nobody-7", "")
    assert asked_of_them == asked_of_none


def test_an_import_that_names_their_organisation_is_told_what_it_is_told_of_none(
    api: Api, hidden: dict[str, str]
) -> None:
    vacancy = {"type": "vacancy", "reference": "v-mine", "kind": "internship", "seats": 1}

    def told_of(name: str) -> str:
        report = api.bring_in(json.dumps(vacancy | {"organisation": f"{NEXT}/{name}"})).json()
        assert report["accepted"] == 0
        return str(report["errors"]).replace(name, "")

    assert told_of(SECRET) == told_of("nobody-7")


def test_their_records_are_as_they_were(api: Api, hidden: dict[str, str]) -> None:
    for noun in RECORDS:
        mine = api.client.put(
            f"/v1/{noun}/{SECRET}",
            json={"reference": SECRET, **RECORDS[noun], "organisation": "open"}
            if noun == "vacancies"
            else {"reference": SECRET, **RECORDS[noun]},
            headers=api.bearer(municipality=OWN),
        )
        assert mine.status_code == 201, mine.text
        if "name" in RECORDS[noun]:
            assert theirs(api, "GET", f"{noun}/{SECRET}")["name"] == RECORDS[noun]["name"]
    assert theirs(api, "GET", f"vacancies/{SECRET}")["organisation"].endswith(SECRET)
