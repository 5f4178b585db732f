"""The side of a snapshot that people are matched with: vacancies, houses and coaches, encoded.

It knows nothing of weights and asks nothing of people, so that one encoding serves whoever comes
to the desk. A later state of the same day is encoded from an earlier one: only what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from solver.snapshot import Snapshot
from solver.vacancy_columns import VacancyColumns
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
    """

    snapshot: Snapshot
    vocabulary: Vocabulary
    vacancy_names: tuple[str, ...]
    cols: Mapping[str, int]
    vacancies: VacancyColumns
    houses: HouseColumns
    coaches: CoachColumns

    @staticmethod
    def of(snapshot: Snapshot) -> Supply:
        """Encode the supply of a snapshot."""
        vocabulary = Vocabulary.of(snapshot)
        vacancies = VacancyColumns.of(snapshot.vacancies, snapshot.today, vocabulary)
        names = _names(snapshot.vacancies)
        cols = _cols(names)
        return Supply(
            snapshot=snapshot,
            vocabulary=vocabulary,
            vacancy_names=names,
            cols=cols,
            vacancies=vacancies.with_placements(snapshot.placements, cols),
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
        vacancies = self.vacancies.merged(encoded, source)
        return Supply(
            snapshot=later,
            vocabulary=vocabulary,
            vacancy_names=names,
            cols=cols,
            vacancies=vacancies.with_placements(later.placements, cols),
            houses=self.houses if houses is None else HouseColumns.of(houses, vocabulary),
            coaches=self.coaches if coaches is None else CoachColumns.of(coaches, vocabulary),
        )

    @cached_property
    def partners(self) -> Bools:
        """Tell which municipalities share seats today by a partnership, square and symmetric."""
        return partners(self.snapshot, self.vocabulary.municipalities)


def _cols(names: Sequence[str]) -> dict[str, int]:
    return dict(zip(names, range(len(names)), strict=True))


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
