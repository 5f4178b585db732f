"""People decide: of proposals of a run or their own; nothing is taken twice, nothing is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.service.api_client import Api, told
from tests.service.deciding import (
    decide,
    get,
    place,
    post,
    propose,
    proposed,
    proposed_by_run,
    put,
    runs_at,
)
from tests.service.tenancy import OWN


def test_an_own_idea_is_stored_with_its_fit_and_is_open(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names

    answer = propose(api, person, vacancy)

    body = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/proposals/{body['id']}"
    assert (body["status"], body["source"], body["proposedBy"]) == ("open", "own", "demo")
    assert (body["candidate"], body["vacancies"]) == (person, [f"{OWN}/{vacancy}"])
    assert sum(body["contributions"].values()) == body["fit"]
    seen = get(api, f"proposals/{body['id']}").json()
    assert seen.pop("texts")
    assert seen == body


def test_accepting_takes_the_place_and_says_who_decided(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names
    proposal = proposed(api, person, vacancy)

    answer = decide(api, proposal, "accepted", reasonCode="best_fit")

    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "accepted")
    assert [one["decision"] for one in body["decisions"]] == ["accepted"]
    assert body["decisions"][0]["decidedBy"] == "demo"
    (placement,) = runs_at(api, person)
    assert (placement["vacancy"], placement["proposalId"]) == (f"{OWN}/{vacancy}", proposal)
    (seen,) = post(
        api, "match-checks", {"pairs": [{"candidate": "k1", "vacancy": vacancy}]}
    ).json()["checks"]
    assert "seat_free" in seen["broken"]


def test_of_twenty_who_accept_one_seat_at_once_one_gets_it_and_the_others_are_told(
    api: Api,
) -> None:
    place(api, "single")
    people = [f"many{number}" for number in range(20)]
    for person in people:
        put(api, "candidates", person)
    proposals = [proposed_by_run(api, person, "single") for person in people[:10]]
    proposals += [proposed(api, person, "single", source="shortList") for person in people[10:]]
    together = threading.Barrier(20)

    def accept(proposal: str) -> Any:
        together.wait()
        return decide(api, proposal, "accepted")

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(accept, proposals))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {one["detail"] for one in refused} == {f"Too little is left of seats {OWN}/single."}
    on = api.settings.today() + timedelta(days=1)
    taken = get(api, f"placements?on={on}&pageSize=200").json()["items"]
    assert len([one for one in taken if one["vacancy"] == f"{OWN}/single"]) == 1


def test_a_coach_and_a_guide_give_no_more_minutes_than_they_have(api: Api) -> None:
    place(api, "guided", 9, needsCoach=True, organisation={"guidanceHoursPerWeek": {"light": 2}})
    put(api, "coaches", "busy", hoursPerWeek=2)
    needs = {"guidance": {"level": "light", "minutesPerWeek": 45},
             "coaching": {"minutesPerWeek": 60}}  # fmt: skip
    proposals = []
    for number in range(4):
        put(api, "candidates", f"needy{number}", **needs)
        proposals.append(proposed_by_run(api, f"needy{number}", "guided"))
    together = threading.Barrier(4)

    def accept(proposal: str) -> Any:
        together.wait()
        return decide(api, proposal, "adapted", coach="busy", reasonCode="other_coach")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(accept, proposals))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert f"coaching {OWN}/busy" in answer.json()["detail"]
            assert f"guidance {OWN}/o-guided" in answer.json()["detail"]


def test_accepting_one_takes_the_persons_other_proposals_off_the_table(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    place(api, f"{vacancy}-b")
    first, second = proposed(api, person, vacancy), proposed(api, person, f"{vacancy}-b")

    decide(api, first, "accepted")
    late = decide(api, second, "accepted")

    assert get(api, f"proposals/{second}").json()["status"] == "superseded"
    assert late.status_code == 409
    assert late.json()["detail"].startswith("The proposal is superseded already.")


def test_who_wants_two_places_keeps_the_second_proposal_until_both_are_there(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    put(api, "candidates", f"{person}-two", placesWanted=2)
    for place_name in ("x", "y", "z"):
        place(api, f"{vacancy}-{place_name}")
    three = [proposed(api, f"{person}-two", f"{vacancy}-{name}") for name in ("x", "y", "z")]

    statuses = [decide(api, proposal, "accepted").status_code for proposal in three]

    assert statuses == [200, 200, 409]
    assert get(api, f"proposals/{three[2]}").json()["status"] == "superseded"


def test_of_two_places_accepted_for_one_person_at_once_one_is_taken(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    place(api, f"{vacancy}-c")
    both = [proposed(api, person, vacancy), proposed(api, person, f"{vacancy}-c")]
    together = threading.Barrier(2)

    def accept(proposal: str) -> int:
        together.wait()
        return int(decide(api, proposal, "accepted").status_code)

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(accept, both))

    assert statuses == [200, 409]
    assert len(runs_at(api, person)) == 1


def test_a_superseded_proposal_names_the_current_one(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names
    old, new = proposed_by_run(api, person, vacancy), proposed(api, person, vacancy)
    with api.pools.owner.begin() as connection:
        change = text("UPDATE proposal SET status = 'superseded' WHERE id = :id")
        connection.execute(change, {"id": old})

    answer = decide(api, old, "accepted")

    assert answer.status_code == 409
    assert new in answer.json()["detail"]


@pytest.mark.parametrize(
    ("decision", "more"),
    [
        ("accepted", {}),
        ("adapted", {"reasonCode": "other_start", "start": "2027-09-01"}),
        ("declined", {"reasonCode": "too_far"}),
    ],
)
def test_what_is_settled_twice_is_settled_once(
    api: Api, names: tuple[str, str], decision: str, more: dict[str, str]
) -> None:
    proposal = proposed(api, *names)
    first = decide(api, proposal, decision, **more)
    before = runs_at(api, names[0]), get(api, f"proposals/{proposal}").json()

    again = decide(api, proposal, decision, **more)

    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["detail"] == f"The proposal is {decision} already."
    assert (runs_at(api, names[0]), get(api, f"proposals/{proposal}").json()) == before


def test_what_is_declined_is_not_suggested_again_before_a_day(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    until = (api.settings.today() + timedelta(days=30)).isoformat()

    answer = decide(
        api, proposed(api, person, vacancy), "declined", reasonCode="too_far", until=until
    )

    assert answer.json()["status"] == "declined"
    (forbidden,) = get(api, f"forbids?candidate={person}").json()["items"]
    assert (forbidden["vacancy"], forbidden["until"]) == (f"{OWN}/{vacancy}", until)
    assert forbidden["reasonCode"] == "too_far"
    again = propose(api, person, vacancy)
    assert (again.status_code, again.json()["errors"][0]["value"]) == (409, "forbidden")
    assert (
        api.client.delete(f"/v1/forbids/{forbidden['id']}", headers=api.bearer()).status_code == 204
    )
    assert propose(api, person, vacancy).status_code == 201


def test_a_proposal_is_introduced_postponed_and_then_accepted(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names)
    until = (api.settings.today() + timedelta(days=7)).isoformat()

    decide(api, proposal, "introduced")
    decide(api, proposal, "postponed", reasonCode="not_now", until=until)
    waiting = get(api, f"proposals/{proposal}").json()
    done = decide(api, proposal, "accepted").json()

    assert (waiting["status"], waiting["until"]) == ("postponed", until)
    assert [one["decision"] for one in done["decisions"]] == ["introduced", "postponed", "accepted"]
    assert "until" not in done


@pytest.mark.parametrize(
    ("decision", "more", "wrong"),
    [
        ("declined", {}, "reasonCode"),
        ("declined", {"reasonCode": "other_coach"}, "reasonCode"),
        ("declined", {"reasonCode": "made_up"}, "reasonCode"),
        ("postponed", {"reasonCode": "not_now"}, "until"),
        ("postponed", {"reasonCode": "not_now", "until": "2020-01-01"}, "until"),
        ("adapted", {"reasonCode": "other_start", "start": "2020-01-01"}, "start"),
        ("adapted", {"reasonCode": "other_hours", "end": "2020-01-01"}, "end"),
        ("agreed", {}, "decision"),
        ("adapted", {"reasonCode": "other_start"}, "decision"),
        ("adapted", {"reasonCode": "other_start", "start": "2090-01-01"}, "start"),
        ("adapted", {"reasonCode": "other_coach", "coach": "nobody"}, "coach"),
        (
            "adapted",
            {"reasonCode": "other_start", "start": "2027-03-01", "until": "2027-01-01"},
            "until",
        ),
        ("declined", {"reasonCode": "too_far", "until": "2020-01-01"}, "until"),
        ("declined", {"reasonCode": "too_far", "start": "2027-03-01"}, "start"),
        ("introduced", {"until": "2027-03-01"}, "until"),
        ("accepted", {"motivation": "x" * 1001}, "motivation"),
        ("accepted", {"colour": "blue"}, "colour"),
    ],
)
def test_a_decision_that_lacks_something_says_what_and_decides_nothing(
    api: Api, names: tuple[str, str], decision: str, more: dict[str, Any], wrong: str
) -> None:
    proposal = proposed(api, *names)

    answer = decide(api, proposal, decision, **more)

    assert answer.status_code == 400
    assert told(answer).keys() == {wrong}
    assert get(api, f"proposals/{proposal}").json()["status"] == "open"
    assert runs_at(api, names[0]) == []


def test_everything_that_does_not_belong_to_a_decision_is_named_at_once(
    api: Api, names: tuple[str, str]
) -> None:
    days = {"start": "2027-03-01", "end": "2027-03-02", "until": "2026-12-31"}

    answer = decide(api, proposed(api, *names), "accepted", coach="c1", **days)

    assert answer.status_code == 400
    assert told(answer) == {
        "start": "nothing: it belongs to adapted",
        "end": "nothing: it belongs to adapted",
        "coach": "nothing: it belongs to adapted",
        "until": "nothing: it belongs to declined or postponed",
    }
    assert runs_at(api, names[0]) == []
