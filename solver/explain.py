"""Why this place: what each criterion adds, what is not known, and what asks too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from solver import criteria
from solver.codes import ITEM_CODES
from solver.columns import Columns
from solver.drafts import NONE
from solver.eligible import Said
from solver.encoding import Int32s, Ints
from solver.facts import Fact, coach_facts, counted, facts
from solver.ground import name_of
from solver.options import Options
from solver.pairs import Pairs
from solver.plan import Proposal, Robustness
from solver.rules import NO, UNKNOWN
from solver.runner_up import runners_up

RATHER_NOT, SOFT_RULES = "rather_not", "soft_rules"


@dataclass(frozen=True, slots=True)
class Why:
    """What can be said of one pair.

    Attributes
    ----------
    shares
        Points per criterion but the coach; they add up to the fit before any rule takes off.
    unknowns
        Rules and criteria that could not be judged, each name once.
    broken
        Rules that answer no: soft ones, or ones that need a reason.
    signals
        Functional items of which more is asked than the person can: item, demand, ability.
    facts
        What each criterion but the coach saw.
    """

    shares: Mapping[str, int]
    unknowns: tuple[str, ...]
    broken: tuple[str, ...]
    rather_not: bool
    signals: tuple[Mapping[str, object], ...]
    facts: Mapping[str, Fact]


def explain_pairs(pairs: Pairs, known: Said | None = None) -> list[Why]:
    """Say why, for each listed pair; `known` is what is said of them, when it was asked already."""
    said = known or Said.of(pairs)
    shares, answers = criteria.contributions(pairs, said.scores), said.answers
    weighs = pairs.weights.weights
    scores = {name: score for name, score in said.scores.items() if weighs.get(name)}
    unliked = np.broadcast_to(criteria.rather_not(pairs), pairs.shape)
    seen = facts(pairs, said.scores)
    return [
        Why(
            share,
            tuple(
                dict.fromkeys(
                    [name for name, answer in answers.items() if answer[at] == UNKNOWN]
                    + [name for name, score in scores.items() if np.isnan(score[at])]
                )
            ),
            tuple(name for name, answer in answers.items() if answer[at] == NO),
            bool(unliked[at]),
            _signals(pairs, at),
            seen[at],
        )
        for at, share in enumerate(shares)
    ]


def _signals(pairs: Pairs, at: int) -> tuple[Mapping[str, object], ...]:
    able, asked = pairs.person.abilities[:, at], pairs.vacancy.demands[:, at]
    return tuple(
        {"item": ITEM_CODES[item], "demand": int(asked[item]), "ability": int(able[item])}
        for item in np.flatnonzero((able >= 0) & (asked > able))
    )


def contributions(
    each: Sequence[Why], points: Sequence[int], coach_part: int, fit: int
) -> dict[str, int]:
    """Add up what the criteria give at one or two places, so that it comes to the fit.

    `points` are those of each place before the coach's part, `fit` what counts for all.
    """
    total: Counter[str] = Counter()
    for why, worth in zip(each, points, strict=True):
        total.update(why.shares)
        total[SOFT_RULES] += worth - sum(why.shares.values())
    mean = np.array(list(total.values())) / len(each)
    rounded = criteria.largest_remainder(mean, sum(points) // len(each))
    whole = dict(zip(total, rounded.tolist(), strict=True)) | {criteria.COACH: coach_part}
    whole[RATHER_NOT] = fit - sum(whole.values())
    optional = (SOFT_RULES, RATHER_NOT)
    return {name: worth for name, worth in whole.items() if worth or name not in optional}


def explained(
    columns: Columns,
    options: Options,
    choice: Int32s,
    companion: Int32s,
    sure: Mapping[int, Robustness] = MappingProxyType({}),
) -> tuple[Proposal, ...]:
    """Write a proposal for every member of every unit that is placed; `sure` is told by row."""
    placed = [
        (unit, row)
        for unit, members in enumerate(options.members)
        if choice[unit] >= 0
        for row in members
    ]
    if not placed:
        return ()
    found = _Explained(columns, options, choice, companion)
    return tuple(
        replace(found.proposal(unit, row), robustness=sure.get(row)) for unit, row in placed
    )


class _Explained:
    """The words for a plan; every chosen pair is judged once, all at the same time."""

    def __init__(
        self, columns: Columns, options: Options, choice: Int32s, companion: Int32s
    ) -> None:
        self.columns, self.options = columns, options
        self.choice, self.companion = choice, companion
        chosen = [
            (row, col)
            for unit, members in enumerate(options.members)
            if choice[unit] >= 0
            for row in members
            for col in options.option_cols[choice[unit]].tolist()
            if col != NONE
        ]
        rows, cols = (np.array(side, np.int64) for side in zip(*chosen, strict=True))
        whys = explain_pairs(columns.pair_list(rows, cols))
        self.why = dict(zip(chosen, whys, strict=True))
        found = _places_of(columns, options, rows, cols)
        pairs = options.pairs
        self.runner_up = runners_up(columns, options.coaches, pairs, found)
        self.coach = self._coaches()
        self.points = dict(zip(chosen, pairs.points[found].tolist(), strict=True))
        self.question = dict(zip(chosen, pairs.question[found].tolist(), strict=True))
        self.motivate = dict(zip(chosen, pairs.motivate[found].tolist(), strict=True))

    def proposal(self, unit: int, row: int) -> Proposal:
        """Write the proposal of one member of a unit."""
        options, option = self.options, int(self.choice[unit])
        cols = [col for col in options.option_cols[option].tolist() if col != NONE]
        each = [self.why[row, col] for col in cols]
        coach, fact = self.coach[row]
        part = options.coaches.whole if coach == NONE else int(options.coaches.points[row, coach])
        points = [self.points[row, col] for col in cols]
        unliked = any(why.rather_not for why in each)
        least = self.columns.weights.minimum_fit
        fit = least if unliked else sum(points) // len(points) + part
        return Proposal(
            candidate=self.columns.candidate_names[row],
            vacancies=tuple(self.columns.vacancy_names[col] for col in cols),
            coach=coach_name(self.columns, coach),
            start=options.option_start[option].astype(object),
            fit=fit,
            contributions=contributions(each, points, part, fit),
            unknowns=tuple(dict.fromkeys(name for why in each for name in why.unknowns)),
            signals=tuple(signal for why in each for signal in why.signals),
            question=any(self.question[row, col] for col in cols),
            rather_not=unliked,
            runner_up_fit=self.runner_up.get(row),
            motivate=any(self.motivate[row, col] for col in cols),
            counted=counted(self.columns.weights, [why.facts for why in each], fact),
        )

    def _coaches(self) -> dict[int, tuple[int, Fact]]:
        """Give the coach of every row that is placed, and what the criterion sees of it."""
        placed = [
            (row, self._coach(unit, row))
            for unit, members in enumerate(self.options.members)
            if self.choice[unit] >= 0
            for row in members
        ]
        rows, coaches = np.array(placed, np.int64).T
        seen = coach_facts(self.columns, rows, coaches)
        return {row: (coach, fact) for (row, coach), fact in zip(placed, seen, strict=True)}

    def _coach(self, unit: int, row: int) -> int:
        """Give the coach of a member; `NONE` for one who needs none."""
        mate, option = int(self.companion[unit]), int(self.choice[unit])
        by_mate = mate >= 0
        chosen = (
            self.options.companion_coach[mate] if by_mate else self.options.option_coach[option]
        )
        return int(chosen) if self.columns.people.coaching_minutes[row] > 0 else NONE


def coach_name(columns: Columns, coach: int) -> str | None:
    """Give the qualified reference of a coach, None for no coach (-1)."""
    if coach == NONE:
        return None
    record = columns.snapshot.coaches[coach]
    return name_of(record)


def _places_of(columns: Columns, options: Options, rows: Ints, cols: Ints) -> Ints:
    """Look up where pairs stand among all that the rules allow."""
    width = len(columns.vacancies.start)
    keys = options.pairs.row * width + options.pairs.col
    return np.searchsorted(keys, rows * width + cols)
