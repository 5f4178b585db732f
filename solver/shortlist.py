"""A short list for one person at the desk: different places, by the rules of the night run.

It looks at one row of the columns. A place that is full, or whose guide or coach has no minutes
left, is not suggested. It weighs one place for one person: who would start together, and whether a
team comes together, is for the night run. So that not everybody is shown the same few places, each
is ranked by its worth less the price of what it takes, and less what is held back for people who
are expected; those that are held, because enough others consider them, are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Self, TypeAlias

from solver.columns import Columns
from solver.desk import Desk
from solver.eligible import Said, eligible_places
from solver.explain import Why, coach_name, contributions, explain_pairs
from solver.facts import Counted, Fact, coach_facts, counted
from solver.ground import qualified
from solver.lowered import Lowered, lowered
from solver.plan import UnplacedReason
from solver.reasons import kept_out, nowhere
from solver.resources import ResourceName
from solver.runner_up import beside_each
from solver.snapshot import Proposed
from solver.taken import Reason
from solver.weighed import Places

#: Why a place, what the criterion of the coach saw, and the best fit at any other place.
_Told: TypeAlias = tuple[Why, Fact, int | None]

MOST_OF_ONE_WORK = 2
#: Why a list is empty when every place that could be on it is held.
HELD = "shown_to_others"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place for one person; references are qualified (`GM0222/v12`).

    Attributes
    ----------
    coach
        The best coach that fits and has minutes left; None when no coach is needed.
    fit, contributions
        0–10,000, and what each criterion adds; they add up to the fit.
    price
        Points that what it takes is worth to others, by the plan: 0 when not known.
    hold_back
        So much more it is worth to people who are expected; 0 where nothing is held back.
    rank
        1 for the highest worth less both; None in a neutral order.
    others_need_more, kept_for_expected
        It stands below a place that fits no better, as others need what it takes more, or as it is
        kept for people who are expected.
    unknowns
        Rules and criteria that could not be judged.
    signals
        Functional items of which more is asked than the person can: item, demand, ability.
    question, motivate
        It rests on an unknown hard rule; a person must give a reason when deciding.
    runner_up_fit
        The best fit at any other place, free or not, as in `solver.plan.Proposal`.
    counted
        The weight of each criterion, and what it saw.
    """

    vacancy: str
    organisation: str
    kind: str
    work: str
    coach: str | None
    start: date
    fit: int
    price: int
    hold_back: int
    rank: int | None
    others_need_more: bool
    kept_for_expected: bool
    contributions: Mapping[str, int]
    unknowns: tuple[str, ...]
    signals: tuple[Mapping[str, object], ...]
    question: bool
    rather_not: bool
    motivate: bool
    seats_free: int
    runner_up_fit: int | None
    counted: Mapping[str, Counted]


@dataclass(frozen=True, slots=True)
class ShortList:
    """Different places for one person, in order of rank or in a neutral one.

    Attributes
    ----------
    eligible
        How many places the hard rules allow, where a coach fits if one is needed and the person
        takes no more than there is: full ones, and those whose coach has no minutes left,
        included.
    reason, detail
        Why the list is empty, as in `solver.plan.Unplaced`, or `HELD`; None when it is not.
    held_until
        The first day on which a held place is free again; None when the list is full without.
    """

    suggestions: tuple[Suggestion, ...]
    eligible: int
    reason: UnplacedReason | str | None = None
    detail: str | ResourceName | None = None
    held_until: date | None = None


def short_list(
    columns: Columns,
    row: int,
    size: int = 5,
    desk: Desk | None = None,
    proposed: Proposed | None = None,
) -> ShortList:
    """Suggest at most `size` different places to the candidate of one row; nothing is held.

    `desk` is what `Desk.of` gives for the same columns, made anew when absent.
    """
    choice = Choice.of(columns, row, desk or Desk.of(columns), proposed)
    return choice.listed(choice.different(size), size)


