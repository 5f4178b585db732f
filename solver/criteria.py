"""How well a place suits a person: one function per criterion, 0 to 1, NaN where nobody knows.

Each returns float32 that broadcasts to `pairs.shape`. A criterion that cannot be judged scores the
weight set's neutral value in the fit, and is shown as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.codes import HIGHEST_LEVEL, POINTS, GuidanceLevel, Wish
from solver.columns import Columns
from solver.encoding import UNKNOWN_NUMBER, Bools, Float32s, Int32s, Ints
from solver.pairs import Pairs
from solver.people import Candidate

Scores: TypeAlias = Float32s
Criterion: TypeAlias = Callable[[Pairs], Scores]

NAN = np.float32(np.nan)
LEVELS = range(HIGHEST_LEVEL + 1)
#: Scores of a wish from never to first choice; the middle is a thing that was not named.
WORK_SCORES = np.array([0, 0, 0.3, 0.75, 1], np.float32)
ORGANISATION_SCORES = np.array([0, 0, 0.5, 0.75, 1], np.float32)
#: Tenths by headroom (ability - demand) 0 to 4: one or two levels to spare is best, since both
#: overload and work far below one's ability are a mismatch. Whole numbers, so that a sum of them is
#: the same in whatever order.
HEADROOM_TENTHS = (7, 10, 10, 6, 4)
#: (demand, ability): the tenths where something is asked and within ability, else 0; the last row
#: is for a demand that is not known.
HEADROOM_BY_DEMAND = np.array(
    [
        [HEADROOM_TENTHS[able - asked] if 0 < asked <= able else 0 for able in LEVELS]
        for asked in (*LEVELS, UNKNOWN_NUMBER)
    ],
    np.float32,
)
#: What a guide 0, 1 or 2 levels above the need is worth; then an offer not known, and none.
GUIDANCE_BY_STEPS = np.array([1, 0.75, 0.5, NAN, 0], np.float32)
KNOWN_COACH_SHARE = 0.3


def work(pairs: Pairs) -> Scores:
    """Score the wish for the kind of work; unknown when the person named none."""
    named = of_people(pairs, lambda person: bool(person.preferences.work))
    return np.where(named, WORK_SCORES[pairs.work_wish + 2], NAN).astype(np.float32)


def learning(pairs: Pairs) -> Scores:
    """Score the share of wanted things that can be learned; a first choice counts double."""
    wanted = np.maximum(pairs.columns.learning_wishes[pairs.rows], 0)
    total = of_people(pairs, _wanted)
    offered = product(pairs, wanted, pairs.columns.vacancies.teaches.T[pairs.cols])
    return _share(offered, total.astype(np.float32))


def organisation(pairs: Pairs) -> Scores:
    """Score the wish for the organisation; unknown when the person named none."""
    named = of_people(pairs, lambda person: bool(person.preferences.organisations))
    return np.where(named, ORGANISATION_SCORES[pairs.organisation_wish + 2], NAN).astype(np.float32)


def skills(pairs: Pairs) -> Scores:
    """Score the share of the skills asked that the person has, rare ones counting more.

    Rarity counts in hundredths, at least one: a sum of whole numbers is the same in any order.
    """
    rarity = pairs.weights.skill_rarity
    given = np.array([rarity.get(code, 1.0) for code in pairs.columns.vocabulary.skills])
    rare = np.maximum(1, np.rint(100 * given)).astype(np.float32)
    asked = pairs.columns.vacancies.skills.T[pairs.cols] * rare
    total = asked.sum(axis=1)
    has = product(pairs, pairs.columns.person_skills[pairs.rows], asked)
    return _share(has, total if pairs.listed else total[None, :])


def hours(pairs: Pairs) -> Scores:
    """Score how near the hours that suit both come to the wish: 0 when they miss it by as much.

    Unknown without a wish, and when the place says nothing of its hours.
    """
    wish = pairs.person.wish_week_minutes.astype(np.float32)
    low, high = week_bounds(pairs)
    miss = np.maximum(np.maximum(low - wish, wish - high), 0)
    known = (wish > 0) & hours_told(pairs)
    score = np.maximum(0, 1 - miss / np.maximum(wish, 1))
    return np.where(known, score, NAN).astype(np.float32)


def week_bounds(pairs: Pairs) -> tuple[Int32s, Float32s]:
    """Give the minutes per week that suit both, at least and at most; infinite when open."""
    person, vacancy = pairs.person, pairs.vacancy
    low = np.maximum(person.min_week_minutes, vacancy.min_week_minutes)
    high = np.minimum(_open(person.max_week_minutes), _open(vacancy.max_week_minutes))
    return low, high


def hours_told(pairs: Pairs) -> Bools:
    """Tell where the place says something of its hours."""
    vacancy = pairs.vacancy
    return np.asarray((vacancy.min_week_minutes >= 0) | (vacancy.max_week_minutes >= 0))


def travel(pairs: Pairs) -> Scores:
    """Score nearness: 1 next door, 0 at the person's own limit in minutes or kilometres.

    The nearer limit counts; without a limit above 0 that can be judged it is unknown.
    """
    by_time, by_road = travel_shares(pairs)
    return np.asarray(np.clip(1 - np.fmax(by_time, by_road), 0, 1), np.float32)


def travel_shares(pairs: Pairs) -> tuple[Float32s, Float32s]:
    """Give the trip as a share of the limits in minutes and kilometres, NaN where not known."""
    person = pairs.person
    minutes = np.where(np.isfinite(pairs.travel_minutes), pairs.travel_minutes, NAN)
    most_minutes = np.where(person.max_minutes > 0, person.max_minutes, NAN).astype(np.float32)
    by_road = pairs.road_km / np.where(person.max_km > 0, person.max_km, NAN)
    return np.asarray(minutes / most_minutes, np.float32), np.asarray(by_road, np.float32)


def load_headroom(pairs: Pairs) -> Scores:
    """Score, over the functional items known on both sides, how ability compares with demand."""
    ours = pairs.columns.people.abilities.T[pairs.rows]
    demands = pairs.columns.vacancies.demands.T[pairs.cols]
    if pairs.listed:
        total = np.where(ours >= 0, HEADROOM_BY_DEMAND[demands, ours], 0).sum(axis=1)
    else:
        holds = ours[:, :, None] == np.array(LEVELS, np.int8)
        total = product(pairs, _flat(holds), _flat(HEADROOM_BY_DEMAND[demands]))
    return _share(total, 10 * product(pairs, ours >= 0, demands > 0))


def guidance(pairs: Pairs) -> Scores:
    """Score the organisation's guidance against the level needed: the same level is best.

    1 when none is needed, 0 when no level is enough; unknown when need or offer is.
    """
    columns, above = pairs.columns, pairs.columns.supply.houses.guidance_above
    table = np.full((len(GuidanceLevel) + 1, above.shape[1]), NAN, np.float32)
    table[GuidanceLevel.NONE] = 1
    table[1:-1] = GUIDANCE_BY_STEPS[above]
    needed = columns.people.guidance_level.astype(np.int32)
    return np.asarray(pairs.of_classes(table, needed, columns.vacancies.organisation), np.float32)


def ladder_step(pairs: Pairs) -> Scores:
    """Score a step forward on the participation ladder 1, the same step 0.5, back 0."""
    steps = pairs.vacancy.ladder_step - pairs.person.ladder_step
    score = np.clip(steps * 0.5 + 0.5, 0, 1).astype(np.float32)
    return np.where(pairs.person.ladder_step > 0, score, NAN)


def waiting(pairs: Pairs) -> Scores:
    """Score the weeks waited, full after `waiting_weeks_full`."""
    days = pairs.person.waiting_days
    score = np.minimum(days / (7.0 * pairs.weights.waiting_weeks_full), 1).astype(np.float32)
    return np.where(days >= 0, score, NAN)


def coach(columns: Columns, rows: Ints) -> Scores:
    """Score the given candidates with every coach, shaped (k, q).

    The share of the specialisms asked that the coach has, 1 when none is asked. When the person
    knows a coach who is there, that share counts for 0.7, and 0.3 is kept for the coach known.
    """
    asked = columns.person_specialisms[rows].astype(np.float32)
    shared = asked @ columns.coaches.specialisms.T.astype(np.float32)
    people = columns.snapshot.candidates
    total = np.array([len(people[row].coach_specialisms) for row in rows], np.float32)
    fit = np.where(total[:, None] > 0, shared / np.maximum(total, 1)[:, None], np.float32(1))
    known = columns.people.known_coach[rows]
    same = known[:, None] == np.arange(fit.shape[1])[None, :]
    with_known = (1 - KNOWN_COACH_SHARE) * fit + KNOWN_COACH_SHARE * same
    return np.where(known[:, None] >= 0, with_known, fit).astype(np.float32)


CRITERIA: tuple[Criterion, ...] = (
    work,
    learning,
    organisation,
    skills,
    hours,
    travel,
    load_headroom,
    guidance,
    ladder_step,
    waiting,
)
COACH = "coach"


def score(pairs: Pairs, known: Mapping[str, Scores] | None = None) -> Int32s:
    """Weigh all criteria but the coach into points: 0–10,000 less the share of the coach.

    `known` is what `judged` gave, when it was asked already.
    """
    weights, neutral = pairs.weights.weights, np.float32(pairs.weights.neutral)
    weighed = (
        (weights[each.__name__], known[each.__name__] if known else each(pairs))
        for each in CRITERIA
        if weights.get(each.__name__)
    )
    filled = ((weight, np.where(np.isnan(seen), neutral, seen)) for weight, seen in weighed)
    return points_of(filled, sum(weights.values()), pairs.shape)


def points_of(weighed: Iterable[tuple[int, Scores]], whole: int, shape: tuple[int, ...]) -> Int32s:
    """Weigh scores that are all known, in the order of `CRITERIA`; `whole` is all that weighs."""
    total = np.zeros(shape, np.float32)
    for weight, scores in weighed:
        total += np.float32(weight) * scores
    return np.asarray(np.rint(total * np.float32(POINTS / whole)), np.int32)


def coach_points(weights: Mapping[str, int], scores: Scores) -> Int32s:
    """Turn coach scores into points of the fit."""
    share = POINTS * weights.get(COACH, 0) / sum(weights.values())
    return np.asarray(np.rint(scores * share), np.int32)


def contributions(pairs: Pairs, scores: Mapping[str, Scores]) -> list[dict[str, int]]:
    """Split the points of each listed pair over the criteria, so that they add up exactly.

    Parameters
    ----------
    pairs
        A list of p pairs.
    scores
        What `judged` gave for them.
    """
    points = score(pairs, scores)
    names = [c.__name__ for c in CRITERIA if pairs.weights.weights.get(c.__name__, 0)]
    weights = np.array([pairs.weights.weights[name] for name in names], float)
    raw = np.empty((*pairs.shape, len(names)))
    for at, name in enumerate(names):
        raw[..., at] = scores[name]
    raw = np.where(np.isnan(raw), pairs.weights.neutral, raw) * weights
    exact = raw * (POINTS / sum(pairs.weights.weights.values()))
    rounded = (largest_remainder(row, int(sum_)) for row, sum_ in zip(exact, points, strict=True))
    return [dict(zip(names, row.tolist(), strict=True)) for row in rounded]


def judged(pairs: Pairs) -> dict[str, Scores]:
    """Give the score of every criterion but the coach by name, NaN where it cannot be judged."""
    return {criterion.__name__: criterion(pairs) for criterion in CRITERIA}


def largest_remainder(exact: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Round parts down and give what is left to the largest remainders, so that they add up."""
    whole = np.floor(exact).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(whole - exact, kind="stable")
    whole[np.resize(order, abs(left))] += np.sign(left)
    return whole


