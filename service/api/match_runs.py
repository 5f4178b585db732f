"""Match runs: ask for one, follow it, read what it proposes, stop it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field
from sqlalchemy import Row

from service.api.deps import (
    JSON_BODY,
    NoQueryDep,
    PageDep,
    PartsDep,
    PlannerDep,
    ReaderDep,
    RunReaderDep,
    acting,
    cursor_of,
    cut,
    key_of,
    moment_and_id,
    moment_cursor,
)
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.plan_views import UnplacedView
from service.api.run_views import (
    ChangesView,
    ChangeView,
    ProposalsView,
    ProposalView,
    RunsView,
    RunView,
    UnplacedPageView,
)
from service.api.views import LOCATED
from service.api.words import LanguageDep, Reader, WordPageDep
from service.errors import FieldProblem, InvalidInput
from service.records.wire import Day, Whole, WireModel
from service.tokens import Caller
from service.usecases import callers_runs, seen
from service.usecases.publishing import ask_for_step
from service.usecases.runs import RunRequest, request_replay, request_run

router = APIRouter(prefix="/v1/match-runs", tags=["match runs"])
RunId = Annotated[UUID, Path(alias="id", description="Id of a run.")]


class RunAsked(WireModel):
    """How a run must be done; all of it may be left out."""

    today: Day | None = Field(
        default=None,
        description="Day to take as today, from a year ago to two years ahead; absent: today.",
        examples=["2026-11-24"],
    )
    seed: Whole | None = Field(
        default=None, ge=0, lt=2**31, description="Absent: drawn.", examples=[7]
    )
    work_limit: Whole | None = Field(
        default=None,
        ge=1,
        le=10**9,
        description="Work units of the search; absent: the usual number.",
        examples=[200],
    )
    change_budget: Whole | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="Most open proposals that may change; absent: as the region has it.",
        examples=[25],
    )
    replay_of: UUID | None = Field(
        default=None,
        description="A run to do again, from all that it read: it gives the same plan, whatever "
        "changed since. Nothing else may be asked with it.",
    )


@router.post(
    "",
    status_code=202,
    summary="Ask for a run",
    responses={**guarded(409, 413, 415), 202: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def request_match_run(
    parts: PartsDep,
    caller: PlannerDep,
    response: Response,
    once: OnceDep,
    _: NoQueryDep,
    body: RunAsked | None = None,
) -> RunView:
    """Queue a run for the token's municipality, or for its whole region; a worker does it.

    One run of each may wait at a time; one that has begun does not count.
    """
    asked, today = body or RunAsked(), parts.settings.today()
    callers_runs.expect_plausible(asked.today or today, today)
    _expect_alone(asked)
    with once.acting(parts, caller) as connection:
        region = callers_runs.region_asked_for(connection, caller.municipality, caller.region)
        if asked.replay_of is not None:
            callers_runs.expect_own(connection, asked.replay_of, caller.municipality)
            made = request_replay(connection, asked.replay_of, caller.subject)
        else:
            made = request_run(connection, _request(asked, region, caller, today))
        run = callers_runs.find_run(connection, made)
        response.status_code = 202
        response.headers["Location"] = f"{router.prefix}/{run.id}"
        return once.keep(connection, caller, response, RunView.of(run))


def _expect_alone(asked: RunAsked) -> None:
    """Raise `InvalidInput` where something is asked of a replay, which has all of it already."""
    others = asked.model_dump(exclude_none=True, by_alias=True, exclude={"replay_of"})
    if asked.replay_of is not None and others:
        expected = "nothing: a run that is done again is asked what it was asked"
        problems = [FieldProblem(name, str(value), expected) for name, value in others.items()]
        raise InvalidInput("The run was not accepted.", problems)


def _request(asked: RunAsked, region: str, caller: Caller, today: date) -> RunRequest:
    return RunRequest(
        region=region,
        municipality=caller.municipality,
        today=asked.today or today,
        seed=asked.seed,
        work_limit=asked.work_limit,
        change_budget=asked.change_budget,
        requested_by=caller.subject,
    )


@router.get(
    "", summary="Runs, the newest first", responses=guarded(), response_model_exclude_none=True
)
def list_runs(parts: PartsDep, caller: RunReaderDep, page: PageDep) -> RunsView:
    """List the runs of one's own municipality and of its whole region, or all of the region."""
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = callers_runs.newest_runs(connection, page.page_size + 1, before)
    shown, last = cut(rows, page)
    following = None if last is None else moment_cursor(last.requested_at, last.id)
    return RunsView(items=[RunView.of(run) for run in shown], next=following)


