"""The criteria once more, in plain Python over the records; None is what nobody knows.

They share no code with the columns and are written from the docstrings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from solver.coaches import Coach
from solver.codes import DETOUR, LADDER_STEP, TRAVEL_SPEED, GuidanceLevel, Wish
from solver.ground import Location, qualified
from solver.people import Candidate
from solver.snapshot import Snapshot
from tests.solver.builders import Dice, random_snapshot
from tests.solver.pair_twins import Pair

SKILLS = ("cooking", "driving", "sewing", "welding")
SPECIALISMS = ("autism", "addiction", "debts")
Score = float | None


def work(pair: Pair) -> Score:
    wishes = pair.person.preferences.work
    if not wishes:
        return None
    worth = {None: 0.3, Wish.LIKED: 0.75, Wish.FIRST_CHOICE: 1.0}
    return worth.get(wishes.get(pair.place.work), 0.0)


def learning(pair: Pair) -> Score:
    worth = {Wish.FIRST_CHOICE: 2, Wish.LIKED: 1}
    wanted = {c: worth[w] for c, w in pair.person.preferences.learning.items() if w in worth}
    if not wanted:
        return None
    return sum(wanted.get(code, 0) for code in pair.place.learning) / sum(wanted.values())


def organisation(pair: Pair) -> Score:
    if not pair.person.preferences.organisations:
        return None
    worth = {None: 0.5, Wish.LIKED: 0.75, Wish.FIRST_CHOICE: 1.0}
    return worth.get(organisation_wish(pair), 0.0)


def organisation_wish(pair: Pair) -> Wish | None:
    """The least of the wishes for the organisation, whichever way it is named."""
    owner = qualified(pair.owner.reference, pair.owner.municipality)
    wishes, here = pair.person.preferences.organisations.items(), pair.person.municipality
    said = [wish for name, wish in wishes if qualified(name, here) == owner]
    order = (Wish.NEVER, Wish.RATHER_NOT, Wish.LIKED, Wish.FIRST_CHOICE)
    return min(said, key=order.index, default=None)


def skills(pair: Pair) -> Score:
    rarity = pair.weights.skill_rarity
    asked = {skill: rarity.get(skill, 1) for skill in pair.place.skills}
    if not asked:
        return None
    return sum(asked[skill] for skill in pair.person.skills & set(asked)) / sum(asked.values())


def hours(pair: Pair) -> Score:
    place, (least, wish, high) = pair.place, pair.week
    if not wish or (place.min_week_minutes, place.max_week_minutes) == (None, None):
        return None
    low = max(least or 0, place.min_week_minutes or 0)
    most = [m for m in (high, place.max_week_minutes) if m is not None]
    high = min(most, default=math.inf)
    return max(0.0, 1 - max(low - wish, wish - high, 0) / wish)


def travel(pair: Pair) -> Score:
    here, there, way = pair.person.location, pair.place.location, pair.person.travel
    if here is None or there is None:
        return None
    distance = road_km(here, there)
    shares = []
    if way.max_km:
        shares.append(distance / way.max_km)
    if way.max_minutes and way.transports:
        trips = [TRAVEL_SPEED[t][1] + 60 * distance / TRAVEL_SPEED[t][0] for t in way.transports]
        shares.append(min(trips) / way.max_minutes)
    return max(0.0, 1 - max(shares)) if shares else None


def road_km(here: Location, there: Location) -> float:
    """Great circle times the detour."""
    north, south = math.radians(here.latitude), math.radians(there.latitude)
    east = math.radians(here.longitude - there.longitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half)) * DETOUR


def load_headroom(pair: Pair) -> Score:
    able = pair.person.load.abilities
    worth = {0: 0.7, 1: 1.0, 2: 1.0, 3: 0.6, 4: 0.4}
    scores = [
        worth.get(able[item] - asked, 0.0)
        for item, asked in pair.place.demands.items()
        if asked > 0 and item in able
    ]
    return sum(scores) / len(scores) if scores else None


def guidance(pair: Pair) -> Score:
    needed, offered = pair.person.guidance_level, pair.owner.guidance_minutes
    if needed is None:
        return None
    if needed is GuidanceLevel.NONE:
        return 1.0
    if offered is None:
        return None
    enough = [level - needed for level in offered if level >= needed]
    return {0: 1.0, 1: 0.75, 2: 0.5}[min(enough)] if enough else 0.0


def ladder_step(pair: Pair) -> Score:
    step = pair.person.ladder_step
    if step is None:
        return None
    then = LADDER_STEP[pair.place.kind]
    return 1.0 if then > step else 0.5 if then == step else 0.0


def waiting(pair: Pair) -> Score:
    since = pair.person.waiting_since
    if since is None:
        return None
    weeks = max(0, (pair.world.today - since).days) / 7
    return min(1.0, weeks / pair.weights.waiting_weeks_full)


TWINS: tuple[Callable[[Pair], Score], ...] = (
    work, learning, organisation, skills, hours, travel, load_headroom, guidance, ladder_step,
    waiting,
)  # fmt: skip


def coach(person: Candidate, other: Coach, world: Snapshot) -> float:
    asked, known = person.coach_specialisms, person.known_coach
    share = len(asked & other.specialisms) / len(asked) if asked else 1.0
    there = [qualified(c.reference, c.municipality) for c in world.coaches]
    if known is None or qualified(known, person.municipality) not in there:
        return share
    name = qualified(other.reference, other.municipality)
    return 0.7 * share + 0.3 * (qualified(known, person.municipality) == name)


def rather_not(pair: Pair) -> bool:
    wishes = pair.person.preferences
    said = [wishes.work.get(pair.place.work), organisation_wish(pair)]
    said += [wishes.learning.get(code) for code in pair.place.learning]
    return Wish.RATHER_NOT in said


def fit(pair: Pair) -> float:
    """The weighted mean without the coach's part, in points, before any rule takes off."""
    weights, neutral = pair.weights.weights, pair.weights.neutral
    scores = {twin.__name__: twin(pair) for twin in TWINS}
    total = sum(weights[n] * (neutral if s is None else s) for n, s in scores.items())
    return 10_000 * total / sum(weights.values())


