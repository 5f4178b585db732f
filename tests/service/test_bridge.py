from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from service import bridge
from service.db import municipalities
from service.db.postcodes import put_postcodes
from service.db.session import create_engine_for, snapshot_transaction
from solver.coaches import Coach
from solver.codes import Kind, Sharing
from solver.ground import Location, Period
from solver.match import MatchParams, Task
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.snapshot import Forbid, Partnership, PartnershipForm, Placement, Snapshot
from solver.weights import WeightSet

if TYPE_CHECKING:
    from tests.conftest import Database

TODAY = date(2026, 11, 24)
OWN, NEXT, FAR = "GM0222", "GM0197", "GM0363"


@dataclass(frozen=True)
class Pools:
    """The same database, as each role."""

    owner: Engine
    api: Engine
    worker: Engine


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    users = (None, "plaatsmaker_api", "plaatsmaker_worker")
    made = Pools(*(create_engine_for(database.url(user)) for user in users))
    with made.owner.begin() as connection:
        for region in ("AM09", "AM10"):
            municipalities.put_region(connection, region, region)
        for code, region in ((OWN, "AM09"), (NEXT, "AM09"), (FAR, "AM10")):
            municipalities.put_municipality(connection, code, code, region)
            fill(connection, code)
    yield made
    for engine in (made.owner, made.api, made.worker):
        engine.dispose()


def person(code: str, reference: str = "k1") -> Candidate:
    return Candidate(reference=reference, municipality=code, postcode="7001")


def place(code: str, reference: str, sharing: Sharing) -> Vacancy:
    return Vacancy(
        reference=reference,
        municipality=code,
        organisation="o1",
        kind=Kind.VOLUNTEERING,
        seats=2,
        sharing=sharing,
    )


def coach(code: str) -> Coach:
    return Coach(reference="c1", municipality=code, week_minutes=60)


def fill(connection: Connection, code: str) -> None:
    house = Organisation(reference="o1", municipality=code)
    bridge.store_entities(connection, "organisation", [house])
    places = [place(code, "own", Sharing.OWN), place(code, "shared", Sharing.REGION)]
    bridge.store_entities(connection, "vacancy", places)
    bridge.store_entities(connection, "candidate", [person(code)])
    bridge.store_entities(connection, "coach", [coach(code)])


