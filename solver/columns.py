"""A snapshot as arrays: encoded once, then judged and scored, one pair or ten million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from solver.coaches import Coach
from solver.codes import Wish
from solver.encoding import (
    Bools,
    Int8s,
    Int32s,
    Ints,
    code_matrix,
    first_day,
    last_day,
    membership,
    numbers,
)
from solver.ground import qualified
from solver.pairs import Pairs
from solver.people import Candidate
from solver.person_columns import PersonColumns
from solver.relations import forbidden, guidance_above, partners, recognised
from solver.running import held
from solver.snapshot import Snapshot
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
class CoachColumns:
    """Job coaches, q of them; unlike the others, matrices have the coach on the first axis.

    Parameters
    ----------
    week_minutes
        (q,) minutes per week in all, current placements included.
    specialisms, languages
        (q, codes) in the order of the vocabulary, which holds what candidates ask.
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
class Columns:
    """A snapshot encoded for n candidates, m vacancies and q coaches, with its weight set.

    Matrices that only some criteria need are made when first asked for.
    """

    snapshot: Snapshot
    weights: WeightSet
    vocabulary: Vocabulary
    people: PersonColumns
    vacancies: VacancyColumns
    coaches: CoachColumns

    @classmethod
    def of(cls, snapshot: Snapshot, weights: WeightSet) -> Self:
        """Encode a snapshot."""
        vocabulary = Vocabulary.of(snapshot)
        people = PersonColumns.of(snapshot, vocabulary, weights)
        vacancies = VacancyColumns.of(snapshot, vocabulary)
        coaches = CoachColumns.of(snapshot.coaches, vocabulary)
        return cls(snapshot, weights, vocabulary, people, vacancies, coaches)

    def pairs(self, rows: ArrayLike | slice, cols: ArrayLike | slice = slice(None)) -> Pairs:
        """Give every pair of the candidates in `rows` and the vacancies in `cols` (a grid)."""
        return Pairs(self, _index(rows), _index(cols), listed=False)

    def pair_list(self, rows: ArrayLike, cols: ArrayLike, on: Int32s | None = None) -> Pairs:
        """Give the pairs (rows[i], cols[i]), starting on day `on[i]` where days are given."""
        return Pairs(self, _index(rows), _index(cols), listed=True, on=on)

    @cached_property
    def candidate_names(self) -> tuple[str, ...]:
        """Give the qualified references of the candidates, (n,)."""
        return tuple(qualified(c.reference, c.municipality) for c in self.snapshot.candidates)

    @cached_property
    def vacancy_names(self) -> tuple[str, ...]:
        """Give the qualified references of the vacancies, (m,)."""
        return tuple(qualified(v.reference, v.municipality) for v in self.snapshot.vacancies)

    @cached_property
    def work_wishes(self) -> Int8s:
        """Give the wishes by kind of work, (n, works) `WISH_NUMBER`s."""
        wishes = (p.preferences.work for p in self.snapshot.candidates)
        return _wishes(wishes, self.vocabulary.works)

    @cached_property
    def learning_wishes(self) -> Int8s:
        """Give the wishes by thing to learn, (n, learning) `WISH_NUMBER`s."""
        wishes = (p.preferences.learning for p in self.snapshot.candidates)
        return _wishes(wishes, self.vocabulary.learning)

    @cached_property
    def organisation_wishes(self) -> Int8s:
        """Give the wishes by organisation, (n, organisations) `WISH_NUMBER`s.

        Of two wishes for one organisation, named with and without municipality, the lesser counts.
        """
        wishes = (_organisation_wishes(person) for person in self.snapshot.candidates)
        return _wishes(wishes, self.vocabulary.organisations)

    @cached_property
    def vacancy_learning(self) -> Bools:
        """Tell which things each vacancy teaches, (m, learning)."""
        return membership([v.learning for v in self.snapshot.vacancies], self.vocabulary.learning)

    @cached_property
    def vacancy_skills(self) -> Bools:
        """Tell which skills each vacancy asks, (m, skills)."""
        return membership([v.skills for v in self.snapshot.vacancies], self.vocabulary.skills)

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
    def guidance_above(self) -> Int8s:
        """Give how far the nearest sufficient guidance lies above each need, (3, organisations).

        Rows are the needs light, medium and intensive; -1 where no level is enough, -2 where it
        is not known what the organisation offers.
        """
        return guidance_above(self.snapshot)

    @cached_property
    def partners(self) -> Bools:
        """Tell which municipalities share seats today by a partnership, square and symmetric."""
        return partners(self.snapshot, self.vocabulary.municipalities)

    @cached_property
    def recognised(self) -> tuple[tuple[Int32s, Int32s], ...]:
        """Give layers of first and last days of recognition, each (crebos, m); see `relations`."""
        owner = self.vacancies.organisation
        layers = recognised(self.snapshot, self.vocabulary)
        return tuple((first[:, owner], last[:, owner]) for first, last in layers)

    @cached_property
    def forbidden(self) -> Mapping[int, Int32s]:
        """Give, for each row with any, the columns that must not be proposed to it."""
        return forbidden(self.snapshot)

    @cached_property
    def clashing(self) -> Mapping[int, Int32s]:
        """Give, for each row with a place already, the columns that do not fit beside it.

        They have not enough dayparts besides, or only on days that would be too long.
        """
        cols = {name: col for col, name in enumerate(self.vacancy_names)}
        every, found = np.arange(len(cols)), {}
        for row, there in enumerate(held(self.snapshot)):
            names = [qualified(place.reference, place.municipality) for place in there.known]
            fits = [
                apart_in_week(
                    self.people, row, self.vacancies, (np.full_like(every, cols[name]), every)
                )
                for name in names
            ]
            if fits:
                found[row] = np.flatnonzero(~np.all(fits, axis=0)).astype(np.int32)
        return found


def _organisation_wishes(person: Candidate) -> dict[str, Wish]:
    named = person.preferences.organisations.items()
    best_first = sorted(named, key=lambda each: -WISH_NUMBER[each[1]])
    return {qualified(name, person.municipality): wish for name, wish in best_first}


def _wishes(rows: Iterable[Mapping[str, Wish]], places: Mapping[str, int]) -> Int8s:
    numbered = [{code: WISH_NUMBER[wish] for code, wish in row.items()} for row in rows]
    return code_matrix(numbered, places, 0)


def _index(chosen: ArrayLike | slice) -> Ints | slice:
    return chosen if isinstance(chosen, slice) else np.asarray(chosen, dtype=np.int64).reshape(-1)
