"""Check pairs that a person has in mind: allowed or not with every reason, the fit, what lacks.

Unlike the short list it answers for any pair, also one that the rules forbid, and it names all that
stands in the way, not only the first thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from solver.columns import Columns
from solver.criteria import COACH
from solver.desk import Desk
from solver.drafts import NONE
from solver.eligible import CoachFit, EligiblePairs, judged_pairs
from solver.encoding import Bools, Ints
from solver.explain import Why, coach_name, contributions, explain_pairs
from solver.facts import Counted, Fact, coach_facts, counted
from solver.ground import qualified
from solver.reasons import kept_out
from solver.resources import ResourceName
from solver.rules import NO, UNKNOWN, refusals
from solver.rules_entry import exemption
from solver.runner_up import beside
from solver.takers import Taker, placed_there
from solver.weighed import best_coach, uses_of_pairs
from solver.weights import Mode


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair by row and column, and the coach that is wanted.

    None: the best that fits; `NONE`: no coach is counted, as at the second of two places.
    """

    row: int
    col: int
    coach: int | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """A scarce thing of which less is left than is asked; seats, or minutes per week.

    `by` is who has what of it.
    """

    resource: ResourceName
    left: int
    asked: int
    by: tuple[Taker, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be said of one pair; references are qualified (`GM0222/v12`).

    Attributes
    ----------
    allowed
        False where a hard rule says no, no coach fits, or a decision keeps the person out.
    question
        A hard rule cannot tell: ask first.
    kept_out
        The decision that stands, as in `solver.reasons.kept_out`; None if none.
    broken, motivate, soft
        Rules that say no: hard ones (`coach` where none fits), those for which a person must give
        a reason, and those that only take points off.
    unknowns, signals
        Rules and criteria that cannot tell; items of which more is asked than the person can.
    fit, contributions
        0–10,000, and what each criterion adds.
    below_minimum
        No plan would use the pair: its fit is below the minimum.
    lacking
        Everything of which too little is left for this pair alone.
    counted
        The weight of each criterion, and what it saw.
    runner_up_fit
        The best fit at any other place, free or not; None without one, or where not asked.
    """

    candidate: str
    vacancy: str
    organisation: str
    coach: str | None
    allowed: bool
    question: bool
    kept_out: str | None
    broken: tuple[str, ...]
    motivate: tuple[str, ...]
    soft: tuple[str, ...]
    unknowns: tuple[str, ...]
    signals: tuple[Mapping[str, object], ...]
    start: date
    fit: int
    contributions: Mapping[str, int]
    rather_not: bool
    below_minimum: bool
    lacking: tuple[Lack, ...]
    counted: Mapping[str, Counted]
    runner_up_fit: int | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What is to be said of several pairs, and what they would overbook together."""

    each: tuple[Check, ...]
    overbooked: tuple[Lack, ...]


def check(
    columns: Columns, asked: Sequence[Asked], desk: Desk | None = None, *, compared: bool = False
) -> Checks:
    """Check pairs, of any candidates and vacancies of the columns.

    `compared` with the best other place of each person, for which all of them are judged.
    """
    if not asked:
        return Checks((), ())
    judged = _Judged.of(columns, asked, desk or Desk.of(columns))
    each = [judged.told(at) for at in range(len(asked))]
    if compared:
        others = beside(columns, judged.pairs.row, judged.pairs.col)
        pairs = zip(each, others, strict=True)
        each = [replace(told, runner_up_fit=other) for told, other in pairs]
    return Checks(tuple(each), judged.lacking(np.ones(len(asked), np.bool_)))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The p pairs judged at once.

    Attributes
    ----------
    coach
        (p,) the coach of each; -1 where none is needed, or none fits.
    coached
        (p,) none is needed, or the coach fits.
    need
        (p, R) what each takes of everything scarce.
    """

    columns: Columns
    desk: Desk
    pairs: EligiblePairs
    allowed: Ints
    refused: Mapping[Mode, Mapping[str, Bools]]
    whys: Sequence[Why]
    seen: Sequence[Fact]
    coach: Ints
    coached: Bools
    part: Ints
    need: Ints

    @classmethod
    def of(cls, columns: Columns, asked: Sequence[Asked], desk: Desk) -> _Judged:
        rows, cols = (np.array([getattr(one, side) for one in asked]) for side in ("row", "col"))
        pairs, allowed = judged_pairs(columns, rows, cols)
        listed = columns.pair_list(rows, cols)
        coach, coached, part = _coaches(columns, asked, pairs, desk)
        return cls(
            columns=columns,
            desk=desk,
            pairs=pairs,
            allowed=allowed.astype(np.int64),
            refused={mode: refusals(listed, mode) for mode in Mode},
            whys=explain_pairs(listed),
            seen=coach_facts(columns, rows, coach),
            coach=coach,
            coached=coached,
            part=part,
            need=_need(columns, pairs, coach, desk),
        )

    def told(self, at: int) -> Check:
        """Say what is to be said of one pair."""
        columns, pairs, why = self.columns, self.pairs, self.whys[at]
        row, col = int(pairs.row[at]), int(pairs.col[at])
        vacancy, minimum = columns.snapshot.vacancies[col], columns.weights.minimum_fit
        points, part = int(pairs.points[at]), int(self.part[at])
        fit = minimum if why.rather_not else points + part
        decided = kept_out(columns, row)
        broken = self._refusing(Mode.HARD, at) + (() if self.coached[at] else (COACH,))
        if decided is not None:  # what the rule says no to, under its true name
            broken = tuple(name for name in broken if name != exemption.__name__)
        return Check(
            candidate=columns.candidate_names[row],
            vacancy=columns.vacancy_names[col],
            organisation=qualified(vacancy.organisation, vacancy.municipality),
            coach=coach_name(columns, int(self.coach[at])),
            allowed=decided is None and not broken and bool(self.allowed[at] > NO),
            question=bool(self.allowed[at] == UNKNOWN),
            kept_out=decided,
            broken=broken,
            motivate=self._refusing(Mode.MOTIVATE, at),
            soft=self._refusing(Mode.SOFT, at),
            unknowns=why.unknowns,
            signals=why.signals,
            start=pairs.start[at].astype("datetime64[D]").astype(object),
            fit=fit,
            contributions=contributions([why], [points], part, fit),
            rather_not=why.rather_not,
            below_minimum=fit < minimum,
            lacking=self.lacking(np.arange(len(self.whys)) == at),
            counted=counted(columns.weights, [why.facts], self.seen[at]),
        )

    def lacking(self, chosen: Bools) -> tuple[Lack, ...]:
        """Name all of which too little is left for the chosen pairs together."""
        need, left = self.need[chosen].sum(axis=0), self.desk.left
        names, lacking = self.desk.scarce.names, np.flatnonzero(need > left).tolist()
        by = placed_there(self.columns, self.desk, lacking) if lacking else {}
        return tuple(Lack(names[at], int(left[at]), int(need[at]), by[at]) for at in lacking)

    def _refusing(self, mode: Mode, at: int) -> tuple[str, ...]:
        return tuple(name for name, refused in self.refused[mode].items() if refused[at])


def _coaches(
    columns: Columns, asked: Sequence[Asked], pairs: EligiblePairs, desk: Desk
) -> tuple[Ints, Bools, Ints]:
    """Give the coach of each pair, whether one fits where needed, and its part in the fit."""
    coach, coached = np.full(len(asked), NONE, np.int64), np.ones(len(asked), np.bool_)
    part = np.zeros(len(asked), np.int64)
    for at, one in enumerate(asked):
        fits = CoachFit.of(columns, np.array([one.row]))
        part[at] = fits.whole
        minutes = columns.people.coaching_minutes[one.row]
        if minutes == 0 or one.coach == NONE or not columns.vacancies.needs_coach[one.col]:
            continue
        room = desk.left[desk.scarce.coach] >= minutes
        wanted = np.arange(fits.fits.shape[1]) == one.coach
        narrowed = (
            fits if one.coach is None else CoachFit(fits.fits & wanted, fits.points, part[at])
        )
        coach[at] = best_coach(columns, narrowed, pairs.start[at : at + 1], room)[0]
        coached[at] = coach[at] != NONE
        part[at] = fits.points[0, coach[at]] if coached[at] else 0
    return coach, coached, part


def _need(columns: Columns, pairs: EligiblePairs, coach: Ints, desk: Desk) -> Ints:
    """Give what each pair takes of everything scarce (p, R)."""
    uses = uses_of_pairs(columns, pairs, coach, desk)
    need = np.zeros((len(pairs), len(desk.left)), np.int64)
    need[uses.option_of(np.arange(len(uses.resource))), uses.resource] = uses.amount
    return need
