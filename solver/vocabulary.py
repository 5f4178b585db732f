"""The codes of one snapshot, numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from solver.coaches import Coach
from solver.codes import Wish
from solver.encoding import index_of, membership, numbers, words
from solver.ground import name_of, qualified
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.snapshot import Snapshot


@dataclass(frozen=True)
class Vocabulary:
    """The codes of one snapshot, numbered; only what vacancies or coaches use counts.

    Organisations and coaches have the number of their place in the snapshot.
    """

    municipalities: Mapping[str, int]
    organisations: Mapping[str, int]
    works: Mapping[str, int]
    learning: Mapping[str, int]
    skills: Mapping[str, int]
    crebos: Mapping[str, int]
    specialisms: Mapping[str, int]
    languages: Mapping[str, int]
    coaches: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Number every code that occurs."""
        vacancies, organisations = snapshot.vacancies, snapshot.organisations
        keepers = (snapshot.candidates, vacancies, snapshot.coaches, organisations)
        return cls(
            municipalities=index_of(record.municipality for group in keepers for record in group),
            organisations=_numbered(organisations),
            works=index_of(v.work for v in vacancies),
            learning=index_of(code for v in vacancies for code in v.learning),
            skills=index_of(code for v in vacancies for code in v.skills),
            crebos=index_of(_crebos(vacancies, organisations)),
            **_of_coaches(snapshot.coaches),
        )

    def still_holding(
        self,
        vacancies: Sequence[Vacancy],
        organisations: Sequence[Organisation] | None,
        coaches: Sequence[Coach] | None,
    ) -> Vocabulary | None:
        """Give the vocabulary of a later state, None when it takes other numbers.

        These vacancies differ, and the organisations and coaches do unless they are None. Codes
        that are no longer used keep their numbers.
        """
        houses = [*self.organisations] if organisations is None else [*_numbered(organisations)]
        keepers = {each.municipality for group in (vacancies, coaches or ()) for each in group}
        held = (
            houses == [*self.organisations]
            and keepers <= self.municipalities.keys()
            and {v.work for v in vacancies} <= self.works.keys()
            and all(v.learning <= self.learning.keys() for v in vacancies)
            and all(v.skills <= self.skills.keys() for v in vacancies)
            and self.crebos.keys() >= {*_crebos(vacancies, organisations or ())}
        )
        if not held:
            return None
        return self if coaches is None else replace(self, **_of_coaches(coaches))

    def of_people(self, people: Sequence[Candidate]) -> dict[str, Any]:
        """Give the columns of candidates that are places in this vocabulary."""
        never = [
            {code for code, wish in p.preferences.learning.items() if wish is Wish.NEVER}
            for p in people
        ]
        coaches = (p.known_coach and qualified(p.known_coach, p.municipality) for p in people)
        return {
            "municipality": numbers(self.municipalities[p.municipality] for p in people),
            "crebo": numbers(self._crebo(p.crebo) for p in people),
            "known_coach": numbers(_place(self.coaches, name) for name in coaches),
            "never_learning": words(membership(never, self.learning)),
        }

    def of_vacancies(self, vacancies: Sequence[Vacancy]) -> dict[str, Any]:
        """Give the columns of vacancies that are places in this vocabulary."""
        owners = (qualified(v.organisation, v.municipality) for v in vacancies)
        teaches = membership([v.learning for v in vacancies], self.learning)
        skills = membership([v.skills for v in vacancies], self.skills)
        return {
            "municipality": numbers(self.municipalities[v.municipality] for v in vacancies),
            "organisation": numbers(self.organisations[name] for name in owners),
            "work": numbers(self.works[v.work] for v in vacancies),
            "crebo": numbers(_place(self.crebos, v.crebo) for v in vacancies),
            "learning": words(teaches),
            "teaches": np.ascontiguousarray(teaches.T),
            "skills": np.ascontiguousarray(skills.T),
        }

    def _crebo(self, code: str | None) -> int | None:
        """Give the place of a crebo; of one that nobody here offers, the place after all others."""
        return None if code is None else self.crebos.get(code, len(self.crebos))


def _numbered(records: Sequence[Organisation | Coach]) -> dict[str, int]:
    return {name_of(each): at for at, each in enumerate(records)}


def _of_coaches(coaches: Sequence[Coach]) -> dict[str, Mapping[str, int]]:
    return {
        "specialisms": index_of(code for coach in coaches for code in coach.specialisms),
        "languages": index_of(code for coach in coaches for code in coach.languages),
        "coaches": _numbered(coaches),
    }


def _crebos(vacancies: Sequence[Vacancy], organisations: Sequence[Organisation]) -> Iterator[str]:
    yield from (v.crebo for v in vacancies if v.crebo is not None)
    yield from (each.crebo for house in organisations for each in house.recognitions)


def _place(places: Mapping[str, int], code: str | None) -> int | None:
    return None if code is None else places.get(code)
