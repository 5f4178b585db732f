"""The match endpoint: one person, a short list of different places, with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, PlainValidator, model_validator

from service.api.bodies import Place, reference_or_record
from service.api.check_views import CheckView
from service.api.deps import JSON_BODY, PartsDep, ReaderDep
from service.api.errors import guarded
from service.api.plan_views import WhyView, named_in_words, resource_view, why_unplaced
from service.api.views import ResourceView, Rule, SignalView, UnplacedCode
from service.api.words import LanguageDep, Reader, Told, WordedView, WordKeysDep
from service.records import CandidateRecord
from service.records.wire import Reference, Whole, WireModel
from service.usecases.checks import Candidates, candidates_of
from service.usecases.desk import Answer
from solver.codes import Kind
from solver.people import Candidate
from solver.plan import UnplacedReason
from solver.resources import ResourceName
from solver.shortlist import HELD, Suggestion

router = APIRouter(prefix="/v1/matches", tags=["matches"])

CandidateGiven = Annotated[
    str | Candidate,
    PlainValidator(reference_or_record, json_schema_input_type=Reference | CandidateRecord),
]


class MatchRequest(WireModel):
    """For whom, or for which vacancy, a short list is asked: one of the two."""

    candidate: CandidateGiven | None = Field(
        default=None,
        description="Reference of a stored candidate, or a whole record, which is not stored.",
        examples=["k-0001"],
    )
    vacancy: Place | None = None
    size: Whole = Field(default=5, ge=1, le=20, description="Suggestions at most.", examples=[5])

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.candidate is None) == (self.vacancy is None):
            raise ValueError("a candidate or a vacancy, one of the two")
        return self


class SuggestionView(WhyView):
    """One place for this person: first why and how well, then which, and at the end its rank."""

    others_need_more: bool = Field(
        description="Stands below a place that fits no better: others need what it takes more."
    )
    kept_for_expected: bool = Field(
        description="Stands below a place that fits no better: what it takes is kept a little for "
        "people who are expected in the coming weeks. False unless the region holds back."
    )
    vacancy: str = Field(
        description="Qualified reference; a turn with its day (GM0222/v12@2026-12-01).",
        examples=["GM0222/v12"],
    )
    organisation: str = Field(description="Qualified reference.", examples=["GM0222/o7"])
    kind: Kind = Field(description="Kind of place (soort plek).", examples=["volunteering"])
    work: str = Field(description="Kind of work.", examples=["garden_work"])
    name: str = Field(description="Name of the vacancy; may be empty.", examples=["Moestuin"])
    coach: str | None = Field(
        default=None, description="Job coach, when one is needed.", examples=["GM0222/c3"]
    )
    seats_free: int = Field(ge=0, description="Seats free at the start.", examples=[2])
    price: int = Field(
        ge=0,
        description="Points that what it takes is worth to others, by the published plan; 0 where "
        "that is not known.",
        examples=[1200],
    )
    hold_back: int = Field(
        ge=0,
        description="Points that what it takes is worth to people who are expected, beyond its "
        "price; 0 unless the region holds back.",
        examples=[0],
    )
    rank: int | None = Field(
        default=None,
        ge=1,
        description="1: worth most, by fit and bonus less price and what is held back. Absent in a "
        "neutral order.",
        examples=[1],
    )

    def _told(self) -> Iterator[Told]:
        yield from super()._told()
        if self.others_need_more:
            yield Told.of("othersNeedMore", "others_need_more", "others_need_more")
        if self.kept_for_expected:
            yield Told.of("keptForExpected", "kept_for_expected", "kept_for_expected")


class MatchView(WordedView):
    """A short list of different places; when it is empty, the reason."""

    suggestions: list[SuggestionView] = Field(description="In the `order` that is named.")
    order: str = Field(
        description="`rank`: what is worth most to a plan, less its price, first. `neutral`: "
        "one that changes with the week and says nothing. The region says which.",
        examples=["rank"],
    )
    eligible: int = Field(
        ge=0,
        description="Places that the rules allow and for which a coach fits where one is needed, "
        "taken ones included.",
        examples=[41],
    )
    reason: str | None = Field(
        default=None,
        description="Why there is none: nowhere_eligible, resource_taken, below_minimum_fit, "
        "kept_out, or shown_to_others (as many others as may are considering each place).",
        examples=["shown_to_others"],
    )
    rule: Rule = None
    resource: ResourceView | None = Field(
        default=None, description="The scarce thing of which nothing is left."
    )
    held_until: date | None = Field(
        default=None,
        description="Places were left out of a list that is not full, as enough others are "
        "considering them; on this day the first of them can be shown again.",
        examples=["2026-12-04"],
    )
    weight_set_version: int = Field(ge=1, description="Weights it was made with.", examples=[1])

    def _told(self) -> Iterator[Told]:
        if self.reason == HELD:
            yield Told.of("reason", HELD, f"unplaced.{HELD}", until=self.held_until)
        elif self.reason is not None:
            yield why_unplaced(self.reason, self.rule, self.resource)
        elif self.held_until is not None:
            yield Told.of("heldUntil", "held_until", "held_until", until=self.held_until)


class CandidatesView(WordedView):
    """Candidates for one vacancy; when there are none, the reason."""

    suggestions: list[CheckView] = Field(description="The best first.")
    eligible: int = Field(
        ge=0,
        description="Own people whom the rules allow the place, and who are free for one.",
        examples=[17],
    )
    reason: UnplacedCode | None = Field(default=None, description="Why there is none.")
    rule: Rule = None
    resource: ResourceView | None = Field(
        default=None, description="The scarce thing of which too little is left."
    )
    weight_set_version: int = Field(ge=1, description="Weights it was made with.", examples=[1])

    def _told(self) -> Iterator[Told]:
        if self.reason is not None:
            yield self._why_nobody(self.reason)

    def _why_nobody(self, reason: str) -> Told:
        if reason == UnplacedReason.NOWHERE_ELIGIBLE:
            if self.rule is None:
                return Told.of("reason", reason, "nobody.there")
            return Told.of("reason", reason, f"nobody.{reason}", rule=self.rule)
        told = Told.of("reason", reason, f"nobody.{reason}")
        if self.resource is None:
            return told
        return told.and_then(f"taken.{self.resource.kind}", **named_in_words(self.resource))


@router.post(
    "",
    summary="Places for one person, or people for one place",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def match(
    parts: PartsDep, caller: ReaderDep, body: MatchRequest, keys: WordKeysDep, language: LanguageDep
) -> MatchView | CandidatesView:
    """Give a short list with the reasons: of different places for one person, or of people.

    That it was asked is stored, and for a week which places a stored person was shown.
    """
    own, reader = caller.own_municipality(), Reader(keys.register_, language)
    if body.candidate is not None:
        found = parts.desk.short_list(own, body.candidate, body.size, caller.subject)
        return _view(found, reader)
    return _candidates(candidates_of(parts.desk, caller, body.vacancy or "", body.size), reader)


def _candidates(answer: Candidates, reader: Reader) -> CandidatesView:
    found, detail = answer.found, answer.found.detail
    return CandidatesView(
        suggestions=[CheckView.of(told).in_words(reader) for told in found.suggestions],
        eligible=found.eligible,
        reason=found.reason,
        rule=detail if isinstance(detail, str) else None,
        resource=resource_view(detail) if isinstance(detail, ResourceName) else None,
        weight_set_version=answer.weight_set_version,
    ).in_words(reader)


def _view(answer: Answer, reader: Reader) -> MatchView:
    found, names, detail = answer.found, answer.names, answer.found.detail
    return MatchView(
        suggestions=[
            _suggestion(one, names[one.vacancy]).in_words(reader) for one in found.suggestions
        ],
        order=answer.order,
        eligible=found.eligible,
        reason=found.reason,
        rule=detail if isinstance(detail, str) else None,
        resource=resource_view(detail) if isinstance(detail, ResourceName) else None,
        held_until=found.held_until,
        weight_set_version=answer.weight_set_version,
    ).in_words(reader)


def _suggestion(one: Suggestion, name: str) -> SuggestionView:
    return SuggestionView(
        **WhyView.counts(one.contributions, one.counted),
        unknowns=list(one.unknowns),
        signals=[SignalView.model_validate(signal) for signal in one.signals],
        question=one.question,
        motivate=one.motivate,
        rather_not=one.rather_not,
        start=one.start,
        fit=one.fit,
        runner_up_fit=one.runner_up_fit,
        others_need_more=one.others_need_more,
        kept_for_expected=one.kept_for_expected,
        vacancy=one.vacancy,
        organisation=one.organisation,
        kind=Kind(one.kind),
        work=one.work,
        name=name,
        coach=one.coach,
        seats_free=one.seats_free,
        price=one.price,
        hold_back=one.hold_back,
        rank=one.rank,
    )
