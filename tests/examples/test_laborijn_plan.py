"""That the example Laborijn is hard in the ways its README claims."""

from __future__ import annotations

import pytest

from solver.plan import UnplacedReason
from solver.resources import ResourceKind
from tests.examples.conftest import Draws, Solved


@pytest.fixture
def laborijn(draws: Draws) -> Solved:
    return draws.solved("laborijn", 1)


def test_taking_the_best_fit_first_is_clearly_worse(laborijn: Solved) -> None:
    plan = laborijn.plan

    (value,) = plan.result.value or ()
    assert plan.greedy_value < 0.9 * value
    assert plan.greedy_placed < len(plan.proposals) - 50


def test_the_plan_is_within_two_percent_of_the_best_there_can_be(laborijn: Solved) -> None:
    (gap,) = laborijn.plan.result.gap or ()

    assert gap <= 0.02


def test_guidance_runs_out_at_single_organisations(laborijn: Solved) -> None:
    guides = [u for u in laborijn.plan.resources if u.name.kind is ResourceKind.GUIDANCE]

    assert sum(use.capacity - use.used < 15 for use in guides) >= 5


def test_no_more_than_one_in_a_hundred_gets_no_true_reason(laborijn: Solved) -> None:
    reasons = [person.reason for person in laborijn.plan.unplaced]

    assert reasons.count(UnplacedReason.NOT_KNOWN) <= 0.01 * len(laborijn.snapshot.candidates)


def test_people_are_placed_in_every_way(laborijn: Solved) -> None:
    proposals = laborijn.plan.proposals
    groups = {f"{c.municipality}/{c.reference}" for c in laborijn.snapshot.candidates if c.group}

    assert any(len(proposal.vacancies) == 2 for proposal in proposals)
    assert any(proposal.coach for proposal in proposals)
    assert any(proposal.question for proposal in proposals)
    assert any(proposal.candidate in groups for proposal in proposals)
    assert any(proposal.candidate[:6] != proposal.vacancies[0][:6] for proposal in proposals)
