"""A match in a child process of its own, so that the worker's heartbeat never waits for it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from service.errors import ServiceError
from solver.match import Plan, Task, match

POLL_S = 0.25
REPORT_S = 1.0


class SolveDied(ServiceError):
    """The process that solved the run was ended from outside."""


class Stopping(ServiceError):
    """This process was asked to end before the run was done."""


def never() -> bool:
    """Nobody asked to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Child:
    """A spawned process that solves one task once it is given; it gets ready meanwhile."""

    pipe: Connection
    cancel: Event

    def begin(self, task: Task) -> None:
        """Hand over a task; raises `SolveDied` when the child was killed."""
        try:
            self.pipe.send(task)
        except OSError:
            raise SolveDied from None

    def follow(self, report: Callable[[dict[str, Any]], bool]) -> Plan:
        """Wait for the plan; `report` is told each second and says whether to cancel.

        Raises `SolveDied` when the child was killed, and the child's own error when it failed.
        """
        return _follow(self.pipe, self.cancel, report)

    def solve(self, task: Task) -> Plan:
        """Solve a task; raises as the two steps of it do."""
        self.begin(task)
        return self.follow(lambda _: False)


@contextmanager
def child(threads: int = 2) -> Iterator[Child]:
    """Start a child that searches on so many threads; it ends with the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    cancel = context.Event()
    process = context.Process(target=_solve, args=(theirs, cancel, threads), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Child(ours, cancel)
    finally:
        process.kill()
        process.join()
        ours.close()


def _follow(ours: Connection, cancel: Event, report: Callable[[dict[str, Any]], bool]) -> Plan:
    step: dict[str, Any] = {"step": "start"}
    reported = 0.0
    while True:
        try:
            while ours.poll(POLL_S):
                kind, message = ours.recv()
                if kind == "plan":
                    return message  # type: ignore[no-any-return]  # what the child sent as a plan
                if kind == "failed":
                    raise message
                step = message
        except (EOFError, ConnectionResetError):
            raise SolveDied from None
        if time.monotonic() - reported >= REPORT_S:
            reported = time.monotonic()
            if report(step):
                cancel.set()


def _solve(pipe: Connection, cancel: Event, threads: int) -> None:
    prepare_child()
    task: Task = pipe.recv()

    def progress(step: dict[str, Any]) -> None:
        pipe.send(("progress", step))

    try:
        plan = match(
            task.snapshot,
            task.weights,
            task.params,
            progress=progress,
            cancelled=cancel.is_set,
            threads=threads,
        )
        pipe.send(("plan", plan))
    except Exception as failed:
        # What went wrong may name a person; which kind of thing went wrong never does.
        pipe.send(("failed", ServiceError(f"The match ended in {type(failed).__name__}.")))
        raise


def prepare_child() -> None:
    """Let this child end with its parent, and print nothing."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    _silence_backends()


def _silence_backends() -> None:
    """Keep what the solvers of OR-Tools print from C out of the worker's output."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def end_with_parent() -> None:
    """End this process when the one that spawned it is gone: a killed worker leaves no solve."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
