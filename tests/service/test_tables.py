from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from service.bridge import find_entity, store_entities
from service.db import municipalities
from service.db.session import create_engine_for
from service.db.tables import METADATA
from solver.coaches import Coach
from solver.codes import Kind
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests.service.entity_strategies import ENTITIES

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    engine = create_engine_for(database.url())
    with engine.begin() as connection:
        municipalities.put_region(connection, "AM09", "Achterhoek")
        municipalities.put_municipality(connection, "GM0222", "Doetinchem", "AM09")
        home = Organisation(reference="home", municipality="GM0222")
        store_entities(connection, "organisation", [home])
        place = Vacancy(
            reference="v1", municipality="GM0222", organisation="home", kind=Kind.ROUTE, seats=2
        )
        store_entities(connection, "vacancy", [place])
        store_entities(connection, "candidate", [Candidate(reference="k1", municipality="GM0222")])
        coach = Coach(reference="c1", municipality="GM0222", week_minutes=60)
        store_entities(connection, "coach", [coach])
    yield engine
    engine.dispose()


def test_every_constraint_and_index_has_a_name() -> None:
    nameless = [
        table.name
        for table in METADATA.tables.values()
        for thing in (*table.constraints, *table.indexes)
        if not thing.name
    ]

    assert nameless == []


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("ck_vacancy_seats", "UPDATE vacancy SET seats = 0"),
        ("ck_vacancy_min_start", "UPDATE vacancy SET min_start = 3"),
        ("ck_vacancy_kind", "UPDATE vacancy SET kind = 'holiday'"),
        ("ck_vacancy_sharing", "UPDATE vacancy SET sharing = 'world'"),
        ("ck_vacancy_week_minutes",
         "UPDATE vacancy SET min_week_minutes = 9, max_week_minutes = 8"),
        ("ck_vacancy_period_end",
         "UPDATE vacancy SET period_start = '2026-02-02', period_end = '2026-02-01'"),
        ("ck_vacancy_latitude", "UPDATE vacancy SET latitude = 40, longitude = 6"),
        ("ck_vacancy_location", "UPDATE vacancy SET latitude = 52"),
        ("ck_vacancy_postcode", "UPDATE vacancy SET postcode = '0123'"),
        ("ck_vacancy_dayparts", "UPDATE vacancy SET dayparts = 2097152"),
        ("ck_vacancy_reference", "UPDATE vacancy SET reference = 'a b'"),
        ("fk_vacancy_organisation_municipality_organisation",
         "UPDATE vacancy SET organisation = 'nowhere'"),
        ("fk_vacancy_organisation_municipality_organisation", "DELETE FROM organisation"),
        ("ck_candidate_priority", "UPDATE candidate SET priority = 6"),
        ("ck_candidate_priority_reason", "UPDATE candidate SET priority = 5"),
        ("ck_candidate_ladder_step", "UPDATE candidate SET ladder_step = 7"),
        ("ck_candidate_wish_below_max",
         "UPDATE candidate SET wish_week_minutes = 9, max_week_minutes = 8"),
        ("ck_candidate_profile", "UPDATE candidate SET profile = '[]'"),
        ("ck_coach_week_minutes", "UPDATE coach SET week_minutes = 0"),
        ("ck_organisation_total_seats", "UPDATE organisation SET total_seats = -1"),
        ("uq_candidate_municipality_reference",
         "INSERT INTO candidate SELECT (jsonb_populate_record(candidate,"
         " jsonb_build_object('id', gen_random_uuid()))).* FROM candidate"),
        ("fk_municipality_region", "UPDATE municipality SET region = 'AM10'"),
        ("uq_weight_set_active", "INSERT INTO weight_set SELECT 2, name, status, content"
         " FROM weight_set"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(owner: Engine, constraint: str, change: str) -> None:
    with owner.connect() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text(change))

    assert refused.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's own error


@pytest.mark.parametrize("noun", ENTITIES)
def test_an_entity_survives_the_database(owner: Engine, noun: str) -> None:
    @given(entity=ENTITIES[noun])
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def survives(entity: Candidate | Organisation | Vacancy | Coach) -> None:
        with owner.connect() as connection:
            store_entities(connection, noun, [entity])
            found = find_entity(connection, noun, entity.municipality, entity.reference)

        assert found == entity

    survives()


def revision(connection: Connection, noun: str) -> int:
    return connection.execute(text(f"SELECT revision FROM {noun}")).scalar_one()


def test_a_write_raises_the_counter_of_its_region_once_and_rows_carry_it(owner: Engine) -> None:
    with owner.begin() as connection:
        before = municipalities.revision(connection, "AM09")
        connection.execute(text("UPDATE vacancy SET seats = 3"))
        connection.execute(text("UPDATE coach SET week_minutes = 90"))

    with owner.begin() as connection:
        assert municipalities.revision(connection, "AM09") == before + 1
        assert revision(connection, "vacancy") == revision(connection, "coach") == before + 1
        assert revision(connection, "organisation") < before + 1


def test_a_deleted_row_raises_the_counter_too(owner: Engine) -> None:
    with owner.begin() as connection:
        before = municipalities.revision(connection, "AM09")
        connection.execute(text("DELETE FROM coach"))

    with owner.begin() as connection:
        assert municipalities.revision(connection, "AM09") == before + 1


def test_a_write_that_is_undone_leaves_the_counter_as_it_was(owner: Engine) -> None:
    with owner.begin() as connection:
        before = municipalities.revision(connection, "AM09")
        with connection.begin_nested() as savepoint:
            connection.execute(text("UPDATE vacancy SET seats = 3"))
            savepoint.rollback()
        assert municipalities.revision(connection, "AM09") == before
        connection.execute(text("UPDATE vacancy SET seats = 4"))

        assert municipalities.revision(connection, "AM09") == before + 1
        assert revision(connection, "vacancy") == before + 1


def test_another_region_keeps_its_counter(owner: Engine) -> None:
    with owner.begin() as connection:
        municipalities.put_region(connection, "AM10", "Elsewhere")
    with owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET seats = 3"))

        assert municipalities.revision(connection, "AM10") == 0
