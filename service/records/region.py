"""A region with its municipalities and partnerships, as it travels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Annotated, Literal

from pydantic import Field

from service.errors import FieldProblem
from service.records.wire import NeededText, PeriodWire, WireModel
from solver.ground import MUNICIPALITY, REFERENCE, REGION

GMCode = Annotated[str, Field(pattern=f"^{MUNICIPALITY.pattern}$", examples=["GM0222"])]


class RegionWire(WireModel):
    """A labour market region (arbeidsmarktregio)."""

    code: str = Field(pattern=f"^{REGION.pattern}$", examples=["AM09"])
    name: NeededText


class MunicipalityWire(WireModel):
    """A municipality (gemeente) of the region."""

    code: GMCode
    name: NeededText


class PartnershipWire(WireModel):
    """Municipalities that share seats (samenwerking)."""

    reference: str = Field(pattern=f"^{REFERENCE.pattern}$")
    municipalities: tuple[GMCode, ...]
    form: Literal["network", "cooperation"] = "network"
    period: PeriodWire = PeriodWire()

    def contradictions(
        self, path: str, known: Set[str], expected: str = "a municipality of this file"
    ) -> Iterator[FieldProblem]:
        """Tell what is wrong with the members or the days; `known` is every code of the region.

        `path` goes before each field, with its dot.
        """
        members, start, end = self.municipalities, self.period.start, self.period.end
        if len(members) < 2:
            seen = members[0] if members else "none"
            yield FieldProblem(f"{path}municipalities", seen, "at least 2 municipalities")
        for number, code in enumerate(members):
            if code not in known:
                yield FieldProblem(f"{path}municipalities.{number}", code, expected)
        yield from _twice(f"{path}municipalities.{{}}", members, "each member once")
        if start is not None and end is not None and end < start:
            yield FieldProblem(f"{path}period.end", end.isoformat(), f"{start} or later")


class RegionRecord(WireModel):
    """Who is in a region and who works together."""

    region: RegionWire
    municipalities: tuple[MunicipalityWire, ...]
    partnerships: tuple[PartnershipWire, ...] = ()

    def contradictions(self) -> tuple[FieldProblem, ...]:
        """Tell where the parts do not agree with each other."""
        codes = [own.code for own in self.municipalities]
        references = [shared.reference for shared in self.partnerships]
        return (
            *_twice("municipalities.{}.code", codes, "each municipality once"),
            *_twice("partnerships.{}.reference", references, "each partnership once"),
            *(
                problem
                for number, shared in enumerate(self.partnerships)
                for problem in shared.contradictions(f"partnerships.{number}.", set(codes))
            ),
        )


def _twice(path: str, names: Sequence[str], expected: str) -> Iterator[FieldProblem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield FieldProblem(path.format(number), name, expected)
