"""A plan in the words of people and places: who goes where, who does not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from solver.assignment import Result
from solver.facts import Counted
from solver.resources import Conflict, ResourceName
from solver.snapshot import Proposed
from solver.steps import Adjustment


class UnplacedReason(StrEnum):
    """Why somebody has no place in a plan; exactly one is the true one.

    `NOT_KNOWN`: a place was left for this person, and the plan is not proven best.
    """

    NOWHERE_ELIGIBLE = "nowhere_eligible"
    RESOURCE_TAKEN = "resource_taken"
    BELOW_MINIMUM_FIT = "below_minimum_fit"
    KEPT_OUT = "kept_out"
    NOT_KNOWN = "not_known"


class Flip(NamedTuple):
    """What makes another place better, with the others unchanged.

    Attributes
    ----------
    change
        `less` or `more`: of the weight, by a fifth. `answer`: to what is not known.
    code
        The criterion or the rule.
    vacancy
        The place that would be best then, qualified; None: the proposed one would not be possible,
        and nothing else is worth its price.
    points
        By how much it would be better, prices taken off; where the proposed place would not be
        possible, than no place at all.
    """

    change: str
    code: str
    vacancy: str | None
    points: int


class Robustness(NamedTuple):
    """What makes another place better, the most points first: nothing where the place is robust.

    Attributes
    ----------
    question
        What is not known whose answer changes most; None where no answer changes anything.
    swing
        By how many points it changes what the best place is worth, prices taken off.
    """

    flips: tuple[Flip, ...]
    question: str | None
    swing: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person's place; references are qualified (`GM0222/v12`).

    Attributes
    ----------
    fit
        0–10,000, the person's own; of two places their mean.
    contributions
        Points per criterion, and what adjusts them; they add up to the fit.
    counted
        The weight of each criterion, and what it saw; empty of a plan that was stored before that
        was kept.
    unknowns
        Rules and criteria that could not be judged.
    robustness
        What makes another place better, with the others unchanged; None where it is not known.
    question, motivate
        The place rests on an unknown hard rule; a person must give a reason when deciding.
    runner_up_fit
        The best fit of this person, with the best coach, at another place than those proposed,
        whether or not it is still free; None when there is no other place.
    """

    candidate: str
    vacancies: tuple[str, ...]
    coach: str | None
    start: date
    fit: int
    contributions: Mapping[str, int]
    unknowns: tuple[str, ...]
    signals: tuple[Mapping[str, object], ...]
    question: bool
    rather_not: bool
    runner_up_fit: int | None
    motivate: bool = False
    counted: Mapping[str, Counted] = field(default_factory=dict)
    robustness: Robustness | None = None


