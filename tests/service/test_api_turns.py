"""People come one after the other at one seat: start dates over HTTP, by night and at the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.settings import CHECKOUT
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from service.usecases.replayed import replay, verify
from tests.service.api_client import Api, served, told
from tests.service.deciding import decide, get, place, post, propose, proposed, put, runs_at
from tests.service.tenancy import OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION, TERM = "AM09", 4
EMPTIED = ("placement", "forbid", "proposal", "unplaced", "match_run", "vacancy", "candidate")


@pytest.fixture(scope="module")
def app(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("state")
    with shared_database(cluster) as database, served(database, folder) as made:
        yield made


@pytest.fixture
def api(app: Api) -> Api:
    """The app, where nobody looks for a place yet."""
    with app.pools.owner.begin() as connection:
        for table in EMPTIED:
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE region SET reread_revision = revision + 1, "
                                "revision = revision + 1"))  # fmt: skip
    return app


@pytest.fixture
def days(api: Api) -> list[str]:
    """The start dates: two turns of four weeks, a week apart."""
    first = api.settings.today() + timedelta(days=10)
    return [(first + timedelta(weeks=weeks)).isoformat() for weeks in (0, TERM + 1)]


@pytest.fixture
def watch(api: Api, days: list[str]) -> str:
    """A place to look along, of one seat, for two people one after the other."""
    place(api, "watch", 1, termWeeks=TERM, startDates=days)
    return f"{OWN}/watch"


def later(day: str, **more: Any) -> str:
    return (date.fromisoformat(day) + timedelta(**more)).isoformat()


def people(api: Api, count: int, **body: Any) -> list[str]:
    names = [f"n-{number}" for number in range(count)]
    for name in names:
        put(api, "candidates", name, **body)
    return names


def night(api: Api, *, published: bool = True) -> dict[str, Any]:
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)
    if published:
        take_step(api.pools.worker, UUID(run), REGION, "publish", api.settings.today())
    shown: dict[str, Any] = get(api, f"match-runs/{run}").json()
    return shown


def plan_of(api: Api, run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    items = get(api, f"match-runs/{run['id']}/proposals").json()["items"]
    return {one["candidate"]: one for one in items}


def starts(plan: dict[str, dict[str, Any]]) -> list[tuple[list[str], str]]:
    return sorted((one["vacancies"], one["start"]) for one in plan.values())


def stays(api: Api) -> list[tuple[str, str | None]]:
    with api.pools.owner.begin() as connection:
        query = text("SELECT vacancy, start_day, end_day FROM placement ORDER BY start_day")
        return [(str(row.start_day), str(row.end_day)) for row in connection.execute(query)]


def test_start_dates_are_kept_and_given_back(api: Api, watch: str, days: list[str]) -> None:
    assert get(api, "vacancies/watch").json()["startDates"] == days


def test_all_that_is_wrong_with_start_dates_is_told_at_once(api: Api) -> None:
    body = {
        "reference": "bad", "organisation": "home", "kind": "volunteering", "seats": 1,
        "period": {"start": "2027-01-01", "end": "2027-12-31"},
        "startDates": ["2027-02-01", "2027-01-20", "2027-03-01", "2027-04-01", "2028-01-01"],
    }  # fmt: skip

    refused = api.client.put("/v1/vacancies/bad", json=body, headers=api.bearer())

    assert refused.status_code == 400
    errors = [(one["field"], one["value"]) for one in refused.json()["errors"]]
    assert errors == [
        ("startDates", "5 days"),
        ("termWeeks", "nothing"),
        ("startDates", "2028-01-01"),
        ("startDates", "2027-02-01, 2027-01-20"),
    ]
    assert get(api, "vacancies/bad").status_code == 404


@pytest.mark.parametrize(
    ("cell", "refused"), [("2027-01-01|01-02-2027", 0), ("2027-01-01|2027-01-02", 1)]
)
def test_start_dates_come_in_as_a_table(api: Api, cell: str, refused: int) -> None:
    put(api, "organisations", "home")
    head = "type,reference,organisation,kind,seats,termWeeks,startDates"
    table = f"{head}\nvacancy,sheet,home,volunteering,1,4,{cell}\n"

    report = api.post_file(table, "text/csv; charset=utf-8").json()

    assert (report["refused"], report["accepted"]) == (refused, 1 - refused), report
    assert {one["field"] for one in report["errors"]} == ({"startDates"} if refused else set())


def test_start_dates_come_in_as_lines(api: Api) -> None:
    put(api, "organisations", "home")
    line = (
        '{"type": "vacancy", "reference": "line", "organisation": "home", "kind": "volunteering",'
        ' "seats": 1, "termWeeks": 4, "startDates": ["2027-01-01", "2027-01-29"]}'
    )

    assert api.bring_in(line).json()["accepted"] == 1
    assert get(api, "vacancies/line").json()["startDates"] == ["2027-01-01", "2027-01-29"]


def test_two_people_are_placed_at_one_seat_one_after_the_other(
    api: Api, watch: str, days: list[str]
) -> None:
    people(api, 3)

    run = night(api)
    plan = plan_of(api, run)

    assert starts(plan) == [([f"{watch}@{day}"], day) for day in days]
    (left,) = get(api, f"match-runs/{run['id']}/unplaced").json()["items"]
    assert (left["reason"], left["resource"]["kind"]) == ("resource_taken", "seats")
    assert left["resource"]["reference"] in {f"{watch}@{day}" for day in days}
    assert f"van {watch} (start op " in left["texts"][0]["text"]
    for one in plan.values():
        assert decide(api, one["id"], "accepted").status_code == 200
    assert stays(api) == [(day, later(day, weeks=TERM, days=-1)) for day in days]
    assert plan_of(api, night(api)) == {}


def test_what_a_turn_is_worth_to_a_plan_is_told_at_the_desk(api: Api, watch: str) -> None:
    people(api, 3)

    run = night(api)

    (left,) = get(api, f"match-runs/{run['id']}/unplaced").json()["items"]
    (shown,) = api.match({"candidate": left["candidate"]}).json()["suggestions"]
    assert shown["price"] > 0


def test_a_turn_that_was_given_away_is_dropped_when_a_plan_is_published(
    api: Api, watch: str, days: list[str]
) -> None:
    people(api, 2)
    run = night(api, published=False)
    put(api, "candidates", "late")
    assert decide(api, proposed(api, "late", f"watch@{days[0]}"), "accepted").status_code == 200

    take_step(api.pools.worker, UUID(run["id"]), REGION, "publish", api.settings.today())

    stands = {one["start"]: one["status"] for one in plan_of(api, run).values()}
    assert stands == {days[0]: "expired", days[1]: "open"}


def test_a_second_night_leaves_everybody_in_the_same_turn(
    api: Api, watch: str, days: list[str]
) -> None:
    people(api, 2)
    first = plan_of(api, night(api))

    again = night(api)

    assert {name: one["vacancies"] for name, one in plan_of(api, again).items()} == {
        name: one["vacancies"] for name, one in first.items()
    }
    assert (again["changed"], again["forced"]) == (0, 0)


def test_a_run_with_turns_is_done_again_and_judged_again(api: Api, watch: str) -> None:
    people(api, 3)
    run = UUID(night(api)["id"])

    again = replay(api.pools.worker, run, REGION)

    assert again.stored == again.now
    assert verify(api.pools.worker, run, REGION) == []


def test_who_is_introduced_holds_the_turn_and_no_other(
    api: Api, watch: str, days: list[str]
) -> None:
    one, _ = people(api, 2)
    introduced = proposed(api, one, f"watch@{days[0]}")
    assert decide(api, introduced, "introduced").status_code == 200

    plan = plan_of(api, night(api))

    assert starts(plan) == [([f"{watch}@{days[1]}"], days[1])]


def test_a_short_list_shows_a_vacancy_once_in_the_first_turn_with_room(
    api: Api, watch: str, days: list[str]
) -> None:
    one, other = people(api, 2)
    before = api.match({"candidate": other}).json()

    assert decide(api, proposed(api, one, "watch"), "accepted").status_code == 200
    after = api.match({"candidate": other}).json()

    for found, day in ((before, days[0]), (after, days[1])):
        (shown,) = found["suggestions"]
        assert (shown["vacancy"], shown["start"], shown["seatsFree"]) == (f"{watch}@{day}", day, 1)
        assert (found["eligible"], "runnerUpFit" in shown) == (1, False)


def test_a_check_and_a_list_of_people_name_the_turn(api: Api, watch: str, days: list[str]) -> None:
    one, _ = people(api, 2)

    def checked(vacancy: str) -> dict[str, Any]:
        body = {"pairs": [{"candidate": one, "vacancy": vacancy}]}
        (check,) = post(api, "match-checks", body).json()["checks"]
        return dict(check)

    first, second = checked("watch"), checked(f"watch@{days[1]}")
    whom = api.match({"vacancy": f"watch@{days[1]}"}).json()["suggestions"]

    assert (first["vacancy"], first["start"]) == (f"{watch}@{days[0]}", days[0])
    assert (second["vacancy"], second["start"]) == (f"{watch}@{days[1]}", days[1])
    assert {each["start"] for each in whom} == {days[1]}


def test_a_check_says_who_would_move_to_which_turn(api: Api, watch: str, days: list[str]) -> None:
    put(api, "candidates", "n-0")
    put(api, "candidates", "n-1", available={"start": later(days[0], days=1)})
    plan = plan_of(api, night(api))
    body = {"pairs": [{"candidate": "n-2", "vacancy": f"{watch}@{days[0]}"}]}
    put(api, "candidates", "n-2")

    exchange = post(api, "match-checks", body).json()["plan"]

    moves = {one["candidate"]: one for one in exchange["moves"]}
    assert {name: one["start"] for name, one in plan.items()} == {"n-0": days[0], "n-1": days[1]}
    assert moves["n-2"]["after"]["vacancies"] == [f"{watch}@{days[0]}"]
    assert moves["n-0"]["before"]["vacancies"] == [f"{watch}@{days[0]}"]
    assert "after" not in moves["n-0"]


@pytest.mark.parametrize("day", ["2020-01-01", "2031-01-01"])
def test_a_turn_that_is_not_there_is_told_by_field(
    api: Api, watch: str, days: list[str], day: str
) -> None:
    (one,) = people(api, 1)

    refused = propose(api, one, f"watch@{day}")

    assert refused.status_code == 400
    assert told(refused) == {"vacancy": f"a start date to come: {', '.join(days)}"}
    body = {"pairs": [{"candidate": one, "vacancy": f"watch@{day}"}]}
    assert post(api, "match-checks", body).status_code == 400


def test_two_people_are_never_at_one_seat_at_a_time(api: Api, watch: str, days: list[str]) -> None:
    one, other = people(api, 2)
    both = [proposed(api, name, f"watch@{days[0]}") for name in (one, other)]

    first, second = (decide(api, each, "accepted") for each in both)

    assert (first.status_code, second.status_code) == (200, 409)
    (lacking, *_) = second.json()["errors"]
    assert lacking["field"] == f"seats {watch}@{days[0]}"


def test_a_turn_begins_on_its_day_and_may_end_before_its_last(
    api: Api, watch: str, days: list[str]
) -> None:
    (one,) = people(api, 1)
    proposal = proposed(api, one, f"watch@{days[0]}")
    codes = get(api, "reason-codes").json()["items"]
    why = {"reasonCode": next(c["code"] for c in codes if "adapted" in c["uses"])}

    moved = decide(api, proposal, "adapted", start=later(days[0], days=1), **why)
    longer = decide(api, proposal, "adapted", end=later(days[0], weeks=TERM), **why)
    shorter = decide(api, proposal, "adapted", end=later(days[0], weeks=1), **why)

    assert [each.status_code for each in (moved, longer, shorter)] == [400, 400, 200]
    assert told(moved)["start"].startswith(f"{days[0]}, when the turn begins")
    assert stays(api) == [(days[0], later(days[0], weeks=1))]


def test_a_placement_is_not_extended_into_the_next_turn(
    api: Api, watch: str, days: list[str]
) -> None:
    (one,) = people(api, 1)
    decide(api, proposed(api, one, f"watch@{days[0]}"), "accepted")
    (placement,) = runs_at(api, one)
    path = f"placements/{placement['id']}/extension"

    until_next = post(api, path, {"lastDay": later(days[1], days=-1)})
    into_it = post(api, path, {"lastDay": days[1]})

    assert (until_next.status_code, into_it.status_code) == (200, 400)


def test_what_is_declined_is_declined_for_every_turn(api: Api, watch: str, days: list[str]) -> None:
    (one,) = people(api, 1)
    declined = proposed(api, one, f"watch@{days[0]}")
    assert decide(api, declined, "declined", reasonCode="too_far").status_code == 200

    body = {"pairs": [{"candidate": one, "vacancy": f"watch@{days[1]}"}]}

    assert post(api, "match-checks", body).json()["checks"][0]["broken"] == ["forbidden"]


def test_a_kept_place_is_that_of_one_turn(api: Api, watch: str, days: list[str]) -> None:
    one, _ = people(api, 2)
    body = {"candidate": one, "vacancy": "watch", "reasonCode": "agreed"}
    early = post(api, "pins", {**body, "until": later(days[0], days=-1)})

    kept = post(api, "pins", body)

    assert (early.status_code, kept.status_code) == (400, 201), kept.text
    assert stays(api) == [(days[0], later(days[0], weeks=TERM, days=-1))]
    assert starts(plan_of(api, night(api))) == [([f"{watch}@{days[1]}"], days[1])]


def test_a_proposal_expires_when_its_start_date_is_gone(
    api: Api, watch: str, days: list[str]
) -> None:
    one, _ = people(api, 2)
    proposal = proposed(api, one, f"watch@{days[0]}")
    tag = get(api, "vacancies/watch").headers["etag"]
    body = get(api, "vacancies/watch").json() | {"startDates": [days[1]]}

    changed = api.client.put(
        "/v1/vacancies/watch", json=body, headers=api.bearer() | {"if-match": tag}
    )

    assert changed.status_code == 200, changed.text
    assert get(api, f"proposals/{proposal}").json()["status"] == "expired"
    assert decide(api, proposal, "accepted").status_code == 409
    (shown,) = api.match({"candidate": one}).json()["suggestions"]
    assert shown["start"] == days[1]


def test_the_example_of_the_page_gives_what_it_says(api: Api) -> None:
    page = (CHECKOUT / "docs" / "turns.md").read_text()
    body = json.loads(page.partition("```json")[2].partition("```")[0])

    plan = post(api, "assignments", body).json()

    begins = {one["candidate"]: one["vacancies"] for one in plan["proposals"]}
    assert begins.pop("k-2") == [f"{OWN}/meekijken@2027-05-03"]
    assert list(begins.values()) == [[f"{OWN}/meekijken@2027-01-04"]]
    assert [one["reason"] for one in plan["unplaced"]] == ["resource_taken"]
