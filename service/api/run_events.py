"""A run while it goes on, as server-sent events."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.deps import NoQueryDep, PartsDep, RunReaderDep, acting
from service.api.errors import guarded
from service.api.match_runs import RunId
from service.api.run_views import RunView
from service.usecases import callers_runs

router = APIRouter(prefix="/v1/match-runs", tags=["match runs"])
LOOK_S = 1.0


async def _seen(parts: PartsDep, caller: RunReaderDep, run_id: RunId) -> Callable[[], RunView]:
    """Give what reads a run, once it is seen that it is there for the caller."""

    def read() -> RunView:
        with acting(parts, caller) as connection:
            return RunView.of(callers_runs.find_run(connection, run_id))

    await run_in_threadpool(read)
    return read


@router.get(
    "/{id}/events",
    summary="A run while it goes on, as events",
    response_class=EventSourceResponse,
    responses=guarded(404),
)
async def watch_run(
    parts: PartsDep, read: Annotated[Callable[[], RunView], Depends(_seen)], _: NoQueryDep
) -> AsyncIterator[ServerSentEvent]:
    """Send the run each time that something of it is different, until it has ended.

    Events are named `run`, and `ended` is the last one. A stream ends after ten minutes in any
    case: whoever still wants to know asks again, as browsers do by themselves.
    """
    told, until = "", monotonic() + parts.settings.events_s
    while not told or monotonic() < until:
        run = await run_in_threadpool(read)
        shown = run.model_dump_json(by_alias=True, exclude_none=True)
        ended = run.status not in ("queued", "running")
        if shown != told:
            told = shown
            yield ServerSentEvent(raw_data=shown, event="ended" if ended else "run")
        if ended:
            return
        await sleep(LOOK_S)
