"""Types of the wire: hours in quarters, days as text, levels by name, points in degrees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    Strict,
)
from pydantic.alias_generators import to_camel

from solver.codes import (
    DAYPART_NAMES,
    GuidanceLevel,
    LanguageLevel,
    daypart_mask,
    daypart_names,
)
from solver.ground import LATITUDES, LONGITUDES, Location, Period


class WireModel(BaseModel):
    """A part of a record: camelCase only, nothing unknown, never changed after reading."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
    )

    @classmethod
    def made(cls, **fields: object) -> Self:
        """Make a part of our own facts, under the names they have here."""
        return cls.model_validate(fields, by_name=True, by_alias=False)

    def __deepcopy__(self, memo: object = None) -> Self:
        """Give the part itself: as a default it serves every record, for none changes it."""
        return self


def _day(given: object) -> object:
    """Let only a calendar day through: a number or a moment is not a day."""
    if isinstance(given, datetime) or not isinstance(given, str | date):
        raise ValueError("a day like 2026-11-24")
    if isinstance(given, str) and len(given) != len("2026-11-24"):
        raise ValueError("a day like 2026-11-24")
    return given


def _instant(given: object) -> object:
    """Let only a written moment through: a number is none."""
    if not isinstance(given, str | datetime):
        raise ValueError("a moment like 2026-11-24T22:15:00Z")
    return given


Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
Whole = Annotated[int, Strict()]
Number = Annotated[FiniteFloat, Strict()]
Yes = Annotated[bool, Strict()]
#: A key that a caller gives a request.
KEY = r"^[\x21-\x7e]+$"
#: A code that says why.
CODE = "^[a-z][a-z_]{0,39}$"
#: No control characters but tab and line ends.
PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[str, Field(max_length=1000, pattern=PRINTABLE)]


def _told(text: str) -> str:
    if not text.strip():
        raise ValueError("text that is not blank")
    return text


#: For a text that is needed: blanks tell nothing.
NOT_BLANK = AfterValidator(_told)
NeededText = Annotated[Text, Field(min_length=1), NOT_BLANK]
Reference = Annotated[str, Field(examples=["v12"])]
Code = Annotated[str, Field(examples=["garden_work"])]
#: A code of /v1/reason-codes, looked up there: control characters cannot be.
ReasonCode = Annotated[Code, Field(pattern=PRINTABLE)]
Step = Annotated[Number, Field(multiple_of=0.25)]
WeekHours = Annotated[
    Step, Field(ge=0, le=168, description="Hours per week, in quarters.", examples=[12.5])
]
DayHours = Annotated[
    Step, Field(ge=0, le=24, description="Hours on one day, in quarters.", examples=[4])
]
Minutes = Annotated[
    Whole, Field(ge=0, le=10_080, description="Minutes per week, 0-10,080.", examples=[60])
]
Level = Annotated[Whole, Field(ge=0, le=4)]
Dutch = Literal["none", "A1", "A2", "B1", "B2", "C1"]
Guidance = Literal["none", "light", "medium", "intensive"]
Daypart = Annotated[Literal[DAYPART_NAMES], Field(examples=["monday_morning"])]  # type: ignore[valid-type]  # made of the week's names
Postcode = Annotated[
    str, Field(description="First four digits of the postcode.", examples=["7001"])
]
Crebo = Annotated[str, Field(description="Qualification, five digits.", examples=["25498"])]


class PeriodWire(WireModel):
    """First and last day; an absent one is open."""

    start: Day | None = Field(default=None, description="First day.", examples=["2026-12-01"])
    end: Day | None = Field(
        default=None, description="Last day, included.", examples=["2027-05-31"]
    )

    def to_solver(self) -> Period:
        """Give the solver's period."""
        return Period(self.start, self.end)

    @classmethod
    def of(cls, period: Period) -> Self:
        """Show a period."""
        return cls(start=period.start, end=period.end)


class LocationWire(WireModel):
    """A point in the Netherlands, in degrees (WGS 84)."""

    latitude: Annotated[Number, Field(ge=LATITUDES[0], le=LATITUDES[1], examples=[51.965])]
    longitude: Annotated[Number, Field(ge=LONGITUDES[0], le=LONGITUDES[1], examples=[6.288])]

    def to_solver(self) -> Location:
        """Give the solver's location."""
        return Location(self.latitude, self.longitude)

    @classmethod
    def of(cls, location: Location) -> Self:
        """Show a location."""
        return cls(latitude=location.latitude, longitude=location.longitude)


def period(given: PeriodWire | None) -> Period | None:
    """Give the solver's period, if there is one."""
    return None if given is None else given.to_solver()


def period_wire(given: Period | None) -> PeriodWire | None:
    """Show a period, if there is one."""
    return None if given is None else PeriodWire.of(given)


def location(given: LocationWire | None) -> Location | None:
    """Give the solver's location, if there is one."""
    return None if given is None else given.to_solver()


def location_wire(given: Location | None) -> LocationWire | None:
    """Show a location, if there is one."""
    return None if given is None else LocationWire.of(given)


def minutes(hours: float | None) -> int | None:
    """Turn hours in quarters into whole minutes."""
    return None if hours is None else round(hours * 60)


def hours(given: int | None) -> float | None:
    """Turn minutes into decimal hours."""
    return None if given is None else given / 60


def dutch_level(name: str | None) -> LanguageLevel | None:
    """Give the level of a name such as `A2`."""
    return None if name is None else LanguageLevel[name.upper()]


def dutch_name(level: LanguageLevel | None) -> Dutch | None:
    """Name a language level."""
    return None if level is None else get_args(Dutch)[level]


def guidance_level(name: str | None) -> GuidanceLevel | None:
    """Give the level of a name such as `light`."""
    return None if name is None else GuidanceLevel[name.upper()]


def guidance_name(level: GuidanceLevel | None) -> Guidance | None:
    """Name a level of guidance."""
    return None if level is None else get_args(Guidance)[level]


def mask(names: Iterable[str] | None) -> int | None:
    """Give the mask of named dayparts."""
    return None if names is None else daypart_mask(*names)


def named_dayparts(given: int | None) -> tuple[str, ...] | None:
    """Name the dayparts of a mask."""
    return None if given is None else daypart_names(given)
