"""People decide: of proposals of a run or their own; nothing is taken twice, nothing is lost."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.db import placements
from service.db.session import transaction
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
)
from tests.service.tenancy import FAR, NEXT, OWN

NUMBER = itertools.count()


@pytest.fixture
def names(api: Api) -> tuple[str, str]:
    """Store a new person and a new place of one seat; give their references."""
    number = next(NUMBER)
    put(api, "candidates", f"p{number}")
    place(api, f"w{number}")
    return f"p{number}", f"w{number}"


def runs_at(api: Api, candidate: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = get(api, f"placements?candidate={candidate}").json()["items"]
    return items


def test_an_own_idea_is_stored_with_its_fit_and_is_open(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names

    answer = propose(api, person, vacancy)

    body = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/proposals/{body['id']}"
    assert (body["status"], body["source"], body["proposedBy"]) == ("open", "own", "demo")
    assert (body["candidate"], body["vacancies"]) == (person, [f"{OWN}/{vacancy}"])
    assert sum(body["contributions"].values()) == body["fit"]
    assert get(api, f"proposals/{body['id']}").json() == body


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


def test_what_is_adapted_to_what_was_proposed_is_not_adapted(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names)
    start = get(api, f"proposals/{proposal}").json()["start"]

    answer = decide(api, proposal, "adapted", reasonCode="other_start", start=start)

    assert answer.status_code == 400
    assert told(answer) == {"decision": "another coach, start or end than proposed"}
    assert runs_at(api, names[0]) == []


def test_what_was_adapted_can_be_read_in_the_decision(api: Api, names: tuple[str, str]) -> None:
    put(api, "coaches", f"calm-{names[0]}", hoursPerWeek=2)
    put(api, "candidates", f"with-{names[0]}", coaching={"minutesPerWeek": 60})
    place(api, f"with-{names[1]}", needsCoach=True)
    proposal = proposed_by_run(api, f"with-{names[0]}", f"with-{names[1]}")
    today = api.settings.today()
    days = {name: (today + timedelta(days=add)).isoformat() for name, add in AGREED.items()}

    decide(api, proposal, "adapted", reasonCode="other_coach", coach=f"calm-{names[0]}", **days)

    (decision,) = get(api, f"proposals/{proposal}").json()["decisions"]
    agreed = {name: decision[name] for name in ("start", "end", "coach")}
    assert agreed == {**days, "coach": f"{OWN}/calm-{names[0]}"}


AGREED = {"start": 21, "end": 60}


def test_an_adapted_place_has_the_days_that_were_agreed_within_its_term(
    api: Api, names: tuple[str, str]
) -> None:
    person, _ = names
    place(api, f"term-{person}", termWeeks=26)
    first = api.settings.today() + timedelta(days=14)

    answer = decide(
        api,
        proposed(api, person, f"term-{person}"),
        "adapted",
        reasonCode="other_start",
        start=first.isoformat(),
    )

    assert answer.status_code == 200, answer.text
    (placement,) = runs_at(api, person)
    last = first + timedelta(weeks=26, days=-1)
    assert (placement["start"], placement["end"]) == (first.isoformat(), last.isoformat())


def test_a_combination_of_a_run_becomes_two_placements_with_one_coach(api: Api) -> None:
    place(api, "morning", needsCoach=True)
    place(api, "evening", needsCoach=True)
    put(api, "coaches", "both", hoursPerWeek=1)
    put(api, "candidates", "two", placesWanted=2, coaching={"minutesPerWeek": 45})
    proposal = proposed_by_run(api, "two", "morning", "evening")

    answer = decide(api, proposal, "adapted", coach="both", reasonCode="other_coach")

    assert answer.status_code == 200, answer.text
    found = runs_at(api, "two")
    assert {one["vacancy"] for one in found} == {f"{OWN}/morning", f"{OWN}/evening"}
    assert sorted(one["coachingMinutes"] for one in found) == [0, 45]


def test_an_ended_placement_frees_its_seat_the_day_after(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names
    decide(api, proposed(api, person, vacancy), "accepted")
    (placement,) = runs_at(api, person)
    put(api, "candidates", f"{person}-next")
    early = propose(api, f"{person}-next", vacancy)
    body = {"lastDay": placement["start"], "reasonCode": "paid_work"}

    ended = post(api, f"placements/{placement['id']}/ending", body)

    assert early.status_code == 409
    assert (ended.status_code, ended.json()["endReasonCode"]) == (200, "paid_work")
    assert ended.json()["end"] == placement["start"]


@pytest.mark.parametrize("ahead", [0, 30])
def test_an_acceptance_is_undone_by_an_ending_on_the_day_before_its_first(
    api: Api, names: tuple[str, str], ahead: int
) -> None:
    person, vacancy = names
    first = api.settings.today() + timedelta(days=ahead)
    place(api, f"undone-{vacancy}", period={"start": first.isoformat()}, sharing="region")
    decide(api, proposed(api, person, f"undone-{vacancy}"), "accepted")
    (placement,) = runs_at(api, person)
    put(api, "candidates", f"{person}-next")
    never = (first - timedelta(days=1)).isoformat()
    path, body = f"placements/{placement['id']}/ending", {"reasonCode": "stopped_by_person"}

    early = post(api, path, body | {"lastDay": (first - timedelta(days=2)).isoformat()})
    undone = post(api, path, body | {"lastDay": never})
    with transaction(api.pools.api, NEXT) as connection:
        taken = placements.taken_elsewhere(connection, api.settings.today())

    assert (placement["start"], early.status_code) == (first.isoformat(), 400)
    assert (undone.status_code, undone.json()["end"]) == (200, never), undone.text
    assert f"undone-{vacancy}" not in {row.vacancy for row in taken}
    assert get(api, f"placements?candidate={person}&on={first}").json()["items"] == []
    assert (
        decide(api, proposed(api, f"{person}-next", f"undone-{vacancy}"), "accepted").status_code
        == 200
    )
    assert propose(api, person, vacancy).status_code == 201


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("ending", {"lastDay": "2020-01-01", "reasonCode": "paid_work"}, {"lastDay"}),
        ("ending", {"lastDay": "2090-01-01", "reasonCode": "nothing"}, {"lastDay", "reasonCode"}),
        ("ending", {}, {"lastDay", "reasonCode"}),
        ("extension", {"lastDay": "2020-01-01"}, {"lastDay"}),
        ("extension", {}, {"lastDay"}),
    ],
)
def test_an_ending_or_extension_that_cannot_be_is_refused(
    api: Api, names: tuple[str, str], path: str, body: dict[str, str], wrong: set[str]
) -> None:
    person, _ = names
    end = (api.settings.today() + timedelta(days=300)).isoformat()
    place(api, f"ends-{person}", period={"end": end})
    decide(api, proposed(api, person, f"ends-{person}"), "accepted")
    (placement,) = runs_at(api, person)

    answer = post(api, f"placements/{placement['id']}/{path}", body)

    assert answer.status_code == 400
    assert told(answer).keys() == wrong


def test_a_placement_is_extended_within_the_period_of_its_place(
    api: Api, names: tuple[str, str]
) -> None:
    person, _ = names
    today = api.settings.today()
    place(api, f"long-{person}", termWeeks=4, period={"end": (today + timedelta(300)).isoformat()})
    decide(api, proposed(api, person, f"long-{person}"), "accepted")
    (placement,) = runs_at(api, person)
    later = (today + timedelta(days=200)).isoformat()

    answer = post(api, f"placements/{placement['id']}/extension", {"lastDay": later})

    assert (answer.status_code, answer.json()["end"]) == (200, later)


def test_a_kept_place_is_taken_for_others_and_free_for_whom_it_is_kept(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    put(api, "candidates", f"{person}-other")
    first = proposed(api, person, vacancy)

    kept = post(api, "pins", {"candidate": person, "vacancy": vacancy, "reasonCode": "agreed"})
    other = propose(api, f"{person}-other", vacancy)
    own = decide(api, first, "accepted")

    assert kept.status_code == 201, kept.text
    assert get(api, f"pins?candidate={person}").json()["items"] == []
    assert (other.status_code, own.status_code) == (409, 200)
    assert len(runs_at(api, person)) == 1


def test_a_kept_place_is_given_up(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names
    pin = post(api, "pins", {"candidate": person, "vacancy": vacancy, "reasonCode": "agreed"})
    path = pin.headers["location"]

    gone = [api.client.delete(path, headers=api.bearer()).status_code for _ in range(2)]

    assert gone == [204, 404]
    assert propose(api, person, vacancy).status_code == 201


def test_a_decided_placement_is_never_deleted_as_if_it_were_kept(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    decide(api, proposed(api, person, vacancy), "accepted")
    (placement,) = runs_at(api, person)

    answer = api.client.delete(f"/v1/pins/{placement['id']}", headers=api.bearer())

    assert answer.status_code == 404
    assert len(runs_at(api, person)) == 1


def test_a_forbidden_pair_is_read_where_its_location_says(api: Api, names: tuple[str, str]) -> None:
    person, vacancy = names
    made = post(api, "forbids", {"candidate": person, "vacancy": vacancy, "reasonCode": "no_click"})
    path = made.headers["location"].removeprefix("/v1/")

    seen = get(api, path)

    assert (seen.status_code, seen.json()) == (200, made.json())
    assert get(api, path, municipality=NEXT).status_code == 404


def test_what_is_introduced_twice_is_decided_once(api: Api, names: tuple[str, str]) -> None:
    proposal = proposed(api, *names)

    first, second = (decide(api, proposal, "introduced") for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert [one["decision"] for one in second.json()["decisions"]] == ["introduced"]


def test_a_pair_is_forbidden_once_and_longer_if_that_is_asked(
    api: Api, names: tuple[str, str]
) -> None:
    person, vacancy = names
    until = (api.settings.today() + timedelta(days=9)).isoformat()
    body = {"candidate": person, "vacancy": vacancy, "reasonCode": "no_click"}

    first, again, longer, shorter = (
        post(api, "forbids", body if day is None else body | {"until": day})
        for day in (until, until, None, until)
    )

    assert (first.status_code, again.status_code) == (201, 409)
    assert first.json()["id"] in again.json()["detail"]
    assert (longer.status_code, shorter.status_code) == (201, 409)


def test_a_place_is_proposed_once_while_that_is_not_decided(
    api: Api, names: tuple[str, str]
) -> None:
    first = proposed(api, *names)

    again = propose(api, *names, source="shortList")

    assert again.status_code == 409
    assert again.json()["detail"] == f"This place is proposed to this person already: {first}."
    decide(api, first, "accepted")
    assert len(get(api, f"proposals?candidate={names[0]}").json()["items"]) == 1


def test_a_source_is_written_one_way_in_what_is_sent_asked_for_and_given(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names, source="shortList")

    (seen,) = get(api, f"proposals?candidate={names[0]}&source=shortList").json()["items"]

    assert (seen["id"], seen["source"]) == (proposal, "shortList")


@pytest.mark.parametrize("path", ["proposals", "placements", "pins"])
def test_another_municipality_finds_nothing_of_ours(
    api: Api, names: tuple[str, str], path: str
) -> None:
    person, vacancy = names
    proposal = proposed(api, person, vacancy)
    decide(api, proposal, "accepted")
    known = {"proposals": proposal, "placements": runs_at(api, person)[0]["id"], "pins": proposal}
    absent = get(api, f"{path}/00000000-0000-0000-0000-000000000000", municipality=NEXT)

    hidden = get(api, f"{path}/{known[path]}", municipality=NEXT)

    assert (hidden.status_code, hidden.json()) == (404, absent.json())
    mine = get(api, f"{path}?candidate={person}", municipality=NEXT).json()["items"]
    assert mine == []


def test_a_proposal_names_what_is_there_and_may_be_seen(api: Api) -> None:
    answer = propose(api, "ghost", f"{FAR}/region", coach=f"{NEXT}/c1")

    assert answer.status_code == 400
    assert told(answer).keys() == {"candidate", "vacancy", "coach"}


def test_reason_codes_are_everybodys_and_ones_own(api: Api) -> None:
    body = {"code": "bus_gone", "uses": ["declined"], "dutch": "Bus weg", "english": "No bus"}

    made = [post(api, "reason-codes", body).status_code for _ in range(2)]

    own = {one["code"]: one["own"] for one in get(api, "reason-codes").json()["items"]}
    others = {one["code"] for one in get(api, "reason-codes", municipality=NEXT).json()["items"]}
    assert made == [201, 409]
    assert (own["bus_gone"], own["too_far"]) == (True, False)
    assert "too_far" in others
    assert "bus_gone" not in others
