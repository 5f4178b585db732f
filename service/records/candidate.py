"""A candidate as it travels."""

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
    Guidance,
    Level,
    LocationWire,
    Minutes,
    Number,
    PeriodWire,
    Postcode,
    Reference,
    Text,
    WeekHours,
    Whole,
    WireModel,
    Yes,
)
from solver.codes import Condition, Kind, LegalRoute, Licence, Transport, Vog, Wish
from solver.people import Candidate, LoadCapacity, Preferences, Travel


class WishedHours(WireModel):
    """Hours per week: at least, preferably, at most; an absent one is not known."""

    min: WeekHours | None = None
    wish: WeekHours | None = None
    max: WeekHours | None = None


class LoadWire(WireModel):
    """What a person can carry (belastbaarheid); what is absent is not known."""

    hours_per_week: WishedHours = WishedHours()
    hours_per_day: DayHours | None = None
    dayparts: tuple[Daypart, ...] | None = Field(
        default=None,
        description="Dayparts on which the person can work.",
        examples=[["monday_morning"]],
    )
    abilities: dict[str, Level] = Field(
        default={}, description="Level 0-4 per functional item.", examples=[{"lifting": 3}]
    )
    conditions_needed: tuple[Condition, ...] = Field(
        default=(), description="What a place must offer.", examples=[["quiet_room"]]
    )
    build_up_hours_per_week: tuple[WeekHours, ...] = Field(
        default=(), max_length=52, description="Most hours in week 1, 2, …", examples=[[4, 6]]
    )
    build_up_from: Day | None = Field(
        default=None,
        description="First day of week 1; absent: the weeks begin with a place, whenever it does.",
        examples=["2026-11-30"],
    )

    def to_solver(self) -> LoadCapacity:
        """Give the solver's load capacity."""
        week = self.hours_per_week
        return LoadCapacity(
            min_week_minutes=wire.minutes(week.min),
            wish_week_minutes=wire.minutes(week.wish),
            max_week_minutes=wire.minutes(week.max),
            max_day_minutes=wire.minutes(self.hours_per_day),
            dayparts=wire.mask(self.dayparts),
            abilities=self.abilities,
            conditions_needed=frozenset(self.conditions_needed),
            build_up_week_minutes=tuple(round(h * 60) for h in self.build_up_hours_per_week),
            build_up_from=self.build_up_from,
        )

    @classmethod
    def of(cls, load: LoadCapacity) -> Self:
        """Show a load capacity."""
        return cls.made(
            hours_per_week=WishedHours(
                min=wire.hours(load.min_week_minutes),
                wish=wire.hours(load.wish_week_minutes),
                max=wire.hours(load.max_week_minutes),
            ),
            hours_per_day=wire.hours(load.max_day_minutes),
            dayparts=wire.named_dayparts(load.dayparts),
            abilities=dict(load.abilities),
            conditions_needed=tuple(sorted(load.conditions_needed)),
            build_up_hours_per_week=tuple(m / 60 for m in load.build_up_week_minutes),
            build_up_from=load.build_up_from,
        )


class GuidanceWire(WireModel):
    """Guidance (werkbegeleiding) by the organisation's own guide."""

    level: Guidance | None = Field(
        default=None, description="Absent: not known.", examples=["light"]
    )
    minutes_per_week: Minutes = 0


class CoachingWire(WireModel):
    """Job coaching; 0 minutes means that no coach is needed."""

    minutes_per_week: Minutes = 0
    specialisms: tuple[Code, ...] = Field(default=(), examples=[["autism"]])
    languages: tuple[Code, ...] = Field(default=(), description="ISO 639-3.", examples=[["ara"]])
    known_coach: Reference | None = Field(default=None, examples=["c3"])


class PreferencesWire(WireModel):
    """What a person wants, would rather not, and never."""

    work: dict[str, Wish] = Field(default={}, examples=[{"garden_work": "first_choice"}])
    organisations: dict[str, Wish] = Field(default={}, examples=[{"o7": "liked"}])
    learning: dict[str, Wish] = Field(default={}, examples=[{"dutch": "liked"}])

    def to_solver(self) -> Preferences:
        """Give the solver's preferences."""
        return Preferences(work=self.work, organisations=self.organisations, learning=self.learning)


class TravelWire(WireModel):
    """How far and how a person can travel one way; what is absent is not known."""

    max_minutes: Whole | None = Field(
        default=None, ge=0, le=300, description="Minutes.", examples=[45]
    )
    max_km: Number | None = Field(
        default=None, ge=0, le=300, description="Road kilometres.", examples=[15]
    )
    transports: tuple[Transport, ...] = Field(default=(), examples=[["bicycle"]])


