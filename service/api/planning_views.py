"""How scenarios and bottlenecks are shown: counts and places, never people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from service.api.views import Moment, MunicipalityCode, Next, Points, View
from service.api.words import Reader, Told, WordedView
from service.records.change import ChangeGiven
from service.usecases.comparing import Compared, Side

Gap = Annotated[
    float | None,
    Field(
        ge=0,
        description="(bound − value) / value, a share; absent when nobody is placed.",
        examples=[0.0012],
    ),
]
Outcome = Annotated[
    str, Field(description="OPTIMAL: proven best; FEASIBLE: not.", examples=["FEASIBLE"])
]
Seconds = Annotated[float, Field(ge=0, description="Seconds it took.", examples=[8.2])]
Status = Annotated[
    str, Field(description="queued, running, finished or failed.", examples=["finished"])
]
Solved = Annotated[
    int, Field(ge=0, description="How many times the day was solved so far.", examples=[3])
]
ToSolve = Annotated[
    int | None, Field(ge=0, description="How many times in all, once that is known.", examples=[11])
]


class CountsView(View):
    """Counts of people; means and hours are left out where they could tell of a few."""

    people: int = Field(ge=0, description="People in the run.", examples=[120])
    placed: int = Field(ge=0, description="Proposed a place.", examples=[85])
    elsewhere: int = Field(ge=0, description="At a place of another municipality.", examples=[12])
    mean_fit: Points | None = Field(default=None, description="Of those placed, 0-10,000 points.")
    mean_travel_minutes: int | None = Field(
        default=None,
        ge=0,
        description="One way, of those placed where it is known.",
        examples=[18],
    )
    coach_hours: float | None = Field(
        default=None, ge=0, description="Hours of coaching a week.", examples=[41.5]
    )

    @classmethod
    def of(cls, row: Row[Any], *, withheld: bool) -> Self:
        """Show counts, of a few people nothing else."""
        counted = cls(people=row.people, placed=row.placed, elsewhere=row.elsewhere)
        if withheld:
            return counted
        return counted.model_copy(
            update={
                "mean_fit": row.mean_fit,
                "mean_travel_minutes": row.mean_travel_minutes,
                "coach_hours": row.coach_minutes / 60,
            }
        )


class SolveView(View):
    """How a day was solved, and how good its plan is at least."""

    outcome: Outcome
    method: str = Field(description="How it was solved.", examples=["regional"])
    value: int = Field(description="Points of the plan.", examples=[1_250_000])
    bound: int = Field(description="Points that no plan can exceed.", examples=[1_251_000])
    gap: Gap = None
    seconds: Seconds

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show how a day was solved."""
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class SideView(SolveView):
    """A day: how it was solved, and what its plan comes to for everybody."""

    total: CountsView = Field(description="Everybody in the run.")

    @classmethod
    def of_side(cls, side: Side) -> Self:
        """Show a side."""
        total = CountsView.of(side.total, withheld=side.total_withheld)
        return cls(**SolveView.of(side.solve).model_dump(), total=total)


class MunicipalityCompared(View):
    """One municipality as it was, and as it would be."""

    municipality: MunicipalityCode
    base: CountsView = Field(description="As it was.")
    changed: CountsView = Field(description="As it would be.")


class ScenarioView(View):
    """What was asked of a run's day, and what came of it; what is not known yet is left out."""

    id: UUID
    base_run: UUID = Field(description="The run whose day it is.")
    name: str | None = Field(default=None, description="As it was given.", examples=["Groei"])
    region: str = Field(description="AM code.", examples=["AM09"])
    municipality: MunicipalityCode | None = Field(
        default=None, description="GM code; absent for a run of the whole region."
    )
    changes: list[ChangeGiven] = Field(description="What is otherwise than it was.")
    status: Status
    requested_at: Moment
    finished_at: Moment | None = None
    solved: Solved
    to_solve: ToSolve = None
    base: SideView | None = Field(
        default=None, description="The day as it was, with nothing that stood open held on to."
    )
    changed: SideView | None = Field(default=None, description="The day as it would be.")
    municipalities: list[MunicipalityCompared] = Field(
        default=[], description="One's own; for a region, each."
    )
    failure: str | None = Field(default=None, description="Why it failed.")

    @classmethod
    def of(cls, compared: Compared) -> Self:
        """Show a scenario."""
        known = compared.asked._mapping
        same = {name: known[name] for name in cls.model_fields if name in known}
        sides = {name: SideView.of_side(side) for name, side in compared.sides.items()}
        return cls(**{**same, **sides, "municipalities": list(_each(compared))})


