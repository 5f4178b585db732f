"""What others are proposed is summed by the database as the solver counts it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, text

from service import bridge
from service.bridge import store_entities
from service.db import nights
from service.db.session import transaction
from solver.coaches import Coach
from solver.codes import GuidanceLevel, Sharing
from solver.columns import Columns
from solver.desk import Desk
from solver.people import Candidate
from solver.places import Organisation
from solver.resources import ResourceKind, ResourceName
from solver.stretches import cuts_of
from solver.takers import proposed_takes
from solver.weights import WeightSet
from tests.service.tenancy import NEXT, OWN, Pools, three_municipalities, vacancy

if TYPE_CHECKING:
    from tests.conftest import Database

LEVELS = {GuidanceLevel.LIGHT: 600, GuidanceLevel.INTENSIVE: 300}


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    with three_municipalities(database) as made:
        yield made


def stored(connection: Connection) -> None:
    """Store a shared organisation with guides and a total, a shared coach, and people next door."""
    home = Organisation(
        reference="home", municipality=OWN, total_seats=9, guidance_minutes=dict(LEVELS)
    )
    store_entities(connection, "organisation", [home])
    whole, dated = (vacancy(OWN, f"v{number}", "home", Sharing.REGION) for number in (1, 2))
    today = connection.scalar(text("SELECT current_date"))
    assert today is not None
    days = (today + timedelta(days=10), today + timedelta(days=50))
    turns = replace(dated, term_weeks=4, start_dates=days)
    hidden = vacancy(NEXT, "hidden", "closed", Sharing.OWN)
    store_entities(connection, "vacancy", [whole, turns, hidden])
    both = Coach(reference="both", municipality=OWN, week_minutes=600, area=frozenset({OWN, NEXT}))
    store_entities(connection, "coach", [both])
    needs = (None, *GuidanceLevel)
    people = [
        Candidate(reference=f"p{at}", municipality=NEXT, guidance_level=need, guidance_minutes=30,
                  coaching_minutes=45, places_wanted=2)
        for at, need in enumerate(needs)
    ]  # fmt: skip
    store_entities(connection, "candidate", people)
    connection.execute(text(RUN), {"run": RUN_ID})
    for at in range(len(people)):
        places = ("v1", "v2") if at % 2 else ("v1",)
        propose(connection, f"p{at}", places, "both" if at > 1 else None)
    propose(connection, "k1", ("hidden",), None, keeper=NEXT)


RUN_ID = uuid.uuid4()
RUN = (
    "INSERT INTO match_run (id, region, status, plan_status, weight_set_version, today,"
    " requested_by, published_at) VALUES (:run, 'AM09', 'finished', 'published', 1, current_date,"
    " 'test', now())"
)


def propose(
    connection: Connection,
    who: str,
    places: tuple[str, ...],
    coach: str | None,
    keeper: str = OWN,
) -> None:
    made = uuid.uuid4()
    named = {"id": made, "run": RUN_ID, "who": who, "next": NEXT, "coach": coach,
             "keeper": None if coach is None else OWN}  # fmt: skip
    connection.execute(
        text("INSERT INTO proposal (id, run_id, municipality, candidate, coach_municipality,"
             " coach, start_day, fit, question, motivate, rather_not) VALUES (:id, :run, :next,"
             f" :who, :keeper, :coach, current_date + {10 * ('v2' in places)}, 5000, false, false,"
             " false)"),
        named,
    )  # fmt: skip
    for at, place in enumerate(places):
        turn = "current_date + 10" if place == "v2" else "NULL"
        connection.execute(
            text(f"INSERT INTO proposal_vacancy VALUES (:id, :at, :next, :keeper, :place, {turn})"),
            {"id": made, "at": at, "next": NEXT, "keeper": keeper, "place": place},
        )


def test_the_sums_are_those_of_the_solver_and_hidden_things_are_left_out(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored(connection)
    with transaction(pools.worker, region="AM09") as connection:
        today = connection.scalar(text("SELECT current_date"))
        assert today is not None
        scope = nights.Scope("AM09", None, today)
        rows = nights.open_proposals(connection, scope)
        world = bridge.load_snapshot(connection, today, region="AM09")
    columns = Columns.of(world.having(proposed=bridge.standing_of(rows)), WeightSet())
    scarce = Desk.of(columns).scarce
    expected: dict[ResourceName, int] = defaultdict(int)
    for take in proposed_takes(columns, scarce):
        expected[scarce.names[take.resource]] += take.amount

    with transaction(pools.api, OWN) as connection:
        cuts = cuts_of(world.vacancies, today)
        found = nights.proposed_elsewhere(connection, today, cuts)

    got = {
        ResourceName(ResourceKind(row.kind), f"{row.municipality}/{row.reference}",
                     None if row.level is None else GuidanceLevel(row.level)): int(row.amount)
        for row in found
    }  # fmt: skip
    hidden = ResourceName(ResourceKind.SEATS, f"{NEXT}/hidden")
    assert expected.pop(hidden) == 1
    limitless = [name for name in got if name.kind is ResourceKind.TOTAL and name not in expected]
    assert {name: amount for name, amount in got.items() if name not in limitless} == expected
    assert {name.kind for name in got} == set(ResourceKind) - {ResourceKind.APART}
    assert {row.people for row in found if row.kind == "seats"} == {5, 2}
    assert not any(row.introduced for row in found)


def test_who_asks_for_nobody_and_a_suspended_neighbour_see_nothing(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored(connection)
        connection.execute(text(f"UPDATE municipality SET suspended = true WHERE code = '{NEXT}'"))
        today = connection.scalar(text("SELECT current_date"))
    assert today is not None

    for municipality in (None, OWN):
        with transaction(pools.api, municipality) as connection:
            assert nights.proposed_elsewhere(connection, today) == []


def test_what_has_ended_on_the_day_is_left_out(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored(connection)
        connection.execute(text("UPDATE vacancy SET period_end = current_date"))
        days = connection.execute(text("SELECT current_date, current_date + 1")).one()

    with transaction(pools.api, OWN) as connection:
        today, tomorrow = (nights.proposed_elsewhere(connection, day) for day in days)

    assert today != []
    assert tomorrow == []


def test_a_turn_that_has_begun_is_left_out(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        stored(connection)
        days = connection.execute(text("SELECT current_date + 10, current_date + 11")).one()

    with transaction(pools.api, OWN) as connection:
        on_the_day, after = (
            {row.reference for row in nights.proposed_elsewhere(connection, day)
             if row.kind == "seats"}
            for day in days
        )  # fmt: skip

    assert on_the_day == {"v1", f"v2@{days[0]}"}
    assert after == {"v1"}
