"""Verdicts: no, unknown, yes; small integers, so that 'and' is the minimum."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from solver.encoding import Bools, Int8s

Verdicts: TypeAlias = Int8s
NO, UNKNOWN, YES = 0, 1, 2


def verdict(no: Bools, unknown: Bools | None = None) -> Verdicts:
    """Give `NO` where the rule forbids, else `UNKNOWN` where it cannot tell, else `YES`.

    Parameters
    ----------
    no, unknown
        Boolean arrays that broadcast against each other.
    """
    allowed = np.logical_not(no).view(np.int8)
    if unknown is None:
        return allowed * np.int8(YES)
    return allowed * (np.int8(YES) - unknown.view(np.int8))