def _each(compared: Compared) -> Sequence[MunicipalityCompared]:
    codes = list(dict.fromkeys(code for side in compared.sides.values() for code in side.of_each))
    return [
        MunicipalityCompared(
            municipality=code,
            **{
                name: CountsView.of(side.of_each[code], withheld=code in side.withheld)
                for name, side in compared.sides.items()
            },
        )
        for code in codes
    ]


class ScenariosView(View):
    """A page of scenarios, the newest first."""

    items: list[ScenarioView]
    next: Next = None


class GainView(View):
    """Between which two numbers of points something is worth: proven."""

    at_least: int = Field(ge=0, description="Points of the plan.", examples=[4200])
    at_most: int = Field(description="Points of the plan.", examples=[18_300])


class BottleneckView(WordedView):
    """What a little more of something scarce would bring, verified by solving the day again."""

    kind: str = Field(
        description="seats, total (people at a time at an organisation), guidance or coaching.",
        examples=["coaching"],
    )
    municipality: MunicipalityCode
    reference: str = Field(description="Place, organisation or coach.", examples=["GM0222/c3"])
    level: str | None = Field(default=None, description="Of guidance.", examples=["light"])
    more_seats: int | None = Field(
        default=None, ge=1, description="So many more: seats, or people at a time.", examples=[1]
    )
    more_hours_per_week: float | None = Field(
        default=None, ge=0, description="So many more hours a week.", examples=[4]
    )
    placed_more: int = Field(
        description="People that the plan with more places beyond the plan without; not a gain "
        "unless `certain`.",
        examples=[2],
    )
    fit_more: int | None = Field(
        default=None,
        description="Points by which the mean fit of those placed is higher.",
        examples=[-12],
    )
    gain: GainView = Field(description="What it is worth.")
    certain: bool = Field(
        description="It helps: no plan without it is worth as much. false, with `atMost` 0: it "
        "does not; else it is not certain, as the gaps of the two plans leave it open."
    )
    price: float | None = Field(
        default=None,
        ge=0,
        description="Points for one seat or one minute at the margin: a rate, and no promise.",
        examples=[102.5],
    )
    waiting: int = Field(
        ge=0, description="People without a place because it was taken.", examples=[5]
    )
    competing: int | None = Field(
        default=None, ge=0, description="How many could use it.", examples=[14]
    )
    outcome: Outcome
    gap: Gap = None
    seconds: Seconds

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Show a bottleneck."""
        known = row._mapping
        same = {name: known[name] for name in cls.model_fields if name in known}
        in_hours = row.kind in ("guidance", "coaching")
        return cls(
            **same,
            gain=GainView(at_least=row.at_least, at_most=row.at_most),
            certain=row.at_least > 0,
            more_seats=None if in_hours else row.step,
            more_hours_per_week=row.step / 60 if in_hours else None,
        )

    def _told(self) -> Iterator[Told]:
        more = Told.of("kind", self.kind, f"more.{self.kind}", **self._said())
        if self.gain.at_most <= 0:
            yield more.and_then("brings.nothing")
        elif not self.certain:
            yield more.and_then("brings.not_certain")
        elif self.placed_more > 0:
            yield more.and_then("brings.people", people=self.placed_more)
        else:
            yield more.and_then("brings.fit")

    def _said(self) -> dict[str, object]:
        said = {
            "reference": self.reference,
            "amount": self.more_seats,
            "hours": self.more_hours_per_week,
            "level": self.level,
        }
        return {name: value for name, value in said.items() if value is not None}


class BottlenecksView(View):
    """The bottlenecks of a run, what helps most first."""

    status: str = Field(
        description="not_asked, queued, running, finished or failed.", examples=["finished"]
    )
    requested_at: Moment | None = None
    finished_at: Moment | None = None
    solved: Solved = 0
    to_solve: ToSolve = None
    base: SolveView | None = Field(default=None, description="How the day was solved as it was.")
    items: list[BottleneckView] = Field(
        default=[], description="Those of one's own and of shared places; for a region, all."
    )
    failure: str | None = Field(default=None, description="Why it failed.")

    @classmethod
    def of(
        cls,
        asked: Row[Any] | None,
        base: Row[Any] | None,
        rows: Sequence[Row[Any]],
        *,
        reader: Reader,
    ) -> Self:
        """Show a list of bottlenecks, or that nobody asked for one, to a reader."""
        if asked is None:
            return cls(status="not_asked")
        known = asked._mapping
        same = {name: known[name] for name in cls.model_fields if name in known}
        return cls(
            **same,
            base=None if base is None else SolveView.of(base),
            items=[BottleneckView.of(row).in_words(reader) for row in rows],
        )
