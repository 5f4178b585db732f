"""Kinds of use: columns of a problem that use exactly the same, and which of them take less.

Kinds that differ only in how much they use of one resource, the last of an option's uses of which
some option takes more than one (a guide's or coach's minutes), form a *chain*; a kind without any
such use is below every chain on the same rest (its *base*). Uses count as the same when they
stand in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s


@dataclass(frozen=True, slots=True)
class Kinds:
    """K kinds, sorted by base, chain (that without a resource first) and amount.

    `of` gives the kind of each row; rows of kind k use what is in `ptr[k]:ptr[k + 1]`. `budget` is
    the resource of the chain, -1 for none, of which the kind uses `amount`.
    """

    of: Int64s
    base: Int64s
    chain: Int64s
    budget: Int64s
    amount: Int64s
    ptr: Int64s
    resource: Int64s
    use: Int64s

    @classmethod
    def among(cls, ptr: Int64s, resource: Int32s, use: Int64s, shared: Bools) -> Kinds:
        """Tell the kinds of rows apart; `shared` says which resources (R,) can make a chain."""
        base, last = _split(ptr, resource, use, shared)
        budget = np.where(last < 0, -1, np.append(resource, -1)[last])
        amount = np.where(last < 0, 0, np.append(use, 0)[last])
        chain = _numbered(base, budget)
        of = _numbered(chain, amount)
        first = np.zeros(of.max(initial=-1) + 1, np.int64)
        first[of] = np.arange(len(of))
        count = np.diff(ptr)[first]
        begin = np.cumsum(count) - count
        entry = np.repeat(ptr[first] - begin, count) + np.arange(count.sum())
        return cls(
            of=of,
            base=base[first],
            chain=chain[first],
            budget=budget[first].astype(np.int64),
            amount=amount[first],
            ptr=np.append(begin, count.sum()),
            resource=resource[entry].astype(np.int64),
            use=use[entry],
        )

    def beside(self, other: Kinds) -> Kinds:
        """Put other kinds after these."""
        shift = {
            "of": len(self.base),
            "base": self.base.max(initial=-1) + 1,
            "chain": self.chain.max(initial=-1) + 1,
            "ptr": len(self.use),
        }
        joined = {}
        for item in fields(self):
            mine, more = getattr(self, item.name), getattr(other, item.name)
            kept = mine[:-1] if item.name == "ptr" else mine
            joined[item.name] = np.concatenate([kept, more + shift.get(item.name, 0)])
        return Kinds(**joined)

    def owner(self) -> Int64s:
        """Give the kind of each use."""
        return np.repeat(np.arange(len(self.base)), np.diff(self.ptr))

    def steps(self, some: Int64s) -> tuple[Int64s, Int64s]:
        """Give, of some kinds in order, each that is just below another, and that other."""
        chain, base = self.chain[some], self.base[some]
        starts = np.append(True, chain[1:] != chain[:-1]) if len(some) else np.zeros(0, bool)
        lowest = some[np.searchsorted(base, base)]
        below = np.where(starts, lowest, np.roll(some, 1))
        step = np.where(starts, (self.budget[lowest] < 0) & (lowest != some), True)
        return below[step], some[step]


def _split(ptr: Int64s, resource: Int32s, use: Int64s, shared: Bools) -> tuple[Int64s, Int64s]:
    """Give the base of each row, and which use is left out of it: its last shared one, or -1."""
    owner = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    last = np.full(len(ptr) - 1, -1)
    chains = np.flatnonzero(shared[resource])
    np.maximum.at(last, owner[chains], chains)
    rest = np.ones(len(owner), bool)
    rest[last[last >= 0]] = False
    entry, owner = np.flatnonzero(rest), owner[rest]
    name = _numbered(resource[entry], use[entry]) + 1
    rank = np.arange(len(entry)) - np.searchsorted(owner, owner)
    base = np.zeros(len(ptr) - 1, np.int64)
    for turn in range(rank.max(initial=-1) + 1):
        at = rank == turn
        added = np.zeros(len(base), np.int64)
        added[owner[at]] = name[at]
        base = _numbered(base, added)
    return base, last


def _numbered(first: Int64s | Int32s, second: Int64s | Int32s) -> Int64s:
    """Number the distinct pairs from 0, in their order."""
    later = _ranked(second)
    return _ranked(_ranked(first) * (later.max(initial=0) + 1) + later)


def _ranked(key: Int64s | Int32s) -> Int64s:
    """Number the distinct values from 0, in their order."""
    low, high = int(key.min(initial=0)), int(key.max(initial=0))
    if high - low > 4 * len(key):
        return np.unique(key, return_inverse=True)[1]
    met = np.zeros(high - low + 1, np.int64)
    met[key - low] = 1
    rank: Int64s = (np.cumsum(met) - 1)[key - low]
    return rank
