"""One road for every format: rows in, good records on to where they wait, bad ones told by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from service.bridge import Entity
from service.errors import FieldProblem, InvalidInput, TooLarge
from service.records import RECORDS, read_record
from service.records.incoming import Incoming
from service.records.problems import one as one_of
from solver.places import Vacancy

MOST_ROWS = 100_000
#: Problems and records with unmapped fields that a report lists; more are counted.
MOST_TOLD = 1_000
#: Records of one noun that wait before they are sent on together.
TOGETHER = 1_000

Stage: TypeAlias = Callable[[str, Sequence[Entity]], None]
Progress: TypeAlias = Callable[[int], None]
#: A row's number, from 1, and what it holds or what is wrong with it.
Row: TypeAlias = tuple[int, Incoming | InvalidInput]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """The fields of one row that our model has no place for; names only."""

    line: int
    fields: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What was read: the lines of references by noun, and what was wrong.

    The entities themselves are handed to `stage`, some at a time, so that a file of any length
    takes little memory.
    """

    stage: Stage
    all_or_nothing: bool
    lines: dict[str, dict[str, int]] = field(default_factory=lambda: {noun: {} for noun in RECORDS})
    organisations: dict[str, str] = field(default_factory=dict)
    came_along: set[str] = field(default_factory=set)
    problems: list[FieldProblem] = field(default_factory=list)
    refused_lines: set[int] = field(default_factory=set)
    left_out: int = 0
    unmapped: list[Unmapped] = field(default_factory=list)
    unmapped_left_out: int = 0
    _waiting: dict[str, list[Entity]] = field(
        default_factory=lambda: {noun: [] for noun in RECORDS}
    )

    @property
    def accepted(self) -> int:
        """How many records are kept; none when a refused row stops all."""
        stopped = self.all_or_nothing and self.refused_lines
        return 0 if stopped else sum(map(len, self.lines.values()))

    def refuse(self, line: int, *problems: FieldProblem) -> None:
        """Note what is wrong with a row."""
        self.refused_lines.add(line)
        room = MOST_TOLD - len(self.problems)
        self.problems += [replace(problem, line=line) for problem in problems[:room]]
        self.left_out += max(0, len(problems) - room)

    def take(self, line: int, noun: str, entity: Entity) -> None:
        """Keep an entity, unless its reference was on an earlier row."""
        first = self.lines[noun].get(entity.reference)
        if first is not None:
            expected = f"{one_of(noun)} once; it is on line {first} too"
            self.refuse(line, FieldProblem("reference", entity.reference, expected))
            return
        self.lines[noun][entity.reference] = line
        if isinstance(entity, Vacancy):
            self.organisations[entity.reference] = entity.organisation
        self._waiting[noun].append(entity)
        if len(self._waiting[noun]) >= TOGETHER:
            self._send_on(noun)

    def take_along(self, line: int, organisation: Entity) -> None:
        """Keep the organisation that a vacancy names, the first time."""
        if organisation.reference not in self.lines["organisation"]:
            self.came_along.add(organisation.reference)
            self.take(line, "organisation", organisation)

    def note_unmapped(self, line: int, fields: tuple[str, ...]) -> None:
        """Note which fields of a row were not read."""
        if fields and len(self.unmapped) < MOST_TOLD:
            self.unmapped.append(Unmapped(line, fields))
        elif fields:
            self.unmapped_left_out += 1

    def close(self) -> None:
        """Send on what still waits."""
        for noun in self._waiting:
            self._send_on(noun)

    def _send_on(self, noun: str) -> None:
        if self._waiting[noun] and self.accepted:
            self.stage(noun, self._waiting[noun])
        self._waiting[noun] = []


def read_rows(
    rows: Iterable[Row], municipality: str, reading: Reading, progress: Progress | None = None
) -> None:
    """Read every row; raises `TooLarge` when there are too many.

    `progress` is told every thousand rows how many were read.
    """
    count = 0
    for count, (line, found) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise TooLarge(f"Expected at most {MOST_ROWS:,} records in one import; send several.")
        if isinstance(found, InvalidInput):
            reading.refuse(line, *found.problems)
        else:
            _read(line, found, municipality, reading)
        if progress is not None and count % TOGETHER == 0:
            progress(count)
    reading.close()
    if progress is not None:
        progress(count)


def _read(line: int, found: Incoming, municipality: str, reading: Reading) -> None:
    problems = list(found.problems)
    try:
        entity = read_record(found.noun, found.body, municipality)
        beside = found.along and read_record("organisation", found.along, municipality)
    except InvalidInput as refused:
        further = [told(problem, found.names) for problem in refused.problems]
        problems += [one for one in further if not _known(one, found.problems)]
    if problems:
        reading.refuse(line, *problems)
        return
    if beside:
        reading.take_along(line, beside)
    reading.take(line, found.noun, entity)
    reading.note_unmapped(line, found.unmapped)


def _known(problem: FieldProblem, known: Iterable[FieldProblem]) -> bool:
    """Tell whether a field, or something inside it, was found wrong already."""
    return any(one.field.startswith(problem.field) for one in known)


def told(problem: FieldProblem, names: Mapping[str, str]) -> FieldProblem:
    """Tell a problem under the names that the file uses, such as a column."""
    expected = problem.expected
    for ours in sorted(names, key=len, reverse=True):
        expected = expected.replace(ours, names[ours]) if "." in ours else expected
    field = problem.field
    while field not in names and "." in field:
        field = field.rpartition(".")[0]
    return replace(problem, field=names.get(field, problem.field), expected=expected)
