"""A job coach as it travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field

from service.records.wire import Code, PeriodWire, Reference, Step, WireModel
from solver.coaches import Coach

CoachHours = Annotated[
    Step, Field(gt=0, le=168, description="Hours per week for coaching.", examples=[24])
]


class CoachRecord(WireModel):
    """A job coach of the municipality, a volunteer centre or a social firm."""

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {"week_minutes": "hoursPerWeek"}

    reference: Reference = Field(description="Pseudonym.", examples=["c3"])
    hours_per_week: CoachHours
    specialisms: tuple[Code, ...] = Field(default=(), examples=[["autism"]])
    languages: tuple[Code, ...] = Field(default=(), description="ISO 639-3.", examples=[["ara"]])
    area: tuple[str, ...] = Field(
        default=(), description="GM codes; none: the own municipality.", examples=[["GM0222"]]
    )
    available: PeriodWire = PeriodWire()

    def to_solver(self, municipality: str) -> Coach:
        """Give the solver's coach; raises `InvalidRecord` with every flaw."""
        return Coach(
            reference=self.reference,
            municipality=municipality,
            week_minutes=round(self.hours_per_week * 60),
            specialisms=frozenset(self.specialisms),
            languages=frozenset(self.languages),
            area=frozenset(self.area),
            available=self.available.to_solver(),
        )

    @classmethod
    def of(cls, entity: Coach) -> Self:
        """Show a coach."""
        return cls.made(
            reference=entity.reference,
            hours_per_week=entity.week_minutes / 60,
            specialisms=tuple(sorted(entity.specialisms)),
            languages=tuple(sorted(entity.languages)),
            area=tuple(sorted(entity.area)),
            available=PeriodWire.of(entity.available),
        )