class Would(StrEnum):
    """Whether somebody would be placed after a change.

    `PLACED`: there is a plan with this person in it that is worth no less than the present one.
    `NOT_PLACED`: it is proven that there is none.
    """

    PLACED = "placed"
    NOT_PLACED = "not_placed"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Enabling:
    """A single change that would help somebody without a place, told and not advised.

    Attributes
    ----------
    opens
        How many places are open then that are not open now. After a change to the person: by the
        rules, the coach and the minimum fit; room is another matter. After one to what there is:
        places of which this was all that lacked.
    """

    change: Adjustment
    opens: int
    would: Would


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One person without a place, and the one true main reason.

    Attributes
    ----------
    detail
        The rule that removes most places when nowhere eligible; `coach` when no coach fits,
        `group` when a group has no place in common, from one day on, or one of them has none,
        `min_start` when no team comes together; the resource of which there is less in all than
        this person takes. The resource that others took. For whoever is kept out: `exemption`,
        `paused`, `placed` (has as many places as wanted, or they are kept), `forbidden` (declined)
        or `group`. Else None.
    price
        Of the resource that others took: points for one seat or one minute; None when not known.
    competing
        How many could use that resource, this person among them; people who start together once.
    enabling
        Single changes that would open something, from what asks least.
    """

    candidate: str
    reason: UnplacedReason
    detail: str | ResourceName | None
    price: float | None = None
    competing: int | None = None
    enabling: tuple[Enabling, ...] = ()


class Cause(StrEnum):
    """Why somebody's proposal is not what it was.

    It could not stay, and takes nothing from the budget: the person or a place is gone; the coach
    is, or does not fit any more; a rule says no by now; the fit is below the minimum by now; there
    is less room than stands open; or several of these, of which no single one can be named.

    It could have stayed: a better fit elsewhere, or room made for others at a fit that is not
    better. `SECOND_PLACE`: what stood open, and one more. `OTHER_COACH`: the same place, with
    another coach. `NEW`: nothing stood open.
    """

    PERSON_GONE = "person_gone"
    PLACE_GONE = "place_gone"
    COACH_GONE = "coach_gone"
    NOT_ALLOWED = "not_allowed"
    BELOW_MINIMUM_FIT = "below_minimum_fit"
    NO_ROOM = "no_room"
    NOT_KNOWN = "not_known"
    BETTER = "better"
    MAKES_ROOM = "makes_room"
    SECOND_PLACE = "second_place"
    OTHER_COACH = "other_coach"
    NEW = "new"


#: Causes of what could not stay as it was.
FORCED = frozenset(
    {
        Cause.PERSON_GONE,
        Cause.PLACE_GONE,
        Cause.COACH_GONE,
        Cause.NOT_ALLOWED,
        Cause.BELOW_MINIMUM_FIT,
        Cause.NO_ROOM,
        Cause.NOT_KNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One person's proposal before and after, None where there is none.

    Attributes
    ----------
    detail
        What says no: the rule, what keeps the person out, `group` when the people of a group cannot
        start there together, or `two_places` when two do not go together; else None.
    fit_now
        What was proposed, as it fits on this day, 0-10,000; None where it could not stay.
        Of people who start together, their mean.
    """

    candidate: str
    before: Proposed | None
    after: Proposal | None
    cause: Cause
    detail: str | None = None
    fit_now: int | None = None

    @property
    def gain(self) -> int | None:
        """How much better it fits than what stood open would now."""
        if self.fit_now is None or self.after is None:
            return None
        return self.after.fit - self.fit_now


@dataclass(frozen=True, slots=True)
class ResourceUse:
    """How much of a resource a plan uses, and its price in points per unit, None when unknown.

    `hold_back` is what one unit is worth to people who are expected, None when not asked.
    """

    name: ResourceName
    capacity: int
    used: int
    price: float | None
    hold_back: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a match comes to.

    Attributes
    ----------
    person_prices
        What it is worth, in points, that somebody takes part, of people who start together all of
        them; empty where that is not known.
    changed
        How many are at other places than stood open though these could have stayed, people who
        start together once: never more than the change budget.
    conflicts
        What running placements take too much of: nobody is moved for it, and nobody proposed to it.
    left_out
        Combinations of two places that were not looked at: bound and gap are over all other
        options, and no plan is called proven best.
    """

    proposals: tuple[Proposal, ...]
    unplaced: tuple[Unplaced, ...]
    resources: tuple[ResourceUse, ...]
    result: Result
    greedy_placed: int
    greedy_value: int
    seconds: Mapping[str, float]
    person_prices: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    changed: int = 0
    conflicts: tuple[Conflict, ...] = ()
    left_out: int = 0

    @property
    def forced(self) -> int:
        """How many could not stay where it stood open."""
        return sum(change.cause in FORCED for change in self.changes)

    @property
    def gap(self) -> float | None:
        """The share by which no plan is better than this one; None when this one is worth nothing.

        Of the first tier; 0 when it is proven best.
        """
        result = self.result
        return result.gap[0] if result.value and result.value[0] and self.proposals else None
