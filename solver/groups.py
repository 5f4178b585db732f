"""Options of people who start together: one place for all, one coach for all who need one."""

from __future__ import annotations

from functools import reduce

import numpy as np

from solver import drafts as draw
from solver.columns import Columns
from solver.drafts import NONE, Drafts
from solver.eligible import CoachFit
from solver.encoding import OPEN_START, Bools, Ints
from solver.uses import Members


def of_groups(columns: Columns, coaches: CoachFit, places: Drafts, members: Members) -> Drafts:
    """Draw up what all members of each group may take together; `places` has theirs."""
    found = [places[:0]]
    for rows in members:
        if len(rows) > 1:
            each = [draw.of_row(places, row) for row in rows]
            found.append(_of_group(columns, coaches, each))
    return np.concatenate(found)


def in_common(columns: Columns, each: list[Drafts]) -> Drafts:
    """Give the places that all members may take, from one day on, (places, members)."""
    common = reduce(np.intersect1d, (mine["one"] for mine in each))
    together = np.stack([m[np.searchsorted(m["one"], common)] for m in each], axis=1)
    start = together["start"].max(axis=1, initial=OPEN_START, keepdims=True)
    kept = draw.starts_on(columns, together, start).all(axis=1)
    together["start"] = start
    return together[kept]


def _of_group(columns: Columns, coaches: CoachFit, each: list[Drafts]) -> Drafts:
    """Draw up the common places, (options, members) while the members are fitted."""
    together = in_common(columns, each)
    option, coach, coached = coaches_for_all(columns, coaches, together)
    written = together[option]
    written["coach"] = np.where(coached[option], coach[:, None], NONE)
    fitted = draw.fitted(columns, coaches, written)
    kept = draw.enough(columns, fitted).all(axis=1)
    return _as_one(draw.with_value(columns, fitted[kept]), coach[kept])


def coaches_for_all(
    columns: Columns, coaches: CoachFit, together: Drafts
) -> tuple[Ints, Ints, Bools]:
    """Pair each place with each coach who fits all that need one, or with none.

    Gives places, coaches, and who needs one at each of `together`, (places, members).
    """
    coached = draw.asks_coach(columns, together)
    start, calendar = together["start"][:, :1], columns.coaches
    there = (calendar.start <= start) & (calendar.end >= start)
    fits = np.all(coaches.fits[together["row"]] | ~coached[:, :, None], axis=1)
    asked = np.any(coached, axis=1)
    option, coach = np.nonzero(fits & there & asked[:, None])
    free = np.flatnonzero(~asked)
    with_none = np.full(len(free), NONE)
    return np.concatenate([option, free]), np.concatenate([coach, with_none]), coached


def _as_one(members: Drafts, coach: Ints) -> Drafts:
    one = members[:, 0].copy()
    one["coach"], one["value"] = coach, members["value"].sum(axis=1)
    one["fit"] = members["fit"].sum(axis=1) // members.shape[1]
    for name in ("question", "motivate", "rather_not"):
        one[name] = members[name].any(axis=1)
    return one
