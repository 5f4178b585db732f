"""Candidates: entity <-> row."""

from __future__ import annotations

from typing import Any

from service.bridge.parts import (
    Row,
    filled,
    listed,
    location,
    period,
    plain,
    point,
    read_day,
    read_period,
    stored_period,
    written,
)
from solver.codes import (
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
from solver.people import Candidate, LoadCapacity, Preferences, Travel


def candidate_row(entity: Candidate) -> dict[str, object]:
    """Give the row of a candidate."""
    load = entity.load
    return {
        "municipality": entity.municipality,
        "reference": entity.reference,
        "priority": entity.priority,
        "legal_route": entity.legal_route,
        "ladder_step": entity.ladder_step,
        "present_kind": entity.present_kind,
        "available_start": entity.available.start,
        "available_end": entity.available.end,
        "waiting_since": entity.waiting_since,
        **point(entity.location, entity.postcode),
        "min_week_minutes": load.min_week_minutes,
        "wish_week_minutes": load.wish_week_minutes,
        "max_week_minutes": load.max_week_minutes,
        "max_day_minutes": load.max_day_minutes,
        "dayparts": load.dayparts,
        "guidance_level": entity.guidance_level,
        "guidance_minutes": entity.guidance_minutes,
        "coaching_minutes": entity.coaching_minutes,
        "places_wanted": entity.places_wanted,
        "group_code": entity.group,
        "share_with_region": entity.share_with_region,
        "profile": _profile(entity),
    }


def _profile(entity: Candidate) -> dict[str, object]:
    licences = entity.licences
    profile = filled(
        priority_reason=entity.priority_reason,
        step_down_allowed=entity.step_down_allowed,
        exempt=stored_period(entity.exempt),
        paused=stored_period(entity.paused),
        abilities=dict(entity.load.abilities),
        conditions_needed=listed(entity.load.conditions_needed),
        build_up_week_minutes=list(entity.load.build_up_week_minutes),
        build_up_from=written(entity.load.build_up_from),
        coach_specialisms=listed(entity.coach_specialisms),
        coach_languages=listed(entity.coach_languages),
        known_coach=entity.known_coach,
        vog=entity.vog and str(entity.vog),
        vog_expected=written(entity.vog_expected),
        crebo=entity.crebo,
        skills=listed(entity.skills),
        preferences=_preferences_kept(entity.preferences),
        travel=_travel_kept(entity.travel),
        not_together_with=listed(entity.not_together_with),
    )
    if entity.dutch is not None:
        profile["dutch"] = int(entity.dutch)
    if licences is not None:
        profile["licences"] = listed(licences)
    return profile


def _preferences_kept(wanted: Preferences) -> dict[str, object]:
    return filled(
        work=plain(wanted.work),
        organisations=plain(wanted.organisations),
        learning=plain(wanted.learning),
    )


def _travel_kept(travel: Travel) -> dict[str, object]:
    kept = {"max_minutes": travel.max_minutes, "max_km": travel.max_km}
    known: dict[str, object] = {name: most for name, most in kept.items() if most is not None}
    return known | filled(transports=listed(travel.transports))


def candidate(row: Row) -> Candidate:
    """Give the candidate of a row."""
    kept = row["profile"]
    get = kept.get
    route, kind, level = row["legal_route"], row["present_kind"], row["guidance_level"]
    dutch, licences, vog = map(get, ("dutch", "licences", "vog"))
    return Candidate(
        reference=row["reference"],
        municipality=row["municipality"],
        priority=row["priority"],
        priority_reason=get("priority_reason"),
        legal_route=None if route is None else LegalRoute(route),
        ladder_step=row["ladder_step"],
        present_kind=None if kind is None else Kind(kind),
        step_down_allowed=get("step_down_allowed", False),
        exempt=read_period(get("exempt")),
        paused=read_period(get("paused")),
        available=period(row["available_start"], row["available_end"]),
        waiting_since=row["waiting_since"],
        location=location(row["latitude"], row["longitude"]),
        postcode=row["postcode"],
        load=_load(row, kept),
        guidance_level=None if level is None else GuidanceLevel(level),
        guidance_minutes=row["guidance_minutes"],
        coaching_minutes=row["coaching_minutes"],
        coach_specialisms=frozenset(get("coach_specialisms", ())),
        coach_languages=frozenset(get("coach_languages", ())),
        known_coach=get("known_coach"),
        dutch=None if dutch is None else LanguageLevel(dutch),
        licences=None if licences is None else frozenset(map(Licence, licences)),
        vog=None if vog is None else Vog(vog),
        vog_expected=read_day(get("vog_expected")),
        crebo=get("crebo"),
        skills=frozenset(get("skills", ())),
        preferences=_preferences(get("preferences", {})),
        travel=_travel(get("travel", {})),
        places_wanted=row["places_wanted"],
        group=row["group_code"],
        not_together_with=frozenset(get("not_together_with", ())),
        share_with_region=row["share_with_region"],
    )


def _load(row: Row, kept: dict[str, Any]) -> LoadCapacity:
    return LoadCapacity(
        min_week_minutes=row["min_week_minutes"],
        wish_week_minutes=row["wish_week_minutes"],
        max_week_minutes=row["max_week_minutes"],
        max_day_minutes=row["max_day_minutes"],
        dayparts=row["dayparts"],
        abilities=kept.get("abilities", {}),
        conditions_needed=frozenset(map(Condition, kept.get("conditions_needed", ()))),
        build_up_week_minutes=tuple(kept.get("build_up_week_minutes", ())),
        build_up_from=read_day(kept.get("build_up_from")),
    )


def _preferences(kept: dict[str, dict[str, str]]) -> Preferences:
    wishes = {
        noun: {code: Wish(wish) for code, wish in named.items()} for noun, named in kept.items()
    }
    return Preferences(**wishes)


def _travel(kept: dict[str, Any]) -> Travel:
    return Travel(
        max_minutes=kept.get("max_minutes"),
        max_km=kept.get("max_km"),
        transports=frozenset(map(Transport, kept.get("transports", ()))),
    )