class CandidateRecord(WireModel):
    """A person who looks for a place (kandidaat): functional facts only, no name, no BSN."""

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {
        "min_week_minutes": "load.hoursPerWeek.min",
        "wish_week_minutes": "load.hoursPerWeek.wish",
        "max_week_minutes": "load.hoursPerWeek.max",
        "max_day_minutes": "load.hoursPerDay",
        "dayparts": "load.dayparts",
        "abilities": "load.abilities",
        "conditions_needed": "load.conditionsNeeded",
        "build_up_week_minutes": "load.buildUpHoursPerWeek",
        "build_up_from": "load.buildUpFrom",
        "guidance_level": "guidance.level",
        "guidance_minutes": "guidance.minutesPerWeek",
        "coaching_minutes": "coaching.minutesPerWeek",
        "coach_specialisms": "coaching.specialisms",
        "coach_languages": "coaching.languages",
        "known_coach": "coaching.knownCoach",
        "latitude": "location.latitude",
        "longitude": "location.longitude",
        "travel.max_minutes": "travel.maxMinutes",
        "travel.max_km": "travel.maxKm",
    }

    reference: Reference = Field(description="Pseudonym.", examples=["k-0001"])
    priority: Whole = Field(
        default=3, ge=1, le=5, description="1-5; another than 3 needs a reason."
    )
    priority_reason: Text | None = None
    legal_route: LegalRoute | None = Field(default=None, description="Absent: not known.")
    ladder_step: Whole | None = Field(
        default=None, ge=1, le=6, description="Participation ladder, 1-6."
    )
    present_kind: Kind | None = Field(default=None, description="Kind of the present place.")
    step_down_allowed: Yes = False
    exempt: PeriodWire | None = Field(default=None, description="Period of exemption (ontheffing).")
    paused: PeriodWire | None = Field(default=None, description="Period without proposals.")
    available: PeriodWire = PeriodWire()
    waiting_since: Day | None = Field(default=None, examples=["2026-03-01"])
    location: LocationWire | None = None
    postcode: Postcode | None = None
    load: LoadWire = LoadWire()
    guidance: GuidanceWire = GuidanceWire()
    coaching: CoachingWire = CoachingWire()
    dutch: Dutch | None = Field(default=None, description="Spoken Dutch (CEFR).", examples=["A2"])
    licences: tuple[Licence, ...] | None = Field(default=None, description="Absent: not known.")
    vog: Vog | None = Field(default=None, description="Certificate of conduct; absent: not known.")
    vog_expected: Day | None = Field(default=None, examples=["2026-12-15"])
    crebo: Crebo | None = None
    skills: tuple[Code, ...] = Field(default=(), examples=[["gardening"]])
    preferences: PreferencesWire = PreferencesWire()
    travel: TravelWire = TravelWire()
    places_wanted: Whole = Field(
        default=1, ge=1, le=2, description="2: a combination of two places."
    )
    group: Code | None = Field(default=None, description="People of one group start together.")
    not_together_with: tuple[Reference, ...] = ()
    share_with_region: Yes = True

    def to_solver(self, municipality: str) -> Candidate:
        """Give the solver's candidate; raises `InvalidRecord` with every flaw."""
        return Candidate(
            reference=self.reference,
            municipality=municipality,
            priority=self.priority,
            priority_reason=self.priority_reason,
            legal_route=self.legal_route,
            ladder_step=self.ladder_step,
            present_kind=self.present_kind,
            step_down_allowed=self.step_down_allowed,
            exempt=wire.period(self.exempt),
            paused=wire.period(self.paused),
            available=self.available.to_solver(),
            waiting_since=self.waiting_since,
            location=wire.location(self.location),
            postcode=self.postcode,
            load=self.load.to_solver(),
            guidance_level=wire.guidance_level(self.guidance.level),
            guidance_minutes=self.guidance.minutes_per_week,
            coaching_minutes=self.coaching.minutes_per_week,
            coach_specialisms=frozenset(self.coaching.specialisms),
            coach_languages=frozenset(self.coaching.languages),
            known_coach=self.coaching.known_coach,
            dutch=wire.dutch_level(self.dutch),
            licences=None if self.licences is None else frozenset(self.licences),
            vog=self.vog,
            vog_expected=self.vog_expected,
            crebo=self.crebo,
            skills=frozenset(self.skills),
            preferences=self.preferences.to_solver(),
            travel=Travel(
                max_minutes=self.travel.max_minutes,
                max_km=self.travel.max_km,
                transports=frozenset(self.travel.transports),
            ),
            places_wanted=self.places_wanted,
            group=self.group,
            not_together_with=frozenset(self.not_together_with),
            share_with_region=self.share_with_region,
        )

    @classmethod
    def of(cls, entity: Candidate) -> Self:
        """Show a candidate."""
        return cls.made(
            reference=entity.reference,
            priority=entity.priority,
            priority_reason=entity.priority_reason,
            legal_route=entity.legal_route,
            ladder_step=entity.ladder_step,
            present_kind=entity.present_kind,
            step_down_allowed=entity.step_down_allowed,
            exempt=wire.period_wire(entity.exempt),
            paused=wire.period_wire(entity.paused),
            available=PeriodWire.of(entity.available),
            waiting_since=entity.waiting_since,
            location=wire.location_wire(entity.location),
            postcode=entity.postcode,
            load=LoadWire.of(entity.load),
            guidance=GuidanceWire.made(
                level=wire.guidance_name(entity.guidance_level),
                minutes_per_week=entity.guidance_minutes,
            ),
            coaching=CoachingWire.made(
                minutes_per_week=entity.coaching_minutes,
                specialisms=tuple(sorted(entity.coach_specialisms)),
                languages=tuple(sorted(entity.coach_languages)),
                known_coach=entity.known_coach,
            ),
            dutch=wire.dutch_name(entity.dutch),
            licences=None if entity.licences is None else tuple(sorted(entity.licences)),
            vog=entity.vog,
            vog_expected=entity.vog_expected,
            crebo=entity.crebo,
            skills=tuple(sorted(entity.skills)),
            preferences=PreferencesWire(
                work=dict(entity.preferences.work),
                organisations=dict(entity.preferences.organisations),
                learning=dict(entity.preferences.learning),
            ),
            travel=TravelWire.made(
                max_minutes=entity.travel.max_minutes,
                max_km=entity.travel.max_km,
                transports=tuple(sorted(entity.travel.transports)),
            ),
            places_wanted=entity.places_wanted,
            group=entity.group,
            not_together_with=tuple(sorted(entity.not_together_with)),
            share_with_region=entity.share_with_region,
        )
