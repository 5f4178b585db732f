"""A snapshot as arrays: encoded once, then judged and scored, one pair or ten million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from solver.codes import Wish
from solver.encoding import (
    Bools,
    Int8s,
    Int32s,
    Ints,
    code_matrix,
    membership,
)
from solver.ground import name_of, qualified
from solver.pairs import Pairs
from solver.people import Candidate
from solver.person_columns import PersonColumns
from solver.person_facts import Day
from solver.relations import forbidden
from solver.running import held
from solver.snapshot import Snapshot
from solver.supply import CoachColumns, Supply
from solver.vacancy_columns import VacancyColumns
from solver.vocabulary import Vocabulary
from solver.weeks import apart_in_week
from solver.weights import WeightSet

#: A wish as a small number; 0 is a thing not named.
WISH_NUMBER: dict[Wish, int] = {
    Wish.NEVER: -2,
    Wish.RATHER_NOT: -1,
    Wish.LIKED: 1,
    Wish.FIRST_CHOICE: 2,
}


@dataclass(frozen=True)
class Columns:
    """A snapshot encoded for n candidates, m vacancies and q coaches, with its weight set.

    Matrices that only some criteria need are made when first asked for.
    """

    snapshot: Snapshot
    weights: WeightSet
    supply: Supply
    people: PersonColumns

    @classmethod
    def of(cls, snapshot: Snapshot, weights: WeightSet, supply: Supply | None = None) -> Self:
        """Encode a snapshot; `supply` is its other side, when that is encoded already."""
        asking = {person.municipality for person in snapshot.candidates}
        if supply is None or not supply.vocabulary.municipalities.keys() >= asking:
            supply = Supply.of(snapshot)
        return cls(snapshot, weights, supply, PersonColumns.of(snapshot, supply, weights))

    def what_if(self, rows: Ints, people: Sequence[Candidate]) -> Columns:
        """Encode other people before the same places: the i-th is the one of `rows[i]`, changed.

        One person may stand in several rows. What stands open for whom is left out.
        """
        snapshot = self.snapshot.having(candidates=tuple(people), proposed=())
        day = Day(snapshot, self.supply, self.weights)
        changed = self.people.changed(rows, self.snapshot.candidates, day)
        return Columns(snapshot, self.weights, self.supply, changed)

    @property
    def vocabulary(self) -> Vocabulary:
        """The codes, numbered."""
        return self.supply.vocabulary

    @property
    def vacancies(self) -> VacancyColumns:
        """The vacancies, encoded."""
        return self.supply.vacancies

    @property
    def coaches(self) -> CoachColumns:
        """The coaches, encoded."""
        return self.supply.coaches

    @property
    def vacancy_names(self) -> tuple[str, ...]:
        """The qualified references of the vacancies, (m,)."""
        return self.supply.vacancy_names

    def pairs(self, rows: ArrayLike | slice, cols: ArrayLike | slice = slice(None)) -> Pairs:
        """Give every pair of the candidates in `rows` and the vacancies in `cols` (a grid)."""
        return Pairs(self, _index(rows), _index(cols), listed=False)

    def pair_list(self, rows: ArrayLike, cols: ArrayLike, on: Int32s | None = None) -> Pairs:
        """Give the pairs (rows[i], cols[i]), starting on day `on[i]` where days are given."""
        return Pairs(self, _index(rows), _index(cols), listed=True, on=on)

    @cached_property
    def candidate_names(self) -> tuple[str, ...]:
        """Give the qualified references of the candidates, (n,)."""
        return tuple(name_of(c) for c in self.snapshot.candidates)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Give the row of each candidate by qualified reference."""
        return {name: row for row, name in enumerate(self.candidate_names)}

    @cached_property
    def work_wishes(self) -> Int8s:
        """Give the wishes by kind of work, (n, works) `WISH_NUMBER`s."""
        wishes = (p.preferences.work for p in self._wishing)
        return _wishes(wishes, self.vocabulary.works)[self._same_wishes]

    @cached_property
    def learning_wishes(self) -> Int8s:
        """Give the wishes by thing to learn, (n, learning) `WISH_NUMBER`s."""
        wishes = (p.preferences.learning for p in self._wishing)
        return _wishes(wishes, self.vocabulary.learning)[self._same_wishes]

    @cached_property
    def organisation_wishes(self) -> Int8s:
        """Give the wishes by organisation, (n, organisations) `WISH_NUMBER`s.

        Of two wishes for one organisation, named with and without municipality, the lesser counts.
        """
        wishes = (_organisation_wishes(person) for person in self._wishing)
        return _wishes(wishes, self.vocabulary.organisations)[self._same_wishes]

    @cached_property
    def _wishing(self) -> tuple[Candidate, ...]:
        """Give one of all who share their wishes: somebody who is changed keeps them mostly."""
        return tuple({_wishes_of(p): p for p in self.snapshot.candidates}.values())

    @cached_property
    def _same_wishes(self) -> Ints:
        """Give for each row the one in `_wishing` with the same wishes, (n,)."""
        number = {_wishes_of(person): at for at, person in enumerate(self._wishing)}
        return np.array([number[_wishes_of(p)] for p in self.snapshot.candidates], np.int64)

    @cached_property
    def person_skills(self) -> Bools:
        """Tell which of the skills that vacancies ask each candidate has, (n, skills)."""
        return membership([p.skills for p in self.snapshot.candidates], self.vocabulary.skills)

    @cached_property
    def person_specialisms(self) -> Bools:
        """Tell which specialisms each candidate asks of a coach, (n, specialisms)."""
        asked = [p.coach_specialisms for p in self.snapshot.candidates]
        return membership(asked, self.vocabulary.specialisms)

    @cached_property
    def person_languages(self) -> Bools:
        """Tell which languages each candidate asks of a coach, (n, languages)."""
        asked = [p.coach_languages for p in self.snapshot.candidates]
        return membership(asked, self.vocabulary.languages)

    @cached_property
    def forbidden(self) -> Mapping[int, Int32s]:
        """Give, for each row with any, the columns that must not be proposed to it."""
        return forbidden(self.snapshot, self.supply)

    @cached_property
    def open_there(self) -> Mapping[int, list[int]]:
        """Give, for each row of whom something stands open, the columns of the places."""
        row, cols = self.row_of, self.supply.cols
        return {
            row[one.candidate]: [cols[name] for name in one.vacancies if name in cols]
            for one in self.snapshot.proposed
            if one.candidate in row
        }

    @cached_property
    def open_coach(self) -> Int32s:
        """Give the coach of what stands open for each row, -1 where there is none (n,)."""
        row, coaches = self.row_of, self.vocabulary.coaches
        found = np.full(len(self.candidate_names), -1, np.int32)
        for one in self.snapshot.proposed:
            if one.coach is not None and one.coach in coaches and one.candidate in row:
                found[row[one.candidate]] = coaches[one.coach]
        return found

    @cached_property
    def clashing(self) -> Mapping[int, Int32s]:
        """Give, for each row with a place already, the columns that do not fit beside it.

        They have not enough dayparts besides, or only on days that would be too long.
        """
        cols, every = self.supply.cols, np.arange(len(self.vacancy_names))
        found = {}
        for row, there in enumerate(held(self.snapshot, self.supply)):
            places = [name_of(place) for place in there.known]
            fits = [self._apart(row, np.full_like(every, cols[name]), every) for name in places]
            if fits:
                found[row] = np.flatnonzero(~np.all(fits, axis=0)).astype(np.int32)
        return found

    def _apart(self, row: int, one: Ints, other: Ints) -> Bools:
        return apart_in_week(self.people, row, self.vacancies, (one, other))


def _wishes_of(person: Candidate) -> tuple[str, int]:
    """Tell wishes apart, as objects: an organisation may be named without its municipality."""
    return person.municipality, id(person.preferences)


def _organisation_wishes(person: Candidate) -> dict[str, Wish]:
    named = person.preferences.organisations.items()
    best_first = sorted(named, key=lambda each: -WISH_NUMBER[each[1]])
    return {qualified(name, person.municipality): wish for name, wish in best_first}


def _wishes(rows: Iterable[Mapping[str, Wish]], places: Mapping[str, int]) -> Int8s:
    numbered = [{code: WISH_NUMBER[wish] for code, wish in row.items()} for row in rows]
    return code_matrix(numbered, places, 0)


def _index(chosen: ArrayLike | slice) -> Ints | slice:
    return chosen if isinstance(chosen, slice) else np.asarray(chosen, dtype=np.int64).reshape(-1)
