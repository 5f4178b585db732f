"""Whether one person can have a place, or two, now: what it takes is locked until the commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from service import bridge
from service.bridge import Part
from service.bridge.parts import split
from service.db import catalogue, locks, weights
from service.errors import Conflict, FieldProblem, NotFound
from service.usecases.standing import expect_active
from solver.check import Asked, Check, Checks, Lack, check
from solver.columns import Columns
from solver.drafts import NONE
from solver.people import Candidate
from solver.places import Vacancy


@dataclass(frozen=True, slots=True)
class Place:
    """Who would go where, with which coach (none: the best that fits), by qualified reference."""

    municipality: str
    candidate: str
    vacancies: tuple[str, ...]
    coach: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A person, the places, and what is to be said of each and of both together.

    `places_left` is how many places the person still wants, these included.
    """

    person: Candidate
    places_left: int
    vacancies: tuple[Vacancy, ...]
    checks: Checks

    @property
    def each(self) -> tuple[Check, ...]:
        """What is to be said of each place."""
        return self.checks.each


def judged(connection: Connection, place: Place, today: date) -> Judged:
    """Check a place by the weights that hold, with everything it takes locked until the commit.

    Raises `NotFound` for a person, place or coach that is not there or not to be seen, and
    `Conflict` while matching is suspended.
    """
    if place.coach is None:
        best = looked_at(connection, place, today).each[0].coach
        place = replace(place, coach=best)
    lock_person(connection, place.municipality, place.candidate)
    locks.take(connection, _names(connection, place))
    return looked_at(connection, place, today)


def lock_person(connection: Connection, municipality: str, candidate: str) -> None:
    """Let nobody else decide for a person until the commit; comes before every other lock."""
    locks.take(connection, [f"person/{municipality}/{candidate}"])


def looked_at(connection: Connection, place: Place, today: date) -> Judged:
    """Check a place as `judged` does, and lock nothing."""
    region = expect_active(connection, place.municipality).region
    version = weights.version_that_holds(connection, place.municipality, region, today)
    weight_set = bridge.load_weights(connection, version)
    part = Part(place.municipality, place.candidate, _keys(place))
    snapshot = bridge.load_part(connection, today, region=region, part=part)
    if weight_set is None:
        raise NotFound
    columns = Columns.of(snapshot, weight_set)
    asked = _asked(columns, place)
    vacancies = tuple(snapshot.vacancies[one.col] for one in asked)
    row = asked[0].row
    left = int(columns.people.places_left[row])
    return Judged(snapshot.candidates[row], left, vacancies, check(columns, asked))


def _keys(place: Place) -> tuple[tuple[str, str], ...]:
    return tuple(split(name, place.municipality) for name in place.vacancies)


def expect_possible(found: Judged) -> None:
    """Raise `Conflict` naming every rule and every resource that stands in the way."""
    refused = [problem for told in found.each for problem in _refusals(told)]
    expect_enough(found.checks.overbooked, refused)
    if refused:
        named = ", ".join(dict.fromkeys(str(problem.value) for problem in refused))
        raise Conflict(f"This is not allowed now: {named}.", refused)


def expect_enough(lacks: Sequence[Lack], beside: Sequence[FieldProblem] = ()) -> None:
    """Raise `Conflict` naming everything of which too little is left, and what else is wrong."""
    lacking = [
        FieldProblem(
            f"{lack.resource.kind} {lack.resource.reference}",
            f"{lack.asked} asked",
            f"at most the {lack.left} that are left",
        )
        for lack in lacks
    ]
    if lacking:
        named = ", ".join(problem.field for problem in lacking)
        raise Conflict(f"Too little is left of {named}.", [*lacking, *beside])


def _refusals(told: Check) -> Iterator[FieldProblem]:
    rules = (*told.broken, *(() if told.kept_out is None else (told.kept_out,)))
    for rule in rules:
        yield FieldProblem(told.vacancy, rule, "a place that every hard rule allows")


def _house(connection: Connection, key: tuple[str, str]) -> str:
    row = catalogue.find(connection, "vacancy", *key)
    if row is None:
        raise NotFound
    return f"{row['organisation_municipality']}/{row['organisation']}"


def lock_house(connection: Connection, vacancy: tuple[str, str]) -> None:
    """Let nobody else decide of what the organisation of a vacancy has until the commit."""
    locks.take(connection, [f"house/{_house(connection, vacancy)}"])


def _names(connection: Connection, place: Place) -> Iterator[str]:
    """Name whatever a decision takes something of."""
    yield from (f"house/{_house(connection, key)}" for key in _keys(place))
    if place.coach is not None:
        yield f"coach/{place.coach}"


def _asked(columns: Columns, place: Place) -> list[Asked]:
    people = {person.reference: row for row, person in enumerate(columns.snapshot.candidates)}
    coaches, found = columns.vocabulary.coaches, map(columns.supply.col_of, place.vacancies)
    cols = [col for col in found if col is not None]
    coach = None if place.coach is None else coaches.get(place.coach)
    if place.candidate not in people or (place.coach is not None and coach is None):
        raise NotFound
    if len(cols) < len(place.vacancies):
        raise NotFound
    row, (first, *second) = people[place.candidate], cols
    return [Asked(row, first, coach), *(Asked(row, col, NONE) for col in second)]
