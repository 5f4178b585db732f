"""A region with its municipalities and partnerships, as it travels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.records.wire import PeriodWire, Text, WireModel
from solver.ground import MUNICIPALITY, REFERENCE, REGION

GMCode = Annotated[str, Field(pattern=f"^{MUNICIPALITY.pattern}$", examples=["GM0222"])]


class RegionWire(WireModel):
    """A labour market region (arbeidsmarktregio)."""

    code: str = Field(pattern=f"^{REGION.pattern}$", examples=["AM09"])
    name: Text


class MunicipalityWire(WireModel):
    """A municipality (gemeente) of the region."""

    code: GMCode
    name: Text


class PartnershipWire(WireModel):
    """Municipalities that share seats (samenwerking)."""

    reference: str = Field(pattern=f"^{REFERENCE.pattern}$")
    municipalities: tuple[GMCode, ...]
    form: Literal["network", "cooperation"] = "network"
    period: PeriodWire = PeriodWire()


class RegionRecord(WireModel):
    """Who is in a region and who works together."""

    region: RegionWire
    municipalities: tuple[MunicipalityWire, ...]
    partnerships: tuple[PartnershipWire, ...] = ()
