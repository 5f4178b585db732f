"""What a plan leaves of everything scarce, and so what stands in the way of whoever it leaves out.

Only what is true is named: a resource that is short in every option of a unit, or the only one that
is short in some option; else, where every option lacks several, the dearest of what the best lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.assignment import Problem, usage_of
from solver.encoding import Bools, Int32s, Ints, span
from solver.options import NONE, Options
from solver.plan import UnplacedReason
from solver.resources import ResourceKind, ResourceName

Prices: TypeAlias = NDArray[np.float64]
Reason: TypeAlias = tuple[UnplacedReason, str | ResourceName | None]
MIN_START = "min_start"
_KINDS = tuple(ResourceKind)
_COACHING = _KINDS.index(ResourceKind.COACHING)


@dataclass(frozen=True, slots=True)
class _Short:
    """What is short, per use: for which of a unit's options, of what, and what it would cost."""

    option: Ints
    resource: Ints
    cost: Prices

    def only(self, kept: Bools) -> _Short:
        return _Short(self.option[kept], self.resource[kept], self.cost[kept])

    @property
    def dearest(self) -> int:
        return int(self.resource[self.cost.argmax()])

    def and_of(self, other: _Short) -> _Short:
        return _Short(
            np.concatenate([self.option, other.option]),
            np.concatenate([self.resource, other.resource]),
            np.concatenate([self.cost, other.cost]),
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a plan leaves: which options lack something, and which wait for a team.

    Attributes
    ----------
    lacking
        bool, per use of a resource by an option: less is left than it takes.
    waiting, hopeless
        bool (O,): some team would not reach its minimum; it could not with everybody eligible.
    stuck
        bool (U,): all companions that the unit may choose from lack minutes.
    kind
        (R,): the position of each resource's kind in `ResourceKind`.
    rates
        float (R,), price per unit of each resource, 0 when not known.
    """

    options: Options
    lacking: Bools
    waiting: Bools
    hopeless: Bools
    stuck: Bools
    kind: Ints
    rates: Prices

    @classmethod
    def of(cls, options: Options, choice: Int32s, companion: Int32s, price: Prices) -> Taken:
        """Compare what is left with what every option takes."""
        problem = options.problem
        used = usage_of(problem, choice, companion)
        left = problem.capacity - used
        room = np.zeros(problem.units, np.bool_)
        with_room = left[problem.companion_resource] >= problem.companion_use
        room[problem.companion_unit[with_room]] = True
        return cls(
            options,
            left[problem.option_resource] < problem.option_use,
            _below_minimum(problem, used[problem.option_resource] + problem.option_use),
            _below_minimum(problem, _most_use(problem)[problem.option_resource]),
            problem.accompanied & ~room,
            np.array([_KINDS.index(name.kind) for name in options.names], np.int64),
            np.nan_to_num(price) if len(price) else np.zeros(problem.resources),
        )

    def reason(self, unit: int, proven: bool) -> Reason | None:
        """Say why a unit takes none of its options; None when it has no option.

        That no team comes together is only known of a plan that is `proven` best, or of a team
        for which there are not enough people.
        """
        low, high = span(self.options.problem.option_unit, unit)
        if low == high:
            return self._too_large(unit)
        short, waits = self._short(unit, low, high), self.waiting[low:high]
        lacks = np.bincount(short.option, minlength=high - low) > 0
        if not (lacks | waits).all():
            return UnplacedReason.NOT_KNOWN, None
        worth = np.where(waits, NONE, self.options.problem.option_value[low:high, 0])
        named = self._named(short, worth)
        if named is not None:
            return UnplacedReason.RESOURCE_TAKEN, self.options.names[named]
        team = waits & ~lacks
        if team.any() and (proven or self.hopeless[low:high][team].all()):
            return UnplacedReason.NOWHERE_ELIGIBLE, MIN_START
        if team.any():
            return UnplacedReason.NOT_KNOWN, None
        best = short.only(short.option == worth.argmax())
        return UnplacedReason.RESOURCE_TAKEN, self.options.names[best.dearest]

    def _short(self, unit: int, low: int, high: int) -> _Short:
        """Give what is short for each option of a unit, its companions' minutes included."""
        problem = self.options.problem
        at = np.arange(problem.option_ptr[low], problem.option_ptr[high])
        option = np.repeat(np.arange(high - low), np.diff(problem.option_ptr[low : high + 1]))
        resource = problem.option_resource[at].astype(np.int64)
        own = _Short(option, resource, self.rates[resource] * problem.option_use[at])
        own = own.only(self.lacking[at])
        return own.and_of(self._mates(unit, low, high)) if self.stuck[unit] else own

    def _mates(self, unit: int, low: int, high: int) -> _Short:
        """Give what the options that need a companion lack: minutes of the dearest."""
        problem = self.options.problem
        mates = np.flatnonzero(problem.companion_unit == unit)
        cost = self.rates[problem.companion_resource[mates]] * problem.companion_use[mates]
        dearest = mates[np.argmax(cost)]
        needing = np.flatnonzero(problem.option_needs_companion[low:high])
        resource = np.full(len(needing), problem.companion_resource[dearest], np.int64)
        return _Short(needing, resource, np.full(len(needing), cost.max()))

    def _named(self, short: _Short, worth: Ints) -> int | None:
        """Name what all options lack, else the only thing that the best such option lacks.

        One coach stands for another. Else it is something of a kind that all options lack, such
        as a seat. `worth` has each option's value, below 0 where a team is wanting as well.
        """
        kind = self.kind[short.resource]
        thing = np.where(kind == _COACHING, NONE, short.resource)
        options = len(worth)
        everywhere = short.only(_in_all(short.option, thing, options))
        if len(everywhere.option):
            return everywhere.dearest
        alone = (np.bincount(_pairs(short.option, thing)[0], minlength=options) == 1) & (worth >= 0)
        single = short.only(alone[short.option])
        if len(single.option):
            return int(single.resource[worth[single.option].argmax()])
        alike = short.only(_in_all(short.option, kind, options))
        return alike.dearest if len(alike.option) else None

    def _too_large(self, unit: int) -> Reason | None:
        """Say what left a unit without an option: what others hold, or never was enough."""
        beyond = self.options.too_large
        mine = beyond.unit == unit
        if not mine.any():
            return None
        option, ever = beyond.option[mine], beyond.ever[mine]
        held = ~np.isin(option, option[ever])
        kept = held if held.any() else np.ones(len(option), np.bool_)
        _, ordinal = np.unique(option[kept], return_inverse=True)
        resource = beyond.resource[mine][kept].astype(np.int64)
        short = _Short(ordinal, resource, np.zeros(len(resource)))
        named = self._named(short, np.zeros(int(ordinal.max()) + 1, np.int64))
        if named is None:
            return UnplacedReason.NOT_KNOWN, None
        if held.any():
            return UnplacedReason.RESOURCE_TAKEN, self.options.names[named]
        return UnplacedReason.NOWHERE_ELIGIBLE, self.options.names[named].whole


def _pairs(option: Ints, what: Ints) -> Ints:
    """Give each option with each different thing it lacks, (2, pairs)."""
    return np.unique(np.stack([option, what]), axis=1)


def _in_all(option: Ints, what: Ints, options: int) -> Bools:
    """Tell which uses are of something that all options lack."""
    things, counts = np.unique(_pairs(option, what)[1], return_counts=True)
    return np.isin(what, things[counts == options])


def _below_minimum(problem: Problem, use: Ints) -> Bools:
    """Tell which options have a resource of which `use`, per use, is below the minimum."""
    if problem.min_use_if_used is None:
        return np.zeros(problem.options, np.bool_)
    below = use < problem.min_use_if_used[problem.option_resource]
    total = np.concatenate([[0], np.cumsum(below)])
    return np.asarray(total[problem.option_ptr[1:]] > total[problem.option_ptr[:-1]])


def _most_use(problem: Problem) -> Ints:
    """Give how much of each resource all units together could use, capacity aside, (R,)."""
    option = np.repeat(np.arange(problem.options), np.diff(problem.option_ptr))
    key = problem.option_unit[option].astype(np.int64) * problem.resources + problem.option_resource
    above = int(problem.option_use.max(initial=0)) + 1
    use = np.sort(key * above + problem.option_use)
    last = use[np.diff(use // above, append=-1) != 0]
    most = np.zeros(problem.resources, np.int64)
    np.add.at(most, last // above % problem.resources, last % above)
    return most
