"""A match in a child process of its own, so that the worker's heartbeat never waits for it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol, TypeVar

from service.errors import ServiceError
from service.usecases.sending import pickled, unpickled
from solver.match import Cancelled, Progress

Found = TypeVar("Found", covariant=True)

POLL_S = 0.25
REPORT_S = 1.0
CANCEL = "cancel"


class SolveDied(ServiceError):
    """The process that solved the run was ended from outside."""


class Stopping(ServiceError):
    """This process was asked to end before the run was done."""


class Solvable(Protocol[Found]):
    """What can be solved elsewhere: a match, or another question with all that it needs."""

    def solved(self, progress: Progress, cancelled: Cancelled, threads: int) -> Found:
        """Solve it, telling each step, on so many threads."""


def never() -> bool:
    """Nobody asked to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Child:
    """A process that solves one task once it is given; it gets ready meanwhile."""

    pipe: Connection

    def begin(self, task: Solvable[object]) -> None:
        """Hand over a task; raises `SolveDied` when the child was killed."""
        self._tell(task)

    def follow(self, report: Callable[[dict[str, Any]], bool]) -> Any:
        """Wait for what is found; `report` is told each second and says whether to cancel.

        That is so however often the child tells how far it is. Raises `SolveDied` when the child
        was killed, and the child's own error when it failed.
        """
        step: dict[str, Any] = {"step": "start"}
        reported = 0.0
        while True:
            try:
                if self.pipe.poll(POLL_S):
                    kind, message = _received(self.pipe)
                    if kind == "found":
                        return message
                    if kind == "failed":
                        raise message
                    step = message
            except (EOFError, ConnectionResetError):
                raise SolveDied from None
            if time.monotonic() - reported >= REPORT_S:
                reported = time.monotonic()
                if report(step):
                    self._tell(CANCEL)

    def solve(self, task: Solvable[Found]) -> Found:
        """Solve a task; raises as the two steps of it do."""
        self.begin(task)
        found: Found = self.follow(lambda _: False)
        return found

    def _tell(self, message: object) -> None:
        try:
            _send(self.pipe, message)
        except OSError:
            raise SolveDied from None


@contextmanager
def child(threads: int = 2) -> Iterator[Child]:
    """Start a child that searches on so many threads; it ends with the block.

    It imports what a match needs, and nothing of the program that starts it.
    """
    ours, theirs = multiprocessing.Pipe()
    program = f"from {__name__} import solve_for; solve_for({theirs.fileno()}, {threads})"
    process = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # solvers of OR-Tools print from C
        pass_fds=[theirs.fileno()],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    theirs.close()
    try:
        yield Child(ours)
    finally:
        process.kill()
        process.wait()
        ours.close()


def solve_for(descriptor: int, threads: int) -> None:
    """Solve the task that comes in by an open socket, and send steps and answer back by it."""
    pipe, cancelled = Connection(descriptor), threading.Event()
    task: Solvable[object] = _received(pipe)
    gc.freeze()  # the task stays until the end: the collector need not look at it
    threading.Thread(target=_heed, args=(pipe, cancelled), daemon=True).start()

    def progress(step: dict[str, Any]) -> None:
        _send(pipe, ("progress", step))

    try:
        _send(pipe, ("found", task.solved(progress, cancelled.is_set, threads)))
    except Exception as failed:
        # What went wrong may name a person; which kind of thing went wrong never does.
        _send(pipe, ("failed", ServiceError(f"The match ended in {type(failed).__name__}.")))
        raise


def _heed(pipe: Connection, cancelled: threading.Event) -> None:
    """Hear that the search is to stop; end when whoever asked is gone: nobody waits for a plan."""
    try:
        while _received(pipe) == CANCEL:
            cancelled.set()
    except (EOFError, OSError):
        os._exit(1)


def _send(pipe: Connection, message: object) -> None:
    """Send a message; `Connection.send` asks of each object in it whether it is a socket."""
    pipe.send_bytes(pickled(message))


def _received(pipe: Connection) -> Any:
    return unpickled(pipe.recv_bytes())


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
