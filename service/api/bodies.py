"""Records inside a body: read where they stand, refused with all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from service.api.errors import RECORD_REFUSED
from service.bridge import Entity
from service.errors import InvalidInput
from service.records import RECORDS, read_record
from solver.ground import MUNICIPALITY, REFERENCE
from solver.turns import PLACE

Named = Annotated[str, Field(pattern=f"^{REFERENCE.pattern}$")]
Qualified = Annotated[str, Field(pattern=rf"^({MUNICIPALITY.pattern}/)?{REFERENCE.pattern}$")]
Place = Annotated[
    str,
    Field(
        pattern=PLACE,
        description="Reference, qualified when another municipality's; of a vacancy with start "
        "dates with the day of a turn (v12@2026-12-01), else the first with a free seat.",
        examples=["v12"],
    ),
]
#: Stands for the caller's municipality while a body is read, before the caller is known.
NOT_YET_KNOWN = "GM0000"


def record(noun: str) -> PlainValidator:
    """Make what reads a whole record of a noun, for an annotation."""

    def read(given: object) -> Entity:
        return _read(noun, given, "an object")

    record_type: Any = RECORDS[noun]
    return PlainValidator(read, json_schema_input_type=record_type)


def reference_or_record(given: object) -> str | Entity:
    """Read a candidate's reference, or a whole record."""
    if isinstance(given, str) and REFERENCE.fullmatch(given):
        return given
    return _read("candidate", given, "a candidate's reference or a whole record")


def _read(noun: str, given: object, expected: str) -> Entity:
    if not isinstance(given, Mapping):
        raise ValueError(expected)
    try:
        return read_record(noun, given, NOT_YET_KNOWN)
    except InvalidInput as refused:
        context = {"problems": refused.problems}
        raise PydanticCustomError(RECORD_REFUSED, "not accepted", context) from None
