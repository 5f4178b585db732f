"""A floor for each municipality: at least so many of its people placed, whatever is shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from solver.columns import Columns
from solver.ground import name_of
from solver.options import Options
from solver.snapshot import Snapshot


def with_floors(columns: Columns, options: Options, floors: Mapping[str, int] | None) -> Options:
    """Ask that of each municipality (GM code) at least so many are placed.

    People who start together count once. A municipality that is not named has no floor.
    """
    if not floors:
        return options
    numbers = {code: number for number, code in enumerate(sorted(floors))}
    people = columns.snapshot.candidates
    groups = [numbers.get(people[rows[0]].municipality, -1) for rows in options.members]
    problem = replace(
        options.problem,
        unit_group=np.array(groups, np.int32),
        group_floor=np.array([floors[code] for code in numbers], np.int64),
    )
    return replace(options, problem=problem)


def placed_of_each(snapshot: Snapshot, placed: Collection[str]) -> dict[str, int]:
    """Count the placed (`GM0222/c1`) of each municipality with people; who start together once."""
    units = {
        (person.municipality, person.group or name_of(person), person.group is None)
        for person in snapshot.candidates
        if name_of(person) in placed
    }
    counted = Counter(municipality for municipality, *_ in units)
    return {code: counted[code] for code in sorted({p.municipality for p in snapshot.candidates})}
