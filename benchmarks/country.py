"""Draw a country of towns as a problem file: one market, coupled by coaches who travel.

    python -m benchmarks.country OUT.npz --candidates 100000 --seed S [--tightness T] [--top 50]

People, places and towns are as in the plain region, on 300 x 200 km, and organisations are of one
town. Only people and places near each other are compared, some at a time, so that memory goes to
what is written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.arguments import OneLineParser, count, positive, seed
from benchmarks.drawing import Ints, Region, drawn, problem_of, write

LAND_KM = (300, 200)
PEOPLE_PER_TOWN = 833  #: as many as 10,000 people in 12 towns
TOWN_KM = 10
MIB = 2**20


def country(candidates: int, *, seed: int, tightness: float = 1.0) -> Region:
    """Draw a country with towns in proportion to its people."""
    rng = np.random.default_rng(seed)
    towns = max(1, candidates // PEOPLE_PER_TOWN)
    region = drawn(candidates, rng, land_km=LAND_KM, towns=towns)
    region.tightness = tightness
    region.organisation = _local(region, rng)
    return region


def _local(region: Region, rng: np.random.Generator) -> Ints:
    """Give the places of each 10 km square to organisations of its own, four places each."""
    east, north = (region.site // TOWN_KM).astype(np.int64).T
    _, square, places = np.unique(
        east * LAND_KM[1] * 2 + north, return_inverse=True, return_counts=True
    )
    houses = np.maximum(1, places // 4)
    first = np.cumsum(houses) - houses
    drawn_house = first[square] + (rng.random(len(square)) * houses[square]).astype(np.int64)
    return np.unique(drawn_house, return_inverse=True)[1].astype(np.int64)


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="benchmarks.country", description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--candidates", type=count, default=100_000)
    parser.add_argument("--seed", type=seed, default=1)
    parser.add_argument("--tightness", type=positive, default=1.0)
    parser.add_argument("--top", type=count, default=50)
    asked = parser.parse_args(arguments)
    began = perf_counter()
    region = country(asked.candidates, seed=asked.seed, tightness=asked.tightness)
    arrays = problem_of(region, asked.top)
    write(asked.out, arrays)
    size = asked.out.stat().st_size // MIB
    print(
        f"{asked.candidates} units, {len(arrays['option_unit'])} options, "
        f"{len(arrays['capacity'])} resources, {size} MiB, {perf_counter() - began:.1f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
