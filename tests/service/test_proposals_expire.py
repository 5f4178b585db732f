"""A proposal expires with its place, coach or person, by what stands in the catalogue today."""

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


def delete(api: Api, path: str) -> None:
    """Delete a record as it stands."""
    known = get(api, path).headers["etag"]
    gone = api.client.delete(f"/v1/{path}", headers=api.bearer() | {"if-match": known})
    assert gone.status_code == 204, gone.text


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

    delete(api, "vacancies/goes")

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


def test_a_proposal_whose_coach_is_deleted_has_expired_and_says_so(api: Api) -> None:
    put(api, "coaches", "leaves", hoursPerWeek=2)
    put(api, "candidates", "coached", coaching={"minutesPerWeek": 60})
    place(api, "with-coach", needsCoach=True)
    proposal = proposed(api, "coached", "with-coach", coach="leaves")

    delete(api, "coaches/leaves")

    assert listed(api, "coached", "expired") == [proposal]
    answer = decide(api, proposal, "accepted")
    assert answer.status_code == 409
    assert answer.json()["detail"] == ("The proposal has expired: its coach is not there any more.")


def test_who_is_deleted_takes_along_what_was_proposed_and_not_decided(api: Api) -> None:
    put(api, "candidates", "erased")
    for vacancy in ("e-own", "e-run", "e-declined"):
        place(api, vacancy)
    own, by_run = proposed(api, "erased", "e-own"), proposed_by_run(api, "erased", "e-run")
    declined = proposed(api, "erased", "e-declined")
    decide(api, own, "introduced")
    decide(api, declined, "declined", reasonCode="too_far")

    delete(api, "candidates/erased")

    assert [get(api, f"proposals/{one}").status_code for one in (own, by_run)] == [404, 404]
    assert get(api, "proposals?candidate=erased").json()["items"] == []
    assert get(api, f"proposals/{declined}").json()["status"] == "declined"


def test_what_is_proposed_for_a_person_who_is_gone_by_then_has_expired(api: Api) -> None:
    place(api, "too-late")
    proposal = proposed_by_run(api, "never-there", "too-late")

    answer = decide(api, proposal, "introduced")

    assert get(api, f"proposals/{proposal}").json()["status"] == "expired"
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "The proposal has expired: its candidate is not there any more."
    )


def test_a_decided_proposal_names_none_of_a_plan_that_is_not_published(api: Api) -> None:
    put(api, "candidates", "twice")
    place(api, "taken-first")
    place(api, "drafted")
    decided = proposed(api, "twice", "taken-first")
    decide(api, decided, "declined", reasonCode="too_far")
    proposed_by_run(api, "twice", "drafted", plan="draft")

    answer = decide(api, decided, "introduced")

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "The proposal is declined already.",
    )
