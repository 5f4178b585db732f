"""What pins cost the plan, from its tables and into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from service.bridge.parts import split
from solver.exchange import Cost, Move, Spot
from solver.pin_cost import PinCost
from solver.snapshot import Proposed


def pinned_of(rows: Iterable[Row[Any]]) -> tuple[Proposed, ...]:
    """Read who is to be where."""
    return tuple(
        Proposed(
            candidate=f"{row.municipality}/{row.candidate}",
            vacancies=tuple(row.pinned),
            coach=row.pinned_coach,
        )
        for row in rows
        if row.pinned
    )


def moves_of(rows: Iterable[Row[Any]]) -> list[Move]:
    """Read whose part changes."""
    each = (
        Move(
            f"{row.municipality}/{row.candidate}",
            _spot(row.vacancies_before, row.coach_before, row.fit_before),
            _spot(row.vacancies_after, row.coach_after, row.fit_after),
        )
        for row in rows
    )
    return [move for move in each if move.before is not None or move.after is not None]


def _spot(vacancies: Sequence[str], coach: str | None, fit: int) -> Spot | None:
    return Spot(tuple(vacancies), coach, fit) if vacancies else None


def pin_rows(pins: Iterable[Proposed]) -> list[dict[str, Any]]:
    """Write down who is to be where, by person."""
    return [
        {**_person(pin.candidate), "pinned": list(pin.vacancies), "pinned_coach": pin.coach}
        for pin in pins
    ]


def cost_rows(
    asked: Row[Any], pins: Iterable[Proposed], found: PinCost
) -> dict[str, list[dict[str, Any]]]:
    """Write down by table what pins cost: the people of who asked by name, of others how many."""
    own = {pin["candidate"]: pin for pin in pin_rows(pins)}
    others = 0
    for move in found.moves:
        person = _person(move.candidate)
        if person["municipality"] == asked.municipality:
            own.setdefault(person["candidate"], person).update(_changed(move))
        else:
            others += 1
    head = {
        **{name: asked._mapping[name] for name in ("municipality", "today", "weight_set_version")},
        "outcome": found.outcome.name,
        **_bounds("", found.cost),
        **_bounds("anew_", found.anew),
        "others": others,
    }
    return {
        "pin_cost": [head],
        "pin_cost_person": [{**_UNKNOWN, **person} for person in own.values()],
    }


def costs_of(row: Row[Any]) -> tuple[Cost | None, Cost | None]:
    """Read what pins cost the plan as it stands, and beside the best one without them."""
    cost = None if row.at_most is None else Cost(row.at_least, row.at_most)
    anew = None if row.anew_at_most is None else Cost(row.anew_at_least, row.anew_at_most)
    return cost, anew


def _bounds(prefix: str, cost: Cost | None) -> dict[str, int | None]:
    least, most = (None, None) if cost is None else (cost.at_least, cost.at_most)
    return {f"{prefix}at_least": least, f"{prefix}at_most": most}


_UNKNOWN: Mapping[str, Any] = {
    "pinned": [],
    "pinned_coach": None,
    **{f"vacancies_{when}": [] for when in ("before", "after")},
    **{f"{what}_{when}": None for what in ("coach", "fit") for when in ("before", "after")},
}


def _person(name: str) -> dict[str, Any]:
    municipality, candidate = split(name, "")
    return {"municipality": municipality, "candidate": candidate}


def _changed(move: Move) -> dict[str, Any]:
    return {
        f"{what}_{when}": value
        for when, spot in (("before", move.before), ("after", move.after))
        if spot is not None
        for what, value in (
            ("vacancies", list(spot.vacancies)), ("coach", spot.coach), ("fit", spot.fit)
        )
    }  # fmt: skip
