"""Gale-Shapley by the `matching` package: people and seats, as residents and hospitals.

Both sides rank each other by the worth of the option. It knows nothing of guides and coaches: of
its matching, from the most worth to the least, whoever no longer fits these is dropped.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from matching.games import HospitalResident

from benchmarks.peer import Answer, Booking, Given

DEPTH = 10_000_000
STACK_BYTES = 2**30


def solved(_name: str, given: Given, _seconds: float) -> Answer:
    """Match by seats, then drop whom guides and coaches cannot take."""
    row_of = {(given.option.unit[row], seat_of(given, row)): row for row in range(options(given))}
    residents = ranked(given, [(unit, seat) for unit, seat in row_of], row_of)
    hospitals = ranked(given, [(seat, unit) for unit, seat in row_of], row_of, swapped=True)
    room = {seat: given.capacity[seat] for seat in hospitals}
    sys.setrecursionlimit(DEPTH)
    threading.stack_size(STACK_BYTES)
    with ThreadPoolExecutor(1) as deep:
        matching = deep.submit(stable, residents, hospitals, room).result()
    matched = [
        row_of[person.name, seat.name] for seat, taken in matching.items() for person in taken
    ]
    booking = Booking(given)
    for row in sorted(matched, key=lambda row: -given.option.value[row]):
        booking.take(row)
    return booking.answer


def stable(
    residents: dict[int, list[int]], hospitals: dict[int, list[int]], room: dict[int, int]
) -> dict[Any, list[Any]]:
    """Give who takes each seat; the package copies its players by deep recursion."""
    game = HospitalResident.create_from_dictionaries(residents, hospitals, room)
    matching: dict[Any, list[Any]] = game.solve(optimal="resident")
    return matching


def options(given: Given) -> int:
    """Give the number of options."""
    return len(given.option.unit)


def seat_of(given: Given, row: int) -> int:
    """Give the seat of an option: the first resource of which it uses one."""
    return next(at for at, amount in given.option.uses[row] if amount == 1)


def ranked(
    given: Given,
    pairs: list[tuple[int, int]],
    row_of: dict[tuple[int, int], int],
    *,
    swapped: bool = False,
) -> dict[int, list[int]]:
    """Give, for each first of the pairs, its seconds from the most worth to the least."""

    def worth(pair: tuple[int, int]) -> int:
        return given.option.value[row_of[pair[::-1] if swapped else pair]]

    ranking: dict[int, list[int]] = {}
    for one, other in sorted(pairs, key=worth, reverse=True):
        ranking.setdefault(one, []).append(other)
    return ranking
