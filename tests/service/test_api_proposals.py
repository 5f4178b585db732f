"""Proposals and forbidden pairs are made once, read by whose they are, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.service.api_client import Api, told
from tests.service.deciding import decide, get, post, propose, proposed, runs_at
from tests.service.tenancy import FAR, NEXT


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
