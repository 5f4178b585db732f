"""From one night to the next: what changes and stays, is dropped, withdrawn and done again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.errors import Conflict
from service.usecases.erasing import forget_people
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from service.usecases.replayed import replay, verify
from service.usecases.runs import RunRequest, request_run
from tests.service.api_client import Api, served
from tests.service.deciding import decide, get, place, post, put
from tests.service.tenancy import OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION = "AM09"
LIKED = {"preferences": {"work": {"garden_work": "first_choice"}}}


EMPTIED = ("placement", "forbid", "proposal", "unplaced", "match_run", "vacancy", "candidate")


@pytest.fixture
def api(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """The app on a database of its own, where nobody looks for a place yet."""
    with shared_database(cluster) as database, served(database, tmp_path) as made:
        with made.pools.owner.begin() as connection:
            for table in EMPTIED:
                connection.execute(text(f"DELETE FROM {table}"))
        yield made


def people(api: Api, count: int, **body: Any) -> list[str]:
    names = [f"n-{number}" for number in range(count)]
    for name in names:
        put(api, "candidates", name, **body)
    return names


def night(api: Api, *, published: bool = True, **asked: Any) -> dict[str, Any]:
    """Do a run from asking to its plan, and publish that."""
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50, **asked}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)
    if published:
        step(api, run, "publish")
    return shown(api, run)


def step(api: Api, run: str, name: str) -> None:
    take_step(api.pools.worker, UUID(run), REGION, name, api.settings.today())


def shown(api: Api, run: str) -> dict[str, Any]:
    body: dict[str, Any] = get(api, f"match-runs/{run}").json()
    return body


def proposals(api: Api, run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    items = get(api, f"match-runs/{run['id']}/proposals?pageSize=200").json()["items"]
    return {one["candidate"]: one for one in items if one["candidate"].startswith("n-")}


def places_of(api: Api, run: dict[str, Any]) -> dict[str, str]:
    return {name: one["vacancies"][0] for name, one in proposals(api, run).items()}


def changes(api: Api, run: dict[str, Any], wanted: str = "match") -> dict[str, dict[str, Any]]:
    answer = get(api, f"match-runs/{run['id']}/changes?pageSize=200")
    assert answer.status_code == 200, answer.text
    return {one["candidate"]: one for one in answer.json()["items"] if one["step"] == wanted}


def test_a_second_night_changes_nothing_without_a_reason(api: Api) -> None:
    place(api, "v-wide", 3)
    people(api, 5)
    first = night(api)

    second = night(api)

    assert {one["cause"] for one in changes(api, first).values()} == {"new"}
    assert places_of(api, second) == places_of(api, first)
    assert (changes(api, second), second["changed"], second["forced"]) == ({}, 0, 0)


def test_what_is_better_waits_for_the_budget_and_says_how_much_better(api: Api) -> None:
    place(api, "v-dull", 3, work="sorting")
    people(api, 3, **LIKED)
    night(api)
    place(api, "v-garden", 3, work="garden_work")

    none, one = night(api, changeBudget=0), night(api, changeBudget=1)

    assert (none["changed"], changes(api, none)) == (0, {})
    (change,) = changes(api, one).values()
    assert (one["changed"], one["changeBudget"], change["cause"]) == (1, 1, "better")
    assert (change["forced"], change["before"]["vacancies"]) == (False, [f"{OWN}/v-dull"])
    assert change["after"]["vacancies"] == [f"{OWN}/v-garden"]
    assert change["after"]["fit"] > change["fitNow"]


def test_who_was_changed_lately_is_not_changed_again(api: Api) -> None:
    place(api, "v-dull", 1, work="sorting")
    people(api, 1, **LIKED)
    night(api, changeBudget=1)
    place(api, "v-garden", 1, work="garden_work")
    moved = night(api, changeBudget=1)
    wish = {"work": {"garden_work": "rather_not", "kitchen_work": "first_choice"}}
    put(api, "candidates", "n-1", preferences=LIKED["preferences"])
    replaced(api, "candidates", "n-0", preferences=wish)

    again = night(api, changeBudget=5)

    assert moved["changed"] == 1
    assert places_of(api, again)["n-0"] == f"{OWN}/v-garden"


def deleted(api: Api, path: str, reference: str) -> None:
    """Delete a record that is there."""
    held = api.client.get(f"/v1/{path}/{reference}", headers=api.bearer())
    known = {**api.bearer(), "if-match": held.headers["etag"]}
    assert api.client.delete(f"/v1/{path}/{reference}", headers=known).status_code == 204


def replaced(api: Api, path: str, reference: str, **body: Any) -> None:
    """Change a record that is there."""
    held = api.client.get(f"/v1/{path}/{reference}", headers=api.bearer())
    known = {**api.bearer(), "if-match": held.headers["etag"]}
    answer = api.client.put(
        f"/v1/{path}/{reference}", json={"reference": reference, **body}, headers=known
    )
    assert answer.status_code == 200, answer.text


def test_a_place_that_is_gone_is_a_forced_change_beside_the_budget(api: Api) -> None:
    place(api, "v-one", 1)
    people(api, 1)
    night(api)
    place(api, "v-two", 1)
    deleted(api, "vacancies", "v-one")

    second = night(api, changeBudget=0)

    change = changes(api, second)["n-0"]
    assert (change["cause"], change["forced"], "fitNow" in change) == ("place_gone", True, False)
    assert change["after"]["vacancies"] == [f"{OWN}/v-two"]
    assert (second["changed"], second["forced"]) == (0, 1)


def test_a_person_of_whom_something_changed_is_told_of_with_the_rule(api: Api) -> None:
    place(api, "v-one", 1, hoursPerWeek={"min": 12, "max": 12})
    people(api, 1)
    night(api)
    replaced(api, "candidates", "n-0", load={"hoursPerWeek": {"max": 8}})

    change = changes(api, night(api))["n-0"]

    assert (change["cause"], change["rule"]) == ("not_allowed", "week_hours")
    assert change["since"] == ["person"]
    assert "after" not in change


def test_who_is_introduced_keeps_the_place_and_the_proposal(api: Api) -> None:
    place(api, "v-only", 1)
    (name, other) = people(api, 2)
    first = night(api)
    (holder,) = proposals(api, first)
    waiting = other if holder == name else name
    assert decide(api, proposals(api, first)[holder]["id"], "introduced").status_code == 200

    second = night(api)

    assert proposals(api, second) == {}
    assert proposals(api, first)[holder]["status"] == "introduced"
    reasons = {
        one["candidate"]: one["reason"]
        for one in get(api, f"match-runs/{second['id']}/unplaced?pageSize=200").json()["items"]
    }
    assert (reasons[holder], reasons[waiting]) == ("kept_out", "nowhere_eligible")


def test_what_is_declined_is_proposed_by_no_run_before_its_day(api: Api) -> None:
    place(api, "v-garden", 1, work="garden_work")
    place(api, "v-dull", 1, work="sorting")
    (name,) = people(api, 1, **LIKED)
    today = api.settings.today()
    until = (today + timedelta(days=30)).isoformat()

    def decline(run: dict[str, Any]) -> None:
        why = {"reasonCode": "too_far", "until": until}
        answer = decide(api, proposals(api, run)[name]["id"], "declined", **why)
        assert answer.status_code == 200, answer.text

    first = night(api)
    decline(first)
    second = night(api)
    decline(second)
    day_before = night(api, published=False, today=(today + timedelta(days=29)).isoformat())
    on_the_day = night(api, published=False, today=until)

    assert places_of(api, first) == {name: f"{OWN}/v-garden"}
    assert places_of(api, second) == {name: f"{OWN}/v-dull"}
    (why_not,) = get(api, f"match-runs/{day_before['id']}/unplaced").json()["items"]
    assert (why_not["candidate"], why_not["reason"]) == (name, "kept_out")
    assert why_not["rule"] == "forbidden"
    assert places_of(api, on_the_day) == {name: f"{OWN}/v-garden"}


def test_what_is_not_possible_any_more_is_dropped_when_the_plan_is_published(api: Api) -> None:
    place(api, "v-wide", 2)
    people(api, 2)
    draft = night(api, published=False)
    replaced(api, "candidates", "n-1", exempt={"start": "2020-01-01"})

    step(api, draft["id"], "publish")

    after = shown(api, draft["id"])
    assert (after["planStatus"], after["dropped"]) == ("published", 1)
    assert proposals(api, draft)["n-1"]["status"] == "expired"
    dropped = changes(api, draft, "publication")
    assert {name: one["cause"] for name, one in dropped.items()} == {"n-1": "person_gone"}
    assert proposals(api, draft)["n-0"]["status"] == "open"


def test_what_a_withdrawn_plan_superseded_stands_again_where_it_fits(api: Api) -> None:
    place(api, "v-wide", 3)
    people(api, 3)
    first, second = night(api), night(api)
    replaced(api, "candidates", "n-2", exempt={"start": "2020-01-01"})
    assert decide(api, proposals(api, second)["n-1"]["id"], "accepted").status_code == 200

    step(api, second["id"], "withdraw")

    now = proposals(api, second)
    assert (now["n-0"]["status"], now["n-1"]["status"]) == ("withdrawn", "accepted")
    assert shown(api, first["id"])["planStatus"] == "published"
    earlier = {name: one["status"] for name, one in proposals(api, first).items()}
    assert earlier == {"n-0": "open", "n-1": "superseded", "n-2": "superseded"}
    listed = changes(api, second, "withdrawal")
    assert {name: one["cause"] for name, one in listed.items()} == {
        "n-1": "person_gone",
        "n-2": "person_gone",
    }


def nightly(api: Api, days: int = 0) -> dict[str, Any]:
    """Do a run of the region's night."""
    day = api.settings.today() + timedelta(days=days)
    asked = RunRequest(REGION, day, "night", seed=1, work_limit=50, by_night=True)
    with api.pools.worker.begin() as connection:
        connection.execute(text(f"SET LOCAL plaatsmaker.region = '{REGION}'"))
        run = request_run(connection, asked)
    execute_run(api.pools.worker, run, REGION)
    body: dict[str, Any] = get(api, f"match-runs/{run}").json()
    return body


