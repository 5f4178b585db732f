"""A short list for one person at the desk: different places, by the rules of the night run.

It looks at one row of the columns. A place that is full, or whose guide or coach has no minutes
left, is not suggested. It weighs one place for one person: who would start together, and whether a
team comes together, is for the night run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from solver import drafts as draw
from solver.codes import POINTS
from solver.columns import Columns
from solver.criteria import COACH
from solver.desk import Desk
from solver.drafts import NONE
from solver.eligible import CoachFit, EligiblePairs, Said, eligible_places
from solver.encoding import Bools, Int32s, Ints
from solver.explain import Why, coach_name, contributions, explain_pairs
from solver.facts import Counted, Fact, coach_facts, counted
from solver.ground import qualified
from solver.plan import UnplacedReason
from solver.reasons import kept_out, nowhere
from solver.resources import Names, ResourceName
from solver.runner_up import beside_each
from solver.taken import Reason
from solver.uses import Uses, uses_of

MOST_OF_ONE_WORK = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place for one person; references are qualified (`GM0222/v12`).

    Attributes
    ----------
    coach
        The best coach that fits and has minutes left; None when no coach is needed.
    fit, contributions
        0–10,000, and what each criterion adds; they add up to the fit.
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
    """Different places for one person, the best fit first.

    Attributes
    ----------
    eligible
        How many places the hard rules allow, where a coach fits if one is needed and the person
        takes no more than there is: full ones, and those whose coach has no minutes left,
        included.
    reason, detail
        Why the list is empty, as in `solver.plan.Unplaced`; None when it is not.
    """

    suggestions: tuple[Suggestion, ...]
    eligible: int
    reason: UnplacedReason | None = None
    detail: str | ResourceName | None = None


def short_list(columns: Columns, row: int, size: int = 5, desk: Desk | None = None) -> ShortList:
    """Suggest at most `size` different places to the candidate of one row.

    No second place of one organisation, and at most two of one kind of work, as long as others
    remain. `desk` is what `Desk.of` gives for the same columns, made anew when absent.
    """
    pairs, said = eligible_places(columns, row)
    decided = kept_out(columns, row)
    if decided is not None:
        return ShortList((), 0, UnplacedReason.KEPT_OUT, decided)
    if not len(pairs):
        return ShortList((), 0, *nowhere(columns, row))
    places = _Places.of(columns, pairs, desk or Desk.of(columns))
    eligible = int(places.possible.sum())
    if not places.free.any():
        return ShortList((), eligible, *places.reason())
    chosen = _different(columns, places, size)
    return ShortList(_suggested(columns, places, chosen, said.chosen(chosen)), eligible)


@dataclass(frozen=True, slots=True)
class _Places:
    """The k places that the rules allow somebody.

    Attributes
    ----------
    coach, part
        (k,) the best coach with minutes left, else the best that fits, -1 when none is needed or
        none fits; what the coach, or needing none, adds to the fit.
    coached, possible, reached
        (k,) a coach that fits is there, where one is needed; nor is more taken than there is; nor
        is the fit below the minimum.
    lacking, never
        (k,) a resource of which too little is left; of which there is too little in all; -1 none.
    """

    pairs: EligiblePairs
    coaches: CoachFit
    coach: Ints
    part: Ints
    fit: Ints
    coached: Bools
    possible: Bools
    reached: Bools
    lacking: Ints
    never: Ints
    names: Names

    @classmethod
    def of(cls, columns: Columns, pairs: EligiblePairs, desk: Desk) -> _Places:
        row, minimum = int(pairs.row[0]), columns.weights.minimum_fit
        coaches = CoachFit.of(columns, pairs.row[:1])
        asked = (columns.people.coaching_minutes[row] > 0) & columns.vacancies.needs_coach[
            pairs.col
        ]
        room = desk.left[desk.scarce.coach] >= columns.people.coaching_minutes[row]
        coach = np.where(asked, best_coach(columns, coaches, pairs.start, room), NONE)
        part = np.full(len(pairs), coaches.whole, np.int64)
        part[coach != NONE] = coaches.points[0, coach[coach != NONE]]
        fit = np.where(pairs.rather_not, minimum, pairs.points + part)
        coached = ~asked | (coach != NONE)
        lacking, never = _lacking(columns, pairs, coach, desk)
        possible = coached & (never == NONE)
        reached = possible & (fit >= minimum)
        names = desk.scarce.names
        return cls(
            pairs, coaches, coach, part, fit, coached, possible, reached, lacking, never, names
        )

    @property
    def free(self) -> Bools:
        """Tell which places can be suggested."""
        return np.asarray(self.reached & (self.lacking == NONE))

    def reason(self) -> Reason:
        """Say why none of the places can be suggested."""
        if not self.coached.any():
            return UnplacedReason.NOWHERE_ELIGIBLE, COACH
        if not self.possible.any():
            return UnplacedReason.NOWHERE_ELIGIBLE, self.names[int(self.never[self.coached][0])]
        if not self.reached.any():
            return UnplacedReason.BELOW_MINIMUM_FIT, None
        best = np.where(self.reached, self.fit, NONE).argmax()
        return UnplacedReason.RESOURCE_TAKEN, self.names[int(self.lacking[best])]


def best_coach(columns: Columns, coaches: CoachFit, start: Int32s, room: Bools) -> Ints:
    """Give the best coach per place, one with minutes left before one without; -1 none fits."""
    calendar, days = columns.coaches, start[:, None]
    there = (calendar.start <= days) & (calendar.end >= days)
    rank = coaches.points[0] + 1 + room * (POINTS + 1)
    ranked = np.where(coaches.fits[0] & there, rank, NONE)
    nobody = np.zeros(len(start), np.int64)
    return np.asarray(np.column_stack([nobody, ranked]).argmax(axis=1) - 1)


def _lacking(columns: Columns, pairs: EligiblePairs, coach: Ints, desk: Desk) -> tuple[Ints, Ints]:
    """Give a resource of which each place, or its coach, has too little left, and in all."""
    uses = uses_of_pairs(columns, pairs, coach, desk)
    return _first_short(uses, desk.left), _first_short(uses, desk.whole)


def short_of(columns: Columns, pairs: EligiblePairs, desk: Desk) -> Ints:
    """Give for each pair a resource of the place of which too little is left; -1 none."""
    return _first_short(uses_of_pairs(columns, pairs, np.int64(NONE), desk), desk.left)


def uses_of_pairs(
    columns: Columns, pairs: EligiblePairs, coach: Ints | np.int64, desk: Desk
) -> Uses:
    """Give what each pair, with its coach, takes of everything scarce."""
    places = draw.of_places(pairs, np.zeros(len(columns.people.start), np.int64))
    places["coach"], places["unit"] = coach, np.arange(len(pairs))
    return uses_of(columns, desk.scarce, places, [(int(row),) for row in pairs.row])


def _first_short(uses: Uses, there: Ints) -> Ints:
    """Give the first resource of which each option takes more than is there; -1 none."""
    short = np.flatnonzero(there[uses.resource] < uses.amount)[::-1]
    found = np.full(len(uses.ptr) - 1, NONE, np.int64)
    found[uses.option_of(short)] = uses.resource[short]
    return found


def _different(columns: Columns, places: _Places, size: int) -> list[int]:
    """Choose the best free places of different organisations and kinds of work, as far as can."""
    vacancies, pairs = columns.vacancies, places.pairs
    best_first = np.lexsort((pairs.col, pairs.question, -places.fit))
    order = best_first[places.free[best_first]]
    cols = pairs.col[order]
    named = (order, vacancies.organisation[cols], vacancies.work[cols])
    ranked = [*zip(*(each.tolist() for each in named), strict=True)]
    chosen: list[int] = []
    houses: Counter[int] = Counter()
    works: Counter[int] = Counter()
    for most_of_house, most_of_work in ((1, MOST_OF_ONE_WORK), (1, size), (size, size)):
        for at, house, work in ranked:
            if len(chosen) == size:
                break
            room = houses[house] < most_of_house and works[work] < most_of_work
            if room and at not in chosen:
                chosen.append(at)
                houses[house] += 1
                works[work] += 1
    return sorted(chosen, key=order.tolist().index)


def _suggested(
    columns: Columns, places: _Places, chosen: list[int], said: Said
) -> tuple[Suggestion, ...]:
    rows, cols = places.pairs.row[chosen], places.pairs.col[chosen]
    whys = explain_pairs(columns.pair_list(rows, cols), said)
    seen = coach_facts(columns, rows, places.coach[chosen])
    others = beside_each(columns, places.coaches, places.pairs, cols)
    told = zip(whys, seen, others, strict=True)
    return tuple(
        _suggestion(columns, places, at, more) for at, more in zip(chosen, told, strict=True)
    )


def _suggestion(
    columns: Columns, places: _Places, at: int, more: tuple[Why, Fact, int | None]
) -> Suggestion:
    why, coach, other = more
    pairs, col = places.pairs, int(places.pairs.col[at])
    vacancy = columns.snapshot.vacancies[col]
    points, part, fit = (int(given[at]) for given in (pairs.points, places.part, places.fit))
    return Suggestion(
        vacancy=columns.vacancy_names[col],
        organisation=qualified(vacancy.organisation, vacancy.municipality),
        kind=str(vacancy.kind),
        work=vacancy.work,
        coach=coach_name(columns, int(places.coach[at])),
        start=pairs.start[at].astype("datetime64[D]").astype(object),
        fit=fit,
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