def add(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def read(engine: Engine, municipality: str | None = None, acting: str | None = None) -> Snapshot:
    region = None if acting else "AM09"
    with snapshot_transaction(engine, acting, region) as connection:
        return bridge.load_snapshot(connection, TODAY, region="AM09", municipality=municipality)


def test_the_worker_reads_a_whole_region_and_no_other(pools: Pools) -> None:
    snapshot = read(pools.worker)

    assert snapshot == Snapshot(
        today=TODAY,
        candidates=(person(NEXT), person(OWN)),
        organisations=tuple(Organisation(reference="o1", municipality=m) for m in (NEXT, OWN)),
        vacancies=tuple(
            place(code, reference, sharing)
            for code in (NEXT, OWN)
            for reference, sharing in (("own", Sharing.OWN), ("shared", Sharing.REGION))
        ),
        coaches=(coach(NEXT), coach(OWN)),
    )


@pytest.mark.parametrize("role", ["worker", "api"])
def test_one_municipality_has_its_people_and_the_places_open_to_it(pools: Pools, role: str) -> None:
    snapshot = read(getattr(pools, role), OWN, OWN if role == "api" else None)

    assert [c.municipality for c in snapshot.candidates] == [OWN]
    assert [(v.municipality, v.reference) for v in snapshot.vacancies] == [
        (NEXT, "shared"), (OWN, "own"), (OWN, "shared"),
    ]  # fmt: skip


def test_a_suspended_municipality_takes_no_part(pools: Pools) -> None:
    add(pools.owner, f"UPDATE municipality SET suspended = true WHERE code = '{NEXT}'")

    snapshot = read(pools.worker)

    assert {c.municipality for c in snapshot.candidates} == {OWN}
    assert {v.municipality for v in snapshot.vacancies} == {OWN}


def test_a_postcode_gives_the_location_when_there_are_no_coordinates(pools: Pools) -> None:
    centre, precise = Location(51.96, 6.29), Location(52.0, 6.0)
    people = [
        replace(person(OWN, "precise"), location=precise),
        replace(person(OWN, "unknown"), postcode="9999"),
    ]
    with pools.owner.begin() as connection:
        bridge.store_entities(connection, "candidate", people)
        put_postcodes(connection, [("7001", centre.latitude, centre.longitude)])

    found = {c.reference: c.location for c in read(pools.worker, OWN).candidates}

    assert found == {"k1": centre, "precise": precise, "unknown": None}


def test_an_inline_candidate_is_located_by_its_postcode(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        put_postcodes(connection, [("7001", 51.96, 6.29)])

        assert bridge.located(connection, person(OWN)).location == Location(51.96, 6.29)
        nowhere = replace(person(OWN), postcode="7002")
        assert bridge.located(connection, nowhere) == nowhere


def test_partnerships_in_force_come_with_their_members(pools: Pools) -> None:
    with pools.owner.begin() as connection:
        for reference, end in (("now", None), ("past", date(2026, 11, 23))):
            fields = {"reference": reference, "form": "cooperation", "end_day": end}
            municipalities.put_partnership(connection, fields, [OWN, NEXT])

    assert read(pools.worker).partnerships == (
        Partnership(
            reference="now",
            municipalities=frozenset({OWN, NEXT}),
            form=PartnershipForm.COOPERATION,
        ),
    )


PLACED = (
    "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy,"
    " coach_municipality, coach, guidance_minutes, coaching_minutes, start_day, end_day) VALUES"
    " (gen_random_uuid(), '{0}', 'k1', '{1}', 'shared', '{0}', 'c1', 60, 30, '2026-01-01', {2})"
)


def test_running_placements_are_read_and_ended_ones_are_not(pools: Pools) -> None:
    add(pools.owner, PLACED.format(OWN, NEXT, "NULL"), PLACED.format(NEXT, OWN, "'2026-11-23'"))

    assert read(pools.worker).placements == (
        Placement(
            candidate=f"{OWN}/k1",
            vacancy=f"{NEXT}/shared",
            organisation=f"{NEXT}/o1",
            coach=f"{OWN}/c1",
            guidance_minutes=60,
            coaching_minutes=30,
            period=Period(date(2026, 1, 1)),
        ),
    )


def test_at_the_desk_a_seat_taken_from_elsewhere_counts_without_a_name(pools: Pools) -> None:
    add(pools.owner, PLACED.format(NEXT, OWN, "NULL"))

    (placement,) = read(pools.api, OWN, OWN).placements

    assert placement.vacancy == f"{OWN}/shared"
    assert placement.candidate == "GM0000/elsewhere-1"


def test_at_the_desk_people_from_elsewhere_at_hidden_places_are_counted_one_by_one(
    pools: Pools,
) -> None:
    hidden = replace(place(NEXT, "hidden", Sharing.OWN), organisation="o1")
    with pools.owner.begin() as connection:
        bridge.store_entities(connection, "vacancy", [hidden])
        bridge.store_entities(connection, "candidate", [person(NEXT, "k2")])
    at_hidden = PLACED.format(NEXT, NEXT, "NULL").replace("'shared'", "'hidden'")
    add(pools.owner, at_hidden, at_hidden.replace("'k1'", "'k2'"))

    first, second = read(pools.api, OWN, OWN).placements

    assert first.candidate != second.candidate
    assert {first.vacancy, second.vacancy} == {"GM0000/elsewhere"}
    assert {first.organisation, second.organisation} == {f"{NEXT}/o1"}


def test_pairs_are_forbidden_until_their_day(pools: Pools) -> None:
    forbidding = (
        "INSERT INTO forbid (id, municipality, candidate, {0}_municipality, {0}, until)"
        f" VALUES (gen_random_uuid(), '{OWN}', 'k1', '{OWN}', '{{1}}', {{2}})"
    )
    add(
        pools.owner,
        forbidding.format("vacancy", "own", "'2026-11-24'"),
        forbidding.format("vacancy", "shared", "'2026-11-23'"),
        forbidding.format("organisation", "o1", "NULL"),
    )

    assert set(read(pools.worker).forbids) == {
        Forbid(candidate=f"{OWN}/k1", vacancy=f"{OWN}/own", until=TODAY),
        Forbid(candidate=f"{OWN}/k1", organisation=f"{OWN}/o1"),
    }


def test_a_place_at_another_municipalitys_organisation_names_it_in_full(pools: Pools) -> None:
    guest = replace(place(OWN, "guest", Sharing.OWN), organisation=f"{NEXT}/o1")
    with pools.owner.begin() as connection:
        bridge.store_entities(connection, "vacancy", [guest])

    assert guest in read(pools.worker).vacancies


def test_reading_takes_as_many_queries_for_many_people_as_for_one(pools: Pools) -> None:
    def count() -> int:
        seen: list[str] = []
        event.listen(pools.worker, "before_cursor_execute", lambda *given: seen.append(given[2]))
        read(pools.worker)
        return len(seen)

    few = count()
    with pools.owner.begin() as connection:
        many = [person(OWN, f"k{n}") for n in range(50)]
        bridge.store_entities(connection, "candidate", many)

    assert few == count()
    assert few <= 12


def test_storing_the_same_again_changes_nothing(pools: Pools) -> None:
    query = text("SELECT id, revision, updated_at FROM candidate ORDER BY id")
    with pools.owner.begin() as connection:
        before = connection.execute(query).all()
    with pools.owner.begin() as connection:
        bridge.store_entities(connection, "candidate", [person(OWN)])

    with pools.owner.begin() as connection:
        assert connection.execute(query).all() == before


def test_the_stored_weights_mean_what_the_defaults_mean(pools: Pools) -> None:
    with pools.worker.begin() as connection:
        stored = bridge.load_weights(connection, 1)
        missing = bridge.load_weights(connection, 2)

    ours = WeightSet()
    assert missing is None
    assert stored is not None
    assert list(stored.weights.items()) == list(ours.weights.items())
    assert all(stored.mode(rule) is ours.mode(rule) for rule in stored.modes)
    assert replace(stored, modes={}) == ours


def test_the_hash_of_the_input_sees_every_change_and_no_order(pools: Pools) -> None:
    snapshot, weights = read(pools.worker), WeightSet()
    shuffled = list(snapshot.vacancies)
    random.Random(1).shuffle(shuffled)
    changed = [replace(vacancy, seats=3) for vacancy in snapshot.vacancies]

    hashed = hash_of(snapshot, weights)

    assert hashed == hash_of(replace(snapshot, vacancies=tuple(shuffled)), weights)
    assert hashed != hash_of(replace(snapshot, vacancies=tuple(changed)), weights)
    assert hashed != hash_of(snapshot, replace(weights, minimum_fit=1))
    assert hashed != hash_of(replace(snapshot, today=date(2026, 11, 25)), weights)
    assert hashed != hash_of(snapshot, weights, change_budget=3)


def hash_of(snapshot: Snapshot, weights: WeightSet, **asked: Any) -> str:
    return bridge.document_of(Task(snapshot, weights, MatchParams(**asked))).digest
