"""A region as large as is asked: the practice drawn again and again, each draw elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from examples.common.files import drawn, snapshot_of, write
from examples.common.practices import TODAY
from examples.laborijn.practice import PRACTICE
from solver.ground import Location
from solver.snapshot import Snapshot

#: Degrees between draws, about 22 and 21 km, four in a row.
NORTH, EAST, ROW = 0.2, 0.3, 4
NOUNS = ("candidates", "organisations", "vacancies", "coaches", "partnerships")


def region_of(people: int, seed: int, first: int = 0) -> Snapshot:
    """Draw as many people as are asked, with the places, guides and coaches of their towns.

    `first` numbers the first draw: other numbers give other municipalities.
    """
    whole: dict[str, list[Any]] = {noun: [] for noun in NOUNS}
    draws = _draws(seed, first)
    while len(whole["candidates"]) < people:
        for noun, records in next(draws).items():
            whole[noun] += records
    whole["candidates"] = whole["candidates"][:people]
    return Snapshot(today=TODAY, **{noun: tuple(records) for noun, records in whole.items()})


def _draws(seed: int, first: int) -> Iterator[dict[str, list[Any]]]:
    for number in count():
        with tempfile.TemporaryDirectory() as folder:
            write(drawn(PRACTICE, 1_000 * seed + number), Path(folder))
            yield copied(snapshot_of(Path(folder)), first + number)


def enlarged(snapshot: Snapshot, copies: int) -> Snapshot:
    """Repeat everybody and everything, each copy elsewhere and in municipalities of its own."""
    each = [copied(snapshot, number) for number in range(copies)]
    whole = {noun: tuple(record for copy in each for record in copy[noun]) for noun in NOUNS}
    return Snapshot(today=snapshot.today, **whole)


def copied(snapshot: Snapshot, number: int) -> dict[str, list[Any]]:
    """Give the records of one copy."""

    def code(municipality: str) -> str:
        return f"GM{(int(municipality[2:]) + 100 * number) % 10_000:04}"

    def moved(record: Any) -> Any:
        here = record.location
        there = here and Location(
            here.latitude + NORTH * (number // ROW - 1), here.longitude - EAST * (number % ROW)
        )
        return replace(record, municipality=code(record.municipality), location=there)

    return {
        "candidates": [moved(person) for person in snapshot.candidates],
        "vacancies": [moved(place) for place in snapshot.vacancies],
        "organisations": [
            replace(o, municipality=code(o.municipality)) for o in snapshot.organisations
        ],
        "coaches": [
            replace(c, municipality=code(c.municipality), area=frozenset(map(code, c.area)))
            for c in snapshot.coaches
        ],
        "partnerships": [
            replace(
                p,
                reference=f"{p.reference}-{number}",
                municipalities=frozenset(map(code, p.municipalities)),
            )
            for p in snapshot.partnerships
        ],
    }
