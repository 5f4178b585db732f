"""Everything that a run reads, as a document: hashed, kept, and read again to do the same.

One line of JSON for the day, the weights and what was asked; then, noun by noun, a line that counts
and a line for each record. The order of the records is kept, as a plan may depend on it; the hash
does not.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Date

from service.bridge.catalogue import entity_of
from service.bridge.parts import read_day, read_period, stored_period
from service.bridge.people import candidate_row
from service.bridge.places import coach_row, organisation_row, vacancy_row
from service.bridge.weights import weight_content, weight_set
from service.db.catalogue import TABLES, names_written
from service.objects import many_objects
from solver.codes import GuidanceLevel
from solver.ground import name_of, qualified
from solver.match import MatchParams, Task
from solver.people import Candidate
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Forbid, Partnership, PartnershipForm, Placement, Proposed, Snapshot

Row: TypeAlias = dict[str, Any]
#: Quick, and a fifth of the size; a document is written while somebody waits for a plan.
COMPRESSION = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A task written down: compressed, and its SHA-256 in whatever order the records were held."""

    compressed: bytes
    digest: str


def document_of(task: Task) -> Document:
    """Write a task down."""
    head = _canonical(
        {
            "today": task.snapshot.today,
            "weights": weight_content(task.weights),
            "asked": _asked(task.params),
        }
    )
    digest, lines = hashlib.sha256(head), [head]
    for noun, (write, _) in _NOUNS.items():
        records = [_canonical(write(record)) for record in getattr(task.snapshot, noun)]
        counted = _canonical({"noun": noun, "records": len(records)})
        digest.update(b"\n".join([counted, *sorted(records)]))
        lines += [counted, *records]
    compressed = gzip.compress(b"\n".join(lines), COMPRESSION, mtime=0)
    return Document(compressed, digest.hexdigest())


def read_document(compressed: bytes) -> Task:
    """Read a task that was written down."""
    lines = iter(gzip.decompress(compressed).split(b"\n"))
    head = json.loads(next(lines))
    with many_objects():
        snapshot = Snapshot(
            today=date.fromisoformat(head["today"]),
            **{noun: tuple(_records(lines, noun)) for noun in _NOUNS},
        )
    return Task(snapshot, weight_set(head["weights"]), _params(head["asked"]))


def without_person(compressed: bytes, name: str) -> bytes | None:
    """Give a document without one person (`GM0222/c1`); None where the person is not in it."""
    reference = name.rpartition("/")[2].encode()
    if b'"%b"' % reference not in (text := gzip.decompress(compressed)) and (
        b'"%b"' % name.encode() not in text
    ):
        return None
    task = read_document(compressed)
    kept = {
        noun: tuple(r for r in getattr(task.snapshot, noun) if _whose(r) != name)
        for noun in ("candidates", "placements", "forbids", "proposed")
    }
    kept["candidates"] = tuple(_apart_from_others(person, name) for person in kept["candidates"])
    params = _asked_without(task.params, name)
    same = all(records == getattr(task.snapshot, noun) for noun, records in kept.items())
    if same and params == task.params:
        return None
    snapshot = task.snapshot.having(**kept)
    return document_of(replace(task, snapshot=snapshot, params=params)).compressed


def _asked_without(params: MatchParams, name: str) -> MatchParams:
    prices, came = params.person_prices, params.newcomers
    return replace(
        params,
        person_prices=prices and {who: price for who, price in prices.items() if who != name},
        newcomers=came and tuple(who for who in came if who != name),
    )


def _whose(record: Any) -> str:
    return name_of(record) if isinstance(record, Candidate) else str(record.candidate)


def _apart_from_others(person: Candidate, name: str) -> Candidate:
    others = person.not_together_with
    kept = frozenset(one for one in others if qualified(one, person.municipality) != name)
    return person if kept == others else replace(person, not_together_with=kept)


def _records(lines: Iterator[bytes], noun: str) -> Iterator[Any]:
    counted = json.loads(next(lines))
    if counted["noun"] != noun:
        raise ValueError(f"Expected the {noun} of a document, got {counted['noun']}.")
    _, read = _NOUNS[noun]
    for _ in range(counted["records"]):
        yield read(json.loads(next(lines)))


def _asked(params: MatchParams) -> Row:
    prices = None if params.prices is None else params.prices.items()
    floors = {} if params.floors is None else {"floors": dict(params.floors)}
    came = {} if params.newcomers is None else {"newcomers": list(params.newcomers)}
    given = floors | came
    return given | {
        "seed": params.seed,
        "work_limit": params.work_limit,
        "time_limit_s": params.time_limit_s,
        "change_budget": params.change_budget,
        "person_prices": params.person_prices and dict(params.person_prices),
        "prices": prices
        and [[str(n.kind), n.reference, n.level and int(n.level), price] for n, price in prices],
    }


def _params(asked: Row) -> MatchParams:
    prices, came = asked.pop("prices"), asked.pop("newcomers", None)
    return MatchParams(
        **asked,
        prices=None if prices is None else _prices(prices),
        newcomers=None if came is None else tuple(came),
    )


def _prices(written: Iterable[tuple[str, str, int | None, float]]) -> Mapping[ResourceName, float]:
    return {
        ResourceName(
            ResourceKind(kind), reference, None if level is None else GuidanceLevel(level)
        ): price
        for kind, reference, level, price in written
    }


def _entity(noun: str) -> Callable[[Row], Any]:
    written = (TABLES[noun].c[name] for name in names_written(noun))
    days = [column.name for column in written if isinstance(column.type, Date)]

    def read(row: Row) -> Any:
        return entity_of(noun, row | {name: read_day(row[name]) for name in days})

    return read


def _partnership(row: Row) -> Partnership:
    members, form = frozenset(row["municipalities"]), PartnershipForm(row["form"])
    return Partnership(**row | {"municipalities": members, "form": form, "period": _period(row)})


def _placement(row: Row) -> Placement:
    return Placement(**row | {"period": _period(row)})


def _forbid(row: Row) -> Forbid:
    return Forbid(**row | {"until": read_day(row["until"])})


def _proposed(row: Row) -> Proposed:
    return Proposed(**row | {name: tuple(row[name]) for name in ("vacancies", "since")})


def _written(record: Any) -> Row:
    fields = asdict(record)
    return fields | ({"period": stored_period(record.period)} if "period" in fields else {})


def _period(row: Row) -> Any:
    return read_period(row["period"])


#: How the records of each noun of a snapshot are written and read.
_NOUNS: Mapping[str, tuple[Callable[[Any], Row], Callable[[Row], Any]]] = {
    "candidates": (candidate_row, _entity("candidate")),
    "organisations": (organisation_row, _entity("organisation")),
    "vacancies": (vacancy_row, _entity("vacancy")),
    "coaches": (coach_row, _entity("coach")),
    "partnerships": (_written, _partnership),
    "placements": (_written, _placement),
    "forbids": (_written, _forbid),
    "proposed": (_written, _proposed),
}


def _canonical(record: Row) -> bytes:
    return json.dumps(
        record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    raise TypeError(f"Expected a day or a set, got {type(value).__name__}.")
