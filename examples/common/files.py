"""The files of a practice: drawn, written, and read as the solver's records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from examples.common.practices import TODAY, Practice
from service.records import RECORDS
from solver.snapshot import Partnership, PartnershipForm, Snapshot
from solver.turns import turns_of

NOUNS = {
    "candidate": "candidates",
    "organisation": "organisations",
    "vacancy": "vacancies",
    "coach": "coaches",
}


def drawn(practice: Practice, seed: int, today: date = TODAY) -> dict[str, str]:
    """Give the text of each file by its name, such as `GM0222/candidates.ndjson`."""
    files = {
        f"{code}/{noun}.ndjson": "".join(line_of(record) for record in records)
        for noun, lines in practice.draw(seed, today).items()
        for code, records in lines.items()
    }
    served = json.dumps(region(practice), indent=2, ensure_ascii=False) + "\n"
    return {"region.json": served} | files


def region(practice: Practice) -> dict[str, Any]:
    """Give the region, its municipalities and how they work together."""
    served = practice.municipalities
    together = {
        "reference": practice.name,
        "municipalities": [m.code for m in served],
        "form": "cooperation",
    }
    return {
        "region": practice.region,
        "municipalities": [{"code": m.code, "name": m.name} for m in served],
        "partnerships": [together] if len(served) > 1 else [],
    }


def line_of(record: Mapping[str, Any]) -> str:
    """Give one compact line of NDJSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files in a folder, which is made when it is not there."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def snapshot_of(folder: Path, today: date = TODAY) -> Snapshot:
    """Read all files of a folder, as of a day."""
    entities: dict[str, list[Any]] = {noun: [] for noun in NOUNS}
    for municipality, line in lines_of(folder):
        noun = line.pop("type")
        entities[noun].append(RECORDS[noun].model_validate(line).to_solver(municipality))
    entities["vacancy"] = [*turns_of(entities["vacancy"], today)]
    return Snapshot(
        today=today,
        partnerships=partnerships_of(folder),
        **{plural: tuple(entities[noun]) for noun, plural in NOUNS.items()},
    )


def lines_of(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each line of the files, with the municipality whose it is."""
    for path in sorted(folder.glob("GM*/*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.parent.name, json.loads(line)


def partnerships_of(folder: Path) -> tuple[Partnership, ...]:
    """Read the agreements between municipalities."""
    region = json.loads((folder / "region.json").read_text(encoding="utf-8"))
    return tuple(
        Partnership(
            reference=given["reference"],
            municipalities=frozenset(given["municipalities"]),
            form=PartnershipForm(given["form"]),
        )
        for given in region["partnerships"]
    )