def rather_not(pairs: Pairs) -> Bools:
    """Tell where the person would rather not: the work, the organisation or a thing learned."""
    unwanted = pairs.columns.learning_wishes[pairs.rows] == -1
    taught = product(pairs, unwanted, pairs.columns.vacancies.teaches.T[pairs.cols])
    return np.asarray((pairs.work_wish == -1) | (pairs.organisation_wish == -1) | (taught > 0))


def of_people(pairs: Pairs, fact: Callable[[Candidate], bool | int]) -> NDArray[Any]:
    """Tell a fact of each candidate, shaped to broadcast; each is asked once."""
    people = pairs.columns.snapshot.candidates
    rows, place = np.unique(np.arange(len(people))[pairs.rows], return_inverse=True)
    told = np.array([fact(people[row]) for row in rows])[place]
    return told if pairs.listed else told[:, None]


def _wanted(person: Candidate) -> int:
    worth = {Wish.FIRST_CHOICE: 2, Wish.LIKED: 1}
    return sum(worth.get(wish, 0) for wish in person.preferences.learning.values())


def product(pairs: Pairs, people: NDArray[Any], vacancies: NDArray[Any]) -> Float32s:
    """Multiply rows of people with rows of vacancies: a matrix for a grid, sums for a list."""
    ours, theirs = people.astype(np.float32), vacancies.astype(np.float32)
    return (ours * theirs).sum(axis=1) if pairs.listed else ours @ theirs.T


def _share(part: Float32s, total: Float32s) -> Float32s:
    return np.where(total > 0, part / np.where(total > 0, total, 1), NAN).astype(np.float32)


def _open(minutes: Int32s) -> Float32s:
    return np.where(minutes < 0, np.inf, minutes).astype(np.float32)


def _flat(cube: NDArray[Any]) -> NDArray[Any]:
    return cube.reshape(len(cube), cube.shape[1] * cube.shape[2])
