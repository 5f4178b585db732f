"""The clock, the caller's wish to stop, and who is told how far a solve has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from ortools.util.python.solve_interrupter import SolveInterrupter

from solver.assignment.problem import Int32s
from solver.assignment.result import TracePoint

Progress = Callable[[dict[str, Any]], None]
Cancelled = Callable[[], bool]

LOOK_S = 0.1
TELL_S = 0.8


class Watch:
    """Watches a solve from a thread of its own, while the kernel and backends work.

    Attributes
    ----------
    stop : int32[1]
        1 once the solve should end; the kernel reads it.
    interrupter : SolveInterrupter
        Interrupted at the same time.
    stopped_by : str or None
        'time limit' or 'cancellation'.
    trace : list of TracePoint
        What was known of the tier at hand, each time that changed.
    """

    def __init__(
        self, progress: Progress | None, cancelled: Cancelled | None, time_limit_s: float
    ) -> None:
        self._progress, self._cancelled, self._limit = progress, cancelled, time_limit_s
        self.stop: Int32s = np.zeros(1, np.int32)
        self.interrupter = SolveInterrupter()
        self.stopped_by: str | None = None
        self.trace: list[TracePoint] = []
        self._step: dict[str, Any] = {"step": "search", "value": None, "bound": None}
        self._began = self._told = time.monotonic()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Seconds since the solve began."""
        return time.monotonic() - self._began

    def left(self) -> float:
        """Give the seconds left, 0 once the solve should end."""
        return 0.0 if self.ended() else max(0.0, self._limit - self.seconds)

    def ended(self) -> bool:
        """Tell whether the solve should end, and remember why."""
        if self.stopped_by is None:
            if self._cancelled is not None and self._cancelled():
                self._end("cancellation")
            elif self.seconds >= self._limit:
                self._end("time limit")
        return self.stopped_by is not None

    def goes_on(self) -> bool:
        """Tell whether the solve need not end yet."""
        return not self.ended()

    def tell(self, value: int | None, bound: int | None, **more: Any) -> None:
        """Note what is known, and pass it on when it is new."""
        self._step |= more
        last = self.trace[-1] if self.trace else None
        if last is None or (last.value, last.bound) != (value, bound):
            self.trace.append(TracePoint(self.seconds, value, bound))
            self._step |= {"value": value, "bound": bound}
            self._pass_on()

    def _end(self, why: str) -> None:
        self.stopped_by = why
        self.stop[0] = 1
        self.interrupter.interrupt()

    def _pass_on(self) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._told = time.monotonic()
            self._progress({**self._step, "seconds": round(self.seconds, 2)})

    def _look_on(self) -> None:
        while not self._over.wait(LOOK_S):
            self.ended()
            if time.monotonic() - self._told >= TELL_S:
                self._pass_on()
