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


_WISHES: dict[str, tuple[Pair, Pair]] = {
    "first_choice": (
        ("Dit wilt u het liefst.", "This is what you would like most."),
        ("De persoon wil dit het liefst.", "The person would like this most."),
    ),
    "liked": (
        ("Dit wilt u graag.", "You would like this."),
        ("De persoon wil dit graag.", "The person would like this."),
    ),
    "not_named": (
        ("Dit heeft u niet genoemd.", "You did not name this."),
        ("De persoon heeft dit niet genoemd, wel iets anders.",
         "The person did not name this, but something else."),
    ),
    "rather_not": (
        ("Dit wilt u liever niet.", "You would rather not do this."),
        ("De persoon wil dit liever niet.", "The person would rather not."),
    ),
    "never": (
        ("Dit wilt u niet.", "You do not want this."),
        ("De persoon wil dit nooit.", "The person never wants this."),
    ),
}  # fmt: skip
_SEEN: dict[str, tuple[Pair, Pair]] = {
    Measure.THINGS: (
        ("U wilt {of:# ding|# dingen} leren. Hier kan dat met {value}.",
         "You want to learn {of:# thing|# things}. Here you can learn {value}."),
        ("De plek biedt {value} van {of:# leerwens|# leerwensen}.",
         "The place offers {value} of {of:# thing|# things} to learn."),
    ),
    Measure.SKILLS: (
        ("De plek vraagt {of:# vaardigheid|# vaardigheden}. U heeft er {value}.",
         "The place asks {of:# skill|# skills}. You have {value}."),
        ("De persoon heeft {value} van de {of:# gevraagde vaardigheid|# gevraagde vaardigheden}.",
         "The person has {value} of the {of:# skill|# skills} asked."),
    ),
    Measure.WEEK_MINUTES: (
        ("U wilt {of} uur in de week. Hier kan {value} uur.",
         "You want {of:# hour|# hours} a week. Here {value:# hour is|# hours are} possible."),
        ("{value} uur per week is mogelijk, de wens is {of} uur.",
         "{value:# hour|# hours} a week is possible, the wish is {of:# hour|# hours}."),
    ),
    Measure.MINUTES: (
        ("U reist {value:# minuut|# minuten}. U wilt ten hoogste {of:# minuut|# minuten} reizen.",
         "You travel {value:# minute|# minutes}. You want to travel {of:# minute|# minutes} at"
         " most."),
        ("{value:# minuut|# minuten} reizen, ten hoogste {of}.",
         "{value:# minute|# minutes} of travel, {of} at most."),
    ),
    "minutes_only": (
        ("U reist {value:# minuut|# minuten}.", "You travel {value:# minute|# minutes}."),
        ("{value:# minuut|# minuten} reizen; een grens in minuten is niet bekend.",
         "{value:# minute|# minutes} of travel; no limit in minutes is known."),
    ),
    Measure.KILOMETRES: (
        ("U reist {value} kilometer. U wilt ten hoogste {of} kilometer reizen.",
         "You travel {value:# kilometre|# kilometres}. You want to travel"
         " {of:# kilometre|# kilometres} at most."),
        ("{value} kilometer reizen, ten hoogste {of}.",
         "{value:# kilometre|# kilometres} of travel, {of} at most."),
    ),
    "kilometres_only": (
        ("U reist {value} kilometer.", "You travel {value:# kilometre|# kilometres}."),
        ("{value} kilometer reizen; een grens in kilometers is niet bekend.",
         "{value:# kilometre|# kilometres} of travel; no limit in kilometres is known."),
    ),
    Measure.LEVELS: (
        ("We hebben {of:# punt|# punten} vergeleken van wat u kunt en wat het werk vraagt.",
         "We compared {of:# point|# points} of what you can do and what the work asks."),
        ("Over {of:# onderdeel|# onderdelen} kan de persoon gemiddeld {value} niveau meer dan"
         " gevraagd.",
         "Over {of:# item|# items} the person can do {value} levels more than asked, on average."),
    ),
    "levels_short": (
        ("We hebben {of:# punt|# punten} vergeleken van wat u kunt en wat het werk vraagt.",
         "We compared {of:# point|# points} of what you can do and what the work asks."),
        ("Over {of:# onderdeel|# onderdelen} kan de persoon gemiddeld {value} niveau minder dan"
         " gevraagd.",
         "Over {of:# item|# items} the person can do {value} levels less than asked, on average."),
    ),
    Measure.GUIDANCE: (
        ("U heeft begeleiding ‘{needed}’ nodig. Hier is de begeleiding ‘{level}’.",
         "You need guidance ‘{needed}’. Here the guidance is ‘{level}’."),
        ("Nodig is begeleiding ‘{needed}’, geboden wordt ‘{level}’.",
         "Guidance ‘{needed}’ is needed, ‘{level}’ is offered."),
    ),
    "guidance_too_little": (
        ("U heeft begeleiding ‘{needed}’ nodig. Die is hier niet.",
         "You need guidance ‘{needed}’. It is not there."),
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
        ("Deze plek lijkt op wat u nu doet.", "This place is like what you do now."),
        ("Dezelfde trede van de participatieladder.",
         "The same step of the participation ladder."),
    ),
    "steps_down": (
        ("Deze plek is rustiger dan wat u nu doet.", "This place is calmer than what you do now."),
        ("{value:# stap|# stappen} omlaag op de participatieladder.",
         "{value:# step|# steps} down on the participation ladder."),
    ),
    Measure.DAYS: (
        ("U wacht {value:# dag|# dagen}.", "You have been waiting {value:# day|# days}."),
        ("{value:# dag|# dagen} gewacht; vanaf {of} dagen telt het wachten geheel.",
         "{value:# day|# days} of waiting; from {of} days on it counts in full."),
    ),
}  # fmt: skip

FACTS: dict[str, Message] = {
    **{f"saw.{code}": _saw(code, *said) for code, said in _WISHES.items()},
    **{f"saw.{code}": _saw(code, *said) for code, said in _SEEN.items()},
}


def fact_message(unit: Measure, value: Any, of: Any) -> tuple[str, dict[str, Any]] | None:
    """Give the message of a fact, and what it asks to be said; None where nothing is known."""
    if value is None:
        return None
    code, given = _told(unit, value, of)
    return f"saw.{code}", {name: given[name] for name in FACTS[f"saw.{code}"].parameters}


def _told(unit: Measure, value: Any, of: Any) -> tuple[str, dict[str, Any]]:
    given = {"value": value, "of": of}
    if unit is Measure.WISH:
        return value, given
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
