"""What is asked of a run's day: queued, done by a worker, and stored as counts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError, OperationalError

from service.db import audit, pin_costs, queue, scenarios
from service.db.session import snapshot_transaction, transaction
from service.errors import (
    Conflict,
    FieldProblem,
    Forbidden,
    InvalidInput,
    NotFound,
    ServiceError,
    where,
)
from service.records.change import ChangeGiven, strange
from service.usecases import pin_tasks, replayed
from service.usecases.bottlenecks import best_first, gains
from service.usecases.callers_runs import expect_own, find_run
from service.usecases.execution import MOST_ATTEMPTS
from service.usecases.solving import SolveDied, Stopping, never
from service.usecases.supposing import (
    Day,
    as_it_was,
    as_it_would_be,
    certificate,
    day_of,
    solver,
    solves_of,
)
from solver.errors import holds_bsn
from solver.tally import Tallies

MOST_WAITING = 20
LOG = logging.getLogger(__name__)
BUSY = f"{MOST_WAITING} scenarios wait already: ask again when some are done."


def ask_for_bottlenecks(
    connection: Connection, run_id: UUID, municipality: str | None, subject: str
) -> None:
    """Queue the list of a run's bottlenecks, unless it is there or on its way.

    Raises `NotFound`, `Forbidden` for a run of another scope, and `Conflict` for one of which what
    it read is not kept.
    """
    run = _own_replayable(connection, run_id, municipality)
    queued(connection, run, {"purpose": "bottlenecks", "requested_by": subject})


def ask_for_scenario(
    connection: Connection,
    run_id: UUID,
    changes: Sequence[ChangeGiven],
    *,
    municipality: str | None,
    subject: str,
    name: str | None = None,
) -> Row[Any]:
    """Queue a scenario; raises as `ask_for_bottlenecks`, and `InvalidInput` for the changes."""
    problems = strange(changes, municipality)
    if name is not None and holds_bsn(name):
        problems.append(
            FieldProblem("name", "a number that may be a BSN", "no citizen service number")
        )
    if problems:
        raise InvalidInput("The scenario was not accepted.", problems)
    run = _own_replayable(connection, run_id, municipality)
    if scenarios.waiting(connection, run.region, municipality) >= MOST_WAITING:
        raise Conflict(BUSY)
    whole = [each.qualified_for(municipality) for each in changes]
    written = [each.model_dump(by_alias=True, exclude_none=True, mode="json") for each in whole]
    asked = {"purpose": "scenario", "requested_by": subject, "name": name, "changes": written}
    made = queued(connection, run, asked)
    assert made is not None  # noqa: S101 - scenarios never meet
    return find(connection, made)


def _own_replayable(connection: Connection, run_id: UUID, municipality: str | None) -> Row[Any]:
    expect_own(connection, run_id, municipality)
    return replayed.expect_replayable(connection, run_id)


def queued(connection: Connection, run: Row[Any], asked: dict[str, Any]) -> UUID | None:
    """Store what is asked and its job in one transaction; None where it is there already.

    It is of the run's own municipality, unless what is asked says otherwise.
    """
    about = {"region": run.region, "municipality": run.municipality, "base_run": run.id}
    made = scenarios.add(connection, {"id": uuid4(), **about, **asked})
    if made is not None:
        job = queue.defer_scenario(connection, made, run.region)
        scenarios.note_job(connection, made, job)
        kind = "bottlenecks_asked" if asked["purpose"] == "bottlenecks" else "scenario_asked"
        audit.note(connection, kind, made, municipality=(about | asked)["municipality"])
    return made


def give_up(connection: Connection, scenario_id: UUID, municipality: str | None) -> None:
    """Drop a scenario, done or not; raises as `find`, and `Forbidden` for one of another scope."""
    if find(connection, scenario_id).municipality != municipality:
        raise Forbidden("Only who may ask for a scenario may give it up.")
    scenarios.drop(connection, scenario_id)


def find(connection: Connection, scenario_id: UUID) -> Row[Any]:
    """Give a scenario; raises `NotFound` for one that is not there or not for the caller's eyes."""
    found = scenarios.get(connection, scenario_id)
    if found is None or found.purpose != "scenario":
        raise NotFound
    return found


def bottlenecks_of(
    connection: Connection, run_id: UUID
) -> tuple[Row[Any] | None, Row[Any] | None, Sequence[Row[Any]]]:
    """Give how the list of a run's bottlenecks stands, None when nobody asked; then how its day was
    solved, and the rows.
    """
    find_run(connection, run_id)
    asked = scenarios.bottlenecks_of(connection, run_id)
    if asked is None:
        return None, None, ()
    solves = scenarios.solves(connection, [asked.id])
    return asked, next(iter(solves), None), scenarios.bottlenecks(connection, asked.id)


