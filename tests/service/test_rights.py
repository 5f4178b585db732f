"""What each role may write and do, and which roles the service refuses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InternalError, ProgrammingError

from service.bridge import store_entities
from service.db.session import (
    as_psycopg,
    refuse_bypassing_role,
    snapshot_transaction,
    transaction,
)
from service.errors import Misconfigured
from solver.people import Candidate
from tests.service.tenancy import (
    NEXT,
    OWN,
    Pools,
    SharedDatabase,
    three_municipalities,
)


@pytest.fixture(scope="module")
def pools(shared: SharedDatabase) -> Iterator[Pools]:
    with three_municipalities(shared) as made:
        yield made


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


POINTED = "UPDATE vacancy SET organisation_municipality = '{}', organisation = '{}'"


@pytest.mark.parametrize("statement", [
    POINTED.format(NEXT, "closed"),
    "INSERT INTO vacancy SELECT (jsonb_populate_record(v, jsonb_build_object("
    f"'id', gen_random_uuid(), 'reference', 'v9', 'organisation_municipality', '{NEXT}'))).*"
    " FROM vacancy AS v WHERE reference = 'own'",
])  # fmt: skip
def test_a_vacancy_cannot_name_an_organisation_that_its_owner_does_not_see(
    pools: Pools, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.api, OWN) as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize("keeper", [OWN, NEXT])
def test_a_vacancy_may_name_an_organisation_that_its_owner_sees(pools: Pools, keeper: str) -> None:
    with pools.api.connect() as connection, connection.begin() as undone:
        connection.execute(text(f"SET LOCAL plaatsmaker.municipality = '{OWN}'"))
        changed = connection.execute(text(POINTED.format(keeper, "open"))).rowcount
        undone.rollback()

    assert changed == 3


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
        "UPDATE weight_set SET holds_from = current_date",
        "UPDATE weight_set SET author = 'somebody'",
        "DELETE FROM weight_set",
        "DELETE FROM match_run",
        "UPDATE match_run SET status = 'finished'",
        "UPDATE proposal SET fit = 1",
        "UPDATE placement SET candidate = 'k2'",
        "UPDATE decision SET reason = 'other'",
        "DELETE FROM decision",
        "DELETE FROM reason_code",
        "DELETE FROM done_request",
        "UPDATE check_in SET until = on_day",
        "DELETE FROM check_in",
        "UPDATE coach_alert SET coach = 'c2'",
        "DELETE FROM coach_alert",
        "UPDATE wellbeing_score SET loneliness = 0",
        "DELETE FROM wellbeing_score",
        "UPDATE outcome SET months = 3",
        "UPDATE review SET placement_id = id",
        "INSERT INTO match_run (id, region, municipality, weight_set_version, today, requested_by,"
        f" status) VALUES (gen_random_uuid(), 'AM09', '{OWN}', 1, current_date, 'x', 'finished')",
        "SELECT args FROM procrastinate_jobs",
        "SELECT lock FROM procrastinate_jobs",
        "SELECT status FROM procrastinate_jobs",
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
        "UPDATE proposal SET fit = 1",
        "SELECT * FROM import_job",
        "SELECT note FROM check_in",
        "SELECT municipality FROM coach_alert",
        "INSERT INTO check_in (id) VALUES (gen_random_uuid())",
        "SELECT self_reliance FROM wellbeing_score",
        "SELECT code FROM outcome",
        "SELECT note FROM review",
        "SELECT * FROM placement_history()",
        "SELECT * FROM wellbeing_change(NULL, NULL, 10)",
        "SELECT * FROM taken_elsewhere()",
        "SELECT * FROM proposed_elsewhere(current_date)",
        "SET ROLE plaatsmaker_owner",
    ],
)
def test_the_worker_may_do_no_more_than_it_needs(pools: Pools, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(pools.worker, region="AM09") as connection,
    ):
        connection.execute(text(statement))


def test_the_worker_decides_of_nothing(pools: Pools) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.worker, region="AM09") as connection,
    ):
        connection.execute(text("UPDATE proposal SET status = 'accepted'"))


@pytest.mark.parametrize(
    ("asking", "scope"),
    [
        ({"municipality": OWN}, {"municipality": NEXT}),
        ({"municipality": OWN}, {"region": "AM09"}),
        ({"municipality": OWN}, {}),
        ({"region": "AM09"}, {"municipality": OWN}),
        ({"region": "AM09"}, {"region": "AM10"}),
        ({}, {"municipality": OWN}),
    ],
)
def test_the_api_drafts_weight_sets_of_its_own_scope_only(
    pools: Pools, asking: dict[str, str], scope: dict[str, str]
) -> None:
    columns = {"name": "n", "author": "a", "motivation": "m", "holds_from": "2026-01-01", **scope}
    named, values = ", ".join(columns), ", ".join(f"'{value}'" for value in columns.values())
    draft = text(f"INSERT INTO weight_set ({named}, content) VALUES ({values}, '{{}}')")

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.api, **asking) as connection,
    ):
        connection.execute(draft)


def test_the_api_moves_no_weight_set_of_its_region_or_of_everybody(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO weight_set (region, name, author, motivation, holds_from, content)"
                " VALUES ('AM09', 'n', 'a', 'm', '2026-01-01', '{}')"
            )
        )

    with transaction(pools.api, OWN) as connection:
        seen = connection.scalar(text("SELECT count(*) FROM weight_set"))
        moved = connection.execute(text("UPDATE weight_set SET status = 'draft'")).rowcount

    assert seen == 2
    assert moved == 0


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


def test_a_snapshot_transaction_cannot_write(pools: Pools) -> None:
    with (
        pytest.raises(InternalError, match="read-only transaction"),
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
    shared: SharedDatabase, pools: Pools, right: str, reason: str
) -> None:
    name = f"test_{uuid.uuid4().hex[:10]}"
    with pools.owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{name}' {right}"))
    url = as_psycopg(shared.url()).set(username=name, password=name)
    engine = create_engine(url)

    with pytest.raises(Misconfigured, match=reason):
        refuse_bypassing_role(engine)

    engine.dispose()
    with pools.owner.begin() as connection:
        connection.execute(text(f"DROP ROLE {name}"))


def test_the_service_roles_are_accepted(pools: Pools) -> None:
    refuse_bypassing_role(pools.api)
    refuse_bypassing_role(pools.worker)


def test_the_api_stores_no_proposal_of_a_run(pools: Pools) -> None:
    copy = (
        "INSERT INTO proposal SELECT (jsonb_populate_record(p, jsonb_build_object("
        "'id', gen_random_uuid(), 'candidate', 'k2'))).* FROM proposal AS p"
    )

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(pools.api, OWN) as connection,
    ):
        connection.execute(text(copy))


@pytest.mark.parametrize("found", ["proposal", "unplaced"])
def test_the_api_deletes_nothing_that_was_found_for_somebody_who_is_there(
    pools: Pools, found: str
) -> None:
    with transaction(pools.api, OWN) as connection:
        deleted = connection.execute(text(f"DELETE FROM {found}")).rowcount
        left = connection.scalar(text(f"SELECT count(*) FROM {found}"))

    assert (deleted, left) == (0, 1)


def test_the_api_changes_and_deletes_no_review_that_was_done(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        changed = connection.execute(text("UPDATE review SET note = 'x'")).rowcount
        deleted = connection.execute(text("DELETE FROM review")).rowcount
        left = connection.scalar(text("SELECT count(*) FROM review"))

    assert (changed, deleted, left) == (0, 0, 1)


def test_the_api_deletes_no_placement_that_was_decided(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        deleted = connection.execute(text("DELETE FROM placement")).rowcount
        left = connection.scalar(text("SELECT count(*) FROM placement"))

    assert (deleted, left) == (0, 1)
