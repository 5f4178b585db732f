"""Small problems, solved while somebody waits, in one child process per replica."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from service.errors import TooLarge, Unavailable
from service.usecases.solving import prepare_child
from solver.match import Plan, Task, TooManyOptions, match

MOST_WAITING = 4
Given = TypeVar("Given")
Found = TypeVar("Found")


class SmallSolver:
    """Solves one problem at a time; a few may wait, and the child starts with the first."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._making = threading.Lock()
        self._child: ProcessPoolExecutor | None = None

    def match(self, task: Task) -> Plan:
        """Match everybody of a task.

        Raises `TooLarge` for a problem with more options than the task allows, and as `do` does.
        """
        try:
            return self.do(_matched, task)
        except TooManyOptions as too_many:
            raise TooLarge(f"{too_many} Ask for a run instead (POST /v1/match-runs).") from None

    def do(self, work: Callable[[Given], Found], given: Given) -> Found:
        """Do some work in the child; it is a function of a module, and what it needs is copied.

        Raises `Unavailable` when too many wait, or the child was ended from outside.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable("Others are being matched at this moment: try again in a while.")
        try:
            return self._started().submit(work, given).result()
        except BrokenProcessPool:
            self.close()
            raise Unavailable("The process that matches was ended: try again.") from None
        finally:
            self._places.release()

    def close(self) -> None:
        """End the child."""
        with self._making:
            child, self._child = self._child, None
        if child is not None:
            child.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self._making:
            if self._child is None:
                context = multiprocessing.get_context("spawn")
                self._child = ProcessPoolExecutor(1, context, prepare_child)
            return self._child


def _matched(task: Task) -> Plan:
    return match(task.snapshot, task.weights, task.params)
