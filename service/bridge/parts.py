"""What the conversions of all nouns share: periods, locations, and profiles without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from solver.ground import ALWAYS, Location, Period
from solver.turns import vacancy_of

Row = Mapping[Any, Any]


def filled(**fields: object) -> dict[str, object]:
    """Leave out of a profile what is not known or empty."""
    return {name: value for name, value in fields.items() if value or value == ""}


def listed(codes: Iterable[str]) -> list[str]:
    """Give codes in a fixed order, as plain text."""
    return sorted(map(str, codes))


def plain(levels: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a mapping with plain text as keys, and as values where they are codes."""
    return {str(k): str(v) if isinstance(v, str) else v for k, v in levels.items()}


def period(start: date | None, end: date | None) -> Period:
    """Give a period; the open one is shared."""
    return ALWAYS if start is None and end is None else Period(start, end)


def stored_period(given: Period | None) -> dict[str, str | None] | None:
    """Write a period down; one that is open at both ends differs from none."""
    if given is None:
        return None
    return {"s": written(given.start), "e": written(given.end)}


def read_period(stored: Mapping[str, str | None] | None) -> Period | None:
    """Read a period that was written down."""
    return None if stored is None else period(read_day(stored["s"]), read_day(stored["e"]))


def written(day: date | None) -> str | None:
    """Write a day down, if there is one."""
    return None if day is None else day.isoformat()


def read_day(text: str | None) -> date | None:
    """Read a day that was written down, if there is one."""
    return None if text is None else date.fromisoformat(text)


def location(latitude: float | None, longitude: float | None) -> Location | None:
    """Give a location when both coordinates are there."""
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude)


def point(given: Location | None, postcode: str | None) -> dict[str, object]:
    """Give the columns that say where something is."""
    return {
        "latitude": given and given.latitude,
        "longitude": given and given.longitude,
        "postcode": postcode,
    }


def split(reference: str, municipality: str) -> tuple[str, str]:
    """Give the municipality and the plain reference of a name that may be qualified.

    Of a turn, those of its vacancy.
    """
    keeper, _, plain_reference = vacancy_of(reference).rpartition("/")
    return keeper or municipality, plain_reference


def joined(keeper: str, reference: str, municipality: str) -> str:
    """Give a reference, qualified only when another municipality keeps the record."""
    return reference if keeper == municipality else f"{keeper}/{reference}"
