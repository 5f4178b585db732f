"""What administrators of a region send."""

from __future__ import annotations

from pydantic import Field

from service.records.wire import NeededText, WireModel, Yes


class RegionGiven(WireModel):
    """A region as it is to be; what cannot be changed may be left out."""

    code: str | None = Field(default=None, description="As in the path.", examples=["AM09"])
    name: NeededText = Field(examples=["Achterhoek"])


class MunicipalityGiven(WireModel):
    """A municipality as it is to be; what cannot be changed here may be left out."""

    code: str | None = Field(default=None, description="As in the path.", examples=["GM0222"])
    name: NeededText = Field(examples=["Doetinchem"])
    region: str | None = Field(default=None, description="That of the token.", examples=["AM09"])
    suspended: Yes | None = Field(
        default=None, description="As it stands; `suspension` changes it.", examples=[False]
    )


class Suspension(WireModel):
    """Whether matching is stopped."""

    suspended: Yes = Field(description="true: no run and no short list any more.")
