"""Organisations, vacancies and coaches: entity <-> row."""

from __future__ import annotations

from datetime import date

from service.bridge.parts import (
    Row,
    filled,
    joined,
    listed,
    location,
    period,
    plain,
    point,
    read_period,
    split,
    stored_period,
)
from solver.coaches import Coach
from solver.codes import Condition, GuidanceLevel, Kind, LanguageLevel, Licence, Sharing
from solver.ground import ALWAYS
from solver.places import Organisation, Recognition, Vacancy


def organisation_row(entity: Organisation) -> dict[str, object]:
    """Give the row of an organisation."""
    profile = filled(recognitions=[[r.crebo, stored_period(r.period)] for r in entity.recognitions])
    if entity.guidance_minutes is not None:
        given = entity.guidance_minutes.items()
        profile["guidance_minutes"] = {str(int(level)): m for level, m in given}
    return {
        "municipality": entity.municipality,
        "reference": entity.reference,
        "name": entity.name,
        "sector": entity.sector,
        "total_seats": entity.total_seats,
        "profile": profile,
    }


def organisation(row: Row) -> Organisation:
    """Give the organisation of a row."""
    kept = row["profile"]
    guidance = kept.get("guidance_minutes")
    return Organisation(
        reference=row["reference"],
        municipality=row["municipality"],
        name=row["name"],
        sector=row["sector"],
        total_seats=row["total_seats"],
        guidance_minutes=None
        if guidance is None
        else {GuidanceLevel(int(level)): minutes for level, minutes in guidance.items()},
        recognitions=tuple(
            Recognition(crebo=crebo, period=read_period(days) or ALWAYS)
            for crebo, days in kept.get("recognitions", ())
        ),
    )


def vacancy_row(entity: Vacancy) -> dict[str, object]:
    """Give the row of a vacancy."""
    keeper, organisation_reference = split(entity.organisation, entity.municipality)
    profile = filled(
        demands=dict(entity.demands),
        conditions=plain(entity.conditions),
        licences=listed(entity.licences),
        skills=listed(entity.skills),
        learning=listed(entity.learning),
        start_dates=[day.isoformat() for day in entity.start_dates],
    )
    if entity.dutch is not None:
        profile["dutch"] = int(entity.dutch)
    return {
        "municipality": entity.municipality,
        "reference": entity.reference,
        "organisation_municipality": keeper,
        "organisation": organisation_reference,
        "kind": entity.kind,
        "work": entity.work,
        "name": entity.name,
        "seats": entity.seats,
        "min_start": entity.min_start,
        "period_start": entity.period.start,
        "period_end": entity.period.end,
        "term_weeks": entity.term_weeks,
        "sharing": entity.sharing,
        **point(entity.location, entity.postcode),
        "min_week_minutes": entity.min_week_minutes,
        "max_week_minutes": entity.max_week_minutes,
        "day_minutes": entity.day_minutes,
        "dayparts": entity.dayparts,
        "dayparts_needed": entity.dayparts_needed,
        "vog_required": entity.vog_required,
        "crebo": entity.crebo,
        "needs_coach": entity.needs_coach,
        "profile": profile,
    }


def vacancy(row: Row) -> Vacancy:
    """Give the vacancy of a row."""
    kept, own = row["profile"], row["municipality"]
    dutch = kept.get("dutch")
    return Vacancy(
        reference=row["reference"],
        municipality=own,
        organisation=joined(row["organisation_municipality"], row["organisation"], own),
        kind=Kind(row["kind"]),
        seats=row["seats"],
        name=row["name"],
        work=row["work"],
        min_start=row["min_start"],
        period=period(row["period_start"], row["period_end"]),
        term_weeks=row["term_weeks"],
        start_dates=tuple(map(date.fromisoformat, kept.get("start_dates", ()))),
        sharing=Sharing(row["sharing"]),
        location=location(row["latitude"], row["longitude"]),
        postcode=row["postcode"],
        min_week_minutes=row["min_week_minutes"],
        max_week_minutes=row["max_week_minutes"],
        day_minutes=row["day_minutes"],
        dayparts=row["dayparts"],
        dayparts_needed=row["dayparts_needed"],
        demands=kept.get("demands", {}),
        conditions={Condition(c): offered for c, offered in kept.get("conditions", {}).items()},
        dutch=None if dutch is None else LanguageLevel(dutch),
        licences=frozenset(map(Licence, kept.get("licences", ()))),
        vog_required=row["vog_required"],
        crebo=row["crebo"],
        skills=frozenset(kept.get("skills", ())),
        learning=frozenset(kept.get("learning", ())),
        needs_coach=row["needs_coach"],
    )


def coach_row(entity: Coach) -> dict[str, object]:
    """Give the row of a coach."""
    return {
        "municipality": entity.municipality,
        "reference": entity.reference,
        "week_minutes": entity.week_minutes,
        "area": listed(entity.area),
        "available_start": entity.available.start,
        "available_end": entity.available.end,
        "profile": filled(
            specialisms=listed(entity.specialisms), languages=listed(entity.languages)
        ),
    }


def coach(row: Row) -> Coach:
    """Give the coach of a row."""
    kept = row["profile"]
    return Coach(
        reference=row["reference"],
        municipality=row["municipality"],
        week_minutes=row["week_minutes"],
        specialisms=frozenset(kept.get("specialisms", ())),
        languages=frozenset(kept.get("languages", ())),
        area=frozenset(row["area"]),
        available=period(row["available_start"], row["available_end"]),
    )
