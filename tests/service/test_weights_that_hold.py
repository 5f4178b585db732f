"""Which weight set holds: for whom, on which day, at the desk and in a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.usecases.execution import execute_run
from tests.service.api_client import Api, another, served
from tests.service.tenancy import FAR, NEXT, SharedDatabase
from tests.service.weighing import FITS, NOTHING_FITS, Administrator, asked, used

REGION = {"region": "AM09"}


@pytest.fixture(scope="module")
def running(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(shared, tmp_path_factory.mktemp("state")) as made:
        yield made


@pytest.fixture
def api(running: Api) -> Iterator[Api]:
    """Give the app; the weights for everybody hold again after each test."""
    yield running
    with running.pools.owner.begin() as connection:
        retired = "UPDATE weight_set SET status = 'retired' WHERE version > 1 AND status = 'active'"
        connection.execute(text(retired))


@pytest.fixture
def anna(api: Api) -> Administrator:
    return Administrator(api, "anna")


@pytest.fixture
def bert(api: Api) -> Administrator:
    return Administrator(api, "bert")


@pytest.fixture
def regional(api: Api) -> tuple[Administrator, Administrator]:
    """Give two administrators of the whole region."""
    return (Administrator(api, "rita", place=REGION), Administrator(api, "ruud", place=REGION))


def test_ending_the_only_set_lets_that_of_everybody_hold_again(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    version = anna.activated(bert, NOTHING_FITS)
    held = used(api)

    ended = anna.step(version, "retirement")

    assert held == (version, False)
    assert ended.status_code == 200
    assert used(api) == (1, True)
    assert anna.step(version, "retirement").status_code == 409


def test_a_later_set_waits_for_its_day_while_the_present_one_holds(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    tomorrow = (api.settings.today() + timedelta(days=1)).isoformat()
    present = anna.activated(bert, FITS)
    later = anna.activated(bert, NOTHING_FITS, holdsFrom=tomorrow)

    today = asked(api, today=api.settings.today().isoformat())
    then = asked(api, today=tomorrow)

    assert used(api) == (present, True)
    assert (today, then) == (present, later)
    assert [anna.get(f"/{one}").json()["status"] for one in (present, later)] == ["active"] * 2
    assert anna.get(f"/{later}").json()["inForce"] == present


def test_of_two_sets_for_one_later_day_the_last_activated_waits(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    tomorrow = (api.settings.today() + timedelta(days=1)).isoformat()
    first, second = (anna.activated(bert, holdsFrom=tomorrow) for _ in range(2))

    shown = [anna.get(f"/{one}").json()["status"] for one in (first, second)]

    assert shown == ["retired", "active"]
    assert used(api) == (1, True)
    assert asked(api, today=tomorrow) == second


def test_a_set_whose_day_came_replaces_the_one_before_and_can_be_rolled_back(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    tomorrow = (api.settings.today() + timedelta(days=1)).isoformat()
    earlier = anna.activated(bert, FITS, holdsFrom="2026-01-01")
    later = anna.activated(bert, NOTHING_FITS, holdsFrom=tomorrow)
    with api.pools.owner.begin() as connection:
        moved = text("UPDATE weight_set SET holds_from = '2026-01-02' WHERE version = :later")
        connection.execute(moved, {"later": later})

    came = used(api)
    back = anna.step(earlier, "activation")

    assert came == (later, False)
    assert back.status_code == 200
    assert used(api) == (earlier, True)
    assert anna.get(f"/{later}").json()["status"] == "retired"


def test_a_municipality_has_its_own_set_else_its_regions_else_that_of_everybody(
    api: Api,
    anna: Administrator,
    bert: Administrator,
    regional: tuple[Administrator, Administrator],
) -> None:
    rita, ruud = regional
    own = anna.activated(bert, FITS)
    whole = rita.activated(ruud, NOTHING_FITS)

    assert used(api) == (own, True)
    assert used(api, municipality=NEXT) == (whole, False)
    assert used(api, municipality=FAR)[0] == 1
    anna.step(own, "retirement")
    assert used(api) == (whole, False)


def test_a_run_of_a_region_uses_the_regions_set(
    api: Api, anna: Administrator, bert: Administrator, regional: Any
) -> None:
    rita, ruud = regional
    anna.activated(bert)
    whole = rita.activated(ruud)

    assert asked(api, region="AM09") == whole


def test_a_run_uses_the_set_that_holds_and_names_it(
    api: Api, anna: Administrator, bert: Administrator
) -> None:
    named = {}
    for content in (FITS, NOTHING_FITS):
        version = anna.activated(bert, content)
        run = api.ask({"seed": 1}).json()
        execute_run(api.pools.worker, UUID(run["id"]), "AM09")
        shown = api.read(f"/{run['id']}").json()
        named[version] = shown["certificate"]["weightSetVersion"]
        placed = api.read(f"/{run['id']}/proposals").json()["items"]
        assert bool(placed) == (content == FITS)

    assert list(named) == list(named.values())


def test_two_apps_use_the_same_set_at_once(
    api: Api, shared: SharedDatabase, anna: Administrator, bert: Administrator
) -> None:
    with another(shared, api.settings.state_folder, api.pools) as second:
        before = used(second)
        version = anna.activated(bert, NOTHING_FITS)
        after = used(second)

    assert before == (1, True)
    assert after == (version, False)
