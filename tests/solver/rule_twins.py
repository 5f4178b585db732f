"""The rules once more, in plain Python over the records; they share no code with the columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import product

from solver.codes import (
    DETOUR,
    ITEM_CODES,
    LADDER_STEP,
    TRAVEL_SPEED,
    WORK_LADDER,
    Kind,
    Sharing,
    Vog,
    Wish,
)
from solver.ground import qualified
from solver.judge import parts_enough
from tests.solver.pair_twins import Pair

NO, UNKNOWN, YES = 0, 1, 2
IMPLIED = {
    "A1": "AM", "A2": "A1 AM", "A": "A2 A1 AM", "B": "AM", "B+": "B AM", "BE": "B+ B AM",
    "C1": "B AM", "C": "C1 B AM", "C1E": "C1 BE B+ B AM", "CE": "C C1 C1E BE B+ B AM",
    "D1": "B AM", "D": "D1 B AM", "D1E": "D1 BE B+ B AM", "DE": "D D1 D1E BE B+ B AM",
}  # fmt: skip


def sharing(pair: Pair) -> int:
    ours, theirs = pair.person.municipality, pair.place.municipality
    if ours == theirs:
        return YES
    if not pair.person.share_with_region or pair.place.sharing is Sharing.OWN:
        return NO
    if pair.place.sharing is Sharing.REGION:
        return YES
    return YES if any(
        {ours, theirs} <= p.municipalities and p.period.holds(pair.world.today)
        for p in pair.world.partnerships
    ) else NO  # fmt: skip


def forbidden(pair: Pair) -> int:
    person, place = pair.names
    today = pair.world.today
    owner = qualified(pair.place.organisation, pair.place.municipality)
    for f in pair.world.forbids:
        named = f.vacancy == place or f.organisation == owner
        if f.candidate == person and named and (f.until is None or today < f.until):
            return NO
    for p in pair.world.placements:
        if (p.candidate, p.vacancy) == (person, place) and today <= (p.period.end or date.max):
            return NO
    return YES


def exemption(pair: Pair) -> int:
    for kept in (pair.person.exempt, pair.person.paused):
        if kept is not None and kept.holds(pair.world.today):
            return NO
    return NO if len(pair.running) >= pair.person.places_wanted else YES


def seat_free(pair: Pair) -> int:
    opens = max(pair.world.today, pair.place.period.start or date.min)
    held = [p for p in pair.world.placements if p.vacancy == pair.names[1]]
    held = [p for p in held if (p.period.end or date.max) >= opens]
    return YES if len(held) < pair.place.seats else NO


def period(pair: Pair) -> int:
    return YES if pair.start <= pair.end else NO


def fixed_term(pair: Pair) -> int:
    days = 7 * pair.place.term_weeks if pair.place.term_weeks else 1
    return YES if pair.start + timedelta(days=days - 1) <= pair.end else NO


def legal_route(pair: Pair) -> int:
    route = pair.person.legal_route
    if route is None:
        return UNKNOWN
    return YES if pair.place.kind in pair.weights.kinds[route] else NO


def ladder(pair: Pair) -> int:
    climbs = []
    if pair.person.ladder_step is not None:
        climbs.append(LADDER_STEP[pair.place.kind] - pair.person.ladder_step)
    if pair.person.present_kind in WORK_LADDER and pair.place.kind in WORK_LADDER:
        present = WORK_LADDER.index(pair.person.present_kind)
        climbs.append(WORK_LADDER.index(pair.place.kind) - present)
    may_fall = pair.person.step_down_allowed or pair.place.kind is Kind.ROUTE
    for climb in climbs:
        if climb > pair.weights.max_steps_up or (climb < 0 and not may_fall):
            return NO
    return UNKNOWN if pair.person.ladder_step is None else YES


def week_hours(pair: Pair) -> int:
    """Fill in every missing bound in every way that matters, and see what may come of it."""
    if pair.overfull:
        return NO
    theirs = (pair.place.min_week_minutes, pair.place.max_week_minutes)
    values = sorted({0, 10_080, *(b for b in (*pair.week, *theirs) if b is not None)})
    overlaps = {
        asked <= most and least <= offered
        for least, wish, most in _filled(pair.week, values)
        for asked, offered in _filled(theirs, values)
        if least <= wish <= most and asked <= offered
    }
    if overlaps == {False}:
        return NO
    known = [v.min_week_minutes for v in pair.beside if v.min_week_minutes is not None]
    return YES if overlaps == {True} and len(known) == len(pair.running) else UNKNOWN


def _filled(bounds: Iterable[int | None], values: list[int]) -> list[tuple[int, ...]]:
    return list(product(*(values if bound is None else [bound] for bound in bounds)))


def day_hours(pair: Pair) -> int:
    most, asked = pair.person.load.max_day_minutes, pair.place.day_minutes
    if most is None or asked is None:
        return UNKNOWN
    return YES if asked <= most else NO


def dayparts(pair: Pair) -> int:
    every = 2**21 - 1
    ours, theirs = pair.person.load.dayparts, pair.place.dayparts
    shared = (every if ours is None else ours) & (every if theirs is None else theirs)
    if bin(shared).count("1") < pair.place.dayparts_needed:
        return NO
    if not all(parts_enough(pair.person, there, pair.place) for there in pair.beside):
        return NO
    told = [v for v in pair.beside if v.dayparts is not None and v.day_minutes is not None]
    known = ours is not None and theirs is not None and len(told) == len(pair.running)
    return YES if known else UNKNOWN


def travel(pair: Pair) -> int:
    way, (here, there) = pair.person.travel, (pair.person.location, pair.place.location)
    if here is None or there is None:
        return UNKNOWN
    north, south = math.radians(here.latitude), math.radians(there.latitude)
    east = math.radians(here.longitude - there.longitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    road_km = 2 * 6371.0 * math.asin(math.sqrt(half)) * DETOUR
    if way.max_km is not None and road_km > way.max_km:
        return NO
    if way.max_minutes is None:
        return UNKNOWN if way.max_km is None else YES
    trips = {t: extra + 60 * road_km / speed for t, (speed, extra) in TRAVEL_SPEED.items()}
    if min(trips[t] for t in way.transports or trips) > way.max_minutes:
        return NO
    return YES if way.transports else UNKNOWN


def functional_load(pair: Pair) -> int:
    abilities, demands = pair.person.load.abilities, pair.place.demands
    if any(item in abilities and level > abilities[item] for item, level in demands.items()):
        return NO
    if not demands:
        return YES if all(abilities.get(item) == 4 for item in ITEM_CODES) else UNKNOWN
    for item in ITEM_CODES:
        if demands.get(item, 0) > 0 and item not in abilities:
            return UNKNOWN
        if item not in demands and abilities.get(item, 4) < 2:
            return UNKNOWN
    return YES


def conditions(pair: Pair) -> int:
    answers = {pair.place.conditions.get(need) for need in pair.person.load.conditions_needed}
    if False in answers:
        return NO
    return UNKNOWN if None in answers else YES


def language(pair: Pair) -> int:
    if not pair.place.dutch:
        return YES
    if pair.person.dutch is None:
        return UNKNOWN
    return YES if pair.person.dutch >= pair.place.dutch else NO


def licences(pair: Pair) -> int:
    if not pair.place.licences:
        return YES
    if pair.person.licences is None:
        return UNKNOWN
    owned = {str(licence) for licence in pair.person.licences}
    for licence in pair.person.licences:
        owned.update(IMPLIED.get(licence, "").split())
    return YES if {str(licence) for licence in pair.place.licences} <= owned else NO


def vog(pair: Pair) -> int:
    if not pair.place.vog_required or pair.person.vog is Vog.GRANTED:
        return YES
    if pair.person.vog is Vog.REFUSED:
        return NO
    dated = pair.person.vog is Vog.REQUESTED and pair.person.vog_expected is not None
    return YES if dated else UNKNOWN


def recognition(pair: Pair) -> int:
    if pair.place.kind not in (Kind.INTERNSHIP, Kind.LEARN_WORK):
        return YES
    if not pair.owner.recognitions:
        return NO
    crebo = pair.person.crebo
    if crebo is None:
        return UNKNOWN
    if pair.place.crebo not in (None, crebo):
        return NO
    fits = any(r.crebo == crebo and r.period.holds(pair.start) for r in pair.owner.recognitions)
    return YES if fits else NO


def guidance_level(pair: Pair) -> int:
    needed, offered = pair.person.guidance_level, pair.owner.guidance_minutes
    if needed is None:
        return UNKNOWN if pair.person.guidance_minutes else YES
    if needed == 0:
        return YES
    if offered is None:
        return UNKNOWN
    return YES if any(level >= needed for level in offered) else NO


def preference(pair: Pair) -> int:
    wishes = pair.person.preferences
    owner = qualified(pair.place.organisation, pair.place.municipality)
    said = [wishes.work.get(pair.place.work)]
    said += [wishes.learning.get(code) for code in pair.place.learning]
    for reference, wish in wishes.organisations.items():
        if qualified(reference, pair.person.municipality) == owner:
            said.append(wish)
    return NO if Wish.NEVER in said else YES


TWINS: tuple[Callable[[Pair], int], ...] = (
    sharing, forbidden, exemption, seat_free, period, fixed_term, legal_route, ladder,
    week_hours, day_hours, dayparts, travel, functional_load, conditions, language, licences,
    vog, recognition, guidance_level, preference,
)  # fmt: skip
