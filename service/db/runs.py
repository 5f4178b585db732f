"""The SQL of match runs: asked for, claimed, followed, ended, and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)

from service.db.proposals import with_vacancies
from service.db.tables import match_run, proposal, run_change, run_input, run_resource, unplaced


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is asked for."""

    id: UUID
    region: str
    municipality: str | None
    weight_set_version: int
    today: date
    seed: int
    work_limit: int | None
    requested_by: str
    replay_of: UUID | None = None
    change_budget: int | None = None
    by_night: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What makes a run repeatable, and how good its plan is at least."""

    input_hash: str
    plan_hash: str
    code_version: str
    lock_hash: str
    outcome: str
    method: str
    value: int | None
    bound: int | None
    gap: float | None
    placed: int
    people: int
    summary: Mapping[str, Any]
    read_at: datetime
    change_budget: int | None
    changed: int
    forced: int
    replayable: bool


def add(connection: Connection, run: NewRun) -> None:
    """Store a run that is asked for."""
    given = {name: value for name, value in asdict(run).items() if value not in (None, False)}
    connection.execute(insert(match_run).values(**given))


def note_job(connection: Connection, run_id: UUID, job_id: int) -> None:
    """Write down which job will do a run."""
    connection.execute(update(match_run).where(match_run.c.id == run_id).values(job_id=job_id))


def claim(connection: Connection, run_id: UUID, most_attempts: int) -> Row[Any] | None:
    """Start a run, or start it again after a worker died; None when there is nothing to do.

    A run that was asked to stop, and has not, ends here.
    """
    open_run = match_run.c.status.in_(("queued", "running"))
    stopped = match_run.c.cancel_requested_at.is_not(None)
    connection.execute(
        update(match_run)
        .where(match_run.c.id == run_id, open_run, stopped)
        .values(status="cancelled", finished_at=func.now())
    )
    claimed = (
        update(match_run)
        .where(match_run.c.id == run_id, open_run, match_run.c.attempts < most_attempts)
        .values(
            status="running",
            attempts=match_run.c.attempts + 1,
            started_at=func.coalesce(match_run.c.started_at, func.now()),
        )
        .returning(match_run)
    )
    return connection.execute(claimed).one_or_none()


def progress(connection: Connection, run: Row[Any], step: Mapping[str, Any]) -> bool:
    """Show how far a run is; tell whether to stop: it was cancelled, or another took it over."""
    shown = (
        update(match_run)
        .where(_held(run))
        .values(progress=dict(step))
        .returning(match_run.c.cancel_requested_at)
    )
    row = connection.execute(shown).one_or_none()
    return row is None or row.cancel_requested_at is not None


def finish(connection: Connection, run: Row[Any], certificate: Certificate, status: str) -> bool:
    """End a run with its plan as a draft; tell whether it was still this attempt's to end."""
    ended = (
        update(match_run)
        .where(_held(run))
        .values(**asdict(certificate), status=status, plan_status="draft", finished_at=func.now())
        .returning(match_run.c.id)
    )
    return connection.execute(ended).one_or_none() is not None


def moment(connection: Connection) -> datetime:
    """Give when the transaction began."""
    return connection.execute(select(func.now())).scalar_one()


def note_alert(connection: Connection, run_id: UUID, alert: str) -> None:
    """Write down why a plan of the night did not publish itself."""
    connection.execute(update(match_run).where(match_run.c.id == run_id).values(alert=alert))


def keep_input(connection: Connection, run: Row[Any], document: bytes, expires: date) -> None:
    """Keep what a run read, in place of what an earlier attempt of it kept."""
    connection.execute(delete(run_input).where(run_input.c.run_id == run.id))
    kept = {"run_id": run.id, "region": run.region, "document": document, "expires_on": expires}
    connection.execute(insert(run_input).values(**kept))


def kept_input(connection: Connection, run_id: UUID) -> bytes | None:
    """Give what a run read, if it is still kept."""
    query = select(run_input.c.document).where(run_input.c.run_id == run_id)
    return connection.scalar(query)


def forget_inputs(connection: Connection) -> int:
    """Delete what is not kept any longer; give how many there were."""
    expired = run_input.c.expires_on < func.current_date()
    gone = select(run_input.c.run_id).where(expired).scalar_subquery()
    connection.execute(update(match_run).where(match_run.c.id.in_(gone)).values(replayable=False))
    return connection.execute(delete(run_input).where(expired)).rowcount


def release(connection: Connection, run: Row[Any]) -> None:
    """Put a run back that its worker had to leave; the attempt does not count.

    A run that was asked to stop ends here.
    """
    asked = match_run.c.cancel_requested_at.is_not(None)
    put_back = {
        "status": case((asked, "cancelled"), else_="queued"),
        "finished_at": case((asked, func.now())),
        "started_at": case((asked, match_run.c.started_at)),
        "attempts": match_run.c.attempts - 1,
    }
    connection.execute(update(match_run).where(_held(run)).values(**put_back))


