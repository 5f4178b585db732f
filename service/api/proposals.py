"""Proposals, one by one: made by a person, read, and decided of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field
from sqlalchemy import Connection, Row

from service.api.bodies import Named, Place, Qualified
from service.api.deciding_views import SOURCES, OwnProposalsView, OwnProposalView, Source
from service.api.deps import (
    JSON_BODY,
    DeciderDep,
    NoQueryDep,
    PartsDep,
    ReaderDep,
    acting,
    cut,
    moment_and_id,
    moment_cursor,
)
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.views import LOCATED
from service.api.words import LanguageDep, Reader, WordKeysDep, WordPage
from service.db import decisions, proposals
from service.records.wire import Day, Instant, ReasonCode, Text, Whole, WireModel
from service.usecases import seen
from service.usecases.decided import Decided
from service.usecases.deciding import decide
from service.usecases.proposing import Wanted, propose

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
ProposalId = Annotated[UUID, Path(alias="id", description="Id of a proposal.")]
Status = Literal[
    "open", "introduced", "accepted", "adapted", "declined", "postponed", "expired", "superseded",
    "withdrawn",
]  # fmt: skip


class ProposalPage(WordPage):
    """Which proposals."""

    candidate: Named | None = Field(default=None, description="For this person.")
    status: Status | None = Field(default=None, description="That stand so.")
    source: Source | None = Field(
        default=None, description="Of a run, a short list, or somebody's own."
    )


class ProposalAsked(WireModel):
    """Who would go where."""

    source: Literal["shortList", "own"] = Field(description="Where it comes from.")
    candidate: Annotated[Named, Field(description="Reference.", examples=["k-0001"])]
    vacancy: Place
    coach: Annotated[
        Qualified | None, Field(description="Absent: the best that fits.", examples=["c3"])
    ] = None
    rank: Whole | None = Field(
        default=None, ge=1, le=20, description="Of the place in the short list.", examples=[2]
    )
    shown_at: Instant | None = Field(
        default=None,
        description="When the short list was shown, with its offset; at most a year ago.",
        examples=["2026-11-24T22:15:00Z"],
    )


class DecisionAsked(WireModel):
    """What is decided, and why; a field that does not belong to the decision is refused."""

    decision: Literal["introduced", "accepted", "adapted", "declined", "postponed"]
    reason_code: ReasonCode | None = Field(
        default=None,
        max_length=40,
        description="Needed to adapt, decline and postpone, and to accept what is chosen in place "
        "of a plan's proposal: a code of /v1/reason-codes.",
        examples=["not_now"],
    )
    motivation: Text | None = Field(
        default=None, description="Needed where a rule asks for a reason."
    )
    until: Day | None = Field(
        default=None,
        description="Postponed: to this day. Declined: from this day it may be proposed again. "
        "After today.",
        examples=["2027-01-15"],
    )
    coach: Annotated[
        Qualified | None, Field(description="Adapted: another coach than proposed.")
    ] = None
    start: Day | None = Field(
        default=None, description="Adapted: another first day, at most two years ahead."
    )
    end: Day | None = Field(default=None, description="Adapted: another last day.")


@router.get(
    "", summary="Proposals, the newest first", responses=guarded(), response_model_exclude_none=True
)
def list_proposals_of_people(
    parts: PartsDep,
    caller: ReaderDep,
    page: Annotated[ProposalPage, Query()],
    language: LanguageDep,
) -> OwnProposalsView:
    """List the proposals for the municipality's own people."""
    source = None if page.source is None else SOURCES[page.source]
    wanted = proposals.Which(page.candidate, page.status, source)
    whose = seen.of_person(caller.own_municipality(), page.candidate)
    before = moment_and_id(page.cursor)
    with acting(parts, caller) as connection:
        rows = proposals.page(
            connection, wanted, page.page_size + 1, before, today=parts.settings.today()
        )
        shown, last = cut(rows, page)
        seen.proposals_listed(connection, shown, whose=whose)
        items = _shown(connection, shown)
    following = None if last is None else moment_cursor(last.proposed_at, last.id)
    reader = Reader(page.register_, language)
    return OwnProposalsView(items=[one.in_words(reader) for one in items], next=following)


@router.get(
    "/{id}", summary="One proposal", responses=guarded(404), response_model_exclude_none=True
)
def get_proposal(
    parts: PartsDep,
    caller: ReaderDep,
    proposal_id: ProposalId,
    keys: WordKeysDep,
    language: LanguageDep,
) -> OwnProposalView:
    """Show a proposal, why it was made, and what was decided of it."""
    caller.own_municipality()
    with acting(parts, caller) as connection:
        found = seen.proposal(connection, proposal_id, parts.settings.today())
        shown = _shown(connection, [found])[0]
    return shown.in_words(Reader(keys.register_, language))


@router.post(
    "",
    status_code=201,
    summary="Propose a place",
    responses={**guarded(409, 413, 415), 201: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def make_proposal(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    body: ProposalAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> OwnProposalView:
    """Store a proposal from a short list, or a caseworker's own idea.

    What a hard rule forbids, or for which too little is left, is refused with every reason; so is
    what somebody proposed alike before and is not decided.
    """
    given = {name: getattr(body, name) for name in ProposalAsked.model_fields}
    wanted = Wanted(**given | {"source": SOURCES[body.source]})
    with once.acting(parts, caller) as connection:
        made = propose(parts.desk, connection, caller, wanted, parts.settings.today())
        response.status_code = 201
        response.headers["Location"] = f"{router.prefix}/{made.id}"
        return once.keep(connection, caller, response, _shown(connection, [made])[0])


@router.post(
    "/{id}/decision",
    summary="Decide of a proposal",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def decide_of_proposal(
    parts: PartsDep,
    caller: DeciderDep,
    response: Response,
    proposal_id: ProposalId,
    body: DecisionAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> OwnProposalView:
    """Introduce, accept, adapt, decline or postpone: nothing happens without a decision.

    What is introduced again stays as it is. Accepting takes the seat, the guide's and the coach's
    minutes at once; short of any, 409 names it and nothing is taken.
    """
    given = {name: getattr(body, name) for name in DecisionAsked.model_fields}
    asked = Decided(reason=given.pop("reason_code"), **given)
    with once.acting(parts, caller) as connection:
        found = decide(connection, caller, proposal_id, asked, parts.settings.today())
        response.status_code = 200
        return once.keep(connection, caller, response, _shown(connection, [found])[0])


def _shown(connection: Connection, rows: Sequence[Row[Any]]) -> list[OwnProposalView]:
    decided: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for one in decisions.of_proposals(connection, [row.id for row in rows]):
        decided[one.proposal_id].append(one)
    return [OwnProposalView.with_decisions(row, decided[row.id]) for row in rows]
