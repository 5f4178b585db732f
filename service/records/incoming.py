"""What a row of a file holds, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.errors import FieldProblem


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record as it came in, in the words of the wire.

    `names` says how the file calls a field of the wire, where that differs; `along` is an
    organisation that comes with a vacancy; `unmapped` names fields that have no place here.
    """

    noun: str
    body: Mapping[str, object]
    names: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    unmapped: tuple[str, ...] = ()
    along: Mapping[str, object] | None = None
