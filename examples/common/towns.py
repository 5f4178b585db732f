"""Towns of municipalities: where people and places are, and how many of them where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examples.common.draw import Draw

KM_PER_DEGREE_NORTH, KM_PER_DEGREE_EAST = 111.2, 68.5


@dataclass(frozen=True, slots=True)
class Town:
    """A town: where its centre is, and its share of the municipality's people."""

    name: str
    latitude: float
    longitude: float
    share: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality served, with its share of the people and its towns."""

    code: str
    name: str
    share: float
    towns: tuple[Town, ...]


def by_code(municipalities: Sequence[Municipality]) -> dict[str, Municipality]:
    """Give municipalities by their code."""
    return {one.code: one for one in municipalities}


def allot(municipalities: Sequence[Municipality], count: int) -> dict[str, int]:
    """Divide a count over the municipalities by their share; the first takes what is left."""
    parts = {m.code: int(count * m.share) for m in municipalities}
    parts[municipalities[0].code] += count - sum(parts.values())
    return parts


def town_of(draw: Draw, municipality: Municipality) -> Town:
    """Draw a town of a municipality by its share of the people."""
    return draw.pick({town: town.share for town in municipality.towns})


def around(draw: Draw, town: Town, spread_km: float) -> dict[str, float]:
    """Draw a point around a town's centre: normal, `spread_km` kilometres each way."""
    north, east = draw.normal(0, spread_km), draw.normal(0, spread_km)
    return {
        "latitude": round(town.latitude + north / KM_PER_DEGREE_NORTH, 3),
        "longitude": round(town.longitude + east / KM_PER_DEGREE_EAST, 3),
    }
