"""Threads for the kernel, which runs without the lock of the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


class Threads:
    """A number of threads; whatever runs on them ends the same for any number.

    Parameters
    ----------
    count
        Threads at once, >= 1, the caller's own among them.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._others = ThreadPoolExecutor(count - 1) if count > 1 else None

    def together(self, part: Callable[[int], None]) -> None:
        """Run one part per thread, by rank, at the same time; they may wait for each other."""
        others = []
        if self._others is not None:
            others = [self._others.submit(part, rank) for rank in range(1, self.count)]
        part(0)
        for other in others:
            other.result()

    def each(self, jobs: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Run jobs that do not wait for each other; give their answers in order."""
        if self._others is None:
            return [job() for job in jobs]
        given = [self._others.submit(job) for job in jobs[1:]]
        return [jobs[0](), *(job.result() for job in given)]

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, *_: object) -> None:
        if self._others is not None:
            self._others.shutdown()
