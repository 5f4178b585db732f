"""One consistent state of a region, read in a handful of queries.

A vacancy with start dates is read as its turns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from service.bridge.catalogue import entity_of
from service.bridge.check_ins import as_they_said
from service.bridge.parts import Row, period, split
from service.bridge.people import candidate
from service.bridge.places import coach, organisation, vacancy
from service.db import catalogue, municipalities, placements, tables
from service.objects import many_objects
from solver.places import Organisation, Vacancy
from solver.snapshot import Forbid, Partnership, PartnershipForm, Placement, Snapshot
from solver.turns import turns_of

#: Stands for a person of another municipality, or a place there, that is never named.
ELSEWHERE = "GM0000/elsewhere"
#: The nouns of the catalogue, and what a snapshot calls their records.
PLURALS = {
    "candidate": "candidates",
    "organisation": "organisations",
    "vacancy": "vacancies",
    "coach": "coaches",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One person of a municipality, and the places in question (municipality, reference)."""

    municipality: str
    candidate: str
    vacancies: tuple[tuple[str, str], ...]


def load_snapshot(
    connection: Connection, today: date, *, region: str, municipality: str | None = None
) -> Snapshot:
    """Read everything one match needs of a region, or of one municipality in it.

    For one municipality: its own people, and the places that are its own or shared.
    Row-level security narrows this further to what the connection may see.
    """
    with many_objects():
        read = {noun: entities(connection, noun, region, municipality) for noun in PLURALS}
        read["candidate"] = as_they_said(connection, read["candidate"], region, today)
        read["vacancy"] = [*turns_of(housed(read["vacancy"], read["organisation"]), today)]
        return Snapshot(
            today=today,
            **{PLURALS[noun]: tuple(records) for noun, records in read.items()},
            partnerships=_partnerships(connection, region, today),
            placements=running(connection, region, today),
            forbids=forbids(connection, region, today),
        )


def entities(
    connection: Connection,
    noun: str,
    region: str,
    municipality: str | None = None,
    since: int | None = None,
) -> list[Any]:
    """Read the records of a noun that are seen, or those above a change counter."""
    rows = catalogue.seen(connection, noun, region, municipality, since)
    return [entity_of(noun, row) for row in rows]


def load_part(connection: Connection, today: date, *, region: str, part: Part) -> Snapshot:
    """Read what one decision needs: a person, places, and all that others take there.

    Whoever else of the municipality works at the same organisations is read too: the level of
    guidance they need says whose minutes they take. So are the organisations' other vacancies with
    start dates: what is taken there is counted as their turns begin and end.
    """
    own, seats, keys = tables.candidate.c, tables.vacancy.c, list(part.vacancies)
    houses = select(seats.organisation_municipality, seats.organisation).where(
        tuple_(seats.municipality, seats.reference).in_(keys)
    )
    colleagues = (
        select(tables.placement.c.candidate)
        .join(tables.vacancy, _of_placement())
        .where(tables.placement.c.municipality == part.municipality)
        .where(tuple_(seats.organisation_municipality, seats.organisation).in_(houses))
    )
    read, house = catalogue.in_region, tables.organisation.c
    here = tuple_(house.municipality, house.reference).in_(houses)
    there = tuple_(seats.organisation_municipality, seats.organisation).in_(houses)
    dated = and_(there, seats.profile.has_key("start_dates"))
    wanted = or_(tuple_(seats.municipality, seats.reference).in_(keys), dated)
    who = and_(
        own.municipality == part.municipality,
        or_(own.reference == part.candidate, own.reference.in_(colleagues)),
    )
    people = map(candidate, read(connection, "candidate", region, who))
    return Snapshot(
        today=today,
        candidates=tuple(as_they_said(connection, people, region, today)),
        organisations=tuple(map(organisation, read(connection, "organisation", region, here))),
        vacancies=tuple(turns_of(map(vacancy, read(connection, "vacancy", region, wanted)), today)),
        coaches=tuple(map(coach, read(connection, "coach", region))),
        partnerships=_partnerships(connection, region, today),
        placements=running(connection, region, today),
        forbids=forbids(connection, region, today),
    )


def _of_placement() -> ColumnElement[bool]:
    held = tables.placement.c
    return and_(
        tables.vacancy.c.municipality == held.vacancy_municipality,
        tables.vacancy.c.reference == held.vacancy,
    )


def housed(vacancies: Iterable[Vacancy], organisations: Iterable[Organisation]) -> list[Vacancy]:
    """Leave out places at an organisation that is suspended or not of this region."""
    known = {(o.municipality, o.reference) for o in organisations}
    return [place for place in vacancies if split(place.organisation, place.municipality) in known]


def _partnerships(connection: Connection, region: str, today: date) -> tuple[Partnership, ...]:
    return tuple(
        Partnership(
            reference=row["reference"],
            municipalities=frozenset(row["members"]),
            form=PartnershipForm(row["form"]),
            period=period(row["start_day"], row["end_day"]),
        )
        for row in municipalities.partnerships(connection, region, today)
    )


def running(connection: Connection, region: str, today: date) -> tuple[Placement, ...]:
    """Read the placements that have not ended, others' without a name."""
    own = placements.running(connection, region, today)
    others = placements.taken_elsewhere(connection, today)
    named = [(f"{row.municipality}/{row.candidate}", row._mapping) for row in own]
    unnamed = [(f"{ELSEWHERE}-{row.person}", row._mapping) for row in others]
    return tuple(_placement(who, row) for who, row in named + unnamed)


def _placement(who: str, row: Row) -> Placement:
    return Placement(
        candidate=who,
        vacancy=_named(row, "vacancy") or ELSEWHERE,
        organisation=_named(row, "organisation"),
        coach=_named(row, "coach"),
        guidance_minutes=row["guidance_minutes"],
        coaching_minutes=row["coaching_minutes"],
        period=period(row["start_day"], row["end_day"]),
    )


def forbids(connection: Connection, region: str, today: date) -> tuple[Forbid, ...]:
    """Read the pairs that must not be proposed."""
    return tuple(
        Forbid(
            candidate=f"{row.municipality}/{row.candidate}",
            vacancy=_named(row._mapping, "vacancy"),
            organisation=_named(row._mapping, "organisation"),
            until=row.until,
        )
        for row in placements.forbidden(connection, region, today)
    )


def _named(row: Row, noun: str) -> str | None:
    reference = row[noun]
    return None if reference is None else f"{row[f'{noun}_municipality']}/{reference}"
