"""What places are worth to people at fixed prices: by the weights as they are, or by others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import criteria
from solver import drafts as draw
from solver.columns import Columns
from solver.criteria import COACH, CRITERIA, Scores
from solver.drafts import Drafts
from solver.eligible import EligiblePairs
from solver.encoding import Bools, Int32s, Ints
from solver.options import Options
from solver.rules import judge
from solver.uses import uses_of
from solver.weights import Mode

Worth: TypeAlias = NDArray[np.float64]
IMPOSSIBLE = -np.inf


@dataclass(frozen=True, slots=True)
class Helpers:
    """The coaches of the k people of whom some need one at some place; q coaches.

    Attributes
    ----------
    scores
        float32 (k, q).
    kept
        (k, q) points for a coach who is kept, less the price of the minutes; no coach who does not
        fit or has no minutes at all.
    """

    scores: Scores
    kept: Worth

    @classmethod
    def of(cls, columns: Columns, options: Options, rows: Ints, price: Worth) -> Self:
        """Price the coaches of some rows."""
        minutes = columns.people.coaching_minutes[rows].astype(np.int64)[:, None]
        numbers = options.scarce.coach
        able = options.coaches.fits[rows] & (options.problem.capacity[numbers] >= minutes)
        every = np.broadcast_to(np.arange(len(numbers)), (len(rows), len(numbers)))
        kept = draw.coach_kept(columns, rows[:, None], every) - price[numbers] * minutes
        return cls(criteria.coach(columns, rows), np.where(able, kept, IMPOSSIBLE))


@dataclass(frozen=True, slots=True)
class _Usual:
    """The points of all coaches (k, q), and of each coached pair who is worth most anywhere.

    `gain` is that with what is kept and the price, `most` the most points of any coach; `there`
    tells whether that one is there at the start, at a place that is liked.
    """

    coach: Int32s
    gain: Worth
    points: Int32s
    most: Int32s
    there: Bools


@dataclass(frozen=True)
class Priced:
    """All that the rules allow some people, priced; p pairs ordered by row, then column.

    Attributes
    ----------
    filled, unknown
        By criterion that weighs, but the coach: its score (p,), neutral where it is unknown.
    penalty
        int32 (p,) what broken soft rules take off.
    standing
        (p,) the bonus less a point for a question and the price of what the place takes;
        impossible where more is taken than running placements leave.
    coached
        Which pairs ask a coach, as positions; `whose` gives the row of each among `helpers`.
    """

    columns: Columns
    pairs: EligiblePairs
    filled: Mapping[str, Scores]
    unknown: Mapping[str, Bools]
    penalty: Int32s
    standing: Worth
    coached: Ints
    whose: Ints
    helpers: Helpers

    @classmethod
    def of(cls, columns: Columns, options: Options, pairs: EligiblePairs, price: Worth) -> Self:
        """Price pairs at what one more of each resource is worth."""
        listed, weights = columns.pair_list(pairs.row, pairs.col), columns.weights
        scores = {
            name: np.broadcast_to(score, listed.shape)
            for name, score in criteria.judged(listed).items()
            if weights.weights.get(name)
        }
        unknown = {name: np.isnan(score) for name, score in scores.items()}
        neutral = np.float32(weights.neutral)
        places = _places(options, pairs)
        coached = np.flatnonzero(draw.asks_coach(columns, places))
        rows, whose = np.unique(pairs.row[coached], return_inverse=True)
        soft = Mode.SOFT in {*weights.modes.values(), *weights.item_modes.values()}
        broken = judge(listed).soft_broken if soft else np.zeros(listed.shape, np.uint8)
        return cls(
            columns=columns,
            pairs=pairs,
            filled={
                name: np.where(unknown[name], neutral, score) for name, score in scores.items()
            },
            unknown=unknown,
            penalty=broken.astype(np.int32) * weights.soft_penalty,
            standing=draw.bonus(columns, places)
            - pairs.question
            - _cost(columns, options, places, price),
            coached=coached,
            whose=whose,
            helpers=Helpers.of(columns, options, rows, price),
        )

    def worth(
        self,
        weights: Mapping[str, int] | None = None,
        answered: tuple[str, float] | None = None,
        more_broken: Int32s | int = 0,
    ) -> Worth:
        """Give what each pair is worth with the best coach, less prices; impossible below minimum.

        By other weights; or with another score of one criterion where it is unknown; or with more
        taken off for soft rules.
        """
        weighs, least = weights or self.columns.weights.weights, self.columns.weights.minimum_fit
        points = self._points(weighs, answered) - self.penalty - more_broken
        points = np.maximum(points, 0)
        whole = int(criteria.coach_points(weighs, np.ones(1, np.float32))[0])
        fit = np.where(self.pairs.rather_not, least, points + whole).astype(float)
        fit[fit < least] = IMPOSSIBLE
        if len(self.coached):
            usual = self._usual(weighs) if weights else self.usual
            fit[self.coached] = self._coached(points[self.coached], usual, least)
        return np.asarray(self.standing + fit)

    def _points(self, weighs: Mapping[str, int], answered: tuple[str, float] | None) -> Int32s:
        named, score = answered or ("", 0.0)
        scores = (
            (name, np.where(self.unknown[name], np.float32(score), seen) if name == named else seen)
            for name, seen in self.filled.items()
        )
        weighed = ((weighs[name], seen) for name, seen in scores)
        return criteria.points_of(weighed, sum(weighs.values()), self.penalty.shape)

    @cached_property
    def usual(self) -> _Usual:
        """The coaches by the weights as they are."""
        return self._usual(self.columns.weights.weights)

    def _usual(self, weighs: Mapping[str, int]) -> _Usual:
        coach = criteria.coach_points(weighs, self.helpers.scores)
        if not coach.shape[1]:
            coach = np.full((len(coach), 1), draw.NONE, np.int32)
        kept = self.helpers.kept if self.helpers.kept.shape[1] else np.full(coach.shape, IMPOSSIBLE)
        best = (coach + kept).argmax(axis=1)
        each = np.arange(len(best))
        start, calendar = self.pairs.start[self.coached], self.columns.coaches
        one = best[self.whose]
        there = np.zeros(len(one), np.bool_)
        if len(calendar.start):
            there = (calendar.start[one] <= start) & (start <= calendar.end[one])
        return _Usual(
            coach=coach,
            gain=(coach + kept)[each, best][self.whose],
            points=coach[each, best][self.whose],
            most=coach.max(axis=1)[self.whose],
            there=there & ~self.pairs.rather_not[self.coached],
        )

    def _coached(self, points: Int32s, usual: _Usual, least: int) -> Worth:
        """Give the fit with the coach who is worth most, of each pair that asks one.

        Nearly always that is one coach for all places of a person; where not, all are compared.
        """
        fit = np.asarray(points + usual.gain, float)
        unliked = self.pairs.rather_not[self.coached]
        reached = usual.there & (points + usual.points >= least)
        hopeless = (points + usual.most < least) & ~unliked
        fit[hopeless] = IMPOSSIBLE
        others = np.flatnonzero(~reached & ~hopeless)
        for at in np.array_split(others, 1 + len(others) // draw.BLOCK):
            fit[at] = self._compared(at, points[at], usual.coach, least)
        return fit

    def _compared(self, at: Ints, points: Int32s, coach: Int32s, least: int) -> Worth:
        pairs, calendar, whose = self.coached[at], self.columns.coaches, self.whose[at]
        if not len(calendar.start):
            return np.full(len(at), IMPOSSIBLE)
        start, unliked = self.pairs.start[pairs][:, None], self.pairs.rather_not[pairs][:, None]
        fit = np.where(unliked, least, points[:, None] + coach[whose]).astype(float)
        able = (calendar.start <= start) & (start <= calendar.end) & (fit >= least)
        worth = np.where(able, fit + self.helpers.kept[whose], IMPOSSIBLE)
        return np.asarray(worth.max(axis=1, initial=IMPOSSIBLE))


def weighing(columns: Columns) -> list[str]:
    """Name the criteria that weigh, in the order of `CRITERIA`, the coach last."""
    names = [*(each.__name__ for each in CRITERIA), COACH]
    return [name for name in names if columns.weights.weights.get(name)]


def _places(options: Options, pairs: EligiblePairs) -> Drafts:
    unit = np.zeros(int(pairs.row.max(initial=0)) + 1, np.int64)
    for number, members in enumerate(options.members):
        for row in members:
            if row < len(unit):
                unit[row] = number
    return draw.of_places(pairs, unit)


def _cost(columns: Columns, options: Options, places: Drafts, price: Worth) -> Worth:
    """Give the price of what each place takes, the coach apart; infinite where that is too much."""
    uses = uses_of(columns, options.scarce, places, options.members)
    count = np.diff(uses.ptr)
    each = price[uses.resource] * uses.amount
    each[uses.amount > options.problem.capacity[uses.resource]] = np.inf
    option = np.repeat(np.arange(len(count)), count)
    return np.asarray(np.bincount(option, each, minlength=len(count)), float)
