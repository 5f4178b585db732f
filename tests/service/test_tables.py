from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from service.bridge import find_entity, store_entities
from service.db.session import create_engine_for
from service.db.tables import METADATA
from solver.coaches import Coach
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests.service.entity_strategies import ENTITIES
from tests.service.tenancy import one_of_each, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster


@pytest.fixture(scope="module")
def owner(cluster: Cluster) -> Iterator[Engine]:
    with shared_database(cluster) as database:
        engine = create_engine_for(database.url())
        with engine.begin() as connection:
            one_of_each(connection)
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
        ("ck_vacancy_seats", "UPDATE vacancy SET seats = 10001"),
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
        ("uq_weight_set_active",
         "INSERT INTO weight_set SELECT (jsonb_populate_record(weight_set,"
         " jsonb_build_object('version', 2))).* FROM weight_set"),
        ("ck_weight_set_scope",
         "UPDATE weight_set SET status = 'draft', region = 'AM09', municipality = 'GM0222'"),
        ("ck_weight_set_approval", "UPDATE weight_set SET region = 'AM09'"),
        ("ck_weight_set_approved_by_another",
         "UPDATE weight_set SET approved_by = author, approved_at = now()"),
        ("ck_weight_set_activated", "UPDATE weight_set SET activated_at = now()"),
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
