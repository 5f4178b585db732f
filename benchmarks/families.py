"""Draw a region of a family that is harder than the plain one, as a problem file.

    python -m benchmarks.families OUT.npz --family NAME --candidates N --seed S [--tightness T]

- `large_houses`: few organisations, each with 50 to 200 seats and little guidance.
- `levels`: guidance of three levels, each with minutes of its own, and fewer people than seats.
- `few_coaches`: coaches with three places left each, for a quarter of those who need one.
- `same_wishes`: everybody wants the same two kinds of work and the same ten places, travels 25 km,
  and is able at all things alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.arguments import OneLineParser, count, positive, seed
from benchmarks.drawing import ITEMS, KINDS, Region, drawn, problem_of, write

LAND_KM = (60, 60)
TOWNS = 12
TOP = 50
SCARCE = 0.6


def large_houses(region: Region, rng: np.random.Generator) -> None:
    """Give the places, as they are drawn, to few organisations of 50 to 200 seats."""
    wanted = int(region.seats.sum())
    house, sizes = [], []
    for organisation in range(max(1, round(wanted / 125))):
        seats = int(rng.integers(50, 201))
        while seats > 0:
            sizes.append(min(seats, int(rng.integers(4, 31))))
            house.append(organisation)
            seats -= sizes[-1]
    some = rng.integers(0, len(region.seats), len(sizes))
    for name in ("site", "kind", "pull", "demand", "least_hours"):
        setattr(region, name, getattr(region, name)[some])
    region.seats, region.organisation = np.array(sizes), np.array(house)
    region.tightness *= SCARCE


def levels(region: Region, rng: np.random.Generator) -> None:
    """Split guidance into three levels, and let an organisation fill four seats of five."""
    region.level_share = (0.5, 0.3, 0.2)
    region.level = rng.choice(3, len(region.home), p=region.level_share)
    region.total_share = 0.8


def few_coaches(region: Region, rng: np.random.Generator) -> None:
    """Count coaching in places: three a coach, for a quarter of the need."""
    region.coaching = (region.coaching > 0).astype(np.int64)
    coaches = max(1, int(region.coaching.sum()) // 12)
    some = rng.integers(0, len(region.coach_site), coaches)
    region.coach_site = region.coach_site[some]
    region.coach_speciality = rng.integers(0, 4, coaches)
    region.coach_room, region.coach_step = np.full(coaches, 3), 1


def same_wishes(region: Region, rng: np.random.Generator) -> None:
    """Let everybody want the same, be able alike, and travel far."""
    people = len(region.home)
    strength = rng.normal(3.2, 1, (people, 1))
    region.ability = np.clip(strength + rng.normal(0, 0.3, (people, ITEMS)), 0, 5)
    liking = np.full(KINDS, 0.2)
    liking[:2] = 8.0
    region.wish = rng.dirichlet(liking, people)
    region.pull[rng.permutation(len(region.pull))[:10]] = 0.5
    region.reach_km = np.full(people, 25)


FAMILIES: dict[str, Callable[[Region, np.random.Generator], None]] = {
    "large_houses": large_houses,
    "levels": levels,
    "few_coaches": few_coaches,
    "same_wishes": same_wishes,
}


def family(name: str, candidates: int, *, seed: int, tightness: float = 1.0) -> Region:
    """Draw a region of a family."""
    rng = np.random.default_rng(seed)
    region = drawn(candidates, rng, land_km=LAND_KM, towns=TOWNS)
    region.tightness = tightness
    FAMILIES[name](region, rng)
    return region


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="benchmarks.families", description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--family", choices=sorted(FAMILIES), required=True)
    parser.add_argument("--candidates", type=count, default=3000)
    parser.add_argument("--seed", type=seed, default=1)
    parser.add_argument("--tightness", type=positive, default=1.0)
    asked = parser.parse_args(arguments)
    region = family(asked.family, asked.candidates, seed=asked.seed, tightness=asked.tightness)
    arrays = problem_of(region, TOP)
    write(asked.out, arrays)
    options, resources = len(arrays["option_unit"]), len(arrays["capacity"])
    print(f"{asked.candidates} units, {options} options, {resources} resources")
    return 0


if __name__ == "__main__":
    sys.exit(main())