@router.get("/{id}", summary="One run", responses=guarded(404), response_model_exclude_none=True)
def get_run(parts: PartsDep, caller: RunReaderDep, run_id: RunId, _: NoQueryDep) -> RunView:
    """Show how a run stands, what it came to, and what makes it repeatable."""
    with acting(parts, caller) as connection:
        return RunView.of(callers_runs.find_run(connection, run_id))


@router.get(
    "/{id}/proposals",
    summary="Who is proposed what",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_proposals(
    parts: PartsDep, caller: ReaderDep, run_id: RunId, page: WordPageDep, language: LanguageDep
) -> ProposalsView:
    """List the proposals for the municipality's own people."""
    caller.own_municipality()
    reader = Reader(page.register_, language)
    with acting(parts, caller) as connection:
        after = _person(page.cursor)
        rows = callers_runs.proposals_of(
            connection, run_id, page.page_size + 1, after, today=parts.settings.today()
        )
        shown, last = cut(rows, page)
        seen.proposals_listed(connection, shown, run=run_id)
    return ProposalsView(
        items=[ProposalView.of(row).in_words(reader) for row in shown], next=_after(last)
    )


@router.get(
    "/{id}/unplaced",
    summary="Who is proposed nothing, and why",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_unplaced(
    parts: PartsDep, caller: ReaderDep, run_id: RunId, page: WordPageDep, language: LanguageDep
) -> UnplacedPageView:
    """List the municipality's own people without a proposal, each with the true reason."""
    caller.own_municipality()
    reader = Reader(page.register_, language)
    with acting(parts, caller) as connection:
        after = _person(page.cursor)
        rows = callers_runs.unplaced_of(connection, run_id, page.page_size + 1, after)
        shown, last = cut(rows, page)
        seen.listed(connection, "unplaced_listed", shown, run=run_id)
    return UnplacedPageView(
        items=[UnplacedView.of(row).in_words(reader) for row in shown], next=_after(last)
    )


@router.get(
    "/{id}/changes",
    summary="What is different from what stood open, and why",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def list_changes(
    parts: PartsDep, caller: ReaderDep, run_id: RunId, page: WordPageDep, language: LanguageDep
) -> ChangesView:
    """List what a plan changes for the municipality's own people: what it was, is, and why.

    Besides, what was dropped when the plan was published, and what could not stand again when it
    was withdrawn.
    """
    caller.own_municipality()
    reader = Reader(page.register_, language)
    with acting(parts, caller) as connection:
        after = _person(page.cursor)
        rows = callers_runs.changes_of(connection, run_id, page.page_size + 1, after)
        shown, last = cut(rows, page)
        seen.listed(connection, "changes_listed", shown, run=run_id)
    following = None if last is None else cursor_of(last.candidate, last.step)
    return ChangesView(items=[ChangeView.of(row).in_words(reader) for row in shown], next=following)


@router.post(
    "/{id}/cancellation",
    status_code=202,
    summary="Stop a run",
    responses=guarded(404, 409),
    response_model_exclude_none=True,
)
def cancel_run(parts: PartsDep, caller: PlannerDep, run_id: RunId, _: NoQueryDep) -> RunView:
    """Ask a run to stop; the worker keeps the best plan so far and ends it."""
    with acting(parts, caller) as connection:
        return RunView.of(callers_runs.cancel_own_run(connection, run_id, caller.municipality))


@router.post(
    "/{id}/publication",
    status_code=202,
    summary="Publish a plan",
    responses=guarded(404, 409),
    response_model_exclude_none=True,
)
def publish_plan(parts: PartsDep, caller: PlannerDep, run_id: RunId, _: NoQueryDep) -> RunView:
    """Ask for the draft to be published in one piece; the plan before it is superseded.

    The worker does it, after the runs that it has begun; until then the plan stands as it stood,
    and asking again is 202 again. A plan that places nobody does not supersede one that does.
    """
    with acting(parts, caller) as connection:
        return RunView.of(ask_for_step(connection, run_id, caller.municipality, "publish"))


@router.post(
    "/{id}/withdrawal",
    status_code=202,
    summary="Withdraw a plan",
    responses=guarded(404, 409),
    response_model_exclude_none=True,
)
def withdraw_plan(parts: PartsDep, caller: PlannerDep, run_id: RunId, _: NoQueryDep) -> RunView:
    """Ask for a published plan to be taken back; what was decided of it stays.

    The worker does it, after the runs that it has begun; until then the plan stands as it stood,
    and asking again is 202 again.
    """
    with acting(parts, caller) as connection:
        return RunView.of(ask_for_step(connection, run_id, caller.municipality, "withdraw"))


def _person(cursor: str | None) -> tuple[str, str] | None:
    key = key_of(cursor, 2)
    return None if key is None else (key[0], key[1])


def _after(last: Row[Any] | None) -> str | None:
    return None if last is None else cursor_of(last.municipality, last.candidate)
