"""Three municipalities, two of one region and one of another, with rows in every table."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, text

from service.bridge import store_entities
from service.db import municipalities
from service.db.session import as_psycopg, create_engine_for
from solver.coaches import Coach
from solver.codes import Kind, Sharing
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests import log_watch

if TYPE_CHECKING:
    from tests.conftest import Cluster, Database

OWN, NEXT, FAR = "GM0222", "GM0197", "GM0363"


@dataclass(frozen=True)
class Pools:
    """The same database, as each role."""

    owner: Engine
    api: Engine
    worker: Engine


@dataclass(frozen=True)
class SharedDatabase:
    """One migrated database for a module whose tests leave it as it was."""

    cluster: Cluster
    name: str

    def url(self, user: str | None = None) -> str:
        """Give the address for a role; the administrator's by default."""
        address = as_psycopg(self.cluster.libpq(self.name, user))
        return address.render_as_string(hide_password=False)


@contextmanager
def shared_database(cluster: Cluster) -> Iterator[SharedDatabase]:
    """Clone the template once."""
    name = f"shared_{uuid.uuid4().hex[:12]}"
    cluster.run("create database {} template {}", name, cluster.template)
    yield SharedDatabase(cluster, name)
    cluster.run("drop database {} with (force)", name)


@contextmanager
def three_municipalities(database: Database | SharedDatabase) -> Iterator[Pools]:
    """Fill a database; the pools of the service's roles hold one connection each."""
    owner = create_engine_for(database.url())
    single = {"pool_size": 1, "max_overflow": 0}
    api = create_engine(as_psycopg(database.url("plaatsmaker_api")), **single)
    worker = create_engine(as_psycopg(database.url("plaatsmaker_worker")), **single)
    with owner.begin() as connection:
        for region in ("AM09", "AM10"):
            municipalities.put_region(connection, region, region)
        for code, region in ((OWN, "AM09"), (NEXT, "AM09"), (FAR, "AM10")):
            municipalities.put_municipality(connection, code, code, region)
            fill(connection, code, region)
    yield Pools(owner, api, worker)
    with owner.begin() as connection:
        for noun in ("candidate", "vacancy", "organisation", "coach"):
            log_watch.note(connection.scalars(text(f"SELECT reference FROM {noun}")))
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
    person = Candidate(reference="k1", municipality=code, places_wanted=2)
    store_entities(connection, "candidate", [person])
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
    "INSERT INTO match_run (id, region, municipality, status, weight_set_version, today,"
    " requested_by) VALUES (:run, :region, :code, 'finished', 1, current_date, 'test')",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " motivate, rather_not)"
    " VALUES (:proposal, :run, :code, 'k1', current_date, 5000, false, false, false)",
    "INSERT INTO proposal_vacancy VALUES (:proposal, 0, :code, :code, 'own')",
    "INSERT INTO unplaced VALUES (:run, :code, 'k1', 'kept_out')",
    "INSERT INTO run_resource VALUES (:run, 0, 'seats', :code, :code || '/own', NULL, 2, 1, 0)",
    "WITH made AS (INSERT INTO placement (id, municipality, candidate, vacancy_municipality,"
    " vacancy) VALUES (gen_random_uuid(), :code, 'k1', :code, 'region') RETURNING id), seen AS ("
    "INSERT INTO review (id, municipality, placement_id, done_on, done_by, made_by)"
    " SELECT gen_random_uuid(), :code, id, current_date, 'guide', 'test' FROM made)"
    " INSERT INTO outcome (placement_id, months, municipality, code, noted_by)"
    " SELECT id, 3, :code, 'unknown', 'test' FROM made",
    "INSERT INTO wellbeing_score (id, municipality, candidate, moment, on_day, loneliness, made_by)"
    " VALUES (gen_random_uuid(), :code, 'k1', 'before', current_date, 3, 'test')",
    "INSERT INTO forbid (id, municipality, candidate, vacancy_municipality, vacancy)"
    " VALUES (gen_random_uuid(), :code, 'k1', :code, 'own')",
    "WITH said AS (INSERT INTO check_in (id, municipality, candidate, kind, on_day, until, made_by)"
    " VALUES (gen_random_uuid(), :code, 'k1', 'pause', current_date - 9, current_date - 8, 'test')"
    " RETURNING id) INSERT INTO coach_alert (id, municipality, check_in_id, coach_municipality,"
    " coach) SELECT gen_random_uuid(), :code, id, :code, 'c1' FROM said",
    "WITH asked AS (INSERT INTO scenario (id, region, municipality, base_run, purpose, status,"
    " requested_by) VALUES (gen_random_uuid(), :region, :code, :run, 'cost', 'finished', 'test')"
    " RETURNING id), day AS ("
    "INSERT INTO pin_cost (scenario_id, municipality, today, weight_set_version)"
    " SELECT id, :code, current_date, 1 FROM asked)"
    " INSERT INTO pin_cost_person (scenario_id, municipality, candidate, pinned)"
    " SELECT id, :code, 'k1', ARRAY[:code || '/own'] FROM asked",
    "INSERT INTO import_job (id, municipality, requested_by, all_or_nothing, accepted, refused)"
    " VALUES (gen_random_uuid(), :code, 'test', true, 1, 0)",
)


def one_of_each(connection: Connection, code: str = OWN, region: str = "AM09") -> None:
    """Store a municipality with one organisation, vacancy, candidate and coach."""
    municipalities.put_region(connection, region, region)
    municipalities.put_municipality(connection, code, code, region)
    home = Organisation(reference="home", municipality=code)
    store_entities(connection, "organisation", [home])
    store_entities(connection, "vacancy", [vacancy(code, "v1", "home", Sharing.OWN)])
    store_entities(connection, "candidate", [Candidate(reference="k1", municipality=code)])
    coach = Coach(reference="c1", municipality=code, week_minutes=60)
    store_entities(connection, "coach", [coach])
