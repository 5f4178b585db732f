"""What each criterion saw, against plain twins over the records."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solver import criteria
from solver.coaches import Coach
from solver.codes import LADDER_STEP, POINTS, TRAVEL_SPEED, GuidanceLevel, Transport, Wish
from solver.columns import Columns
from solver.facts import SEEN, Fact, Measure, coach_facts, facts
from solver.match import MatchParams, match
from solver.people import Travel
from solver.weights import WeightSet
from tests.solver.builders import snapshot
from tests.solver.criterion_twins import organisation_wish, road_km
from tests.solver.pair_twins import Pair
from tests.solver.test_criteria_twins import every_pair, listed
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
Told = tuple[Any, Any]


def test_every_criterion_has_its_fact_in_the_order_of_the_criteria() -> None:
    assert list(SEEN) == [each.__name__ for each in criteria.CRITERIA]


def _wish(wishes: dict[str, Wish], code: str) -> Told:
    if not wishes:
        return None, None
    return str(wishes[code]) if code in wishes else "not_named", None


def _organisation(pair: Pair) -> Told:
    named, wish = pair.person.preferences.organisations, organisation_wish(pair)
    return (("not_named" if wish is None else str(wish)) if named else None), None


def _work(pair: Pair) -> Told:
    return _wish(dict(pair.person.preferences.work), pair.place.work)


def _learning(pair: Pair) -> Told:
    liked = (Wish.LIKED, Wish.FIRST_CHOICE)
    wanted = {code for code, wish in pair.person.preferences.learning.items() if wish in liked}
    return (len(wanted & pair.place.learning), len(wanted)) if wanted else (None, None)


def _skills(pair: Pair) -> Told:
    asked = pair.place.skills
    return (len(asked & pair.person.skills), len(asked)) if asked else (None, None)


def _hours(pair: Pair) -> Told:
    place, (least, wish, high) = pair.place, pair.week
    if not wish:
        return None, None
    if (place.min_week_minutes, place.max_week_minutes) == (None, None):
        return None, wish
    low = max(least or 0, place.min_week_minutes or 0)
    most = min([m for m in (high, place.max_week_minutes) if m is not None], default=math.inf)
    if low - wish > 0 and low - wish >= wish - most:
        return low, wish
    return (most if wish > most else wish), wish


def _travel(pair: Pair) -> Told:
    """The trip in the unit of the limit of which it takes the larger share."""
    here, there, way = pair.person.location, pair.place.location, pair.person.travel
    if here is None or there is None:
        return None, None
    far = road_km(here, there)
    trips = [TRAVEL_SPEED[t][1] + 60 * far / TRAVEL_SPEED[t][0] for t in way.transports]
    by_time = min(trips) / way.max_minutes if trips and way.max_minutes else None
    by_road = far / way.max_km if way.max_km else None
    if by_time is None and (by_road is not None or not trips):
        return far, way.max_km or None
    if by_road is not None and by_time is not None and by_road > by_time:
        return far, way.max_km
    return min(trips), way.max_minutes or None


def _load(pair: Pair) -> Told:
    able = pair.person.load.abilities
    spare = [able[item] - n for item, n in pair.place.demands.items() if n > 0 and item in able]
    return (round(sum(spare) / len(spare), 2), len(spare)) if spare else (None, None)


def _guidance(pair: Pair) -> Told:
    need, offered = pair.person.guidance_level, pair.owner.guidance_minutes
    if need is None:
        return None, None
    if need is GuidanceLevel.NONE:
        return "not_needed", "none"
    if offered is None:
        return None, need.name.lower()
    enough = [level for level in offered if level >= need]
    return min(enough, default=GuidanceLevel.NONE).name.lower(), need.name.lower()


def _ladder_step(pair: Pair) -> Told:
    step = pair.person.ladder_step
    return (None if step is None else LADDER_STEP[pair.place.kind] - step), None


def _waiting(pair: Pair) -> Told:
    since, full = pair.person.waiting_since, 7 * pair.weights.waiting_weeks_full
    return (None if since is None else max(0, (pair.world.today - since).days)), full


TWINS: dict[str, Callable[[Pair], Told]] = {
    "work": _work,
    "learning": _learning,
    "organisation": _organisation,
    "skills": _skills,
    "hours": _hours,
    "travel": _travel,
    "load_headroom": _load,
    "guidance": _guidance,
    "ladder_step": _ladder_step,
    "waiting": _waiting,
}


@pytest.mark.parametrize("name", SEEN)
def test_a_fact_agrees_with_its_twin_on_every_pair(name: str) -> None:
    expected = [TWINS[name](pair) for row in every_pair() for pair in row]
    scores = criteria.judged(listed())

    found = [each[name] for each in facts(listed(), scores)]

    for fact, told in zip(found, expected, strict=True):
        for saw, twin in zip((fact.value, fact.of), told, strict=True):
            near = isinstance(twin, float) and isinstance(saw, float)
            assert abs(saw - twin) < 0.1 if near else saw == twin
    known = [fact for fact in found if fact.known]
    assert 0 < len(known) < len(found)
    assert len({fact.value for fact in known}) > 2


def test_the_score_is_that_of_the_criterion_and_neutral_where_it_is_not_known() -> None:
    scores = criteria.judged(listed())

    found = facts(listed(), scores)

    for name, score in scores.items():
        told = np.broadcast_to(score, listed().shape)
        assert [each[name].known for each in found] == (~np.isnan(told)).tolist()
        counts = np.where(np.isnan(told), WEIGHTS.neutral, told)
        shown = np.array([each[name].score for each in found])
        np.testing.assert_allclose(shown, counts, rtol=0, atol=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_points_follow_from_the_scores_and_weights_that_are_shown(seed: int) -> None:
    """To the rounding of one point, less where a rule or a wish takes off."""
    plan = match(scarce_world(seed), WEIGHTS, MatchParams(seed=1))
    total = sum(WEIGHTS.weights.values())

    assert plan.proposals
    for proposal in plan.proposals:
        assert proposal.counted.keys() == WEIGHTS.weights.keys()
        for name, (weight, seen) in proposal.counted.items():
            mean = sum(fact.score for fact in seen) / len(seen)
            assert weight == WEIGHTS.weights[name]
            assert abs(proposal.contributions[name] - POINTS * weight * mean / total) < 1.5
            assert len(seen) == (1 if name == criteria.COACH else len(proposal.vacancies))


def only(criterion: str, person: Any, place: Any) -> Fact:
    columns = Columns.of(snapshot(person, place), WEIGHTS)
    pairs = columns.pair_list([0], [0])
    return facts(pairs, criteria.judged(pairs))[0][criterion]


def test_a_trip_is_told_in_the_unit_of_the_nearer_limit() -> None:
    far = replace(known_vacancy().location, latitude=known_vacancy().location.latitude + 0.05)
    place = known_vacancy(location=far)
    bus = {"transports": frozenset({Transport.BICYCLE})}

    by_road = only(
        "travel", known_candidate(travel=Travel(max_km=10, max_minutes=90, **bus)), place
    )
    by_time = only(
        "travel", known_candidate(travel=Travel(max_km=90, max_minutes=45, **bus)), place
    )
    no_limit = only("travel", known_candidate(travel=Travel(**bus)), place)

    assert (by_road.unit, by_road.of, by_road.known) == (Measure.KILOMETRES, 10, True)
    assert (by_time.unit, by_time.of, by_time.known) == (Measure.MINUTES, 45, True)
    assert (no_limit.unit, no_limit.of, no_limit.known) == (Measure.MINUTES, None, False)
    assert no_limit.value == by_time.value
    assert no_limit.score == WEIGHTS.neutral


def test_of_the_coach_is_told_what_is_asked_and_whether_it_is_the_one_known() -> None:
    asked = {"coaching_minutes": 60, "coach_specialisms": frozenset({"autism", "debts"})}
    people = [known_candidate(reference="c1", **asked),
              known_candidate(reference="c2", known_coach="k1", **asked)]  # fmt: skip
    coaches = tuple(
        Coach(reference=f"k{n}", municipality="GM0222", week_minutes=60, specialisms=special)
        for n, special in ((1, frozenset({"debts"})), (2, frozenset()))
    )
    columns = Columns.of(snapshot(*people, known_vacancy(), coaches=coaches), WEIGHTS)

    found = coach_facts(columns, np.array([0, 1, 1, 0]), np.array([0, 0, 1, -1]))

    assert found == [
        Fact(1, 2, Measure.SPECIALISMS, 0.5, True),
        Fact(1, 2, Measure.SPECIALISMS_KNOWN, 0.65, True),
        Fact(0, 2, Measure.SPECIALISMS_OTHER, 0, True),
        Fact("not_needed", None, Measure.SPECIALISMS, 1, True),
    ]