def sweep(engine: Engine, regions: Iterable[str]) -> int:
    """Queue again everything open that lost its job; give how many."""
    found = 0
    for region in regions:
        with transaction(engine, region=region) as connection:
            for row in scenarios.without_job(connection):
                job = queue.defer_scenario(connection, row.id, row.region)
                scenarios.note_job(connection, row.id, job)
                found += 1
    return found


def forget_old(engine: Engine, regions: Iterable[str]) -> None:
    """Clear away what pins were found to cost long ago."""
    for region in regions:
        with transaction(engine, region=region) as connection:
            pin_costs.forget_old(connection)


def execute(
    engine: Engine,
    scenario_id: UUID,
    region: str,
    stopping: Callable[[], bool] = never,
    threads: int = 2,
) -> None:
    """Do what was asked and store it in one piece; what has ended is left alone.

    Raises `SolveDied`, `Stopping` or the database's own error when another try may go better, also
    where somebody of the answer was deleted meanwhile; anything else ends it.
    """
    with transaction(engine, region=region) as connection:
        asked = scenarios.claim(connection, scenario_id, MOST_ATTEMPTS)
        if asked is None:
            scenarios.give_up(connection, scenario_id, MOST_ATTEMPTS)
            return
    try:
        found = _found(_Doing(engine, asked, stopping, threads))
        with transaction(engine, region=region) as connection:
            scenarios.finish(connection, asked, found)
    except Stopping:
        with transaction(engine, region=region) as connection:
            scenarios.release(connection, asked)
        raise
    except (SolveDied, OperationalError, IntegrityError):
        LOG.warning("attempt %d of scenario %s ended", asked.attempts, scenario_id)
        raise
    except Exception as failed:
        LOG.error("scenario %s: %s at %s", scenario_id, type(failed).__name__, where(failed))
        known = isinstance(failed, ServiceError)
        sentence = str(failed) if known else f"It ended in {type(failed).__name__}."
        with transaction(engine, region=region) as connection:
            scenarios.fail(connection, asked, sentence)


class _Doing:
    """One attempt: its solves are counted, and it ends when another has taken over."""

    def __init__(
        self, engine: Engine, asked: Row[Any], stopping: Callable[[], bool], threads: int
    ) -> None:
        self.engine, self.asked, self.told_to_stop = engine, asked, stopping
        self.solved, self.to_solve, self.threads = 0, 1, threads
        self.solve = solver(self.done, self.stopping, threads)

    def stopping(self) -> bool:
        """Tell whether to stop: this process is to end, or nobody waits for it any more."""
        return self.told_to_stop() or not self._shown()

    def done(self, solved: int) -> None:
        """Show how many times the day was solved; raises `Stopping` when that is no use."""
        self.solved = solved
        if not self._shown():
            raise Stopping

    def _shown(self) -> bool:
        with transaction(self.engine, region=self.asked.region) as connection:
            return scenarios.progress(connection, self.asked, self.solved, self.to_solve)

    def expect(self, solves: int) -> None:
        """Note how many solves there will be."""
        self.to_solve = solves


def _found(doing: _Doing) -> dict[str, list[dict[str, Any]]]:
    """Solve the day as it was and as it would be; give the rows to store, by table."""
    asked = doing.asked
    if asked.purpose == "cost":
        return _cost(doing)
    with snapshot_transaction(doing.engine, region=asked.region) as connection:
        task = day_of(connection, asked.base_run)
    if asked.purpose == "bottlenecks":
        return _gains(doing, as_it_was(task, doing.solve))
    changes = [ChangeGiven.model_validate(each) for each in asked.changes]
    doing.expect(solves_of(changes))
    base = as_it_was(task, doing.solve)
    return _compared({"base": base, "changed": as_it_would_be(base, changes, doing.solve)})


def _cost(doing: _Doing) -> dict[str, list[dict[str, Any]]]:
    with snapshot_transaction(doing.engine, region=doing.asked.region) as connection:
        asked = pin_tasks.asked_of(connection, doing.asked.id)
    found = pin_tasks.worked_out(asked.task, doing.stopping, doing.threads)
    doing.done(1)
    return asked.rows(found)


def _gains(doing: _Doing, base: Day) -> dict[str, list[dict[str, Any]]]:
    found = list(gains(base, doing.solve, lambda several: doing.expect(1 + several)))
    rows = [{"position": at, **one.row} for at, one in enumerate(best_first(found))]
    return {
        "scenario_solve": [{"side": "base", **certificate(base.plan)}],
        "scenario_count": _counts("base", base.tallies()),
        "bottleneck": rows,
    }


def _compared(sides: dict[str, Day]) -> dict[str, list[dict[str, Any]]]:
    return {
        "scenario_solve": [{"side": side, **certificate(day.plan)} for side, day in sides.items()],
        "scenario_count": [
            row for side, day in sides.items() for row in _counts(side, day.tallies())
        ],
    }


def _counts(side: str, tallies: Tallies) -> list[dict[str, Any]]:
    each = [(None, tallies.total), *tallies.of_each.items()]
    return [{"side": side, "municipality": code, **asdict(tally)} for code, tally in each]
