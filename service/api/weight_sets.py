"""Weight sets: drafted, tried, approved by another, activated, rolled back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection, Row

from service.api.deps import JSON_BODY, NoQueryDep, Parts, PartsDep, acting, caller_with
from service.api.errors import guarded
from service.api.etags import TAGGED, IfMatch, IfMatchDep, etag_of
from service.api.once import OnceDep
from service.api.views import LOCATED
from service.api.weight_set_requests import (
    DifferenceKeys,
    PreviewAsked,
    WeightSetAsked,
    WeightSetKeys,
)
from service.api.weight_set_views import (
    DifferencesView,
    PreviewView,
    WeightSetsView,
    WeightSetView,
    WholeWeightSetView,
)
from service.api.words import LanguageDep
from service.records.weight_set import content_schema
from service.tokens import Caller
from service.usecases import weight_sets
from service.usecases.previews import preview
from service.usecases.weight_sets import Administrator, Draft

router = APIRouter(prefix="/v1/weight-sets", tags=["weight sets"])

Version = Annotated[int, Path(ge=1, lt=2**31, description="Number of a version.", examples=[7])]
WeightsReaderDep = Annotated[
    Caller, Depends(caller_with("match:read", "weights:draft", "weights:approve"))
]
DrafterDep = Annotated[Caller, Depends(caller_with("weights:draft"))]
ApproverDep = Annotated[Caller, Depends(caller_with("weights:approve"))]


@router.post(
    "",
    status_code=201,
    summary="Draft a weight set",
    responses={
        **guarded(409, 413, 415),
        201: {"headers": {**LOCATED["headers"], **TAGGED["headers"]}},
    },
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def draft_weight_set(
    parts: PartsDep,
    caller: DrafterDep,
    response: Response,
    once: OnceDep,
    body: WeightSetAsked,
    _: NoQueryDep,
) -> WholeWeightSetView:
    """Store a draft; its content never changes, and it holds for nobody until it is activated."""
    given = Draft(
        name=body.name,
        motivation=body.motivation,
        holds_from=body.holds_from or parts.settings.today(),
        content=body.content,
    )
    with once.acting(parts, caller) as connection:
        version = weight_sets.draft(connection, given, _administrator(caller))
        stored = weight_sets.find(connection, version, parts.settings.today())
        response.status_code = 201
        response.headers["Location"] = f"{router.prefix}/{version}"
        return once.keep(connection, caller, response, _tagged(response, stored))


@router.get(
    "",
    summary="Weight sets, the newest first",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_weight_sets(
    parts: PartsDep, caller: WeightsReaderDep, keys: Annotated[WeightSetKeys, Query()]
) -> WeightSetsView:
    """List the weight sets of one's own municipality, of its region, and for everybody."""
    before = keys.before
    with acting(parts, caller) as connection:
        rows = weight_sets.newest(
            connection,
            parts.settings.today(),
            keys.page_size + 1,
            status=keys.status,
            before=before,
        )
    shown = rows[: keys.page_size]
    following = keys.cursor_after(shown[-1].version) if len(rows) > len(shown) else None
    return WeightSetsView(items=[WeightSetView.of(row) for row in shown], next=following)


@router.get("/schema", summary="The JSON Schema of a content", responses=guarded())
def get_weight_set_schema(_: WeightsReaderDep, __: NoQueryDep) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of what a weight set says."""
    return content_schema(f"{router.prefix}/schema")


@router.get(
    "/{version}",
    summary="One weight set",
    responses={**guarded(404), 200: TAGGED},
    response_model_exclude_none=True,
)
def get_weight_set(
    parts: PartsDep, caller: WeightsReaderDep, response: Response, version: Version, _: NoQueryDep
) -> WholeWeightSetView:
    """Show what a weight set says and where it stands."""
    with acting(parts, caller) as connection:
        return _tagged(response, weight_sets.find(connection, version, parts.settings.today()))


@router.get(
    "/{version}/differences",
    summary="What a weight set changes, in words",
    responses=guarded(404),
)
def get_differences(
    parts: PartsDep,
    caller: WeightsReaderDep,
    version: Version,
    keys: Annotated[DifferenceKeys, Query()],
    language: LanguageDep,
) -> DifferencesView:
    """Tell in Dutch or English what a version changes with respect to another."""
    with acting(parts, caller) as connection:
        told = weight_sets.compared(connection, version, keys.with_)
    return DifferencesView.of(version, keys.with_, told, language)


@router.post(
    "/{version}/preview",
    summary="What a weight set would change today",
    responses=guarded(404, 409, 413, 415),
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def preview_weight_set(
    parts: PartsDep, caller: DrafterDep, version: Version, _: NoQueryDep, body: PreviewAsked
) -> PreviewView:
    """Compare people's short lists under a version with those that hold; notes who asked."""
    return PreviewView.of(
        preview(
            parts.desk,
            parts.small,
            caller,
            version,
            references=body.candidates,
            size=body.size,
        )
    )


def _administrator(caller: Caller) -> Administrator:
    return Administrator(caller.subject, caller.municipality, caller.region)


def _tag(stored: Row[Any]) -> str:
    """Make the ETag of a weight set; it changes too when another begins to hold in its scope."""
    return etag_of(stored.version, stored.status, stored.activated_at, stored.in_force)


def _tagged(response: Response, stored: Row[Any]) -> WholeWeightSetView:
    response.headers["ETag"] = _tag(stored)
    return WholeWeightSetView.of(stored)


Step = Callable[[Connection, Row[Any], Administrator], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A step asked of a version by somebody who says how it stood when it was read."""

    parts: Parts
    caller: Caller
    version: int
    known: IfMatch

    def take(self, step: Step) -> Row[Any]:
        """Take the step if nothing changed since, and give how the version stands then."""
        by, today = _administrator(self.caller), self.parts.settings.today()
        with acting(self.parts, self.caller) as connection:
            stored = weight_sets.to_change(connection, self.version, by, today)
            self.known.expect(_tag(stored))
            step(connection, stored, by)
            return weight_sets.find(connection, self.version, today)


def change_of(
    parts: PartsDep, caller: ApproverDep, version: Version, known: IfMatchDep, _: NoQueryDep
) -> Change:
    """Read what is asked of a version."""
    return Change(parts, caller, version, known)


ChangeDep = Annotated[Change, Depends(change_of)]
STEP: dict[str, Any] = {
    "responses": {**guarded(404, 409, 412, 428), 200: TAGGED},
    "response_model_exclude_none": True,
}


@router.post("/{version}/approval", summary="Approve a draft of somebody else", **STEP)
def approve_weight_set(change: ChangeDep, response: Response) -> WholeWeightSetView:
    """Approve a draft; its author may not."""
    return _tagged(response, change.take(weight_sets.approve))


@router.post("/{version}/activation", summary="Let a version hold, or hold again", **STEP)
def activate_weight_set(change: ChangeDep, response: Response) -> WholeWeightSetView:
    """Let an approved version hold from its day; one that was retired holds again (rollback).

    What would hold in its place on that day is retired.
    """
    today = change.parts.settings.today()
    return _tagged(response, change.take(partial(weight_sets.activate, today=today)))


@router.post("/{version}/retirement", summary="End an active version", **STEP)
def retire_weight_set(change: ChangeDep, response: Response) -> WholeWeightSetView:
    """End an active version: what is active beside it or wider (region, everybody) holds again."""
    return _tagged(response, change.take(weight_sets.retire))
