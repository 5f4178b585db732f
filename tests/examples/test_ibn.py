"""The example IBN: six municipalities, a ladder of work, and what sharing places brings."""

from __future__ import annotations

import pytest

from examples.common.files import snapshot_of
from examples.common.outcome import Matched
from examples.ibn.practice import rungs
from solver.codes import WORK_LADDER, Kind, Sharing
from solver.ground import qualified
from solver.match import MatchParams, Plan, match
from solver.resources import ResourceKind
from solver.snapshot import Snapshot
from solver.supposed import APART, POOLED, More, MorePeople, supposed
from solver.tally import tallied
from solver.weights import WeightSet
from tests.examples.conftest import SEEDS, Draws

WEIGHTS = WeightSet()


def of_seed(draws: Draws, seed: int) -> Snapshot:
    return snapshot_of(draws.folder_of("ibn", seed))


def solved(snapshot: Snapshot) -> Plan:
    return match(snapshot, WEIGHTS, MatchParams(seed=1, work_limit=300))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_of_a_seed_is_a_valid_record(draws: Draws, seed: int) -> None:
    snapshot = of_seed(draws, seed)

    people = snapshot.candidates
    coaches = {(one.municipality, one.reference) for one in snapshot.coaches}
    kinds = {place.kind for place in snapshot.vacancies}
    assert len(people) == 420
    assert len({one.municipality for one in people}) == 6
    assert set(WORK_LADDER) <= kinds
    assert {person.present_kind for person in people} >= {*WORK_LADDER[:3], None}
    assert set(Sharing) == {place.sharing for place in snapshot.vacancies}
    assert all(p.known_coach is None or (p.municipality, p.known_coach) in coaches for p in people)


def test_half_of_all_sheltered_seats_are_the_social_employers_and_shared(draws: Draws) -> None:
    snapshot = of_seed(draws, 1)

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


def test_together_more_are_placed_than_apart_and_nobody_goes_down_the_ladder(
    draws: Draws,
) -> None:
    snapshot = of_seed(draws, 1)
    apart = supposed(snapshot, [APART])

    plans = [solved(world) for world in (apart, snapshot, supposed(snapshot, [POOLED]))]

    placed = [len(plan.proposals) for plan in plans]
    outcome = Matched(snapshot, plans[1].proposals, 0.0, 0.0)
    assert placed[0] + 20 < placed[1] < placed[2]
    assert tallied(apart, WEIGHTS, plans[0].proposals).total.elsewhere == 0
    assert {rungs(outcome, one) for one in outcome.proposals} <= {0, 1}


def test_growth_and_ten_more_sheltered_seats_are_scenarios(draws: Draws) -> None:
    snapshot = of_seed(draws, 1)
    sheltered = More(what=ResourceKind.SEATS, amount=10, kind=Kind.SHELTERED)

    grown, larger = (supposed(snapshot, [each], 1) for each in (MorePeople(15), sheltered))

    seats = [sum(place.seats for place in world.vacancies) for world in (snapshot, larger)]
    assert len(grown.candidates) == 420 + 63
    assert seats[1] - seats[0] == 10
