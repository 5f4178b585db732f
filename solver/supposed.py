"""A day as it would be: with more people, seats or minutes, or with places shared otherwise."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from solver.codes import GuidanceLevel, Kind, Sharing
from solver.ground import name_of, qualified
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.resources import ResourceKind
from solver.snapshot import Snapshot
from solver.turns import vacancy_of

Record = TypeVar("Record")
Raise: TypeAlias = Callable[[Record, int], Record]


class NothingThere(ValueError):
    """There is nothing of what there should be more of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """More of something scarce, spread evenly over all of it that the other fields describe.

    Attributes
    ----------
    what, amount
        Seats, people at a time in all (`TOTAL`), or minutes of guidance or coaching per week.
    vacancy, organisation, coach
        Qualified references (`GM0222/v12`); a turn is named with its day.
    municipality
        The one that keeps the record.
    kind, sector
        Of the vacancy; of the organisation.
    level
        Of guidance.
    """

    what: ResourceKind
    amount: int
    vacancy: str | None = None
    organisation: str | None = None
    coach: str | None = None
    municipality: str | None = None
    kind: Kind | None = None
    sector: str | None = None
    level: GuidanceLevel | None = None

    def made(self, snapshot: Snapshot, seed: int) -> Snapshot:
        """Give the snapshot with more; raises `NothingThere`, and `InvalidRecord` for too much."""
        return _MADE[self.what](self, snapshot)

    def _of(self, house: Organisation) -> bool:
        return _fits(self.organisation, name_of(house)) and _fits(self.sector, house.sector)


@dataclass(frozen=True, slots=True)
class MorePeople:
    """More people, a share of those of each municipality: drawn from them, and alike.

    Who is drawn twice is there twice more. They start together with nobody, need be kept apart from
    nobody, and have no placement.
    """

    percent: int

    def made(self, snapshot: Snapshot, seed: int) -> Snapshot:
        """Give the snapshot with people drawn by a seed."""
        everybody = snapshot.candidates
        of_each: dict[str, list[Candidate]] = defaultdict(list)
        for person in everybody:
            of_each[person.municipality].append(person)
        drawn = random.Random(seed)  # noqa: S311 - not a secret
        known = {person.reference for person in everybody}
        free = (f"more-{number}" for number in range(10**9))
        return snapshot.having(
            candidates=everybody
            + tuple(
                _alike(person, next(name for name in free if name not in known))
                for _, people in sorted(of_each.items())
                for person in drawn.choices(people, k=(self.percent * len(people) + 50) // 100)
            )
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """All places shared in one way: `OWN` keeps municipalities apart, `REGION` pools them.

    Who did not agree to look further than the own municipality does not; coaches work where they
    did.
    """

    sharing: Sharing

    def made(self, snapshot: Snapshot, seed: int) -> Snapshot:
        """Give the snapshot with its places shared so."""
        return snapshot.having(
            vacancies=tuple(replace(place, sharing=self.sharing) for place in snapshot.vacancies)
        )


Change: TypeAlias = More | MorePeople | Shared
APART, POOLED = Shared(Sharing.OWN), Shared(Sharing.REGION)


def supposed(snapshot: Snapshot, changes: Iterable[Change], seed: int = 0) -> Snapshot:
    """Give a snapshot with changes, one after the other; raises as these do."""
    for change in changes:
        snapshot = change.made(snapshot, seed)
    return snapshot


def _alike(person: Candidate, reference: str) -> Candidate:
    return replace(person, reference=reference, group=None, not_together_with=frozenset())


def _fits(asked: object, given: object) -> bool:
    return asked is None or asked == given


def _seats(more: More, snapshot: Snapshot) -> Snapshot:
    """Raise the seats of vacancies: of one with start dates those of all its turns alike."""
    houses = {name_of(house) for house in snapshot.organisations if more._of(house)}

    def chosen(place: Vacancy) -> bool:
        return (
            qualified(place.organisation, place.municipality) in houses
            and more.vacancy in (None, name_of(place), vacancy_of(name_of(place)))
            and _fits(more.municipality, place.municipality)
            and _fits(more.kind, place.kind)
            and (place.period.end is None or place.period.end >= snapshot.today)
        )

    names = [vacancy_of(name_of(place)) if chosen(place) else None for place in snapshot.vacancies]
    whole = [name for name in dict.fromkeys(names) if name is not None]
    extra = dict(zip(whole, _spread(more.amount, len(whole)), strict=True))
    raised = (
        replace(place, seats=place.seats + extra[name]) if name and extra[name] else place
        for place, name in zip(snapshot.vacancies, names, strict=True)
    )
    return snapshot.having(vacancies=tuple(raised))


def _guidance(more: More, snapshot: Snapshot) -> Snapshot:
    """Raise the minutes of each level that is offered, of a known number."""
    houses = snapshot.organisations
    offered = [
        (at, level)
        for at, house in enumerate(houses)
        if more._of(house) and _fits(more.municipality, house.municipality)
        for level in sorted(house.guidance_minutes or ())
        if level is not GuidanceLevel.NONE and _fits(more.level, level)
    ]
    extra: dict[int, dict[GuidanceLevel, int]] = defaultdict(dict)
    for (at, level), minutes in zip(offered, _spread(more.amount, len(offered)), strict=True):
        extra[at][level] = minutes
    raised = (
        _guided(house, extra[at]) if at in extra else house for at, house in enumerate(houses)
    )
    return snapshot.having(organisations=tuple(raised))


def _guided(house: Organisation, extra: Mapping[GuidanceLevel, int]) -> Organisation:
    minutes = dict(house.guidance_minutes or {})
    return replace(
        house,
        guidance_minutes={level: had + extra.get(level, 0) for level, had in minutes.items()},
    )


def _total(more: More, snapshot: Snapshot) -> Snapshot:
    houses = snapshot.organisations
    limited = [
        at
        for at, house in enumerate(houses)
        if house.total_seats is not None
        and more._of(house)
        and _fits(more.municipality, house.municipality)
    ]
    raised = _raised(
        houses,
        limited,
        more.amount,
        lambda house, seats: replace(house, total_seats=(house.total_seats or 0) + seats),
    )
    return snapshot.having(organisations=raised)


def _coaching(more: More, snapshot: Snapshot) -> Snapshot:
    chosen = [
        at
        for at, coach in enumerate(snapshot.coaches)
        if _fits(more.coach, name_of(coach)) and _fits(more.municipality, coach.municipality)
    ]
    raised = _raised(
        snapshot.coaches,
        chosen,
        more.amount,
        lambda coach, minutes: replace(coach, week_minutes=coach.week_minutes + minutes),
    )
    return snapshot.having(coaches=raised)


_MADE: Mapping[ResourceKind, Callable[[More, Snapshot], Snapshot]] = {
    ResourceKind.SEATS: _seats,
    ResourceKind.GUIDANCE: _guidance,
    ResourceKind.TOTAL: _total,
    ResourceKind.COACHING: _coaching,
}


def _raised(
    records: Sequence[Record], chosen: Sequence[int], amount: int, more: Raise[Record]
) -> tuple[Record, ...]:
    extra = dict(zip(chosen, _spread(amount, len(chosen)), strict=True))
    return tuple(
        more(record, extra[at]) if extra.get(at) else record for at, record in enumerate(records)
    )


def _spread(amount: int, over: int) -> list[int]:
    """Divide a whole amount evenly; the first have one more where it does not come out."""
    if not over:
        raise NothingThere
    each, rest = divmod(amount, over)
    return [each + (number < rest) for number in range(over)]
