"""What stands, for a night or the desk: proposals, who is introduced, what things were worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.snapshot import load_snapshot
from service.db import nights
from solver.codes import GuidanceLevel
from solver.contests import Elsewhere
from solver.desk import Prices as Worth
from solver.ground import Period, name_of
from solver.holdback import DAYS
from solver.people import Candidate
from solver.places import Vacancy
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Placement, Proposed, Snapshot
from solver.stretches import cuts_of


def load_night(connection: Connection, run: Row[Any], cooling_off_days: int) -> Snapshot:
    """Read all that a run needs: the catalogue, what was decided, and what stands open."""
    snapshot = load_decided(connection, run, run.today)
    lately = nights.changed_lately(connection, run, cooling_off_days)
    rows = nights.open_proposals(connection, run)
    return snapshot.having(
        proposed=tuple(_proposed(row, run.weight_set_version, lately) for row in rows)
    )


def load_decided(connection: Connection, run: Row[Any], today: date) -> Snapshot:
    """Read the catalogue of a run and what was decided by a day.

    Who is introduced to a place holds it, as with a placement.
    """
    snapshot = load_snapshot(connection, today, region=run.region, municipality=run.municipality)
    held = _held(nights.introduced(connection, run, today), snapshot)
    return snapshot.having(placements=(*snapshot.placements, *held))


def standing_of(rows: Iterable[Row[Any]]) -> tuple[Proposed, ...]:
    """Give proposals, by their rows, as what stands open."""
    return tuple(
        Proposed(
            candidate=f"{row.municipality}/{row.candidate}",
            vacancies=tuple(row.vacancies),
            coach=_coach(row),
            fit=row.fit,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Prices:
    """What an earlier plan found worth what; None where there is no such plan."""

    of_resources: Mapping[ResourceName, float] | None = None
    of_people: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """What stands open as one municipality sees it, or for a whole region.

    `snapshot` has its people with what stands open for them, and those who are introduced with a
    placement: these are `introduced` too.
    """

    snapshot: Snapshot
    introduced: tuple[Placement, ...]
    elsewhere: Mapping[ResourceName, Elsewhere]


def load_open_plan(
    connection: Connection, scope: nights.Scope, snapshot: Snapshot, asked: Collection[str]
) -> OpenPlan:
    """Read what stands open beside what a municipality, or a region's worker, sees.

    Of those who are `asked` about (`GM0222/c1`) all of it may be moved: who is introduced holds no
    place, and who was moved lately may be moved again.
    """
    days = nights.settings_of(connection, scope.region).cooling_off_days
    lately = nights.changed_lately(connection, scope, days)
    known = nights.introduced(connection, scope, scope.today)
    movable = [row for row in known if _name(row) in asked]
    held = tuple(_held([row for row in known if _name(row) not in asked], snapshot))
    holding = {each.candidate for each in held} | {_name(row) for row in movable}
    rows = [row for row in nights.open_proposals(connection, scope) if _name(row) not in holding]
    stands = [
        replace(one, kept=tuple(one.candidate.split("/")) in lately and one.candidate not in asked)
        for one in standing_of([*movable, *rows])
    ]
    return OpenPlan(
        snapshot.having(
            placements=(*snapshot.placements, *held),
            proposed=tuple({one.candidate: one for one in stands}.values()),
        ),
        held,
        {} if scope.municipality is None else _elsewhere(connection, snapshot, scope.today),
    )


def _elsewhere(
    connection: Connection, snapshot: Snapshot, today: date
) -> dict[ResourceName, Elsewhere]:
    found: dict[ResourceName, Elsewhere] = {}
    cuts = cuts_of(snapshot.vacancies, snapshot.today)
    for row in nights.proposed_elsewhere(connection, today, cuts):
        level = None if row.level is None else GuidanceLevel(row.level)
        name = ResourceName(ResourceKind(row.kind), f"{row.municipality}/{row.reference}", level)
        known, amount = found.get(name, Elsewhere()), int(row.amount)
        found[name] = (
            replace(known, held=amount)
            if row.introduced
            else replace(known, proposed=amount, people=int(row.people))
        )
    return found


def _name(row: Row[Any]) -> str:
    return f"{row.municipality}/{row.candidate}"


def earlier_prices(connection: Connection, run: Row[Any]) -> Prices:
    """Give what each scarce thing, and each person's part, was worth to the published plan."""
    earlier = nights.published(connection, run)
    return Prices() if earlier is None else prices_of(connection, earlier)


