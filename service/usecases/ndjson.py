"""Reading NDJSON from a stream: every problem of every line; what is good is held in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from service.bridge import Entity
from service.errors import FieldProblem, InvalidInput, TooLarge
from service.records import RECORDS, read_record
from service.records.problems import shown
from solver.places import Vacancy

LONGEST_LINE = 1024 * 1024
#: What an import may hold in memory: 50,000 full candidates (64 MiB as text) take 330 MiB.
MOST_LINES = 100_000
MOST_PROBLEMS = 1_000


@dataclass(slots=True)
class Reading:
    """What was read: entities by noun with their lines, and what was wrong."""

    entities: dict[str, dict[str, tuple[int, Entity]]] = field(
        default_factory=lambda: {noun: {} for noun in RECORDS}
    )
    problems: list[FieldProblem] = field(default_factory=list)
    refused_lines: set[int] = field(default_factory=set)
    left_out: int = 0

    def refuse(self, line: int, *problems: FieldProblem) -> None:
        """Note what is wrong with a line."""
        self.refused_lines.add(line)
        room = MOST_PROBLEMS - len(self.problems)
        self.problems += [replace(problem, line=line) for problem in problems[:room]]
        self.left_out += max(0, len(problems) - room)

    def take(self, line: int, noun: str, entity: Entity) -> None:
        """Keep an entity, unless its reference was on an earlier line."""
        known = self.entities[noun]
        if entity.reference in known:
            first = known[entity.reference][0]
            expected = f"a {noun} once; it is on line {first} too"
            self.refuse(line, FieldProblem("reference", entity.reference, expected))
        else:
            known[entity.reference] = (line, entity)

    def drop(self, noun: str, reference: str, problem: FieldProblem) -> None:
        """Refuse an entity that was kept."""
        line, _ = self.entities[noun].pop(reference)
        self.refuse(line, problem)

    @property
    def vacancies(self) -> dict[str, tuple[int, Vacancy]]:
        """The vacancies that are kept."""
        kept = self.entities["vacancy"].items()
        return {name: (line, one) for name, (line, one) in kept if isinstance(one, Vacancy)}

    @property
    def accepted(self) -> int:
        """How many entities are kept."""
        return sum(map(len, self.entities.values()))


def read_lines(chunks: Iterable[bytes], municipality: str) -> Reading:
    """Read every line of a stream of bytes; raises `TooLarge` when there are too many."""
    reading = Reading()
    for number, line in _split(chunks):
        if number > MOST_LINES:
            raise TooLarge(f"Expected at most {MOST_LINES:,} lines in one import; send several.")
        if line is None:
            reading.refuse(number, FieldProblem("line", "a longer line", "at most 1 MiB"))
        elif line.strip():
            _read_line(reading, number, line, municipality)
    return reading


def _read_line(reading: Reading, number: int, line: bytes, municipality: str) -> None:
    try:
        noun, body = _record_of(line)
        reading.take(number, noun, read_record(noun, body, municipality))
    except InvalidInput as refused:
        reading.refuse(number, *refused.problems)


def _record_of(line: bytes) -> tuple[str, dict[str, object]]:
    """Give the type and the record of a line; the line itself is never repeated in an error."""
    try:
        body = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as broken:
        raise _not_json(f"broken at character {broken.pos + 1}") from None
    except (ValueError, RecursionError):
        raise _not_json("not readable") from None
    if not isinstance(body, dict):
        raise _not_json("something else")
    noun = body.pop("type", None)
    if not isinstance(noun, str) or noun not in RECORDS:
        expected = f"one of {', '.join(RECORDS)}"
        raise InvalidInput(problems=[FieldProblem("type", shown(noun), expected)])
    return noun, body


def _not_json(seen: str) -> InvalidInput:
    return InvalidInput(problems=[FieldProblem("line", seen, "one JSON object in UTF-8")])


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _split(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Number the lines; None stands for one that is too long, of which nothing is kept."""
    number, pending, overlong = 1, bytearray(), False
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            pending += end
            fits = not overlong and len(pending) <= LONGEST_LINE
            yield number, bytes(pending) if fits else None
            number, overlong = number + 1, False
            pending.clear()
        pending += rest
        if len(pending) > LONGEST_LINE:
            overlong = True
            pending.clear()
    if pending or overlong:
        yield number, None if overlong else bytes(pending)
