"""Job coaches: named, never pooled."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import Inspection
from solver.ground import (
    ALWAYS,
    MUNICIPALITY,
    WEEK_MINUTES,
    Period,
    inspect_codes,
    inspect_identity,
    inspect_period,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """A job coach of the municipality, a volunteer centre or a social firm.

    Parameters
    ----------
    reference, municipality
        Pseudonym, unique within the municipality; GM code.
    week_minutes
        Minutes per week for coaching, 1–10,080.
    specialisms, languages
        Codes, such as `autism` and ISO 639-3 `ara`.
    area
        GM codes in which the coach works; empty means the own municipality only.
    available
        First and last day on which the coach works.
    """

    reference: str
    municipality: str
    week_minutes: int
    specialisms: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    area: frozenset[str] = frozenset()
    available: Period = ALWAYS

    def __post_init__(self) -> None:
        look = Inspection("Coach", self.reference)
        inspect_identity(look, self.municipality, self.reference)
        inside = 1 <= self.week_minutes <= WEEK_MINUTES
        look.expect(inside, "week_minutes", self.week_minutes, f"within 1-{WEEK_MINUTES}")
        inspect_codes(look, "specialisms", self.specialisms)
        inspect_codes(look, "languages", self.languages)
        for code in sorted(self.area):
            look.expect(MUNICIPALITY.fullmatch(code) is not None, "area", code, "like GM0222")
        inspect_period(look, "available", self.available)
        look.close()
