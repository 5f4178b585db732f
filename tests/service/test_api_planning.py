"""Bottlenecks and scenarios: asked for, done by a real worker, shown in counts and places only."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from service.db.session import snapshot_transaction, transaction
from service.usecases import scenarios
from service.usecases.comparing import side_of
from service.usecases.execution import execute_run
from service.usecases.small_counts import LEAST
from service.usecases.supposing import day_of
from solver.match import match
from tests.service.api_client import Api, told
from tests.service.deciding import get, post
from tests.service.tenancy import FAR, NEXT, OWN
from tests.service.working import worker

REGION = "AM09"
#: In each of two towns, beside one who is there already.
PEOPLE = 8
REGIONAL = {"municipality": None, "region": REGION}
NUMBER = itertools.count()
#: Nothing of the kind was read, so that it fails before anything is solved.
IN_VAIN = {"change": "seats", "seats": 1, "kind": "internship"}


def put(api: Api, of: str, path: str, reference: str, **body: Any) -> None:
    answer = api.client.put(
        f"/v1/{path}/{reference}",
        json={"reference": reference, **body},
        headers=api.bearer(municipality=of),
    )
    assert answer.status_code in (200, 201), answer.text


@pytest.fixture(scope="module")
def run(api: Api) -> str:
    """Match a region: two seats and a coach in one town, more people than that in each of two."""
    for town in (OWN, NEXT):
        for number in range(PEOPLE):
            put(api, town, "candidates", f"person-{number}", shareWithRegion=True,
                coaching={"minutesPerWeek": 120})  # fmt: skip
    put(api, OWN, "organisations", "house")
    put(api, OWN, "vacancies", "open-seats", organisation="house", kind="sheltered", seats=9,
        sharing="region")  # fmt: skip
    put(api, NEXT, "organisations", "house")
    put(api, NEXT, "vacancies", "closed-seats", organisation="house", kind="volunteering", seats=3,
        needsCoach=False)  # fmt: skip
    put(api, OWN, "coaches", "coach", hoursPerWeek=8, area=[OWN, NEXT])
    asked = post(api, "match-runs", {"seed": 1, "workLimit": 50}, scopes=["runs:manage"],
                 **REGIONAL)  # fmt: skip
    assert asked.status_code == 202, asked.text
    made: str = asked.json()["id"]
    execute_run(api.pools.worker, UUID(made), REGION)
    return made


def ask(api: Api, run: str, *changes: dict[str, Any], key: str | None = None, **who: Any) -> Any:
    body = {"baseRun": run, "changes": list(changes)}
    asking = {"scopes": ["runs:manage"], **REGIONAL, **who}
    return post(api, "scenarios", body, key, **asking)


def done(api: Api, run: str, *changes: dict[str, Any], **who: Any) -> dict[str, Any]:
    """Ask for a scenario and do it; give it as the region sees it."""
    answer = ask(api, run, *changes, **who)
    assert answer.status_code == 202, answer.text
    scenarios.execute(api.pools.worker, UUID(answer.json()["id"]), REGION)
    return shown(api, answer.json()["id"])


def shown(api: Api, scenario: str, **who: Any) -> dict[str, Any]:
    asking = {"scopes": ["runs:manage"], **REGIONAL, **who}
    answer = get(api, f"scenarios/{scenario}", **asking)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def bottlenecks(api: Api, run: str, **who: Any) -> dict[str, Any]:
    asking = {"scopes": ["reports:read"], **who}
    answer = get(api, f"match-runs/{run}/bottlenecks", **asking)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def as_region(api: Api, run: str) -> dict[str, Any]:
    return bottlenecks(api, run, scopes=["runs:manage"], **REGIONAL)


@pytest.fixture(scope="module")
def apart(api: Api, run: str) -> dict[str, Any]:
    return done(api, run, {"change": "apart"})


@pytest.fixture(scope="module")
def pooled(api: Api, run: str) -> dict[str, Any]:
    return done(api, run, {"change": "pooled"})


@pytest.fixture(scope="module")
def listed(api: Api, run: str) -> str:
    """Have the bottlenecks of the run listed; give the run."""
    assert as_region(api, run)["status"] == "not_asked"
    asked = post(api, f"match-runs/{run}/bottlenecks", None, scopes=["runs:manage"], **REGIONAL)
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    with transaction(api.pools.worker, region=REGION) as connection:
        row = scenarios.bottlenecks_of(connection, UUID(run))[0]
    assert row is not None
    scenarios.execute(api.pools.worker, row.id, REGION)
    return run


def test_four_more_hours_of_the_coach_are_two_more_people(api: Api, listed: str) -> None:
    found = as_region(api, listed)

    first = found["items"][0]
    assert (found["status"], found["solved"]) == ("finished", 1 + len(found["items"]))
    assert found["base"]["outcome"] == "OPTIMAL"
    assert (first["kind"], first["reference"]) == ("coaching", f"{OWN}/coach")
    assert (first["moreHoursPerWeek"], first["placedMore"]) == (4, 2)
    assert first["certain"]
    assert 0 < first["gain"]["atLeast"] <= first["gain"]["atMost"]
    assert "moreSeats" not in first
    (told,) = first["texts"]
    assert told["text"] == (
        f"4 uur per week meer van jobcoach {OWN}/coach. Dan is er plek voor 2 mensen meer."
    )


def test_each_gain_is_that_of_a_plain_solve_anew(api: Api, listed: str) -> None:
    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        task = day_of(connection, UUID(listed))
    base = match(task.snapshot.having(proposed=()), task.weights, task.params)
    listing = as_region(api, listed)
    found = listing["items"]

    assert listing["base"]["value"] == base.result.value[0]
    assert {one["kind"] for one in found} >= {"seats", "coaching"}
    for one in found:
        nouns = {"seats": ("vacancies", "seats"), "coaching": ("coaches", "week_minutes")}
        noun, field = nouns[one["kind"]]
        step = one.get("moreSeats") or round(one["moreHoursPerWeek"] * 60)

        records = tuple(
            replace(each, **{field: getattr(each, field) + step})
            if f"{each.municipality}/{each.reference}" == one["reference"] else each
            for each in getattr(task.snapshot, noun)
        )  # fmt: skip
        more = match(task.snapshot.having(proposed=(), **{noun: records}), task.weights)
        gain = more.result.value[0] - base.result.value[0]
        assert (one["gain"]["atLeast"], one["gain"]["atMost"]) == (gain, gain)
        assert one["certain"] == (gain > 0)


def test_asked_again_it_is_the_same_list(api: Api, listed: str) -> None:
    path, before = f"match-runs/{listed}/bottlenecks", as_region(api, listed)

    again = post(api, path, None, scopes=["runs:manage"], **REGIONAL)

    assert (again.status_code, again.json()) == (202, before)
    with api.pools.owner.begin() as connection:
        query = "SELECT count(*) FROM scenario WHERE purpose = 'bottlenecks' AND base_run = :run"
        assert connection.execute(text(query), {"run": listed}).scalar_one() == 1


def test_a_municipality_sees_of_the_list_what_is_its_own_or_shared_and_cannot_ask(
    api: Api, listed: str
) -> None:
    everything = {one["reference"] for one in as_region(api, listed)["items"]}
    own, far = (
        {one["reference"] for one in bottlenecks(api, listed, municipality=town)["items"]}
        for town in (OWN, NEXT)
    )
    path = f"match-runs/{listed}/bottlenecks"

    assert f"{NEXT}/closed-seats" in everything
    assert far == everything
    assert own == everything - {f"{NEXT}/closed-seats"}
    assert post(api, path, None, scopes=["runs:manage"]).status_code == 403
    assert get(api, path, municipality=FAR, scopes=["reports:read"]).status_code == 404


def test_nothing_that_is_kept_or_told_names_a_person(api: Api, listed: str) -> None:
    made = done(api, listed, {"change": "people", "percent": 50}, {"change": "pooled"})

    with api.pools.owner.begin() as connection:
        kept = [
            json.dumps([list(row) for row in connection.execute(text(f"SELECT * FROM {table}"))],
                       default=str)
            for table in ("scenario", "scenario_solve", "scenario_count", "bottleneck")
        ]  # fmt: skip
    everything = json.dumps([made, as_region(api, listed), *kept])
    assert made["status"] == "finished"
    assert not [word for word in ("person-", "more-", "k1") if word in everything]


def test_apart_and_pooled_are_compared_for_each_municipality(
    apart: dict[str, Any], pooled: dict[str, Any]
) -> None:
    for one in apart["municipalities"]:
        assert one["changed"]["elsewhere"] == 0
    assert {one["municipality"] for one in pooled["municipalities"]} == {OWN, NEXT}
    assert pooled["changed"]["value"] >= pooled["base"]["value"] >= apart["changed"]["value"]
    assert pooled["base"]["total"] == apart["base"]["total"]
    assert pooled["changed"]["outcome"] == "OPTIMAL"
    for side in ("base", "changed"):
        of_each = [one[side] for one in pooled["municipalities"]]
        for count in ("people", "placed", "elsewhere"):
            assert pooled[side]["total"][count] == sum(each[count] for each in of_each)


def test_with_a_floor_no_municipality_has_fewer_placed_than_apart(
    api: Api, run: str, apart: dict[str, Any]
) -> None:
    floored = done(api, run, {"change": "pooled"}, {"change": "floor"})

    placed = [
        {one["municipality"]: one["changed"]["placed"] for one in made["municipalities"]}
        for made in (apart, floored)
    ]
    assert floored["toSolve"] == floored["solved"] == 3
    assert all(placed[1][code] >= fewest for code, fewest in placed[0].items())


def test_more_people_and_seats_are_counted(api: Api, run: str) -> None:
    grown = done(api, run, {"change": "people", "percent": 50})
    seats = done(api, run, {"change": "seats", "seats": 2, "kind": "volunteering",
                            "municipality": NEXT})  # fmt: skip
    coached = done(api, run, {"change": "coaching", "hoursPerWeek": 4, "municipality": OWN})

    base = grown["base"]["total"]
    assert grown["changed"]["total"]["people"] == base["people"] + 2 * 5
    assert coached["changed"]["total"]["placed"] == base["placed"] + 2
    assert seats["changed"]["total"]["placed"] >= base["placed"]
    assert seats["base"]["total"] == base
    assert coached["changes"] == [{"change": "coaching", "hoursPerWeek": 4, "municipality": OWN}]


def test_proposals_and_runs_stay_as_they_are(api: Api, run: str) -> None:
    def state() -> list[Any]:
        queries = ("SELECT * FROM match_run ORDER BY id", "SELECT * FROM proposal ORDER BY id")
        with api.pools.owner.begin() as connection:
            return [connection.execute(text(query)).all() for query in queries]

    before = state()

    done(api, run, {"change": "pooled"})

    assert state() == before


@pytest.mark.parametrize(
    ("total", "each", "own", "withheld", "total_withheld"),
    [
        (18, {OWN: 9, NEXT: 9}, None, set(), False),
        (13, {OWN: 9, NEXT: 4}, None, {NEXT}, True),
        (9, {OWN: 9, NEXT: 0}, None, set(), False),
        (16, {OWN: 9, NEXT: 4, FAR: 3}, None, {NEXT, FAR}, False),
        (13, {OWN: 9}, OWN, set(), True),
        (14, {OWN: 9}, OWN, set(), False),
        (2, {OWN: 2}, OWN, set(), False),
        (8, {OWN: 2}, OWN, set(), False),
    ],
)
def test_means_are_told_of_no_few_people_nor_follow_from_the_total(
    total: int, each: dict[str, int], own: str | None, withheld: set[str], total_withheld: bool
) -> None:
    rows: list[Any] = [
        SimpleNamespace(municipality=code, placed=placed)
        for code, placed in [(None, total), *each.items()]
    ]

    side = side_of(rows[0], rows, own)

    assert (side.withheld, side.total_withheld) == (withheld, total_withheld)


def test_a_municipality_sees_its_own_row_and_of_a_few_others_counts_only(
    api: Api, pooled: dict[str, Any]
) -> None:
    seen = shown(api, pooled["id"], municipality=OWN, region=None, scopes=["reports:read"])

    (own,) = seen["municipalities"]
    others = seen["base"]["total"]["placed"] - own["base"]["placed"]
    assert own["municipality"] == OWN
    assert {"meanFit", "coachHours"} <= own["base"].keys()
    assert ("meanFit" in seen["base"]["total"]) == (not 0 < others < LEAST)


def test_a_region_is_told_of_a_few_people_counts_only(pooled: dict[str, Any]) -> None:
    assert {one["municipality"] for one in pooled["municipalities"]} == {OWN, NEXT}
    for side in ("base", "changed"):
        shown_of = [one[side] for one in pooled["municipalities"]]
        few = [one for one in shown_of if one["placed"] < LEAST]
        assert few
        assert all(one.keys() == {"people", "placed", "elsewhere"} for one in few)
        hidden = sum(one["placed"] for one in few)
        assert ("meanFit" in pooled[side]["total"]) == (hidden >= LEAST)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([{"change": "more"}], {"changes.0.change": "one of "}),
        ([{"change": "people", "percent": -1}], {"changes.0.percent": "at least 1"}),
        ([{"change": "people", "percent": 15.5}], {"changes.0.percent": "a whole number"}),
        ([{"change": "people"}], {"changes.0.percent": "to be given"}),
        ([{"change": "seats", "seats": 0}], {"changes.0.seats": "at least 1"}),
        ([{"change": "seats", "percent": 3, "kind": "any", "sector": "Any"}],
         {"changes.0.seats": "to be given", "changes.0.percent": "not with seats",
          "changes.0.kind": "one of ", "changes.0.sector": "1-40 small letters"}),
        ([{"change": "coaching", "hoursPerWeek": 0}], {"changes.0.hoursPerWeek": "above 0"}),
        ([{"change": "coaching", "hoursPerWeek": 4, "kind": "route"},
          {"change": "apart", "seats": 1}],
         {"changes.0.kind": "not with coaching", "changes.1.seats": "not with apart"}),
        ([{"change": "coaching", "hoursPerWeek": 4, "coach": "c1"}, {"change": "apart"},
          {"change": "pooled"}],
         {"changes.0.coach": "a reference like GM0222/v12", "changes.2.change": "not with apart"}),
        ([{"change": "apart"}, {"change": "pooled"}], {"changes.1.change": "not with apart"}),
        ([{"change": "apart"}, {"change": "floor"}], {"changes.1.change": "not with apart"}),
        ([{"change": "floor"}, {"change": "floor"}], {"changes.1.change": "floor once"}),
        ([], {"changes": "at least 1 item"}),
        ([{"change": "pooled"}] * 11, {"changes": "at most 10 items"}),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_refused_with_everything_that_is_wrong(
    api: Api, run: str, changes: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    before = count(api)

    answer = ask(api, run, *changes)

    assert answer.status_code == 400, answer.text
    found = told(answer)
    assert found.keys() == expected.keys()
    assert all(found[field].startswith(words) for field, words in expected.items())
    assert count(api) == before


def count(api: Api) -> int:
    with api.pools.owner.begin() as connection:
        return int(connection.execute(text("SELECT count(*) FROM scenario")).scalar_one())


def test_a_name_holds_no_citizen_service_number(api: Api, run: str) -> None:
    body = {"baseRun": run, "name": "Groei 111222333", "changes": [{"change": "apart"}]}

    answer = post(api, "scenarios", body, scopes=["runs:manage"], **REGIONAL)

    assert (answer.status_code, list(told(answer))) == (400, ["name"])
    assert "111222333" not in answer.text


def test_a_run_of_others_is_not_there_and_one_of_the_region_not_a_municipalitys_to_ask(
    api: Api, run: str
) -> None:
    growth = {"change": "people", "percent": 15}

    far = ask(api, run, growth, municipality=FAR, region=None)
    none = ask(api, str(uuid4()), growth)
    own = ask(api, run, growth, municipality=OWN, region=None)

    assert (far.status_code, none.status_code, own.status_code) == (404, 404, 403)
    assert far.content == none.content


def test_a_municipality_asks_of_its_own_run_but_does_not_compare_municipalities(
    api: Api, run: str
) -> None:
    mine = post(api, "match-runs", {"seed": 1, "workLimit": 20}).json()["id"]
    execute_run(api.pools.worker, UUID(mine), REGION)
    who = {"municipality": OWN, "region": None}

    made = ask(api, mine, {"change": "coaching", "hoursPerWeek": 4, "coach": "coach"}, **who)
    compared = ask(api, mine, {"change": "pooled"}, **who)

    assert made.status_code == 202, made.text
    assert made.json()["changes"][0]["coach"] == f"{OWN}/coach"
    assert told(compared) == {"changes.0.change": "a base run of a whole region"}
    assert get(api, f"scenarios/{made.json()['id']}", municipality=NEXT,
               scopes=["runs:manage"]).status_code == 404  # fmt: skip


def test_a_run_that_cannot_be_done_again_is_a_conflict(api: Api, run: str) -> None:
    asked = post(api, "match-runs", {"seed": 2}, scopes=["runs:manage"], **REGIONAL).json()["id"]
    path = f"match-runs/{asked}/bottlenecks"

    scenario = ask(api, asked, {"change": "pooled"})
    listing = post(api, path, None, scopes=["runs:manage"], **REGIONAL)

    assert (scenario.status_code, listing.status_code) == (409, 409)
    assert "not kept" in scenario.json()["detail"]
    post(api, f"match-runs/{asked}/cancellation", None, scopes=["runs:manage"], **REGIONAL)


def test_more_of_what_the_run_did_not_read_fails_and_says_so(api: Api, run: str) -> None:
    made = done(api, run, IN_VAIN)

    assert (made["status"], "base" in made) == ("failed", False)
    assert "nothing in what the run read" in made["failure"]


def test_asked_twice_under_one_key_it_is_done_once(api: Api, run: str) -> None:
    key = f"key-{next(NUMBER)}"

    first, again = (ask(api, run, IN_VAIN, key=key) for _ in range(2))

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    scenarios.execute(api.pools.worker, UUID(first.json()["id"]), REGION)


def test_too_many_that_wait_are_a_conflict(
    api: Api, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "MOST_WAITING", 1)

    first, second = (ask(api, run, IN_VAIN) for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 409)
    scenarios.execute(api.pools.worker, UUID(first.json()["id"]), REGION)


def test_scenarios_are_listed_page_by_page_the_newest_first(api: Api, run: str) -> None:
    made = [done(api, run, IN_VAIN)["id"] for _ in range(2)]

    first = get(api, "scenarios?pageSize=1", scopes=["runs:manage"], **REGIONAL).json()
    second = get(api, f"scenarios?pageSize=1&cursor={first['next']}", scopes=["runs:manage"],
                 **REGIONAL).json()  # fmt: skip

    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]


def test_what_was_asked_is_noted_and_what_an_attempt_left_is_done_again(api: Api, run: str) -> None:
    answer = ask(api, run, {"change": "pooled"}, subject="planner-7").json()
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("UPDATE scenario SET status = 'running', attempts = 1 WHERE id = :id"),
            {"id": answer["id"]},
        )
        noted = connection.execute(
            text("SELECT kind, subject FROM audit_event WHERE object = :id"), {"id": answer["id"]}
        ).all()

    scenarios.execute(api.pools.worker, UUID(answer["id"]), REGION)

    assert [tuple(row) for row in noted] == [("scenario_asked", "planner-7")]
    assert shown(api, answer["id"])["status"] == "finished"


def test_given_up_after_three_attempts(api: Api, run: str) -> None:
    answer = ask(api, run, {"change": "pooled"}).json()
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("UPDATE scenario SET status = 'running', attempts = 3 WHERE id = :id"),
            {"id": answer["id"]},
        )

    scenarios.execute(api.pools.worker, UUID(answer["id"]), REGION)

    assert shown(api, answer["id"])["failure"] == "Given up after 3 attempts."


def test_what_lost_its_job_is_queued_again_once(api: Api, run: str) -> None:
    answer = ask(api, run, IN_VAIN).json()
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("DELETE FROM procrastinate_jobs WHERE args->>'scenario_id' = :id"),
            {"id": answer["id"]},
        )

    swept = [scenarios.sweep(api.pools.worker, [REGION]) for _ in range(2)]

    assert swept[0] >= 1
    assert swept[1] == 0
    scenarios.execute(api.pools.worker, UUID(answer["id"]), REGION)


@pytest.fixture
def at_work(api: Api, shared: Any, tmp_path: Path) -> Iterator[None]:
    with worker(shared.url("plaatsmaker_worker"), tmp_path / "worker.log"):
        yield


def test_a_real_worker_does_what_is_asked(api: Api, run: str, at_work: None) -> None:
    made = ask(api, run, {"change": "people", "percent": 15}, {"change": "floor"}).json()["id"]

    until = time.monotonic() + 90
    while shown(api, made)["status"] in ("queued", "running") and time.monotonic() < until:
        time.sleep(0.2)

    found = shown(api, made)
    assert (found["status"], found["solved"]) == ("finished", 3), found
    assert found["changed"]["total"]["people"] > found["base"]["total"]["people"]
