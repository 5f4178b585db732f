"""Regions, municipalities and partnerships, and the stop button: for administrators."""

from __future__ import annotations

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field
from sqlalchemy import Row

from service.api.administration_requests import MunicipalityGiven, RegionGiven, Suspension
from service.api.deps import JSON_BODY, AdministratorDep, NoQueryDep, PartsDep, acting, caller_with
from service.api.errors import guarded
from service.api.etags import TAGGED, IfMatch, IfMatchDep, etag_of
from service.api.region_views import RegionView, nights_of, short_lists_of
from service.api.views import View
from service.db import municipalities
from service.errors import FieldProblem, InvalidInput
from service.records.problems import shown
from service.records.region import GMCode, PartnershipWire
from service.records.wire import PeriodWire, WireModel
from service.tokens import Caller
from service.usecases import administration
from service.usecases.administration import Expectation
from solver.ground import MUNICIPALITY, REFERENCE, REGION

regions = APIRouter(prefix="/v1/regions", tags=["administration"])
towns = APIRouter(prefix="/v1/municipalities", tags=["administration"])
partnerships = APIRouter(prefix="/v1/partnerships", tags=["administration"])
AnyoneDep = Annotated[Caller, Depends(caller_with("match:read", "runs:manage", "admin"))]
Region = Annotated[
    str, Path(alias="reference", pattern=f"^{REGION.pattern}$", description="AM code.")
]
Town = Annotated[
    str, Path(alias="reference", pattern=f"^{MUNICIPALITY.pattern}$", description="GM code.")
]
Shared = Annotated[
    str, Path(alias="reference", pattern=f"^{REFERENCE.pattern}$", description="Its reference.")
]


class MunicipalityView(View):
    """A municipality (gemeente)."""

    code: str = Field(description="GM code.", examples=["GM0222"])
    name: str = Field(examples=["Doetinchem"])
    region: str = Field(description="AM code.", examples=["AM09"])
    suspended: bool = Field(description="No run and no short list for it.")


class MunicipalitiesView(View):
    """The municipalities of a region, by code."""

    items: list[MunicipalityView]


class PartnershipView(View):
    """Municipalities that share seats (samenwerking)."""

    reference: str = Field(examples=["east"])
    municipalities: list[GMCode]
    form: str = Field(description="network or cooperation.", examples=["network"])
    period: PeriodWire

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a row."""
        period = PeriodWire(start=row.start_day, end=row.end_day)
        return cls(**{**row._mapping, "municipalities": row.members, "period": period})


class PartnershipsView(View):
    """Partnerships with a member in the region, by reference."""

    items: list[PartnershipView]


@regions.get(
    "/{reference}",
    summary="One's own region",
    responses={**guarded(404), 200: TAGGED},
    response_model_exclude_none=True,
)
def get_region(
    parts: PartsDep, caller: AnyoneDep, response: Response, code: Region, _: NoQueryDep
) -> RegionView:
    """Show the region of the token."""
    with acting(parts, caller) as connection:
        row = administration.region(connection, caller, code)
    _tagged(response, row)
    return RegionView.of(row)


@regions.put(
    "/{reference}",
    summary="Rename a region, or say how its nights and short lists are",
    responses={**guarded(404, 412, 413, 415, 428), 200: TAGGED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def put_region(
    parts: PartsDep,
    caller: AdministratorDep,
    response: Response,
    code: Region,
    body: RegionGiven,
    known: IfMatchDep,
    _: NoQueryDep,
) -> RegionView:
    """Rename the region of the token, or say how its nights and short lists are."""
    _expect("region", body, code=code)
    settings = nights_of(body.nights) | short_lists_of(body.short_lists)
    with acting(parts, caller) as connection:
        fields = {"name": body.name, **settings}
        row = administration.change_region(connection, caller, code, fields, _expecting(known))
    _tagged(response, row)
    return RegionView.of(row)


@towns.get("", summary="Municipalities of one's region", responses=guarded())
def list_municipalities(parts: PartsDep, caller: AnyoneDep, _: NoQueryDep) -> MunicipalitiesView:
    """List the municipalities of the token's region."""
    with acting(parts, caller) as connection:
        own = administration.region_of(connection, caller)
        rows = municipalities.of_region(connection, own)
    return MunicipalitiesView(items=[MunicipalityView(**row._mapping) for row in rows])


@towns.get("/{reference}", summary="One municipality", responses={**guarded(404), 200: TAGGED})
def get_municipality(
    parts: PartsDep, caller: AnyoneDep, response: Response, code: Town, _: NoQueryDep
) -> MunicipalityView:
    """Show a municipality of the token's region."""
    with acting(parts, caller) as connection:
        row = administration.municipality(connection, caller, code)
    return MunicipalityView(**_tagged(response, row))


