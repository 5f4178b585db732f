"""In Balans, by what it promises and never by a stored result."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from examples.common.practices import practice_named
from solver.codes import Kind, Wish
from solver.people import Candidate
from solver.places import Organisation
from tests.examples.conftest import Draws, Solved, planned

PRACTICE = practice_named("in-balans")
ENDED = "25498"


@pytest.fixture
def solved(draws: Draws, seed: int) -> Solved:
    return draws.solved(PRACTICE.name, seed)


def test_its_own_number_is_kept(solved: Solved) -> None:
    check = PRACTICE.check(solved.outcome)

    assert check.kept, check.told


def test_the_check_finds_a_house_too_full_a_never_and_an_intern_too_late(solved: Solved) -> None:
    outcome = solved.outcome
    (house,) = solved.snapshot.organisations
    (one, *_) = (
        one
        for one in outcome.proposals
        if outcome.places[one.vacancies[0]].kind is Kind.INTERNSHIP
        and outcome.people[one.candidate].crebo
    )
    work = outcome.places[one.vacancies[0]].work
    intern = outcome.people[one.candidate]
    unwilling = replace(intern, preferences=replace(intern.preferences, work={work: Wish.NEVER}))
    others = tuple(p for p in solved.snapshot.candidates if p is not intern)
    changes: tuple[dict[str, Any], ...] = (
        {"organisations": (replace(house, total_seats=len(outcome.proposals) - 1),)},
        {"organisations": (replace(house, recognitions=()),)},
        {"candidates": (*others, unwilling)},
    )

    for changed in changes:
        wrong = replace(outcome, snapshot=replace(solved.snapshot, **changed))
        assert not PRACTICE.check(wrong).kept, changed.keys()


def test_the_house_itself_is_what_is_full(solved: Solved) -> None:
    (house,) = solved.snapshot.organisations
    seats = sum(vacancy.seats for vacancy in solved.snapshot.vacancies)
    assert house.total_seats is not None
    assert house.total_seats < seats

    room = (replace(house, total_seats=seats),)
    roomier = planned(replace(solved.snapshot, organisations=room))

    assert len(roomier.proposals) > len(solved.plan.proposals) == house.total_seats


def test_what_somebody_would_rather_not_is_for_who_has_no_other_place(solved: Solved) -> None:
    unwilling = {one.candidate for one in solved.plan.proposals if one.rather_not}

    firmer = tuple(
        never_instead(p) if f"{p.municipality}/{p.reference}" in unwilling else p
        for p in solved.snapshot.candidates
    )
    plan = planned(replace(solved.snapshot, candidates=firmer))
    others = {one.candidate for one in plan.proposals}

    assert unwilling
    assert not unwilling & others


def never_instead(person: Candidate) -> Candidate:
    said = person.preferences

    def firmer(wishes: Any) -> Any:
        firm = {key: Wish.NEVER if w is Wish.RATHER_NOT else w for key, w in wishes.items()}
        return MappingProxyType(firm)

    preferences = replace(said, work=firmer(said.work), learning=firmer(said.learning))
    return replace(person, preferences=preferences)


def test_an_intern_waits_for_a_recognition_and_has_none_after_its_end(solved: Solved) -> None:
    outcome = solved.outcome
    (house,) = solved.snapshot.organisations
    late = {name for name, person in outcome.people.items() if person.crebo == ENDED}
    yesterday = solved.snapshot.today - timedelta(days=1)
    assert ended_on(house) == yesterday

    interns = {
        one.candidate for one in outcome.proposals
        if outcome.places[one.vacancies[0]].kind is Kind.INTERNSHIP
    }  # fmt: skip

    assert late
    assert not late & interns


def ended_on(house: Organisation) -> Any:
    (one,) = (one for one in house.recognitions if one.crebo == ENDED)
    return one.period.end
