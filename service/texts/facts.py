"""What a criterion saw of a place, in words: minutes, hours, wishes, days waited."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, TypeAlias

from service.texts.message import Message, Pair
from solver.codes import GuidanceLevel
from solver.facts import NOT_NEEDED, Measure

Messages: TypeAlias = tuple[tuple[str, Mapping[str, Any]], ...]


def _saw(code: str, candidate: Pair, caseworker: Pair) -> Message:
    nl, en = caseworker
    return Message(candidate, caseworker, (f"{code}: {nl}", f"{code}: {en}"))


#: By the criterion and what the person said of it.
_WISHES: dict[tuple[str, str], tuple[Pair, Pair]] = {
    ("work", "first_choice"): (
        ("Dit werk wilt u het liefst doen.", "This is the work you would like most."),
        ("De persoon wil dit werk het liefst.", "The person would like this work most."),
    ),
    ("work", "liked"): (
        ("Dit werk wilt u graag doen.", "You would like to do this work."),
        ("De persoon wil dit werk graag.", "The person would like this work."),
    ),
    ("work", "not_named"): (
        ("Dit werk staat niet bij uw wensen.", "This work is not among your wishes."),
        ("De persoon heeft dit werk niet genoemd, wel ander werk.",
         "The person did not name this work, but other work."),
    ),
    ("work", "rather_not"): (
        ("Dit werk doet u liever niet.", "You would rather not do this work."),
        ("De persoon doet dit werk liever niet.", "The person would rather not do this work."),
    ),
    ("work", "never"): (
        ("Dit werk wilt u niet doen.", "You do not want to do this work."),
        ("De persoon wil dit werk nooit.", "The person never wants this work."),
    ),
    ("organisation", "first_choice"): (
        ("Bij deze organisatie wilt u het liefst aan de slag.",
         "This is the organisation where you would like most to be."),
        ("De persoon wil het liefst bij deze organisatie aan de slag.",
         "The person would like most to be at this organisation."),
    ),
    ("organisation", "liked"): (
        ("Bij deze organisatie wilt u graag aan de slag.",
         "You would like to be at this organisation."),
        ("De persoon wil graag bij deze organisatie aan de slag.",
         "The person would like to be at this organisation."),
    ),
    ("organisation", "not_named"): (
        ("Deze organisatie staat niet bij uw wensen.",
         "This organisation is not among your wishes."),
        ("De persoon heeft deze organisatie niet genoemd, wel een andere.",
         "The person did not name this organisation, but another."),
    ),
    ("organisation", "rather_not"): (
        ("Bij deze organisatie wilt u liever niet aan de slag.",
         "You would rather not be at this organisation."),
        ("De persoon wil liever niet bij deze organisatie aan de slag.",
         "The person would rather not be at this organisation."),
    ),
    ("organisation", "never"): (
        ("Bij deze organisatie wilt u niet aan de slag.",
         "You do not want to be at this organisation."),
        ("De persoon wil nooit bij deze organisatie aan de slag.",
         "The person never wants to be at this organisation."),
    ),
}  # fmt: skip
_SEEN: dict[str, tuple[Pair, Pair]] = {
    Measure.THINGS: (
        ("U wilt {of:# ding|# dingen} leren. Op deze plek kunt u er {value} leren.",
         "You want to learn {of:# thing|# things}. At this place you can learn {value}."),
        ("De plek biedt {value} van {of:# leerwens|# leerwensen}.",
         "The place offers {value} of {of:# thing|# things} to learn."),
    ),
    "things_none": (
        ("U wilt {of:# ding|# dingen} leren. Voor zover we weten, kan dat op deze plek niet.",
         "You want to learn {of:# thing|# things}. As far as we know, that is not possible at this"
         " place."),
        ("De plek biedt 0 van {of:# leerwens|# leerwensen}.",
         "The place offers 0 of {of:# thing|# things} to learn."),
    ),
    Measure.SKILLS: (
        ("De plek vraagt {of:# vaardigheid|# vaardigheden}. We weten dat u er {value} heeft.",
         "The place asks {of:# skill|# skills}. We know that you have {value}."),
        ("De persoon heeft {value} van de {of:# gevraagde vaardigheid|# gevraagde vaardigheden}.",
         "The person has {value} of the {of:# skill|# skills} asked."),
    ),
    "skills_none": (
        ("De plek vraagt {of:# vaardigheid|# vaardigheden}. We weten nog niet of u die heeft.",
         "The place asks {of:# skill|# skills}. We do not know yet whether you have {of:it|them}."),
        ("De persoon heeft 0 van de {of:# gevraagde vaardigheid|# gevraagde vaardigheden}.",
         "The person has 0 of the {of:# skill|# skills} asked."),
    ),
    Measure.WEEK_MINUTES: (
        ("U wilt {of} uur in de week. Op deze plek is {value} uur mogelijk.",
         "You want {of:# hour|# hours} a week. At this place {value:# hour is|# hours are}"
         " possible."),
        ("{value} uur per week is mogelijk, de wens is {of} uur.",
         "{value:# hour|# hours} a week is possible, the wish is {of:# hour|# hours}."),
    ),
    Measure.MINUTES: (
        ("De reis duurt ongeveer {value:# minuut|# minuten}. U wilt hoogstens"
         " {of:# minuut|# minuten} reizen.",
         "The journey takes about {value:# minute|# minutes}. You want to travel"
         " {of:# minute|# minutes} at most."),
        ("{value:# minuut|# minuten} reizen, ten hoogste {of}.",
         "{value:# minute|# minutes} of travel, {of} at most."),
    ),
    "minutes_only": (
        ("De reis duurt ongeveer {value:# minuut|# minuten}.",
         "The journey takes about {value:# minute|# minutes}."),
        ("{value:# minuut|# minuten} reizen; een grens in minuten is niet bekend.",
         "{value:# minute|# minutes} of travel; no limit in minutes is known."),
    ),
    Measure.KILOMETRES: (
        ("De reis is ongeveer {value} kilometer. U wilt hoogstens {of} kilometer reizen.",
         "The journey is about {value:# kilometre|# kilometres}. You want to travel"
         " {of:# kilometre|# kilometres} at most."),
        ("{value} kilometer reizen, ten hoogste {of}.",
         "{value:# kilometre|# kilometres} of travel, {of} at most."),
    ),
    "kilometres_only": (
        ("De reis is ongeveer {value} kilometer.",
         "The journey is about {value:# kilometre|# kilometres}."),
        ("{value} kilometer reizen; een grens in kilometers is niet bekend.",
         "{value:# kilometre|# kilometres} of travel; no limit in kilometres is known."),
    ),
    Measure.LEVELS: (
        ("We keken naar {of:# ding|# dingen}: wat vraagt het werk, en wat gaat u goed af?",
         "We looked at {of:# thing|# things}: what does the work ask, and what goes well for"
         " you?"),
        ("Over {of:# onderdeel|# onderdelen} kan de persoon gemiddeld {value} niveau meer dan"
         " gevraagd.",
         "Over {of:# item|# items} the person can do {value:# level|# levels} more than"
         " asked, on average."),
    ),
    "levels_short": (
        ("We keken naar {of:# ding|# dingen}: wat vraagt het werk, en wat gaat u goed af?",
         "We looked at {of:# thing|# things}: what does the work ask, and what goes well for"
         " you?"),
        ("Over {of:# onderdeel|# onderdelen} kan de persoon gemiddeld {value} niveau minder dan"
         " gevraagd.",
         "Over {of:# item|# items} the person can do {value:# level|# levels} less than"
         " asked, on average."),
    ),
    Measure.GUIDANCE: (
        ("U heeft begeleiding nodig. Op deze plek is begeleiding die daarbij past.",
         "You need guidance. At this place there is guidance that suits that."),
        ("Nodig is begeleiding ‘{needed}’, geboden wordt ‘{level}’.",
         "Guidance ‘{needed}’ is needed, ‘{level}’ is offered."),
    ),
    "guidance_too_little": (
        ("Op deze plek is niet genoeg begeleiding voor u.",
         "There is not enough guidance for you at this place."),
        ("Nodig is begeleiding ‘{needed}’, die wordt niet geboden.",
         "Guidance ‘{needed}’ is needed, it is not offered."),
    ),
    "guidance_not_needed": (
        ("U heeft geen begeleiding nodig.", "You need no guidance."),
        ("Er is geen werkbegeleiding nodig.", "No guidance is needed."),
    ),
    Measure.SPECIALISMS: (
        ("We kijken naar wat de jobcoach goed kan.", "We look at what the job coach is good at."),
        ("De jobcoach heeft {value} van {of:# gevraagd specialisme|# gevraagde specialismen}.",
         "The job coach has {value} of {of:# specialism|# specialisms} asked."),
    ),
    Measure.SPECIALISMS_KNOWN: (
        ("Het is de jobcoach die u kent.", "It is the job coach you know."),
        ("De jobcoach die de persoon kent, met {value} van {of:# gevraagd specialisme"
         "|# gevraagde specialismen}.",
         "The job coach whom the person knows, with {value} of {of:# specialism|# specialisms}"
         " asked."),
    ),
    Measure.SPECIALISMS_OTHER: (
        ("Het is een andere jobcoach dan die u kent.",
         "It is another job coach than the one you know."),
        ("Een andere jobcoach dan de persoon kent, met {value} van {of:# gevraagd specialisme"
         "|# gevraagde specialismen}.",
         "Another job coach than the person knows, with {value} of {of:# specialism"
         "|# specialisms} asked."),
    ),
    "coach_not_needed": (
        ("U heeft hier geen jobcoach nodig.", "You need no job coach here."),
        ("Er is geen jobcoach nodig.", "No job coach is needed."),
    ),
    "steps_up": (
        ("Deze plek is een stap vooruit.", "This place is a step forward."),
        ("{value:# stap|# stappen} omhoog op de participatieladder.",
         "{value:# step|# steps} up on the participation ladder."),
    ),
    "steps_same": (
        ("Deze plek is geen stap vooruit en geen stap terug.",
         "This place is not a step forward and not a step back."),
        ("Dezelfde trede van de participatieladder.",
         "The same step of the participation ladder."),
    ),
    "steps_down": (
        ("Deze plek is een stap terug.", "This place is a step back."),
        ("{value:# stap|# stappen} omlaag op de participatieladder.",
         "{value:# step|# steps} down on the participation ladder."),
    ),
    Measure.DAYS: (
        ("U wacht al {value:# dag|# dagen} op een plek.",
         "You have been waiting for a place for {value:# day|# days}."),
        ("{value:# dag|# dagen} gewacht; vanaf {of} dagen telt het wachten geheel.",
         "{value:# day|# days} of waiting; from {of} days on it counts in full."),
    ),
}  # fmt: skip

FACTS: dict[str, Message] = {
    **{f"saw.{of}_{wish}": _saw(wish, *said) for (of, wish), said in _WISHES.items()},
    **{f"saw.{code}": _saw(code, *said) for code, said in _SEEN.items()},
}


def fact_message(
    criterion: str, unit: Measure, value: Any, of: Any
) -> tuple[str, dict[str, Any]] | None:
    """Give the message of a fact, and what it asks to be said.

    None where nothing is known, of who has not waited yet, and of a coach of whom nothing is asked.
    """
    nothing = {Measure.DAYS: value, Measure.SPECIALISMS: of}.get(unit) == 0
    if value is None or nothing:
        return None
    code, given = _told(criterion, unit, value, of)
    return f"saw.{code}", {name: given[name] for name in FACTS[f"saw.{code}"].parameters}


def _told(criterion: str, unit: Measure, value: Any, of: Any) -> tuple[str, dict[str, Any]]:
    given = {"value": value, "of": of}
    if unit is Measure.WISH:
        return f"{criterion}_{value}", given
    if unit in (Measure.THINGS, Measure.SKILLS) and value == 0:
        return f"{unit}_none", given
    if unit is Measure.WEEK_MINUTES:
        return unit, {"value": value / 60, "of": of / 60}
    if unit in (Measure.MINUTES, Measure.KILOMETRES):
        whole = ceil(value) if unit is Measure.MINUTES else value
        return (f"{unit}_only" if of is None else unit), {"value": whole, "of": of}
    if unit is Measure.LEVELS and value < 0:
        return "levels_short", {"value": -value, "of": of}
    if unit is Measure.GUIDANCE:
        return _guidance(value), {"level": value, "needed": of}
    if unit is Measure.SPECIALISMS and value == NOT_NEEDED:
        return "coach_not_needed", given
    if unit is Measure.STEPS:
        way = "up" if value > 0 else "down" if value < 0 else "same"
        return f"steps_{way}", {"value": abs(value)}
    return unit, given


def _guidance(offered: str) -> str:
    if offered == NOT_NEEDED:
        return "guidance_not_needed"
    too_little = offered == GuidanceLevel.NONE.name.lower()
    return "guidance_too_little" if too_little else Measure.GUIDANCE