@towns.put(
    "/{reference}",
    summary="Store a municipality",
    responses={**guarded(409, 412, 413, 415, 428), 200: TAGGED, 201: TAGGED},
    dependencies=[JSON_BODY],
)
def put_municipality(
    parts: PartsDep,
    caller: AdministratorDep,
    response: Response,
    code: Town,
    body: MunicipalityGiven,
    known: IfMatchDep,
    _: NoQueryDep,
) -> MunicipalityView:
    """Store a municipality of the region that the token acts for."""
    _expect("municipality", body, code=code)
    with acting(parts, caller) as connection:
        row, is_new = administration.put_municipality(
            connection, caller, code, body.name, _expecting(known)
        )
        _expect("municipality", body, region=row.region, suspended=row.suspended)
    response.status_code = 201 if is_new else 200
    return MunicipalityView(**_tagged(response, row))


@towns.delete(
    "/{reference}",
    summary="Delete a municipality",
    status_code=204,
    responses=guarded(404, 409, 412, 428),
)
def delete_municipality(
    parts: PartsDep, caller: AdministratorDep, code: Town, known: IfMatchDep, _: NoQueryDep
) -> None:
    """Delete a municipality of which nothing is stored."""
    with acting(parts, caller) as connection:
        administration.delete_municipality(connection, caller, code, _expecting(known))


@towns.put(
    "/{reference}/suspension",
    summary="Stop matching for a municipality, or let it go on",
    responses=guarded(404, 413, 415),
    dependencies=[JSON_BODY],
)
def put_suspension(
    parts: PartsDep, caller: AdministratorDep, code: Town, body: Suspension, _: NoQueryDep
) -> MunicipalityView:
    """Press the stop button, or release it: by the municipality itself or by its region."""
    with acting(parts, caller) as connection:
        row = administration.suspend(connection, caller, code, body.suspended)
    return MunicipalityView(**row._mapping)


@partnerships.get(
    "",
    summary="Partnerships of one's region",
    responses=guarded(),
    response_model_exclude_none=True,
)
def list_partnerships(parts: PartsDep, caller: AnyoneDep, _: NoQueryDep) -> PartnershipsView:
    """List the partnerships with a member in the token's region."""
    with acting(parts, caller) as connection:
        rows = administration.partnerships(connection, caller)
    return PartnershipsView(items=[PartnershipView.of(row) for row in rows])


@partnerships.get(
    "/{reference}",
    summary="One partnership",
    responses={**guarded(404), 200: TAGGED},
    response_model_exclude_none=True,
)
def get_partnership(
    parts: PartsDep, caller: AnyoneDep, response: Response, reference: Shared, _: NoQueryDep
) -> PartnershipView:
    """Show a partnership with a member in the token's region."""
    with acting(parts, caller) as connection:
        row = administration.partnership(connection, caller, reference)
    _tagged(response, row)
    return PartnershipView.of(row)


@partnerships.put(
    "/{reference}",
    summary="Store a partnership",
    responses={**guarded(409, 412, 413, 415, 428), 200: TAGGED, 201: TAGGED},
    response_model_exclude_none=True,
    dependencies=[JSON_BODY],
)
def put_partnership(
    parts: PartsDep,
    caller: AdministratorDep,
    response: Response,
    reference: Shared,
    body: PartnershipWire,
    known: IfMatchDep,
    _: NoQueryDep,
) -> PartnershipView:
    """Store a partnership of municipalities of the region that the token acts for."""
    _expect("partnership", body, reference=reference)
    with acting(parts, caller) as connection:
        row, is_new = administration.put_partnership(connection, caller, body, _expecting(known))
    response.status_code = 201 if is_new else 200
    _tagged(response, row)
    return PartnershipView.of(row)


@partnerships.delete(
    "/{reference}",
    summary="Delete a partnership",
    status_code=204,
    responses=guarded(404, 409, 412, 428),
)
def delete_partnership(
    parts: PartsDep, caller: AdministratorDep, reference: Shared, known: IfMatchDep, _: NoQueryDep
) -> None:
    """Delete a partnership; what is shared by it is shared no longer."""
    with acting(parts, caller) as connection:
        administration.delete_partnership(connection, caller, reference, _expecting(known))


def _expect(noun: str, body: WireModel, **standing: object) -> None:
    """Refuse another value than the standing one in a field that cannot be changed here."""
    given = {name: getattr(body, name) for name in standing}
    problems = [
        FieldProblem(name, shown(given[name]), f"{shown(value)}, as it stands")
        for name, value in standing.items()
        if given[name] not in (None, value)
    ]
    if problems:
        raise InvalidInput(f"The {noun} was not accepted.", problems)


def _tag(row: Row[Any]) -> str:
    return etag_of(*row)


def _tagged(response: Response, row: Row[Any]) -> dict[str, Any]:
    response.headers["ETag"] = _tag(row)
    return dict(row._mapping)


def _expecting(known: IfMatch) -> Expectation:
    return lambda row: known.expect(None if row is None else _tag(row))
