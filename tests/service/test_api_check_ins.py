"""Somebody says that it does not go well: it holds at once, until a day, and the coach is told."""

from __future__ import annotations

import gzip
import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from service import bridge
from service.db.session import snapshot_transaction
from service.usecases.execution import execute_run
from service.usecases.replayed import verify
from solver.match import MatchParams, Task, match
from solver.people import Candidate
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.service.api_client import Api, told
from tests.service.deciding import decide, get, place, post, propose, proposed, put, runs_at
from tests.service.tenancy import NEXT, OWN

NUMBER = itertools.count()
NOTE = "slaapt-slecht-77"
REGION = "AM09"
FULL_WEEK = {"hoursPerWeek": {"min": 4, "wish": 12, "max": 16}}


@pytest.fixture
def person(api: Api) -> str:
    """Store somebody who can work 16 hours a week."""
    name = f"s{next(NUMBER)}"
    put(api, "candidates", name, load=FULL_WEEK)
    return name


@pytest.fixture
def coached(api: Api) -> tuple[str, str]:
    """Store somebody who needs a coach, and the one coach who fits; give their references."""
    number = next(NUMBER)
    put(api, "coaches", f"c{number}", hoursPerWeek=8, specialisms=[f"special_{'x' * number}"])
    needs = {"minutesPerWeek": 60, "specialisms": [f"special_{'x' * number}"]}
    put(api, "candidates", f"s{number}", load=FULL_WEEK, coaching=needs)
    return f"s{number}", f"c{number}"


def day(api: Api, ahead: int = 0) -> str:
    return (api.settings.today() + timedelta(days=ahead)).isoformat()


def say(api: Api, person: str, key: str | None = None, **said: Any) -> Any:
    return post(api, f"candidates/{person}/check-ins", said, key)


def lowered(api: Api, person: str, minutes: int, until: int = 7, **more: Any) -> dict[str, Any]:
    answer = say(api, person, weekMinutesMax=minutes, until=day(api, until), **more)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def paused(api: Api, person: str, until: int = 7, **more: Any) -> dict[str, Any]:
    answer = say(api, person, pauseUntil=day(api, until), **more)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def short_list(api: Api, person: str) -> Any:
    answer = api.match({"candidate": person, "size": 20})
    assert answer.status_code == 200, answer.text
    return answer.json()


def is_suggested(api: Api, person: str, vacancy: str) -> bool:
    found = short_list(api, person)["suggestions"]
    return f"{OWN}/{vacancy}" in {one["vacancy"] for one in found}


def as_seen(api: Api, ahead: int = 0) -> Snapshot:
    """Read what a run of the municipality reads, on a day from today."""
    today = api.settings.today() + timedelta(days=ahead)
    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        return bridge.load_snapshot(connection, today, region=REGION, municipality=OWN)


def seen(api: Api, person: str, ahead: int = 0) -> Candidate:
    return next(one for one in as_seen(api, ahead).candidates if one.reference == person)


def alerts(api: Api, coach: str, of: str = OWN, **who: Any) -> list[dict[str, Any]]:
    answer = get(api, f"coaches/{coach}/alerts?municipality={of}", **who)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def placed(api: Api, person: str, vacancy: str, **more: Any) -> dict[str, Any]:
    place(api, vacancy, **more)
    answer = decide(api, proposed(api, person, vacancy), "accepted")
    assert answer.status_code == 200, answer.text
    (placement,) = runs_at(api, person)
    return placement


def test_lower_hours_hold_at_the_desk_at_once(api: Api, person: str) -> None:
    place(api, f"w-{person}", hoursPerWeek={"min": 8, "max": 16})
    before = is_suggested(api, person, f"w-{person}")

    said = lowered(api, person, 479, note=NOTE)

    assert before
    assert not is_suggested(api, person, f"w-{person}")
    assert propose(api, person, f"w-{person}").status_code == 409
    shown = {"kind": "lower_hours", "on": day(api), "until": day(api, 7), "weekMinutesMax": 479}
    assert shown.items() <= said.items()


