"""The registration of the algorithm, filled from what holds in a region or a municipality.

What is weighed, which rules there are and how strict, which data are read: all of it comes from the
code's own lists and the active weight set, so that it cannot say what is not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row

from service import bridge
from service.db import municipalities, nights, weights
from service.db import registration as stored
from service.errors import FieldProblem, InvalidInput, NotFound
from service.settings import code_version
from service.texts import Language, Register, named, say
from service.texts import registration as words
from service.texts.message import day, number
from service.texts.registration import ENTRIES, Entry
from solver.codes import LegalRoute
from solver.rules import RULES
from solver.weights import DEFAULT_WEIGHTS, NEVER_RELAXED, Mode, WeightSet

NL = Language.NL
#: The fields of the standard that are filled, by key.
Registration: TypeAlias = dict[str, str | list[str]]
_MODES = {
    Mode.HARD: "Harde regels, zegt er een nee dan wordt de plek niet voorgesteld",
    Mode.SOFT: "Zachte regels, kosten elk {penalty} punten",
    Mode.MOTIVATE: "Regels waarvan met een motivering mag worden afgeweken",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the code cannot know: whose registration it is, and where it can be asked about."""

    contact: str
    organisation: str | None = None
    source_code: str | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds in a place today: the weight set and the region by their rows, since when."""

    place: str
    name: str
    weights: WeightSet
    row: Row[Any]
    night: Row[Any]
    begun: date | None
    stopped: bool


def in_force(connection: Connection, place: str, region: str, today: date) -> InForce:
    """Read what holds in a region, or in a municipality of it."""
    code = None if place == region else place
    version = weights.version_that_holds(connection, code, region, today)
    row, held = weights.find(connection, version, today), bridge.load_weights(connection, version)
    towns = [one for one in municipalities.of_region(connection, region)
             if code in (None, one.code)]  # fmt: skip
    known = municipalities.region_named(connection, region)
    if row is None or held is None or known is None:
        raise NotFound
    since = stored.used_since(connection, region, code)
    return InForce(
        place=place,
        name=known.name if code is None else towns[0].name,
        weights=held,
        row=row,
        night=nights.settings_of(connection, region),
        begun=None if since is None else since.date(),
        stopped=bool(towns) and all(town.suspended for town in towns),
    )


def registration(held: InForce, given: Given) -> Registration:
    """Fill the fields; raises `InvalidInput` for what must be given and is not, or is too long."""
    filled: Registration = {
        "name": words.NAME,
        "description_short": words.SHORT,
        "organization": given.organisation or _municipality(held),
        "category": words.THEMES,
        "status": _status(held),
        "begin_date": "" if held.begun is None else f"{held.begun:%Y-%m}",
        "contact_email": given.contact,
        "publication_category": words.CATEGORY,
        "goal": _goal(held),
        "proportionality": _weighed_against(held),
        "human_intervention": _people(held),
        "risks": words.RISKS,
        "lawful_basis": _routes(held.weights),
        "source_data": _facts(held),
        "methods_and_models": _how(held, given),
        "publiccode": given.source_code or "",
        "lang": "nld",
        "standard_version": words.STANDARD,
        "source_id": f"plaatsmaker-{held.place}-{held.row.version}",
        "tags": words.TAGS,
    }
    found = {key: value for key, value in filled.items() if value}
    _expect_whole(found)
    return found


def markdown(filled: Registration) -> str:
    """Write a registration to be read."""
    return "\n".join(["# Registratie in het Algoritmeregister", *_lines(filled)]) + "\n"


def _lines(filled: Registration) -> Iterator[str]:
    for group, entries in ENTRIES.items():
        yield f"\n## {group}"
        for entry in entries:
            if entry.key in filled:
                value = filled[entry.key]
                yield f"\n### {entry.title}\n"
                yield value if isinstance(value, str) else ", ".join(value)


def entries() -> Sequence[Entry]:
    """List the fields of the standard."""
    return [entry for group in ENTRIES.values() for entry in group]


def _expect_whole(filled: Registration) -> None:
    wrong = [
        FieldProblem(entry.key, None, expected)
        for entry in entries()
        for expected in _flaws(entry, filled.get(entry.key, ""))
    ]
    if wrong:
        raise InvalidInput("The registration was not accepted.", wrong)


def _flaws(entry: Entry, value: str | list[str]) -> Iterator[str]:
    if entry.needed and not value:
        yield "to be given"
    if entry.below is not None and len(value) >= entry.below:
        yield f"fewer than {entry.below} characters"
    if entry.form is not None and value and not re.fullmatch(entry.form, str(value)):
        yield "an address that begins with https://, or of mail where that may be given"


def _municipality(held: InForce) -> str:
    """Name the organisation of a municipality; a region is none, and must be given one."""
    return f"Gemeente {held.name}" if held.place.startswith("GM") else ""


def _status(held: InForce) -> str:
    if held.stopped:
        return words.ENDED
    return words.DEVELOPED if held.begun is None else words.USED


def _goal(held: InForce) -> str:
    given = held.weights
    kinds = _listed(named(kind, NL) for kind in sorted(given.placed_kinds))
    return (
        "Het doel is dat zo veel mogelijk mensen een plek krijgen voorgesteld die bij hen past."
        f" Een plaatsing telt {_points(given.placement_bonus)} (bij gewone voorrang) plus de fit"
        f" van 0 tot 10.000 punten. Als plaatsing tellen: {kinds}. Een plek met een fit onder"
        f" {_points(given.minimum_fit)} wordt niet voorgesteld.\n"
        "De impact is dat iemand eerder een voorstel krijgt, of hoort waarom er nu geen is. Wie een"
        " voorstel niet wil, hoeft het niet te nemen."
    )


def _weighed_against(held: InForce) -> str:
    told = held.row
    return (
        f"{words.WHY}\nNu geldt wegingsprofiel {told.version}, ‘{told.name}’{_approval(told)}."
        f" Reden: {told.motivation}"
    )


def _approval(told: Row[Any]) -> str:
    if told.approved_at is None:
        return ""
    return f", door een tweede persoon goedgekeurd op {day(told.approved_at, NL)}"


def _people(held: InForce) -> str:
    night, asks = held.night, _of_mode(held.weights, Mode.MOTIVATE)
    publishes = (
        "Een plan van de nacht wordt vanzelf zichtbaar voor medewerkers, als het ten minste"
        f" {night.least_placed_percent} % plaatst van wat het vorige plan plaatste."
        if night.publishes_by_itself
        else "Een plan van de nacht wordt pas zichtbaar als iemand het publiceert."
    )
    reasons = (
        f"Een motivering is nodig waar deze regels nee zeggen: {_listed(asks)}. " if asks else ""
    )
    return (
        "Het algoritme stelt voor; er gebeurt niets zonder een besluit van een medewerker, die"
        " aanneemt, aanpast, afwijst of uitstelt. Wie aanpast, afwijst of uitstelt geeft een reden."
        " Een eigen idee van een medewerker gaat langs dezelfde regels. Wie geplaatst is, wordt"
        f" nooit verplaatst.\n{reasons}{publishes} Een gepubliceerd plan kan worden"
        " teruggenomen, en het algoritme kan voor elke gemeente op elk moment worden stilgezet. Een"
        " wegingsprofiel van een gemeente of regio geldt pas nadat een tweede persoon het heeft"
        " goedgekeurd."
    )


def _routes(given: WeightSet) -> str:
    lines = [
        f"- {named(route, NL)}: {_listed(named(kind, NL) for kind in sorted(kinds)) or 'geen'}"
        for route in LegalRoute
        for kinds in [given.kinds.get(route, frozenset())]
    ]
    return "\n".join(["Welke soorten plek zijn toegestaan onder welke wet of afspraak:", *lines])


def _facts(held: InForce) -> str:
    lines = [
        f"{whose}: {_listed(told[field.name] for field in fields(record))}."
        for record, (whose, told) in words.FACTS.items()
    ]
    came_on = [words.CAME_ON] if held.night.hold_back else []
    return "\n".join([*lines, words.DECIDED, *came_on])


def _how(held: InForce, given: Given) -> str:
    weighs = held.weights
    parts = [
        words.HOW,
        "Wat meetelt in de fit, en hoe zwaar:",
        *_weights(weighs),
        f"Wat niet bekend is telt als {number(float(weighs.neutral), NL)} van 1. Volle wachttijd:"
        f" {_counted(weighs.waiting_weeks_full, 'week', 'weken')}. Eén plaatsing gaat ten hoogste"
        f" {_counted(weighs.max_steps_up, 'trede', 'treden')} omhoog op de ladder.",
        *_rules(weighs),
        words.HOLD_BACK if held.night.hold_back else words.NO_HOLD_BACK,
        f"Wat een plan las, blijft {_counted(held.night.replayable_days, 'dag', 'dagen')} bewaard:"
        " zo lang is het opnieuw te maken.",
        f"Code: {code_version()}. Uitleg: {_listed(_pages(given))}.",
    ]
    return "\n".join(parts)


def _weights(given: WeightSet) -> Iterator[str]:
    total = sum(given.weights.values())
    for criterion in sorted(DEFAULT_WEIGHTS, key=lambda name: -given.weights.get(name, 0)):
        weight = given.weights.get(criterion, 0)
        if weight:
            why = say(f"counts.{criterion}", Register.CANDIDATE, NL, points=weight)
            share = number(round(100 * weight / total, 1), NL)
            yield f"- {named(criterion, NL)}: gewicht {weight}, {share} % van de fit. {why}"


def _rules(given: WeightSet) -> Iterator[str]:
    for mode, title in _MODES.items():
        names = _of_mode(given, mode)
        if names:
            told = title.format(penalty=number(given.soft_penalty, NL))
            yield f"{told}: {_listed(names)}."
    fixed = _listed(named(rule.__name__, NL) for rule in RULES if rule.__name__ in NEVER_RELAXED)
    yield f"Altijd hard zijn: {fixed}."
    if given.item_modes:
        own = (f"{named(item, NL)} ({named(mode, NL)})" for item, mode in given.item_modes.items())
        yield f"Bij de belastbaarheid wijken af: {_listed(own)}."


def _of_mode(given: WeightSet, mode: Mode) -> list[str]:
    return [named(rule.__name__, NL) for rule in RULES if given.mode(rule.__name__) is mode]


def _pages(given: Given) -> list[str]:
    root = f"{given.source_code.rstrip('/')}/" if given.source_code else ""
    return [f"{root}{page}" for page in words.PAGES]


def _points(points: int) -> str:
    return _counted(points, "punt", "punten")


def _counted(many: int, one: str, more: str) -> str:
    return f"{number(many, NL)} {one if many == 1 else more}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
