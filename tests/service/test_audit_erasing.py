"""Who is deleted is named nowhere any more, and the chain of what was done still fits."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service import bridge
from service.db import audit
from service.db.audit import Said
from service.db.embedded import _wheel
from service.db.session import snapshot_transaction, transaction
from service.usecases.auditing import seal, verify
from service.usecases.erasing import forget_people
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from solver.snapshot import Placement
from tests.service.api_client import NDJSON, Api, served
from tests.service.deciding import decide, get, place, post, proposed, put, runs_at
from tests.service.tenancy import NEXT, OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION = "AM09"


@pytest.fixture
def api(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """The app on a database of its own."""
    with shared_database(cluster) as database, served(database, tmp_path) as made:
        yield made


PERSON, WORDS = "gone-4711", "Dit zei de kandidaat zelf."
#: Another reference, of which the first is a piece.
KEPT = "be-gone-4711.b"


def a_life(api: Api) -> None:
    """Let a person be matched, proposed, introduced, declined and forbidden, and asked of."""
    put(api, "candidates", PERSON, priority=4, priorityReason=WORDS)
    for vacancy in ("life-a", "life-b", "life-c"):
        place(api, vacancy, 3)
    run = post(api, "match-runs", {"seed": 1, "workLimit": 20}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)
    take_step(api.pools.worker, UUID(run), REGION, "publish", api.settings.today())
    api.match({"candidate": PERSON})
    said: dict[str, Any] = {"reasonCode": "too_far", "motivation": WORDS}
    proposal = proposed(api, PERSON, "life-a")
    assert decide(api, proposal, "introduced", motivation=WORDS).status_code == 200
    assert decide(api, proposal, "declined", key="life-1", **said).status_code == 200
    body = {"source": "own", "candidate": PERSON, "vacancy": "life-b"}
    assert post(api, "proposals", body, "life-2").status_code == 201
    for path, key in (("pins", "life-3"), ("forbids", "life-4")):
        kept = {"candidate": PERSON, "vacancy": "life-c", "reasonCode": "other"}
        made = post(api, path, kept, key)
        assert made.status_code == 201, made.text
        gone = api.client.delete(made.headers["location"], headers=api.bearer())
        assert gone.status_code == 204
    scores = {"moment": "before", "loneliness": 4}
    assert post(api, f"candidates/{PERSON}/wellbeing-scores", scores, "life-8").status_code == 201
    get(api, f"candidates/{PERSON}")
    worked_before(api)
    named_elsewhere(api)
    asked_what_it_costs(api, run)


def asked_what_it_costs(api: Api, run: str) -> None:
    """Let it be asked what the person at another place would cost the plan."""
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "WITH asked AS (INSERT INTO scenario (id, region, municipality, base_run, purpose,"
                " requested_by) VALUES (gen_random_uuid(), :region, :own, :run, 'cost', 'test')"
                " RETURNING id) INSERT INTO pin_cost_person"
                " (scenario_id, municipality, candidate, pinned)"
                " SELECT id, :own, :person, ARRAY[:own || '/life-b'] FROM asked"
            ),
            {"region": REGION, "own": OWN, "run": run, "person": PERSON},
        )


def worked_before(api: Api) -> None:
    """Let the person have a place while a run reads that, and let it end yesterday."""
    place(api, "life-d")
    said = {"reasonCode": "known_there", "motivation": WORDS}
    done = decide(api, proposed(api, PERSON, "life-d"), "accepted", "life-5", **said)
    assert done.status_code == 200, done.text
    (placement,) = runs_at(api, PERSON)
    looked = {"doneOn": api.settings.today().isoformat(), "doneBy": "broker", "note": WORDS}
    assert post(api, f"placements/{placement['id']}/reviews", looked, "life-9").status_code == 201
    read = post(api, "match-runs", {"seed": 2, "workLimit": 20}).json()["id"]
    execute_run(api.pools.worker, UUID(read), REGION)
    pause = {"pauseUntil": api.settings.today().isoformat(), "note": WORDS}
    assert post(api, f"candidates/{PERSON}/check-ins", pause, "life-6").status_code == 201
    ended_yesterday(api)


def ended_yesterday(api: Api) -> None:
    """Let time go by: what the person had began a month ago and is over."""
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE placement SET start_day = :today - 30, end_day = :today - 1,"
                " end_reason = 'paid_work' WHERE candidate = :person AND NOT pinned"
            ),
            {"today": api.settings.today(), "person": PERSON},
        )


def named_elsewhere(api: Api) -> None:
    """Name the person in the records of others, in errors of an import and in its kept answer."""
    put(api, "candidates", "apart-1", notTogetherWith=[PERSON, "k1"])
    put(api, "candidates", "apart-2", notTogetherWith=[f"{OWN}/{PERSON}"])
    twice = 2 * [json.dumps({"type": "candidate", "reference": PERSON})]
    brought = api.client.post(
        "/v1/imports",
        content="\n".join(twice),
        headers=api.bearer() | NDJSON | {"idempotency-key": "life-7"},
    )
    assert PERSON in brought.text
    named = [{"field": "reference", "expected": f"{name} only once"} for name in (PERSON, KEPT)]
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("UPDATE import_job SET errors = :errors WHERE id = :id"),
            {"errors": json.dumps(named), "id": brought.json()["id"]},
        )


def everything(api: Api, folder: Path) -> str:
    """Give a dump of the whole database, and what is compressed in it."""
    address = api.pools.owner.url.set(drivername="postgresql")
    program = _wheel() / "pginstall" / "bin" / "pg_dump"
    dump = folder / "dump.sql"
    subprocess.run(
        [program, "--file", dump, address.render_as_string(hide_password=False)], check=True
    )
    with api.pools.owner.begin() as connection:
        kept = connection.scalars(text("SELECT document FROM run_input")).all()
    documents = [gzip.decompress(one).decode() for one in kept]
    assert documents
    return "\n".join([dump.read_text(encoding="utf-8"), *documents])


def test_of_who_is_deleted_nothing_is_found_in_a_dump_of_everything(
    api: Api, tmp_path: Path
) -> None:
    a_life(api)
    assert seal(api.pools.worker, [REGION]) > 8
    before = everything(api, tmp_path)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    gone = api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})
    forget_people(api.pools.worker, [REGION])

    after = everything(api, tmp_path)
    assert gone.status_code == 204, gone.text
    assert (PERSON in before, WORDS in before) == (True, True)
    assert KEPT in after
    after = after.replace(KEPT, "")
    assert (PERSON in after, WORDS in after) == (False, False)
    seal(api.pools.worker, [REGION])
    verdict = verify(api.pools.worker, REGION)
    assert (verdict.flaw, verdict.events > 9) == (None, True)


def delete(api: Api, name: str = PERSON) -> Any:
    tag = get(api, f"candidates/{name}").headers["etag"]
    headers = api.bearer() | {"if-match": tag}
    return api.client.delete(f"/v1/candidates/{name}", headers=headers)


@pytest.mark.parametrize("ahead", [0, 30])
def test_who_has_a_place_is_deleted_when_it_has_ended(api: Api, ahead: int) -> None:
    put(api, "candidates", PERSON)
    first = api.settings.today() + timedelta(days=ahead)
    place(api, "life-a", period={"start": first.isoformat()})
    decide(api, proposed(api, PERSON, "life-a"), "accepted")
    (placement,) = runs_at(api, PERSON)
    running = delete(api)
    last = {"lastDay": (first - timedelta(days=1)).isoformat(), "reasonCode": "moved"}
    assert post(api, f"placements/{placement['id']}/ending", last).status_code == 200

    ended = delete(api)

    assert running.status_code == 409
    assert running.json()["detail"] == (
        f"The placement {placement['id']} of this person has not ended yet: end it first."
    )
    assert ended.status_code == 204, ended.text
    left = get(api, f"placements/{placement['id']}").json()
    assert left == {name: value for name, value in placement.items() if name != "candidate"} | {
        "end": last["lastDay"],
        "endReasonCode": "moved",
    }
    again = post(api, f"placements/{placement['id']}/extension", {})
    assert (again.status_code, again.json()["detail"]) == (
        409, "The person of this placement was deleted.",
    )  # fmt: skip


def test_reports_count_who_was_deleted_as_before_and_nothing_is_noted_of_nobody(api: Api) -> None:
    def reported() -> list[Any]:
        days = f"until={(api.settings.today() - timedelta(days=1)).isoformat()}"
        names = ("activity", "departures", "outcomes")
        return [get(api, f"reports/{name}?{days}").json() for name in names]

    without = reported()
    put(api, "candidates", PERSON, placesWanted=2)
    for name, daypart in (("life-a", "monday_morning"), ("life-b", "tuesday_morning")):
        place(api, name, dayparts=[daypart])
        assert decide(api, proposed(api, PERSON, name), "accepted").status_code == 200
    ids = [one["id"] for one in runs_at(api, PERSON)]
    ended_yesterday(api)
    before = reported()
    assert delete(api).status_code == 204

    assert reported() == before
    counted, earlier = before[0]["inPeriod"], without[0]["inPeriod"]
    assert counted["people"] == earlier["people"] + 1
    assert counted["placements"] == earlier["placements"] + len(ids) == earlier["placements"] + 2
    assert get(api, "follow-ups?until=2100-01-01").json()["items"] == []
    planned = {"plannedOn": api.settings.today().isoformat()}
    for what, body in (
        ("outcomes", {"outcomeCode": "paid_work"}),
        ("hours", {"weekMinutes": 60}),
        ("reviews", planned),
    ):
        refused = post(api, f"placements/{ids[0]}/{what}", body)
        told = (refused.status_code, refused.json()["detail"])
        assert told == (409, "The person of this placement was deleted.")


def test_what_has_ended_still_counts_for_a_run_of_a_day_on_which_it_ran(api: Api) -> None:
    put(api, "candidates", PERSON)
    place(api, "life-a")
    decide(api, proposed(api, PERSON, "life-a"), "accepted")
    ended_yesterday(api)
    today = api.settings.today()

    def seen(day: date) -> list[Placement]:
        with snapshot_transaction(api.pools.worker, region=REGION) as connection:
            read = bridge.load_snapshot(connection, day, region=REGION, municipality=OWN)
        return [one for one in read.placements if one.vacancy == f"{OWN}/life-a"]

    (before,) = seen(today - timedelta(days=2))
    assert delete(api).status_code == 204
    (after,) = seen(today - timedelta(days=2))

    assert seen(today) == []
    assert after.candidate.startswith(f"{OWN}/erased-")
    assert after == replace(before, candidate=after.candidate)


def test_a_place_that_is_kept_for_who_is_deleted_is_given_up(api: Api) -> None:
    for name in (PERSON, "next-1"):
        put(api, "candidates", name)
    place(api, "life-a")
    pair = {"candidate": PERSON, "vacancy": "life-a", "reasonCode": "agreed"}
    assert post(api, "pins", pair).status_code == 201

    gone = delete(api)

    assert gone.status_code == 204, gone.text
    assert get(api, "pins").json()["items"] == []
    body = {"source": "own", "candidate": "next-1", "vacancy": "life-a"}
    assert post(api, "proposals", body).status_code == 201


def test_who_was_to_be_kept_apart_from_who_is_deleted_is_only_from_others(api: Api) -> None:
    put(api, "candidates", PERSON)
    put(api, "candidates", "apart-1", notTogetherWith=[PERSON, "k1"])
    put(api, "candidates", "apart-2", notTogetherWith=[f"{OWN}/{PERSON}"])
    theirs = {"reference": "apart-3", "notTogetherWith": [PERSON, f"{OWN}/{PERSON}"]}
    path, who = "/v1/candidates/apart-3", api.bearer(municipality=NEXT)
    assert api.client.put(path, json=theirs, headers=who).status_code == 201
    with api.pools.owner.begin() as connection:
        before = connection.scalar(text("SELECT max(revision) FROM candidate"))

    assert delete(api).status_code == 204

    kept = [get(api, f"candidates/apart-{number}").json() for number in (1, 2)]
    kept.append(api.client.get(path, headers=who).json())
    assert [one.get("notTogetherWith", []) for one in kept] == [["k1"], [], [PERSON]]
    with api.pools.owner.begin() as connection:
        changed = text("SELECT count(*) FROM candidate WHERE revision > :before")
        assert connection.scalar(changed, {"before": before}) == 3


def test_an_import_no_longer_names_who_is_deleted_and_says_that_it_leaves_out(api: Api) -> None:
    put(api, "candidates", PERSON)
    named_elsewhere(api)
    with api.pools.owner.begin() as connection:
        job = connection.scalar(text("SELECT id FROM import_job ORDER BY requested_at DESC"))
    before = get(api, f"imports/{job}").json()

    assert delete(api).status_code == 204

    after = get(api, f"imports/{job}").json()
    assert [error["expected"] for error in after["errors"]] == [f"{KEPT} only once"]
    assert after["errorsLeftOut"] == before["errorsLeftOut"] + 1


def test_what_is_noted_of_a_person_at_the_moment_of_deletion_goes_too(api: Api) -> None:
    put(api, "candidates", PERSON)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]
    headers = api.bearer() | {"if-match": tag}

    with ThreadPoolExecutor(1) as beside:
        with transaction(api.pools.api, OWN) as connection:
            audit.note(connection, "proposal_declined", None, Said(PERSON, WORDS))
            deleting = beside.submit(api.client.delete, f"/v1/candidates/{PERSON}", headers=headers)
            time.sleep(0.3)
            waits = not deleting.done()
        gone = deleting.result()

    with api.pools.owner.begin() as connection:
        left = connection.scalar(text("SELECT count(*) FROM audit_detail"))
    assert (waits, gone.status_code, left) == (True, 204, 0)


def test_what_was_decided_of_who_is_deleted_stays_without_a_name(api: Api) -> None:
    put(api, "candidates", PERSON)
    place(api, "life-a")
    proposal = proposed(api, PERSON, "life-a")
    decide(api, proposal, "declined", reasonCode="too_far", motivation=WORDS)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})

    kept = get(api, f"proposals/{proposal}").json()
    (decision,) = kept["decisions"]
    assert kept["candidate"].startswith("erased-")
    assert (kept["status"], kept["contributions"]) == ("declined", {})
    assert (decision["reasonCode"], "motivation" in decision) == ("too_far", False)


def test_a_key_of_somebody_else_still_gives_its_answer(api: Api) -> None:
    for name in (PERSON, f"{PERSON}0"):
        put(api, "candidates", name)
    place(api, "life-a", 3)
    bodies = [
        {"source": "own", "candidate": name, "vacancy": "life-a"} for name in (PERSON, f"{PERSON}0")
    ]
    first, other = (post(api, "proposals", body, f"key-{at}") for at, body in enumerate(bodies))
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})

    again = post(api, "proposals", bodies[1], "key-1")
    assert (again.status_code, again.json()["id"]) == (201, other.json()["id"])
    assert first.status_code == 201
    assert post(api, "proposals", bodies[0], "key-0").status_code == 400
