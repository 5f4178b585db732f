"""Several scenarios of one run's day beside each other: a table, and who gains on a map."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import cos, radians, sqrt
from statistics import fmean
from uuid import UUID

from sqlalchemy import Engine

from service.db import municipalities
from service.db.session import snapshot_transaction
from service.errors import InvalidInput
from service.records.change import ChangeGiven, strange
from service.usecases.callers_runs import find_run
from service.usecases.drawing import BLUE, GREY, ORANGE, dot, legend, sheet, words
from service.usecases.supposing import Day, as_it_was, as_it_would_be, certificate, day_of, solver
from solver.snapshot import Snapshot
from solver.tally import Tallies

Point = tuple[float, float]
PANEL, TOP, MARGIN, LARGEST = 400, 70, 60, 26.0
ALL = "all"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A day as it would be: in words, solved and counted."""

    told: str
    day: Day
    tallies: Tallies


@dataclass(frozen=True, slots=True)
class Towns:
    """The municipalities of a region: names, and where their places are (latitude, longitude)."""

    names: Mapping[str, str]
    at: Mapping[str, Point]


def beside(
    engine: Engine, run_id: UUID, region: str, asked: Mapping[str, Sequence[ChangeGiven]]
) -> tuple[Towns, Iterator[Scenario]]:
    """Solve the day of a run for each of several scenarios; nothing is stored.

    Raises as `supposing` does, and `InvalidInput` for changes that cannot be.
    """
    with snapshot_transaction(engine, region=region) as connection:
        whose = find_run(connection, run_id).municipality
        problems = [one for changes in asked.values() for one in strange(changes, whose)]
        if problems:
            raise InvalidInput("The scenarios were not accepted.", problems)
        task = day_of(connection, run_id)
        known = {row.code: row.name for row in municipalities.of_region(connection, region)}
    solve = solver(lambda _: None)

    def solved() -> Iterator[Scenario]:
        base = as_it_was(task, solve)
        for told, changes in asked.items():
            whole = [each.qualified_for(whose) for each in changes]
            day = as_it_would_be(base, whole, solve) if whole else base
            yield Scenario(told, day, day.tallies())

    return Towns(known, _middles(task.snapshot)), solved()


def table(found: Sequence[Scenario], towns: Towns) -> str:
    """Give the counts as CSV: of everybody, with how the plan was found, then of each."""
    text = io.StringIO()
    rows = [row for one in found for row in _rows(one, towns)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _rows(one: Scenario, towns: Towns) -> Iterator[dict[str, object]]:
    each = [(ALL, one.tallies.total), *one.tallies.of_each.items()]
    for code, tally in each:
        told = {"scenario": one.told, "municipality": code, "name": towns.names.get(code, "")}
        yield told | asdict(tally) | (certificate(one.day.plan) if code == ALL else {})


def picture(found: Sequence[Scenario], towns: Towns) -> str:
    """Draw a map for each scenario: how many are placed, and who gains beside the first one."""
    least = found[0].tallies.of_each
    most = max((t.placed for one in found for t in one.tallies.of_each.values()), default=0)
    place = _projected(towns.at)
    parts = [words(MARGIN / 2, 24, "People placed, by municipality, beside the first: "
                   f"{found[0].told}")]  # fmt: skip
    parts += legend(MARGIN / 2, 34, (("more", BLUE), ("fewer", ORANGE), ("as many", GREY)))
    for number, one in enumerate(found):
        left = number * PANEL
        parts.append(words(left + PANEL / 2, TOP + 6, _title(one), "middle"))
        for code, tally in one.tallies.of_each.items():
            if code in place:
                x, y = place[code]
                gain = tally.placed - least[code].placed
                radius = LARGEST * sqrt(tally.placed / max(1, most))
                parts += [
                    dot(left + x, y, max(1.5, radius), _colour(gain)),
                    words(left + x, y + LARGEST + 12, towns.names.get(code, code), "middle"),
                    words(left + x, y + LARGEST + 26, _placed(tally.placed, gain), "middle"),
                ]
    return sheet(max(1, len(found)) * PANEL, TOP + PANEL, parts)


def _title(one: Scenario) -> str:
    total = one.tallies.total
    return f"{one.told}: {total.placed} of {total.people}"


def _placed(placed: int, gain: int) -> str:
    return f"{placed} ({gain:+d})" if gain else str(placed)


def _colour(gain: int) -> str:
    return BLUE if gain > 0 else ORANGE if gain < 0 else GREY


def _projected(at: Mapping[str, Point]) -> dict[str, Point]:
    """Lay points on a panel, north up, a kilometre as long either way."""
    if not at:
        return {}
    narrower = cos(radians(fmean(latitude for latitude, _ in at.values())))
    flat = {code: (longitude * narrower, -latitude) for code, (latitude, longitude) in at.items()}
    (west, east), (north, south) = (
        (min(side), max(side)) for side in zip(*flat.values(), strict=True)
    )
    scale = (PANEL - 2 * MARGIN) / max(east - west, south - north, 1e-6)
    return {
        code: (
            PANEL / 2 + (x - (west + east) / 2) * scale,
            TOP + PANEL / 2 + (y - (north + south) / 2) * scale - 12,
        )
        for code, (x, y) in flat.items()
    }


def _middles(snapshot: Snapshot) -> dict[str, Point]:
    """Give the middle of the places of each municipality, of those whose location is known."""
    there: dict[str, list[Point]] = {}
    for place in snapshot.vacancies:
        if (spot := place.location) is not None:
            there.setdefault(place.municipality, []).append((spot.latitude, spot.longitude))
    return {
        code: (fmean(lat for lat, _ in points), fmean(lon for _, lon in points))
        for code, points in sorted(there.items())
    }
