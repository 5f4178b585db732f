from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from solver import criteria
from solver.codes import GuidanceLevel, Kind, Transport, Wish
from solver.columns import Columns
from solver.criteria import CRITERIA
from solver.eligible import eligible_pairs
from solver.ground import Location, Period
from solver.people import Candidate, LoadCapacity, Preferences, Travel
from solver.person_columns import PersonColumns
from solver.weights import Mode, WeightSet
from tests.solver.builders import HOME, TODAY, candidate, organisation, snapshot, vacancy

UNKNOWN = None
NORTH = Location(HOME.latitude + 0.05, HOME.longitude)  # 7.23 km by road


@dataclass(frozen=True)
class Case:
    """One pair at the edge of a criterion, and the score it must get."""

    criterion: str
    tells: str
    person: dict[str, Any]
    place: dict[str, Any]
    score: float | None
    owner: dict[str, Any] = field(default_factory=dict)


def wishes(**given: Any) -> dict[str, Any]:
    return {"preferences": Preferences(**given)}


def load(**given: Any) -> dict[str, Any]:
    return {"load": LoadCapacity(**given)}


def way(**given: Any) -> dict[str, Any]:
    return {"location": HOME, "travel": Travel(**given)}


GARDEN, TEACHES = {"work": "garden_work"}, {"learning": frozenset({"dutch"})}
BOTH = {"dutch": Wish.FIRST_CHOICE, "cooking": Wish.LIKED}
WEEK = {"min_week_minutes": 300, "wish_week_minutes": 480, "max_week_minutes": 960}
LIGHT, MEDIUM, INTENSIVE = (GuidanceLevel(level) for level in (1, 2, 3))
CASES = (
    Case("work", "the first choice", wishes(work={"garden_work": Wish.FIRST_CHOICE}), GARDEN, 1),
    Case("work", "liked", wishes(work={"garden_work": Wish.LIKED}), GARDEN, 0.75),
    Case("work", "other work named", wishes(work={"sorting": Wish.LIKED}), GARDEN, 0.3),
    Case("work", "rather not", wishes(work={"garden_work": Wish.RATHER_NOT}), GARDEN, 0),
    Case("work", "nothing named", {}, GARDEN, UNKNOWN),
    Case("learning", "the first choice of two", wishes(learning=BOTH), TEACHES, 2 / 3),
    Case("learning", "nothing taught", wishes(learning=BOTH), {}, 0),
    Case("learning", "only refusals", wishes(learning={"dutch": Wish.NEVER}), TEACHES, UNKNOWN),
    Case("learning", "nothing named", {}, TEACHES, UNKNOWN),
    Case("organisation", "liked", wishes(organisations={"o1": Wish.LIKED}), {}, 0.75),
    Case("organisation", "another named", wishes(organisations={"o2": Wish.LIKED}), {}, 0.5),
    Case("organisation", "nothing named", {}, {}, UNKNOWN),
    Case("skills", "the rare one of two", {"skills": frozenset({"welding"})},
         {"skills": frozenset({"welding", "cooking"})}, 0.8),
    Case("skills", "none of those asked", {"skills": frozenset({"sewing"})},
         {"skills": frozenset({"cooking"})}, 0),
    Case("skills", "nothing asked", {"skills": frozenset({"cooking"})}, {}, UNKNOWN),
    Case("hours", "the wish is possible", load(**WEEK),
         {"min_week_minutes": 480, "max_week_minutes": 600}, 1),
    Case("hours", "a quarter more than the wish", load(**WEEK), {"min_week_minutes": 600}, 0.75),
    Case("hours", "half of the wish", load(**WEEK), {"max_week_minutes": 240}, 0.5),
    Case("hours", "twice the wish", load(**WEEK), {"min_week_minutes": 960}, 0),
    Case("hours", "hours of the place not known", load(**WEEK), {}, UNKNOWN),
    Case("hours", "no wish", load(max_week_minutes=960), {"min_week_minutes": 960}, UNKNOWN),
    Case("travel", "next door", way(max_km=10), {"location": HOME}, 1),
    Case("travel", "half the kilometres", way(max_km=14.4556), {"location": NORTH}, 0.5),
    Case("travel", "the nearer limit counts",
         way(max_km=300, max_minutes=40, transports=frozenset({Transport.BICYCLE})),
         {"location": NORTH}, 1 - 28.911 / 40),
    Case("travel", "beyond the limit", way(max_km=7), {"location": NORTH}, 0),
    Case("travel", "minutes without a way to travel", way(max_minutes=40),
         {"location": NORTH}, UNKNOWN),
    Case("travel", "no location", way(max_km=7), {}, UNKNOWN),
    Case("load_headroom", "nothing to spare", load(abilities={"lifting": 2}),
         {"demands": {"lifting": 2}}, 0.7),
    Case("load_headroom", "one level to spare", load(abilities={"lifting": 3}),
         {"demands": {"lifting": 2}}, 1),
    Case("load_headroom", "far below what the person can", load(abilities={"lifting": 4}),
         {"demands": {"lifting": 1}}, 0.6),
    Case("load_headroom", "too much of one of two", load(abilities={"lifting": 1, "noise": 3}),
         {"demands": {"lifting": 2, "noise": 2}}, 0.5),
    Case("load_headroom", "nothing asked", load(abilities={"lifting": 4}),
         {"demands": {"lifting": 0}}, UNKNOWN),
    Case("load_headroom", "ability not known", {}, {"demands": {"lifting": 2}}, UNKNOWN),
    Case("guidance", "the same level", {"guidance_level": LIGHT}, {}, 1,
         {"guidance_minutes": {LIGHT: 60, INTENSIVE: 60}}),
    Case("guidance", "two levels more", {"guidance_level": LIGHT}, {}, 0.5,
         {"guidance_minutes": {INTENSIVE: 60}}),
    Case("guidance", "not enough", {"guidance_level": INTENSIVE}, {}, 0,
         {"guidance_minutes": {MEDIUM: 60}}),
    Case("guidance", "none needed", {"guidance_level": GuidanceLevel.NONE}, {}, 1),
    Case("guidance", "offer not known", {"guidance_level": LIGHT}, {}, UNKNOWN),
    Case("guidance", "need not known", {}, {}, UNKNOWN, {"guidance_minutes": {LIGHT: 60}}),
    Case("ladder_step", "a step forward", {"ladder_step": 3}, {"kind": Kind.VOLUNTEERING}, 1),
    Case("ladder_step", "the same step", {"ladder_step": 4}, {"kind": Kind.VOLUNTEERING}, 0.5),
    Case("ladder_step", "a step back", {"ladder_step": 5}, {"kind": Kind.VOLUNTEERING}, 0),
    Case("ladder_step", "not known", {}, {"kind": Kind.VOLUNTEERING}, UNKNOWN),
    Case("waiting", "half a year", {"waiting_since": TODAY - timedelta(days=182)}, {}, 0.5),
    Case("waiting", "two years", {"waiting_since": TODAY - timedelta(days=730)}, {}, 1),
    Case("waiting", "from tomorrow", {"waiting_since": TODAY + timedelta(days=1)}, {}, 0),
    Case("waiting", "not known", {}, {}, UNKNOWN),
)  # fmt: skip


