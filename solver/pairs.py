"""Pairs of a candidate and a vacancy, as rules and criteria see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.codes import DETOUR
from solver.encoding import (
    EARTH_RADIUS_KM,
    Bools,
    Float32s,
    Int8s,
    Int32s,
    Ints,
    day_number,
)
from solver.person_columns import PersonColumns
from solver.vacancy_columns import VacancyColumns

if TYPE_CHECKING:
    from solver.columns import Columns
    from solver.weights import WeightSet

Cell = TypeVar("Cell", bound=np.generic)


@dataclass(frozen=True)
class Pairs:
    """A grid of k candidates by w vacancies, or a list of p named pairs.

    In a grid the arrays of `person` are shaped (..., k, 1) and those of `vacancy` (..., 1, w);
    in a list both are (..., p). Functions written with broadcasting serve either. What several
    rules and criteria need is computed once, when first asked for. `on` gives each pair of a list
    another day of the start than its first possible one.
    """

    columns: Columns
    rows: Ints | slice
    cols: Ints | slice
    listed: bool
    on: Int32s | None = None

    @property
    def weights(self) -> WeightSet:
        """The weight set in force."""
        return self.columns.weights

    @property
    def today(self) -> int:
        """The day of the run as a day number."""
        return day_number(self.columns.snapshot.today)

    @cached_property
    def person(self) -> PersonColumns:
        """The candidates, shaped to broadcast."""
        return self.columns.people.picked(self.rows, _LIST if self.listed else _DOWN)

    @cached_property
    def vacancy(self) -> VacancyColumns:
        """The vacancies, shaped to broadcast."""
        return self.columns.vacancies.picked(self.cols, _LIST if self.listed else _ACROSS)

    @property
    def shape(self) -> tuple[int, ...]:
        """(k, w) of a grid, (p,) of a list."""
        return np.broadcast_shapes(self.person.start.shape, self.vacancy.start.shape)

    @cached_property
    def start_day(self) -> Int32s:
        """First day on which a placement can begin, as a day number; past the end when none.

        The latest of the run day, the starts of vacancy and candidate, and the day on which a
        requested certificate is expected where one is required. It does not wait for a seat.
        """
        if self.on is not None:
            return self.on
        waits = np.where(self.vacancy.vog_required, self.person.start_with_vog, self.person.start)
        return np.maximum(waits, self.vacancy.start)

    @cached_property
    def end_day(self) -> Int32s:
        """Last day on which a placement can run, as a day number; `OPEN_END` when open."""
        return np.minimum(self.person.end, self.vacancy.end)

    @cached_property
    def road_km(self) -> Float32s:
        """Road kilometres one way, great circle × `DETOUR`; NaN when a location is not known.

        The great circle follows from the chord c by its series, 2R·asin(c/2R) ≈ c + c³/(24R²):
        exact to a metre within the country.
        """
        ours, theirs = self.person.position, self.vacancy.position
        square = np.square(ours[0] - theirs[0])
        square += np.square(ours[1] - theirs[1])
        square += np.square(ours[2] - theirs[2])
        bend = square * np.float32(DETOUR / (24 * EARTH_RADIUS_KM**2)) + np.float32(DETOUR)
        return np.asarray(np.sqrt(square) * bend)

    @cached_property
    def travel_minutes(self) -> Float32s:
        """Minutes one way by the best transport; infinite without known transport, NaN unknown."""
        best = np.full(self.shape, np.inf, dtype=np.float32)
        speeds, fixed = self.person.speed_minutes_per_km, self.person.fixed_minutes
        for per_km, extra in zip(speeds, fixed, strict=True):
            np.minimum(best, self._minutes_by(per_km, extra), out=best)
        return best

    def _minutes_by(self, per_km: Float32s, extra: Float32s) -> Float32s:
        has = np.isfinite(per_km)
        minutes = self.road_km * np.where(has, per_km, np.float32(0)) + extra
        return np.asarray(minutes)

    @cached_property
    def work_wish(self) -> Int8s:
        """The wish for the kind of work, a `WISH_NUMBER`."""
        return self.of_person(self.columns.work_wishes, self.columns.vacancies.work)

    @cached_property
    def organisation_wish(self) -> Int8s:
        """The wish for the organisation, a `WISH_NUMBER`."""
        places = self.columns.vacancies.organisation
        return self.of_person(self.columns.organisation_wishes, places)

    @cached_property
    def forbidden(self) -> Bools:
        """Tell which pairs must not be proposed."""
        return self._named(self.columns.forbidden)

    @cached_property
    def clashing(self) -> Bools:
        """Tell at which pairs the place has no dayparts beside a place that the person has."""
        return self._named(self.columns.clashing)

    def _named(self, found: Mapping[int, Int32s]) -> Bools:
        """Tell which pairs are among the columns named per row."""
        width = len(self.columns.vacancies.start)
        rows = np.arange(len(self.columns.people.start))[self.rows]
        cols = np.arange(width)[self.cols]
        if self.listed:
            named = [row for row in np.flatnonzero(np.bincount(rows)).tolist() if row in found]
            pairs = [np.int64(row * width) + found[row] for row in named]
            return np.isin(rows * width + cols, np.concatenate([_NOWHERE, *pairs]))
        grid = np.zeros((len(rows), width), dtype=np.bool_)
        for place, row in enumerate(rows.tolist()):
            grid[place, found.get(row, _NOWHERE)] = True
        return grid[:, self.cols]

    def of_person(self, matrix: NDArray[Cell], places: Int32s) -> NDArray[Cell]:
        """Read, from a matrix (n, codes), each pair's cell at the vacancy's code (m,)."""
        if self.listed:
            return matrix[self.rows, places[self.cols]]
        return np.take(matrix[self.rows], places[self.cols], axis=1)

    def of_classes(self, table: NDArray[Cell], ours: Int32s, theirs: Int32s) -> NDArray[Cell]:
        """Read, from a table, each pair's cell at the candidate's class (n,) and the vacancy's."""
        if self.listed:
            return table[ours[self.rows], theirs[self.cols]]
        return np.take(table[ours[self.rows]], theirs[self.cols], axis=1)


#: How an array of records is seen: as a list, down the rows of a grid, across its columns.
_LIST, _DOWN, _ACROSS = (...,), (..., None), (..., None, slice(None))
_NOWHERE = np.array([], dtype=np.int64)
