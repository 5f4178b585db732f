"""Which places of a short list stand lower than their fit says, and for whom they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from solver.encoding import Ints
from solver.weighed import Places

#: How a place stands: what comes first is least.
_Stands: TypeAlias = tuple[int, bool, int]


class Lowered(NamedTuple):
    """Why a place stands below one that fits no better; both may be so, of different ones.

    Attributes
    ----------
    others_need_more
        By what its price is to a plan alone it would stand below.
    kept_for_expected
        By that it would stand above: it is below as it is kept for people who are expected.
    """

    others_need_more: bool = False
    kept_for_expected: bool = False


def lowered(places: Places, positions: Sequence[int]) -> list[Lowered]:
    """Say of places in the order of their rank which stand lower, and why."""
    fit = [int(places.fit[at]) for at in positions]
    unpriced = _stand(places, -places.worth, positions)
    priced = _stand(places, places.price - places.worth, positions)
    found = []
    for own, stood in enumerate(unpriced):
        worse = [one for one in range(own) if unpriced[one] > stood and fit[one] <= fit[own]]
        needed = [priced[one] < priced[own] for one in worse]
        found.append(Lowered(any(needed), not all(needed)))
    return found


def _stand(places: Places, lost: Ints, positions: Sequence[int]) -> list[_Stands]:
    return [(int(lost[at]), bool(places.pairs.question[at]), at) for at in positions]
