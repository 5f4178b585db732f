"""What was accepted lasts, ends, is extended or is kept for somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    put,
    runs_at,
)
from tests.service.tenancy import NEXT


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
