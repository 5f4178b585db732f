"""A vacancy as it travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import Field

from service.records import wire
from service.records.wire import (
    Code,
    Crebo,
    Day,
    DayHours,
    Daypart,
    Dutch,
    Level,
    LocationWire,
    PeriodWire,
    Postcode,
    Reference,
    Text,
    WeekHours,
    Whole,
    WireModel,
    Yes,
)
from solver.codes import Condition, Kind, Licence, Sharing
from solver.places import Vacancy


class AskedHours(WireModel):
    """Hours per week asked: at least, at most; an absent one is not known."""

    min: WeekHours | None = None
    max: WeekHours | None = None


class VacancyRecord(WireModel):
    """Work, learning or a route, offered by an organisation (plek)."""

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {
        "min_week_minutes": "hoursPerWeek.min",
        "max_week_minutes": "hoursPerWeek.max",
        "day_minutes": "hoursPerDay",
        "latitude": "location.latitude",
        "longitude": "location.longitude",
    }

    reference: Reference
    organisation: Reference = Field(
        description="Its reference; qualified (GM0222/o7) when another municipality keeps it.",
        examples=["o7"],
    )
    kind: Kind = Field(description="Kind of place (soort plek).", examples=["volunteering"])
    seats: Whole = Field(ge=1, le=10_000, description="People at a time.", examples=[3])
    work: Code = Field(default="other", description="Kind of work.", examples=["garden_work"])
    name: Text = Field(default="", max_length=200, examples=["Moestuin"])
    min_start: Whole = Field(default=1, ge=1, le=10_000, description="Fewest people to start with.")
    period: PeriodWire = Field(
        default=PeriodWire(), description="Days on which somebody can be there."
    )
    term_weeks: Whole | None = Field(
        default=None,
        ge=1,
        le=520,
        description="Fixed term in weeks; absent: open-ended.",
        examples=[26],
    )
    start_dates: tuple[Day, ...] = Field(
        default=(),
        description="Days on which a turn begins, in order and at least a term apart, at most "
        "four: people come one after the other. Needs termWeeks. Empty: any day.",
        examples=[["2026-12-01", "2027-06-01"]],
    )
    sharing: Sharing = Field(default=Sharing.OWN, description="For whom it is open.")
    location: LocationWire | None = None
    postcode: Postcode | None = None
    hours_per_week: AskedHours = AskedHours()
    hours_per_day: DayHours | None = None
    dayparts: tuple[Daypart, ...] | None = Field(
        default=None, description="Dayparts on which the work can be done; absent: not known."
    )
    dayparts_needed: Whole = Field(
        default=1, ge=1, le=21, description="Different dayparts at least."
    )
    demands: dict[str, Level] = Field(
        default={}, description="Level 0-4 per functional item.", examples=[{"lifting": 2}]
    )
    conditions: dict[Condition, Yes] = Field(
        default={},
        description="true: offered; false: not; absent: not known.",
        examples=[{"quiet_room": True}],
    )
    dutch: Dutch | None = Field(default=None, description="Spoken Dutch (CEFR).", examples=["A1"])
    licences: tuple[Licence, ...] = Field(default=(), examples=[["B"]])
    vog_required: Yes = Field(default=False, description="A certificate of conduct is asked.")
    crebo: Crebo | None = None
    skills: tuple[Code, ...] = Field(default=(), examples=[["gardening"]])
    learning: tuple[Code, ...] = Field(
        default=(), description="Things to learn.", examples=[["dutch"]]
    )
    needs_coach: Yes = Field(default=True, description="false for a place such as a course.")

    def to_solver(self, municipality: str) -> Vacancy:
        """Give the solver's vacancy; raises `InvalidRecord` with every flaw."""
        return Vacancy(
            reference=self.reference,
            municipality=municipality,
            organisation=self.organisation,
            kind=self.kind,
            seats=self.seats,
            name=self.name,
            work=self.work,
            min_start=self.min_start,
            period=self.period.to_solver(),
            term_weeks=self.term_weeks,
            start_dates=self.start_dates,
            sharing=self.sharing,
            location=wire.location(self.location),
            postcode=self.postcode,
            min_week_minutes=wire.minutes(self.hours_per_week.min),
            max_week_minutes=wire.minutes(self.hours_per_week.max),
            day_minutes=wire.minutes(self.hours_per_day),
            dayparts=wire.mask(self.dayparts),
            dayparts_needed=self.dayparts_needed,
            demands=self.demands,
            conditions=self.conditions,
            dutch=wire.dutch_level(self.dutch),
            licences=frozenset(self.licences),
            vog_required=self.vog_required,
            crebo=self.crebo,
            skills=frozenset(self.skills),
            learning=frozenset(self.learning),
            needs_coach=self.needs_coach,
        )

    @classmethod
    def of(cls, entity: Vacancy) -> Self:
        """Show a vacancy."""
        return cls.made(
            reference=entity.reference,
            organisation=entity.organisation,
            kind=entity.kind,
            seats=entity.seats,
            name=entity.name,
            work=entity.work,
            min_start=entity.min_start,
            period=PeriodWire.of(entity.period),
            term_weeks=entity.term_weeks,
            start_dates=entity.start_dates,
            sharing=entity.sharing,
            location=wire.location_wire(entity.location),
            postcode=entity.postcode,
            hours_per_week=AskedHours(
                min=wire.hours(entity.min_week_minutes), max=wire.hours(entity.max_week_minutes)
            ),
            hours_per_day=wire.hours(entity.day_minutes),
            dayparts=wire.named_dayparts(entity.dayparts),
            dayparts_needed=entity.dayparts_needed,
            demands=dict(entity.demands),
            conditions=dict(entity.conditions),
            dutch=wire.dutch_name(entity.dutch),
            licences=tuple(sorted(entity.licences)),
            vog_required=entity.vog_required,
            crebo=entity.crebo,
            skills=tuple(sorted(entity.skills)),
            learning=tuple(sorted(entity.learning)),
            needs_coach=entity.needs_coach,
        )
