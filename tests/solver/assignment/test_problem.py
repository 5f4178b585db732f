"""A problem that cannot be is refused at birth, every flaw named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from solver.assignment import InvalidProblem, Problem
from solver.assignment.inspection import KINDS
from tests.solver.assignment.problems import problem_of, problems


def arrays(**changed: Any) -> dict[str, Any]:
    """Give the arrays of a good problem of two units and one resource, some of them changed."""
    good = {
        "capacity": [1],
        "must_place": [False, False],
        "option_unit": [0, 1],
        "option_value": [[5], [7]],
        "option_ptr": [0, 1, 2],
        "option_resource": [0, 0],
        "option_use": [1, 1],
    }
    return {name: np.asarray(array) for name, array in (good | changed).items()}


def flaws_of(**changed: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidProblem) as refused:
        Problem(**arrays(**changed))
    return refused.value.flaws


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"capacity": [-1]}, "capacity[0]: expected 0 <= n < 9223372036854775808, got -1"),
        ({"capacity": [[1]]}, "capacity: expected 1 dimension(s), got 2"),
        ({"capacity": [1.5]}, "capacity: expected whole numbers, got float64"),
        ({"must_place": [0, 1]}, "must_place: expected bool, got int64"),
        ({"option_unit": [0, 2]}, "option_unit[1]: expected 0 <= n < 2, got 2"),
        ({"option_unit": [0, 2**40]}, f"option_unit: expected numbers that fit int32, got {2**40}"),
        ({"option_value": [[5]]}, "option_value: expected length 2, got 1"),
        (
            {"option_value": np.zeros((2, 0), int)},
            "option_value: expected at least one tier, got none",
        ),
        (
            {"option_value": [[5], [-(2**48) - 1]]},
            f"option_value: expected every |value| <= {2**48}, got {2**48 + 1}",
        ),
        (
            {"option_use": [1, 10**12 + 1]},
            "option_use[1]: expected 0 <= n < 1000000000001, got 1000000000001",
        ),
        (
            {"min_use_if_used": [10**12 + 1]},
            "min_use_if_used[0]: expected 0 <= n < 1000000000001, got 1000000000001",
        ),
        (
            {"unit_group": [0, 0], "group_floor": [2**50]},
            f"group_floor[0]: expected 0 <= n < 1000000000001, got {2**50}",
        ),
        ({"option_ptr": [0, 2]}, "option_ptr: expected length 3, got 2"),
        ({"option_ptr": [0, 1, 1]}, "option_ptr: expected 0 to 2, got 0 to 1"),
        ({"option_ptr": [0, 3, 2]}, "option_ptr[2]: expected >= 3, got 2"),
        ({"option_resource": [0, 1]}, "option_resource[1]: expected 0 <= n < 1, got 1"),
        ({"option_use": [1, -2]}, "option_use[1]: expected 0 <= n < 1000000000001, got -2"),
        ({"resource_house": [-2]}, "resource_house[0]: expected -1 <= n < 2147483648, got -2"),
        ({"change_budget": -1}, "change_budget: expected one whole number >= 0, got -1"),
        ({"change_budget": 1}, "present_option: expected with change_budget, got none"),
        ({"present_option": [1, -1]}, "present_option[0]: expected an option of its unit, got 1"),
        ({"unit_group": [0, 0]}, "unit_group and group_floor: expected both or neither, got one"),
        ({"unit_group": [0, 1], "group_floor": [1]}, "unit_group[1]: expected -1 <= n < 1, got 1"),
        ({"min_use_if_used": [1, 1]}, "min_use_if_used: expected length 1, got 2"),
        (
            {"option_needs_companion": [True]},
            "option_needs_companion: expected length 2, got 1",
        ),
        (
            {"unit_needs_companion": [False, True], "option_needs_companion": [True, False]},
            "option_needs_companion[1]: expected True as for its unit, got False",
        ),
        ({"companion_unit": [0]}, "companion_value: expected length 1, got 0"),
    ],
)
def test_what_cannot_be_is_named_with_what_was_expected(changed: dict[str, Any], flaw: str) -> None:
    assert flaw in flaws_of(**changed)


def test_uses_of_one_resource_that_a_float_cannot_add_are_refused() -> None:
    uses = np.full(1200, 10**12)

    flaws = flaws_of(
        option_unit=np.zeros(1200, int),
        option_value=np.ones((1200, 1), int),
        option_ptr=np.arange(1201),
        option_resource=np.zeros(1200, int),
        option_use=uses,
    )

    assert flaws == (
        f"resource 0: expected all uses of it to add up to <= {2**50}, got {uses.sum()}",
    )


def test_the_largest_numbers_are_taken() -> None:
    problem = Problem(
        **arrays(
            capacity=[2**63 - 1], option_value=[[2**48], [-(2**48)]], option_use=[10**12, 10**12]
        )
    )

    assert problem.capacity.tolist() == [2**63 - 1]


def test_all_flaws_are_named_at_once() -> None:
    flaws = flaws_of(capacity=[-1], option_unit=[0, 9], option_use=[1, -2], min_use_if_used=[-3])

    assert [flaw.split("[")[0] for flaw in flaws] == [
        "capacity",
        "option_use",
        "min_use_if_used",
        "option_unit",
    ]


def test_arrays_of_other_widths_are_taken_and_kept_read_only() -> None:
    problem = Problem(**arrays(capacity=np.array([1], np.uint8)))

    assert problem.capacity.dtype == np.int64
    assert not problem.capacity.flags.writeable
    assert problem.resource_house.tolist() == [-1]
    assert problem.unit_needs_companion.tolist() == [False, False]


@given(problems())
def test_a_written_problem_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, problem: Problem
) -> None:
    file = tmp_path_factory.mktemp("problem") / "problem.npz"

    problem.write(file)
    again = Problem.read(file)

    assert again.change_budget == problem.change_budget
    for name in KINDS:
        was, now = getattr(problem, name), getattr(again, name)
        assert (was is None) == (now is None)
        assert was is None or np.array_equal(was, now)


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.npz"
    file.write_text("no archive")

    with pytest.raises(InvalidProblem, match=r"broken\.npz: expected an \.npz of plain arrays"):
        Problem.read(file)


def test_missing_and_unknown_arrays_are_named_together(tmp_path: Path) -> None:
    file = tmp_path / "odd.npz"
    np.savez(file, capacity=[1], colour=[2])

    with pytest.raises(InvalidProblem) as refused:
        Problem.read(file)

    assert "must_place: expected in the file, got none" in refused.value.flaws
    assert "colour: expected no array of this name" in refused.value.flaws


def test_a_problem_without_units_is_one() -> None:
    problem = problem_of([3], [], units=0)

    assert (problem.units, problem.options, problem.resources, problem.tiers) == (0, 0, 1, 1)
