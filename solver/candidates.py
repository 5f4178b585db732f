"""Who could take one vacancy, the best first: the short list the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.check import Asked, Check, check
from solver.columns import Columns
from solver.criteria import COACH
from solver.desk import Desk
from solver.drafts import NONE
from solver.eligible import CoachFit, EligiblePairs, judged_pairs
from solver.encoding import Bools, Ints
from solver.plan import UnplacedReason
from solver.reasons import hindering
from solver.resources import ResourceName
from solver.rules import NO, refusals
from solver.runner_up import beside
from solver.taken import Reason
from solver.weighed import short_of

AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class CandidateList:
    """Candidates for one vacancy, the best fit first.

    Attributes
    ----------
    eligible
        How many people the hard rules and a decision of their own do not keep out.
    reason, detail
        Why the list is empty, as in `solver.plan.Unplaced`; None when it is not.
    """

    suggestions: tuple[Check, ...]
    eligible: int
    reason: UnplacedReason | None = None
    detail: str | ResourceName | None = None


def candidates_for(columns: Columns, col: int, size: int, desk: Desk) -> CandidateList:
    """Suggest at most `size` candidates for the vacancy of one column."""
    rows = np.flatnonzero(~columns.people.kept_out & (columns.people.places_left > 0))
    pairs, allowed = judged_pairs(columns, rows, np.full(len(rows), col))
    able = pairs.chosen(allowed > NO)
    if not len(able):
        return CandidateList((), 0, UnplacedReason.NOWHERE_ELIGIBLE, _hindrance(columns, rows, col))
    served = _Served.of(columns, able, desk)
    best: list[Check] = []
    for bound, told in _best_first(columns, served, desk):
        if len(best) >= size and bound < sorted(one.fit for one in best)[-size]:
            break
        if told.allowed and not told.below_minimum and not told.lacking:
            best.append(told)
    if not best:
        return CandidateList((), len(able), *served.reason(desk))
    best.sort(key=lambda one: (-one.fit, one.question, one.candidate))
    return CandidateList(_compared(columns, col, best[:size]), len(able))


@dataclass(frozen=True, slots=True)
class _Served:
    """The k people whom the rules allow the place, and what is left for each.

    Attributes
    ----------
    bound
        (k,) the most that the fit can come to.
    short
        (k,) a resource of the place of which too little is left; -1 none.
    coach
        (k,) the coach of whom too little is left, where all that fit lack minutes; -1 else.
    uncoached
        (k,) a coach is needed and none fits.
    """

    pairs: EligiblePairs
    bound: Ints
    short: Ints
    coach: Ints
    uncoached: Bools

    @classmethod
    def of(cls, columns: Columns, able: EligiblePairs, desk: Desk) -> _Served:
        coaches, minutes = CoachFit.of(columns, able.row), columns.people.coaching_minutes[able.row]
        asked = (minutes > 0) & columns.vacancies.needs_coach[able.col]
        left = desk.left[desk.scarce.coach]
        ranked = np.where(coaches.fits, coaches.points, NONE)
        free = np.where(left[None, :] >= minutes[:, None], ranked, NONE).max(axis=1, initial=NONE)
        dearest = np.append(ranked, np.full((len(able), 1), NONE), axis=1).argmax(axis=1)
        fitting = coaches.fits.any(axis=1)
        part = np.where(asked, free, coaches.whole)
        bound = np.where(able.rather_not, columns.weights.minimum_fit, able.points + part)
        return cls(
            pairs=able,
            bound=np.asarray(bound, np.int64),
            short=short_of(columns, able, desk),
            coach=np.where(asked & fitting & (free == NONE), dearest, NONE),
            uncoached=np.asarray(asked & ~fitting),
        )

    @property
    def possible(self) -> Bools:
        """Tell for whom nothing lacks."""
        return np.asarray((self.short == NONE) & (self.coach == NONE) & ~self.uncoached)

    def reason(self, desk: Desk) -> Reason:
        """Say why nobody can be suggested: what the best of them lacks."""
        lacks = (self.short != NONE) | (self.coach != NONE)
        if not lacks.any():
            lowest = UnplacedReason.NOWHERE_ELIGIBLE, COACH
            return lowest if self.uncoached.all() else (UnplacedReason.BELOW_MINIMUM_FIT, None)
        best = int(np.where(lacks, self.pairs.points, NONE).argmax())
        name = self.short[best] if self.short[best] != NONE else desk.scarce.coach[self.coach[best]]
        return UnplacedReason.RESOURCE_TAKEN, desk.scarce.names[int(name)]


def _best_first(columns: Columns, served: _Served, desk: Desk) -> Iterator[tuple[int, Check]]:
    """Check those for whom nothing lacks, by the most that each can come to, which goes first."""
    possible = np.flatnonzero(served.possible)
    order = possible[np.argsort(-served.bound[possible], kind="stable")]
    for at in range(0, len(order), AT_ONCE):
        some = order[at : at + AT_ONCE]
        rows, cols = served.pairs.row[some].tolist(), served.pairs.col[some].tolist()
        asked = [Asked(row, col) for row, col in zip(rows, cols, strict=True)]
        told = check(columns, asked, desk).each
        yield from zip(served.bound[some].tolist(), told, strict=True)


def _compared(columns: Columns, col: int, best: list[Check]) -> tuple[Check, ...]:
    """Give each with the best other place of that person."""
    rows = np.array([columns.row_of[one.candidate] for one in best], np.int64)
    others = beside(columns, rows, np.full(len(rows), col))
    return tuple(replace(one, runner_up_fit=other) for one, other in zip(best, others, strict=True))


def _hindrance(columns: Columns, rows: Ints, col: int) -> str | None:
    """Name the rule that alone stands in the way of most people, None where there is nobody."""
    if not len(rows):
        return None
    return hindering(refusals(columns.pair_list(rows, np.full(len(rows), col))))
