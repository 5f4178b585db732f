"""The desk reads only what changed, and sees what reading everything shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, event, text

from service import bridge
from service.db import municipalities
from service.db.session import snapshot_transaction, transaction
from service.usecases.desk import Desk, View
from solver.coaches import Coach
from solver.codes import Sharing
from solver.people import Candidate, LoadCapacity
from solver.places import Organisation
from tests.service.tenancy import NEXT, OWN, Pools, three_municipalities, vacancy

if TYPE_CHECKING:
    from tests.conftest import Database

TODAY = date.today()
Write = Callable[[Connection], object]


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    with three_municipalities(database) as made:
        yield made


@pytest.fixture
def desk(pools: Pools) -> Desk:
    return Desk(pools.api, lambda: TODAY)


def seen(desk: Desk, municipality: str = OWN) -> View:
    with desk.reading(municipality) as (_, view):
        return view


def expect_true(view: View, pools: Pools, municipality: str = OWN) -> None:
    with snapshot_transaction(pools.api, municipality) as connection:
        whole = bridge.load_snapshot(connection, TODAY, region="AM09", municipality=municipality)
    assert view.snapshot == whole
    assert view.supply.snapshot == whole


def is_continued(before: View, later: View) -> bool:
    """Tell whether the places that stayed are the same objects, and so were not read again."""
    kept = set(map(id, before.snapshot.vacancies))
    return any(id(place) in kept for place in later.snapshot.vacancies)


def stored(noun: str, *entities: bridge.Entity) -> Write:
    return lambda connection: bridge.store_entities(connection, noun, entities)


def sql(statement: str) -> Write:
    return lambda connection: connection.execute(text(statement))


HOUSE = Organisation(reference="new", municipality=OWN)
OWN_PLACE = vacancy(OWN, "own", "closed", Sharing.OWN)
SHARED = replace(vacancy(NEXT, "region", "open", Sharing.REGION), seats=9)
TURNS: dict[str, Any] = {
    "term_weeks": 4, "start_dates": (TODAY, TODAY + timedelta(days=40)),
}  # fmt: skip
LATER = Candidate(reference="k1", municipality=OWN, load=LoadCapacity(max_week_minutes=600))
SAID = sql("INSERT INTO check_in (id, municipality, candidate, kind, on_day, until, made_by,"
           " max_week_minutes) VALUES (gen_random_uuid(), 'GM0222', 'k1', 'lower_hours',"
           " current_date, current_date, 'test', 60)")  # fmt: skip
ROW_BY_ROW: dict[str, Write] = {
    "a changed place": stored("vacancy", replace(OWN_PLACE, seats=5)),
    "a neighbour's shared place": stored("vacancy", SHARED),
    "a place with turns": stored("vacancy", replace(OWN_PLACE, **TURNS)),
    "a place with fewer turns": lambda connection: [
        write(connection) for write in (
            stored("vacancy", replace(OWN_PLACE, **TURNS)),
            stored("vacancy", replace(OWN_PLACE, **TURNS | {"start_dates": (TODAY,)})))],
    "a new place": stored("vacancy", vacancy(OWN, "a-new", "open", Sharing.OWN)),
    "a new person": stored("candidate", Candidate(reference="a", municipality=OWN)),
    "a changed person": stored("candidate", Candidate(reference="k1", municipality=OWN)),
    "a changed house": stored("organisation", replace(HOUSE, reference="open", total_seats=3)),
    "a changed coach": stored("coach", Coach(reference="c1", municipality=OWN, week_minutes=90,
                                            area=frozenset({OWN}))),
    "a decision": sql("INSERT INTO placement (id, municipality, candidate, vacancy_municipality,"
                      " vacancy) VALUES (gen_random_uuid(), 'GM0222', 'k1', 'GM0222', 'partners')"),
    "a neighbour's decision": sql(
        "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy)"
        " VALUES (gen_random_uuid(), 'GM0197', 'k1', 'GM0222', 'region')"),
    "an ended placement": sql("DELETE FROM placement"),
    "a check-in": sql("INSERT INTO check_in (id, municipality, candidate, kind, on_day, until,"
                      " made_by) VALUES (gen_random_uuid(), 'GM0222', 'k1', 'pause', current_date,"
                      " current_date, 'test')"),
    "a check-in of somebody who is changed": lambda connection: [
        write(connection) for write in (SAID, stored("candidate", LATER))],
    "a pair no longer forbidden": sql("DELETE FROM forbid"),
}  # fmt: skip
EVERYTHING: dict[str, Write] = {
    "a check-in that is taken back": sql("DELETE FROM check_in"),
    "a place that is gone": sql("DELETE FROM vacancy WHERE reference = 'partners'"
                                " AND municipality = 'GM0222'"),
    "a neighbour's place that is shared no more": sql("UPDATE vacancy SET sharing = 'own'"),
    "a neighbour's place that is shared now": sql("UPDATE vacancy SET sharing = 'region'"),
    "a place at another house": stored("vacancy", replace(OWN_PLACE, organisation="open")),
    "a neighbour's coach who comes here": sql("UPDATE coach SET area = '{GM0222,GM0197}'"),
    "a partnership": lambda connection: municipalities.put_partnership(
        connection, {"reference": "p", "form": "network"}, [OWN, NEXT]),
    "a neighbour that stops": lambda connection: municipalities.suspend(
        connection, NEXT, suspended=True),
    "a postcode": sql("INSERT INTO postcode (code, latitude, longitude) VALUES ('7001', 52, 6)"),
}  # fmt: skip


@pytest.mark.parametrize("what", ROW_BY_ROW)
def test_what_rows_carry_is_read_row_by_row(what: str, desk: Desk, pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored("organisation", replace(HOUSE, reference="spare"))(connection)
    before = seen(desk)
    with pools.owner.begin() as connection:
        ROW_BY_ROW[what](connection)

    later = seen(desk)

    expect_true(later, pools)
    assert later.state.revision > before.state.revision
    assert is_continued(before, later)


@pytest.mark.parametrize("what", EVERYTHING)
def test_what_rows_do_not_carry_is_read_with_everything(
    what: str, desk: Desk, pools: Pools
) -> None:
    before = seen(desk)
    with pools.owner.begin() as connection:
        EVERYTHING[what](connection)

    later = seen(desk)

    expect_true(later, pools)
    assert later.state.revision > before.state.revision
    assert not is_continued(before, later)


def test_a_shared_place_at_a_house_not_seen_before_is_seen(desk: Desk, pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored("organisation", Organisation(reference="hidden", municipality=NEXT))(connection)
    assert "hidden" not in {house.reference for house in seen(desk).snapshot.organisations}
    with pools.owner.begin() as connection:
        stored("vacancy", vacancy(NEXT, "fresh", "hidden", Sharing.REGION))(connection)

    later = seen(desk)

    expect_true(later, pools)
    assert f"{NEXT}/fresh" in later.supply.cols


def test_a_day_of_writes_in_any_order_is_followed(desk: Desk, pools: Pools) -> None:
    again = [ROW_BY_ROW["a changed place"], ROW_BY_ROW["a changed coach"]]
    for write in [*ROW_BY_ROW.values(), *EVERYTHING.values(), *again]:
        with pools.owner.begin() as connection:
            write(connection)
        expect_true(seen(desk), pools)


def test_two_replicas_say_the_same_at_once_after_a_write(pools: Pools) -> None:
    one, other = (Desk(pools.api, lambda: TODAY) for _ in range(2))
    for seats in (3, 4, 5):
        with pools.owner.begin() as connection:
            stored("vacancy", replace(OWN_PLACE, seats=seats))(connection)

        here, there = (view.supply.vacancies.seats.tolist() for view in (seen(one), seen(other)))

        assert here == there
        assert seats in here


def test_a_write_that_is_undone_changes_nothing(desk: Desk, pools: Pools) -> None:
    before = seen(desk)
    with pools.owner.connect() as connection:
        stored("vacancy", SHARED)(connection)
        connection.rollback()

    assert seen(desk) is before


@pytest.mark.parametrize(
    ("what", "moment"), [*zip(ROW_BY_ROW | EVERYTHING, cycle([1, 4, 6, 8]), strict=False)]
)
def test_what_others_commit_while_it_is_read_is_read_too(
    what: str, moment: int, desk: Desk, pools: Pools
) -> None:
    statements = count(1)

    def between(*_: object) -> None:
        if next(statements) == moment:
            with pools.owner.begin() as other:
                (ROW_BY_ROW | EVERYTHING)[what](other)

    with transaction(pools.api, OWN) as connection:
        event.listen(connection, "after_cursor_execute", between)
        view = desk.seen_within(connection, OWN)

    assert next(statements) > moment
    expect_true(view, pools)
    assert seen(desk) is view
