"""What is enough for one is enough for people who come one after the other, over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.bridge import store_entities
from service.db import nights
from service.db.session import transaction
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from service.usecases.replayed import verify
from solver.people import Candidate
from tests.service.api_client import Api, served
from tests.service.deciding import decide, get, place, post, propose, proposed, put, runs_at
from tests.service.tenancy import NEXT, OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION, TERM = "AM09", 4
EMPTIED = ("placement", "forbid", "proposal", "unplaced", "match_run", "vacancy", "candidate")
HOME = f"{OWN}/o-watch"
GUIDED = {"guidance": {"level": "light", "minutesPerWeek": 60}}
NARROW: dict[str, dict[str, Any]] = {
    "guidance": {"guidanceHoursPerWeek": {"light": 1}},
    "total": {"totalSeats": 1},
}


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
        connection.execute(text("DELETE FROM organisation WHERE reference = 'o-watch'"))
        connection.execute(text("UPDATE region SET reread_revision = revision + 1, "
                                "revision = revision + 1"))  # fmt: skip
    return app


@pytest.fixture
def days(api: Api) -> list[str]:
    """The start dates: two turns of four weeks, a week apart."""
    first = api.settings.today() + timedelta(days=10)
    return [(first + timedelta(weeks=weeks)).isoformat() for weeks in (0, TERM + 1)]


def watch(api: Api, days: list[str], kind: str) -> None:
    """A place to look along, of two seats, at an organisation with enough for one at a time."""
    given = {"termWeeks": TERM, "startDates": days, "sharing": "region"}
    place(api, "watch", 2, organisation=NARROW[kind], **given)


def later(day: str, **more: Any) -> str:
    return (date.fromisoformat(day) + timedelta(**more)).isoformat()


def people(api: Api, count: int, **body: Any) -> list[str]:
    names = [f"n-{number}" for number in range(count)]
    for name in names:
        put(api, "candidates", name, **{**GUIDED, **body})
    return names


def night(api: Api) -> dict[str, Any]:
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)
    take_step(api.pools.worker, UUID(run), REGION, "publish", api.settings.today())
    shown: dict[str, Any] = get(api, f"match-runs/{run}").json()
    return shown


def plan_of(api: Api, run: dict[str, Any]) -> list[dict[str, Any]]:
    items = get(api, f"match-runs/{run['id']}/proposals").json()["items"]
    return sorted(items, key=lambda one: str(one["start"]))


kinds = pytest.mark.parametrize("kind", [*NARROW])


@kinds
def test_two_people_have_it_one_after_the_other_and_others_are_told_what_lacks(
    api: Api, days: list[str], kind: str
) -> None:
    watch(api, days, kind)
    people(api, 4)

    run = night(api)
    plan = plan_of(api, run)
    left = get(api, f"match-runs/{run['id']}/unplaced").json()["items"]

    assert [one["start"] for one in plan] == days
    assert [each["resource"]["kind"] for each in left] == [kind, kind]
    assert {each["resource"]["reference"] for each in left} <= {f"{HOME}@{day}" for day in days}
    assert f"{HOME} (vanaf " in left[0]["texts"][0]["text"]
    assert verify(api.pools.worker, UUID(run["id"]), REGION) == []
    late = [
        proposed(api, each["candidate"], f"watch@{day}")
        for each, day in zip(left, days, strict=True)
    ]
    for one in plan:
        assert decide(api, one["id"], "accepted").status_code == 200
    for proposal, day in zip(late, days, strict=True):
        refused = decide(api, proposal, "accepted")
        assert refused.status_code == 409
        assert [each["field"] for each in refused.json()["errors"]] == [f"{kind} {HOME}@{day}"]
    assert plan_of(api, night(api)) == []


@kinds
def test_the_desk_shows_the_turn_for_which_there_is_enough(
    api: Api, days: list[str], kind: str
) -> None:
    watch(api, days, kind)
    one, other = people(api, 2)
    decide(api, proposed(api, one, f"watch@{days[0]}"), "accepted")

    (shown,) = api.match({"candidate": other}).json()["suggestions"]
    pairs = [{"candidate": other, "vacancy": f"watch@{day}"} for day in days]
    first, second = (
        post(api, "match-checks", {"pairs": [pair]}).json()["checks"][0] for pair in pairs
    )

    assert shown["start"] == days[1]
    (lack,) = first["lacking"]
    assert lack["resource"]["reference"] == f"{HOME}@{days[0]}"
    assert [(taker["candidate"], taker["stands"]) for taker in lack["by"]] == [(one, "placement")]
    assert second["lacking"] == []


@kinds
def test_turns_of_another_vacancy_there_count_where_they_meet(
    api: Api, days: list[str], kind: str
) -> None:
    watch(api, days, kind)
    between = [later(days[0], weeks=TERM), later(days[1], weeks=TERM)]
    given = {"kind": "volunteering", "seats": 1, "needsCoach": False, "organisation": "o-watch"}
    put(api, "vacancies", "beside", **given, termWeeks=1, startDates=between)
    put(api, "vacancies", "long", **given)
    one, other, third, fourth = people(api, 4)
    for name, vacancy in (
        (one, f"watch@{days[0]}"), (other, f"beside@{between[0]}"), (third, f"watch@{days[1]}"),
    ):  # fmt: skip
        assert decide(api, proposed(api, name, vacancy), "accepted").status_code == 200

    # Only after all of these is there enough for somebody, at a place that has an end.
    assert propose(api, fourth, "long").status_code == 409
    assert decide(api, proposed(api, fourth, f"beside@{between[1]}"), "accepted").status_code == 200


@kinds
def test_nobody_is_extended_into_what_others_come_for(api: Api, days: list[str], kind: str) -> None:
    watch(api, days, kind)
    between = later(days[0], weeks=TERM, days=2)
    put(api, "vacancies", "beside", kind="volunteering", seats=1, needsCoach=False,
        organisation="o-watch", termWeeks=1, startDates=[between])  # fmt: skip
    one, other = people(api, 2)
    for name, vacancy in ((one, f"watch@{days[0]}"), (other, f"beside@{between}")):
        assert decide(api, proposed(api, name, vacancy), "accepted").status_code == 200
    (placement,) = runs_at(api, one)
    path = f"placements/{placement['id']}/extension"

    into = post(api, path, {"lastDay": between})
    until = post(api, path, {"lastDay": later(between, days=-1)})

    assert (into.status_code, until.status_code) == (409, 200), into.text
    assert [each["field"] for each in into.json()["errors"]] == [f"{kind} {HOME}@{between}"]


def test_what_a_run_uses_of_guides_is_the_most_of_any_stretch(api: Api, days: list[str]) -> None:
    watch(api, days, "guidance")
    people(api, 3)

    used = night(api)["summary"]["resources"]

    assert used["guidance"] == {"capacity": 60, "used": 60}
    assert used["seats"] == {"capacity": 4, "used": 2}


def test_a_bottleneck_is_the_guidance_of_the_organisation(api: Api, days: list[str]) -> None:
    watch(api, days, "guidance")
    people(api, 4)
    run = night(api)
    body = {"pairs": [{"candidate": "n-0", "vacancy": f"watch@{days[0]}"}]}

    moves = post(api, "match-checks", body).json()["plan"]["moves"]
    left = get(api, f"match-runs/{run['id']}/unplaced").json()["items"]

    assert len(left) == 2
    helps = [one for one in left[0]["enabling"] if one["step"] == "guidance"]
    assert [(one["what"], one["amount"], one["would"]) for one in helps] == [(HOME, 60, "placed")]
    assert {move["candidate"] for move in moves} <= {f"n-{number}" for number in range(4)}


STANDING = (
    "INSERT INTO match_run (id, region, status, plan_status, weight_set_version, today,"
    " requested_by, published_at)"
    " VALUES (:run, 'AM09', 'finished', 'published', 1, current_date, 'test', now())",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " motivate, rather_not)"
    " VALUES (:proposal, :run, :next, 'far', :day, 5000, false, false, false)",
    "INSERT INTO proposal_vacancy VALUES (:proposal, 0, :next, :own, :vacancy, :turn)",
)


def proposed_elsewhere(api: Api, vacancy: str, day: str, *, turn: bool) -> None:
    """Let a plan of the region propose a place here to somebody of the next municipality."""
    ids = {"run": uuid.uuid4(), "proposal": uuid.uuid4(), "next": NEXT, "own": OWN}
    named = ids | {"vacancy": vacancy, "day": day, "turn": day if turn else None}
    level = {"guidance_level": 1, "guidance_minutes": 60}
    with api.pools.owner.begin() as connection:
        store_entities(
            connection, "candidate", [Candidate(reference="far", municipality=NEXT, **level)]
        )
        for statement in STANDING:
            connection.execute(text(statement), named)


def summed(api: Api, cuts: dict[str, list[date]]) -> set[tuple[str, str, int]]:
    with transaction(api.pools.api, OWN) as connection:
        found = nights.proposed_elsewhere(connection, api.settings.today(), cuts)
    return {(row.kind, row.reference, int(row.amount)) for row in found if row.kind != "seats"}


def test_what_others_are_proposed_is_summed_in_the_stretches_where_they_are(
    api: Api, days: list[str]
) -> None:
    watch(api, days, "guidance")
    first, second = map(date.fromisoformat, days)
    ended = first + timedelta(weeks=TERM)
    cuts = {HOME: [first, ended, second], f"{NEXT}/closed": [first]}
    proposed_elsewhere(api, "watch", days[0], turn=True)

    assert summed(api, {}) == {("guidance", "o-watch", 60), ("total", "o-watch", 1)}
    assert summed(api, cuts) == {
        ("guidance", f"o-watch@{first}", 60), ("total", f"o-watch@{first}", 1),
    }  # fmt: skip


def test_what_others_are_proposed_without_an_end_is_summed_in_all_later_stretches(
    api: Api, days: list[str]
) -> None:
    watch(api, days, "guidance")
    put(api, "vacancies", "long", kind="volunteering", seats=1, needsCoach=False,
        organisation="o-watch", sharing="region")  # fmt: skip
    first, second = map(date.fromisoformat, days)
    proposed_elsewhere(api, "long", later(days[1], days=-1), turn=False)

    found = summed(api, {HOME: [first, second]})

    assert {name for kind, name, _ in found if kind == "guidance"} == {
        f"o-watch@{first}", f"o-watch@{second}",
    }  # fmt: skip


def test_a_check_knows_what_others_are_proposed_in_the_same_stretch_only(
    api: Api, days: list[str]
) -> None:
    watch(api, days, "guidance")
    (one,) = people(api, 1)
    proposed_elsewhere(api, "watch", days[0], turn=True)

    over = [
        post(api, "match-checks", {"pairs": [{"candidate": one, "vacancy": f"watch@{day}"}]})
        .json()["plan"]["overbooked"]
        for day in days
    ]  # fmt: skip

    assert [[lack["resource"]["reference"] for lack in each] for each in over] == [
        [f"{HOME}@{days[0]}"], [],
    ]  # fmt: skip
    assert over[0][0]["by"] == [{"amount": 60, "stands": "proposed"}]