def test_hours_that_are_still_enough_leave_the_place_on_the_list(api: Api, person: str) -> None:
    place(api, f"w-{person}", hoursPerWeek={"min": 8, "max": 16})

    lowered(api, person, 480)

    assert is_suggested(api, person, f"w-{person}")


def test_who_pauses_is_kept_out_of_proposals_at_once(api: Api, person: str) -> None:
    place(api, f"w-{person}")
    before = is_suggested(api, person, f"w-{person}")

    said = paused(api, person)

    found = short_list(api, person)
    assert before
    assert (found["suggestions"], found["reason"], found["rule"]) == ([], "kept_out", "paused")
    assert said["kind"] == "pause"
    assert propose(api, person, f"w-{person}").status_code == 409


@pytest.mark.parametrize("said", [{"weekMinutesMax": 60, "until": -1}, {"pauseUntil": -1}])
def test_after_the_last_day_it_holds_no_more(api: Api, person: str, said: dict[str, int]) -> None:
    place(api, f"w-{person}", hoursPerWeek={"min": 8, "max": 16})
    last = {name: day(api, n) if n < 0 else n for name, n in said.items()}

    answer = say(api, person, on=day(api, -9), **last)

    assert answer.status_code == 201, answer.text
    assert is_suggested(api, person, f"w-{person}")


def test_a_run_of_a_later_day_sees_the_persons_own_figures_again(api: Api, person: str) -> None:
    own = seen(api, person)

    lowered(api, person, 180, until=3)

    assert seen(api, person, 3).load == replace(
        own.load, min_week_minutes=180, wish_week_minutes=180, max_week_minutes=180
    )
    assert seen(api, person, 4) == own
    assert seen(api, person, -1) == own


def test_a_run_that_reads_meanwhile_sees_one_state_as_a_whole(api: Api, person: str) -> None:
    def told_by(connection: Connection) -> int | None:
        today = api.settings.today()
        read = bridge.load_snapshot(connection, today, region=REGION, municipality=OWN)
        (one,) = (each for each in read.candidates if each.reference == person)
        return one.load.max_week_minutes

    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        before = told_by(connection)
        lowered(api, person, 240)
        meanwhile = told_by(connection)
    with snapshot_transaction(api.pools.worker, region=REGION) as connection:
        after = told_by(connection)

    assert (before, meanwhile, after) == (960, 960, 240)


def test_what_was_said_last_counts_as_long_as_it_holds(api: Api, person: str) -> None:
    paused(api, person, until=20)
    lowered(api, person, 240, until=6)

    assert (seen(api, person).paused, seen(api, person).load.max_week_minutes) == (None, 240)
    assert seen(api, person, 7).paused is not None
    assert seen(api, person, 7).load.max_week_minutes == 960


def test_the_record_and_its_state_stay_as_they_are(api: Api, person: str) -> None:
    before = get(api, f"candidates/{person}")

    lowered(api, person, 240)

    after = get(api, f"candidates/{person}")
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])


@pytest.mark.parametrize("wanted", [1, 2])
def test_the_seat_is_kept_and_a_run_goes_on(api: Api, wanted: int) -> None:
    who = f"s{next(NUMBER)}"
    put(api, "candidates", who, load=FULL_WEEK, placesWanted=wanted)
    there = placed(api, who, f"w-{who}", hoursPerWeek={"min": 8, "max": 16})
    place(api, f"x-{who}", organisation={})
    put(api, "candidates", f"{who}-next")

    lowered(api, who, 240)
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)

    shown = get(api, f"match-runs/{run}").json()
    proposals = get(api, f"match-runs/{run}/proposals?pageSize=200").json()["items"]
    assert (shown["status"], verify(api.pools.worker, UUID(run), REGION)) == ("finished", [])
    assert who not in {one["candidate"] for one in proposals}
    assert runs_at(api, who) == [there]
    assert propose(api, f"{who}-next", f"w-{who}").status_code == 409


def test_a_pause_ends_or_moves_no_placement(api: Api, person: str) -> None:
    there = placed(api, person, f"w-{person}")
    put(api, "candidates", f"{person}-next")

    paused(api, person)

    assert runs_at(api, person) == [there]
    assert propose(api, f"{person}-next", f"w-{person}").status_code == 409


