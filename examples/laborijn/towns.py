"""Real towns of the three municipalities, with plausible coordinates and rounded sizes."""

from __future__ import annotations

from dataclasses import dataclass

from examples.laborijn.draw import Draw

REGION = {"code": "AM09", "name": "Achterhoek"}
DEGREES_PER_KM = (1 / 111.2, 1 / 68.5)


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


MUNICIPALITIES = (
    Municipality(
        "GM0222",
        "Doetinchem",
        0.50,
        (
            Town("Doetinchem", 51.965, 6.288, 0.78),
            Town("Gaanderen", 51.931, 6.346, 0.09),
            Town("Wehl", 51.960, 6.211, 0.10),
            Town("Nieuw-Wehl", 51.951, 6.171, 0.03),
        ),
    ),
    Municipality(
        "GM1509",
        "Oude IJsselstreek",
        0.29,
        (
            Town("Terborg", 51.920, 6.358, 0.17),
            Town("Silvolde", 51.911, 6.388, 0.16),
            Town("Ulft", 51.890, 6.379, 0.30),
            Town("Gendringen", 51.873, 6.377, 0.12),
            Town("Varsseveld", 51.943, 6.459, 0.19),
            Town("Megchelen", 51.838, 6.389, 0.06),
        ),
    ),
    Municipality(
        "GM0197",
        "Aalten",
        0.21,
        (
            Town("Aalten", 51.925, 6.581, 0.52),
            Town("Dinxperlo", 51.863, 6.490, 0.33),
            Town("Bredevoort", 51.943, 6.620, 0.08),
            Town("De Heurne", 51.882, 6.521, 0.07),
        ),
    ),
)
CODES = tuple(municipality.code for municipality in MUNICIPALITIES)


def allot(count: int) -> dict[str, int]:
    """Divide a count over the municipalities by their share; the first takes what is left."""
    parts = {m.code: int(count * m.share) for m in MUNICIPALITIES}
    parts[CODES[0]] += count - sum(parts.values())
    return parts


def town_of(draw: Draw, code: str) -> Town:
    """Draw a town of a municipality by its share of the people."""
    towns = next(m.towns for m in MUNICIPALITIES if m.code == code)
    return draw.pick({town: town.share for town in towns})


def around(draw: Draw, town: Town, spread_km: float) -> dict[str, float]:
    """Draw a point around a town's centre: normal, `spread_km` kilometres each way."""
    north, east = draw.normal(0, spread_km), draw.normal(0, spread_km)
    return {
        "latitude": round(town.latitude + north * DEGREES_PER_KM[0], 3),
        "longitude": round(town.longitude + east * DEGREES_PER_KM[1], 3),
    }
