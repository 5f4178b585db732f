"""Draw a labour-market region: people, places, guides and coaches, and write it as a problem.

Towns lie in a rectangle, and people and places around them. A person can take a place within reach,
with hours enough and no ability more than one step short; the fit counts the kind of work wanted,
travel, abilities and priority. Places of one organisation share its guides' minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Float32s = NDArray[np.float32]
Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

POINTS = 10_000
KINDS = 12
ITEMS = 6
MINUTES_PER_SEAT = 54.0
COACHES_CONSIDERED = 10
BLOCK = 500_000  #: pairs looked at together


@dataclass(kw_only=True)
class Region:
    """N people, P places, G organisations, L levels of guidance, C coaches; km and minutes.

    A family of regions changes what it is about before the region is written.
    """

    home: Floats  #: [N, 2]
    reach_km: Ints  #: [N]
    wish: Floats  #: [N, kinds], 0 to 1
    ability: Floats  #: [N, items], 0 to 5
    hours: Ints  #: [N]
    guidance: Ints  #: [N]
    coaching: Ints  #: [N], 0: none needed
    speciality: Ints  #: [N]
    priority: Floats  #: [N], 0 to 1
    level: Ints  #: [N]
    site: Floats  #: [P, 2]
    kind: Ints  #: [P]
    pull: Floats  #: [P], added to everybody's wish
    demand: Floats  #: [P, items]
    least_hours: Ints  #: [P]
    seats: Ints  #: [P]
    organisation: Ints  #: [P], 0 to G - 1
    coach_site: Floats  #: [C, 2]
    coach_speciality: Ints  #: [C]
    coach_room: Ints  #: [C], in what `coaching` is counted in
    coach_step: int = 30  #: coaches give whole steps of this
    level_share: tuple[float, ...] = (1.0,)  #: [L], of an organisation's minutes
    total_share: float | None = None  #: of its seats that an organisation fills at most
    tightness: float = 1.0  #: scales guidance and coaching; 0.6 is scarce, 1.5 ample

    @property
    def house_seats(self) -> Ints:
        """Seats of each organisation (int64[G])."""
        return np.bincount(self.organisation, self.seats).astype(np.int64)


def drawn(people: int, rng: np.random.Generator, *, land_km: tuple[int, int], towns: int) -> Region:
    """Draw the plain region: two places to five people, of which an organisation has four."""
    places, coaches = max(1, people * 2 // 5), max(4, people // 66)
    centre = rng.uniform(0, land_km, (towns, 2))
    share = rng.dirichlet(np.full(towns, 2.0))

    def settled(count: int) -> Floats:
        return centre[rng.choice(towns, count, p=share)] + rng.normal(0, 3, (count, 2))

    def picked(values: list[int], shares: list[float], count: int) -> Ints:
        return rng.choice(np.array(values, np.int64), count, p=shares)

    organisation = rng.integers(0, max(1, places // 4), places)
    coaching = picked([30, 60, 90, 120, 180], [0.2] * 5, people)
    coaching *= rng.random(people) < 0.6
    return Region(
        home=settled(people),
        reach_km=picked([5, 10, 15, 25], [0.3, 0.35, 0.25, 0.1], people),
        wish=rng.dirichlet(np.full(KINDS, 0.4), people),
        ability=np.clip(rng.normal(3.2, 1, (people, ITEMS)), 0, 5),
        hours=picked([4, 8, 12, 16, 20, 24, 32], [0.1, 0.2, 0.2, 0.2, 0.15, 0.1, 0.05], people),
        guidance=picked([0, 30, 60, 120, 240], [0.2, 0.3, 0.25, 0.15, 0.1], people),
        coaching=coaching,
        speciality=rng.integers(0, 4, people),
        priority=rng.random(people),
        level=np.zeros(people, np.int64),
        site=settled(places),
        kind=rng.integers(0, KINDS, places),
        pull=np.zeros(places),
        demand=np.clip(rng.normal(1.6, 1, (places, ITEMS)), 0, 5),
        least_hours=picked([2, 4, 8, 12, 16, 24], [0.15, 0.25, 0.25, 0.2, 0.1, 0.05], places),
        seats=picked([1, 2, 3, 5, 8], [0.5, 0.25, 0.12, 0.08, 0.05], places),
        organisation=np.unique(organisation, return_inverse=True)[1].astype(np.int64),
        coach_site=centre[rng.integers(0, towns, coaches)],
        coach_speciality=rng.integers(0, 4, coaches),
        coach_room=np.full(coaches, int(coaching.sum() * 0.6 / coaches)),
    )


def problem_of(region: Region, top: int) -> dict[str, NDArray[Any]]:
    """Write a region as the arrays of a problem file; each person keeps the best `top` places."""
    rooms, houses = zip(*_limits(region), strict=True)
    first = np.cumsum([0, *map(len, rooms)])
    sides: dict[str, NDArray[Any]] = {
        "capacity": np.concatenate(rooms).astype(np.int64),
        "resource_house": np.concatenate(houses).astype(np.int32),
        "must_place": np.zeros(len(region.home), bool),
        "unit_needs_companion": region.coaching > 0,
    }
    return sides | _options(region, top, first) | _companions(region, first[-2])


def _limits(region: Region) -> list[tuple[Ints, Ints]]:
    """Give capacity and house of the seats, the guides, the totals and, last, the coaches."""
    house = np.arange(len(region.house_seats))
    limits = [
        (region.seats, region.organisation),
        (_minutes(region), np.repeat(house, _levels(region))),
    ]
    if region.total_share is not None:
        total = (region.house_seats * region.total_share).astype(np.int64)
        limits.append((np.maximum(1, total), house))
    steps = (region.coach_room * region.tightness // region.coach_step).astype(np.int64)
    return [*limits, (steps * region.coach_step, np.full(len(steps), -1))]


def _options(region: Region, top: int, first: Ints) -> dict[str, NDArray[Any]]:
    person, place, points = eligible(region, top)
    organisation = region.organisation[place]
    one = np.ones(len(place), np.int64)
    budget = organisation * _levels(region) + region.level[person]
    uses = [(place, one), (budget, region.guidance[person])]
    if region.total_share is not None:
        uses.append((organisation, one))
    resource = [(at + start).astype(np.int32) for (at, _), start in zip(uses, first, strict=False)]
    return {
        "option_unit": person,
        "option_value": (points.astype(np.int64) + POINTS)[:, None],
        "option_ptr": np.arange(len(place) + 1) * len(uses),
        "option_resource": np.stack(resource, axis=1).ravel(),
        "option_use": np.stack([use for _, use in uses], axis=1).ravel(),
    }


def _companions(region: Region, first: int) -> dict[str, NDArray[Any]]:
    person, coach, cost = coached(region)
    return {
        "companion_unit": person.astype(np.int32),
        "companion_value": -cost[:, None],
        "companion_ptr": np.arange(len(person) + 1),
        "companion_resource": (first + coach).astype(np.int32),
        "companion_use": region.coaching[person],
    }


def write(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write a problem file as it is: compressing a large one takes longer than drawing it."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def eligible(region: Region, top: int) -> tuple[Int32s, ...]:
    """Give person, place and points of fit of every pair kept, by person (int32 each)."""
    found = [_pairs(region, *block, top) for block in neighbourhoods(region)]
    person, place, points = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(person, kind="stable")
    return person[order], place[order], points[order]


def neighbourhoods(region: Region) -> Iterator[tuple[Ints, Ints]]:
    """Give people of one cell and one reach, with the places of all cells around it.

    Cells are as wide as the reach, so that every place within reach is there.
    """
    for reach in np.unique(region.reach_km):
        who = np.flatnonzero(region.reach_km == reach)
        low = np.minimum(region.home.min(axis=0), region.site.min(axis=0)) - reach
        home, site = (((at - low) // reach).astype(np.int64) for at in (region.home, region.site))
        width = int(max(home[:, 0].max(), site[:, 0].max())) + 2
        home_cell, site_cell = (at[:, 1] * width + at[:, 0] for at in (home, site))
        by_cell, by_home = np.argsort(site_cell, kind="stable"), who[np.argsort(home_cell[who])]
        cells, starts = np.unique(home_cell[by_home], return_index=True)
        for cell, people in zip(cells, np.split(by_home, starts[1:]), strict=True):
            rows = cell + width * np.array([-1, 0, 1])
            first, last = np.searchsorted(site_cell[by_cell], [rows - 1, rows + 2])
            near = [by_cell[a:b] for a, b in zip(first, last, strict=True)]
            places = np.sort(np.concatenate(near))
            pieces = max(1, -(-len(people) * len(places) // BLOCK))
            yield from ((some, places) for some in np.array_split(people, pieces))


def _pairs(region: Region, people: Ints, places: Ints, top: int) -> tuple[Int32s, Int32s, Int32s]:
    km, reach = _km(region.home[people], region.site[places]), int(region.reach_km[people[0]])
    allowed = (km <= reach) & (region.hours[people, None] >= region.least_hours[places])
    short = np.zeros_like(km)
    ability = region.ability[people].astype(np.float32)
    demand = region.demand[places].astype(np.float32)
    for item in range(ITEMS):
        gap = demand[:, item] - ability[:, None, item]
        allowed &= gap <= 1
        short += np.maximum(gap, 0, out=gap)
    wish = region.wish[people].astype(np.float32)[:, region.kind[places]]
    fit = 0.45 * np.minimum(1, wish + region.pull[places].astype(np.float32))
    fit += 0.25 * (1 - km / reach) + 0.2 * (1 - short / ITEMS)
    fit[~allowed] = -1
    row, column = _best(fit, top)
    points = np.rint((fit[row, column] + 0.1 * region.priority[people[row]]) * POINTS)
    return people[row].astype(np.int32), places[column].astype(np.int32), points.astype(np.int32)


def _best(fit: Floats, top: int) -> tuple[Ints, Ints]:
    """Give row and column of the best of each row that are not below 0, `top` of them (0: all)."""
    if not 0 < top < fit.shape[1]:
        row, column = np.nonzero(fit >= 0)
        return row, column
    best = np.sort(np.argpartition(fit, -top, axis=1)[:, -top:], axis=1)
    row, at = np.nonzero(np.take_along_axis(fit, best, 1) >= 0)
    return row, best[row, at]


def coached(region: Region) -> tuple[Ints, Ints, Ints]:
    """Give person, coach and cost of travel of the nearest coaches with the right speciality."""
    found = []
    for speciality in range(4):
        coaches = np.flatnonzero(region.coach_speciality == speciality)
        who = np.flatnonzero((region.coaching > 0) & (region.speciality == speciality))
        pieces = max(1, -(-len(who) * len(coaches) // BLOCK))
        found += [_nearest(region, some, coaches) for some in np.array_split(who, pieces)]
    unit, coach, travel = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(unit, kind="stable")
    return unit[order], coach[order], travel[order]


def _nearest(region: Region, people: Ints, coaches: Ints) -> tuple[Ints, Ints, Ints]:
    km = _km(region.home[people], region.coach_site[coaches])
    count = min(COACHES_CONSIDERED, len(coaches))
    near = np.argpartition(km, count - 1, axis=1)[:, :count] if count else km.astype(np.int64)
    cost = np.rint(0.05 / 60 * POINTS * np.take_along_axis(km, near, 1)).astype(np.int64)
    return np.repeat(people, count), coaches[near.ravel()], cost.ravel()


def _km(here: Floats, there: Floats) -> Float32s:
    here, there = here.astype(np.float32), there.astype(np.float32)
    east, north = (here[:, None, axis] - there[:, axis] for axis in (0, 1))
    square: Float32s = (east * east + north * north).astype(np.float32, copy=False)
    return np.sqrt(square)


def _levels(region: Region) -> int:
    return len(region.level_share)


def _minutes(region: Region) -> Ints:
    """Give what each organisation's guides have for each level, in half hours (int64[G * L])."""
    minutes = region.house_seats * MINUTES_PER_SEAT * region.tightness
    return (np.outer(minutes, region.level_share) // 30 * 30).astype(np.int64).ravel()
