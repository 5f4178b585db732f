"""A second process beside this one: both do the same list of jobs, and each job is done once.

Python runs on one core at a time. A fork sees everything that is there without a copy, and only
what it finds comes back by a pipe. Jobs do not depend on each other and are the same wherever they
are done, so the fork is never needed: what it does not answer, for whatever reason, is done here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NoReturn, TypeAlias, TypeVar

Answer = TypeVar("Answer")
Job: TypeAlias = Callable[[], Answer]

#: The jobs are numbered in one byte each; with fewer than the least a fork does not pay.
MOST_JOBS, LEAST_JOBS = 256, 4
#: A fork that is silent for so long after the last job began here is given up.
PATIENCE_S = 300.0


@contextmanager
def beside(jobs: Sequence[Job[Answer]], threads: int) -> Iterator[Callable[[], list[Answer]]]:
    """Let a fork begin with the jobs while the block does something else.

    The block is given what does the rest of them here and gives all answers in order; an error of
    a job is raised by it. The fork ends with the block. There is none on one of the `threads`, nor
    for few jobs; at most `MOST_JOBS` can be given.
    """
    if threads == 1 or len(jobs) < LEAST_JOBS:
        yield lambda: [job() for job in jobs]
        return
    waiting, ours, theirs = _numbered(len(jobs)), *multiprocessing.Pipe()
    try:
        fork = os.fork()
    except OSError:  # no more processes or memory are to be had: all is done here
        fork = None
    if fork == 0:
        _answer(jobs, waiting, ours, theirs)
    theirs.close()
    try:
        yield lambda: _all(jobs, _done(jobs, waiting), ours)
    finally:
        if fork is not None:
            os.kill(fork, signal.SIGKILL)
            os.waitpid(fork, 0)
        ours.close()
        os.close(waiting)


def _numbered(count: int) -> int:
    """Give a pipe with the numbers of all jobs: who reads one has the job, and nobody else."""
    waiting, numbers = os.pipe()
    os.write(numbers, bytes(range(count)))
    os.close(numbers)
    return waiting


def _done(jobs: Sequence[Job[Answer]], waiting: int) -> dict[int, Answer]:
    """Do jobs that nobody has begun until there are none."""
    numbers = iter(lambda: os.read(waiting, 1), b"")
    return {number: jobs[number]() for (number,) in numbers}


def _all(
    jobs: Sequence[Job[Answer]], mine: Mapping[int, Answer], other: Connection
) -> list[Answer]:
    """Give the answers in order: those from here, of the other process, and what both lack."""
    theirs: Mapping[int, Answer] = {}
    try:
        if len(mine) < len(jobs) and other.poll(PATIENCE_S):
            theirs = other.recv()
    except (EOFError, OSError):
        pass  # it was ended from outside, or a job failed there: so it will here
    known = {**mine, **theirs}
    return [known[at] if at in known else job() for at, job in enumerate(jobs)]


def _answer(
    jobs: Sequence[Job[Answer]], waiting: int, other: Connection, pipe: Connection
) -> NoReturn:
    """Do jobs as a fork and send the answers; end without a trace of what was there before it."""
    try:
        other.close()
        gc.freeze()  # looking for garbage in what both share would copy it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
        pipe.send(_done(jobs, waiting))
    finally:
        os._exit(0)


def _end_with(pipe: Connection) -> None:
    """End this process when the one that forked it is gone: nobody waits for an answer."""
    try:
        pipe.recv()
    finally:
        os._exit(1)
