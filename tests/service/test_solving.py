"""What goes to the child that solves, and comes back: whole, and never without an end."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import pytest

from service.errors import ServiceError
from service.usecases.solving import SolveDied, child
from solver.match import Cancelled, Progress, Task

#: Larger than what a pipe holds at once.
MANY = tuple(f"GM0222/c{number}" for number in range(200_000))


@dataclass(frozen=True, slots=True)
class Echo:
    """Comes back as it went, after so many steps."""

    words: tuple[str, ...]
    steps: int = 0

    def solved(self, progress: Progress, cancelled: Cancelled, threads: int) -> object:
        """Tell the steps, and give what was asked and whether the collector still works."""
        for number in range(self.steps):
            progress({"step": f"step {number}"})
        return self.words, gc.isenabled(), threads


def test_a_long_task_comes_back_whole_with_the_collector_at_work_at_either_end() -> None:
    with child(threads=1) as solving:
        assert solving.solve(Echo(MANY, steps=3)) == (MANY, True, 1)

    assert gc.isenabled()


def test_what_goes_wrong_is_told_by_its_kind_alone() -> None:
    nothing = Task(None, None, None)  # type: ignore[arg-type]
    with child() as solving, pytest.raises(ServiceError, match=r"ended in \w+Error\.$") as told:
        solving.solve(nothing)

    assert not isinstance(told.value, SolveDied)


def test_a_child_that_cannot_read_its_task_has_died() -> None:
    with child() as solving:
        solving.pipe.send_bytes(b"no pickle")
        with pytest.raises(SolveDied):
            solving.follow(lambda _: False)
