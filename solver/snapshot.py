"""Everything one match reads: people, places, coaches and what was already decided."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from solver.coaches import Coach
from solver.errors import Inspection
from solver.ground import ALWAYS, Period, qualified
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.turns import is_turn


class PartnershipForm(StrEnum):
    """How closely municipalities work together."""

    NETWORK = "network"
    COOPERATION = "cooperation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Municipalities (GM codes) that share seats during a period."""

    reference: str
    municipalities: frozenset[str]
    form: PartnershipForm = PartnershipForm.NETWORK
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A decided or kept place that takes a seat, guidance and coaching during its period.

    `candidate`, `vacancy`, `organisation` and `coach` are qualified references (`GM0222/v12`).
    One that names a vacancy with start dates takes a seat in each turn that it overlaps.
    `organisation` says whose place it is when the snapshot does not hold the vacancy.
    """

    candidate: str
    vacancy: str
    organisation: str | None = None
    coach: str | None = None
    guidance_minutes: int = 0
    coaching_minutes: int = 0
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbid:
    """A pair that must not be proposed until a day: declined by the person or the organisation.

    Qualified references; exactly one of `vacancy` and `organisation` is given.
    """

    candidate: str
    vacancy: str | None = None
    organisation: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What stands open for somebody: proposed before, and not decided of yet.

    Attributes
    ----------
    candidate, vacancies, coach
        Qualified references (`GM0222/v12`).
    fit
        0-10,000, as it was then.
    kept
        Not to be moved for now, as it was changed lately.
    since
        What was changed after that: `person`, `place`, `coach` or `weights`.
    """

    candidate: str
    vacancies: tuple[str, ...]
    coach: str | None = None
    fit: int = 0
    kept: bool = False
    since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One consistent state of a region, or of one municipality, on a day.

    A vacancy with start dates is here as its turns. Raises `InvalidRecord` when it is not, when a
    vacancy names an organisation that is not here, when a reference occurs twice within a
    municipality, or when something else stands open for somebody too.
    """

    today: date
    candidates: tuple[Candidate, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()
    coaches: tuple[Coach, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    placements: tuple[Placement, ...] = ()
    forbids: tuple[Forbid, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    def __post_init__(self) -> None:
        look = Inspection("Snapshot", self.today.isoformat())
        for noun in ("candidates", "organisations", "vacancies", "coaches"):
            counted = Counter((each.municipality, each.reference) for each in getattr(self, noun))
            for key, count in counted.items():
                look.expect(count == 1, noun, "/".join(key), "to name each reference once")
        standing = Counter(each.candidate for each in self.proposed)
        for name, count in standing.items():
            look.expect(count == 1, "proposed", name, "to name each candidate once")
        known = {f"{o.municipality}/{o.reference}" for o in self.organisations}
        for vacancy in self.vacancies:
            named = qualified(vacancy.organisation, vacancy.municipality)
            look.expect(named in known, f"vacancies.{vacancy.reference}.organisation", named,
                        "an organisation of this snapshot")  # fmt: skip
            whole = vacancy.start_dates and not is_turn(vacancy.reference)
            look.expect(not whole, "vacancies", vacancy.reference, "to be there as its turns")
        look.close()

    def having(self, **records: tuple[object, ...]) -> Snapshot:
        """Give the snapshot with other records of some nouns, which are not inspected again."""
        other = copy(self)
        for noun, given in records.items():
            object.__setattr__(other, noun, given)
        return other
