"""Candidates as arrays; the last axis of every array is the candidate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from solver.codes import (
    HIGHEST_LEVEL,
    ITEM_CODES,
    TRAVEL_SPEED,
    Condition,
    Kind,
    LegalRoute,
    Licence,
    Transport,
    Vog,
)
from solver.driving import with_implied
from solver.encoding import (
    UNKNOWN_NUMBER,
    Bools,
    Float32s,
    Int8s,
    Int32s,
    Picked,
    Words,
    code_matrix,
    day_number,
    first_day,
    last_day,
    mask,
    numbers,
    place_of,
    positions,
    thermometer,
    words,
)
from solver.people import Candidate
from solver.running import Held, held, of_running
from solver.snapshot import Snapshot

if TYPE_CHECKING:
    from solver.supply import Supply
    from solver.weights import WeightSet

KINDS, ROUTES, VOGS = tuple(Kind), tuple(LegalRoute), tuple(Vog)
CONDITIONS, LICENCES, TRANSPORTS = tuple(Condition), tuple(Licence), tuple(Transport)
#: An ability below this level is limited: then even a demand that is not listed is a question.
LIMITED_BELOW = 2


@dataclass(frozen=True)
class PersonColumns(Picked):
    """What rules and criteria read of candidates, one array per fact.

    Shapes are (n,), or (c, n) for the few with an axis of their own; `Pairs` reshapes the last
    axis so that they broadcast against vacancies. Numbers, codes and masks that are not known
    are -1 (`UNKNOWN_NUMBER`), not-known float arrays NaN. Days are day numbers
    (`solver.encoding.day_number`), open ends `OPEN_START` and `OPEN_END`.

    Parameters
    ----------
    municipality
        Place in `Vocabulary.municipalities`.
    legal_route, present_kind, vog
        Position in the enumeration (`ROUTES`, `KINDS`, `VOGS`).
    kinds_allowed
        Bit per kind that the weight set allows for the legal route; -1 (every bit) when unknown.
    kept_out
        Exempt or paused today: a person decided that nothing is proposed automatically.
    start, end
        First day, not before today, and last day on which the candidate is available.
    start_with_vog
        As `start`, but not before the day on which a requested certificate is expected.
    vog_day_known
        False when a certificate was requested and no day is expected.
    waiting_days
        Days since `waiting_since`, at least 0.
    position
        (3, n) kilometres in space; subtract and measure.
    reach_km
        Road kilometres within both travel maxima by the best transport; infinite when no maximum
        is known. Without known transports the fastest of all is taken, so that beyond it is no.
    travel_known
        A maximum is known, and so is the transport when there is a maximum in minutes.
    speed_minutes_per_km, fixed_minutes
        (transports, n): infinite where the candidate does not have the transport.
    dayparts
        Mask; -1 has every bit.
    abilities
        (items, n) levels 0–4.
    beyond
        (words, n): thermometer bits, one per item and level, that lie above a known ability.
    item_unknown, item_limited
        (1, n) bit per item: ability not known; known and below `LIMITED_BELOW`.
    fully_able
        Every ability is known to be the highest.
    conditions_needed, licences
        Bits in the order of `CONDITIONS` and `LICENCES`; licences include what they imply.
    crebo, known_coach
        Place in `Vocabulary.crebos`; row in the coach columns; -1 when none.
    never_learning
        (words, n): bit per learning code the candidate never wants.
    min_week_minutes, wish_week_minutes, max_week_minutes
        As they hold today, less what the places that the candidate has ask at least, as far as is
        known.
    overfull
        Those places ask more than the candidate can carry today.
    places_left
        Places wanted less those that the candidate has, at least 0.
    held_hours_unknown, held_dayparts_unknown
        Of a place that the candidate has, the hours per week are not known; the dayparts or the
        hours of a day.
    """

    municipality: Int32s
    share_with_region: Bools
    priority: Int8s
    legal_route: Int8s
    kinds_allowed: Int32s
    ladder_step: Int8s
    present_kind: Int8s
    step_down_allowed: Bools
    kept_out: Bools
    start: Int32s
    start_with_vog: Int32s
    end: Int32s
    vog: Int8s
    vog_day_known: Bools
    waiting_days: Int32s
    position: Float32s
    reach_km: Float32s
    max_minutes: Int32s
    max_km: Float32s
    travel_known: Bools
    speed_minutes_per_km: Float32s
    fixed_minutes: Float32s
    min_week_minutes: Int32s
    wish_week_minutes: Int32s
    max_week_minutes: Int32s
    overfull: Bools
    max_day_minutes: Int32s
    dayparts: Int32s
    abilities: Int8s
    beyond: Words
    item_unknown: Words
    item_limited: Words
    fully_able: Bools
    conditions_needed: Int32s
    guidance_level: Int8s
    guidance_minutes: Int32s
    coaching_minutes: Int32s
    known_coach: Int32s
    dutch: Int8s
    licences: Int32s
    crebo: Int32s
    never_learning: Words
    places_left: Int8s
    held_hours_unknown: Bools
    held_dayparts_unknown: Bools

    @classmethod
    def of(cls, snapshot: Snapshot, supply: Supply, weights: WeightSet) -> Self:
        """Encode the candidates of a snapshot in their order."""
        people, today, there = snapshot.candidates, snapshot.today, held(snapshot, supply)
        return cls(
            **_standing(people, today, weights),
            **of_running(people, there),
            **_availability(people, today),
            **_travel(people),
            **_week(people, today, there),
            **_load(people),
            **_support(people),
            **supply.vocabulary.of_people(people),
        )


def _standing(people: Sequence[Candidate], today: date, weights: WeightSet) -> dict[str, Any]:
    since = [p.waiting_since for p in people]
    return {
        "share_with_region": np.array([p.share_with_region for p in people], dtype=np.bool_),
        "priority": numbers((p.priority for p in people), np.int8),
        "legal_route": numbers((place_of(p.legal_route, ROUTES) for p in people), np.int8),
        "kinds_allowed": numbers(_kinds_allowed(p.legal_route, weights) for p in people),
        "ladder_step": numbers((p.ladder_step for p in people), np.int8),
        "present_kind": numbers((place_of(p.present_kind, KINDS) for p in people), np.int8),
        "step_down_allowed": np.array([p.step_down_allowed for p in people], dtype=np.bool_),
        "kept_out": np.array([_kept_out(p, today) for p in people], dtype=np.bool_),
        "waiting_days": numbers(None if d is None else max(0, (today - d).days) for d in since),
    }


def _kinds_allowed(route: LegalRoute | None, weights: WeightSet) -> int | None:
    if route is None:
        return None
    return mask(weights.kinds.get(route, frozenset()), KINDS)


def _kept_out(person: Candidate, today: date) -> bool:
    return any(p is not None and p.holds(today) for p in (person.exempt, person.paused))


def _availability(people: Sequence[Candidate], today: date) -> dict[str, Any]:
    run_day = day_number(today)
    start = numbers(max(run_day, first_day(p.available)) for p in people)
    expected = numbers((_vog_day(p) for p in people), absent=run_day)
    waiting = np.array([p.vog is Vog.REQUESTED for p in people], dtype=np.bool_)
    dated = np.array([p.vog_expected is not None for p in people], dtype=np.bool_)
    return {
        "start": start,
        "start_with_vog": np.maximum(start, expected),
        "end": numbers(last_day(p.available) for p in people),
        "vog": numbers((place_of(p.vog, VOGS) for p in people), np.int8),
        "vog_day_known": ~waiting | dated,
    }


def _vog_day(person: Candidate) -> int | None:
    if person.vog is not Vog.REQUESTED or person.vog_expected is None:
        return None
    return day_number(person.vog_expected)


def _travel(people: Sequence[Candidate]) -> dict[str, Any]:
    has = np.array([[t in p.travel.transports for p in people] for t in TRANSPORTS], dtype=np.bool_)
    speeds = np.array([[60 / TRAVEL_SPEED[t][0]] for t in TRANSPORTS])
    fixed = np.array([[TRAVEL_SPEED[t][1]] for t in TRANSPORTS])
    most_minutes = numbers((p.travel.max_minutes for p in people), np.float64, np.inf)
    most_km = numbers((p.travel.max_km for p in people), np.float64, np.inf)
    usable = has | ~has.any(axis=0)
    within = np.where(usable, (most_minutes - fixed) / speeds, -np.inf).max(axis=0)
    timed, measured = np.isfinite(most_minutes), np.isfinite(most_km)
    return {
        "position": positions([p.location for p in people]),
        "reach_km": np.minimum(within, most_km).astype(np.float32),
        "max_minutes": numbers(p.travel.max_minutes for p in people),
        "max_km": numbers((p.travel.max_km for p in people), np.float32, np.nan),
        "travel_known": np.where(timed, has.any(axis=0), measured),
        "speed_minutes_per_km": np.where(has, speeds, np.inf).astype(np.float32),
        "fixed_minutes": np.where(has, fixed, np.inf).astype(np.float32),
    }


def _week(people: Sequence[Candidate], today: date, there: Sequence[Held]) -> dict[str, Any]:
    names = ("min_week_minutes", "wish_week_minutes", "max_week_minutes")
    taken = np.array([h.least_minutes for h in there], np.int32)
    loads = [p.load.on(today) for p in people]
    bounds = {name: numbers(getattr(load, name) for load in loads) for name in names}
    most = bounds["max_week_minutes"]
    left = {
        name: np.where(known < 0, known, np.maximum(0, known - taken)).astype(np.int32)
        for name, known in bounds.items()
    }
    return left | {"overfull": (most >= 0) & (taken > most)}


def _load(people: Sequence[Candidate]) -> dict[str, Any]:
    items = {code: place for place, code in enumerate(ITEM_CODES)}
    levels = code_matrix([p.load.abilities for p in people], items, UNKNOWN_NUMBER)
    known = levels >= 0
    beyond = ~thermometer(levels, HIGHEST_LEVEL) & np.repeat(known, HIGHEST_LEVEL, axis=1)
    return {
        "max_day_minutes": numbers(p.load.max_day_minutes for p in people),
        "dayparts": numbers(p.load.dayparts for p in people),
        "abilities": np.ascontiguousarray(levels.T),
        "beyond": words(beyond),
        "item_unknown": words(~known),
        "item_limited": words(known & (levels < LIMITED_BELOW)),
        "fully_able": (levels == HIGHEST_LEVEL).all(axis=1),
        "conditions_needed": numbers(mask(p.load.conditions_needed, CONDITIONS) for p in people),
    }


def _support(people: Sequence[Candidate]) -> dict[str, Any]:
    return {
        "guidance_level": numbers((p.guidance_level for p in people), np.int8),
        "guidance_minutes": numbers(p.guidance_minutes for p in people),
        "coaching_minutes": numbers(p.coaching_minutes for p in people),
        "dutch": numbers((p.dutch for p in people), np.int8),
        "licences": numbers(_drives(p.licences) for p in people),
    }


def _drives(licences: Iterable[Licence] | None) -> int | None:
    if licences is None:
        return None
    return mask(with_implied(licences), LICENCES)