def test_the_coach_of_the_placement_is_told_and_has_seen_it_once(
    api: Api, coached: tuple[str, str]
) -> None:
    person, coach = coached
    put(api, "coaches", f"{coach}-known", hoursPerWeek=8)
    there = placed(api, person, f"w-{person}", needsCoach=True)
    said = lowered(api, person, 240, note=NOTE)

    (alert,) = alerts(api, coach)
    first, again = (
        post(api, f"coach-alerts/{alert['id']}/seen", None, subject=who) for who in ("one", "two")
    )

    assert there["coach"] == f"{OWN}/{coach}"
    assert alert == {
        "id": alert["id"], "candidate": person, "kind": "lower_hours", "on": day(api),
        "until": day(api, 7), "madeAt": said["madeAt"],
    }  # fmt: skip
    assert (first.status_code, first.json()["seenBy"]) == (200, "one")
    assert again.json() == first.json() == alerts(api, coach)[0]


def test_the_coach_of_a_place_that_is_only_kept_is_not_told(
    api: Api, coached: tuple[str, str]
) -> None:
    person, coach = coached
    place(api, f"w-{person}", needsCoach=True)
    pair = {"candidate": person, "vacancy": f"w-{person}", "reasonCode": "agreed"}
    pin = post(api, "pins", pair)

    paused(api, person)

    assert pin.json()["coach"] == f"{OWN}/{coach}"
    assert alerts(api, coach) == []


def test_the_coach_of_a_placement_that_never_begins_is_not_told(
    api: Api, coached: tuple[str, str]
) -> None:
    person, coach = coached
    there = placed(api, person, f"w-{person}", needsCoach=True)
    body = {"lastDay": day(api, -1), "reasonCode": "stopped_by_person"}
    ended = post(api, f"placements/{there['id']}/ending", body)

    paused(api, person)

    assert ended.status_code == 200, ended.text
    assert alerts(api, coach) == []


def test_a_coach_who_is_deleted_takes_along_what_was_told(api: Api) -> None:
    person, coach = (f"{letter}{next(NUMBER)}" for letter in "sc")
    put(api, "coaches", coach, hoursPerWeek=8)
    put(api, "candidates", person, coaching={"knownCoach": coach})
    paused(api, person)
    known = {"if-match": get(api, f"coaches/{coach}").headers["etag"]}

    gone = api.client.delete(f"/v1/coaches/{coach}", headers=api.bearer() | known)
    put(api, "coaches", coach, hoursPerWeek=8)

    assert (gone.status_code, alerts(api, coach)) == (204, [])
    assert len(get(api, f"candidates/{person}/check-ins").json()["items"]) == 1


@pytest.mark.parametrize("known", ["there", "gone"])
def test_without_a_placement_the_coach_whom_the_person_knows_is_told(api: Api, known: str) -> None:
    person, coach = (f"{letter}{next(NUMBER)}" for letter in "sc")
    put(api, "coaches", coach, hoursPerWeek=8)
    names = {"there": coach, "gone": f"{coach}-gone"}
    put(api, "candidates", person, coaching={"knownCoach": names[known]})

    paused(api, person)

    told_of = [(one["candidate"], one["kind"]) for one in alerts(api, coach)]
    assert told_of == ([(person, "pause")] if known == "there" else [])


def test_lists_are_given_page_by_page_the_newest_first(api: Api) -> None:
    person, coach = (f"{letter}{next(NUMBER)}" for letter in "sc")
    put(api, "coaches", coach, hoursPerWeek=8)
    put(api, "candidates", person, coaching={"knownCoach": coach})
    said = [lowered(api, person, minutes, note=f"{NOTE}-{minutes}") for minutes in (60, 120, 180)]

    for path, mine in ((f"candidates/{person}/check-ins", said), (f"coaches/{coach}/alerts", None)):
        first = get(api, f"{path}?pageSize=2").json()
        second = get(api, f"{path}?pageSize=2&cursor={first['next']}").json()
        items = first["items"] + second["items"]

        assert (len(first["items"]), "next" in second) == (2, False)
        assert [one["madeAt"] for one in items] == [one["madeAt"] for one in said[::-1]]
        if mine is not None:
            notes = [{**one, "note": f"{NOTE}-{one['weekMinutesMax']}"} for one in said[::-1]]
            assert items == notes


