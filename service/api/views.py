"""What every answer of the API has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, computed_field
from pydantic.alias_generators import to_camel


class View(BaseModel):
    """A part of an answer: camelCase, and what is not known is left out."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True, frozen=True
    )


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc), Field(examples=["2026-11-24T22:15:00Z"])]
MunicipalityCode = Annotated[str, Field(description="GM code.", examples=["GM0222"])]
Points = Annotated[int, Field(ge=0, le=10_000, description="Points, 0-10,000.", examples=[7350])]
Next = Annotated[
    str | None, Field(description="Cursor of the next page; absent on the last.", examples=["WyJr"])
]


UnplacedCode = Annotated[
    str,
    Field(
        description="nowhere_eligible, resource_taken, below_minimum_fit, kept_out or not_known (a "
        "place was left, and the plan is not proven best).",
        examples=["resource_taken"],
    ),
]
Rule = Annotated[
    str | None,
    Field(
        description="The rule that alone stands in the way most often, or what was decided: "
        "exemption, paused, placed (has as many places as wanted, or they are kept: see /v1/pins), "
        "forbidden (declined before); coach, group or min_start where that is what lacks.",
        examples=["travel"],
    ),
]
#: Declares where what was made can be read.
LOCATED: dict[str, Any] = {
    "headers": {
        "Location": {
            "description": "Path of what was made.",
            "required": True,
            "schema": {"type": "string"},
        }
    }
}


class SignalView(View):
    """The place asks more of a functional item than the person can."""

    item: str = Field(description="Functional item.", examples=["lifting"])
    demand: int = Field(ge=0, le=4, description="Level asked, 0-4.", examples=[3])
    ability: int = Field(ge=0, le=4, description="Level the person has, 0-4.", examples=[2])

    @computed_field(description="Ability less demand, below 0.", examples=[-1])  # type: ignore[prop-decorator]
    @property
    def margin(self) -> int:
        """Ability less demand."""
        return self.ability - self.demand


class ResourceView(View):
    """The scarce thing that others took."""

    kind: str = Field(description="seats, guidance, total, coaching or apart.", examples=["seats"])
    reference: str = Field(
        description="Qualified reference; the seats of a turn with its day. What an organisation "
        "with turns has is counted in stretches, as these begin and end: with the first day of the "
        "stretch (GM0222/o7@2026-12-01), or none for the first.",
        examples=["GM0222/v12"],
    )
    level: str | None = Field(default=None, description="Of guidance.", examples=["light"])