def waits_to_be_published(api: Api, run: dict[str, Any]) -> bool:
    query = text("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = :lock")
    with api.pools.owner.begin() as connection:
        return bool(connection.scalar(query, {"lock": f"publish-{run['id']}"}))


def test_a_night_publishes_itself_unless_it_places_far_fewer_than_the_last(api: Api) -> None:
    place(api, "v-wide", 4)
    people(api, 4)
    first = nightly(api)
    step(api, first["id"], "publish")
    for name in ("n-0", "n-1", "n-2"):
        replaced(api, "candidates", name, exempt={"start": "2020-01-01"})

    second = nightly(api, 1)

    assert (first["byNight"], waits_to_be_published(api, first)) == (True, True)
    assert (second["planStatus"], waits_to_be_published(api, second)) == ("draft", False)
    assert "less than 90 %" in second["alert"]


def test_a_region_may_keep_its_nights_as_drafts(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE region SET publishes_by_itself = false"))

    run = nightly(api)

    assert (run["planStatus"], "alert" in run, waits_to_be_published(api, run)) == (
        "draft",
        False,
        False,
    )


def test_a_run_done_again_gives_the_same_plan_after_everything_changed(api: Api) -> None:
    place(api, "v-wide", 2)
    people(api, 4)
    night(api)
    run = night(api)
    place(api, "v-more", 2)
    replaced(api, "candidates", "n-0", exempt={"start": "2020-01-01"})

    again = replay(api.pools.worker, UUID(run["id"]), REGION)
    asked = post(api, "match-runs", {"replayOf": run["id"]})
    execute_run(api.pools.worker, UUID(asked.json()["id"]), REGION)
    second = shown(api, asked.json()["id"])

    assert again.now == again.stored == run["certificate"]["planHash"]
    assert second["certificate"]["planHash"] == again.stored
    assert second["certificate"]["inputHash"] == run["certificate"]["inputHash"]
    assert (second["replayOf"], second["replayable"]) == (run["id"], False)
    assert post(api, f"match-runs/{second['id']}/publication", None).status_code == 409


def test_other_code_refuses_to_do_a_run_again_but_verifies_it(api: Api) -> None:
    place(api, "v-wide", 2)
    people(api, 2)
    run = night(api)
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE match_run SET code_version = 'older'"))

    answer = post(api, "match-runs", {"replayOf": run["id"]})

    assert (answer.status_code, "verify it" in answer.json()["detail"]) == (409, True)
    with pytest.raises(Conflict, match="verify"):
        replay(api.pools.worker, UUID(run["id"]), REGION)
    assert verify(api.pools.worker, UUID(run["id"]), REGION) == []


def test_a_stored_plan_that_was_tampered_with_is_found_out(api: Api) -> None:
    place(api, "v-wide", 1)
    people(api, 1)
    run = night(api)
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE proposal SET fit = fit + 1 WHERE candidate = 'n-0'"))

    broken = verify(api.pools.worker, UUID(run["id"]), REGION)

    assert any("contributions" in line for line in broken)
    assert any(line.startswith("plan: expected the hash") for line in broken)


def test_nothing_else_may_be_asked_of_a_run_that_is_done_again(api: Api) -> None:
    run = night(api)

    answer = post(api, "match-runs", {"replayOf": run["id"], "seed": 3, "changeBudget": 1})

    fields = {one["field"] for one in answer.json()["errors"]}
    assert (answer.status_code, fields) == (400, {"seed", "changeBudget"})


def test_who_is_deleted_is_taken_out_of_what_runs_have_kept(api: Api) -> None:
    place(api, "v-wide", 2)
    people(api, 3)
    run = night(api)
    deleted(api, "candidates", "n-1")

    forgotten = forget_people(api.pools.worker, [REGION])

    with api.pools.owner.begin() as connection:
        kept = connection.scalars(text("SELECT document FROM run_input")).all()
        left = connection.scalar(text("SELECT count(*) FROM erasure"))
    assert (forgotten, left, len(kept)) == (1, 0, 1)
    assert b"n-1" not in gzip.decompress(kept[0])
    assert b"n-0" in gzip.decompress(kept[0])
    assert shown(api, run["id"])["replayable"] is False
    assert post(api, "match-runs", {"replayOf": run["id"]}).status_code == 409
    assert verify(api.pools.worker, UUID(run["id"]), REGION) == []


def test_suspending_a_municipality_stops_its_own_runs(api: Api) -> None:
    run = post(api, "match-runs", {"seed": 1}).json()["id"]
    stop = api.client.put(
        f"/v1/municipalities/{OWN}/suspension", json={"suspended": True}, headers=api.bearer()
    )

    execute_run(api.pools.worker, UUID(run), REGION)

    assert stop.status_code == 200, stop.text
    assert shown(api, run)["status"] == "cancelled"


def test_an_erasure_waits_for_a_run_that_may_have_read_the_person(api: Api) -> None:
    people(api, 1)
    assert post(api, "match-runs", None).status_code == 202
    begun = "UPDATE match_run SET status = 'running', started_at = now() - interval '1 minute'"
    with api.pools.owner.begin() as connection:
        connection.execute(text(f"{begun} WHERE municipality = '{OWN}'"))
    deleted(api, "candidates", "n-0")

    during = forget_people(api.pools.worker, [REGION])
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE match_run SET status = 'failed'"))
    after = forget_people(api.pools.worker, [REGION])

    assert (during, after) == (0, 1)
