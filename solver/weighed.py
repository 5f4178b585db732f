"""The places that the rules allow one person, weighed one by one: coach, fit, price, what lacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver import drafts as draw
from solver.codes import HIGHEST_PRIORITY, POINTS
from solver.columns import Columns
from solver.criteria import COACH
from solver.desk import Desk
from solver.drafts import NONE
from solver.eligible import CoachFit, EligiblePairs
from solver.encoding import Bools, Floats, Int32s, Ints
from solver.plan import UnplacedReason
from solver.resources import Names
from solver.snapshot import Proposed
from solver.taken import Reason
from solver.uses import Uses, uses_of
from solver.weights import WeightSet


@dataclass(frozen=True, slots=True)
class Places:
    """The k places that the rules allow somebody.

    Attributes
    ----------
    coaches
        What every coach adds for this person.
    coach, part
        (k,) the best coach with minutes left, else the best that fits, -1 when none is needed or
        none fits; what the coach, or needing none, adds to the fit.
    fit, price, hold_back
        (k,) points of the fit; what it takes is worth so much to others by a plan, and so much more
        to people who are expected: together whole points from 0 to what any place of anybody can
        be worth to a plan.
    worth
        (k,) what a plan weighs against the price: the fit, and the bonus of what counts as placed;
        the fit alone without a plan.
    own
        (k,) it is what a plan proposes to this person.
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
    price: Ints
    hold_back: Ints
    worth: Ints
    own: Bools
    coached: Bools
    possible: Bools
    reached: Bools
    lacking: Ints
    never: Ints
    names: Names

    @classmethod
    def of(
        cls, columns: Columns, pairs: EligiblePairs, desk: Desk, proposed: Proposed | None = None
    ) -> Places:
        """Weigh the pairs of one person, to whom a plan may have proposed something."""
        row, minimum = int(pairs.row[0]), columns.weights.minimum_fit
        minutes = columns.people.coaching_minutes[row]
        own = _is_proposed(columns, pairs, proposed)
        rates = _Rates.of(columns, pairs.chosen(own), desk, proposed)
        coaches = CoachFit.of(columns, pairs.row[:1])
        asked = (minutes > 0) & columns.vacancies.needs_coach[pairs.col]
        room = desk.left[desk.scarce.coach] >= minutes
        best = best_coach(columns, coaches, pairs.start, room)
        coach = np.where(asked, best, NONE)
        part = np.full(len(pairs), coaches.whole, np.int64)
        part[coach != NONE] = coaches.points[0, coach[coach != NONE]]
        fit = np.where(pairs.rather_not, minimum, pairs.points + part)
        coached = ~asked | (coach != NONE)
        uses = uses_of_pairs(columns, pairs, coach, desk)
        lacking, never = (_first_short(uses, there) for there in (desk.left, desk.whole))
        possible = coached & (never == NONE)
        reached = possible & (fit >= minimum)
        price, names = rates.prices(uses, desk.rate), desk.scarce.names
        more = rates.prices(uses, desk.kept) - price
        worth = fit + _bonus(columns, pairs) if desk.priced else fit
        return cls(pairs, coaches, coach, part, fit, price, more, worth, own, coached, possible,
                   reached, lacking, never, names)  # fmt: skip

    @property
    def free(self) -> Bools:
        """Tell which places can be suggested."""
        return np.asarray(self.reached & (self.lacking == NONE))

    @property
    def order(self) -> Ints:
        """Give the free places, the best first: by worth less price, then without a question.

        What is held back for people who are expected is taken off too.
        """
        lost = self.price + self.hold_back - self.worth
        best_first = np.lexsort((self.pairs.col, self.pairs.question, lost))
        return best_first[self.free[best_first]]

    def reason(self) -> Reason:
        """Say why none of the places can be suggested."""
        if not self.coached.any():
            return UnplacedReason.NOWHERE_ELIGIBLE, COACH
        if not self.possible.any():
            never = self.names[int(self.never[self.coached][0])]
            return UnplacedReason.NOWHERE_ELIGIBLE, never.whole
        if not self.reached.any():
            return UnplacedReason.BELOW_MINIMUM_FIT, None
        best = np.where(self.reached, self.fit, NONE).argmax()
        return UnplacedReason.RESOURCE_TAKEN, self.names[int(self.lacking[best])]


def most_worth(weights: WeightSet) -> int:
    """Give the most that a place of anybody can be worth to a plan: no price is above it."""
    return int(draw.bonus_of(weights, HIGHEST_PRIORITY)) + POINTS


@dataclass(frozen=True, slots=True)
class _Rates:
    """What others would give for what one person takes, beyond what is proposed to that person.

    Attributes
    ----------
    own
        (R,) how much of each resource the person's own proposal takes.
    """

    own: Ints
    most: int

    @classmethod
    def of(
        cls, columns: Columns, own: EligiblePairs, desk: Desk, proposed: Proposed | None
    ) -> _Rates:
        """Look at the pairs that are proposed to the person."""
        held = np.zeros(len(desk.rate), np.int64)
        if proposed is not None and len(own):
            coach = columns.vocabulary.coaches.get(proposed.coach or "", NONE)
            uses = uses_of_pairs(columns, own, np.int64(coach), desk)
            np.add.at(held, uses.resource, uses.amount)
        return cls(held, most_worth(columns.weights))

    def prices(self, uses: Uses, rate: Floats) -> Ints:
        """Give the price of all that each option takes, (options,), at one of each, (R,)."""
        options = len(uses.ptr) - 1
        beyond = np.maximum(0, uses.amount - self.own[uses.resource])
        of_option = np.repeat(np.arange(options), np.diff(uses.ptr))
        worth = rate[uses.resource] * beyond
        return self._in_points(np.asarray(np.bincount(of_option, worth, options), np.float64))

    def _in_points(self, worth: Floats) -> Ints:
        return np.rint(np.minimum(worth, self.most)).astype(np.int64)


def _bonus(columns: Columns, pairs: EligiblePairs) -> Ints:
    """Give what each pair earns a plan beside its fit."""
    counts = draw.counts_as_placed(columns, pairs.col)
    return np.asarray(draw.whole_bonus(columns, pairs.row) * counts)


def _is_proposed(columns: Columns, pairs: EligiblePairs, proposed: Proposed | None) -> Bools:
    names = () if proposed is None else proposed.vacancies
    return np.isin(pairs.col, [columns.supply.cols.get(name, NONE) for name in names])


def best_coach(columns: Columns, coaches: CoachFit, start: Int32s, room: Bools) -> Ints:
    """Give the best coach per place, one with minutes left before one without; -1 none fits."""
    calendar, days = columns.coaches, start[:, None]
    there = (calendar.start <= days) & (calendar.end >= days)
    rank = coaches.points[0] + 1 + room * (POINTS + 1)
    ranked = np.where(coaches.fits[0] & there, rank, NONE)
    nobody = np.zeros(len(start), np.int64)
    return np.asarray(np.column_stack([nobody, ranked]).argmax(axis=1) - 1)


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
