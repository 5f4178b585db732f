"""Counts that are too small to be told of a whole region, where one could not see the people."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

#: Fewer people than this are not told of.
LEAST = 5


def is_small(count: int) -> bool:
    """Tell whether a count is of some people, and of too few."""
    return 0 < count < LEAST


def withheld(counts: Sequence[int], already: AbstractSet[int] = frozenset()) -> set[int]:
    """Give the positions of a breakdown that are not told, those that are not `already` included.

    Those that are too small; and when what is not told would be too little together, so that it
    could be taken from the total, the next smallest beside them.
    """
    hidden = {at for at, count in enumerate(counts) if is_small(count)} | already
    others = [at for at, count in enumerate(counts) if count and at not in hidden]
    for at in sorted(others, key=counts.__getitem__):
        if not is_small(sum(counts[one] for one in hidden)):
            break
        hidden.add(at)
    return hidden
