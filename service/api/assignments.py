"""A whole small problem in, a plan out: stateless."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from service.api.bodies import record
from service.api.deps import JSON_BODY, PartsDep, ReaderDep
from service.api.errors import guarded
from service.api.plan_views import ProposedView, UnplacedView
from service.api.views import View
from service.api.words import LanguageDep, Reader, WordKeysDep
from service.records.wire import Day, Whole, WireModel
from service.usecases import callers_runs
from service.usecases.assignments import SmallProblem, assign
from solver.coaches import Coach
from solver.people import Candidate
from solver.places import Organisation, Vacancy

router = APIRouter(prefix="/v1/assignments", tags=["assignments"])


class AssignmentRequest(WireModel):
    """Everybody and everything that is matched; references are those of this body."""

    today: Day | None = Field(
        default=None,
        description="Day to take as today, from a year ago to two years ahead; absent: today.",
        examples=["2026-11-24"],
    )
    seed: Whole = Field(default=0, ge=0, lt=2**31, description="The same seed: the same plan.")
    candidates: tuple[Annotated[Candidate, record("candidate")], ...] = Field(
        description="At most 300."
    )
    organisations: tuple[Annotated[Organisation, record("organisation")], ...] = ()
    vacancies: tuple[Annotated[Vacancy, record("vacancy")], ...] = ()
    coaches: tuple[Annotated[Coach, record("coach")], ...] = ()


class AssignmentView(View):
    """A plan for everybody at once, with reasons, and how good it is at least."""

    proposals: list[ProposedView] = Field(description="Who is proposed what.")
    unplaced: list[UnplacedView] = Field(description="Who is proposed nothing, and why.")
    outcome: str = Field(
        description="OPTIMAL (proven), FEASIBLE, INFEASIBLE or UNKNOWN.", examples=["OPTIMAL"]
    )
    method: str = Field(description="How it was solved.", examples=["exact"])
    value: int | None = Field(default=None, description="Points of the plan.")
    bound: int | None = Field(default=None, description="Points that no plan can exceed.")
    gap: float | None = Field(
        default=None,
        ge=0,
        description="(bound − value) / value, a share; absent when nobody is placed.",
        examples=[0.0],
    )
    weight_set_version: int = Field(ge=1, description="Weights it was made with.", examples=[1])


@router.post(
    "",
    summary="Match a whole small problem",
    responses=guarded(409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def assign_all(
    parts: PartsDep,
    caller: ReaderDep,
    body: AssignmentRequest,
    keys: WordKeysDep,
    language: LanguageDep,
) -> AssignmentView:
    """Match at most 300 candidates and 20,000 options at once, in seconds; stores nothing."""
    today = parts.settings.today()
    callers_runs.expect_plausible(body.today or today, today)
    given = SmallProblem(**{**dict(body), "today": body.today or today})
    found = assign(parts.engine, parts.small, caller.own_municipality(), given)
    plan, result, reader = found.plan, found.plan.result, Reader(keys.register_, language)
    return AssignmentView(
        proposals=[ProposedView.planned(one).in_words(reader) for one in plan.proposals],
        unplaced=[UnplacedView.planned(one).in_words(reader) for one in plan.unplaced],
        outcome=result.outcome.name,
        method=result.method,
        value=result.value[0] if result.value else None,
        bound=result.bound[0] if result.bound else None,
        gap=plan.gap,
        weight_set_version=found.weight_set_version,
    )
