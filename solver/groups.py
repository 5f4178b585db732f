"""Options of people who start together: one place for all, one coach for all who need one."""

from __future__ import annotations

from functools import reduce

import numpy as np

from solver import drafts as draw
from solver.columns import Columns
from solver.drafts import NONE, Drafts
from solver.eligible import CoachFit
from solver.encoding import Bools, Ints
from solver.uses import Members


def of_groups(columns: Columns, coaches: CoachFit, places: Drafts, members: Members) -> Drafts:
    """Draw up what all members of each group may take together; `places` has theirs."""
    found = [places[:0]]
    for rows in members:
        if len(rows) > 1:
            each = [draw.of_row(places, row) for row in rows]
            found.append(_of_group(columns, coaches, each))
    return np.concatenate(found)


def _of_group(columns: Columns, coaches: CoachFit, each: list[Drafts]) -> Drafts:
    """Draw up the common places, (options, members) while the members are fitted."""
    common = reduce(np.intersect1d, (mine["one"] for mine in each))
    together = np.stack([m[np.searchsorted(m["one"], common)] for m in each], axis=1)
    coached = draw.asks_coach(columns, together)
    option, coach = _coaches_for_all(columns, coaches, together, coached)
    written = together[option]
    written["coach"] = np.where(coached[option], coach[:, None], NONE)
    fitted = draw.fitted(columns, coaches, written)
    kept = draw.enough(columns, fitted).all(axis=1)
    return _as_one(draw.with_value(columns, fitted[kept]), coach[kept])


def _coaches_for_all(
    columns: Columns, coaches: CoachFit, together: Drafts, coached: Bools
) -> tuple[Ints, Ints]:
    """Pair each option with each coach who fits all that need one, or with none."""
    start, calendar = together["start"].max(axis=1, initial=0)[:, None], columns.coaches
    there = (calendar.start <= start) & (calendar.end >= start)
    fits = np.all(coaches.fits[together["row"]] | ~coached[:, :, None], axis=1)
    asked = np.any(coached, axis=1)
    option, coach = np.nonzero(fits & there & asked[:, None])
    free = np.flatnonzero(~asked)
    return np.concatenate([option, free]), np.concatenate([coach, np.full(len(free), NONE)])


def _as_one(members: Drafts, coach: Ints) -> Drafts:
    one = members[:, 0].copy()
    one["coach"], one["value"] = coach, members["value"].sum(axis=1)
    one["fit"] = members["fit"].sum(axis=1) // members.shape[1]
    one["start"] = members["start"].max(axis=1, initial=0)
    for name in ("question", "motivate", "rather_not"):
        one[name] = members[name].any(axis=1)
    return one