def test_a_coach_of_another_municipality_is_told_of_only_to_the_persons_own(api: Api) -> None:
    person, coach = (f"{letter}{next(NUMBER)}" for letter in "sc")
    theirs = api.client.put(
        f"/v1/coaches/{coach}",
        json={"reference": coach, "hoursPerWeek": 8, "area": [OWN, NEXT]},
        headers=api.bearer(municipality=NEXT),
    )
    put(api, "candidates", person, coaching={"knownCoach": f"{NEXT}/{coach}"})

    paused(api, person)

    (alert,) = alerts(api, f"{coach}", of=NEXT)
    assert (theirs.status_code, alert["candidate"]) == (201, person)
    assert alerts(api, coach, of=NEXT, municipality=NEXT) == []
    stranger = post(api, f"coach-alerts/{alert['id']}/seen", None, municipality=NEXT)
    assert stranger.status_code == 404
    assert get(api, f"coaches/{coach}/alerts").status_code == 404


def test_who_is_deleted_takes_along_what_was_said_and_told(api: Api) -> None:
    person, coach = (f"{letter}{next(NUMBER)}" for letter in "sc")
    put(api, "coaches", coach, hoursPerWeek=8)
    put(api, "candidates", person, coaching={"knownCoach": coach})
    paused(api, person, key=f"key-{person}", note=NOTE)
    (alert,) = alerts(api, coach)
    known = {"if-match": get(api, f"candidates/{person}").headers["etag"]}

    gone = api.client.delete(f"/v1/candidates/{person}", headers=api.bearer() | known)

    with api.pools.owner.begin() as connection:
        left = connection.scalar(
            text("SELECT count(*) FROM check_in WHERE candidate = :who"), {"who": person}
        )
        kept = connection.scalars(text("SELECT body FROM done_request")).all()
    assert (gone.status_code, left, alerts(api, coach)) == (204, 0, [])
    assert post(api, f"coach-alerts/{alert['id']}/seen", None).status_code == 404
    assert get(api, f"candidates/{person}/check-ins").status_code == 404
    assert kept
    assert not [body for body in kept if NOTE in body]


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"weekMinutesMax": "minutes a week, or a pauseUntil instead"}),
    ({"until": 3}, {"weekMinutesMax": "minutes a week, or a pauseUntil instead"}),
    ({"weekMinutesMax": 240}, {"until": "the last day of the lower hours"}),
    ({"on": 1, "pauseUntil": 3}, {"on": "{0} or earlier"}),
    ({"on": -3, "pauseUntil": -4}, {"pauseUntil": "a day from {-3} to {730}"}),
    ({"weekMinutesMax": 240, "until": -1}, {"until": "a day from {0} to {730}"}),
    ({"pauseUntil": 731}, {"pauseUntil": "a day from {0} to {730}"}),
    ({"weekMinutesMax": 961, "until": 3},
     {"weekMinutesMax": "at most 960, the person's own load.hoursPerWeek.max"}),
    ({"weekMinutesMax": 0, "until": 3}, {"weekMinutesMax": "at least 1"}),
    ({"weekMinutesMax": 60, "until": 3, "pauseUntil": 4},
     {"weekMinutesMax": "nothing beside pauseUntil", "until": "nothing beside pauseUntil"}),
    ({"pauseUntil": 3, "note": "x" * 501}, {"note": "at most 500 characters"}),
    ({"pauseUntil": 3, "note": "zie 123.456.782"}, {"note": "no citizen service number"}),
    ({"on": 2, "weekMinutesMax": 961, "until": 1},
     {"on": "{0} or earlier", "until": "a day from {2} to {730}",
      "weekMinutesMax": "at most 960, the person's own load.hoursPerWeek.max"}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), WRONG, ids=itertools.count())
