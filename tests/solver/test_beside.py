"""What a fork does beside this process is the same as done here, whatever becomes of the fork."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import pytest

from solver import match as matching
from solver import reasons
from solver.beside import LEAST_JOBS, MOST_JOBS, beside
from solver.match import MatchParams, match
from solver.plan import Robustness
from solver.weights import WeightSet
from tests.solver.builders import random_snapshot

HERE = os.getpid()
#: Until the fork has begun with everything.
A_WHILE_S = 1.0
#: A process that is not ended by itself, and what it leaves behind.
PROGRAM = """
import atexit, os, sys, time
from solver.beside import beside
atexit.register(print, "at exit")
print("before")
def job():
    os.write(1, b"begun ")
    time.sleep({seconds})
with beside([job] * 4, threads=2) as told:
    time.sleep({seconds} / 2)
    told()
"""


def numbered(number: int) -> tuple[int, int]:
    return number, os.getpid()


def fails(in_fork_only: bool) -> int:
    if os.getpid() != HERE or not in_fork_only:
        raise ValueError("this cannot be done")
    return 7


def is_killed() -> int:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return 7


def never_ends() -> int:
    if os.getpid() != HERE:
        time.sleep(1_000)
    return 7


def fork_of_this() -> int:
    """Give the only child of this process that there is."""
    with open(f"/proc/self/task/{HERE}/children") as children:
        return int(children.read().split()[-1])


def program(seconds: float) -> subprocess.Popen[str]:
    given = [sys.executable, "-c", PROGRAM.format(seconds=seconds)]
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    return subprocess.Popen(given, stdout=subprocess.PIPE, text=True, env=buffered)


def test_a_fork_begins_and_all_answers_come_in_order() -> None:
    jobs = [partial(numbered, at) for at in range(MOST_JOBS)]

    with beside(jobs, threads=2) as told:
        time.sleep(A_WHILE_S)
        answers = told()

    assert [number for number, _ in answers] == list(range(MOST_JOBS))
    assert {process for _, process in answers} != {HERE}


def test_both_share_the_jobs() -> None:
    def slow(number: int) -> tuple[int, int]:
        time.sleep(A_WHILE_S / 10)
        return numbered(number)

    with beside([partial(slow, at) for at in range(10)], threads=2) as told:
        answers = told()

    assert [number for number, _ in answers] == list(range(10))
    assert len({process for _, process in answers}) == 2


@pytest.mark.parametrize(("threads", "jobs"), [(1, LEAST_JOBS), (2, LEAST_JOBS - 1), (2, 0)])
def test_on_one_thread_or_for_few_jobs_there_is_no_fork(threads: int, jobs: int) -> None:
    with beside([os.getpid] * jobs, threads) as told:
        assert told() == [HERE] * jobs


def test_what_fails_in_both_is_raised_here() -> None:
    with beside([partial(fails, False)] * LEAST_JOBS, threads=2) as told:
        time.sleep(A_WHILE_S)
        with pytest.raises(ValueError, match="this cannot be done"):
            told()


@pytest.mark.parametrize("job", [partial(fails, True), is_killed])
def test_what_a_fork_does_not_answer_is_done_here(job: Callable[[], int]) -> None:
    with beside([job] * LEAST_JOBS, threads=2) as told:
        time.sleep(A_WHILE_S)
        assert told() == [7] * LEAST_JOBS


def test_where_no_process_can_be_had_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    with beside([partial(numbered, at) for at in range(LEAST_JOBS)], 2) as told:
        assert told() == [(at, HERE) for at in range(LEAST_JOBS)]


def test_a_fork_that_is_silent_for_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.beside.PATIENCE_S", A_WHILE_S / 10)

    with beside([never_ends] * LEAST_JOBS, threads=2) as told:
        time.sleep(A_WHILE_S)
        assert told() == [7] * LEAST_JOBS


def test_nothing_is_left_of_a_fork_after_the_block_nor_after_an_error_in_it() -> None:
    forks = []
    for error in (None, ZeroDivisionError):
        try:
            with beside([never_ends] * LEAST_JOBS, threads=2):
                forks.append(fork_of_this())
                if error is not None:
                    raise error
        except ZeroDivisionError:
            pass

    for fork in forks:
        with pytest.raises(ProcessLookupError):  # a zombie would be found
            os.kill(fork, 0)


def test_a_fork_does_not_outlive_a_process_that_is_killed() -> None:
    with program(seconds=1_000) as parent:
        assert parent.stdout is not None
        assert parent.stdout.read(5) == "begun"
        parent.kill()

        began = time.monotonic()
        parent.stdout.read()  # to the end: nobody holds it any more

    assert time.monotonic() - began < 60


def test_a_fork_prints_and_ends_nothing_of_the_process_that_it_was() -> None:
    with program(seconds=0.1) as parent:
        printed, _ = parent.communicate(timeout=60)

    assert parent.returncode == 0
    assert (printed.count("before"), printed.count("at exit")) == (1, 1)
    assert printed.count("begun") == LEAST_JOBS


def test_a_plan_is_the_same_to_the_byte_with_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    world, here = random_snapshot(3, 60, 20), []
    told = reasons._Told.reasons

    def noted(*given: object) -> object:
        here.append(given)
        return told(*given)  # type: ignore[arg-type]

    def unhurried(*_: object) -> dict[int, Robustness]:
        time.sleep(A_WHILE_S)
        return {}

    monkeypatch.setattr(reasons, "PART_UNITS", 2)
    monkeypatch.setattr(reasons._Told, "reasons", noted)
    monkeypatch.setattr(matching, "robustness", unhurried)
    plans, alone = [], []
    for threads in (1, 2):
        here.clear()
        plans.append(match(world, WeightSet(), MatchParams(seed=1), threads=threads))
        alone.append(len(here))

    assert alone[0] > 2 * LEAST_JOBS
    assert alone[1] < alone[0], "the fork did none of it"
    first, second = (
        (plan.proposals, plan.unplaced, plan.changes, plan.resources) for plan in plans
    )
    assert first == second
