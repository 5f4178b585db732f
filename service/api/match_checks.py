"""Check a caseworker's own idea: allowed or not, every reason, the fit, and what would lack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from service.api.bodies import Named, Qualified
from service.api.check_views import JudgedView, LackView, lacks_told
from service.api.deps import JSON_BODY, PartsDep, ReaderDep
from service.api.errors import guarded
from service.api.exchange_views import ExchangeView
from service.api.words import LanguageDep, Reader, Told, WordedView, WordKeysDep
from service.records.wire import WireModel
from service.usecases.checks import PairAsked, check_pairs

router = APIRouter(prefix="/v1/match-checks", tags=["matches"])
MOST_PAIRS = 50


class PairWire(WireModel):
    """Whom to place where, with which coach."""

    candidate: Annotated[Named, Field(description="Reference.", examples=["k-0001"])]
    vacancy: Annotated[
        Qualified,
        Field(description="Reference, qualified when another municipality's.", examples=["v12"]),
    ]
    coach: Annotated[
        Qualified | None, Field(description="Absent: the best that fits.", examples=["c3"])
    ] = None


class CheckRequest(WireModel):
    """The pairs to check."""

    pairs: list[PairWire] = Field(min_length=1, max_length=MOST_PAIRS)


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
    responses=guarded(409, 413, 415, 503),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def check_own_pairs(
    parts: PartsDep, caller: ReaderDep, body: CheckRequest, keys: WordKeysDep, language: LanguageDep
) -> ChecksView:
    """Judge pairs by the rules of the short list and the night run, and what they cost the plan.

    Several pairs are taken together: they may want the same seat, and the cost is that of all of
    them. Notes who asked of whom, and who else is named in the answer.
    """
    asked = [PairAsked(pair.candidate, pair.vacancy, pair.coach) for pair in body.pairs]
    found = check_pairs(parts.desk, parts.small, caller, asked)
    exchange = found.exchange
    reader = Reader(keys.register_, language)
    return ChecksView(
        checks=[JudgedView.of(told).in_words(reader) for told in found.checks.each],
        overbooked=[LackView.of(lack) for lack in found.checks.overbooked],
        plan=None if exchange is None else ExchangeView.of(exchange).in_words(reader),
        weight_set_version=found.weight_set_version,
    ).in_words(reader)
