"""Why no place: the one true main reason, from what was judged and what was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import criteria
from solver import drafts as draw
from solver.assignment import usage_of
from solver.columns import Columns
from solver.drafts import Drafts
from solver.encoding import Bools, Int32s, Ints
from solver.groups import coaches_for_all, in_common
from solver.options import Options
from solver.plan import Unplaced, UnplacedReason
from solver.resources import ResourceName
from solver.rules import NO, item_modes, verdicts
from solver.rules_capacity import functional_load
from solver.weights import Mode

Prices: TypeAlias = NDArray[np.float64]
Reason: TypeAlias = tuple[UnplacedReason, str | ResourceName | None]
GROUP, MIN_START = "group", "min_start"
EXEMPTION, PLACED, FORBIDDEN = "exemption", "placed", "forbidden"


def reasons(
    columns: Columns, options: Options, choice: Int32s, companion: Int32s, price: Prices
) -> tuple[Unplaced, ...]:
    """Give everybody without a place the one true main reason."""
    taken = _Taken.of(options, choice, companion, price)
    places = draw.of_places(options.pairs, np.zeros(len(columns.people.start), np.int64))
    found = []
    for unit, members in enumerate(options.members):
        if choice[unit] < 0:
            shared = taken.reason(unit)
            found += [
                Unplaced(
                    columns.candidate_names[row],
                    *(shared or _without_options(columns, options, members, (row, places))),
                )
                for row in members
            ]
    return tuple(found)


def _without_options(
    columns: Columns, options: Options, members: tuple[int, ...], whose: tuple[int, Drafts]
) -> Reason:
    """Tell why a row whose unit has no option at all has none; `whose` has all places too."""
    row, places = whose
    decided = kept_out(columns, row)
    if decided is not None:
        return UnplacedReason.KEPT_OUT, decided
    if any(kept_out(columns, member) for member in members):
        return UnplacedReason.KEPT_OUT, GROUP
    if not len(draw.of_row(places, row)):
        return nowhere(columns, row)
    together = in_common(columns, [draw.of_row(places, member) for member in members])
    if not len(together):
        return UnplacedReason.NOWHERE_ELIGIBLE, GROUP
    if not len(coaches_for_all(columns, options.coaches, together)[0]):
        return UnplacedReason.NOWHERE_ELIGIBLE, criteria.COACH
    return UnplacedReason.BELOW_MINIMUM_FIT, None


def kept_out(columns: Columns, row: int) -> str | None:
    """Name the decision that stands: an exemption, or a place that somebody has; None if none."""
    if columns.people.kept_out[row]:
        return EXEMPTION
    return None if columns.people.places_left[row] else PLACED


def nowhere(columns: Columns, row: int) -> Reason:
    """Name the hard rule that alone stands in the way most often, else that says no most often.

    When that is what was declined before, a decision keeps the person out.
    """
    if not len(columns.vacancies.start):
        return UnplacedReason.NOWHERE_ELIGIBLE, "seat_free"
    hard = _refusals(columns, row)
    broken = np.sum(list(hard.values()), axis=0)
    alone = {name: int((refused & (broken == 1)).sum()) for name, refused in hard.items()}
    rule = max(hard, key=lambda name: (alone[name], int(hard[name].sum())))
    if rule == FORBIDDEN and alone[rule]:
        return UnplacedReason.KEPT_OUT, FORBIDDEN
    return UnplacedReason.NOWHERE_ELIGIBLE, rule


def _refusals(columns: Columns, row: int) -> dict[str, Bools]:
    """Tell, by hard rule, which vacancies it refuses to somebody."""
    pairs, weights = columns.pairs(np.array([row])), columns.weights
    refused = {
        name: answer[0] == NO
        for name, answer in verdicts(pairs).items()
        if weights.mode(name) is Mode.HARD
    }
    hard = [mode is Mode.HARD for mode in item_modes(weights).values()]
    able, asked = pairs.person.abilities[hard], pairs.vacancy.demands[hard]
    over = np.any((able >= 0) & (asked > able), axis=(0, 1))
    return refused | {functional_load.__name__: over}


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a plan leaves: which options lack something, and which wait for a team.

    Attributes
    ----------
    lacking
        bool, per use of a resource by an option: less is left than it takes.
    short, waiting
        bool (O,): some resource lacks; some team would not reach its minimum.
    stuck
        bool (U,): all companions that the unit must choose from lack minutes.
    rates
        float (R,), price per unit of each resource, 0 when not known.
    """

    options: Options
    lacking: Bools
    short: Bools
    waiting: Bools
    stuck: Bools
    mate_lacking: Bools
    rates: Prices

    @classmethod
    def of(cls, options: Options, choice: Int32s, companion: Int32s, price: Prices) -> _Taken:
        """Compare what is left with what every option takes."""
        problem = options.problem
        used = usage_of(problem, choice, companion)
        left = problem.capacity - used
        lacking = left[problem.option_resource] < problem.option_use
        mate_lacking = left[problem.companion_resource] < problem.companion_use
        waiting = np.zeros(len(lacking), np.bool_)
        if problem.min_use_if_used is not None:
            least = problem.min_use_if_used[problem.option_resource]
            waiting = used[problem.option_resource] + problem.option_use < least
        room = np.zeros(problem.units, np.bool_)
        room[problem.companion_unit[~mate_lacking]] = True
        return cls(
            options,
            lacking,
            _any_of(problem.option_ptr, lacking),
            _any_of(problem.option_ptr, waiting),
            problem.unit_needs_companion & ~room,
            mate_lacking,
            np.nan_to_num(price) if len(price) else np.zeros(problem.resources),
        )

    def reason(self, unit: int) -> Reason | None:
        """Say why a unit takes none of its options; None when it has no option."""
        problem = self.options.problem
        low, high = np.searchsorted(problem.option_unit, [unit, unit + 1])
        if low == high:
            return None
        lacks = self.short[low:high] | self.stuck[unit]
        if not (lacks | self.waiting[low:high]).all():
            return UnplacedReason.NOT_KNOWN, None
        if not lacks.any():
            return UnplacedReason.NOWHERE_ELIGIBLE, MIN_START
        worth = np.where(lacks, problem.option_value[low:high, 0], -1)
        return UnplacedReason.RESOURCE_TAKEN, self._dearest(unit, int(low + worth.argmax()))

    def _dearest(self, unit: int, option: int) -> ResourceName:
        """Name the resource of which most value would be taken, among those that lack."""
        problem = self.options.problem
        at = np.arange(problem.option_ptr[option], problem.option_ptr[option + 1])
        at = at[self.lacking[at]]
        resource, use = problem.option_resource[at], problem.option_use[at]
        if not len(at):
            mates = np.flatnonzero((problem.companion_unit == unit) & self.mate_lacking)
            resource, use = problem.companion_resource[mates], problem.companion_use[mates]
        return self.options.names[int(resource[np.argmax(self.rates[resource] * use)])]


def _any_of(ptr: Ints, flags: Bools) -> Bools:
    """Tell for each option whether any of its uses is flagged."""
    total = np.concatenate([[0], np.cumsum(flags)])
    return np.asarray(total[ptr[1:]] > total[ptr[:-1]])
