"""The side of a snapshot that people are matched with: vacancies, houses and coaches, encoded.

It knows nothing of weights and asks nothing of people, so that one encoding serves whoever comes
to the desk. A later state of the same day is encoded from an earlier one: only what differs.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from operator import is_
from typing import Self

import numpy as np

from solver.coaches import Coach
from solver.encoding import Bools, Int32s, Ints, first_day, last_day, membership, numbers
from solver.ground import name_of
from solver.houses import HouseColumns
from solver.places import Vacancy
from solver.relations import partners
from solver.snapshot import Placement, Snapshot
from solver.stretches import Stretches, cuts_of
from solver.turns import is_turn, vacancy_of
from solver.vacancy_columns import Cols, Turns, VacancyColumns
from solver.vocabulary import Vocabulary

#: What a supply holds of a snapshot.
ENCODED = ("vacancies", "organisations", "coaches", "placements", "partnerships")


@dataclass(frozen=True)
class CoachColumns:
    """Job coaches, q of them; unlike the others, matrices have the coach on the first axis.

    Parameters
    ----------
    week_minutes
        (q,) minutes per week in all, current placements included.
    specialisms, languages
        (q, codes) in the order of the vocabulary.
    area
        (q, municipalities) in the order of the vocabulary.
    start, end
        (q,) day numbers, open ends as in `PersonColumns`.
    """

    week_minutes: Int32s
    specialisms: Bools
    languages: Bools
    area: Bools
    start: Int32s
    end: Int32s

    @classmethod
    def of(cls, coaches: Sequence[Coach], vocabulary: Vocabulary) -> Self:
        """Encode the coaches of a snapshot in their order."""
        areas = [coach.area or {coach.municipality} for coach in coaches]
        return cls(
            week_minutes=numbers(c.week_minutes for c in coaches),
            specialisms=membership([c.specialisms for c in coaches], vocabulary.specialisms),
            languages=membership([c.languages for c in coaches], vocabulary.languages),
            area=membership(areas, vocabulary.municipalities),
            start=numbers(first_day(c.available) for c in coaches),
            end=numbers(last_day(c.available) for c in coaches),
        )


@dataclass(frozen=True)
class Supply:
    """The m vacancies, h organisations and q coaches of a snapshot, encoded.

    Parameters
    ----------
    vacancy_names, cols
        Qualified references of the vacancies, (m,), and their columns.
    turns
        Of each vacancy with start dates, by its own qualified reference, the columns of its turns.
    """

    snapshot: Snapshot
    vocabulary: Vocabulary
    vacancy_names: tuple[str, ...]
    cols: Cols
    turns: Turns
    vacancies: VacancyColumns
    houses: HouseColumns
    coaches: CoachColumns

    @staticmethod
    def of(snapshot: Snapshot) -> Supply:
        """Encode the supply of a snapshot."""
        vocabulary = Vocabulary.of(snapshot)
        vacancies = VacancyColumns.of(snapshot.vacancies, snapshot.today, vocabulary)
        names = _names(snapshot.vacancies)
        cols, turns = _cols(names), _turns(snapshot.vacancies, names)
        return Supply(
            snapshot=snapshot,
            vocabulary=vocabulary,
            vacancy_names=names,
            cols=cols,
            turns=turns,
            vacancies=vacancies.with_placements(snapshot.placements, cols, turns),
            houses=HouseColumns.of(snapshot.organisations, vocabulary),
            coaches=CoachColumns.of(snapshot.coaches, vocabulary),
        )

    def revised(self, later: Snapshot) -> Supply:
        """Encode a later state of the same day; only the records that differ are encoded anew."""
        before = self.snapshot
        if all(getattr(later, noun) is getattr(before, noun) for noun in ENCODED):
            return replace(self, snapshot=later)
        source, fresh = _sources(before.vacancies, later.vacancies)
        houses = None if later.organisations is before.organisations else later.organisations
        coaches = None if later.coaches is before.coaches else later.coaches
        vocabulary = self.vocabulary.still_holding(fresh, houses, coaches)
        if vocabulary is None:
            return Supply.of(later)
        encoded = VacancyColumns.of(fresh, later.today, vocabulary)
        every = (*self.vacancy_names, *_names(fresh))
        names = tuple(map(every.__getitem__, source.tolist()))
        cols = self.cols if names == self.vacancy_names else _cols(names)
        turns = _turns(later.vacancies, names)
        vacancies = self.vacancies.merged(encoded, source)
        return Supply(
            snapshot=later,
            vocabulary=vocabulary,
            vacancy_names=names,
            cols=cols,
            turns=turns,
            vacancies=vacancies.with_placements(later.placements, cols, turns),
            houses=self.houses if houses is None else HouseColumns.of(houses, vocabulary),
            coaches=self.coaches if coaches is None else CoachColumns.of(coaches, vocabulary),
        )

    def cols_of(self, vacancy: str) -> tuple[int, ...]:
        """Give the column of a vacancy or a turn, or those of all turns; none when not there."""
        col = self.cols.get(vacancy)
        return self.turns.get(vacancy, ()) if col is None else (col,)

    def col_of(self, vacancy: str) -> int | None:
        """Give one column: of a vacancy with turns the first with a free seat, else the first."""
        there, free = self.cols_of(vacancy), self.vacancies.seats_free
        return next((col for col in there if free[col] > 0), there[0] if there else None)

    def count_places(self, cols: Ints | Int32s) -> int:
        """Count the vacancies of some columns: all turns of one are one."""
        return len(np.unique(self.place_of[cols])) if self.turns else len(cols)

    def one_turn_each(self, cols: list[int], rather: Container[int]) -> list[int]:
        """Keep one column of each vacancy, in the order given: one of some, else the first turn."""
        if not self.turns:
            return cols
        first = sorted(cols, key=lambda col: (col not in rather, col))
        kept = {int(self.place_of[col]): col for col in reversed(first)}
        return [col for col in cols if kept[int(self.place_of[col])] == col]

    def holding(self, placement: Placement) -> list[int]:
        """Give the columns of which a placement holds a seat."""
        return self.vacancies.holding(placement, self.cols, self.turns)

    def stretches_of(self, house: int, placement: Placement) -> list[int]:
        """Number the stretches of an organisation in which a placement there takes of it.

        One that names a turn is there until its last day.
        """
        first, last = first_day(placement.period), last_day(placement.period)
        if is_turn(placement.vacancy) and placement.vacancy in self.cols:
            last = min(last, int(self.vacancies.end[self.cols[placement.vacancy]]))
        return self.stretches.numbered(house, first, last)

    @cached_property
    def stretches(self) -> Stretches:
        """How the time of each organisation is cut, as its turns begin and end."""
        turns = (self.snapshot.vacancies[col] for cols in self.turns.values() for col in cols)
        return Stretches.of(cuts_of(turns, self.snapshot.today), self.houses.names)

    @cached_property
    def place_of(self) -> Int32s:
        """Give the place of each column, (m,): the first column of the same vacancy."""
        place = np.arange(len(self.vacancy_names), dtype=np.int32)
        for cols in self.turns.values():
            place[list(cols)] = cols[0]
        return place

    @cached_property
    def partners(self) -> Bools:
        """Tell which municipalities share seats today by a partnership, square and symmetric."""
        return partners(self.snapshot, self.vocabulary.municipalities)


def _cols(names: Sequence[str]) -> dict[str, int]:
    return dict(zip(names, range(len(names)), strict=True))


def _turns(vacancies: Sequence[Vacancy], names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for col, vacancy in enumerate(vacancies):
        if vacancy.start_dates:
            whole = vacancy_of(names[col])
            found[whole] = (*found.get(whole, ()), col)
    return found


def _names(vacancies: Sequence[Vacancy]) -> tuple[str, ...]:
    return tuple(map(name_of, vacancies))


def _sources(
    before: Sequence[Vacancy], later: Sequence[Vacancy]
) -> tuple[Ints, tuple[Vacancy, ...]]:
    """Number where each later record stands among those before and then the fresh ones, given too.

    A record is the same when it is the same object; most are, where they were.
    """
    head = _alike(before, later)
    tail = _alike(before[head:][::-1], later[head:][::-1])
    middle, number = later[head : len(later) - tail], count(len(before))
    known = {id(before[at]): at for at in range(head, len(before) - tail)}
    moved = [known[id(each)] if id(each) in known else next(number) for each in middle]
    kept = [np.arange(head), np.array(moved, np.int64), np.arange(len(before) - tail, len(before))]
    return np.concatenate(kept), tuple(each for each in middle if id(each) not in known)


def _alike(one: Sequence[Vacancy], other: Sequence[Vacancy]) -> int:
    """Count the records, from the first on, that are the same objects in the same places."""
    return [*map(is_, one, other), False].index(False)