def scored_snapshot(seed: int, people: int, vacancies: int) -> Snapshot:
    """A random snapshot in which everything that a criterion reads may be there or absent."""
    dice = Dice(seed)
    plain = random_snapshot(seed, people, vacancies)
    coaches = tuple(
        Coach(
            reference=f"k{n}",
            municipality=dice.one("GM0222", "GM1586"),
            week_minutes=600,
            specialisms=dice.some(SPECIALISMS, 0.5),
        )
        for n in range(6)
    )
    return replace(
        plain,
        candidates=tuple(_with_wishes(dice, person) for person in plain.candidates),
        vacancies=tuple(replace(v, skills=dice.some(SKILLS, 0.4)) for v in plain.vacancies),
        coaches=coaches,
    )


def _with_wishes(dice: Dice, person: Candidate) -> Candidate:
    load, preferences = person.load, person.preferences
    low = load.min_week_minutes or 0
    high = max(low, 2_400) if load.max_week_minutes is None else load.max_week_minutes
    wish = dice.maybe(dice.number(low, high))
    named = dice.chance(0.8)
    return replace(
        person,
        skills=dice.some(SKILLS, 0.4),
        waiting_since=dice.maybe(dice.day() - timedelta(days=7 * dice.number(0, 60))),
        load=replace(load, wish_week_minutes=wish),
        preferences=preferences if named else replace(preferences, organisations={}),
        coach_specialisms=dice.some(SPECIALISMS, 0.4),
        known_coach=dice.maybe(f"k{dice.number(0, 7)}", 0.5),
    )
