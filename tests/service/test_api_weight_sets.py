"""Weight sets over HTTP: the whole way of one, who decides, and which one holds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from service.tokens import SCOPES
from tests.service.api_client import Api, served, told
from tests.service.tenancy import NEXT, OWN, SharedDatabase
from tests.service.weighing import DRAFT, FITS, NOTHING_FITS, Administrator, used

REGION = {"region": "AM09"}


@pytest.fixture(scope="module")
def running(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(shared, tmp_path_factory.mktemp("state")) as made:
        yield made


@pytest.fixture
def api(running: Api) -> Iterator[Api]:
    """Give the app; the weights for everybody hold again after each test."""
    yield running
    with running.pools.owner.begin() as connection:
        retired = "UPDATE weight_set SET status = 'retired' WHERE version > 1 AND status = 'active'"
        connection.execute(text(retired))


@pytest.fixture
def anna(api: Api) -> Administrator:
    return Administrator(api, "anna")


@pytest.fixture
def bert(api: Api) -> Administrator:
    return Administrator(api, "bert")


@pytest.fixture
def regional(api: Api) -> tuple[Administrator, Administrator]:
    """Give two administrators of the whole region."""
    return (Administrator(api, "rita", place=REGION), Administrator(api, "ruud", place=REGION))


def test_a_set_goes_from_draft_to_active_and_back_and_the_short_list_follows(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    before = used(api)
    first = anna.draft(FITS)
    drafted = used(api)
    approved = bert.step(first, "approval")
    waiting = used(api)
    activated = bert.step(first, "activation")
    held = used(api)
    second = anna.activated(bert, NOTHING_FITS)
    changed = used(api)
    back = anna.step(first, "activation")
    rolled_back = used(api)

    assert before == drafted == waiting == (1, True)
    assert [a.json()["status"] for a in (approved, activated)] == ["approved", "active"]
    assert held == rolled_back == (first, True)
    assert changed == (second, False)
    assert back.json()["inForce"] == first
    assert not {"retiredBy", "retiredAt"} & back.json().keys()
    assert anna.get(f"/{second}").json()["status"] == "retired"


def test_a_set_tells_who_did_what(api: Api, anna: Administrator, bert: Administrator) -> None:
    version = anna.activated(bert, holdsFrom="2026-01-01")
    ended = bert.step(version, "retirement").json()

    assert ended["scope"] == "municipality"
    assert ended["municipality"] == OWN
    assert (ended["name"], ended["motivation"]) == (DRAFT["name"], DRAFT["motivation"])
    assert ended["holdsFrom"] == "2026-01-01"
    assert [ended[f"{step}By"] for step in ("approved", "activated", "retired")] == [
        "bert",
        "anna",
        "bert",
    ]
    assert ended["author"] == "anna"
    assert "region" not in ended
    assert "inForce" not in ended


def test_what_is_stored_is_written_out_in_full(anna: Administrator) -> None:
    given = {"weights": {"travel": 20}, "modes": {"language": "soft"}, "kinds": {"student": []}}
    content = anna.get(f"/{anna.draft(given)}").json()["content"]
    standard = anna.get("/1").json()["content"]

    assert content["weights"] == dict.fromkeys(standard["weights"], 0) | {"travel": 20}
    assert content["modes"] == standard["modes"] | {"language": "soft"}
    assert content["kinds"] == standard["kinds"] | {"student": []}
    assert content["minimumFit"] == standard["minimumFit"] == 4500


def test_what_was_read_can_be_sent_back(anna: Administrator) -> None:
    standard = anna.get("/1").json()["content"]
    again = anna.draft(standard)

    assert anna.get(f"/{again}").json()["content"] == standard
    assert anna.get(f"/{again}/differences", **{"with": 1}).json()["differences"] == []


def test_the_author_may_not_approve(anna: Administrator, bert: Administrator) -> None:
    version = anna.draft()

    refused = anna.step(version, "approval")

    assert refused.status_code == 403
    assert "somebody else than the author" in refused.json()["detail"]
    assert anna.get(f"/{version}").json()["status"] == "draft"
    assert bert.step(version, "approval").status_code == 200


def test_what_is_not_approved_is_not_activated(api: Api, anna: Administrator) -> None:
    version = anna.draft(NOTHING_FITS)

    refused = anna.step(version, "activation")

    assert refused.status_code == 409
    assert "somebody else must approve it first" in refused.json()["detail"]
    assert used(api) == (1, True)


@pytest.mark.parametrize("step", ["approval", "activation"])
def test_a_step_already_taken_is_a_conflict(
    anna: Administrator, bert: Administrator, step: str
) -> None:
    version = anna.activated(bert)

    assert bert.step(version, step).status_code == 409


@pytest.mark.parametrize("step", ["approval", "activation", "retirement"])
def test_a_step_needs_to_say_which_state_it_knows(anna: Administrator, step: str) -> None:
    version = anna.draft()

    silent = anna.post(f"/{version}/{step}")
    any_state = anna.post(f"/{version}/{step}", If_Match="*")
    stale = anna.post(f"/{version}/{step}", If_Match='"other"')

    assert silent.status_code == 428
    assert "If-Match" in silent.json()["detail"]
    assert any_state.status_code == 400
    assert set(told(any_state)) == {"If-Match"}
    assert stale.status_code == 412
    assert stale.headers["etag"] == anna.tag(version)


def at_once(*asked: Any) -> list[Any]:
    """Make the calls at the same moment."""
    together = Barrier(len(asked))

    def call(each: Any) -> Any:
        together.wait()
        return each()

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(call, asked))


@pytest.mark.parametrize("step", ["approval", "activation"])
def test_of_two_administrators_at_once_one_gets_412(
    api: Api, anna: Administrator, bert: Administrator, step: str
) -> None:
    carla = Administrator(api, "carla")
    version = anna.draft() if step == "approval" else anna.approved(bert)
    tag = anna.tag(version)

    answers = at_once(*(lambda who=who: who.step(version, step, tag) for who in (bert, carla)))

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    lost = next(answer for answer in answers if answer.status_code == 412)
    won = next(answer for answer in answers if answer.status_code == 200)
    assert lost.headers["etag"] == won.headers["etag"] == anna.tag(version)


def test_of_two_sets_activated_at_once_one_gets_412(
    anna: Administrator, bert: Administrator
) -> None:
    versions = [anna.approved(bert), anna.approved(bert)]
    tags = [anna.tag(version) for version in versions]

    answers = at_once(
        lambda: anna.step(versions[0], "activation", tags[0]),
        lambda: bert.step(versions[1], "activation", tags[1]),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    active = [anna.get(f"/{version}").json()["status"] == "active" for version in versions]
    assert active == [answer.status_code == 200 for answer in answers]


def test_a_municipality_sees_its_regions_set_and_only_the_region_decides_on_it(
    anna: Administrator, regional: Any
) -> None:
    version = regional[0].draft()

    assert anna.get(f"/{version}").json()["scope"] == "region"
    for step in ("approval", "activation", "retirement"):
        assert anna.step(version, step).status_code == 403
        assert anna.step(1, step).status_code == 403


def test_a_set_of_others_is_the_same_404_as_one_that_is_not_there(
    api: Api, anna: Administrator
) -> None:
    version = Administrator(api, "nico", place={"municipality": NEXT}).draft()
    elsewhere = Administrator(api, "rob", place={"region": "AM10"}).draft()
    person = {"candidates": ["k1"]}

    for theirs in (version, elsewhere):
        for get in ("", "/differences?with=1"):
            answers = [anna.get(f"/{number}{get}") for number in (theirs, 10**6)]
            assert answers[0].status_code == answers[1].status_code == 404
            assert answers[0].content == answers[1].content
        for step in ("approval", "activation", "retirement"):
            answers = [anna.post(f"/{number}/{step}", If_Match='"x"') for number in (theirs, 10**6)]
            assert answers[0].status_code == answers[1].status_code == 404
            assert answers[0].content == answers[1].content
        tried = [anna.post(f"/{number}/preview", person) for number in (theirs, 10**6)]
        assert tried[0].status_code == tried[1].status_code == 404
        assert tried[0].content == tried[1].content
        assert anna.get("/1/differences", **{"with": theirs}).status_code == 404
        assert theirs not in [one["version"] for one in anna.get(pageSize=200).json()["items"]]


def test_a_region_does_not_see_the_sets_of_its_municipalities(
    anna: Administrator, regional: Any
) -> None:
    assert regional[0].get(f"/{anna.draft()}").status_code == 404


def test_the_list_is_newest_first_by_page_and_by_status(
    anna: Administrator, bert: Administrator
) -> None:
    versions = [anna.draft() for _ in range(3)]
    approved = anna.approved(bert)

    first = anna.get(status="draft", pageSize=2).json()
    second = anna.get(status="draft", pageSize=2, cursor=first["next"]).json()
    wrong = anna.get(status="approved", pageSize=2, cursor=first["next"])
    shown = [one["version"] for one in first["items"] + second["items"]]

    assert shown[:3] == versions[::-1]
    assert {one["status"] for one in first["items"]} == {"draft"}
    assert "content" not in first["items"][0]
    assert anna.get().json()["items"][0]["version"] == approved
    assert wrong.status_code == 400
    assert set(told(wrong)) == {"cursor"}


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("POST", "", {"weights:draft"}),
        ("GET", "", {"match:read", "weights:draft", "weights:approve"}),
        ("GET", "/1", {"match:read", "weights:draft", "weights:approve"}),
        ("GET", "/schema", {"match:read", "weights:draft", "weights:approve"}),
        ("GET", "/1/differences?with=1", {"match:read", "weights:draft", "weights:approve"}),
        ("POST", "/1/preview", {"weights:draft"}),
        ("POST", "/1/approval", {"weights:approve"}),
        ("POST", "/1/activation", {"weights:approve"}),
        ("POST", "/1/retirement", {"weights:approve"}),
    ],
)
def test_each_path_opens_to_its_own_scopes_only(
    api: Api, method: str, path: str, needed: set[str]
) -> None:
    body = {"candidates": ["k1"]} if path.endswith("preview") else {"name": ""}
    for scope in SCOPES:
        who = Administrator(api, "anna", (scope,))
        answer = who.get(path) if method == "GET" else who.post(path, body, If_Match='"x"')
        closed = answer.status_code == 403 and "needs the scope" in answer.json()["detail"]
        assert closed == (scope not in needed), (scope, answer.text)
