"""What one's own pairs cost with everybody taking part: asked with a check, found by a worker."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from service import bridge
from service.bridge import store_entities
from service.db.session import snapshot_transaction, transaction
from service.usecases import pin_costs, pin_tasks, scenarios
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from service.usecases.solving import Stopping
from solver.codes import GuidanceLevel, Kind, Sharing
from solver.match import MatchParams, match
from solver.people import Candidate
from solver.pin_cost import PinCost
from solver.places import Organisation, Vacancy
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.service.api_client import Api, told
from tests.service.deciding import get, post
from tests.service.tenancy import FAR, NEXT, OWN
from tests.service.working import worker

REGION = "AM09"
REGIONAL = {"municipality": None, "region": REGION, "scopes": ["runs:manage"]}
#: More own people than take part at the desk.
WAITING = 64
SEATS = 5
STRANGER = "stranger"


def person(name: str, municipality: str = OWN, **more: Any) -> Candidate:
    reason = "waits" if more.get("priority", 3) != 3 else None
    return Candidate(
        reference=name, municipality=municipality, priority_reason=reason,
        share_with_region=True, **more,
    )  # fmt: skip


def seat(name: str, house: str, seats: int = 1) -> Vacancy:
    return Vacancy(
        reference=name, municipality=OWN, organisation=house, kind=Kind.VOLUNTEERING,
        seats=seats, sharing=Sharing.REGION, needs_coach=False,
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def run(api: Api) -> str:
    """Publish a plan of the region: few seats, for whoever comes first.

    Two of them are people of the next municipality, one with all the guidance there is.
    """
    light = GuidanceLevel.LIGHT
    guided = {"guidance_level": light, "guidance_minutes": 60}
    houses = [
        Organisation(reference="house", municipality=OWN),
        Organisation(reference="guided", municipality=OWN, guidance_minutes={light: 60}),
    ]
    places = [seat("seats", "house", SEATS), seat("guided", "guided")]
    people = [person(f"placed-{n}", priority=5) for n in range(SEATS - 1)]
    people += [person(f"waits-{n:02}", priority=1) for n in range(WAITING)]
    people += [person("asks", priority=2, **guided)]
    people += [person(f"{STRANGER}-1", NEXT, priority=4)]
    people += [person(f"{STRANGER}-2", NEXT, priority=4, **guided)]
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET seats = 1, period_end = '2020-01-01'"))
        store_entities(connection, "organisation", houses)
        store_entities(connection, "vacancy", places)
        store_entities(connection, "candidate", people)
    asked = post(api, "match-runs", {"seed": 1}, **REGIONAL)
    assert asked.status_code == 202, asked.text
    made = UUID(asked.json()["id"])
    execute_run(api.pools.worker, made, REGION)
    take_step(api.pools.worker, made, REGION, "publish", api.settings.today())
    return str(made)


@pytest.fixture(autouse=True)
def nothing_asked(api: Api) -> None:
    """Let nothing be asked before a test."""
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM scenario"))


def check(api: Api, *pairs: tuple[str, str], run: bool = True, **who: Any) -> Any:
    named = [{"candidate": candidate, "vacancy": vacancy} for candidate, vacancy in pairs]
    return post(api, "match-checks", {"pairs": named, "run": run}, **who)


def asked(api: Api, *pairs: tuple[str, str], **who: Any) -> str:
    """Let a worker be asked; give the path of the answer."""
    answer = check(api, *pairs, **who)
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"].removeprefix("/v1/"))


def work(api: Api, path: str) -> None:
    scenarios.execute(api.pools.worker, UUID(path.rpartition("/")[2]), REGION)


def known(api: Api, path: str, **who: Any) -> dict[str, Any]:
    answer = get(api, path, **who)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def count(api: Api, table: str = "scenario") -> int:
    with api.pools.owner.begin() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def day(api: Api) -> tuple[Snapshot, WeightSet]:
    """Read the region as a worker does, and the weights that hold."""
    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        weights = bridge.load_weights(connection, 1)
        assert weights is not None
        return bridge.load_snapshot(connection, api.settings.today(), region=REGION), weights


def solved(world: Snapshot, weights: WeightSet) -> int:
    """Solve a world by itself; give what its best plan is worth."""
    plan = match(world, weights, MatchParams())
    assert plan.result.outcome == "optimal"
    return plan.result.value[0]


def pinned(api: Api, who: str, where: str) -> int:
    """Give the cost as two solves anew have it: all, and all but one with one seat less."""
    world, weights = day(api)
    only = [one for one in world.candidates if (one.municipality, one.reference) == (OWN, who)]
    place = [one for one in world.vacancies if one.reference == where]
    alone = world.having(candidates=tuple(only), vacancies=tuple(place))
    rest = world.having(
        candidates=tuple(one for one in world.candidates if one not in only),
        vacancies=tuple(
            replace(one, seats=one.seats - 1) if one in place else one
            for one in world.vacancies
            if one not in place or one.seats > 1
        ),
    )
    return solved(world, weights) - solved(alone, weights) - solved(rest, weights)


def wait_until(api: Api, path: str, *statuses: str) -> dict[str, Any]:
    until = time.monotonic() + 90
    while (found := known(api, path))["status"] not in statuses and time.monotonic() < until:
        time.sleep(0.02)
    return found


def test_what_the_desk_cannot_bound_is_found_as_two_solves_anew_have_it_though_a_worker_dies(
    api: Api, shared: Any, log: Path
) -> None:
    answer = check(api, ("waits-07", "seats"))
    assert answer.status_code == 202, answer.text
    path = answer.headers["location"].removeprefix("/v1/")

    with worker(shared.url("plaatsmaker_worker"), log) as first:
        begun = wait_until(api, path, "running")
        first.kill()
    with worker(shared.url("plaatsmaker_worker"), log):
        found = wait_until(api, path, "finished", "failed")

    assert (begun["status"], "plan" in begun) == ("running", False)
    assert "atLeast" not in answer.json()["plan"]["cost"]
    assert found["status"] == "finished", found
    cost = pinned(api, "waits-07", "seats")
    assert found["plan"]["cost"] == {"atLeast": cost, "atMost": cost}
    assert (found["plan"]["exact"], found["plan"]["outcome"]) == (True, "OPTIMAL")
    assert cost > 0
    assert found["pairs"] == [{"candidate": "waits-07", "vacancies": [f"{OWN}/seats"]}]


def test_of_people_elsewhere_their_number_is_told_and_nothing_else(api: Api) -> None:
    path = asked(api, ("waits-07", "seats"))
    work(api, path)

    answer = get(api, path)

    plan = answer.json()["plan"]
    assert [move["candidate"] for move in plan["moves"]] == ["waits-07"]
    assert plan["others"] == 1  # of lower priority than the own people there
    assert (plan["before"]["placed"], plan["after"]["placed"]) == (0, 1)
    assert STRANGER not in answer.text
    with api.pools.owner.begin() as connection:
        kept = connection.execute(text("SELECT * FROM pin_cost_person")).all()
    assert STRANGER not in str(kept)
    said = {one["field"]: one["text"] for one in plan["texts"]}
    assert said["others"] == "Ook voor 1 persoon van andere gemeenten verandert er iets."
    assert said["cost"].startswith("Het plan verliest hiermee precies ")


def test_where_minutes_of_others_are_needed_the_most_is_known_too(api: Api) -> None:
    answer = check(api, ("asks", "guided"))
    path = answer.headers["location"].removeprefix("/v1/")

    work(api, path)

    assert "atMost" not in answer.json()["plan"]["cost"]
    plan = known(api, path)["plan"]
    cost = pinned(api, "asks", "guided")
    assert (plan["cost"], plan["others"]) == ({"atLeast": cost, "atMost": cost}, 1)


def test_nothing_is_queued_unless_it_is_asked_and_there_is_more_to_know(api: Api) -> None:
    place = f"{OWN}/seats"

    not_asked = check(api, ("waits-07", "seats"), run=False)
    exact = check(api, (f"{STRANGER}-1", place), municipality=NEXT)
    refused = check(api, ("waits-07", "own"))

    assert [one.status_code for one in (not_asked, exact, refused)] == [200, 200, 200]
    assert not not_asked.json()["plan"]["exact"]
    assert exact.json()["plan"]["exact"]
    assert "plan" not in refused.json()
    assert [name for one in (not_asked, exact, refused) for name in one.headers
            if name == "location"] == []  # fmt: skip
    assert count(api) == 0


def test_a_pair_for_which_no_plan_has_room_costs_nothing_that_can_be_told(api: Api) -> None:
    path = asked(api, *((f"waits-{n:02}", "seats") for n in range(SEATS)))
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET seats = 1 WHERE reference = 'seats'"))

    work(api, path)

    with api.pools.owner.begin() as connection:
        connection.execute(text(f"UPDATE vacancy SET seats = {SEATS} WHERE reference = 'seats'"))
    found = known(api, path)
    assert (found["status"], found["plan"]["outcome"]) == ("finished", "INFEASIBLE")
    assert (found["plan"]["moves"], "cost" in found["plan"]) == ([], False)
    assert found["plan"]["texts"][0]["code"] == "no_plan"


def test_the_same_pairs_of_the_same_plan_and_day_are_one_question(api: Api) -> None:
    pairs = (("waits-01", "seats"), ("waits-02", "seats"))
    first = asked(api, *pairs)

    again = asked(api, *reversed(pairs))
    work(api, first)
    known_by_then = asked(api, *pairs)
    other = asked(api, pairs[0])

    assert first == again == known_by_then != other
    assert count(api) == 2


def test_what_failed_is_asked_anew(api: Api) -> None:
    first = asked(api, ("waits-01", "seats"))
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE scenario SET status = 'failed', failure = 'So.'"))

    assert known(api, first)["failure"] == "So."
    assert asked(api, ("waits-01", "seats")) != first


def test_a_municipality_has_a_few_open_at_a_time(api: Api) -> None:
    paths = [asked(api, (f"waits-{n:02}", "seats")) for n in range(pin_costs.MOST_OPEN)]

    one_more = check(api, ("waits-20", "seats"))
    gone = api.client.delete(f"/v1/{paths[0]}", headers=api.bearer())
    then = check(api, ("waits-20", "seats"))

    assert (one_more.status_code, gone.status_code, then.status_code) == (409, 204, 202)
    assert "being worked out" in told_of(one_more)
    assert count(api) == pin_costs.MOST_OPEN


def told_of(answer: Any) -> str:
    told(answer)
    return str(answer.json()["detail"])


def test_nobody_else_sees_it_or_may_give_it_up(api: Api) -> None:
    path = asked(api, ("waits-01", "seats"))
    ghost = "match-checks/00000000-0000-0000-0000-00000000000f"

    for code in (NEXT, FAR):
        for method in ("GET", "DELETE"):
            theirs, none = (
                api.client.request(method, f"/v1/{one}", headers=api.bearer(municipality=code))
                for one in (path, ghost)
            )
            assert theirs.status_code == none.status_code == 404
            assert theirs.content == none.content
    region = get(api, path, **REGIONAL)
    scenario = get(api, path.replace("match-checks", "scenarios"))
    listed = get(api, "scenarios", **REGIONAL)
    assert (region.status_code, scenario.status_code) == (403, 404)
    assert listed.json()["items"] == []
    for who in ({"municipality": NEXT}, {"municipality": FAR}, {"region": REGION}):
        with transaction(api.pools.api, **who) as connection:
            for table in ("scenario", "pin_cost", "pin_cost_person"):
                owners = connection.scalars(text(f"SELECT municipality FROM {table}")).all()
                assert OWN not in owners


def test_whoever_reads_of_whom_is_noted_and_so_is_who_asked(api: Api) -> None:
    path = asked(api, ("waits-01", "seats"), subject="caseworker-3")
    work(api, path)

    known(api, path, subject="caseworker-4")

    noted = {
        (one["kind"], one["subject"], one.get("candidate"))
        for one in get(api, "audit-events?pageSize=20").json()["items"]
    }
    assert ("scenario_asked", "caseworker-3", None) in noted
    assert ("match_asked", "caseworker-4", "waits-01") in noted


def test_what_an_attempt_left_is_done_again_and_given_up_after_three(api: Api) -> None:
    path, hopeless = asked(api, ("waits-01", "seats")), asked(api, ("waits-02", "seats"))
    with api.pools.owner.begin() as connection:
        for attempts, one in ((1, path), (3, hopeless)):
            connection.execute(
                text("UPDATE scenario SET status = 'running', attempts = :n WHERE id = :id"),
                {"n": attempts, "id": one.rpartition("/")[2]},
            )

    work(api, path)
    work(api, hopeless)

    assert known(api, path)["plan"]["exact"]
    failed = known(api, hopeless)
    assert (failed["status"], failed["failure"]) == ("failed", "Given up after 3 attempts.")
    assert "plan" not in failed


def test_a_worker_stops_when_it_is_given_up(api: Api) -> None:
    path = asked(api, ("waits-01", "seats"))

    with ThreadPoolExecutor(1) as beside:
        working = beside.submit(work, api, path)
        while known(api, path)["status"] == "queued":
            time.sleep(0.01)
        gone = api.client.delete(f"/v1/{path}", headers=api.bearer())
        with pytest.raises(Stopping):
            working.result(60)

    assert gone.status_code == 204
    assert get(api, path).status_code == 404
    work(api, path)  # again: there is nothing to do
    assert [count(api, table) for table in ("scenario", "pin_cost", "pin_cost_person")] == [0, 0, 0]


@pytest.mark.parametrize("named", ["waits-61", "waits-62"])
def test_who_is_deleted_takes_it_along_asked_about_or_moved(api: Api, named: str) -> None:
    path = asked(api, ("waits-61", "seats"))
    work(api, path)
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("INSERT INTO pin_cost_person (scenario_id, municipality, candidate)"
                 " SELECT id, :own, 'waits-62' FROM scenario"), {"own": OWN},
        )  # fmt: skip
        connection.execute(
            text("DELETE FROM candidate WHERE municipality = :own AND reference = :named"),
            {"own": OWN, "named": named},
        )
        store_entities(connection, "candidate", [person(named, priority=1)])

    assert get(api, path).status_code == 404
    assert [count(api, table) for table in ("scenario", "pin_cost", "pin_cost_person")] == [0, 0, 0]


def test_who_is_deleted_while_a_worker_is_at_it_is_in_no_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, gone = asked(api, ("waits-01", "seats"), ("waits-02", "seats")), []
    worked_out = pin_tasks.worked_out

    def meanwhile_deleted(*given: Any) -> PinCost:
        found = worked_out(*given)
        gone.extend(move.candidate for move in found.moves if "/placed-" in move.candidate)
        deleted = text("DELETE FROM candidate WHERE municipality || '/' || reference = ANY (:gone)")
        with api.pools.owner.begin() as connection:
            connection.execute(deleted, {"gone": gone})
        return found

    monkeypatch.setattr(pin_tasks, "worked_out", meanwhile_deleted)
    with pytest.raises(IntegrityError):
        work(api, path)
    monkeypatch.undo()
    work(api, path)

    plan, names = known(api, path)["plan"], [name.rpartition("/")[2] for name in gone]
    with api.pools.owner.begin() as connection:
        store_entities(connection, "candidate", [person(name, priority=5) for name in names])
    assert len(names) == 1
    assert plan["exact"]
    assert [move["candidate"] for move in plan["moves"]] == ["waits-01", "waits-02"]


def test_where_the_plan_or_somebody_is_gone_it_says_so(api: Api, run: str) -> None:
    place_gone, replaced = asked(api, ("waits-01", "seats")), asked(api, ("waits-02", "seats"))
    rename = text("UPDATE pin_cost_person SET pinned = ARRAY['GM0222/gone']"
                  " WHERE candidate = 'waits-01'")  # fmt: skip
    stands = text("UPDATE match_run SET plan_status = :plan WHERE id = :run")
    with api.pools.owner.begin() as connection:
        connection.execute(rename)
    work(api, place_gone)
    with api.pools.owner.begin() as connection:
        connection.execute(stands, {"plan": "superseded", "run": run})

    work(api, replaced)

    with api.pools.owner.begin() as connection:
        connection.execute(stands, {"plan": "published", "run": run})
    failures = [known(api, path)["failure"] for path in (place_gone, replaced)]
    assert failures[0].startswith("A person, place or coach of the pairs is not there")
    assert failures[1].startswith("The plan is not the published one any more")


def test_it_is_forgotten_after_a_week_and_a_worker_deletes_nothing_else(api: Api, run: str) -> None:
    old, young = asked(api, ("waits-01", "seats")), asked(api, ("waits-02", "seats"))
    what_if = {"baseRun": run, "changes": [{"change": "apart"}]}
    scenario = post(api, "scenarios", what_if, **REGIONAL).json()["id"]
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("UPDATE scenario SET requested_at = now() - interval '8 days' WHERE id <> :id"),
            {"id": young.rpartition("/")[2]},
        )

    scenarios.forget_old(api.pools.worker, [REGION])
    with transaction(api.pools.worker, region=REGION) as connection:
        connection.execute(text("DELETE FROM scenario"))

    assert get(api, old).status_code == 404
    assert known(api, young)["status"] == "queued"
    assert get(api, f"scenarios/{scenario}", **REGIONAL).status_code == 200


def test_the_api_writes_of_what_is_found_nothing(api: Api) -> None:
    asked(api, ("waits-01", "seats"))

    for statement in (
        "UPDATE pin_cost SET at_least = 0",
        "UPDATE pin_cost_person SET fit_after = 0",
        "INSERT INTO pin_cost (scenario_id, municipality, today, weight_set_version, others)"
        " SELECT id, municipality, current_date, 1, 0 FROM scenario",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(api.pools.api, OWN) as connection,
        ):
            connection.execute(text(statement))


@pytest.mark.parametrize("run", ["yes please", 7, None])
def test_a_run_is_asked_with_true_or_false(api: Api, run: object) -> None:
    pairs = [{"candidate": "waits-01", "vacancy": "seats"}]

    answer = post(api, "match-checks", {"pairs": pairs, "run": run})

    assert (answer.status_code, list(told(answer))) == (400, ["run"])
    assert count(api) == 0


def test_a_scenario_is_given_up_by_who_may_ask_for_it(api: Api, run: str) -> None:
    what_if = {"baseRun": run, "changes": [{"change": "apart"}]}
    path = f"/v1/scenarios/{post(api, 'scenarios', what_if, **REGIONAL).json()['id']}"

    far, own, region, again = (
        api.client.delete(path, headers=api.bearer(**who))
        for who in ({"municipality": FAR}, {"municipality": OWN}, REGIONAL, REGIONAL)
    )

    assert [one.status_code for one in (far, own, region, again)] == [404, 403, 204, 404]
