"""What was done is told, to who may know it: by whom, when, and of whom while they are there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from tests.service.api_client import Api, told
from tests.service.deciding import decide, get, place, post, propose, proposed, put, runs_at
from tests.service.tenancy import FAR, NEXT, OWN
from tests.service.weighing import Administrator


def events(api: Api, query: str = "", **who: Any) -> list[dict[str, Any]]:
    answer = get(api, f"audit-events?pageSize=200{query}", **who)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def done_since(api: Api, act: Callable[[], object]) -> list[dict[str, Any]]:
    """Give what is noted while something is done, the oldest first."""
    known = {event["id"] for event in events(api)}
    act()
    return [event for event in reversed(events(api)) if event["id"] not in known]


def kinds(noted: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in noted]


def delete(api: Api, path: str) -> None:
    tag = get(api, path).headers["etag"]
    answer = api.client.delete(f"/v1/{path}", headers=api.bearer() | {"if-match": tag})
    assert answer.status_code == 204, answer.text


def test_who_asked_for_a_match_is_noted_with_the_person(api: Api, names: tuple[str, str]) -> None:
    person, _ = names

    (event,) = done_since(api, lambda: api.match({"candidate": person}, subject="desk-1"))

    assert (event["kind"], event["subject"], event["candidate"]) == (
        "match_asked",
        "desk-1",
        person,
    )
    assert event["municipality"] == OWN


def test_a_match_for_somebody_who_is_not_there_is_no_event(api: Api) -> None:
    def ask() -> None:
        assert api.match({"candidate": "nobody-9"}).status_code == 404
        assert api.match({"vacancy": "nothing-9"}).status_code == 404
        pair = {"candidate": "k1", "vacancy": "nothing-9"}
        assert post(api, "match-checks", {"pairs": [pair]}).status_code == 400

    assert done_since(api, ask) == []


def test_a_match_for_a_person_described_or_for_a_place_and_a_check_are_noted(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names

    def ask() -> None:
        assert api.match({"candidate": {"reference": "new"}}).status_code == 200
        assert api.match({"vacancy": vacancy}).status_code == 200
        pairs = [{"candidate": one, "vacancy": vacancy} for one in (person, "k1", person)]
        assert post(api, "match-checks", {"pairs": pairs}).status_code == 200

    noted = done_since(api, ask)

    assert kinds(noted) == ["match_asked"] * 4
    assert ["object" in event for event in noted] == [False, True, True, True]
    assert {event.get("candidate") for event in noted} == {None, person, "k1"}


def test_whoever_reads_a_record_or_a_proposal_is_noted(api: Api, names: tuple[str, str]) -> None:
    proposal = proposed(api, *names)

    def read() -> None:
        for path in (f"candidates/{names[0]}", "candidates", f"proposals/{proposal}", "vacancies"):
            assert get(api, path, subject="reader").status_code == 200
        assert get(api, "candidates/nobody-9").status_code == 404

    noted = done_since(api, read)

    assert kinds(noted) == ["record_read", "records_listed", "proposal_shown"]
    assert {event["subject"] for event in noted} == {"reader"}
    assert noted[2]["object"] == proposal


def test_whoever_asks_for_all_that_is_held_on_a_person_is_noted(
    api: Api, names: tuple[str, str]
) -> None:
    def ask() -> None:
        path = f"candidates/{names[0]}/record"
        assert get(api, path, subject="reader", scopes=["record:read"]).status_code == 200

    (noted,) = done_since(api, ask)

    assert (noted["kind"], noted["subject"], noted["candidate"]) == (
        "record_read", "reader", names[0],
    )  # fmt: skip


def test_every_decision_is_noted_with_who_it_is_of_and_why(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    place(api, f"{vacancy}-b")
    words = "Liever dichter bij huis."

    def act() -> None:
        first = proposed(api, person, vacancy)
        decide(api, first, "introduced")
        day = (api.settings.today() + timedelta(days=9)).isoformat()
        decide(api, first, "postponed", reasonCode="not_now", until=day)
        decide(api, first, "declined", reasonCode="too_far", motivation=words)
        decide(api, proposed(api, person, f"{vacancy}-b"), "accepted")

    noted = done_since(api, act)

    assert kinds(noted) == [
        "proposal_created", "proposal_introduced", "proposal_postponed", "proposal_declined",
        "proposal_created", "proposal_accepted",
    ]  # fmt: skip
    assert {event["candidate"] for event in noted} == {person}
    assert noted[3]["words"] == f"too_far: {words}"
    assert noted[0]["object"] == noted[3]["object"] != noted[5]["object"]


def test_what_is_refused_is_not_noted(api: Api, names: tuple[str, str]) -> None:
    proposal = proposed(api, *names)

    def act() -> None:
        assert decide(api, proposal, "declined").status_code == 400
        assert propose(api, *names).status_code == 409
        assert post(api, "pins", {"candidate": names[0], "vacancy": names[1],
                                  "reasonCode": "no-such"}).status_code == 400  # fmt: skip

    assert done_since(api, act) == []


def test_a_request_that_is_done_once_is_noted_once(api: Api, names: tuple[str, str]) -> None:
    proposal, key = proposed(api, *names), uuid.uuid4().hex

    def act() -> None:
        for _ in range(2):
            assert decide(api, proposal, "introduced", key=key).status_code == 200

    assert kinds(done_since(api, act)) == ["proposal_introduced"]


def test_placements_kept_places_and_forbidden_pairs_are_noted(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    place(api, f"{vacancy}-b")
    decide(api, proposed(api, person, vacancy), "accepted")
    (placement,) = runs_at(api, person)
    put(api, "candidates", f"{person}-b")

    def act() -> None:
        path = f"placements/{placement['id']}"
        last = {"lastDay": placement["start"], "reasonCode": "paid_work"}
        assert post(api, f"{path}/ending", last).status_code == 200
        assert post(api, f"{path}/extension", {}).status_code == 200
        pair = {"candidate": f"{person}-b", "vacancy": f"{vacancy}-b", "reasonCode": "agreed"}
        kept = post(api, "pins", pair)
        forbidden = post(api, "forbids", pair | {"reasonCode": "other"})
        for made in (kept, forbidden):
            gone = api.client.delete(made.headers["location"], headers=api.bearer())
            assert gone.status_code == 204

    noted = done_since(api, act)

    assert kinds(noted) == [
        "placement_ended", "placement_extended", "place_kept", "pair_forbidden",
        "place_given_up", "pair_allowed",
    ]  # fmt: skip
    assert noted[0]["object"] == noted[1]["object"] == placement["id"]
    assert (noted[0]["words"], noted[2]["candidate"]) == ("paid_work", f"{person}-b")


def test_imports_weight_sets_and_the_stop_button_are_noted(api: Api) -> None:
    drafter, other = Administrator(api, "drafter"), Administrator(api, "approver")

    def act() -> None:
        api.bring_in('{"type": "coach", "reference": "brought", "hoursPerWeek": 8}')
        version = drafter.activated(other)
        drafter.step(version, "retirement")
        for suspended in (True, True, False):
            path = f"/v1/municipalities/{OWN}/suspension"
            api.client.put(path, json={"suspended": suspended}, headers=api.bearer())

    noted = done_since(api, act)

    assert kinds(noted) == [
        "imported", "weight_set_drafted", "weight_set_approved", "weight_set_activated",
        "weight_set_retired", "matching_suspended", "matching_resumed",
    ]  # fmt: skip
    assert [event["subject"] for event in noted[1:4]] == ["drafter", "approver", "drafter"]
    assert len({event["weightSetVersion"] for event in noted[1:5]}) == 1


def test_a_run_is_noted_from_asking_to_its_withdrawn_plan(api: Api) -> None:
    run = ""

    def act() -> None:
        nonlocal run
        run = api.ask({"seed": 1, "workLimit": 20}, subject="planner").json()["id"]
        execute_run(api.pools.worker, uuid.UUID(run), "AM09")
        for path, step in (("publication", "publish"), ("withdrawal", "withdraw")):
            for _ in range(2):
                assert post(api, f"match-runs/{run}/{path}", None).status_code == 202
            take_step(api.pools.worker, uuid.UUID(run), "AM09", step, api.settings.today())
        stopped = api.ask({"seed": 1}).json()["id"]
        assert post(api, f"match-runs/{stopped}/cancellation", None).status_code == 202

    noted = done_since(api, act)

    assert kinds(noted) == [
        "run_asked", "run_finished", "publication_asked", "plan_published", "withdrawal_asked",
        "plan_withdrawn", "run_asked", "run_cancelled",
    ]  # fmt: skip
    assert {event["object"] for event in noted[:6]} == {run}
    assert [event["subject"] for event in noted[:2]] == ["planner", "plaatsmaker_worker"]


def test_events_are_filtered_by_kind_and_day_and_paged_without_gap(api: Api) -> None:
    for _ in range(3):
        get(api, "candidates")
    today = api.settings.today()
    tomorrow = (today + timedelta(days=1)).isoformat()

    listed = events(api, "&kind=records_listed")
    paged: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = get(api, f"audit-events?kind=records_listed&pageSize=2{cursor}").json()
        paged += answer["items"]
        if "next" not in answer:
            break
        cursor = f"&cursor={answer['next']}"

    assert len(listed) >= 3
    assert {event["kind"] for event in listed} == {"records_listed"}
    assert paged == listed
    assert events(api, f"&kind=records_listed&from={today}&until={today}") == listed
    assert events(api, f"&from={tomorrow}") == []
    assert events(api, "&until=9999-12-31") != []


@pytest.mark.parametrize(
    ("query", "field"),
    [("kind=nothing", "kind"), ("from=soon", "from"), ("cursor=abc", "cursor"), ("x=1", "x")],
)
def test_a_question_that_is_none_is_refused(api: Api, query: str, field: str) -> None:
    answer = get(api, f"audit-events?{query}")

    assert answer.status_code == 400
    assert set(told(answer)) == {field}


def test_another_municipality_sees_nothing_of_it_and_a_region_nothing_of_people(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names)
    decide(api, proposal, "declined", reasonCode="too_far")
    api.ask({"seed": 5}, municipality=NEXT)
    of_region = {"scopes": ["audit:read"], "region": "AM09"}
    before = {event["id"] for event in events(api, **of_region)}

    api.ask({"seed": 5}, scopes=["runs:manage"], region="AM09")

    for asking in (NEXT, FAR):
        assert proposal not in {event.get("object") for event in events(api, municipality=asking)}
    seen = events(api, **of_region)
    assert {event["kind"] for event in seen} <= {
        "imported", "run_asked", "run_cancelled", "run_finished", "publication_asked",
        "withdrawal_asked", "plan_published", "plan_withdrawn", "matching_suspended",
        "matching_resumed", "weight_set_drafted", "weight_set_approved", "weight_set_activated",
        "weight_set_retired",
    }  # fmt: skip
    assert not any("candidate" in event for event in seen)
    assert NEXT in {event.get("municipality") for event in seen}
    (new,) = [event for event in seen if event["id"] not in before]
    assert "municipality" not in new
    assert new["id"] in {event["id"] for event in events(api)}
    assert new["id"] not in {event["id"] for event in events(api, municipality=FAR)}


def test_who_is_deleted_is_not_named_any_more_and_the_event_stays(
    api: Api, names: tuple[str, str]
) -> None:
    person, _ = names
    decide(api, proposed(api, *names), "declined", reasonCode="too_far", motivation="Te druk.")
    api.match({"candidate": person})
    before = [event["id"] for event in events(api) if event.get("candidate") == person]

    delete(api, f"candidates/{person}")

    after = {event["id"]: event for event in events(api)}
    assert len(before) >= 3
    assert set(before) <= after.keys()
    assert not any("candidate" in after[one] or "words" in after[one] for one in before)
    assert next(iter(after.values()))["kind"] == "candidate_erased"


def test_without_its_event_nothing_is_done(api: Api, names: tuple[str, str]) -> None:
    proposal = proposed(api, *names)
    with api.pools.owner.begin() as connection:
        connection.execute(text("REVOKE INSERT ON audit_detail FROM plaatsmaker_api"))
    try:
        answer = decide(api, proposal, "introduced")
    finally:
        with api.pools.owner.begin() as connection:
            connection.execute(text("GRANT INSERT ON audit_detail TO plaatsmaker_api"))

    assert answer.status_code == 500
    assert get(api, f"proposals/{proposal}").json()["status"] == "open"
