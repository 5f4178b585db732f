"""What options take of everything scarce: seats, guidance, totals, coaches, pairs apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.drafts import NONE, Drafts
from solver.encoding import Bools, Int32s, Ints
from solver.resources import Resources, Whole

Members: TypeAlias = Sequence[tuple[int, ...]]
#: Options added up at a time, which bounds the memory.
BLOCK = 262_144
#: What is read of a draft.
FIELDS = ("one", "other", "coach", "start")


@dataclass(frozen=True, slots=True)
class Uses:
    """Option o takes `amount[k]` > 0 of `resource[k]` for k in `ptr[o]:ptr[o + 1]`.

    Within an option the resources are ordered by number.
    """

    ptr: Ints
    resource: Int32s
    amount: Ints

    def option_of(self, use: Ints) -> Ints:
        """Give the options of some of the uses."""
        return np.searchsorted(self.ptr, use, side="right") - 1

    def between(self, first: int, end: int) -> Uses:
        """Give the uses of the options `first` up to `end`, numbered from 0."""
        low, high = int(self.ptr[first]), int(self.ptr[end])
        return Uses(self.ptr[first : end + 1] - low, self.resource[low:high], self.amount[low:high])

    def of_options(self, kept: Bools) -> Uses:
        """Give the uses of some of the options, (O,)."""
        within = np.repeat(kept, np.diff(self.ptr))
        ptr = np.concatenate([[0], np.cumsum(np.diff(self.ptr)[kept])])
        return Uses(ptr.astype(np.int64), self.resource[within], self.amount[within])


@dataclass(frozen=True, slots=True)
class _Takers:
    """One record per option and person in it."""

    option: Ints
    row: Ints
    one: Ints
    other: Ints
    coach: Ints
    start: Ints


def uses_of(columns: Columns, scarce: Resources, drafts: Drafts, members: Members) -> Uses:
    """Add up what each draft takes of each resource; `members` are the rows of each unit."""
    blocks = [
        _of_block(columns, scarce, drafts[at : at + BLOCK], members)
        for at in range(0, max(1, len(drafts)), BLOCK)
    ]
    ends = np.cumsum([0] + [block.ptr[-1] for block in blocks])
    ptr = [block.ptr[:-1] + end for block, end in zip(blocks, ends[:-1], strict=True)]
    return Uses(
        np.concatenate([*ptr, ends[-1:]]),
        np.concatenate([block.resource for block in blocks]),
        np.concatenate([block.amount for block in blocks]),
    )


def _of_block(columns: Columns, scarce: Resources, drafts: Drafts, members: Members) -> Uses:
    takers = _takers(drafts, members)
    parts = [*_at_places(columns, scarce, takers), _of_coaches(columns, scarce, takers)]
    option, resource, amount = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _summed(option, resource, amount, (len(drafts), len(scarce.names)))


def _takers(drafts: Drafts, members: Members) -> _Takers:
    sizes = np.array([len(rows) for rows in members], np.int64)
    everybody = np.array([row for rows in members for row in rows], np.int64)
    first = np.cumsum(sizes) - sizes
    counts = sizes[drafts["unit"]]
    option = np.repeat(np.arange(len(drafts)), counts)
    within = np.arange(len(option)) - np.repeat(np.cumsum(counts) - counts, counts)
    row = everybody[first[drafts["unit"]][option] + within]
    return _Takers(option, row, *(drafts[name][option] for name in FIELDS))


Part: TypeAlias = tuple[Whole, Whole, Whole]


def _at_places(columns: Columns, scarce: Resources, takers: _Takers) -> list[Part]:
    people, house = columns.people, columns.vacancies.organisation
    level = people.guidance_level[takers.row]
    need = np.where(level < 0, np.int8(GuidanceLevel.LIGHT), level)  # not known draws the least
    minutes = np.where(need > 0, people.guidance_minutes[takers.row], 0)
    one, stretches = np.ones(len(takers.option), np.int64), columns.supply.stretches
    counted = [np.zeros(len(one), np.bool_)] * stretches.most
    parts = []
    for cols in (takers.one, takers.other):
        there, here = cols != NONE, house[cols]
        parts += [
            _part(takers, cols, one, there),
            _apart(columns, scarce, takers, np.where(there, cols, 0), there),
        ]
        guide, total = scarce.guidance[need, here], scarce.total[here]
        last = columns.vacancies.end[cols]
        for at, held in enumerate(stretches.overlapped(here, takers.start, last)):
            then = there & held
            again = counted[at] & (here == house[takers.one])
            parts += [
                _part(takers, guide + at, minutes, then & (guide >= 0)),
                _part(takers, total + at, one, then & ~again & (total >= 0)),
            ]
            counted[at] = then
    return parts


def _part(takers: _Takers, resource: Whole, amount: Whole, kept: Bools) -> Part:
    kept = kept & (amount > 0)
    return takers.option[kept], resource[kept], amount[kept]


def _apart(columns: Columns, scarce: Resources, takers: _Takers, cols: Ints, there: Bools) -> Part:
    """Take the single turn of each vacancy at which two people must not meet."""
    width = len(columns.vacancies.start)
    named = sorted(
        (row * width + col, n) for (row, col), all_ in scarce.apart.items() for n in all_
    )
    keys = np.array([key for key, _ in named], np.int64)
    asked = takers.row * width + cols
    low, high = np.searchsorted(keys, asked, "left"), np.searchsorted(keys, asked, "right")
    counts = np.where(there, high - low, 0)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    numbers = np.array([number for _, number in named], np.int64)
    resource = numbers[np.repeat(low, counts) + within]
    return np.repeat(takers.option, counts), resource, np.ones(len(resource), np.int64)


def _of_coaches(columns: Columns, scarce: Resources, takers: _Takers) -> Part:
    with_coach = takers.coach != NONE
    resource = scarce.coach[takers.coach] if len(scarce.coach) else takers.coach
    return _part(takers, resource, columns.people.coaching_minutes[takers.row], with_coach)


def _summed(option: Ints, resource: Ints, amount: Ints, shape: tuple[int, int]) -> Uses:
    """Order by option and resource, and add up what names the same resource twice."""
    options, width = shape
    key = option * width + resource
    order = np.argsort(key, kind="stable")
    key, amount = key[order], amount[order].astype(np.int64)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    total = np.add.reduceat(amount, first) if len(first) else amount
    option, resource = np.divmod(key[first], width)
    ptr = np.searchsorted(option, np.arange(options + 1))
    return Uses(ptr.astype(np.int64), resource.astype(np.int32), total)