def fail(connection: Connection, run: Row[Any], sentence: str) -> None:
    """End a run without a plan."""
    connection.execute(update(match_run).where(_held(run)).values(**_failed(sentence)))


def give_up(connection: Connection, run_id: UUID, most_attempts: int) -> None:
    """End an open run that was tried often enough; one that has ended stays as it is."""
    open_run = match_run.c.status.in_(("queued", "running"))
    connection.execute(
        update(match_run)
        .where(match_run.c.id == run_id, open_run, match_run.c.attempts >= most_attempts)
        .values(**_failed(f"Given up after {most_attempts} attempts."))
    )


def _held(run: Row[Any]) -> ColumnElement[bool]:
    """Hold for a run that no later attempt has taken over."""
    mine = match_run.c.attempts == run.attempts
    return and_(match_run.c.id == run.id, match_run.c.status == "running", mine)


def _failed(sentence: str) -> dict[str, Any]:
    return {"status": "failed", "failure": sentence, "finished_at": func.now()}


def ask_to_cancel(connection: Connection, run_id: UUID) -> None:
    """Ask a run to stop; the worker ends it, also when it has not started yet."""
    connection.execute(
        update(match_run)
        .where(match_run.c.id == run_id, match_run.c.status.in_(("queued", "running")))
        .values(cancel_requested_at=func.coalesce(match_run.c.cancel_requested_at, func.now()))
    )


def stop_all_of(connection: Connection, municipality: str) -> None:
    """Ask every run of a municipality alone that has not ended to stop."""
    connection.execute(
        update(match_run)
        .where(match_run.c.municipality == municipality)
        .where(match_run.c.status.in_(("queued", "running")))
        .values(cancel_requested_at=func.coalesce(match_run.c.cancel_requested_at, func.now()))
    )


def without_job(connection: Connection) -> list[Row[Any]]:
    """Find open runs that no job in the queue will do, and hold them for this transaction."""
    query = text(
        """
        SELECT id, region FROM match_run AS run
        WHERE status IN ('queued', 'running') AND NOT EXISTS (
            SELECT FROM procrastinate_jobs AS job
            WHERE job.id = run.job_id AND job.status IN ('todo', 'doing')
        )
        FOR UPDATE SKIP LOCKED
        """
    )
    return list(connection.execute(query))


def get(connection: Connection, run_id: UUID) -> Row[Any] | None:
    """Read one run."""
    return connection.execute(select(match_run).where(match_run.c.id == run_id)).one_or_none()


def newest(
    connection: Connection, size: int, before: tuple[datetime, UUID] | None
) -> list[Row[Any]]:
    """List runs, the newest first, from after a cursor."""
    query = select(match_run).order_by(match_run.c.requested_at.desc(), match_run.c.id.desc())
    if before is not None:
        key = tuple_(match_run.c.requested_at, match_run.c.id)
        query = query.where(key < tuple_(literal(before[0]), literal(before[1])))
    return list(connection.execute(query.limit(size)))


def proposals(
    connection: Connection,
    run_id: UUID,
    size: int,
    after: tuple[str, str] | None,
    *,
    today: date,
) -> list[Row[Any]]:
    """List the proposals of a run with their vacancies, by candidate, from after a cursor."""
    query = with_vacancies(today).where(proposal.c.run_id == run_id)
    return _page(connection, query, proposal, size, after)


def not_placed(
    connection: Connection, run_id: UUID, size: int, after: tuple[str, str] | None
) -> list[Row[Any]]:
    """List who got no proposal and why, by candidate, from after a cursor."""
    query = select(unplaced).where(unplaced.c.run_id == run_id)
    return _page(connection, query, unplaced, size, after)


def resources(connection: Connection, run_id: UUID) -> list[Row[Any]]:
    """List the scarce things of a run with capacity, use and price."""
    query = select(run_resource).where(run_resource.c.run_id == run_id)
    return list(connection.execute(query.order_by(run_resource.c.position)))


def changes(
    connection: Connection, run_id: UUID, size: int, after: tuple[str, str] | None
) -> list[Row[Any]]:
    """List what a run changes for one's own people, by candidate and step, from after a cursor."""
    key = (run_change.c.candidate, run_change.c.step)
    query = select(run_change).where(run_change.c.run_id == run_id)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*map(literal, after)))
    return list(connection.execute(query.order_by(*key).limit(size)))


def _page(
    connection: Connection, query: Select[Any], table: Any, size: int, after: tuple[str, str] | None
) -> list[Row[Any]]:
    key = tuple_(table.c.municipality, table.c.candidate)
    if after is not None:
        query = query.where(key > tuple_(literal(after[0]), literal(after[1])))
    ordered = query.order_by(table.c.municipality, table.c.candidate).limit(size)
    return list(connection.execute(ordered))
