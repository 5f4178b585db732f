"""What people, places and coaches have in common: references, locations and periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import filterfalse
from typing import Protocol

from solver.errors import Inspection

REFERENCE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
QUALIFIED = re.compile(r"(GM\d{4}/)?[A-Za-z0-9_.-]{1,64}")
MUNICIPALITY = re.compile(r"GM\d{4}")
REGION = re.compile(r"AM\d{2}")
POSTCODE = re.compile(r"[1-9]\d{3}")
CREBO = re.compile(r"\d{5}")
CODE = re.compile(r"[a-z0-9][a-z0-9_:.-]{0,63}")
#: Most codes, and none that could hold a number.
PLAIN_CODE = re.compile(r"[a-z][a-z_]{0,63}")
WEEK_MINUTES = 7 * 24 * 60
IN_A_WEEK = f"within 0-{WEEK_MINUTES}"
#: The box around the European Netherlands, in degrees.
LATITUDES, LONGITUDES = (50.7, 53.6), (3.3, 7.3)
IN_LATITUDES, IN_LONGITUDES = (f"within {low}-{high}" for low, high in (LATITUDES, LONGITUDES))


@dataclass(frozen=True, slots=True)
class Location:
    """A point in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to and including `end`; None means open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


ALWAYS = Period()


def qualified(reference: str, municipality: str) -> str:
    """Give the region-wide name of a reference: `GM0222/v12`."""
    return reference if "/" in reference else f"{municipality}/{reference}"


class Named(Protocol):
    """A record with a reference of its own municipality."""

    @property
    def reference(self) -> str:
        """Unique within the municipality."""

    @property
    def municipality(self) -> str:
        """GM code."""


def name_of(record: Named) -> str:
    """Give the region-wide name of a record: `GM0222/v12`."""
    return qualified(record.reference, record.municipality)


def inspect_identity(look: Inspection, municipality: str, reference: str) -> None:
    """Check who a record is and whose."""
    shown = reference if len(reference) <= 64 else f"{len(reference)} characters"
    fits = REFERENCE.fullmatch(reference) is not None
    look.expect(fits, "reference", shown, "of 1-64 letters, digits, '_', '.' or '-'")
    look.expect_no_bsn("reference", reference)
    fits = MUNICIPALITY.fullmatch(municipality) is not None
    look.expect(fits, "municipality", municipality, "like GM0222")


def inspect_location(look: Inspection, location: Location | None, postcode: str | None) -> None:
    """Check that coordinates lie in the country and that a postcode has four digits."""
    if location is not None:
        latitude, longitude = location.latitude, location.longitude
        inside = LATITUDES[0] <= latitude <= LATITUDES[1]
        look.expect(inside, "latitude", latitude, IN_LATITUDES)
        inside = LONGITUDES[0] <= longitude <= LONGITUDES[1]
        look.expect(inside, "longitude", longitude, IN_LONGITUDES)
    if postcode is not None:
        look.expect(POSTCODE.fullmatch(postcode) is not None, "postcode", postcode, "like 7001")


def inspect_period(look: Inspection, name: str, period: Period) -> None:
    """Check that a period does not end before it starts."""
    look.expect_order(name, period.start, period.end, "to start on or before its end")


def inspect_codes(look: Inspection, name: str, codes: frozenset[str]) -> None:
    """Check a set of free codes, such as skills or kinds of work."""
    for code in sorted(filterfalse(PLAIN_CODE.fullmatch, codes)):
        look.expect(CODE.fullmatch(code) is not None, name, code, "to hold codes like garden_work")
        look.expect_no_bsn(name, code)


def inspect_references(look: Inspection, name: str, references: frozenset[str]) -> None:
    """Check references to other records."""
    for reference in sorted(references):
        fits = QUALIFIED.fullmatch(reference) is not None
        look.expect(fits, name, reference, "to hold references like v12 or GM0222/v12")
        look.expect_no_bsn(name, reference)


def inspect_minutes(look: Inspection, name: str, minutes: int | None) -> None:
    """Check minutes per week."""
    if minutes is not None:
        look.expect(0 <= minutes <= WEEK_MINUTES, name, minutes, IN_A_WEEK)
