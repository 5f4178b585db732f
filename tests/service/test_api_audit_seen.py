"""Who read what of people is noted: once for each request, never who stood in a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.usecases.execution import execute_run
from tests.service.api_client import Api
from tests.service.deciding import decide, get, place, post, proposed, put, runs_at
from tests.service.tenancy import NEXT, OWN
from tests.service.test_api_audit import done_since, kinds

SEEN = "seen-1"


@pytest.fixture(scope="module")
def made(api: Api) -> dict[str, str]:
    """Store something of one person in every list; give the ids."""
    put(api, "coaches", "seen-coach", hoursPerWeek=8)
    put(api, "candidates", SEEN, coaching={"minutesPerWeek": 60}, placesWanted=2)
    for name in ("seen-a", "seen-b", "seen-c"):
        place(api, name, needsCoach=name == "seen-a")
    run = post(api, "match-runs", {"seed": 1, "workLimit": 20}).json()["id"]
    execute_run(api.pools.worker, UUID(run), "AM09")
    decide(api, proposed(api, SEEN, "seen-a", coach="seen-coach"), "accepted")
    pair = {"candidate": SEEN, "reasonCode": "other"}
    found = {"run": run, "placement": runs_at(api, SEEN)[0]["id"]}
    for path, vacancy in (("pins", "seen-b"), ("forbids", "seen-c")):
        found[path] = post(api, path, pair | {"vacancy": vacancy}).json()["id"]
    planned = {"plannedOn": api.settings.today().isoformat()}
    assert post(api, f"placements/{found['placement']}/reviews", planned).status_code == 201
    pause = {"pauseUntil": (api.settings.today() + timedelta(days=3)).isoformat()}
    found["check-in"] = post(api, f"candidates/{SEEN}/check-ins", pause).json()["id"]
    found["alert"] = get(api, "coaches/seen-coach/alerts").json()["items"][0]["id"]
    with api.pools.owner.begin() as connection:
        for noun, name in (("candidate", SEEN), ("coach", "seen-coach")):
            query = text(f"SELECT id FROM {noun} WHERE municipality = :own AND reference = :name")
            found[noun] = str(connection.scalar(query, {"own": OWN, "name": name}))
    return found


LISTS = [
    ("match-runs/{run}/proposals", "proposals_listed", "run"),
    ("match-runs/{run}/unplaced", "unplaced_listed", "run"),
    ("match-runs/{run}/changes", "changes_listed", "run"),
    (f"proposals?candidate={SEEN}", "proposals_listed", "candidate"),
    ("proposals", "proposals_listed", None),
    (f"placements?candidate={SEEN}", "placements_listed", "candidate"),
    ("placements", "placements_listed", None),
    (f"pins?candidate={SEEN}", "kept_places_listed", "candidate"),
    ("pins", "kept_places_listed", None),
    (f"forbids?candidate={SEEN}", "forbidden_pairs_listed", "candidate"),
    ("forbids", "forbidden_pairs_listed", None),
    (f"candidates/{SEEN}/check-ins", "check_ins_listed", "candidate"),
    ("coaches/seen-coach/alerts", "alerts_listed", "coach"),
    ("candidates?pageSize=2", "records_listed", None),
    ("placements/{placement}/reviews", "reviews_listed", "placement"),
    ("placements/{placement}/outcomes", "outcomes_listed", "placement"),
    ("follow-ups", "follow_ups_listed", None),
]


@pytest.mark.parametrize(("path", "kind", "whose"), LISTS)
def test_a_list_is_noted_once_with_how_many_it_showed_and_whose_it_is(
    api: Api, made: dict[str, str], path: str, kind: str, whose: str | None
) -> None:
    shown: list[Any] = []

    def read() -> None:
        answer = get(api, path.format(**made), subject="reader")
        assert answer.status_code == 200, answer.text
        shown.extend(answer.json()["items"])

    (noted,) = done_since(api, read)

    assert (noted["kind"], noted["subject"]) == (kind, "reader")
    assert (noted["items"], noted.get("object")) == (len(shown), whose and made[whose])
    assert noted.get("candidate") == (SEEN if whose == "candidate" else None)


def test_every_list_of_the_test_but_some_showed_something(api: Api, made: dict[str, str]) -> None:
    empty = [path for path, *_ in LISTS if not get(api, path.format(**made)).json()["items"]]

    assert set(empty) <= {
        "match-runs/{run}/proposals", "match-runs/{run}/unplaced", "match-runs/{run}/changes",
        "placements/{placement}/outcomes",
    }  # fmt: skip
    assert len(empty) < 4


@pytest.mark.parametrize(
    ("path", "kind", "of"),
    [
        ("placements/{placement}", "placement_shown", "placement"),
        ("pins/{pins}", "kept_place_shown", "pins"),
        ("forbids/{forbids}", "forbidden_pair_shown", "forbids"),
    ],
)
def test_whoever_reads_one_is_noted_and_who_may_not_is_not(
    api: Api, made: dict[str, str], path: str, kind: str, of: str
) -> None:
    def read() -> None:
        assert get(api, path.format(**made), subject="reader").status_code == 200
        assert get(api, path.format(**made), municipality=NEXT).status_code == 404
        assert get(api, path.format(**dict.fromkeys(made, made["run"]))).status_code == 404

    (noted,) = done_since(api, read)

    assert (noted["kind"], noted["subject"], noted["object"]) == (kind, "reader", made[of])


def test_a_check_in_is_noted_with_its_person_and_without_its_words(
    api: Api, made: dict[str, str]
) -> None:
    said = {"pauseUntil": api.settings.today().isoformat(), "note": "Even niet."}

    def act() -> None:
        for _ in range(2):
            answer = post(api, f"candidates/{SEEN}/check-ins", said, key="seen-again")
            assert answer.status_code == 201
        assert post(api, f"candidates/{SEEN}/check-ins", {}).status_code == 400
        assert post(api, "candidates/nobody-9/check-ins", said).status_code == 404

    (noted,) = done_since(api, act)

    assert (noted["kind"], noted["candidate"], "words" in noted) == ("check_in_made", SEEN, False)


def test_that_a_coach_has_seen_it_is_noted_the_first_time(api: Api, made: dict[str, str]) -> None:
    def act() -> None:
        for subject in ("coach-1", "coach-2"):
            path = f"coach-alerts/{made['alert']}/seen"
            assert post(api, path, None, subject=subject).status_code == 200

    (noted,) = done_since(api, act)

    assert (noted["kind"], noted["subject"]) == ("alert_seen", "coach-1")
    assert (noted["object"], noted["candidate"]) == (made["alert"], SEEN)


def test_of_what_was_not_there_to_list_nothing_is_noted(api: Api) -> None:
    def read() -> None:
        for path in ("candidates/nobody-9/check-ins", "coaches/nobody-9/alerts"):
            assert get(api, path).status_code == 404
        assert get(api, "placements?pageSize=0").status_code == 400

    assert kinds(done_since(api, read)) == []