def columns_of(case: Case, weights: WeightSet | None = None) -> Columns:
    place = vacancy(**{"organisation": "GM0222/o1", **case.place})
    world = snapshot(candidate(**case.person), place, organisation(**case.owner))
    return Columns.of(world, weights or WeightSet(skill_rarity={"welding": 4.0}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.criterion}: {case.tells}")
def test_a_criterion_at_its_edge(case: Case) -> None:
    scores = criteria.judged(columns_of(case).pairs([0]))

    score = float(np.broadcast_to(scores[case.criterion], (1, 1))[0, 0])
    assert score == pytest.approx(np.nan if case.score is None else case.score, 1e-3, nan_ok=True)


def test_every_criterion_is_shown_known_and_unknown() -> None:
    shown = {(case.criterion, case.score is None) for case in CASES}

    assert shown == {(c.__name__, unknown) for c in CRITERIA for unknown in (True, False)}


def test_what_nobody_knows_scores_the_neutral_value() -> None:
    case = Case("work", "nothing is known", {}, {}, UNKNOWN)

    points = [
        int(criteria.score(columns_of(case, WeightSet(neutral=neutral)).pairs([0]))[0, 0])
        for neutral in (0.0, 0.5, 1.0)
    ]

    assert points == [0, 4700, 9400]  # the coach's share, 6 %, is added later


def test_weights_are_a_ratio() -> None:
    case = Case("work", "liked", wishes(work={"garden_work": Wish.LIKED}), GARDEN, 0.75)

    points = criteria.score(columns_of(case, WeightSet(weights={"work": 7})).pairs([0]))

    assert points.tolist() == [[7500]]


def test_parts_are_rounded_by_largest_remainder() -> None:
    exact = np.array([10.6, 20.3, 0.5, 68.6])

    assert criteria.largest_remainder(exact, 100).tolist() == [11, 20, 0, 69]
    assert criteria.largest_remainder(exact, 101).tolist() == [11, 20, 1, 69]
    assert criteria.largest_remainder(np.array([-3.5, 2.0]), -2).tolist() == [-4, 2]


def test_what_a_person_would_rather_not_is_marked_by_work_organisation_and_learning() -> None:
    told = [
        wishes(work={"garden_work": Wish.RATHER_NOT}),
        wishes(organisations={"o1": Wish.RATHER_NOT}),
        wishes(learning={"dutch": Wish.RATHER_NOT}),
        wishes(learning={"dutch": Wish.LIKED}, work={"sorting": Wish.RATHER_NOT}),
    ]

    marked = [
        bool(eligible_pairs(columns_of(Case("", "", wish, GARDEN | TEACHES, None))).rather_not[0])
        for wish in told
    ]

    assert marked == [True, True, True, False]


def test_a_soft_rule_that_says_no_takes_points_off() -> None:
    case = Case("", "", load(max_day_minutes=120), {"day_minutes": 240}, None)
    strict = WeightSet(modes={"day_hours": Mode.SOFT}, soft_penalty=0)
    soft = replace(strict, soft_penalty=1_000)

    full, less = (eligible_pairs(columns_of(case, w)).points for w in (strict, soft))

    assert less.tolist() == [full[0] - 1_000]


def test_a_placement_starts_when_both_can() -> None:
    later = TODAY + timedelta(days=14)
    case = Case("", "", {"available": Period(later, None)}, {}, None)

    start = eligible_pairs(columns_of(case)).start.astype("datetime64[D]")

    assert start.tolist() == [later]


NEVER_IN_SCORING = re.compile(
    r"origin|nationalit|ethnic|born|birth|gender|sex|\bage\b|religio|household|famil|child|partner"
    r"|marital|benefit|income|debt|health|diagnos|check.?in|wellbeing|lonel|self.reliance|name"
)


@pytest.mark.parametrize("record", [Candidate, LoadCapacity, Preferences, Travel, PersonColumns])
def test_nothing_that_must_never_count_is_a_field(record: type) -> None:
    names = [field.name.replace("_", " ") for field in fields(record)]

    assert not [name for name in names if NEVER_IN_SCORING.search(name)]


@pytest.mark.parametrize("criterion", [*CRITERIA, criteria.coach])
def test_no_criterion_is_about_what_must_never_count(criterion: Any) -> None:
    assert not NEVER_IN_SCORING.search(criterion.__name__.replace("_", " "))
