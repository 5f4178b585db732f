"""The codes of one snapshot, numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from solver.codes import Wish
from solver.encoding import index_of, membership, numbers, words
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Vacancy
from solver.snapshot import Snapshot


@dataclass(frozen=True)
class Vocabulary:
    """The codes of one snapshot, numbered; only what vacancies or coaches use counts."""

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
        people, vacancies, coaches = snapshot.candidates, snapshot.vacancies, snapshot.coaches
        keepers = (people, vacancies, coaches, snapshot.organisations)
        crebos = [r.crebo for o in snapshot.organisations for r in o.recognitions]
        crebos += [p.crebo for p in people if p.crebo is not None]
        crebos += [v.crebo for v in vacancies if v.crebo is not None]
        names = [qualified(o.reference, o.municipality) for o in snapshot.organisations]
        return cls(
            municipalities=index_of(record.municipality for group in keepers for record in group),
            organisations={name: place for place, name in enumerate(names)},
            works=index_of(v.work for v in vacancies),
            learning=index_of(code for v in vacancies for code in v.learning),
            skills=index_of(code for v in vacancies for code in v.skills),
            crebos=index_of(crebos),
            specialisms=index_of(c for p in people for c in p.coach_specialisms),
            languages=index_of(c for p in people for c in p.coach_languages),
            coaches={qualified(c.reference, c.municipality): n for n, c in enumerate(coaches)},
        )

    def of_people(self, people: Sequence[Candidate]) -> dict[str, Any]:
        """Give the columns of candidates that are places in this vocabulary."""
        never = [
            {code for code, wish in p.preferences.learning.items() if wish is Wish.NEVER}
            for p in people
        ]
        coaches = (p.known_coach and qualified(p.known_coach, p.municipality) for p in people)
        return {
            "municipality": numbers(self.municipalities[p.municipality] for p in people),
            "crebo": numbers(_place(self.crebos, p.crebo) for p in people),
            "known_coach": numbers(_place(self.coaches, name) for name in coaches),
            "never_learning": words(membership(never, self.learning)),
        }

    def of_vacancies(self, vacancies: Sequence[Vacancy]) -> dict[str, Any]:
        """Give the columns of vacancies that are places in this vocabulary."""
        owners = (qualified(v.organisation, v.municipality) for v in vacancies)
        return {
            "municipality": numbers(self.municipalities[v.municipality] for v in vacancies),
            "organisation": numbers(self.organisations[name] for name in owners),
            "work": numbers(self.works[v.work] for v in vacancies),
            "crebo": numbers(_place(self.crebos, v.crebo) for v in vacancies),
            "learning": words(membership([v.learning for v in vacancies], self.learning)),
        }


def _place(places: Mapping[str, int], code: str | None) -> int | None:
    return None if code is None else places.get(code)
