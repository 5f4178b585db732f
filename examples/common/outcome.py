"""What came of a practice, in numbers that people ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from solver.ground import qualified
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.snapshot import Snapshot


class Proposal(Protocol):
    """What an outcome asks of a proposal, of a plan or of an answer of the API."""

    @property
    def candidate(self) -> str:
        """Qualified reference."""

    @property
    def vacancies(self) -> Sequence[str]:
        """Qualified references."""

    @property
    def start(self) -> date:
        """First day."""

    @property
    def fit(self) -> int:
        """0-10,000."""

    @property
    def question(self) -> bool:
        """Rests on a rule that could not be judged."""

    @property
    def rather_not(self) -> bool:
        """The person would rather not."""


@dataclass(frozen=True, slots=True)
class Check:
    """A practice's own number, in words, and whether it is what the practice asks."""

    told: str
    kept: bool


@dataclass(frozen=True)
class Matched:
    """People and places, who is proposed where, and how the run went.

    `seconds` are from the first read to the plan stored; `gap` is a share.
    """

    snapshot: Snapshot
    proposals: Sequence[Proposal]
    gap: float
    seconds: float

    @cached_property
    def people(self) -> dict[str, Candidate]:
        """Everybody, by qualified reference."""
        return {qualified(one.reference, one.municipality): one for one in self.snapshot.candidates}

    @cached_property
    def places(self) -> dict[str, Vacancy]:
        """Every vacancy, by qualified reference."""
        return {qualified(one.reference, one.municipality): one for one in self.snapshot.vacancies}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Every organisation, by qualified reference."""
        of_all = self.snapshot.organisations
        return {qualified(one.reference, one.municipality): one for one in of_all}

    def house_of(self, vacancy: Vacancy) -> Organisation:
        """Give the organisation that offers a vacancy."""
        return self.organisations[qualified(vacancy.organisation, vacancy.municipality)]

    @property
    def mean_fit(self) -> int:
        """Give the mean of those placed, 0-10,000."""
        return round(sum(one.fit for one in self.proposals) / max(1, len(self.proposals)))

    @property
    def hours(self) -> float:
        """Give the hours a week of all who are placed together."""
        minutes = (
            week_minutes(self.people[one.candidate], [self.places[name] for name in one.vacancies])
            for one in self.proposals
        )
        return sum(minutes) / 60


def week_minutes(person: Candidate, places: Sequence[Vacancy]) -> int:
    """Give the minutes a week nearest somebody's wish that suit them and their places together.

    The least where no wish is known.
    """
    low = max(person.load.min_week_minutes or 0, sum(one.min_week_minutes or 0 for one in places))
    most = [one.max_week_minutes for one in places]
    tops = [person.load.max_week_minutes, None if None in most else sum(top or 0 for top in most)]
    high = min((top for top in tops if top is not None), default=None)
    wish = person.load.wish_week_minutes or low
    return max(low, wish if high is None else min(wish, high))