def prices_of(connection: Connection, run_id: UUID) -> Prices:
    """Give what each scarce thing, and each person's part, was worth to the plan of a run."""
    resources = _by_resource(nights.resource_prices(connection, run_id))
    people = {
        f"{row.municipality}/{row.candidate}": row.price
        for row in nights.person_prices(connection, run_id)
    }
    return Prices(resources or None, people or None)


def newcomers(connection: Connection, run: Row[Any]) -> tuple[str, ...]:
    """Name who came in the weeks before the day of a run (`GM0222/c1`), the last one last."""
    rows = nights.newcomers(connection, run, DAYS)
    return tuple(f"{row.municipality}/{row.reference}" for row in rows)


@dataclass(frozen=True, slots=True)
class Published:
    """What a municipality may know of a published plan: prices, and what it proposes by person.

    `hold_back` is what things are worth to people who are expected. People are named by their
    reference.
    """

    prices: Worth | None = None
    hold_back: Worth | None = None
    proposed: Mapping[str, Proposed] = field(default_factory=dict)


def load_published(connection: Connection, run_id: UUID | None) -> Published:
    """Read what is seen of the published plan of a run; nothing where there is none."""
    if run_id is None:
        return Published()
    rows = nights.proposed_by(connection, run_id)
    stands = zip((row.candidate for row in rows), standing_of(rows), strict=True)
    seen = nights.seen_prices(connection, run_id)
    prices, held = (Worth.of(_by_resource(seen, what)) for what in ("price", "hold_back"))
    return Published(prices, held, dict(stands))


def _by_resource(rows: Iterable[Row[Any]], what: str = "price") -> dict[ResourceName, float]:
    return {
        ResourceName(
            ResourceKind(row.kind),
            row.reference,
            None if row.level is None else GuidanceLevel[row.level.upper()],
        ): row._mapping[what] or 0.0
        for row in rows
    }


def _proposed(row: Row[Any], weights: int, lately: set[tuple[str, str]]) -> Proposed:
    facts = {
        "person": row.person,
        "place": row.place,
        "coach": row.coach_changed,
        "weights": row.weight_set_version != weights,
    }
    (stands,) = standing_of([row])
    return replace(
        stands,
        kept=(row.municipality, row.candidate) in lately,
        since=tuple(name for name, changed in facts.items() if changed),
    )


def _held(rows: Iterable[Row[Any]], snapshot: Snapshot) -> Iterator[Placement]:
    """Give the places of introduced people, of whom the first of two has the coach."""
    people = {name_of(person): person for person in snapshot.candidates}
    places = {name_of(place): place for place in snapshot.vacancies}
    for row in rows:
        person = people.get(f"{row.municipality}/{row.candidate}")
        for number, name in enumerate(row.vacancies):
            if person is not None and name in places:
                yield _placement(row, person, places[name], first=number == 0)


def _placement(row: Row[Any], person: Candidate, place: Vacancy, *, first: bool) -> Placement:
    coach = _coach(row) if first else None
    return Placement(
        candidate=name_of(person),
        vacancy=name_of(place),
        coach=coach,
        guidance_minutes=0
        if person.guidance_level is GuidanceLevel.NONE
        else person.guidance_minutes,
        coaching_minutes=0 if coach is None else person.coaching_minutes,
        period=Period(row.start_day, None),
    )


def _coach(row: Row[Any]) -> str | None:
    return None if row.coach is None else f"{row.coach_municipality}/{row.coach}"
