"""What running placements leave of everything scarce, for whoever comes to the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.columns import Columns
from solver.encoding import Ints
from solver.people import Candidate
from solver.resources import Resources, meeting_there
from solver.supply import Supply


@dataclass(frozen=True, slots=True)
class Desk:
    """What every short list over the same supply needs; made once, kept with it.

    Attributes
    ----------
    scarce
        What running placements leave of everything scarce.
    left, whole
        (R,) what is left of each resource; what there is in all.
    met
        By qualified reference of a person who would meet somebody to be kept apart from: the
        columns where, each with the resource of which nothing is left.
    """

    scarce: Resources
    left: Ints
    whole: Ints
    met: Mapping[str, Mapping[int, int]]

    @classmethod
    def over(cls, supply: Supply, people: Sequence[Candidate]) -> Desk:
        """Count what is left; `people` are all of whom something may be known."""
        scarce = Resources.of(supply, people)
        met: dict[str, dict[int, int]] = defaultdict(dict)
        for name, col in meeting_there(supply, people):
            met[name][col] = scarce.add_turn(supply, col, left=0)
        left, whole = (np.array(each, np.int64) for each in (scarce.capacity, scarce.whole))
        return cls(scarce, left, whole, met)

    @classmethod
    def of(cls, columns: Columns) -> Desk:
        """Count what is left, as the people of the columns find it."""
        return cls.over(columns.supply, columns.snapshot.candidates).as_seen_by(columns)

    def as_seen_by(self, columns: Columns) -> Desk:
        """Give what is left as the people of other columns over the same supply find it."""
        apart = {
            (row, col): [number]
            for row, name in enumerate(columns.candidate_names)
            for col, number in self.met.get(name, {}).items()
        }
        return replace(self, scarce=replace(self.scarce, apart=apart))
