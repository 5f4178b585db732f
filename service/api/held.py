"""What is held on one person: everything, for who asks what we know (AVG art. 15)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from pydantic.alias_generators import to_camel
from sqlalchemy import Row

from service.api.catalogue import Named
from service.api.deps import NoQueryDep, PartsDep, caller_with
from service.api.errors import guarded
from service.api.views import Moment, MunicipalityCode, View
from service.db.session import snapshot_transaction
from service.records import CandidateRecord
from service.tokens import Caller
from service.usecases.held import Held, Mention, held_on

router = APIRouter(prefix="/v1/candidates", tags=["candidates"])
RecordReaderDep = Annotated[Caller, Depends(caller_with("record:read"))]


class RunOfPersonView(View):
    """A run that proposed something to the person, or nothing, or changed something."""

    id: UUID
    today: date = Field(description="The day the run took as today.", examples=["2026-11-24"])
    status: str = Field(examples=["finished"])
    plan_status: str | None = Field(default=None, examples=["published"])
    requested_at: Moment

    @classmethod
    def of(cls, run: Row[Any]) -> Self:
        """Show a run."""
        return cls(**{name: run._mapping[name] for name in cls.model_fields})


class KeptInputView(View):
    """What a run of the region read and is kept; the person may stand in it."""

    run_id: UUID | None = Field(
        default=None, description="Absent for a run of another municipality."
    )
    today: date = Field(description="The day the run took as today.", examples=["2026-11-24"])
    kept_until: date = Field(description="Last day.", examples=["2027-05-23"])


class ImportOfPersonView(View):
    """An import whose errors name the person."""

    id: UUID
    requested_at: Moment
    errors: list[dict[str, Any]] = Field(description="Those that name the person.")

    @classmethod
    def of(cls, one: Mention) -> Self:
        """Show an import."""
        return cls(id=one.row.id, requested_at=one.row.requested_at, errors=one.parts)


class RequestOfPersonView(View):
    """A request that was done once, whose kept answer names the person; it is kept two days."""

    asked_at: Moment
    caller: str = Field(description="Subject of the token.", examples=["caseworker-7"])
    answer: Any = Field(
        description="The answer that was given, without items that do not name the person."
    )

    @classmethod
    def of(cls, one: Mention) -> Self:
        """Show a request."""
        caller = one.row.caller.partition("/")[2]
        return cls(asked_at=one.row.asked_at, caller=caller, answer=one.parts[0])


class HeldView(View):
    """Everything that is held on one person."""

    reference: str = Field(examples=["k-0001"])
    municipality: MunicipalityCode
    record: CandidateRecord | None = Field(
        default=None,
        description="What is known of the person, wishes included; absent when it was deleted and "
        "what was decided is kept.",
    )
    came_on: date | None = Field(
        default=None,
        description="When the record was first stored; absent of who came before this was kept.",
        examples=["2026-11-24"],
    )
    rows: dict[str, list[dict[str, Any]]] = Field(
        description="All rows on the person by table, every column: proposals, decisions, "
        "placements and kept places, where the person went, reviews, wellbeing scores, forbidden "
        "pairs, what short lists showed, why there was no place, changes.",
        examples=[{"forbid": [{"vacancy": "v12", "reason": "no_click"}]}],
    )
    named_by_others: int = Field(
        ge=0,
        description="Records of others that ask to be kept apart from this person; never whose.",
        examples=[0],
    )
    runs: list[RunOfPersonView] = Field(description="The oldest first.")
    kept_inputs: list[KeptInputView] = Field(description="Of the runs of the region.")
    imports: list[ImportOfPersonView] = Field(description="The oldest first.")
    requests: list[RequestOfPersonView] = Field(description="The oldest first.")

    @classmethod
    def of(cls, held: Held, municipality: str, reference: str) -> Self:
        """Show what is held on somebody."""
        return cls(
            reference=reference,
            municipality=municipality,
            record=None if held.record is None else CandidateRecord.of(held.record),
            came_on=held.came_on,
            rows={
                to_camel(table): [
                    {to_camel(name): value for name, value in row.items() if value is not None}
                    for row in rows
                ]
                for table, rows in held.rows.items()
            },
            named_by_others=held.named_by_others,
            runs=[RunOfPersonView.of(run) for run in held.runs],
            kept_inputs=[
                KeptInputView(run_id=one.run_id, today=one.today, kept_until=one.expires_on)
                for one in held.inputs
            ],
            imports=[ImportOfPersonView.of(one) for one in held.imports],
            requests=[RequestOfPersonView.of(one) for one in held.requests],
        )


@router.get(
    "/{reference}/record",
    summary="Everything that is held on a person",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def get_everything_held(
    parts: PartsDep, caller: RecordReaderDep, reference: Named, _: NoQueryDep
) -> HeldView:
    """Give all that is held on one person of the municipality, in one consistent state.

    What runs read is kept compressed, with everybody of the region in it: of those it is told that
    they are kept, and until when.
    """
    own = caller.own_municipality()
    with snapshot_transaction(parts.engine, own, subject=caller.subject) as connection:
        held = held_on(connection, own, reference)
    return HeldView.of(held, own, reference)