def test_what_cannot_be_is_refused_with_every_reason_and_nothing_is_stored(
    api: Api, person: str, said: dict[str, Any], expected: dict[str, str]
) -> None:
    days = {"on", "until", "pauseUntil"}
    body = {name: day(api, value) if name in days else value for name, value in said.items()}

    answer = say(api, person, **body)

    ahead = {f"{{{n}}}": day(api, n) for n in (-3, 0, 2, 730)}
    for name, words in expected.items():
        for gap, meant in ahead.items():
            words = words.replace(gap, meant)
        expected = {**expected, name: words}
    assert (answer.status_code, told(answer)) == (400, expected)
    assert "123.456.782" not in answer.text
    assert get(api, f"candidates/{person}/check-ins").json()["items"] == []


def test_the_whole_of_what_one_can_carry_may_be_said(api: Api, person: str) -> None:
    assert say(api, person, weekMinutesMax=960, until=day(api)).status_code == 201


def test_a_request_under_a_key_is_done_once(api: Api, person: str) -> None:
    first, again = (
        say(api, person, f"once-{person}", pauseUntil=day(api, 3), note=NOTE) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len(get(api, f"candidates/{person}/check-ins").json()["items"]) == 1


def planned(api: Api) -> tuple[Any, bytes]:
    """Match what a run reads today; give the plan and the document of it."""
    task = Task(as_seen(api), WeightSet(), MatchParams(seed=1))
    plan = match(task.snapshot, task.weights, task.params)
    return plan.proposals, gzip.decompress(bridge.document_of(task).compressed)


def taken_back(api: Api, person: str) -> None:
    with api.pools.owner.begin() as connection:
        where = {"who": person}
        connection.execute(text("DELETE FROM check_in WHERE candidate = :who"), where)


def test_that_somebody_said_something_never_counts_in_a_plan(api: Api) -> None:
    who = f"s{next(NUMBER)}"
    place(api, "few", hoursPerWeek={"min": 2, "max": 16})
    place(api, "many", hoursPerWeek={"min": 8, "max": 16})
    put(api, "candidates", who, load={"hoursPerWeek": {"max": 16}})
    put(api, "candidates", f"{who}-other", load={"hoursPerWeek": {"max": 16}})
    nothing_said = planned(api)

    lowered(api, who, 300, note=NOTE)
    lowered(api, who, 240, note=f"{NOTE} nog minder")
    much_said = planned(api)
    taken_back(api, who)
    lowered(api, who, 240)
    once_said = planned(api)
    taken_back(api, who)
    known = {"if-match": get(api, f"candidates/{who}").headers["etag"]}
    record = {"reference": who, "load": {"hoursPerWeek": {"max": 4}}}
    api.client.put(f"/v1/candidates/{who}", json=record, headers=api.bearer() | known)
    in_the_record = planned(api)

    assert much_said == once_said == in_the_record
    assert much_said != nothing_said
    assert NOTE.encode() not in much_said[1]


def test_no_word_of_it_comes_into_the_document_of_a_run(api: Api, person: str) -> None:
    paused(api, person, note=NOTE)

    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)

    with api.pools.owner.begin() as connection:
        kept = connection.scalar(
            text("SELECT document FROM run_input WHERE run_id = :run"), {"run": run}
        )
    document = gzip.decompress(kept)
    assert person.encode() in document
    assert NOTE.encode() not in document


def test_hours_that_are_built_up_hold_by_the_week(api: Api) -> None:
    who, monday = f"s{next(NUMBER)}", date.fromisoformat(day(api, -7))
    place(api, f"w-{who}", hoursPerWeek={"min": 6, "max": 16})
    weeks = {"hoursPerWeek": {"max": 16}, "buildUpHoursPerWeek": [4, 6]}
    for name, first in ((f"{who}-first", monday + timedelta(1)), (f"{who}-second", monday)):
        put(api, "candidates", name, load={**weeks, "buildUpFrom": first.isoformat()})

    suggested = [is_suggested(api, f"{who}-{week}", f"w-{who}") for week in ("first", "second")]
    lowered(api, f"{who}-second", 359)

    assert suggested == [False, True]
    assert not is_suggested(api, f"{who}-second", f"w-{who}")
    assert get(api, f"candidates/{who}-second").json()["load"]["buildUpFrom"] == monday.isoformat()
