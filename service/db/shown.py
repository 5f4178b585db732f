"""The SQL of short lists: which places are held by others, and what is shown to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Row,
    Text,
    bindparam,
    delete,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from service.db.tables import candidate, shown_to


@dataclass(frozen=True, slots=True)
class Shown:
    """A place, by municipality and reference, and how many people at most may be shown it."""

    municipality: str
    vacancy: str
    most: int


def held_by_others(
    connection: Connection, person: str | None, places: Sequence[Shown]
) -> Sequence[Row[Any]]:
    """Give which of the places, from 1 on, others hold, and the day on which each is free again.

    A place is held when so many others were shown it as may be, and the person was not. Asked for a
    person, it lets nobody else in the region be answered until the commit.
    """
    given = {
        "person": person,
        "keepers": [one.municipality for one in places],
        "places": [one.vacancy for one in places],
        "most": [one.most for one in places],
    }
    return connection.execute(_HELD, given).all()


def show(connection: Connection, whose: tuple[str, str], places: Iterable[Shown]) -> None:
    """Keep that places are shown to a person (municipality, reference), if there still is one."""
    keys = [(one.municipality, one.vacancy) for one in places]
    given = {
        "own": whose[0],
        "person": whose[1],
        "keepers": [keeper for keeper, _ in keys],
        "places": [place for _, place in keys],
    }
    connection.execute(_SHOW, given)


def forget_old(connection: Connection) -> int:
    """Forget what the worker may see: what counts no more; give how many."""
    return connection.execute(delete(shown_to)).rowcount


_HELD = text(
    "SELECT place, until FROM held_by_others(:person, :keepers, :places, CAST(:most AS integer[]))"
)
_GIVEN = (
    func.unnest(bindparam("keepers", type_=ARRAY(Text)), bindparam("places", type_=ARRAY(Text)))
    .table_valued("keeper", "place", name="given")
    .render_derived()
)
_ADDED = insert(shown_to).from_select(
    ["municipality", "candidate", "vacancy_municipality", "vacancy"],
    select(candidate.c.municipality, candidate.c.reference, _GIVEN.c.keeper, _GIVEN.c.place)
    .select_from(candidate)
    .join(_GIVEN, true())
    .where(candidate.c.municipality == bindparam("own"))
    .where(candidate.c.reference == bindparam("person")),
)
_SHOW = _ADDED.on_conflict_do_update(
    index_elements=list(shown_to.primary_key.columns),
    set_={name: _ADDED.excluded[name] for name in ("shown_at", "expires_at")},
)
