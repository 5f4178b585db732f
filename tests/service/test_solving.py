"""What goes to the child that solves, and comes back: whole, and never without an end."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from service.errors import ServiceError
from service.usecases.sending import pickled, unpickled
from service.usecases.solving import SolveDied, child
from solver.assignment import Outcome
from solver.codes import Transport, Wish
from solver.columns import Columns
from solver.facts import Fact
from solver.match import Cancelled, MatchParams, Progress, Task
from solver.people import LoadCapacity
from solver.resources import ResourceKind, ResourceName
from solver.weights import WeightSet
from tests.solver.builders import candidate, snapshot, vacancy

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


@dataclass(frozen=True, slots=True)
class Talker:
    """Tells steps all the time until it is cancelled, or for so many seconds."""

    seconds: float

    def solved(self, progress: Progress, cancelled: Cancelled, threads: int) -> object:
        """Give whether it was cancelled."""
        until = time.monotonic() + self.seconds
        while not cancelled() and time.monotonic() < until:
            progress({"step": "search"})
            time.sleep(0.01)
        return cancelled()


def test_a_child_that_tells_steps_all_the_time_can_be_cancelled() -> None:
    with child() as solving:
        solving.begin(Talker(seconds=60))
        assert solving.follow(lambda step: step["step"] == "search") is True


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


def test_what_is_sent_arrives_the_same_in_its_own_classes() -> None:
    sent = (
        snapshot(candidate(), vacancy()),
        WeightSet(),
        MatchParams(prices={ResourceName(ResourceKind.SEATS, "GM0222/v1"): 2.5}),
        Fact(1, 2, "things", 0.5, True),
        {Wish.LIKED: frozenset({Transport.BICYCLE})},
        Outcome,
        date(2026, 11, 2),
    )

    arrived = unpickled(pickled(sent))

    assert arrived == sent
    assert [type(one) for one in arrived] == [type(one) for one in sent]
    assert type(arrived[0].candidates[0].load) is LoadCapacity


def test_numbers_in_rows_arrive_the_same() -> None:
    columns = Columns.of(snapshot(candidate(), vacancy()), WeightSet())

    arrived = unpickled(pickled(columns))

    assert arrived.candidate_names == columns.candidate_names
    assert np.array_equal(arrived.people.start, columns.people.start)
