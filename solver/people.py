"""People who look for a place, known only by a pseudonymous reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from solver.codes import (
    DAYPARTS,
    HIGHEST_LEVEL,
    HIGHEST_PRIORITY,
    ITEM_CODES,
    Condition,
    GuidanceLevel,
    Kind,
    LanguageLevel,
    LegalRoute,
    Licence,
    Transport,
    Vog,
    Wish,
)
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

ITEMS = frozenset(ITEM_CODES)
ANY_DAYPARTS = f"a mask of {DAYPARTS} bits"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCapacity:
    """What a person can carry (belastbaarheid); None means not known.

    Parameters
    ----------
    min_week_minutes, wish_week_minutes, max_week_minutes
        Minutes per week, 0–10,080: at least, preferably, at most.
    max_day_minutes
        Minutes on one day, 0–1,440.
    dayparts
        Bit mask of the 21 dayparts on which the person can work; bit 3 × day + part.
    abilities
        Level 0–4 per functional item (`solver.codes.FUNCTIONAL_ITEMS`); an absent item is unknown.
    conditions_needed
        What a place must offer.
    build_up_week_minutes
        Most minutes in the first week, the second, and so on; after the last, `max_week_minutes`.
    build_up_from
        First day of the first of those weeks. Without it they are the first weeks of a place that
        is still to be found: recorded for whoever makes the arrangements, and read by no rule.
    """

    min_week_minutes: int | None = None
    wish_week_minutes: int | None = None
    max_week_minutes: int | None = None
    max_day_minutes: int | None = None
    dayparts: int | None = None
    abilities: Mapping[str, int] = field(default_factory=dict)
    conditions_needed: frozenset[Condition] = frozenset()
    build_up_week_minutes: tuple[int, ...] = ()
    build_up_from: date | None = None

    def on(self, day: date) -> LoadCapacity:
        """Give what holds on a day: while hours are built up, the minutes of that week.

        Before its first day those of the first week: a place found by then begins with them.
        """
        weeks, first = self.build_up_week_minutes, self.build_up_from
        week = len(weeks) if first is None else max(0, (day - first).days // 7)
        return self.capped(weeks[week]) if week < len(weeks) else self

    def capped(self, most: int) -> LoadCapacity:
        """Give the same with at most so many minutes a week; what is asked at least comes along."""
        low, wish, high = self.min_week_minutes, self.wish_week_minutes, self.max_week_minutes
        return replace(
            self,
            min_week_minutes=None if low is None else min(low, most),
            wish_week_minutes=None if wish is None else min(wish, most),
            max_week_minutes=most if high is None else min(high, most),
        )

    def inspect(self, look: Inspection) -> None:
        """Note what cannot be."""
        low, wish, high = self.min_week_minutes, self.wish_week_minutes, self.max_week_minutes
        inspect_minutes(look, "min_week_minutes", low)
        inspect_minutes(look, "wish_week_minutes", wish)
        inspect_minutes(look, "max_week_minutes", high)
        look.expect_order("min_week_minutes", low, high, "at most max_week_minutes")
        look.expect_order("min_week_minutes", low, wish, "at most wish_week_minutes")
        look.expect_order("wish_week_minutes", wish, high, "at most max_week_minutes")
        if self.max_day_minutes is not None:
            inside = 0 <= self.max_day_minutes <= 1440
            look.expect(inside, "max_day_minutes", self.max_day_minutes, "within 0-1440")
        inspect_dayparts(look, self.dayparts)
        inspect_levels(look, "abilities", self.abilities)
        for minutes in self.build_up_week_minutes:
            inspect_minutes(look, "build_up_week_minutes", minutes)
        if (weeks := len(self.build_up_week_minutes)) > 52:
            look.expect(False, "build_up_week_minutes", f"{weeks} weeks", "of at most 52 weeks")
        dated = self.build_up_from is not None
        look.expect(bool(weeks) or not dated, "build_up_from", self.build_up_from,
                    "only beside build_up_week_minutes")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a person wants, would rather not, and never.

    Keys are codes for kinds of work (`garden_work`), references of organisations, and codes for
    things to learn (`dutch`). A thing that is not named is neither wanted nor refused.
    """

    work: Mapping[str, Wish] = field(default_factory=dict)
    organisations: Mapping[str, Wish] = field(default_factory=dict)
    learning: Mapping[str, Wish] = field(default_factory=dict)

    def inspect(self, look: Inspection) -> None:
        """Note what cannot be."""
        inspect_codes(look, "preferences.work", frozenset(self.work))
        inspect_references(look, "preferences.organisations", frozenset(self.organisations))
        inspect_codes(look, "preferences.learning", frozenset(self.learning))


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How far and how a person can travel one way; None means not known.

    Parameters
    ----------
    max_minutes
        Minutes one way, 0–300.
    max_km
        Road kilometres one way, 0–300.
    transports
        The ways the person has; empty means not known.
    """

    max_minutes: int | None = None
    max_km: float | None = None
    transports: frozenset[Transport] = frozenset()

    def inspect(self, look: Inspection) -> None:
        """Note what cannot be."""
        limits = (("travel.max_minutes", self.max_minutes), ("travel.max_km", self.max_km))
        for name, most in limits:
            look.expect(most is None or 0 <= most <= 300, name, most, "within 0-300")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person who looks for a place.

    Only functional facts: no name, no citizen service number, no diagnosis. A None or an absent
    item is *not known*, which is never a no.

    Parameters
    ----------
    reference, municipality
        Pseudonym, unique within the municipality; GM code.
    priority, priority_reason
        1–5, default 3; another than 3 is set by a person and needs a reason.
    legal_route, ladder_step, present_kind
        The law the person falls under; step 1–6 of the participation ladder; the kind of place
        the person has now, if any.
    step_down_allowed
        A person decided that a lower step is right.
    exempt, paused
        Periods without automatic proposals; None when there is none.
    available
        The period in which the person can start and be placed.
    guidance_level, guidance_minutes
        What the guide on the floor must give: level, and minutes per week.
    coaching_minutes
        Minutes of a job coach per week; 0 means no coach is needed.
    coach_specialisms, coach_languages, known_coach
        What the coach must bring; the coach the person knows.
    vog, vog_expected
        Certificate of conduct: None when not known; the day it is expected when requested.
    crebo
        The qualification an intern or apprentice works for, five digits.
    places_wanted
        1, or 2 for a combination of two places on different dayparts; those that the person has
        already count.
    group, not_together_with
        People of one group start together; people who must not be at one vacancy together.
    share_with_region
        The person agrees that other municipalities' places are looked at.
    """

    reference: str
    municipality: str
    priority: int = 3
    priority_reason: str | None = None
    legal_route: LegalRoute | None = None
    ladder_step: int | None = None
    present_kind: Kind | None = None
    step_down_allowed: bool = False
    exempt: Period | None = None
    paused: Period | None = None
    available: Period = ALWAYS
    waiting_since: date | None = None
    location: Location | None = None
    postcode: str | None = None
    load: LoadCapacity = field(default_factory=LoadCapacity)
    guidance_level: GuidanceLevel | None = None
    guidance_minutes: int = 0
    coaching_minutes: int = 0
    coach_specialisms: frozenset[str] = frozenset()
    coach_languages: frozenset[str] = frozenset()
    known_coach: str | None = None
    dutch: LanguageLevel | None = None
    licences: frozenset[Licence] | None = None
    vog: Vog | None = None
    vog_expected: date | None = None
    crebo: str | None = None
    skills: frozenset[str] = frozenset()
    preferences: Preferences = field(default_factory=Preferences)
    travel: Travel = field(default_factory=Travel)
    places_wanted: int = 1
    group: str | None = None
    not_together_with: frozenset[str] = frozenset()
    share_with_region: bool = True

    def __post_init__(self) -> None:
        look = Inspection("Candidate", self.reference)
        inspect_identity(look, self.municipality, self.reference)
        self._inspect_standing(look)
        self._inspect_needs(look)
        inspect_location(look, self.location, self.postcode)
        self.load.inspect(look)
        self.preferences.inspect(look)
        self.travel.inspect(look)
        look.close()

    def _inspect_standing(self, look: Inspection) -> None:
        inside = 1 <= self.priority <= HIGHEST_PRIORITY
        look.expect(inside, "priority", self.priority, f"within 1-{HIGHEST_PRIORITY}")
        explained = self.priority == 3 or bool((self.priority_reason or "").strip())
        look.expect(explained, "priority_reason", self.priority_reason, "when priority is not 3")
        look.expect_no_bsn("priority_reason", self.priority_reason)
        step = self.ladder_step
        look.expect(step is None or 1 <= step <= 6, "ladder_step", step, "within 1-6")
        for name, period in (("exempt", self.exempt), ("paused", self.paused)):
            if period is not None:
                inspect_period(look, name, period)
        inspect_period(look, "available", self.available)
        look.expect(self.places_wanted in (1, 2), "places_wanted", self.places_wanted, "1 or 2")

    def _inspect_needs(self, look: Inspection) -> None:
        inspect_minutes(look, "guidance_minutes", self.guidance_minutes)
        inspect_minutes(look, "coaching_minutes", self.coaching_minutes)
        inspect_codes(look, "coach_specialisms", self.coach_specialisms)
        inspect_codes(look, "coach_languages", self.coach_languages)
        inspect_codes(look, "skills", self.skills)
        inspect_codes(look, "group", _given(self.group))
        inspect_references(look, "known_coach", _given(self.known_coach))
        inspect_references(look, "not_together_with", self.not_together_with)
        known = self.crebo is None or CREBO.fullmatch(self.crebo) is not None
        look.expect(known, "crebo", self.crebo, "of five digits")


def inspect_dayparts(look: Inspection, mask: int | None) -> None:
    """Check a mask of the 21 dayparts."""
    inside = mask is None or 0 <= mask < 1 << DAYPARTS
    look.expect(inside, "dayparts", mask, ANY_DAYPARTS)


def inspect_levels(look: Inspection, name: str, levels: Mapping[str, int]) -> None:
    """Check levels per functional item."""
    for item in sorted(levels.keys() - ITEMS):
        look.expect(False, name, item, "to name functional items")
    for item, level in levels.items():
        if not 0 <= level <= HIGHEST_LEVEL:
            look.expect(False, f"{name}.{item}", level, f"within 0-{HIGHEST_LEVEL}")


def _given(code: str | None) -> frozenset[str]:
    return frozenset() if code is None else frozenset({code})
