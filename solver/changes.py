"""What a plan changes of what stood open, and the one true reason of each change."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.columns import Columns
from solver.drafts import NONE
from solver.eligible import judged_pairs
from solver.explain import coach_name
from solver.options import Options, build
from solver.plan import FORCED, Cause, Change, Proposal
from solver.reasons import GROUP, kept_out
from solver.rules import NO, refusals
from solver.snapshot import Proposed

TWO_PLACES = "two_places"


def changes(
    columns: Columns, options: Options, proposals: tuple[Proposal, ...]
) -> tuple[Change, ...]:
    """List what differs from what stood open, by candidate."""
    stood = {proposed.candidate: proposed for proposed in columns.snapshot.proposed}
    after = {proposal.candidate: proposal for proposal in proposals}
    found = _Found(columns, options)
    return tuple(
        change
        for name in sorted(stood.keys() | after.keys())
        for change in found.change(name, stood.get(name), after.get(name))
    )


def impossible(columns: Columns) -> tuple[Change, ...]:
    """List what stands open and could not all be decided for on this day, by candidate.

    Only the pairs that stand open are judged, with the coach that was named. Where there is not
    room for all, who gains most comes first.
    """
    there = [(row, col) for row, cols in columns.open_there.items() for col in set(cols)]
    rows, cols = np.array(sorted(there), np.int64).reshape(-1, 2).T
    pairs, allowed = judged_pairs(columns, rows, cols)
    found = _Found(columns, build(columns, pairs=pairs.chosen(allowed > NO)))
    each = sorted(columns.snapshot.proposed, key=lambda one: one.candidate)
    return tuple(change for one in each for change in found.lost(one))


class _Found:
    """What is known of those of whom something stood open."""

    def __init__(self, columns: Columns, options: Options) -> None:
        self.columns, self.options = columns, options
        self.row = columns.row_of
        self.unit = {row: unit for unit, rows in enumerate(options.members) for row in rows}

    def change(
        self, name: str, before: Proposed | None, after: Proposal | None
    ) -> Iterator[Change]:
        """Give the change of one person, if it is one."""
        if before is None:
            yield Change(name, None, after, Cause.NEW)
        elif after is None or sorted(before.vacancies) != sorted(after.vacancies):
            yield self.moved(before, after)
        elif before.coach != after.coach:
            yield Change(name, before, after, Cause.OTHER_COACH, fit_now=self._fit(name))

    def lost(self, before: Proposed) -> Iterator[Change]:
        """Say why what stood open could not be decided for as it is, if it could not."""
        change = self.moved(before, None)
        if change.cause in FORCED:
            yield change
        elif before.coach is not None and before.coach != self._companion(before.candidate):
            gone = not self._coach_fits(self.row[before.candidate], before.coach)
            cause = Cause.COACH_GONE if gone else Cause.NO_ROOM
            yield Change(before.candidate, before, None, cause)

    def _companion(self, name: str) -> str | None:
        """Give the coach with whom what stood open could stay."""
        options, unit = self.options, self.unit[self.row[name]]
        present = options.present
        assert present is not None  # noqa: S101 - something stands open
        option, mate = int(present.option[unit]), int(present.companion[unit])
        by_mate = mate != NONE
        coach = options.companion_coach[mate] if by_mate else options.option_coach[option]
        return coach_name(self.columns, int(coach))

    def moved(self, before: Proposed, after: Proposal | None) -> Change:
        """Say why somebody is elsewhere, or nowhere, and not where it stood open."""
        fit = self._fit(before.candidate)
        if after is not None and set(before.vacancies) < set(after.vacancies):
            return Change(before.candidate, before, after, Cause.SECOND_PLACE, fit_now=fit)
        if fit is None:
            return Change(before.candidate, before, after, *self._hindrance(before))
        better = after is not None and after.fit > fit
        cause = Cause.BETTER if better else Cause.MAKES_ROOM
        return Change(before.candidate, before, after, cause, fit_now=fit)

    def _fit(self, name: str) -> int | None:
        """Give how what stood open fits now; None when it could not stay."""
        present, row = self.options.present, self.row.get(name)
        if present is None or row is None or present.option[self.unit[row]] == NONE:
            return None
        unit = self.unit[row]
        mate = int(present.companion[unit])
        part = 0 if mate == NONE else int(self.options.companion_fit[mate])
        return int(self.options.option_fit[present.option[unit]]) + part

    def _hindrance(self, before: Proposed) -> tuple[Cause, str | None]:
        """Say why what stood open could not stay."""
        row, present = self.row.get(before.candidate), self.options.present
        decided = None if row is None else kept_out(self.columns, row)
        if row is None or decided is not None:
            return Cause.PERSON_GONE, decided
        if any(name not in self.columns.supply.cols for name in before.vacancies):
            return Cause.PLACE_GONE, None
        if before.coach is not None and not self._coach_fits(row, before.coach):
            return Cause.COACH_GONE, None
        if present is not None and present.crowded[self.unit[row]]:
            return Cause.NO_ROOM, None
        rule = self._rule(row, before)
        if rule is not None:
            return Cause.NOT_ALLOWED, rule
        if self._below_minimum(row, before):
            return Cause.BELOW_MINIMUM_FIT, None
        return self._together(self.unit[row], before)

    def _together(self, unit: int, before: Proposed) -> tuple[Cause, str | None]:
        """Say what is in the way where each person and place alone is not."""
        alone = len(self.options.members[unit]) == len(before.vacancies) == 1
        if (self.options.too_large.unit == unit).any():
            return (Cause.NO_ROOM if alone else Cause.NOT_KNOWN), None
        if len(self.options.members[unit]) > 1:
            return Cause.NOT_ALLOWED, GROUP
        return (Cause.NOT_KNOWN, None) if alone else (Cause.NOT_ALLOWED, TWO_PLACES)

    def _coach_fits(self, row: int, coach: str) -> bool:
        number = self.columns.vocabulary.coaches.get(coach)
        return number is not None and bool(self.options.coaches.fits[row, number])

    def _rule(self, row: int, before: Proposed) -> str | None:
        """Name the first hard rule that says no to a place by now."""
        cols = [self.columns.supply.cols[name] for name in before.vacancies]
        said = refusals(self.columns.pair_list(np.full(len(cols), row), np.array(cols)))
        return next((name for name, refused in said.items() if refused.any()), None)

    def _below_minimum(self, row: int, before: Proposed) -> bool:
        """Tell whether a place that the rules allow is below the minimum, the coach included."""
        pairs, coaches = self.options.pairs, self.options.coaches
        coach = self.columns.vocabulary.coaches.get(before.coach or "", NONE)
        part = coaches.whole if coach == NONE else int(coaches.points[row, coach])
        cols = [self.columns.supply.cols[name] for name in before.vacancies]
        mine = (pairs.row == row) & np.isin(pairs.col, cols)
        return bool((pairs.points[mine] + part < self.columns.weights.minimum_fit).any())
