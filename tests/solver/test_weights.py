"""What differs between two weight sets: everything that means something else, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from solver.codes import Kind, LegalRoute
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, Difference, Mode, WeightSet, differences
from tests.solver.weight_strategies import weight_sets

STUDENT = LegalRoute.STUDENT


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"weights": DEFAULT_WEIGHTS | {"travel": 20}}, ("weights", "travel", 10, 20)),
        ({"modes": {"language": Mode.SOFT}}, ("modes", "language", Mode.HARD, Mode.SOFT)),
        ({"item_modes": {"lifting": Mode.SOFT}}, ("item_modes", "lifting", None, Mode.SOFT)),
        ({"skill_rarity": {"welding": 3.0}}, ("skill_rarity", "welding", 1, 3.0)),
        (
            {"kinds": WeightSet().kinds | {STUDENT: frozenset({Kind.ROUTE})}},
            ("kinds", "student", WeightSet().kinds[STUDENT], frozenset({Kind.ROUTE})),
        ),
        (
            {"placed_kinds": frozenset(Kind)},
            ("placed_kinds", None, WeightSet().placed_kinds, frozenset(Kind)),
        ),
        ({"minimum_fit": 5000}, ("minimum_fit", None, 4500, 5000)),
        ({"neutral": 0.4}, ("neutral", None, 0.5, 0.4)),
    ],
)
def test_one_change_is_one_difference(changed: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert differences(WeightSet(), WeightSet(**changed)) == (Difference(*expected),)


@pytest.mark.parametrize(
    "same",
    [
        {"weights": DEFAULT_WEIGHTS | {}},
        {"modes": dict(DEFAULT_MODES)},
        {"skill_rarity": {"welding": 1.0}},
    ],
)
def test_what_means_the_same_does_not_differ(same: dict[str, Any]) -> None:
    assert differences(WeightSet(), WeightSet(**same)) == ()


def test_a_criterion_left_out_is_one_of_weight_0() -> None:
    assert (
        differences(WeightSet(weights={"work": 1}), WeightSet(weights={"work": 1, "coach": 0}))
        == ()
    )


@given(weight_sets(), weight_sets())
def test_differences_the_other_way_are_the_same_turned_around(
    one: WeightSet, other: WeightSet
) -> None:
    turned = [Difference(d.field, d.name, d.after, d.before) for d in differences(other, one)]

    assert list(differences(one, other)) == turned
    assert differences(one, one) == ()
