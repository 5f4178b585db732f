"""Codes that say why somebody decided: everybody's, and a municipality's own."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from service.api.deciding_views import ReasonCodesView, ReasonCodeView
from service.api.deps import JSON_BODY, AdministratorDep, NoQueryDep, PartsDep, ReaderDep
from service.api.errors import guarded
from service.api.once import OnceDep
from service.api.views import LOCATED
from service.db import reason_codes
from service.db.session import transaction
from service.errors import Conflict, FieldProblem, InvalidInput
from service.records.wire import CODE, NOT_BLANK, PRINTABLE, WireModel

router = APIRouter(prefix="/v1/reason-codes", tags=["reason codes"])
Use = Literal[
    "accepted", "adapted", "declined", "postponed", "ending", "pin", "forbid", "outcome", "advice"
]
Outcome = Literal[reason_codes.OUTCOMES]  # type: ignore[valid-type]  # the list that SQL checks
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE), NOT_BLANK]


class ReasonCodeAsked(WireModel):
    """A code of a municipality's own."""

    code: str = Field(pattern=CODE, description="Unique here.", examples=["bus_cancelled"])
    uses: list[Use] = Field(min_length=1, max_length=9, description="What it may explain.")
    dutch: Words = Field(description="In plain Dutch.", examples=["De bus rijdt niet meer"])
    english: Words = Field(description="In plain English.", examples=["The bus does not run"])
    counts_as: Outcome | None = Field(
        default=None,
        description="For outcome, and needed there: as which of everybody's codes reports count "
        "it.",
        examples=["paid_work"],
    )


@router.get("", summary="Reason codes", responses=guarded(), response_model_exclude_none=True)
def list_reason_codes(parts: PartsDep, caller: ReaderDep, _: NoQueryDep) -> ReasonCodesView:
    """List the codes that one may use."""
    with transaction(parts.engine, caller.own_municipality()) as connection:
        rows = reason_codes.known(connection)
    return ReasonCodesView(items=[ReasonCodeView.of(row) for row in rows])


@router.post(
    "",
    status_code=201,
    summary="Add a reason code",
    responses={**guarded(409, 413, 415), 201: LOCATED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def add_reason_code(
    parts: PartsDep,
    caller: AdministratorDep,
    response: Response,
    body: ReasonCodeAsked,
    once: OnceDep,
    _: NoQueryDep,
) -> ReasonCodeView:
    """Add a code of one's own; what codes mean is never changed."""
    own = caller.own_municipality()
    _expect_counted(body)
    with once.acting(parts, caller) as connection:
        fields = body.model_dump(by_alias=False) | {
            "municipality": own,
            "uses": sorted(set(body.uses)),
        }
        made = reason_codes.add(connection, fields)
        if made is None:
            raise Conflict(f"The code {body.code} is there already.")
        response.status_code = 201
        response.headers["Location"] = router.prefix
        return once.keep(connection, caller, response, ReasonCodeView.of(made))


def _expect_counted(asked: ReasonCodeAsked) -> None:
    """Raise `InvalidInput` unless what says where people went, and that alone, counts as a code."""
    if ("outcome" in asked.uses) == (asked.counts_as is not None):
        return
    needed = "a code of everybody's for outcome" if "outcome" in asked.uses else "nothing"
    problem = FieldProblem("countsAs", str(asked.counts_as or "nothing"), needed)
    raise InvalidInput("The code was not accepted.", [problem])
