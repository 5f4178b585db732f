"""What callers of weight sets send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from service.api.deps import Page, QueryKeys, bad_cursor, cursor_of, key_of
from service.api.errors import RECORD_REFUSED
from service.api.weight_set_views import Status
from service.errors import InvalidInput
from service.records.weight_set import HoldsFrom, Motivation, Name, WeightSetContent, read_content
from service.records.wire import Whole, WireModel
from service.usecases.previews import MOST_PEOPLE
from solver.ground import REFERENCE
from solver.weights import WeightSet


def _content(given: object) -> WeightSet:
    if not isinstance(given, Mapping):
        raise ValueError("an object")
    try:
        return read_content(given)
    except InvalidInput as refused:
        context = {"problems": refused.problems}
        raise PydanticCustomError(RECORD_REFUSED, "not accepted", context) from None


def _each_once(references: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(references)) < len(references):
        raise ValueError("each candidate once")
    return references


class WeightSetAsked(WireModel):
    """A draft of a weight set for one's own municipality, or for the region of the token."""

    name: Name = Field(examples=["Reizen telt zwaarder"])
    motivation: Motivation = Field(
        description="Why (motivering).", examples=["Veel mensen reizen met de bus."]
    )
    holds_from: HoldsFrom | None = Field(
        default=None,
        description="First day on which it can hold, once active; absent: today.",
        examples=["2027-01-01"],
    )
    content: Annotated[WeightSet, PlainValidator(_content, json_schema_input_type=WeightSetContent)]


class PreviewAsked(WireModel):
    """For whom a weight set is tried."""

    candidates: Annotated[
        tuple[Annotated[str, Field(pattern=f"^{REFERENCE.pattern}$")], ...],
        AfterValidator(_each_once),
    ] = Field(
        min_length=1,
        max_length=MOST_PEOPLE,
        description=f"References of 1-{MOST_PEOPLE} candidates of one's own municipality.",
        examples=[["k-0001", "k-0002"]],
    )
    size: Whole = Field(default=3, ge=1, le=10, description="Places per list.", examples=[3])


class WeightSetKeys(Page):
    """Which weight sets to list."""

    status: Status | None = Field(default=None, description="Only these.", examples=["active"])

    def cursor_after(self, version: int) -> str:
        """Make the cursor of what comes after a version in this list, and in no other."""
        return cursor_of("weight-sets", self.status or "", str(version))

    @property
    def before(self) -> int | None:
        """The version after which the page begins; raises `InvalidInput` for another's cursor."""
        key = key_of(self.cursor, 3)
        if key is None:
            return None
        if key[:2] != ("weight-sets", self.status or "") or not key[2].isdigit():
            raise bad_cursor()
        return int(key[2])


class DifferenceKeys(QueryKeys):
    """With what to compare."""

    with_: int = Field(
        alias="with", ge=1, lt=2**31, description="The version before.", examples=[1]
    )
