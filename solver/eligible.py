"""Who may go where and how well: every pair the rules allow, and every coach that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver import criteria
from solver.assignment.threads import Threads
from solver.columns import Columns
from solver.criteria import Scores
from solver.encoding import Bools, Int8s, Int32s, Ints
from solver.pairs import Pairs
from solver.rules import NO, RULES, Judgement, Verdicts, judge, verdicts, within_reach

BLOCK_ROWS = 512
#: A share of a grid for which it pays to list the pairs.
LITTLE = 0.4


@dataclass(frozen=True, slots=True)
class EligiblePairs:
    """Pairs (row, col) that no hard rule forbids, ordered by row, then column.

    Attributes
    ----------
    points
        int32, fit before the coach's part, less what broken soft rules take off.
    question, motivate, rather_not
        The pair rests on an unknown hard rule; needs a person's reason; is not liked.
    start
        int32 day number of the first day of the placement.
    """

    row: Ints
    col: Ints
    points: Int32s
    question: Bools
    motivate: Bools
    rather_not: Bools
    start: Int32s

    def __len__(self) -> int:
        return len(self.row)

    def chosen(self, kept: Bools | Ints) -> EligiblePairs:
        """Give some of the pairs."""
        return EligiblePairs(
            self.row[kept],
            self.col[kept],
            self.points[kept],
            self.question[kept],
            self.motivate[kept],
            self.rather_not[kept],
            self.start[kept],
        )


def eligible_pairs(
    columns: Columns, rows: Ints | None = None, *, threads: int = 1
) -> EligiblePairs:
    """Judge and score every pair of the given candidates (all by default), block by block.

    The same on any number of `threads`.
    """
    every = np.arange(len(columns.people.start)) if rows is None else rows
    shares = np.array_split(every, threads) if len(every) > BLOCK_ROWS else [every]
    with Threads(len(shares)) as at_once:
        found = at_once.each([partial(_of_rows, columns, share) for share in shares])
    return _joined([part for parts in found for part in parts])


def _of_rows(columns: Columns, rows: Ints) -> list[EligiblePairs]:
    """Judge and score every pair of some candidates, of none too."""
    starts = range(0, max(1, len(rows)), BLOCK_ROWS)
    return [_of_block(columns, rows[at : at + BLOCK_ROWS]) for at in starts]


def _joined(parts: list[EligiblePairs]) -> EligiblePairs:
    if len(parts) == 1:
        return parts[0]
    fields = zip(*(_fields(part) for part in parts), strict=True)
    return EligiblePairs(*(np.concatenate(field) for field in fields))


@dataclass(frozen=True, slots=True)
class Said:
    """What every rule and every criterion says of k pairs, (k,) each by name."""

    answers: Mapping[str, Verdicts]
    scores: Mapping[str, Scores]

    @classmethod
    def of(cls, pairs: Pairs) -> Said:
        """Ask all of them of listed pairs."""
        return cls(verdicts(pairs), _scores(pairs))

    def chosen(self, kept: list[int]) -> Said:
        """Give what is said of some of the pairs."""
        answers = {name: answer[kept] for name, answer in self.answers.items()}
        return Said(answers, {name: score[kept] for name, score in self.scores.items()})


def eligible_places(columns: Columns, row: int) -> tuple[EligiblePairs, Said]:
    """Judge and score every pair of one candidate; give those allowed, and what is said of them."""
    grid = columns.pairs(np.array([row]))
    answers = {rule.__name__: rule(grid) for rule in RULES}
    judged = judge(grid, answers)
    kept = judged.allowed > NO
    rows, cols = np.nonzero(kept)
    pairs = columns.pair_list(rows + row, cols)
    scores = _scores(pairs)
    row_of = {name: np.broadcast_to(answer, grid.shape)[0] for name, answer in answers.items()}
    said = Said({name: answer[cols] for name, answer in row_of.items()}, scores)
    return _scored(pairs, judged.of(kept), (rows + row, cols), scores), said


def _scores(pairs: Pairs) -> dict[str, Scores]:
    judged = criteria.judged(pairs)
    return {name: np.broadcast_to(score, pairs.shape) for name, score in judged.items()}


def eligible_of(columns: Columns, rows: Ints, cols: Ints) -> EligiblePairs:
    """Judge named pairs (rows[i], cols[i]), and score those that are allowed."""
    near = within_reach(columns.pair_list(rows, cols))
    return _of_list(columns, rows[near], cols[near])


def _of_list(columns: Columns, rows: Ints, cols: Ints) -> EligiblePairs:
    judged = judge(columns.pair_list(rows, cols))
    kept = judged.allowed > NO
    rows, cols = rows[kept], cols[kept]
    return _scored(columns.pair_list(rows, cols), judged.of(kept), (rows, cols))


def judged_pairs(columns: Columns, rows: Ints, cols: Ints) -> tuple[EligiblePairs, Int8s]:
    """Judge and score named pairs (rows[i], cols[i]), forbidden ones too; with what is allowed."""
    pairs = columns.pair_list(rows, cols)
    judged = judge(pairs)
    return _scored(pairs, judged, (rows, cols)), judged.allowed


def _fields(pairs: EligiblePairs) -> tuple[Ints | Int32s | Bools, ...]:
    return (pairs.row, pairs.col, pairs.points, pairs.question, pairs.motivate,
            pairs.rather_not, pairs.start)  # fmt: skip


def _of_block(columns: Columns, rows: Ints) -> EligiblePairs:
    """Judge the whole grid, or what is within reach where that is little; score what is allowed."""
    grid = columns.pairs(rows)
    near = within_reach(grid)
    if np.count_nonzero(near) < LITTLE * near.size:
        place, col = np.nonzero(near)
        return _of_list(columns, rows[place], col)
    judged = judge(grid)
    kept = judged.allowed > NO
    place, col = np.nonzero(kept)
    pairs = columns.pair_list(rows[place], col)
    return _scored(pairs, judged.of(kept), (rows[place], col))


def _scored(
    pairs: Pairs,
    judged: Judgement,
    at: tuple[Ints, Ints],
    scores: Mapping[str, Scores] | None = None,
) -> EligiblePairs:
    """Score the listed pairs `at` (rows, cols) that were judged."""
    penalty = judged.soft_broken.astype(np.int32) * pairs.weights.soft_penalty
    return EligiblePairs(
        row=at[0],
        col=at[1],
        points=np.maximum(0, criteria.score(pairs, scores) - penalty),
        question=judged.question,
        motivate=judged.motivate,
        rather_not=criteria.rather_not(pairs),
        start=pairs.start_day.astype(np.int32),
    )


@dataclass(frozen=True, slots=True)
class CoachFit:
    """Which of q coaches could guide whom of k candidates, and what the coach adds to the fit.

    Attributes
    ----------
    fits
        (k, q): area, language and specialism fit, and the coach's week is long enough; the days
        are judged per option, and the minutes that are left are a resource.
    points
        int32 (k, q) points of the fit.
    whole
        Points that somebody without a coach gets for the criterion.
    """

    fits: Bools
    points: Int32s
    whole: int

    @classmethod
    def of(cls, columns: Columns, rows: Ints | None = None) -> CoachFit:
        """Judge the given candidates (all by default) with every coach."""
        at = np.arange(len(columns.people.start)) if rows is None else rows
        scores = criteria.coach(columns, at)
        points = criteria.coach_points(columns.weights.weights, scores)
        whole = int(criteria.coach_points(columns.weights.weights, np.ones(1, np.float32))[0])
        people, coaches = columns.people, columns.coaches
        fits = coaches.area[:, people.municipality[at]].T.copy()
        fits &= people.coaching_minutes[at, None] <= coaches.week_minutes[None, :]
        for asked, offered, named in (
            (columns.person_specialisms, coaches.specialisms, "coach_specialisms"),
            (columns.person_languages, coaches.languages, "coach_languages"),
        ):
            common = asked[at].astype(np.int32) @ offered.T.astype(np.int32) > 0
            wants = [bool(getattr(columns.snapshot.candidates[row], named)) for row in at]
            fits &= common | ~np.array(wants, np.bool_)[:, None]
        return cls(fits, points, whole)
