"""Check a caseworker's own idea: allowed or not, every reason, the fit, and what would lack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from service.api.bodies import Named, Place, Qualified
from service.api.check_views import JudgedView, LackView, lacks_told
from service.api.deps import JSON_BODY, NoQueryDep, PartsDep, ReaderDep, acting
from service.api.errors import guarded
from service.api.exchange_views import ExchangeView
from service.api.pin_cost_views import PinCostView
from service.api.views import LOCATED
from service.api.words import LanguageDep, Reader, Told, WordedView, WordKeysDep
from service.records.wire import WireModel
from service.usecases import pin_costs
from service.usecases.checks import PairAsked, check_pairs

router = APIRouter(prefix="/v1/match-checks", tags=["matches"])
MOST_PAIRS = 50
CheckId = Annotated[UUID, Path(alias="id", description="Id of a check that a worker was asked.")]


class PairWire(WireModel):
    """Whom to place where, with which coach."""

    candidate: Annotated[Named, Field(description="Reference.", examples=["k-0001"])]
    vacancy: Place
    coach: Annotated[
        Qualified | None, Field(description="Absent: the best that fits.", examples=["c3"])
    ] = None


class CheckRequest(WireModel):
    """The pairs to check."""

    pairs: list[PairWire] = Field(min_length=1, max_length=MOST_PAIRS)
    run: bool = Field(
        default=False,
        description="Where what the pairs cost is not exact (`plan.exact`), let a worker find it "
        "with everybody of the plan taking part.",
    )


class ChecksView(WordedView):
    """What is to be said of each pair, and of all together."""

    checks: list[JudgedView] = Field(description="In the order asked for.")
    overbooked: list[LackView] = Field(
        description="Of what running placements leave too little for all the pairs together."
    )
    plan: ExchangeView | None = Field(
        default=None,
        description="How the published plan would change if all the pairs were pinned. Absent "
        "where no plan is published, or where one of the pairs is not possible for a reason that "
        "is told at it, or all together take more than placements leave.",
    )
    weight_set_version: int = Field(ge=1, description="Weights it was judged by.", examples=[1])

    def _told(self) -> Iterator[Told]:
        yield from lacks_told("overbooked", self.overbooked)


@router.post(
    "",
    summary="Check one's own pairs",
    responses={**guarded(409, 413, 415, 503), 202: {"model": ChecksView, **LOCATED}},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def check_own_pairs(
    parts: PartsDep,
    caller: ReaderDep,
    response: Response,
    body: CheckRequest,
    keys: WordKeysDep,
    language: LanguageDep,
) -> ChecksView:
    """Judge pairs by the rules of the short list and the night run, and what they cost the plan.

    Several pairs are taken together: they may want the same seat, and the cost is that of all of
    them. Notes who asked of whom, and who else is named in the answer.

    202: what they cost is not exact, and a worker was asked (`run`). `Location` says where the
    answer can be read; of the same pairs, plan and day it is the same one.
    """
    asked = [PairAsked(pair.candidate, pair.vacancy, pair.coach) for pair in body.pairs]
    found = check_pairs(parts.desk, parts.small, caller, asked)
    if body.run and found.question is not None:
        with acting(parts, caller) as connection:
            made = pin_costs.ask(connection, caller, found.question)
        response.status_code = 202
        response.headers["Location"] = f"{router.prefix}/{made}"
    exchange = found.exchange
    reader = Reader(keys.register_, language)
    return ChecksView(
        checks=[JudgedView.of(told).in_words(reader) for told in found.checks.each],
        overbooked=[LackView.of(lack) for lack in found.checks.overbooked],
        plan=None if exchange is None else ExchangeView.of(exchange).in_words(reader),
        weight_set_version=found.weight_set_version,
    ).in_words(reader)


@router.get(
    "/{id}",
    summary="What one's own pairs cost",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def get_pin_cost(
    parts: PartsDep, caller: ReaderDep, check_id: CheckId, keys: WordKeysDep, language: LanguageDep
) -> PinCostView:
    """Say how it stands, and when it is finished what the pairs cost with everybody taking part.

    It is kept for a week, and gone when one of the people it names is deleted. Notes of whom
    something is told.
    """
    with acting(parts, caller) as connection:
        found = pin_costs.show(connection, caller, check_id)
    return PinCostView.of(found, Reader(keys.register_, language))


@router.delete("/{id}", summary="Give up what was asked", status_code=204, responses=guarded(404))
def give_up_pin_cost(parts: PartsDep, caller: ReaderDep, check_id: CheckId, _: NoQueryDep) -> None:
    """Drop it, known or not: a worker that is at it stops."""
    with acting(parts, caller) as connection:
        pin_costs.give_up(connection, caller, check_id)
