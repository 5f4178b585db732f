"""Greedy: the best fit first, with the best coach that still has room."""

from __future__ import annotations

from benchmarks.peer import Answer, Booking, Given


def solved(_name: str, given: Given, _seconds: float) -> Answer:
    """Take every option in turn, from the most worth to the least, where it still fits."""
    booking = Booking(given)
    value = given.option.value
    for row in sorted(range(len(value)), key=lambda row: -value[row]):
        booking.take(row)
    return booking.answer
