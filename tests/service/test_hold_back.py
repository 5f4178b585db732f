"""What is kept for people who come tomorrow: from the night that computes it to a short list."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service import bridge
from service.db import nights
from service.db.session import transaction
from service.usecases.erasing import forget_people
from service.usecases.execution import execute_run
from service.usecases.nights import begin
from service.usecases.replayed import replay, verify
from service.usecases.runs import request_replay
from tests.service.api_client import Api, served
from tests.service.deciding import decide, get, place, post, proposed, put
from tests.service.tenancy import FAR, NEXT, OWN, SharedDatabase, shared_database
from tests.service.test_publishing import finished, move, until
from tests.service.test_short_list_prices import ask_region
from tests.service.working import worker, worker_url

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION = "AM09"
EMPTIED = ("placement", "forbid", "proposal", "unplaced", "match_run", "vacancy", "candidate")
GUIDED, PLAIN = f"{OWN}/v-guided", f"{OWN}/v-plain"
NEEDING = {"guidance": {"level": "light", "minutesPerWeek": 60}}
#: Somebody who needs no guidance, and likes the work at the guided place.
CALM = {
    "reference": "calm",
    "guidance": {"level": "none"},
    "preferences": {"work": {"garden_work": "first_choice"}},
}


@contextmanager
def town(database: SharedDatabase, folder: Path) -> Iterator[Api]:
    """Start the app where three people came who need guidance, and have it; one seat is left."""
    with served(database, folder) as api:
        with api.pools.owner.begin() as connection:
            for table in EMPTIED:
                connection.execute(text(f"DELETE FROM {table}"))
        offers = {"guidanceHoursPerWeek": {"light": 20}}
        place(api, "v-before", 3, organisation=offers, work="sorting")
        for number, days in enumerate((2, 9, 27)):
            name = f"h-{number}"
            put(api, "candidates", name, **NEEDING)
            came(api, name, days)
            done = decide(api, proposed(api, name, "v-before"), "accepted",
                          reasonCode="known_there", motivation="x")  # fmt: skip
            assert done.status_code == 200, done.text
        place(api, "v-guided", 1, organisation=offers, work="garden_work")
        place(api, "v-plain", 9, organisation={"guidanceHoursPerWeek": {}}, work="sorting")
        yield api


@pytest.fixture
def api(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """The app on a database of its own, without a worker."""
    with shared_database(cluster) as database, town(database, tmp_path) as made:
        yield made


def came(api: Api, person: str, days: int | None) -> None:
    """Let somebody have come so many days ago; None: before that was kept."""
    day = None if days is None else api.settings.today() - timedelta(days=days)
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("UPDATE candidate SET came_on = :day WHERE reference = :person"),
            {"day": day, "person": person},
        )


def asked(api: Api, person: object = CALM) -> Any:
    """Ask for a short list, of two at most."""
    answer = api.match({"candidate": person, "size": 2})
    assert answer.status_code == 200, answer.text
    return answer


def vacancies(answer: Any) -> list[str]:
    return [one["vacancy"] for one in answer.json()["suggestions"]]


def held(api: Api, run: str) -> Mapping[str, float | None]:
    """Give what is held back by a run, of seats by vacancy."""
    query = text("SELECT reference, hold_back FROM run_resource"
                 " WHERE run_id = :run AND kind = 'seats'")  # fmt: skip
    with api.pools.owner.begin() as connection:
        rows = connection.execute(query, {"run": run}).all()
        return {row.reference: row.hold_back for row in rows}


def a_run(api: Api, **more: Any) -> str:
    """Do a run from asking to its plan, without a worker."""
    run = str(post(api, "match-runs", {"seed": 1, "workLimit": 20, **more}).json()["id"])
    execute_run(api.pools.worker, UUID(run), REGION)
    return run


def test_a_guided_seat_is_kept_for_people_who_are_expected_from_the_night_on(
    cluster: Cluster, tmp_path: Path
) -> None:
    with (
        shared_database(cluster) as database,
        town(database, tmp_path) as api,
        worker(worker_url(database), tmp_path / "worker.log"),
    ):
        run = finished(api)
        assert move(api, run, "publication") == 202
        until(api, run, planStatus="published")
        before = asked(api)
        assert ask_region(api, holdBack=True).status_code == 200
        not_yet = asked(api)
        night = the_night(api)
        during = asked(api)
        needing = asked(api, CALM | NEEDING)
        assert ask_region(api, holdBack=False).status_code == 200
        after = asked(api)

    assert vacancies(before) == [GUIDED, PLAIN]
    assert before.content == not_yet.content == after.content
    assert night["plan"] == "published"
    assert vacancies(during) == [PLAIN, GUIDED]
    first, lower = during.json()["suggestions"]
    assert (first["holdBack"], first["keptForExpected"]) == (0, False)
    assert (lower["price"], lower["othersNeedMore"], lower["keptForExpected"]) == (0, False, True)
    assert (first["fit"], lower["fit"]) == (5_050, 6_800)  # as docs/short-lists.md says
    assert lower["holdBack"] == pytest.approx(15_549, rel=0.01)
    assert said(lower) == {"keptForExpected": "kept_for_expected"}
    assert said(first) == {}
    assert vacancies(needing) == [GUIDED]  # who needs it is not kept from it


def said(suggestion: Mapping[str, Any]) -> dict[str, str]:
    return {
        each["field"]: each["code"]
        for each in suggestion["texts"]
        if each["field"] in ("keptForExpected", "othersNeedMore")
    }


def the_night(api: Api) -> dict[str, Any]:
    """Let the night begin; the worker does it, and it publishes itself."""
    today = api.settings.today()
    dict(begin(api.pools.worker, [REGION], today, "night"))
    query = text("SELECT id FROM match_run WHERE by_night AND region = :region AND today = :today")
    with api.pools.owner.begin() as connection:
        run = str(connection.scalar(query, {"region": REGION, "today": today}))
    told = until(api, run, status="finished", planStatus="published")
    return {"id": run, "plan": told["planStatus"]}


def test_it_is_stored_beside_the_prices_and_is_the_same_when_a_run_is_done_again(api: Api) -> None:
    off = a_run(api)
    ask_region(api, holdBack=True)
    run = a_run(api)
    with transaction(api.pools.worker, region=REGION) as connection:
        repeated = request_replay(connection, UUID(run), "test")
    execute_run(api.pools.worker, repeated, REGION)

    again = replay(api.pools.worker, UUID(run), REGION)

    assert {*held(api, off).values()} == {None}
    assert (held(api, run)[GUIDED] or 0) > 0
    assert held(api, run)[PLAIN] == 0
    assert held(api, str(repeated)) == held(api, run)
    assert again.stored == again.now
    assert verify(api.pools.worker, UUID(run), REGION) == []
    with api.pools.owner.begin() as connection:
        hashes = connection.scalars(text("SELECT input_hash FROM match_run WHERE id = ANY (:ids)"),
                                    {"ids": [run, str(repeated)]}).all()  # fmt: skip
    assert len({*hashes}) == 1


def test_who_is_deleted_is_in_no_input_and_does_not_count_in_a_next_run(api: Api) -> None:
    ask_region(api, holdBack=True)
    first = a_run(api)
    before = kept(api, first)
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM placement"))
    for person in ("h-0", "h-1"):
        answer = api.client.delete(
            f"/v1/candidates/{person}",
            headers=api.bearer() | {"if-match": get(api, f"candidates/{person}").headers["etag"]},
        )
        assert answer.status_code == 204, answer.text
    forget_people(api.pools.worker, [REGION])

    second = a_run(api)

    assert before.params.newcomers == tuple(f"{OWN}/h-{number}" for number in (2, 1, 0))
    assert kept(api, first).params.newcomers == (f"{OWN}/h-2",)
    assert kept(api, second).params.newcomers == (f"{OWN}/h-2",)


def kept(api: Api, run: str) -> Any:
    """Read what a run has read; nobody who is gone is named in it."""
    query = text("SELECT document FROM run_input WHERE run_id = :run")
    with api.pools.owner.begin() as connection:
        document = connection.scalar(query, {"run": run})
        there = connection.scalars(text("SELECT reference FROM candidate")).all()
    plain = gzip.decompress(document)
    for person in {"h-0", "h-1"} - {*there}:
        assert f'/{person}"'.encode() not in plain
    return bridge.read_document(document)


@pytest.mark.parametrize(
    ("days", "waiting", "counts"),
    [
        (0, None, True),
        (27, None, True),
        (28, None, False),
        (None, None, False),  # came before that was kept
        (3, 27, True),
        (3, 28, False),  # stored late: has waited for longer
        (-1, None, False),
    ],
)
def test_who_came_in_the_last_four_weeks_counts(
    api: Api, days: int | None, waiting: int | None, counts: bool
) -> None:
    today = api.settings.today()
    since = None if waiting is None else (today - timedelta(days=waiting)).isoformat()
    put(api, "candidates", "who", **({} if since is None else {"waitingSince": since}))
    came(api, "who", days)

    assert ("who" in newcomers(api)) == counts


def newcomers(api: Api, region: str = REGION, municipality: str | None = None) -> list[str]:
    scope = nights.Scope(region, municipality, api.settings.today())
    with transaction(api.pools.worker, region=region) as connection:
        return [row.reference for row in nights.newcomers(connection, scope, 28)]


def test_only_people_of_the_scope_count_and_of_no_suspended_municipality(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        for code in (NEXT, FAR):
            connection.execute(
                text("INSERT INTO candidate (id, municipality, reference, priority, places_wanted,"
                     " guidance_minutes, coaching_minutes, share_with_region)"
                     " VALUES (gen_random_uuid(), :code, 'next', 3, 1, 0, 0, true)"),
                {"code": code},
            )  # fmt: skip
    ours = ["h-2", "h-1", "h-0"]
    of_region, of_own = newcomers(api), newcomers(api, municipality=OWN)
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE municipality SET suspended = true WHERE code = 'GM0197'"))

    assert (of_region, of_own, newcomers(api)) == ([*ours, "next"], ours, ours)


def test_the_day_somebody_came_is_set_once_and_kept(api: Api) -> None:
    first = day_of(api, "h-1")
    put(api, "candidates", "new-one")
    headers = api.bearer() | {"if-match": get(api, "candidates/h-1").headers["etag"]}
    changed = api.client.put("/v1/candidates/h-1", json={"reference": "h-1", "placesWanted": 2},
                             headers=headers)  # fmt: skip
    api.bring_in('{"type":"candidate","reference":"h-1","placesWanted":1}')
    record = get(api, "candidates/h-1/record").json()

    assert changed.status_code == 200, changed.text
    assert day_of(api, "h-1") == first == api.settings.today() - timedelta(days=9)
    assert day_of(api, "new-one") == api.settings.today()
    assert record["cameOn"] == first.isoformat()
    assert "cameOn" not in get(api, "candidates/h-1").json()


def day_of(api: Api, person: str) -> Any:
    query = text("SELECT came_on FROM candidate WHERE reference = :person")
    with api.pools.owner.begin() as connection:
        return connection.scalar(query, {"person": person})
