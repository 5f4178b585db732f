"""What can go wrong, in words; the API alone knows which status goes with each."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with what was given: where, what was seen, what was expected.

    What was seen may be personal: it is told to the one who gave it, and never stored.
    """

    field: str
    value: str | None
    expected: str
    line: int | None = None

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}: "
        seen = "" if self.value is None else f", got {self.value}"
        return f"{place}{self.field}: expected {self.expected}{seen}"


class ServiceError(Exception):
    """One base for every error the service tells its callers."""

    def __init__(self, sentence: str | None = None, problems: Iterable[FieldProblem] = ()) -> None:
        self.sentence = sentence or (self.__doc__ or "")
        self.problems = tuple(problems)
        super().__init__(self.sentence)


def where(failed: BaseException) -> str:
    """Name the places in the code that an error went through; never what it was about."""
    frames = traceback.extract_tb(failed.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))


class InvalidInput(ServiceError):
    """What was given cannot be accepted."""


class Unauthenticated(ServiceError):
    """The request has no valid token."""


class NoToken(Unauthenticated):
    """The request has no valid token."""


class Forbidden(ServiceError):
    """The token does not allow this."""


class NotFound(ServiceError):
    """There is nothing here that you may see."""


class Conflict(ServiceError):
    """The present state does not allow this."""


class PreconditionMissing(ServiceError):
    """The request does not say which state of this it knows."""


class Stale(ServiceError):
    """Somebody changed this since you read it: read it again."""

    def __init__(self, current: str | None) -> None:
        self.current = current
        absent = "There is none, so nobody knows its state: leave If-Match out to make it."
        super().__init__(absent if current is None else None)


class TooLarge(ServiceError):
    """What was sent is larger than what is accepted."""


class Unavailable(ServiceError):
    """Something the service needs does not answer."""


class Misconfigured(ServiceError):
    """The service refuses to start with these settings."""
