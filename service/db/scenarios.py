"""The SQL of days as they would be: asked for, done by a worker, and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql

from service.db.tables import (
    bottleneck,
    pin_cost,
    pin_cost_person,
    scenario,
    scenario_count,
    scenario_solve,
)

_OPEN = scenario.c.status.in_(("queued", "running"))


def add(connection: Connection, asked: Mapping[str, Any]) -> UUID | None:
    """Store what is asked of a run's day; None where a list of bottlenecks is there already."""
    added = postgresql.insert(scenario).values(**asked).on_conflict_do_nothing()
    return connection.execute(added.returning(scenario.c.id)).scalar_one_or_none()


def note_job(connection: Connection, scenario_id: UUID, job_id: int) -> None:
    """Write down which job will do it."""
    connection.execute(update(scenario).where(scenario.c.id == scenario_id).values(job_id=job_id))


def waiting(connection: Connection, region: str, municipality: str | None) -> int:
    """Count what a municipality, or a region, has asked for that has not begun."""
    query = select(func.count()).where(
        scenario.c.region == region,
        scenario.c.municipality.is_not_distinct_from(municipality),
        scenario.c.status == "queued",
        scenario.c.purpose != "cost",
    )
    return int(connection.execute(query).scalar_one())


def get(connection: Connection, scenario_id: UUID) -> Row[Any] | None:
    """Read what was asked, and how it stands."""
    query = select(scenario).where(scenario.c.id == scenario_id)
    return connection.execute(query).one_or_none()


def bottlenecks_of(connection: Connection, run_id: UUID) -> Row[Any] | None:
    """Read how the newest list of the bottlenecks of a run stands."""
    query = (
        select(scenario)
        .where(scenario.c.base_run == run_id, scenario.c.purpose == "bottlenecks")
        .order_by(scenario.c.requested_at.desc(), scenario.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def newest(
    connection: Connection, size: int, before: tuple[datetime, UUID] | None
) -> Sequence[Row[Any]]:
    """List scenarios, the newest first, from after a cursor."""
    query = (
        select(scenario)
        .where(scenario.c.purpose == "scenario")
        .order_by(scenario.c.requested_at.desc(), scenario.c.id.desc())
    )
    if before is not None:
        key = tuple_(scenario.c.requested_at, scenario.c.id)
        query = query.where(key < tuple_(literal(before[0]), literal(before[1])))
    return connection.execute(query.limit(size)).all()


def solves(connection: Connection, ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Give how scenarios were solved."""
    query = select(scenario_solve).where(scenario_solve.c.scenario_id.in_(list(ids)))
    return connection.execute(query).all()


def counts(connection: Connection, ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Give the counts of scenarios that one may see, by municipality, all people first."""
    query = select(scenario_count).where(scenario_count.c.scenario_id.in_(list(ids)))
    return connection.execute(query.order_by(scenario_count.c.municipality.nulls_first())).all()


def bottlenecks(connection: Connection, scenario_id: UUID) -> Sequence[Row[Any]]:
    """Give the bottlenecks that one may see, what helps most first."""
    query = select(bottleneck).where(bottleneck.c.scenario_id == scenario_id)
    return connection.execute(query.order_by(bottleneck.c.position)).all()


def claim(connection: Connection, scenario_id: UUID, most_attempts: int) -> Row[Any] | None:
    """Begin, or begin again after a worker died; None when there is nothing to do."""
    claimed = (
        update(scenario)
        .where(scenario.c.id == scenario_id, _OPEN, scenario.c.attempts < most_attempts)
        .values(
            status="running",
            attempts=scenario.c.attempts + 1,
            solved=0,
            to_solve=None,
            started_at=func.coalesce(scenario.c.started_at, func.now()),
        )
        .returning(scenario)
    )
    return connection.execute(claimed).one_or_none()


def release(connection: Connection, row: Row[Any]) -> None:
    """Let another worker begin it, as if this one had not."""
    connection.execute(
        update(scenario).where(_held(row)).values(status="queued", attempts=scenario.c.attempts - 1)
    )


def give_up(connection: Connection, scenario_id: UUID, most_attempts: int) -> None:
    """End as failed what was begun often enough; what has ended stays as it is."""
    connection.execute(
        update(scenario)
        .where(scenario.c.id == scenario_id, _OPEN, scenario.c.attempts >= most_attempts)
        .values(**_failed(f"Given up after {most_attempts} attempts."))
    )


def fail(connection: Connection, row: Row[Any], sentence: str) -> None:
    """End as failed, and say why."""
    connection.execute(update(scenario).where(_held(row)).values(**_failed(sentence)))


def progress(connection: Connection, row: Row[Any], solved: int, to_solve: int) -> bool:
    """Show how many times the day was solved; tell whether it is still this attempt's to do."""
    shown = update(scenario).where(_held(row)).values(solved=solved, to_solve=to_solve)
    return connection.execute(shown).rowcount > 0


def drop(connection: Connection, scenario_id: UUID) -> None:
    """Delete what was asked, with all that came of it; whoever works at it stops."""
    connection.execute(delete(scenario).where(scenario.c.id == scenario_id))


def finish(
    connection: Connection, row: Row[Any], found: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Store what was found, by table, and end; nothing where another attempt has taken over."""
    ended = update(scenario).where(_held(row)).values(status="finished", finished_at=func.now())
    if not connection.execute(ended).rowcount:
        return
    tables = (scenario_solve, scenario_count, bottleneck, pin_cost, pin_cost_person)
    for table in (one for one in tables if one.name in found):
        connection.execute(delete(table).where(table.c.scenario_id == row.id))
        if rows := [{"scenario_id": row.id, **each} for each in found[table.name]]:
            connection.execute(insert(table), rows)


def without_job(connection: Connection) -> Sequence[Row[Any]]:
    """Find what is open and no job in the queue will do, and hold it for this transaction."""
    query = text(
        """
        SELECT id, region FROM scenario
        WHERE status IN ('queued', 'running') AND NOT EXISTS (
            SELECT FROM procrastinate_jobs AS job
            WHERE job.id = scenario.job_id AND job.status IN ('todo', 'doing')
        )
        FOR UPDATE SKIP LOCKED
        """
    )
    return connection.execute(query).all()


def _held(row: Row[Any]) -> ColumnElement[bool]:
    """Hold for what no later attempt has taken over."""
    return and_(
        scenario.c.id == row.id,
        scenario.c.status == "running",
        scenario.c.attempts == row.attempts,
    )


def _failed(sentence: str) -> dict[str, Any]:
    return {"status": "failed", "failure": sentence, "finished_at": func.now()}
