"""What a list of the catalogue may be asked for: sorted by what, and filtered by what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.api.deps import Page, QueryKeys
from service.records.wire import PRINTABLE, Day
from solver.codes import Kind, LegalRoute, Sharing
from solver.ground import MUNICIPALITY, REFERENCE

Plain = Literal["reference", "-reference", "updatedAt", "-updatedAt"]
ByName = Literal[Plain, "name", "-name"]
SORTED = Field(description="Ascending, or descending with a dash.")
Filter = Annotated[str, Field(max_length=100, pattern=PRINTABLE)]


class Whose(QueryKeys):
    """Whose record is meant: one's own, or one that another municipality shares."""

    municipality: str | None = Field(
        default=None,
        pattern=f"^{MUNICIPALITY.pattern}$",
        description="GM code of whose records are meant; absent: the token's own.",
        examples=["GM0222"],
    )


class CandidatePage(Page):
    """Which candidates of the own municipality."""

    sort: Annotated[
        Literal[Plain, "priority", "-priority", "waitingSince", "-waitingSince"], SORTED
    ] = "reference"
    legal_route: LegalRoute | None = Field(default=None, description="Of this legal route.")
    ladder_step: int | None = Field(default=None, ge=1, le=6, description="On this step, 1-6.")
    priority: int | None = Field(default=None, ge=1, le=5, description="Of this priority, 1-5.")
    group_code: Filter | None = Field(default=None, alias="group", description="Of this group.")


class OrganisationPage(Page, Whose):
    """Which organisations of a municipality."""

    sort: Annotated[ByName, SORTED] = "reference"
    sector: Filter | None = Field(default=None, description="Of this kind.", examples=["food_bank"])


class VacancyPage(Page, Whose):
    """Which vacancies of a municipality."""

    sort: Annotated[Literal[ByName, "seats", "-seats", "periodEnd", "-periodEnd"], SORTED] = (
        "reference"
    )
    kind: Kind | None = Field(default=None, description="Of this kind.")
    work: Filter | None = Field(default=None, description="Of this kind of work.")
    organisation: str | None = Field(
        default=None,
        pattern=rf"^({MUNICIPALITY.pattern}/)?{REFERENCE.pattern}$",
        description="Of this organisation.",
        examples=["o7"],
    )
    sharing: Sharing | None = Field(default=None, description="Open for these.")
    open_on: Day | None = Field(default=None, description="Whose period holds this day.")


class CoachPage(Page, Whose):
    """Which coaches of a municipality."""

    sort: Annotated[Plain, SORTED] = "reference"
    available_on: Day | None = Field(default=None, description="Available on this day.")
