"""A profile of VUM beside what is stored: what it does not say, or has no word for, stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.bridge import Entity
from service.records.incoming import Incoming
from service.records.reading import RECORDS
from service.records.vum import PERSON, VACANCY, Field

FIELDS: Mapping[str, tuple[Field, ...]] = {"candidate": PERSON, "vacancy": VACANCY}
#: Two ends that are said together: an old one beside a new one may be a contradiction.
RANGES = ("available", "load.hoursPerWeek", "period", "hoursPerWeek")


def beside_stored(said: Incoming, stored: Entity) -> Incoming:
    """Give what a profile says on top of the record that is stored."""
    record = RECORDS[said.noun].of(stored)  # type: ignore[arg-type]  # the record of its noun
    body = record.model_dump(mode="json", exclude_none=True)
    _forget_what_moved(body, said.body)
    for one in FIELDS[said.noun]:
        value = _at(said.body, one.ours)
        if value is not None:
            _put(body, one.ours, _with_others(one, value, _at(body, one.ours)))
    return replace(said, body=body)


def _forget_what_moved(body: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Take out what would belie the profile: an old end of a range, an old point on the map."""
    for path in RANGES:
        ends = _at(said, path)
        for end in ("min", "max", "start", "end") if ends else ():
            _at(body, path).pop(end, None)
    if said.get("postcode") not in (None, body.get("postcode")):
        body.pop("location", None)


def _with_others(one: Field, said: Any, stored: Any) -> object:
    """Keep the codes of a list or a map that VUM cannot say."""
    others = [code for code in stored or () if not code.startswith(one.own)] if one.own else []
    if isinstance(said, dict):
        return said | {code: stored[code] for code in others}
    return [*said, *others] if one.own else said


def _at(part: Any, path: str) -> Any:
    for name in path.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def _put(body: dict[str, Any], path: str, value: object) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[name] = value
