"""A proposal expires with its place, by what stands in the catalogue today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.service.api_client import Api
from tests.service.deciding import decide, get, place, proposed, proposed_by_run, put


def ends(api: Api, vacancy: str, days: int) -> None:
    """Let the period of a vacancy end so many days from today."""
    last = (api.settings.today() + timedelta(days=days)).isoformat()
    path = f"/v1/vacancies/{vacancy}"
    known = api.client.get(path, headers=api.bearer())
    answer = api.client.put(
        path,
        json={**known.json(), "period": {"end": last}},
        headers=api.bearer() | {"if-match": known.headers["etag"]},
    )
    assert answer.status_code == 200, answer.text


def listed(api: Api, person: str, status: str) -> list[Any]:
    items = get(api, f"proposals?candidate={person}&status={status}").json()["items"]
    return [one["id"] for one in items]


@pytest.mark.parametrize("decision", ["introduced", "accepted"])
def test_a_proposal_for_a_place_that_has_ended_can_not_be_decided_of(
    api: Api, decision: str
) -> None:
    person = f"late-{decision}"
    put(api, "candidates", person)
    place(api, f"over-{decision}")
    place(api, f"open-{decision}")
    proposal = proposed_by_run(api, person, f"over-{decision}")
    current = proposed(api, person, f"open-{decision}")
    ends(api, f"over-{decision}", -1)

    answer = decide(api, proposal, decision)

    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "The proposal has expired: a place of it has ended, or is not there any more."
        f" The current one for this person is {current}."
    )
    assert get(api, f"proposals/{proposal}").json()["status"] == "expired"
    assert (listed(api, person, "expired"), listed(api, person, "open")) == ([proposal], [current])


def test_on_its_last_day_a_place_can_still_be_decided_of(api: Api) -> None:
    put(api, "candidates", "in-time")
    place(api, "last-day")
    proposal = proposed(api, "in-time", "last-day")
    ends(api, "last-day", 0)

    answer = decide(api, proposal, "introduced")

    assert (answer.status_code, answer.json()["status"]) == (200, "introduced")


def test_a_combination_has_expired_when_one_of_its_places_is_not_there_any_more(api: Api) -> None:
    put(api, "candidates", "halved", placesWanted=2)
    place(api, "stays")
    place(api, "goes")
    proposal = proposed_by_run(api, "halved", "stays", "goes")
    path = "/v1/vacancies/goes"
    known = api.client.get(path, headers=api.bearer()).headers["etag"]

    gone = api.client.delete(path, headers=api.bearer() | {"if-match": known})

    assert gone.status_code == 204, gone.text
    run = get(api, f"proposals/{proposal}").json()["runId"]
    (seen,) = get(api, f"match-runs/{run}/proposals").json()["items"]
    assert (seen["id"], seen["status"]) == (proposal, "expired")


def test_what_was_decided_stays_as_it_was_when_the_place_ends(api: Api) -> None:
    put(api, "candidates", "placed-before")
    place(api, "ending")
    proposal = proposed(api, "placed-before", "ending")
    decide(api, proposal, "accepted")

    ends(api, "ending", -1)

    assert get(api, f"proposals/{proposal}").json()["status"] == "accepted"
    assert decide(api, proposal, "accepted").json()["detail"].startswith("The proposal is accepted")


def test_a_place_that_is_open_longer_brings_its_proposal_back(api: Api) -> None:
    put(api, "candidates", "patient")
    place(api, "prolonged")
    proposal = proposed(api, "patient", "prolonged")
    ends(api, "prolonged", -1)

    ends(api, "prolonged", 30)

    assert listed(api, "patient", "open") == [proposal]
