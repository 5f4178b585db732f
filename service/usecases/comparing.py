"""Scenarios as one may see them: counts of each municipality, and nothing that tells of a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import scenarios
from service.usecases.scenarios import find
from service.usecases.small_counts import is_small


@dataclass(frozen=True, slots=True)
class Side:
    """A day as it was, or as it would be.

    Attributes
    ----------
    of_each
        Counts by municipality: one's own; for a region, each.
    withheld
        Those with so few people placed that nothing but counts is told.
    """

    solve: Row[Any]
    total: Row[Any]
    of_each: Mapping[str, Row[Any]]
    withheld: frozenset[str]

    @property
    def total_withheld(self) -> bool:
        """Tell whether what is told of all, less what is told of each, would tell of a few."""
        told = sum(row.placed for code, row in self.of_each.items() if code not in self.withheld)
        return is_small(self.total.placed - told)


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario, and its sides `base` and `changed` once these are known."""

    asked: Row[Any]
    sides: Mapping[str, Side]


def compared(connection: Connection, scenario_id: UUID, own: str | None) -> Compared:
    """Give a scenario as a municipality, or a region (None), may see it; raises `NotFound`."""
    return _with_sides(connection, [find(connection, scenario_id)], own)[0]


def newest(
    connection: Connection, size: int, before: tuple[datetime, UUID] | None, own: str | None
) -> Sequence[Compared]:
    """List scenarios, the newest first, from after a cursor."""
    return _with_sides(connection, scenarios.newest(connection, size, before), own)


def _with_sides(
    connection: Connection, asked: Sequence[Row[Any]], own: str | None
) -> list[Compared]:
    ids = [row.id for row in asked]
    solves, counts = scenarios.solves(connection, ids), scenarios.counts(connection, ids)
    return [
        Compared(
            row,
            {
                solve.side: side_of(solve, [c for c in counts if _same(c, solve)], own)
                for solve in sorted(solves, key=lambda each: each.side)
                if solve.scenario_id == row.id
            },
        )
        for row in asked
    ]


def _same(count: Row[Any], solve: Row[Any]) -> bool:
    return (count.scenario_id, count.side) == (solve.scenario_id, solve.side)


def side_of(solve: Row[Any], counts: Sequence[Row[Any]], own: str | None) -> Side:
    """Put counts together; one's own are of one's own people, however few."""
    (total,) = (row for row in counts if row.municipality is None)
    each = {row.municipality: row for row in counts if row.municipality is not None}
    withheld = frozenset(code for code, row in each.items() if code != own and is_small(row.placed))
    return Side(solve, total, each, withheld)
