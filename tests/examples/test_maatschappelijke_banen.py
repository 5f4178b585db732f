"""Maatschappelijke banen: two scarce guides, half a year, two places, a history."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from examples.common.outcome import Matched
from examples.common.practices import TODAY, practice_named
from solver.codes import Kind
from solver.columns import Columns
from solver.ground import Period
from solver.options import build
from solver.resources import ResourceKind
from solver.snapshot import Placement, Snapshot
from tests.examples.conftest import WEIGHTS, Draws, Solved, planned

PRACTICE = practice_named("maatschappelijke-banen")
DECLARED = import_module("examples.maatschappelijke-banen.practice")
HISTORY = import_module("examples.maatschappelijke-banen.history")
SECTORS = {"playground", "sports_club", "youth_organisation", "school"}
TERM, DAY = timedelta(weeks=26), timedelta(days=1)


@pytest.fixture
def solved(draws: Draws, seed: int) -> Solved:
    return draws.solved(PRACTICE.name, seed)


@pytest.fixture
def outcome(solved: Solved) -> Matched:
    return solved.outcome


def test_its_own_number_is_kept(outcome: Matched) -> None:
    check = PRACTICE.check(outcome)

    assert check.kept, check.told


def test_the_check_finds_a_guide_or_a_coach_overbooked_and_two_places_that_do_not_fit(
    outcome: Matched,
) -> None:
    snapshot = outcome.snapshot
    two = next(one for one in outcome.proposals if len(one.vacancies) == 2)
    person = outcome.people[two.candidate]
    shorter = replace(person, load=replace(person.load, dayparts=1))
    others = tuple(one for one in snapshot.candidates if one is not person)
    (coach,) = snapshot.coaches
    no_guides = tuple(
        replace(one, guidance_minutes=dict.fromkeys(one.guidance_minutes or {}, 0))
        for one in snapshot.organisations
    )
    changes: tuple[dict[str, Any], ...] = (
        {"organisations": no_guides},
        {"coaches": (replace(coach, week_minutes=DECLARED.coaching(outcome)[0] - 1),)},
        {"candidates": (*others, shorter)},
    )

    for changed in changes:
        wrong = replace(outcome, snapshot=replace(snapshot, **changed))
        assert not PRACTICE.check(wrong).kept, changed.keys()
    single = [one for one in outcome.proposals if len(one.vacancies) == 1]
    assert not PRACTICE.check(replace(outcome, proposals=single)).kept


def test_four_kinds_of_organisations_and_teams_of_schools(outcome: Matched) -> None:
    of_term = [place for place in outcome.places.values() if place.term_weeks]

    assert {outcome.house_of(place).sector for place in of_term} == SECTORS
    assert {place.term_weeks for place in of_term} == {26}
    teams = [place for place in of_term if place.min_start > 1]
    assert {outcome.house_of(place).sector for place in teams} == {"school"}


def test_some_help_at_two_clubs_and_some_have_a_job_beside_a_course(outcome: Matched) -> None:
    pairs = Counter(
        tuple(sorted(outcome.places[name].kind.value for name in one.vacancies))
        for one in outcome.proposals
        if len(one.vacancies) == 2
    )
    houses = [
        {outcome.places[name].organisation for name in one.vacancies}
        for one in outcome.proposals
        if len(one.vacancies) == 2
    ]

    assert pairs[Kind.REGULAR_JOB.value, Kind.ROUTE.value] >= 1
    assert sum(len(both) == 2 for both in houses) >= 2


def running(solved: Solved) -> tuple[Placement, ...]:
    """Give the plan as placements that begin today, each until its term is over."""
    people = {f"{p.municipality}/{p.reference}": p for p in solved.snapshot.candidates}
    today = solved.snapshot.today
    return tuple(
        Placement(
            candidate=one.candidate,
            vacancy=name,
            coach=one.coach if at == 0 else None,
            guidance_minutes=people[one.candidate].guidance_minutes,
            coaching_minutes=people[one.candidate].coaching_minutes if one.coach and not at else 0,
            period=Period(start=today, end=today + TERM - DAY),
        )
        for one in solved.plan.proposals
        for at, name in enumerate(one.vacancies)
    )


def test_more_hours_of_the_coach_or_of_the_guides_place_more_people(solved: Solved) -> None:
    """Two in three who have no coach keep their places: of the rest it is quickly shown."""
    snapshot = solved.snapshot
    (coach,) = snapshot.coaches
    without = [one.candidate for one in solved.plan.proposals if not one.coach]
    kept = {*without} - {*without[::3]}
    staying = tuple(one for one in running(solved) if one.candidate in kept)
    roomier: tuple[dict[str, Any], ...] = (
        {"coaches": (replace(coach, week_minutes=2 * coach.week_minutes),)},
        {
            "organisations": tuple(
                replace(one, guidance_minutes={k: 2 * m for k, m in one.guidance_minutes.items()})
                for one in snapshot.organisations
            )
        },
    )

    for changed in roomier:
        plan = planned(replace(snapshot, placements=staying, **changed))
        people = {one.candidate for one in (*staying, *plan.proposals)}
        assert len(people) > len(solved.plan.proposals), changed.keys()


def test_after_26_weeks_the_seats_and_the_hours_are_free(solved: Solved) -> None:
    today, placements = solved.snapshot.today, running(solved)
    there, used = Counter[ResourceKind](), Counter[ResourceKind]()
    for use in solved.plan.resources:
        there[use.name.kind] += use.capacity
        used[use.name.kind] += use.used

    held, _ = left_on(replace(solved.snapshot, today=today + TERM - DAY, placements=placements))
    free, looking = left_on(replace(solved.snapshot, today=today + TERM, placements=placements))

    for kind in (ResourceKind.SEATS, ResourceKind.GUIDANCE, ResourceKind.COACHING):
        assert used[kind] > 0
        assert (held[kind], free[kind]) == (there[kind] - used[kind], there[kind]), kind
    assert {one.candidate for one in placements} <= looking


def left_on(snapshot: Snapshot) -> tuple[Counter[ResourceKind], set[str]]:
    """Give what a match would have of each kind, and for whom it would look."""
    columns = Columns.of(snapshot, WEIGHTS)
    options = build(columns)
    left = Counter[ResourceKind]()
    for name, capacity in zip(options.names, options.problem.capacity.tolist(), strict=True):
        left[name.kind] += capacity
    return left, {columns.candidate_names[row] for rows in options.members for row in rows}


def test_the_history_is_drawn_to_the_totals_that_the_practice_counted(seed: int) -> None:
    stays = HISTORY.draw_history(seed, TODAY)
    hours: Counter[str] = Counter()
    for stay in stays:
        hours[stay.candidate] += stay.week_minutes
    there = [stay for stay in stays if stay.start <= TODAY <= stay.end]
    left = Counter(stay.outcome for stay in stays if stay.end < TODAY)

    assert len(hours) == 65
    assert sum(hours.values()) == 637 * 60
    assert len({stay.candidate for stay in there}) == 41
    assert len(there) == 43
    assert left["paid_work"] + left["learn_work"] == 5
    assert left["part_time_work"] == 1
    assert all(stay.end > TODAY - TERM for stay in stays)


def test_no_seat_guide_or_coach_is_overbooked_on_any_day_of_the_history(
    seed: int, solved: Solved
) -> None:
    stays = HISTORY.draw_history(seed, TODAY)
    places = {place.reference: place for place in solved.snapshot.vacancies}
    guides = {
        house.reference: sum((house.guidance_minutes or {}).values())
        for house in solved.snapshot.organisations
    }
    (coach,) = solved.snapshot.coaches

    for on in {stay.start for stay in stays}:
        there = [stay for stay in stays if stay.start <= on <= stay.end]
        seats = Counter(stay.vacancy for stay in there)
        given = Counter(places[stay.vacancy].organisation for stay in there)
        assert all(count <= places[name].seats for name, count in seats.items())
        assert all(guides[name] >= HISTORY.GUIDANCE * count for name, count in given.items())
        assert coach.week_minutes >= HISTORY.COACHING * len(there)
    for stay in stays:
        assert stay.end - stay.start < TERM
        assert stay.week_minutes % 15 == 0


def test_the_committed_history_is_what_seed_1_draws(seed: int) -> None:
    drawn = HISTORY.as_csv(HISTORY.draw_history(seed, TODAY))

    assert (drawn == HISTORY.FILE.read_text(encoding="utf-8")) == (seed == 1)
