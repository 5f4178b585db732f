"""What stands open, as options: what each unit has now, and what of it can stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.columns import Columns
from solver.drafts import NONE, Drafts
from solver.encoding import Bools, Int32s, Ints
from solver.mates import Mates
from solver.snapshot import Proposed
from solver.uses import Members, Uses

#: Stands for a place or a coach that is not there, and so is in no option.
GONE = -2


@dataclass(frozen=True, slots=True)
class Present:
    """The option and the companion that each unit has now, -1 none; all of them fit together.

    Attributes
    ----------
    option, companion
        int32 (U,).
    kept
        bool (U,): may not be moved for now.
    crowded
        bool (U,): there still is such an option, but no room for everybody who has one.
    """

    option: Int32s
    companion: Int32s
    kept: Bools
    crowded: Bools

    @classmethod
    def of(
        cls,
        columns: Columns,
        members: Members,
        drawn: tuple[Drafts, Uses, Mates],
        room: tuple[Ints, Ints | None],
    ) -> Present:
        """Find what stands open among the options, and what of it fits.

        `room` is the capacity of each resource, and the least use of each where there is one. Where
        there is not room for all, who may not be moved comes first, then who gains most.
        """
        wanted, kept = _wanted(columns, members)
        drafts, uses, mates = drawn
        option = _found(wanted, drafts)
        value = np.where(option >= 0, drafts["value"][option], 0) if len(drafts) else option
        fitting = _Fitting((drafts["mated"], uses, mates), room[0].tolist(), option, wanted[:, 2])
        for unit in np.lexsort((-value, ~kept)).tolist():
            if option[unit] != NONE:
                fitting.add(unit)
        if room[1] is not None:
            fitting.leave_teams(room[1])
        stays = fitting.stays
        return cls(
            option=np.where(stays, option, NONE).astype(np.int32),
            companion=fitting.companion,
            kept=kept & stays,
            crowded=(option != NONE) & ~stays,
        )

    def among(self, remaining: Bools) -> Present:
        """Give the same with the options numbered among those that remain, (O,)."""
        number = np.append(np.cumsum(remaining) - 1, NONE)
        return replace(self, option=number[self.option].astype(np.int32))

    def remaining(self, unit: Int32s) -> Bools:
        """Tell which options (O,) remain: of a unit that may not be moved, its own only."""
        own = np.zeros(len(unit), np.bool_)
        own[self.option[self.kept]] = True
        return ~self.kept[unit] | own


def _wanted(columns: Columns, members: Members) -> tuple[Ints, Bools]:
    """Give both places and the coach that each unit has now (U, 3), and who is not to be moved."""
    wanted = np.full((len(members), 3), GONE, np.int64)
    kept = np.zeros(len(members), np.bool_)
    stands = {proposed.candidate: proposed for proposed in columns.snapshot.proposed}
    for unit, rows in enumerate(members if stands else ()):
        each = [stands.get(columns.candidate_names[row]) for row in rows]
        given = [one for one in each if one is not None]
        if len(given) < len(rows) or len({one.vacancies for one in given}) > 1:
            continue
        wanted[unit] = _numbered(columns, given)
        kept[unit] = any(one.kept for one in given)
    return wanted, kept


def _numbered(columns: Columns, given: Sequence[Proposed]) -> tuple[int, int, int]:
    cols = sorted(columns.supply.cols.get(name, GONE) for name in given[0].vacancies)
    one, other = (*cols, NONE)[:2]
    coach = next((each.coach for each in given if each.coach is not None), None)
    known = columns.vocabulary.coaches
    return one, other, NONE if coach is None else known.get(coach, GONE)


def _found(wanted: Ints, drafts: Drafts) -> Int32s:
    """Look up what each unit has now among its options; the coach of a companion may differ."""
    unit = drafts["unit"]
    one, other, coach = wanted[unit].T
    same = (drafts["one"] == one) & (drafts["other"] == other)
    same &= (drafts["coach"] == coach) | drafts["mated"]
    found = np.full(len(wanted), NONE, np.int32)
    found[unit[same]] = np.flatnonzero(same)
    return found


class _Fitting:
    """Units that keep what they have, one after the other, as long as there is room."""

    def __init__(
        self, drawn: tuple[Bools, Uses, Mates], left: list[int], option: Int32s, coach: Ints
    ) -> None:
        (self.mated, self.uses, self.mates), self.left = drawn, left
        self.option, self.coach = option, coach
        self.stays = np.zeros(len(option), np.bool_)
        self.companion = np.full(len(option), NONE, np.int32)
        self.first = np.searchsorted(self.mates.unit, np.arange(len(option) + 1))

    def add(self, unit: int) -> None:
        """Let a unit keep its option, with its coach or else another, where there is room."""
        taken = dict(self._taken(unit))
        if any(amount > self.left[resource] for resource, amount in taken.items()):
            return
        if self.mated[self.option[unit]]:
            low, high = self.first[unit : unit + 2].tolist()
            mate = next((mate for mate in self._in_order(unit, low, high) if self._has(mate)), NONE)
            if mate == NONE:
                return
            self.companion[unit] = mate
        self.stays[unit] = True
        self._give(unit, -1)

    def leave_teams(self, least: Ints) -> None:
        """Let go of who would be at something that needs more people than stay."""
        while True:
            used = np.zeros(len(least), np.int64)
            for unit in np.flatnonzero(self.stays).tolist():
                for resource, amount in self._taken(unit):
                    used[resource] += amount
            short = (used > 0) & (used < least)
            if not short.any():
                return
            for unit in np.flatnonzero(self.stays).tolist():
                if any(short[resource] for resource, _ in self._taken(unit)):
                    self.stays[unit] = False
                    self._give(unit, 1)
                    self.companion[unit] = NONE

    def _in_order(self, unit: int, low: int, high: int) -> list[int]:
        own = self.coach[unit]
        return sorted(range(low, high), key=lambda mate: self.mates.coach[mate] != own)

    def _has(self, mate: int) -> bool:
        return bool(self.mates.minutes[mate] <= self.left[self.mates.resource[mate]])

    def _taken(self, unit: int) -> Iterator[tuple[int, int]]:
        at = slice(*self.uses.ptr[self.option[unit] :][:2].tolist())
        return zip(self.uses.resource[at].tolist(), self.uses.amount[at].tolist(), strict=True)

    def _give(self, unit: int, sign: int) -> None:
        for resource, amount in self._taken(unit):
            self.left[resource] += sign * amount
        mate = self.companion[unit]
        if mate != NONE:
            self.left[self.mates.resource[mate]] += sign * int(self.mates.minutes[mate])
