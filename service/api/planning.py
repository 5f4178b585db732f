"""Planning: what a little more of something scarce would bring, and what if it were otherwise."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from service.api.deps import (
    JSON_BODY,
    NoQueryDep,
    PageDep,
    PartsDep,
    PlannerDep,
    acting,
    caller_with,
    moment_and_id,
    moment_cursor,
)
from service.api.errors import guarded
from service.api.match_runs import RunId
from service.api.once import OnceDep
from service.api.planning_views import BottlenecksView, ScenariosView, ScenarioView
from service.api.views import LOCATED
from service.api.words import LanguageDep, Reader, WordKeysDep
from service.records.change import ChangeGiven
from service.records.wire import PRINTABLE, WireModel
from service.tokens import Caller
from service.usecases import comparing
from service.usecases.scenarios import (
    ask_for_bottlenecks,
    ask_for_scenario,
    bottlenecks_of,
    give_up,
)

bottlenecks = APIRouter(prefix="/v1/match-runs", tags=["planning"])
scenarios = APIRouter(prefix="/v1/scenarios", tags=["planning"])
PlanReaderDep = Annotated[Caller, Depends(caller_with("runs:manage", "reports:read"))]
ScenarioId = Annotated[UUID, Path(alias="id", description="Id of a scenario.")]
MOST_CHANGES = 10


class ScenarioAsked(WireModel):
    """A run, and what of its day would be otherwise."""

    base_run: UUID = Field(
        description="A run that can be done again.",
        examples=["7b0c0a4e-6a53-4c0e-9a3b-1f6d7a0e5c11"],
    )
    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=PRINTABLE,
        description="To tell it from others.",
        examples=["Groei"],
    )
    changes: list[ChangeGiven] = Field(
        min_length=1,
        max_length=MOST_CHANGES,
        description="All of them together, one after the other.",
    )


@bottlenecks.post(
    "/{id}/bottlenecks",
    status_code=202,
    summary="Ask what would help most",
    responses=guarded(404, 409),
    response_model_exclude_none=True,
)
def request_bottlenecks(
    parts: PartsDep, caller: PlannerDep, run_id: RunId, keys: WordKeysDep, language: LanguageDep
) -> BottlenecksView:
    """Queue the list of the bottlenecks of a run; asked again, it is the same list.

    A worker solves the day of the run again with a little more of each of about ten scarce things.
    """
    reader = Reader(keys.register_, language)
    with acting(parts, caller) as connection:
        ask_for_bottlenecks(connection, run_id, caller.municipality, caller.subject)
        return BottlenecksView.of(*bottlenecks_of(connection, run_id), reader=reader)


@bottlenecks.get(
    "/{id}/bottlenecks",
    summary="What would help most",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_bottlenecks(
    parts: PartsDep, caller: PlanReaderDep, run_id: RunId, keys: WordKeysDep, language: LanguageDep
) -> BottlenecksView:
    """Say what more seats, guidance or coaching would bring: places and numbers, never people.

    A municipality sees what is its own or shared with it.
    """
    reader = Reader(keys.register_, language)
    with acting(parts, caller) as connection:
        return BottlenecksView.of(*bottlenecks_of(connection, run_id), reader=reader)


@scenarios.post(
    "",
    status_code=202,
    summary="Ask what if",
    responses={**guarded(404, 409, 413, 415), 202: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def request_scenario(
    parts: PartsDep,
    caller: PlannerDep,
    response: Response,
    body: ScenarioAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> ScenarioView:
    """Queue a comparison of a run's day with that day as it would be; a worker does it.

    It reads what the run read, touches no proposal, and keeps counts only.
    """
    with once.acting(parts, caller) as connection:
        made = ask_for_scenario(
            connection,
            body.base_run,
            body.changes,
            municipality=caller.municipality,
            subject=caller.subject,
            name=body.name,
        )
        response.status_code = 202
        response.headers["Location"] = f"{scenarios.prefix}/{made.id}"
        shown = ScenarioView.of(comparing.compared(connection, made.id, caller.municipality))
        return once.keep(connection, caller, response, shown)


@scenarios.get(
    "",
    summary="Scenarios, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_scenarios(parts: PartsDep, caller: PlanReaderDep, page: PageDep) -> ScenariosView:
    """List what was asked of the runs that one may see, and what came of it."""
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        found = comparing.newest(connection, page.page_size + 1, before, caller.municipality)
    shown, more = found[: page.page_size], len(found) > page.page_size
    last = shown[-1].asked if more else None
    following = None if last is None else moment_cursor(last.requested_at, last.id)
    return ScenariosView(items=[ScenarioView.of(each) for each in shown], next=following)


@scenarios.get(
    "/{id}",
    summary="One scenario",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def get_scenario(
    parts: PartsDep, caller: PlanReaderDep, scenario_id: ScenarioId, _: NoQueryDep
) -> ScenarioView:
    """Compare a day as it was and as it would be: one's own people, and all of them in counts.

    Means and hours are left out where they could tell of fewer than five people.
    """
    with acting(parts, caller) as connection:
        return ScenarioView.of(comparing.compared(connection, scenario_id, caller.municipality))


@scenarios.delete(
    "/{id}", summary="Give up a scenario", status_code=204, responses=guarded(403, 404)
)
def give_up_scenario(
    parts: PartsDep, caller: PlannerDep, scenario_id: ScenarioId, _: NoQueryDep
) -> None:
    """Drop a scenario, done or not: a worker that is at it stops. For who may ask for it."""
    with acting(parts, caller) as connection:
        give_up(connection, scenario_id, caller.municipality)
