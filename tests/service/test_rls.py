"""Who may see what, asked of the database itself, without a WHERE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, text

from service.bridge import store_entities
from service.db import municipalities
from service.db.session import transaction
from solver.coaches import Coach
from solver.codes import Sharing
from tests.service.tenancy import FAR, NEXT, OWN, Pools, three_municipalities, vacancy

if TYPE_CHECKING:
    from tests.conftest import Database

WORKERS_TABLES = (
    "candidate", "proposal", "proposal_vacancy", "unplaced", "placement", "forbid", "check_in",
    "pin_cost", "pin_cost_person",
)  # fmt: skip
PEOPLE_TABLES = (
    *WORKERS_TABLES, "coach_alert", "import_job", "outcome", "review", "wellbeing_score",
)  # fmt: skip
SHARED_TABLES = ("vacancy", "organisation", "coach", "match_run", "run_resource")


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    with three_municipalities(database) as made:
        yield made


def owners_of(connection: Connection, table: str) -> tuple[str, ...]:
    return tuple(sorted(connection.scalars(text(f"SELECT municipality FROM {table}"))))


def seen(
    connection: Connection, tables: Sequence[str] = PEOPLE_TABLES
) -> dict[str, tuple[str, ...]]:
    return {table: owners_of(connection, table) for table in tables}


def test_a_select_without_where_shows_the_api_only_its_own_municipality(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        assert seen(connection) == dict.fromkeys(PEOPLE_TABLES, (OWN,))


def test_a_reused_connection_remembers_nobody(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        first = connection.scalar(text("SELECT pg_backend_pid()"))
    with pools.api.begin() as connection:
        again = connection.scalar(text("SELECT pg_backend_pid()"))
        unset = seen(connection)
    with transaction(pools.api, NEXT) as connection:
        other = seen(connection)

    assert first == again
    assert unset == dict.fromkeys(PEOPLE_TABLES, ())
    assert other == dict.fromkeys(PEOPLE_TABLES, (NEXT,))


def test_a_transaction_that_failed_is_forgotten_too(pools: Pools) -> None:
    with pytest.raises(ZeroDivisionError), transaction(pools.api, OWN):
        raise ZeroDivisionError

    with pools.api.begin() as connection:
        assert seen(connection) == dict.fromkeys(PEOPLE_TABLES, ())


def test_unset_shows_the_api_nothing(pools: Pools) -> None:
    tables = (*PEOPLE_TABLES, *SHARED_TABLES)

    with transaction(pools.api) as connection:
        assert seen(connection, tables) == dict.fromkeys(tables, ())


def test_unset_shows_the_worker_nothing(pools: Pools) -> None:
    tables = (*WORKERS_TABLES, *SHARED_TABLES)

    with transaction(pools.worker) as connection:
        assert seen(connection, tables) == dict.fromkeys(tables, ())


def test_the_worker_sees_the_region_it_acts_for_and_no_other(pools: Pools) -> None:
    tables = WORKERS_TABLES

    with transaction(pools.worker, region="AM09") as connection:
        assert seen(connection, tables) == dict.fromkeys(tables, (NEXT, OWN))
    with transaction(pools.worker, region="AM10") as connection:
        assert seen(connection, tables) == dict.fromkeys(tables, (FAR,))


def test_a_municipality_gives_the_worker_nothing(pools: Pools) -> None:
    with transaction(pools.worker, OWN) as connection:
        assert owners_of(connection, "candidate") == ()


def test_the_api_acting_for_a_region_sees_no_people(pools: Pools) -> None:
    with transaction(pools.api, region="AM09") as connection:
        assert seen(connection) == dict.fromkeys(PEOPLE_TABLES, ())
        assert owners_of(connection, "match_run") == (NEXT, OWN)


def test_the_api_sees_its_own_runs_and_those_of_its_whole_region(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        for region in ("AM09", "AM10"):
            connection.execute(
                text(
                    "INSERT INTO match_run (id, region, weight_set_version, today, requested_by)"
                    " VALUES (gen_random_uuid(), :region, 1, current_date, 'test')"
                ),
                {"region": region},
            )

    with transaction(pools.api, OWN) as connection:
        seen = connection.execute(text("SELECT region, municipality FROM match_run"))

        assert {tuple(row) for row in seen} == {("AM09", OWN), ("AM09", None)}


def visible(connection: Connection, table: str) -> set[str]:
    query = text(f"SELECT municipality || '/' || reference FROM {table}")
    return set(connection.scalars(query))


def test_the_api_sees_what_others_share_with_the_region(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        assert visible(connection, "vacancy") == {
            f"{OWN}/own", f"{OWN}/partners", f"{OWN}/region", f"{NEXT}/region",
        }  # fmt: skip
        assert visible(connection, "organisation") == {
            f"{OWN}/closed", f"{OWN}/open", f"{NEXT}/open",
        }  # fmt: skip
        assert visible(connection, "coach") == {f"{OWN}/c1"}


@pytest.mark.parametrize(("end", "shared"), [(None, True), ("2020-01-01", False)])
def test_a_partnership_opens_places_while_it_is_in_force(
    pools: Pools, end: str | None, shared: bool
) -> None:
    fields = {"reference": "p1", "form": "network", "end_day": end}
    with pools.owner.begin() as connection:
        municipalities.put_partnership(connection, fields, [OWN, NEXT, FAR])

    with transaction(pools.api, OWN) as connection:
        seen = visible(connection, "vacancy")

    assert (f"{NEXT}/partners" in seen) is shared
    assert f"{FAR}/partners" not in seen


def test_the_api_sees_a_coach_who_works_in_its_area(pools: Pools) -> None:
    area = frozenset({OWN, NEXT})
    both = Coach(reference="both", municipality=NEXT, week_minutes=60, area=area)
    with pools.owner.begin() as connection:
        store_entities(connection, "coach", [both])

    with transaction(pools.api, OWN) as connection:
        assert visible(connection, "coach") == {f"{OWN}/c1", f"{NEXT}/both"}


def test_the_resources_of_a_run_that_one_may_not_see_stay_hidden(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO run_resource SELECT id, 1, 'seats', :own, 'v', NULL, 2, 1, 0"
                " FROM match_run WHERE municipality = :next"
            ),
            {"own": OWN, "next": NEXT},
        )

    with transaction(pools.api, OWN) as connection:
        assert owners_of(connection, "run_resource") == (OWN,)


def taken(pools: Pools) -> list[dict[str, Any]]:
    with transaction(pools.api, OWN) as connection:
        rows = connection.execute(text("SELECT * FROM taken_elsewhere()")).mappings()
        return [dict(row) for row in rows]


def put(pools: Pools, vacancy: str, coach: str) -> None:
    """Place the person of the neighbour, leaving what the neighbour has placed already."""
    both = Coach(reference="both", municipality=NEXT, week_minutes=60, area=frozenset({OWN, NEXT}))
    with pools.owner.begin() as connection:
        store_entities(connection, "coach", [both])
        connection.execute(text("DELETE FROM placement WHERE municipality <> :own"), {"own": OWN})
        connection.execute(
            text(
                "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy,"
                " coach_municipality, coach, guidance_minutes, coaching_minutes) VALUES"
                " (gen_random_uuid(), :next, 'k1', :next, :vacancy, :next, :coach, 30, 20)"
            ),
            {"next": NEXT, "vacancy": vacancy, "coach": coach},
        )


def test_places_taken_by_others_are_counted_without_saying_who(pools: Pools) -> None:
    (row,) = taken(pools)

    assert (row["vacancy_municipality"], row["vacancy"]) == (NEXT, "region")
    assert "candidate" not in row


def test_a_shared_coach_is_busy_at_a_place_that_stays_hidden(pools: Pools) -> None:
    put(pools, "own", "both")

    (row,) = taken(pools)

    assert (row["coach_municipality"], row["coach"], row["coaching_minutes"]) == (NEXT, "both", 20)
    assert (row["vacancy"], row["organisation"], row["guidance_minutes"]) == (None, None, 0)


def test_a_shared_organisation_is_busy_at_a_place_that_stays_hidden(pools: Pools) -> None:
    inside = vacancy(NEXT, "inside", "open", Sharing.OWN)
    with pools.owner.begin() as connection:
        store_entities(connection, "vacancy", [inside])
    put(pools, "inside", "c1")

    (row,) = taken(pools)

    assert (row["organisation"], row["guidance_minutes"]) == ("open", 30)
    assert (row["vacancy"], row["coach"], row["coaching_minutes"]) == (None, None, 0)


def test_what_others_take_of_hidden_things_stays_hidden(pools: Pools) -> None:
    put(pools, "own", "c1")

    assert taken(pools) == []


def drafted(pools: Pools) -> None:
    """Draft a weight set for each region and each municipality."""
    columns = "name, author, motivation, holds_from, content"
    values = "'n', 'a', 'm', '2026-01-01', '{}'"
    with pools.owner.begin() as connection:
        for scope, table in (("region", "region"), ("municipality", "municipality")):
            insert = f"INSERT INTO weight_set ({scope}, {columns}) SELECT code, {values}"
            connection.execute(text(f"{insert} FROM {table}"))


@pytest.mark.parametrize(
    ("role", "asking", "seen"),
    [
        ("api", {"municipality": OWN}, {OWN, "AM09", None}),
        ("api", {"municipality": FAR}, {FAR, "AM10", None}),
        ("api", {"region": "AM09"}, {"AM09", None}),
        ("api", {}, {None}),
        ("worker", {"region": "AM09"}, {OWN, NEXT, "AM09", None}),
        ("worker", {}, {None}),
    ],
)
def test_weight_sets_are_seen_by_those_for_whom_they_hold(
    pools: Pools, role: str, asking: dict[str, str], seen: set[str | None]
) -> None:
    drafted(pools)

    with transaction(getattr(pools, role), **asking) as connection:
        found = connection.scalars(text("SELECT coalesce(municipality, region) FROM weight_set"))

        assert set(found) == seen
