"""What is so scarce that a little more of it may place most people: what to look at again.

A price is a rate at the margin, and no promise: whatever is named here is verified by solving the
day again with that much more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from types import MappingProxyType

from solver.codes import Sharing
from solver.ground import name_of, qualified
from solver.places import Vacancy
from solver.plan import Plan, ResourceUse, Unplaced
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Snapshot
from solver.supposed import More

#: How much more of each: a seat, one person at a time, four hours a week.
STEPS: Mapping[ResourceKind, int] = MappingProxyType(
    {
        ResourceKind.SEATS: 1,
        ResourceKind.TOTAL: 1,
        ResourceKind.GUIDANCE: 240,
        ResourceKind.COACHING: 240,
    }
)
MOST = 10
#: Points that more must promise, unless somebody has no place for want of it.
LEAST_PROMISE = 100.0


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Something scarce, and what more of it is worth looking at.

    Attributes
    ----------
    name
        Of what an organisation has the name without a day: it would have more in all stretches.
    price
        Points for one seat or one minute, at the margin; None when not known.
    waiting
        How many have no place because this was taken.
    competing
        How many could use it; people who start together once. None when not known, as where it is
        counted stretch by stretch.
    """

    name: ResourceName
    price: float | None
    waiting: int
    competing: int | None

    @property
    def municipality(self) -> str:
        """Who keeps it."""
        return self.name.reference.partition("/")[0]

    @property
    def step(self) -> int:
        """How much more is looked at: seats, or minutes a week."""
        return STEPS[self.name.kind]

    @property
    def more(self) -> More:
        """The change to verify."""
        kind, reference = self.name.kind, self.name.reference
        of_house = kind in (ResourceKind.GUIDANCE, ResourceKind.TOTAL)
        return More(
            what=kind,
            amount=self.step,
            vacancy=reference if kind is ResourceKind.SEATS else None,
            organisation=reference if of_house else None,
            coach=reference if kind is ResourceKind.COACHING else None,
            level=self.name.level,
        )

    @property
    def promise(self) -> tuple[float, int, int]:
        """What is looked at first: what may be worth most, then what most people wait for."""
        return (self.price or 0.0) * self.step, self.waiting, self.competing or 0


def bottlenecks(snapshot: Snapshot, plan: Plan, most: int = MOST) -> list[Bottleneck]:
    """Name at most so many, of each kind as many as there are, the most promising first.

    Of places of one kind of work in a municipality, of guides of one level and of the job coaches
    there, only the most promising is named: what helps is much the same.
    """
    places = {name_of(place): place for place in snapshot.vacancies}
    alike: dict[object, list[Bottleneck]] = defaultdict(list)
    for found in _scarce(plan.resources, plan.unplaced):
        alike[_group(found, places)].append(found)
    best = sorted((max(each, key=_first) for each in alike.values()), key=_first, reverse=True)
    of_kind = ([one for one in best if one.name.kind is kind] for kind in STEPS)
    in_turn = chain.from_iterable(zip_longest(*of_kind))
    return [one for one in in_turn if one is not None][:most]


def seen_by(snapshot: Snapshot, name: ResourceName) -> frozenset[str]:
    """Name the municipalities that may see a scarce thing: whose it is, and who shares it."""
    own = frozenset({name.reference.partition("/")[0]})
    if name.kind is ResourceKind.COACHING:
        return own.union(*(c.area for c in snapshot.coaches if name_of(c) == name.reference))
    if name.kind is ResourceKind.SEATS:
        there = [place for place in snapshot.vacancies if name_of(place) == name.reference]
    else:
        there = [p for p in snapshot.vacancies if _house(p) == name.reference]
    return own.union(*(_shared_with(snapshot, place) for place in there))


def _scarce(uses: Iterable[ResourceUse], unplaced: Iterable[Unplaced]) -> Iterator[Bottleneck]:
    """Give what promises something, or is why somebody has no place."""
    waiting: Counter[ResourceName] = Counter()
    competing: dict[ResourceName, int] = {}
    for person in unplaced:
        if isinstance(person.detail, ResourceName):
            waiting[person.detail.whole] += 1
            if person.competing is not None:
                competing[person.detail.whole] = person.competing
    stretches: dict[ResourceName, list[ResourceUse]] = defaultdict(list)
    for use in uses:
        if use.name.kind in STEPS:
            stretches[use.name.whole].append(use)
    for name, each in stretches.items():
        known = competing.get(name) if len(each) == 1 else None
        found = Bottleneck(name, _in_all(each), waiting[name], known)
        if found.waiting or found.promise[0] >= LEAST_PROMISE:
            yield found


def _in_all(stretches: Sequence[ResourceUse]) -> float | None:
    """Give the price of one more in all stretches; None where it is not known."""
    known = [use.price for use in stretches if use.price is not None]
    return sum(known) if len(known) == len(stretches) else None


def _first(one: Bottleneck) -> tuple[object, ...]:
    return one.promise, one.name.reference, one.name.level or 0


def _group(found: Bottleneck, places: Mapping[str, Vacancy]) -> object:
    name = found.name
    if name.kind is ResourceKind.SEATS:
        place = places[name.reference]
        return name.kind, found.municipality, place.kind, place.work
    if name.kind is ResourceKind.TOTAL:
        return name
    return name.kind, found.municipality, name.level


def _house(place: Vacancy) -> str:
    return qualified(place.organisation, place.municipality)


def _shared_with(snapshot: Snapshot, place: Vacancy) -> frozenset[str]:
    own = frozenset({place.municipality})
    if place.sharing is Sharing.REGION:
        nouns = (snapshot.candidates, snapshot.organisations, snapshot.vacancies, snapshot.coaches)
        return own.union(record.municipality for records in nouns for record in records)
    if place.sharing is Sharing.PARTNERS:
        together = (
            each.municipalities
            for each in snapshot.partnerships
            if each.period.holds(snapshot.today) and place.municipality in each.municipalities
        )
        return own.union(*together)
    return own
