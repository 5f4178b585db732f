"""Which state of a record a caller knows: ETag tells it, If-Match gives it back."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from service.errors import FieldProblem, InvalidInput, PreconditionMissing, Stale
from service.records.problems import shown

HEADER = "If-Match"
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[\s,]*{_TAG}(?:\s*,[\s,]*{_TAG})*[\s,]*")
#: Declares the state of what an answer shows.
TAGGED: dict[str, Any] = {
    "headers": {
        "ETag": {
            "description": "The state shown; give it back in If-Match to change it.",
            "required": True,
            "schema": {"type": "string", "examples": ['"9f86d081884c7d65"']},
        }
    }
}


def etag_of(*state: object) -> str:
    """Make a strong ETag: the same for the same state, another for any other."""
    told = json.dumps([str(part) for part in state])
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class IfMatch:
    """The states that a caller knows; None when it names none."""

    tags: frozenset[str] | None

    def expect(self, current: str | None) -> None:
        """Let a change of the state with this ETag go on; None where nothing is, as nobody knows.

        Raises `PreconditionMissing` without an If-Match, and `Stale` when it names other states.
        A weak tag names none.
        """
        if current is None:
            if self.tags is not None:
                raise Stale(None)
            return
        if self.tags is None:
            raise PreconditionMissing(
                f"Expected the header {HEADER} with the ETag of what you read and want to change."
            )
        if current not in self.tags:
            raise Stale(current)


def if_match(
    request: Request,
    _: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="ETag of the state that you read; several may be given.",
            examples=['"9f86d081884c7d65"'],
        ),
    ] = None,
) -> IfMatch:
    """Read the header; raises `InvalidInput` for `*` and for what is no list of tags."""
    lines = request.headers.getlist(HEADER)
    if not lines:
        return IfMatch(None)
    given = ", ".join(lines)
    if not _TAGS.fullmatch(given):
        expected = 'the ETag of what you read, in double quotes; "*" is not taken'
        problem = FieldProblem(HEADER, shown(given), expected)
        raise InvalidInput(f"The header {HEADER} was not accepted.", [problem])
    return IfMatch(frozenset(re.findall(_TAG, given)))


IfMatchDep = Annotated[IfMatch, Depends(if_match)]
