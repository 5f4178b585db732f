"""Who may see and write what, asked of the database itself, without a WHERE."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from service.bridge import store_entities
from service.db import municipalities
from service.db.session import (
    as_psycopg,
    create_engine_for,
    refuse_bypassing_role,
    snapshot_transaction,
    transaction,
)
from service.errors import Misconfigured
from solver.coaches import Coach
from solver.codes import Kind, Sharing
from solver.people import Candidate
from solver.places import Organisation, Vacancy

if TYPE_CHECKING:
    from tests.conftest import Database

OWN, NEXT, FAR = "GM0222", "GM0197", "GM0363"
#: The last, imports, is no business of the worker.
PEOPLE_TABLES = (
    "candidate", "proposal", "proposal_vacancy", "unplaced", "placement", "forbid", "import_job",
)  # fmt: skip


@dataclass(frozen=True)
class Pools:
    """The same database, as each role."""

    owner: Engine
    api: Engine
    worker: Engine


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    """Two municipalities of one region and one of another, each with rows in every table."""
    owner = create_engine_for(database.url())
    single = {"pool_size": 1, "max_overflow": 0}  # every transaction reuses one connection
    api = create_engine(as_psycopg(database.url("plaatsmaker_api")), **single)
    worker = create_engine(as_psycopg(database.url("plaatsmaker_worker")), **single)
    with owner.begin() as connection:
        for region in ("AM09", "AM10"):
            municipalities.put_region(connection, region, region)
        for code, region in ((OWN, "AM09"), (NEXT, "AM09"), (FAR, "AM10")):
            municipalities.put_municipality(connection, code, code, region)
            fill(connection, code, region)
    yield Pools(owner, api, worker)
    for engine in (owner, api, worker):
        engine.dispose()


def fill(connection: Connection, code: str, region: str) -> None:
    closed = Organisation(reference="closed", municipality=code)
    open_house = Organisation(reference="open", municipality=code)
    store_entities(connection, "organisation", [closed, open_house])
    store_entities(
        connection,
        "vacancy",
        [
            vacancy(code, "own", "closed", Sharing.OWN),
            vacancy(code, "partners", "closed", Sharing.PARTNERS),
            vacancy(code, "region", "open", Sharing.REGION),
        ],
    )
    store_entities(connection, "candidate", [Candidate(reference="k1", municipality=code)])
    coach = Coach(reference="c1", municipality=code, week_minutes=60, area=frozenset({code}))
    store_entities(connection, "coach", [coach])
    names = {"code": code, "region": region, "run": uuid.uuid4(), "proposal": uuid.uuid4()}
    for statement in ROWS:
        connection.execute(text(statement), names)


def vacancy(code: str, reference: str, organisation: str, sharing: Sharing) -> Vacancy:
    return Vacancy(
        reference=reference,
        municipality=code,
        organisation=organisation,
        kind=Kind.VOLUNTEERING,
        seats=2,
        sharing=sharing,
    )


ROWS = (
    "INSERT INTO match_run (id, region, municipality, weight_set_version, today, requested_by)"
    " VALUES (:run, :region, :code, 1, current_date, 'test')",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " rather_not) VALUES (:proposal, :run, :code, 'k1', current_date, 5000, false, false)",
    "INSERT INTO proposal_vacancy VALUES (:proposal, 0, :code, :code, 'own')",
    "INSERT INTO unplaced VALUES (:run, :code, 'k1', 'kept_out')",
    "INSERT INTO run_resource VALUES (:run, 0, 'seats', :code, :code || '/own', NULL, 2, 1, 0)",
    "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy)"
    " VALUES (gen_random_uuid(), :code, 'k1', :code, 'region')",
    "INSERT INTO forbid (id, municipality, candidate, vacancy_municipality, vacancy)"
    " VALUES (gen_random_uuid(), :code, 'k1', :code, 'own')",
    "INSERT INTO import_job (id, municipality, requested_by, all_or_nothing, accepted, refused)"
    " VALUES (gen_random_uuid(), :code, 'test', true, 1, 0)",
)


def owners_of(connection: Connection, table: str) -> list[str]:
    return sorted(connection.scalars(text(f"SELECT municipality FROM {table}")))


@pytest.mark.parametrize("table", PEOPLE_TABLES)
def test_a_select_without_where_shows_the_api_only_its_own_municipality(
    pools: Pools, table: str
) -> None:
    with transaction(pools.api, OWN) as connection:
        assert owners_of(connection, table) == [OWN]


@pytest.mark.parametrize("table", PEOPLE_TABLES)
def test_a_reused_connection_remembers_nobody(pools: Pools, table: str) -> None:
    with transaction(pools.api, OWN) as connection:
        first = connection.scalar(text("SELECT pg_backend_pid()"))
    with pools.api.begin() as connection:
        again = connection.scalar(text("SELECT pg_backend_pid()"))
        unset = owners_of(connection, table)
    with transaction(pools.api, NEXT) as connection:
        other = owners_of(connection, table)

    assert first == again
    assert unset == []
    assert other == [NEXT]


def test_a_transaction_that_failed_is_forgotten_too(pools: Pools) -> None:
    with pytest.raises(ZeroDivisionError), transaction(pools.api, OWN):
        raise ZeroDivisionError

    with pools.api.begin() as connection:
        assert owners_of(connection, "candidate") == []


@pytest.mark.parametrize("table", [*PEOPLE_TABLES, "vacancy", "organisation", "coach"])
def test_unset_shows_the_api_nothing(pools: Pools, table: str) -> None:
    with transaction(pools.api) as connection:
        assert owners_of(connection, table) == []


@pytest.mark.parametrize("table", [*PEOPLE_TABLES[:-1], "vacancy", "organisation", "coach"])
def test_unset_shows_the_worker_nothing(pools: Pools, table: str) -> None:
    with transaction(pools.worker) as connection:
        assert owners_of(connection, table) == []


@pytest.mark.parametrize("table", PEOPLE_TABLES[:-1])
def test_the_worker_sees_the_region_it_acts_for_and_no_other(pools: Pools, table: str) -> None:
    with transaction(pools.worker, region="AM09") as connection:
        assert owners_of(connection, table) == [NEXT, OWN]
    with transaction(pools.worker, region="AM10") as connection:
        assert owners_of(connection, table) == [FAR]


def test_a_municipality_gives_the_worker_nothing(pools: Pools) -> None:
    with transaction(pools.worker, OWN) as connection:
        assert owners_of(connection, "candidate") == []


def test_the_api_acting_for_a_region_sees_no_people(pools: Pools) -> None:
    with transaction(pools.api, region="AM09") as connection:
        assert [owners_of(connection, table) for table in PEOPLE_TABLES] == [[]] * 7
        assert owners_of(connection, "match_run") == [NEXT, OWN]


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


@pytest.mark.parametrize("noun", ["candidate", "organisation", "vacancy", "coach"])
def test_the_api_changes_and_deletes_only_its_own_rows(pools: Pools, noun: str) -> None:
    with transaction(pools.api, OWN) as connection:
        statement = text(f"UPDATE {noun} SET profile = profile RETURNING municipality")
        changed = set(connection.scalars(statement))
    with transaction(pools.api, OWN) as connection:
        where = f"municipality = '{NEXT}'"
        deleted = connection.execute(text(f"DELETE FROM {noun} WHERE {where}")).rowcount

    assert changed == {OWN}
    assert deleted == 0


def test_the_api_cannot_write_a_row_of_another_municipality(pools: Pools) -> None:
    stranger = Candidate(reference="k9", municipality=NEXT)

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.api, OWN) as connection,
    ):
        store_entities(connection, "candidate", [stranger])


def test_the_api_cannot_give_its_row_to_another_municipality(pools: Pools) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.api, OWN) as connection,
    ):
        connection.execute(text(f"UPDATE coach SET municipality = '{NEXT}', reference = 'c7'"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id integer)",
        "DROP TABLE candidate",
        "ALTER TABLE candidate DISABLE ROW LEVEL SECURITY",
        "TRUNCATE candidate",
        "SET ROLE plaatsmaker_owner",
        "UPDATE region SET revision = 0",
        "INSERT INTO postcode VALUES ('7001', 52, 6)",
        "UPDATE weight_set SET content = '{}'",
        "DELETE FROM match_run",
        "UPDATE match_run SET status = 'finished'",
        "INSERT INTO proposal SELECT * FROM proposal",
        "UPDATE proposal SET fit = 1",
        "DELETE FROM placement",
        "SELECT args FROM procrastinate_jobs",
        "DELETE FROM procrastinate_jobs",
    ],
)
def test_the_api_may_do_no_more_than_it_needs(pools: Pools, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction(pools.api, OWN) as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE candidate SET priority = 3",
        "DELETE FROM vacancy",
        "UPDATE weight_set SET status = 'retired'",
        "SELECT * FROM import_job",
        "SELECT * FROM taken_elsewhere()",
        "SET ROLE plaatsmaker_owner",
    ],
)
def test_the_worker_may_do_no_more_than_it_needs(pools: Pools, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(pools.worker, region="AM09") as connection,
    ):
        connection.execute(text(statement))


def test_the_api_can_defer_a_job_and_the_worker_can_take_it(pools: Pools) -> None:
    defer = text(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'match_run', 0, 'AM09', 'r1',"
        " '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1])"
    )
    take = text("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")

    with transaction(pools.api, OWN) as connection:
        deferred = connection.scalar(defer)
    with transaction(pools.worker) as connection:
        taken = connection.scalar(take)

    assert deferred == [taken]


def test_places_taken_by_others_are_counted_without_saying_who(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        taken = connection.execute(text("SELECT * FROM taken_elsewhere()")).mappings().all()

    assert [(row["vacancy_municipality"], row["vacancy"]) for row in taken] == [(NEXT, "region")]
    assert "candidate" not in taken[0]


def test_a_snapshot_transaction_cannot_write(pools: Pools) -> None:
    with (
        pytest.raises(Exception, match="read-only transaction"),
        snapshot_transaction(pools.api, OWN) as connection,
    ):
        connection.execute(text("DELETE FROM candidate"))


def test_a_role_that_bypasses_row_security_is_refused(pools: Pools) -> None:
    with pytest.raises(Misconfigured, match="superuser"):
        refuse_bypassing_role(pools.owner)


@pytest.mark.parametrize(
    ("right", "reason"),
    [("BYPASSRLS", "may bypass"), ("IN ROLE plaatsmaker_owner", "owns the tables")],
)
def test_a_login_that_bypasses_or_owns_is_refused(
    database: Database, pools: Pools, right: str, reason: str
) -> None:
    name = f"test_{uuid.uuid4().hex[:10]}"
    with pools.owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{name}' {right}"))
    url = as_psycopg(database.url()).set(username=name, password=name)
    engine = create_engine(url)

    with pytest.raises(Misconfigured, match=reason):
        refuse_bypassing_role(engine)

    engine.dispose()
    with pools.owner.begin() as connection:
        connection.execute(text(f"DROP ROLE {name}"))


def test_the_service_roles_are_accepted(pools: Pools) -> None:
    refuse_bypassing_role(pools.api)
    refuse_bypassing_role(pools.worker)
