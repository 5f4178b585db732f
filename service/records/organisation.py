"""An organisation as it travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field

from service.records.wire import (
    Code,
    Crebo,
    Guidance,
    PeriodWire,
    Reference,
    Step,
    Text,
    Whole,
    WireModel,
    guidance_name,
)
from solver.codes import GuidanceLevel
from solver.places import Organisation, Recognition

ManyHours = Annotated[Step, Field(ge=0, le=100_000)]


class RecognitionWire(WireModel):
    """Recognised as a learning company for one qualification during a period."""

    crebo: Crebo
    period: PeriodWire = PeriodWire()


class OrganisationRecord(WireModel):
    """A volunteer organisation, social firm or municipality that offers vacancies."""

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {"guidance_minutes": "guidanceHoursPerWeek"}

    reference: Reference = Field(examples=["o7"])
    name: Text = Field(default="", max_length=200, examples=["Voedselbank De Schakel"])
    sector: Code = Field(
        default="other", description="Kind of organisation.", examples=["food_bank"]
    )
    total_seats: Whole | None = Field(
        default=None, ge=0, le=1_000_000, description="Most people at a time; absent: no total."
    )
    guidance_hours_per_week: dict[Guidance, ManyHours] | None = Field(
        default=None,
        description="Hours per week of its own guides, per level; absent: not known.",
        examples=[{"light": 10}],
    )
    recognitions: tuple[RecognitionWire, ...] = ()

    def to_solver(self, municipality: str) -> Organisation:
        """Give the solver's organisation; raises `InvalidRecord` with every flaw."""
        given = self.guidance_hours_per_week
        return Organisation(
            reference=self.reference,
            municipality=municipality,
            name=self.name,
            sector=self.sector,
            total_seats=self.total_seats,
            guidance_minutes=None
            if given is None
            else {GuidanceLevel[level.upper()]: round(h * 60) for level, h in given.items()},
            recognitions=tuple(
                Recognition(crebo=r.crebo, period=r.period.to_solver()) for r in self.recognitions
            ),
        )

    @classmethod
    def of(cls, entity: Organisation) -> Self:
        """Show an organisation."""
        given = entity.guidance_minutes
        names = {level: guidance_name(level) or "none" for level in given or {}}
        return cls.made(
            reference=entity.reference,
            name=entity.name,
            sector=entity.sector,
            total_seats=entity.total_seats,
            guidance_hours_per_week=None
            if given is None
            else {names[level]: m / 60 for level, m in sorted(given.items())},
            recognitions=tuple(
                RecognitionWire(crebo=r.crebo, period=PeriodWire.of(r.period))
                for r in entity.recognitions
            ),
        )
