"""Pairs at the edge of each rule, with the answer each must get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from solver.codes import (
    ITEM_CODES,
    Condition,
    GuidanceLevel,
    Kind,
    LanguageLevel,
    LegalRoute,
    Licence,
    Sharing,
    Transport,
    Vog,
    Wish,
    daypart_mask,
)
from solver.columns import Columns
from solver.ground import Location, Period
from solver.people import LoadCapacity, Preferences, Travel
from solver.places import Recognition
from solver.rules import NO, UNKNOWN, YES
from solver.snapshot import Forbid, Partnership, Placement
from solver.weights import WeightSet
from tests.solver.builders import HOME, TODAY, candidate, organisation, snapshot, vacancy

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
MORNINGS = daypart_mask("monday_morning", "tuesday_morning")
NEAR, FAR = Location(51.975, 6.289), Location(52.965, 6.289)
BOTH = frozenset({"GM0222", "GM1586"})


@dataclass(frozen=True)
class Case:
    """One pair at the edge of a rule: what is known of each side, and the answer."""

    rule: str
    tells: str
    person: dict[str, Any]
    place: dict[str, Any]
    answer: int
    owner: dict[str, Any] | None = None
    given: dict[str, Any] | None = None

    def pairs(self, weights: WeightSet | None = None) -> Any:
        owner = organisation(**(self.owner or {}))
        place = vacancy(**{"organisation": "GM0222/o1", **self.place})
        world = snapshot(candidate(**self.person), place, owner, **(self.given or {}))
        return Columns.of(world, weights or WeightSet()).pairs([0])


def load(**given: Any) -> dict[str, Any]:
    return {"load": LoadCapacity(**given)}


def building_up(first: int, **given: Any) -> dict[str, Any]:
    """From so many days after today an hour, two hours in the next week, then four."""
    weeks = {"build_up_week_minutes": (60, 120), "build_up_from": TODAY + timedelta(days=first)}
    return load(**{"max_week_minutes": 240, **weeks, **given})


def held(**given: Any) -> dict[str, Any]:
    placement = {"candidate": "GM0222/c9", "vacancy": "GM0222/v1", **given}
    return {"placements": (Placement(**placement),)}


def declined(**given: Any) -> dict[str, Any]:
    return {"forbids": (Forbid(**{"candidate": "GM0222/c1", **given}),)}


def joined(last: Any) -> dict[str, Any]:
    period = Period(None, last)
    return {"partnerships": (Partnership(reference="p", municipalities=BOTH, period=period),)}


def trip(**given: Any) -> dict[str, Any]:
    way = {"transports": frozenset({Transport.WALKING}), **given}
    return {"location": HOME, "travel": Travel(**way)}


def recognised(*periods: Period) -> dict[str, Any]:
    return {"recognitions": tuple(Recognition(crebo="25655", period=p) for p in periods)}


OTHER = {"municipality": "GM1586"}
VOG = {"vog_required": True}
LEARN = {"kind": Kind.LEARN_WORK}
REQUESTED = {"vog": Vog.REQUESTED, "vog_expected": TOMORROW}
FULL = dict.fromkeys(ITEM_CODES, 4)
WEEK = Period(None, TODAY + timedelta(days=6))

CASES = (
    Case("sharing", "own municipality", {"share_with_region": False}, {}, YES),
    Case("sharing", "own only", {}, {**OTHER, "sharing": Sharing.OWN}, NO),
    Case("sharing", "region", {}, {**OTHER, "sharing": Sharing.REGION}, YES),
    Case("sharing", "no consent", {"share_with_region": False},
         {**OTHER, "sharing": Sharing.REGION}, NO),
    Case("sharing", "partners today", {}, {**OTHER, "sharing": Sharing.PARTNERS}, YES,
         given=joined(TODAY)),
    Case("sharing", "partners until yesterday", {}, {**OTHER, "sharing": Sharing.PARTNERS}, NO,
         given=joined(YESTERDAY)),
    Case("forbidden", "nothing declined", {}, {}, YES),
    Case("forbidden", "declined for good", {}, {}, NO, given=declined(vacancy="GM0222/v1")),
    Case("forbidden", "organisation declined", {}, {}, NO,
         given=declined(organisation="GM0222/o1", until=TOMORROW)),
    Case("forbidden", "until today", {}, {}, YES,
         given=declined(vacancy="GM0222/v1", until=TODAY)),
    Case("forbidden", "there already", {}, {"seats": 2}, NO,
         given=held(candidate="GM0222/c1", period=Period(None, TODAY))),
    Case("forbidden", "was there", {}, {}, YES,
         given=held(candidate="GM0222/c1", period=Period(None, YESTERDAY))),
    Case("exemption", "until today", {"exempt": Period(None, TODAY)}, {}, NO),
    Case("exemption", "until yesterday", {"exempt": Period(None, YESTERDAY)}, {}, YES),
    Case("exemption", "paused from tomorrow", {"paused": Period(TOMORROW)}, {}, YES),
    Case("exemption", "paused from today", {"paused": Period(TODAY)}, {}, NO),
    Case("seat_free", "last seat held today", {}, {}, NO, given=held(period=Period(None, TODAY))),
    Case("seat_free", "held today, also for who starts later", {"available": Period(TOMORROW)},
         {}, NO, given=held(period=Period(None, TODAY))),
    Case("seat_free", "free when the vacancy opens", {}, {"period": Period(TOMORROW)}, YES,
         given=held(period=Period(None, TODAY))),
    Case("seat_free", "promised to another", {}, {}, NO, given=held(period=Period(TOMORROW))),
    Case("seat_free", "one of two", {}, {"seats": 2}, YES, given=held()),
    Case("period", "ends today", {}, {"period": Period(None, TODAY)}, YES),
    Case("period", "ended yesterday", {}, {"period": Period(None, YESTERDAY)}, NO),
    Case("period", "meets on one day", {"available": Period(None, TOMORROW)},
         {"period": Period(TOMORROW)}, YES),
    Case("period", "certificate comes too late", REQUESTED,
         {**VOG, "period": Period(None, TODAY)}, NO),
    Case("period", "certificate not asked", REQUESTED, {"period": Period(None, TODAY)}, YES),
    Case("fixed_term", "fits to the day", {}, {"term_weeks": 1, "period": WEEK}, YES),
    Case("fixed_term", "a day short", {"available": Period(TOMORROW)},
         {"term_weeks": 1, "period": WEEK}, NO),
    Case("fixed_term", "no known end", {}, {"term_weeks": 520}, YES),
    Case("legal_route", "not known", {}, {}, UNKNOWN),
    Case("legal_route", "sheltered work", {"legal_route": LegalRoute.SHELTERED_WORK},
         {"kind": Kind.SHELTERED}, YES),
    Case("legal_route", "student", {"legal_route": LegalRoute.STUDENT},
         {"kind": Kind.SHELTERED}, NO),
    Case("ladder", "not known", {}, {}, UNKNOWN),
    Case("ladder", "one up", {"ladder_step": 3}, {}, YES),
    Case("ladder", "two up", {"ladder_step": 2}, {}, NO),
    Case("ladder", "down", {"ladder_step": 5}, {}, NO),
    Case("ladder", "down as decided", {"ladder_step": 5, "step_down_allowed": True}, {}, YES),
    Case("ladder", "course beside work", {"ladder_step": 6}, {"kind": Kind.ROUTE}, YES),
    Case("ladder", "a rung of paid work",
         {"ladder_step": 5, "present_kind": Kind.SHELTERED}, {"kind": Kind.SECONDED}, YES),
    Case("ladder", "two rungs of paid work",
         {"ladder_step": 5, "present_kind": Kind.SHELTERED}, {"kind": Kind.SUPPORTED_JOB}, NO),
    Case("ladder", "a rung down",
         {"ladder_step": 5, "present_kind": Kind.SECONDED}, {"kind": Kind.SHELTERED}, NO),
    Case("week_hours", "touch", load(max_week_minutes=240), {"min_week_minutes": 240}, YES),
    Case("week_hours", "a minute apart", load(max_week_minutes=239),
         {"min_week_minutes": 240}, NO),
    Case("week_hours", "too few", load(min_week_minutes=241), {"max_week_minutes": 240}, NO),
    Case("week_hours", "nothing known of the person", {}, {"min_week_minutes": 240}, UNKNOWN),
    Case("week_hours", "nothing known of the place", load(max_week_minutes=0), {}, UNKNOWN),
    Case("week_hours", "the place's least decides", load(max_week_minutes=600),
         {"max_week_minutes": 2400}, UNKNOWN),
    Case("week_hours", "the place's least cannot decide",
         load(min_week_minutes=120, max_week_minutes=600), {"max_week_minutes": 600}, YES),
    Case("week_hours", "the place's most decides", load(min_week_minutes=600, max_week_minutes=960),
         {"min_week_minutes": 240}, UNKNOWN),
    Case("week_hours", "the person's most decides", load(min_week_minutes=239),
         {"min_week_minutes": 240, "max_week_minutes": 480}, UNKNOWN),
    Case("week_hours", "the person's wish is enough", load(wish_week_minutes=240),
         {"min_week_minutes": 240, "max_week_minutes": 480}, YES),
    Case("week_hours", "builds up to it",
         load(max_week_minutes=240, build_up_week_minutes=(60,)), {"min_week_minutes": 240}, YES),
    Case("week_hours", "the second week of building up", building_up(-7),
         {"min_week_minutes": 120}, YES),
    Case("week_hours", "the last day of the first week", building_up(-6),
         {"min_week_minutes": 120}, NO),
    Case("week_hours", "before building up", building_up(9), {"min_week_minutes": 120}, NO),
    Case("week_hours", "after building up", building_up(-14), {"min_week_minutes": 240}, YES),
    Case("week_hours", "the last day of building up", building_up(-13),
         {"min_week_minutes": 240}, NO),
    Case("week_hours", "builds up above the most", building_up(-7, max_week_minutes=90),
         {"min_week_minutes": 91}, NO),
    Case("week_hours", "wants more than in this week", building_up(-7, min_week_minutes=240),
         {"min_week_minutes": 60, "max_week_minutes": 180}, YES),
    Case("day_hours", "equal", load(max_day_minutes=240), {"day_minutes": 240}, YES),
    Case("day_hours", "longer", load(max_day_minutes=239), {"day_minutes": 240}, NO),
    Case("day_hours", "not known", load(max_day_minutes=0), {}, UNKNOWN),
    Case("dayparts", "just enough", load(dayparts=MORNINGS),
         {"dayparts": MORNINGS, "dayparts_needed": 2}, YES),
    Case("dayparts", "one short", load(dayparts=MORNINGS),
         {"dayparts": MORNINGS, "dayparts_needed": 3}, NO),
    Case("dayparts", "not known", load(dayparts=MORNINGS), {"dayparts_needed": 2}, UNKNOWN),
    Case("dayparts", "the person has too few", load(dayparts=MORNINGS),
         {"dayparts_needed": 3}, NO),
    Case("dayparts", "the place has too few", {},
         {"dayparts": MORNINGS, "dayparts_needed": 3}, NO),
    Case("travel", "near enough", trip(max_minutes=18), {"location": NEAR}, YES),
    Case("travel", "too long", trip(max_minutes=17), {"location": NEAR}, NO),
    Case("travel", "too far", trip(max_minutes=300, max_km=1.4), {"location": NEAR}, NO),
    Case("travel", "place not known", trip(max_minutes=0), {}, UNKNOWN),
    Case("travel", "no maximum known", trip(), {"location": NEAR}, UNKNOWN),
    Case("travel", "transport not known", trip(max_minutes=18, transports=frozenset()),
         {"location": NEAR}, UNKNOWN),
    Case("travel", "too long by any way", trip(max_minutes=60, transports=frozenset()),
         {"location": FAR}, NO),
    Case("functional_load", "equal", load(abilities={"lifting": 2}),
         {"demands": {"lifting": 2}}, YES),
    Case("functional_load", "above", load(abilities={"lifting": 2}),
         {"demands": {"lifting": 3}}, NO),
    Case("functional_load", "last item above", load(abilities={"irregular_times": 3}),
         {"demands": {"irregular_times": 4}}, NO),
    Case("functional_load", "ability not known", {}, {"demands": {"lifting": 1}}, UNKNOWN),
    Case("functional_load", "asks nothing of it", {}, {"demands": {"lifting": 0}}, YES),
    Case("functional_load", "left out, limited", load(abilities={"noise": 1}),
         {"demands": {"lifting": 0}}, UNKNOWN),
    Case("functional_load", "left out, not limited", load(abilities={"noise": 2}),
         {"demands": {"lifting": 0}}, YES),
    Case("functional_load", "lists nothing", load(abilities={"noise": 3}), {}, UNKNOWN),
    Case("functional_load", "lists nothing, able", load(abilities=FULL), {}, YES),
    Case("conditions", "offered", load(conditions_needed={Condition.QUIET_ROOM}),
         {"conditions": {Condition.QUIET_ROOM: True}}, YES),
    Case("conditions", "not offered", load(conditions_needed={Condition.QUIET_ROOM}),
         {"conditions": {Condition.QUIET_ROOM: False}}, NO),
    Case("conditions", "not known", load(conditions_needed={Condition.QUIET_ROOM}), {}, UNKNOWN),
    Case("language", "equal", {"dutch": LanguageLevel.A2}, {"dutch": LanguageLevel.A2}, YES),
    Case("language", "below", {"dutch": LanguageLevel.A1}, {"dutch": LanguageLevel.A2}, NO),
    Case("language", "not known", {}, {"dutch": LanguageLevel.A1}, UNKNOWN),
    Case("language", "nothing asked", {}, {}, YES),
    Case("licences", "implied", {"licences": frozenset({Licence.CE})},
         {"licences": frozenset({Licence.BE, Licence.AM})}, YES),
    Case("licences", "lighter than asked", {"licences": frozenset({Licence.B})},
         {"licences": frozenset({Licence.BE})}, NO),
    Case("licences", "not known", {}, {"licences": frozenset({Licence.B})}, UNKNOWN),
    Case("vog", "granted", {"vog": Vog.GRANTED}, VOG, YES),
    Case("vog", "on its way", REQUESTED, VOG, YES),
    Case("vog", "on its way without a day", {"vog": Vog.REQUESTED}, VOG, UNKNOWN),
    Case("vog", "refused", {"vog": Vog.REFUSED}, VOG, NO),
    Case("vog", "not requested", {"vog": Vog.NOT_REQUESTED}, VOG, UNKNOWN),
    Case("vog", "refused, not required", {"vog": Vog.REFUSED}, {}, YES),
    Case("recognition", "until today", {"crebo": "25655"}, LEARN, YES,
         recognised(Period(None, TODAY))),
    Case("recognition", "until yesterday", {"crebo": "25655"}, LEARN, NO,
         recognised(Period(None, YESTERDAY))),
    Case("recognition", "renewed", {"crebo": "25655"}, LEARN, YES,
         recognised(Period(None, YESTERDAY), Period(TODAY))),
    Case("recognition", "for another vacancy", {"crebo": "25655"}, {**LEARN, "crebo": "25775"},
         NO, recognised(Period())),
    Case("recognition", "crebo not known", {}, LEARN, UNKNOWN, recognised(Period())),
    Case("recognition", "none at all", {}, LEARN, NO),
    Case("recognition", "volunteering", {}, {}, YES),
    Case("guidance_level", "higher offered", {"guidance_level": GuidanceLevel.LIGHT}, {}, YES,
         {"guidance_minutes": {GuidanceLevel.INTENSIVE: 60}}),
    Case("guidance_level", "lower offered", {"guidance_level": GuidanceLevel.MEDIUM}, {}, NO,
         {"guidance_minutes": {GuidanceLevel.LIGHT: 60}}),
    Case("guidance_level", "nothing offered", {"guidance_level": GuidanceLevel.LIGHT}, {}, NO,
         {"guidance_minutes": {}}),
    Case("guidance_level", "offer not known", {"guidance_level": GuidanceLevel.LIGHT}, {},
         UNKNOWN),
    Case("guidance_level", "level not known", {"guidance_minutes": 60}, {}, UNKNOWN),
    Case("guidance_level", "none needed", {"guidance_level": GuidanceLevel.NONE}, {}, YES),
    Case("preference", "never this work",
         {"preferences": Preferences(work={"other": Wish.NEVER})}, {}, NO),
    Case("preference", "never there",
         {"preferences": Preferences(organisations={"o1": Wish.NEVER})}, {}, NO),
    Case("preference", "never to learn",
         {"preferences": Preferences(learning={"dutch": Wish.NEVER})},
         {"learning": frozenset({"dutch"})}, NO),
    Case("preference", "rather not",
         {"preferences": Preferences(work={"other": Wish.RATHER_NOT})}, {}, YES),
)  # fmt: skip
