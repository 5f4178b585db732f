"""How long a search in a test may be: less than usual, and enough for what is asked of its plan."""

from __future__ import annotations

#: In work units.
LITTLE_WORK = 100
#: Of this one the first step of the proof takes most of the time, whatever comes before.
LEAST_WORK = {"maatschappelijke-banen": 1}


def work_for(practice: str) -> int:
    """Give the work units for the search of a practice."""
    return LEAST_WORK.get(practice, LITTLE_WORK)
