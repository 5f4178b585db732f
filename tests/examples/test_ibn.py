"""The example IBN: six municipalities, a ladder of work, and what sharing places brings."""

from __future__ import annotations

import pytest

from examples.ibn.practice import rungs
from solver.codes import WORK_LADDER, Kind, Sharing
from solver.floors import placed_of_each
from solver.ground import qualified
from solver.resources import ResourceKind
from solver.supposed import APART, POOLED, More, MorePeople, supposed
from solver.tally import tallied
from tests.examples.conftest import SEEDS, WEIGHTS, Draws, Solved, planned

SINT_ANTHONIS = "GM1702"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_of_a_seed_is_a_valid_record(draws: Draws, seed: int) -> None:
    snapshot = draws.snapshot("ibn", seed)

    people = snapshot.candidates
    coaches = {(one.municipality, one.reference) for one in snapshot.coaches}
    kinds = {place.kind for place in snapshot.vacancies}
    assert len(people) == 420
    assert len({one.municipality for one in people}) == 6
    assert set(WORK_LADDER) <= kinds
    assert {person.present_kind for person in people} >= {*WORK_LADDER[:3], None}
    assert set(Sharing) == {place.sharing for place in snapshot.vacancies}
    assert all(p.known_coach is None or (p.municipality, p.known_coach) in coaches for p in people)


def test_every_sheltered_place_is_the_social_employers_and_open_to_the_region(
    draws: Draws,
) -> None:
    snapshot = draws.snapshot("ibn", 1)

    sheltered = [place for place in snapshot.vacancies if place.kind is Kind.SHELTERED]
    firms = {
        qualified(one.reference, one.municipality)
        for one in snapshot.organisations
        if one.sector == "social_firm"
    }
    assert len(firms) == 3
    assert sum(place.seats for place in sheltered) > 30
    assert all(qualified(place.organisation, place.municipality) in firms for place in sheltered)
    assert all(place.sharing is Sharing.REGION for place in sheltered)


@pytest.fixture(scope="module")
def together(draws: Draws) -> Solved:
    return draws.solved("ibn", 1)


@pytest.fixture(scope="module")
def apart(together: Solved) -> Solved:
    world = supposed(together.snapshot, [APART])
    return Solved(world, planned(world))


def placed_in(solved: Solved) -> dict[str, int]:
    return placed_of_each(solved.snapshot, {one.candidate for one in solved.plan.proposals})


def test_together_more_are_placed_than_apart_and_nobody_goes_down_the_ladder(
    together: Solved, apart: Solved
) -> None:
    pooled = planned(supposed(together.snapshot, [POOLED]))

    placed = [len(plan.proposals) for plan in (apart.plan, together.plan, pooled)]
    outcome = together.outcome
    assert placed[0] + 20 < placed[1] < placed[2]
    assert tallied(apart.snapshot, WEIGHTS, apart.plan.proposals).total.elsewhere == 0
    assert {rungs(outcome, one) for one in outcome.proposals} <= {0, 1}


def test_with_a_floor_no_municipality_has_fewer_than_apart_and_without_it_one_has(
    together: Solved, apart: Solved
) -> None:
    floors = placed_in(apart)

    floored = Solved(together.snapshot, planned(together.snapshot, floors=floors))

    fewer = {code for code, placed in placed_in(together).items() if placed < floors[code]}
    assert fewer == {SINT_ANTHONIS}
    assert all(placed >= floors[code] for code, placed in placed_in(floored).items())
    assert len(floored.plan.proposals) == len(together.plan.proposals)


def test_growth_and_ten_more_sheltered_seats_are_scenarios(draws: Draws) -> None:
    snapshot = draws.snapshot("ibn", 1)
    sheltered = More(what=ResourceKind.SEATS, amount=10, kind=Kind.SHELTERED)

    grown, larger = (supposed(snapshot, [each], 1) for each in (MorePeople(15), sheltered))

    seats = [sum(place.seats for place in world.vacancies) for world in (snapshot, larger)]
    assert len(grown.candidates) == 420 + 63
    assert seats[1] - seats[0] == 10
