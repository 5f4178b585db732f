"""The SQL of what pins cost the plan: asked for by a municipality, worked out, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select

from service.db.tables import pin_cost, pin_cost_person, scenario

KEPT = timedelta(days=7)
_OF_COST = scenario.join(pin_cost, pin_cost.c.scenario_id == scenario.c.id)
_EACH = select(scenario, *(c for c in pin_cost.c if c.name not in scenario.c)).select_from(_OF_COST)


def add(
    connection: Connection, asked: Mapping[str, Any], people: Iterable[Mapping[str, Any]]
) -> None:
    """Store of which day and people it is asked, beside its scenario."""
    connection.execute(insert(pin_cost).values(**asked))
    connection.execute(insert(pin_cost_person), list(people))


def get(connection: Connection, scenario_id: UUID) -> Row[Any] | None:
    """Read what was asked, how it stands, and what is known."""
    return connection.execute(_EACH.where(scenario.c.id == scenario_id)).one_or_none()


def people(connection: Connection, scenario_id: UUID) -> Sequence[Row[Any]]:
    """Read whom it is about, by reference."""
    query = select(pin_cost_person).where(pin_cost_person.c.scenario_id == scenario_id)
    return connection.execute(query.order_by(pin_cost_person.c.candidate)).all()


def alike(connection: Connection, asked: Mapping[str, Any], base_run: UUID) -> Sequence[UUID]:
    """Name what was asked of a plan on the same day by the same weights, and did not fail."""
    query = select(pin_cost.c.scenario_id).select_from(_OF_COST)
    same = [pin_cost.c[name] == asked[name] for name in ("municipality", "today")]
    same.append(pin_cost.c.weight_set_version == asked["weight_set_version"])
    query = query.where(*same, scenario.c.base_run == base_run, scenario.c.status != "failed")
    return connection.scalars(query.order_by(scenario.c.requested_at)).all()


def open_of(connection: Connection, municipality: str) -> int:
    """Count what a municipality has asked for that is not done."""
    query = select(func.count()).where(
        scenario.c.purpose == "cost",
        scenario.c.municipality == municipality,
        scenario.c.status.in_(("queued", "running")),
    )
    return int(connection.execute(query).scalar_one())


def forget_old(connection: Connection) -> None:
    """Clear away what was asked long ago."""
    old = scenario.c.requested_at < func.now() - KEPT
    connection.execute(delete(scenario).where(scenario.c.purpose == "cost", old))
