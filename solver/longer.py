"""Somebody stays longer: of what the organisation then has too little, as others come meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from solver.check import Lack
from solver.resources import ResourceKind, ResourceName, Resources
from solver.snapshot import Placement, Snapshot
from solver.supply import Supply


def lacking_longer(snapshot: Snapshot, longer: Placement, last: date) -> tuple[Lack, ...]:
    """Name all of which too little is left for a placement that would last longer.

    `last` is the last day it has in the snapshot; who is there after it is looked at day by day. It
    matters only at an organisation with turns: elsewhere everybody is counted at once.
    """
    if not any(place.start_dates for place in snapshot.vacancies):
        return ()
    comes = (each.period.start for each in snapshot.placements)
    following = last + timedelta(days=1)
    days = {following, *(day for day in comes if day is not None and day > following)}
    found: dict[ResourceName, Lack] = {}
    for day in sorted(day for day in days if longer.period.holds(day)):
        there = tuple(each for each in snapshot.placements if each.period.holds(day))
        for lack in _lacking(snapshot.having(placements=there), longer):
            found.setdefault(lack.resource, lack)
    return tuple(found.values())


def _lacking(there: Snapshot, longer: Placement) -> Iterator[Lack]:
    """Name all of which too little is left for one more among those who are there on a day."""
    now = Supply.of(there)
    then = now.revised(there.having(placements=(*there.placements, longer)))
    before, after = (Resources.of(each, there.candidates) for each in (now, then))
    for name, whole, held, more in zip(
        before.names, before.whole, before.held, after.held, strict=True
    ):
        if name.kind in (ResourceKind.GUIDANCE, ResourceKind.TOTAL) and more > max(held, whole):
            yield Lack(name, max(0, whole - held), more - held)