@dataclass(frozen=True)
class Choice:
    """The places that one person may be shown, in order, of which a list takes some.

    Places are named by their column.
    """

    columns: Columns
    row: int
    eligible: int
    why_none: Reason | None = None
    places: Places | None = None
    said: Said | None = None

    @classmethod
    def of(cls, columns: Columns, row: int, desk: Desk, proposed: Proposed | None = None) -> Self:
        """Weigh every place that the rules allow the candidate of one row.

        `proposed` is what a plan proposes to this person: what that takes has no price for them.
        """
        pairs, said = eligible_places(columns, row)
        decided = kept_out(columns, row)
        if decided is not None:
            return cls(columns, row, 0, (UnplacedReason.KEPT_OUT, decided))
        if not len(pairs):
            return cls(columns, row, 0, nowhere(columns, row))
        places = Places.of(columns, pairs, desk, proposed)
        eligible = columns.supply.count_places(pairs.col[places.possible])
        why_none = None if places.free.any() else places.reason()
        return cls(columns, row, eligible, why_none, places, said)

    @cached_property
    def _rank(self) -> dict[int, int]:
        """Give the rank of each place that can be suggested, of a vacancy in one turn."""
        if self.places is None:
            return {}
        cols = self.places.pairs.col[self.places.order].tolist()
        each = self.columns.supply.one_turn_each(cols, self.own)
        return {col: rank for rank, col in enumerate(each, 1)}

    @cached_property
    def own(self) -> frozenset[int]:
        """Name the places that a plan proposes to this person, as far as they can be suggested."""
        if self.places is None:
            return frozenset()
        own = self.places.pairs.col[self.places.own & self.places.free]
        return frozenset(own.tolist())

    @cached_property
    def _kinds(self) -> list[tuple[int, int, int]]:
        """Give each place that can be suggested with its organisation and work, own ones first."""
        first = [col for col in self._rank if col in self.own]
        cols = first + [col for col in self._rank if col not in self.own]
        vacancies = self.columns.vacancies
        named = (vacancies.organisation[cols].tolist(), vacancies.work[cols].tolist())
        return [*zip(cols, *named, strict=True)]

    def best(self, count: int) -> list[int]:
        """Name the best places, whatever they have in common."""
        return [*self._rank][:count]

    def different(self, size: int, held: Collection[int] = ()) -> list[int]:
        """Choose at most `size` places that are not held, by rank; what is proposed is kept.

        No second place of one organisation, and at most two of one kind of work, as long as others
        remain.
        """
        left = [each for each in self._kinds if each[0] not in held]
        return sorted(_different(left, size), key=self._rank.__getitem__)

    def listed(
        self,
        chosen: Sequence[int],
        size: int,
        held: Mapping[int, date] | None = None,
        *,
        neutral: bool = False,
    ) -> ShortList:
        """Explain what was chosen, by rank, or in an order that says nothing.

        `held` are places that were left out, with the day on which each is free again.
        """
        if self.why_none is not None:
            return ShortList((), self.eligible, *self.why_none)
        until = min(held.values()) if held and len(chosen) < size else None
        if not chosen:
            return ShortList((), self.eligible, HELD, None, until)
        shown = sorted(chosen, key=self._neutral if neutral else self._rank.__getitem__)
        told = self._suggested(shown, ranked=not neutral)
        return ShortList(told, self.eligible, held_until=until)

    def _neutral(self, col: int) -> bytes:
        """Place a vacancy, for this person and week, where nothing that is known of it says."""
        year, week, _ = self.columns.snapshot.today.isocalendar()
        names = (self.columns.candidate_names[self.row], self.columns.vacancy_names[col])
        return blake2b(" ".join((*names, f"{year}-{week}")).encode(), digest_size=8).digest()

    def _suggested(self, shown: Sequence[int], *, ranked: bool) -> tuple[Suggestion, ...]:
        assert self.places is not None and self.said is not None  # noqa: S101, PT018 - something is shown
        pairs = self.places.pairs
        positions = pairs.col.searchsorted(shown).tolist()
        rows, cols = pairs.row[positions], pairs.col[positions]
        whys = explain_pairs(self.columns.pair_list(rows, cols), self.said.chosen(positions))
        seen = coach_facts(self.columns, rows, self.places.coach[positions])
        others = beside_each(self.columns, self.places.coaches, pairs, cols)
        told = zip(whys, seen, others, strict=True)
        below = lowered(self.places, positions) if ranked else [Lowered()] * len(shown)
        return tuple(
            _suggestion(self.columns, self.places, at, more, (number if ranked else None, lower))
            for number, (at, more, lower) in enumerate(zip(positions, told, below, strict=True), 1)
        )


def _different(kinds: Sequence[tuple[int, int, int]], size: int) -> list[int]:
    """Choose the first places of different organisations and kinds of work, as far as can."""
    chosen: list[int] = []
    houses: Counter[int] = Counter()
    works: Counter[int] = Counter()
    for most_of_house, most_of_work in ((1, MOST_OF_ONE_WORK), (1, size), (size, size)):
        for col, house, work in kinds:
            if len(chosen) == size:
                break
            room = houses[house] < most_of_house and works[work] < most_of_work
            if room and col not in chosen:
                chosen.append(col)
                houses[house] += 1
                works[work] += 1
    return chosen


def _suggestion(
    columns: Columns, places: Places, at: int, told: _Told, stands: tuple[int | None, Lowered]
) -> Suggestion:
    why, coach, other = told
    pairs, col = places.pairs, int(places.pairs.col[at])
    vacancy = columns.snapshot.vacancies[col]
    points, part, fit = (int(given[at]) for given in (pairs.points, places.part, places.fit))
    rank, lower = stands
    return Suggestion(
        vacancy=columns.vacancy_names[col],
        organisation=qualified(vacancy.organisation, vacancy.municipality),
        kind=str(vacancy.kind),
        work=vacancy.work,
        coach=coach_name(columns, int(places.coach[at])),
        start=pairs.start[at].astype("datetime64[D]").astype(object),
        fit=fit,
        price=int(places.price[at]),
        hold_back=int(places.hold_back[at]),
        rank=rank,
        others_need_more=lower.others_need_more,
        kept_for_expected=lower.kept_for_expected,
        contributions=contributions([why], [points], part, fit),
        unknowns=why.unknowns,
        signals=why.signals,
        question=bool(pairs.question[at]),
        rather_not=bool(pairs.rather_not[at]),
        motivate=bool(pairs.motivate[at]),
        seats_free=int(columns.vacancies.seats_free[col]),
        runner_up_fit=other,
        counted=counted(columns.weights, [why.facts], coach),
    )
