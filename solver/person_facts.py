"""How candidates are encoded: what each part of the columns is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Day:
    """The day and what there is, against which people are encoded."""

    snapshot: Snapshot
    supply: Supply
    weights: WeightSet

    @property
    def today(self) -> date:
        """The day of the run."""
        return self.snapshot.today


def _standing(people: Sequence[Candidate], day: Day) -> dict[str, Any]:
    today, since = day.today, [p.waiting_since for p in people]
    return {
        "share_with_region": np.array([p.share_with_region for p in people], dtype=np.bool_),
        "priority": numbers((p.priority for p in people), np.int8),
        "legal_route": numbers((place_of(p.legal_route, ROUTES) for p in people), np.int8),
        "kinds_allowed": numbers(_kinds_allowed(p.legal_route, day.weights) for p in people),
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


def _availability(people: Sequence[Candidate], day: Day) -> dict[str, Any]:
    run_day = day_number(day.today)
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


def _travel(people: Sequence[Candidate], _: Day) -> dict[str, Any]:
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


def _running(people: Sequence[Candidate], day: Day) -> dict[str, Any]:
    """Encode what is left to want, and of the week, beside the places that people have."""
    there = held(day.snapshot, day.supply, people)
    return of_running(people, there) | _week(people, day.today, there)


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


def _load(people: Sequence[Candidate], _: Day) -> dict[str, Any]:
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


def _support(people: Sequence[Candidate], _: Day) -> dict[str, Any]:
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


def _of_vocabulary(people: Sequence[Candidate], day: Day) -> dict[str, Any]:
    return day.supply.vocabulary.of_people(people)


Part: TypeAlias = Callable[[Sequence[Candidate], Day], dict[str, Any]]
#: What is encoded together, and the facts of a candidate on which it depends.
PARTS: Mapping[Part, tuple[str, ...]] = MappingProxyType({
    _standing: (
        "share_with_region", "priority", "legal_route", "ladder_step", "present_kind",
        "step_down_allowed", "exempt", "paused", "waiting_since",
    ),
    _running: ("municipality", "reference", "places_wanted", "load"),
    _availability: ("available", "vog", "vog_expected"),
    _travel: ("travel", "location"),
    _load: ("load",),
    _support: (
        "guidance_level", "guidance_minutes", "coaching_minutes", "dutch", "licences",
    ),
    _of_vocabulary: ("municipality", "preferences", "known_coach", "crebo"),
})  # fmt: skip
