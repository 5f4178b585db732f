"""Organisations and the vacancies they offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from solver.codes import Condition, GuidanceLevel, Kind, LanguageLevel, Licence, Sharing
from solver.errors import Inspection
from solver.ground import (
    ALWAYS,
    CREBO,
    Location,
    Period,
    inspect_codes,
    inspect_identity,
    inspect_location,
    inspect_minutes,
    inspect_period,
    inspect_references,
)
from solver.people import inspect_dayparts, inspect_levels
from solver.turns import MOST_WEEKS, inspect_turns, vacancy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Recognised as a learning company for one qualification (crebo) during a period."""

    crebo: str
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A volunteer organisation, social firm or municipality that offers vacancies.

    Parameters
    ----------
    reference, municipality
        Unique within the municipality that keeps the record; GM code.
    sector
        Code of the kind of organisation, such as `food_bank`.
    total_seats
        Most people at a time over all its vacancies; None when only the vacancies limit.
    guidance_minutes
        Minutes per week its own guides have, per level of guidance; a level that is absent is
        not offered. None when it is not known what the organisation offers: unlimited, and asked.
    recognitions
        Qualifications for which it may take interns and apprentices.
    """

    reference: str
    municipality: str
    name: str = ""
    sector: str = "other"
    total_seats: int | None = None
    guidance_minutes: Mapping[GuidanceLevel, int] | None = None
    recognitions: tuple[Recognition, ...] = ()

    def __post_init__(self) -> None:
        look = Inspection("Organisation", self.reference)
        inspect_identity(look, self.municipality, self.reference)
        look.expect(len(self.name) <= 200, "name", f"{len(self.name)} characters", "of at most 200")
        look.expect_no_bsn("name", self.name)
        inspect_codes(look, "sector", frozenset({self.sector}))
        seats = self.total_seats
        look.expect(seats is None or seats >= 0, "total_seats", seats, ">= 0")
        for level, minutes in (self.guidance_minutes or {}).items():
            inside = 0 <= minutes <= 10_000_000
            look.expect(inside, f"guidance_minutes.{level.name.lower()}", minutes, ">= 0")
        for recognition in self.recognitions:
            known = CREBO.fullmatch(recognition.crebo) is not None
            look.expect(known, "recognitions.crebo", recognition.crebo, "of five digits")
            inspect_period(look, "recognitions.period", recognition.period)
        look.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """Work, learning or a route, offered by an organisation.

    Parameters
    ----------
    reference, municipality, organisation
        Unique within the municipality; the organisation's reference, qualified (`GM0222/o7`)
        when another municipality keeps it.
    kind, work
        Legal kind; code of the kind of work, such as `garden_work`.
    seats
        People at a time, at least 1.
    min_start
        Fewest people with which it starts (a team starts with four); 1 when it does not matter.
    period
        First and last day on which somebody can be there.
    term_weeks
        Fixed term in weeks; None when open-ended.
    start_dates
        Days on which a turn begins, at most four, a term apart: see `solver.turns`. Empty when
        somebody may begin on any day. A turn has its own day alone.
    min_week_minutes, max_week_minutes, day_minutes
        Minutes per week asked: at least, at most; minutes on one day. None when not known.
    dayparts
        Mask of the dayparts on which the work can be done; None when not known.
    dayparts_needed
        How many different dayparts a person must at least be there, 1–21.
    demands
        Level 0–4 per functional item; an absent item is unknown.
    conditions
        True where offered, False where not; an absent condition is unknown.
    needs_coach
        False for places where a job coach is not asked for, such as a course.
    """

    reference: str
    municipality: str
    organisation: str
    kind: Kind
    seats: int
    name: str = ""
    work: str = "other"
    min_start: int = 1
    period: Period = ALWAYS
    term_weeks: int | None = None
    start_dates: tuple[date, ...] = ()
    sharing: Sharing = Sharing.OWN
    location: Location | None = None
    postcode: str | None = None
    min_week_minutes: int | None = None
    max_week_minutes: int | None = None
    day_minutes: int | None = None
    dayparts: int | None = None
    dayparts_needed: int = 1
    demands: Mapping[str, int] = field(default_factory=dict)
    conditions: Mapping[Condition, bool] = field(default_factory=dict)
    dutch: LanguageLevel | None = None
    licences: frozenset[Licence] = frozenset()
    vog_required: bool = False
    crebo: str | None = None
    skills: frozenset[str] = frozenset()
    learning: frozenset[str] = frozenset()
    needs_coach: bool = True

    def __post_init__(self) -> None:
        look = Inspection("Vacancy", self.reference)
        inspect_identity(look, self.municipality, vacancy_of(self.reference))
        inspect_references(look, "organisation", frozenset({self.organisation}))
        look.expect(len(self.name) <= 200, "name", f"{len(self.name)} characters", "of at most 200")
        look.expect_no_bsn("name", self.name)
        self._inspect_size(look)
        self._inspect_hours(look)
        inspect_location(look, self.location, self.postcode)
        inspect_levels(look, "demands", self.demands)
        inspect_codes(look, "work", frozenset({self.work}))
        inspect_codes(look, "skills", self.skills)
        inspect_codes(look, "learning", self.learning)
        known = self.crebo is None or CREBO.fullmatch(self.crebo) is not None
        look.expect(known, "crebo", self.crebo, "of five digits")
        look.close()

    def _inspect_size(self, look: Inspection) -> None:
        look.expect(1 <= self.seats <= 10_000, "seats", self.seats, "within 1-10000")
        fits = 1 <= self.min_start <= max(1, self.seats)
        look.expect(fits, "min_start", self.min_start, "from 1 up to seats")
        inspect_period(look, "period", self.period)
        weeks = self.term_weeks
        fits = weeks is None or 1 <= weeks <= MOST_WEEKS
        look.expect(fits, "term_weeks", weeks, f"within 1-{MOST_WEEKS}")
        inspect_turns(look, self)

    def _inspect_hours(self, look: Inspection) -> None:
        low, high = self.min_week_minutes, self.max_week_minutes
        inspect_minutes(look, "min_week_minutes", low)
        inspect_minutes(look, "max_week_minutes", high)
        look.expect_order("min_week_minutes", low, high, "at most max_week_minutes")
        day = self.day_minutes
        look.expect(day is None or 0 <= day <= 1440, "day_minutes", day, "within 0-1440")
        inspect_dayparts(look, self.dayparts)
        inside = 1 <= self.dayparts_needed <= 21
        look.expect(inside, "dayparts_needed", self.dayparts_needed, "within 1-21")
