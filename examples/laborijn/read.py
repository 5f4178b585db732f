"""The files of the example as the solver's records, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from examples.laborijn.generate import TODAY
from service.records import RECORDS
from solver.snapshot import Partnership, PartnershipForm, Snapshot

FOLDER = Path(__file__).parent
NOUNS = {
    "candidate": "candidates",
    "organisation": "organisations",
    "vacancy": "vacancies",
    "coach": "coaches",
}


def snapshot_of(folder: Path, today: date = TODAY) -> Snapshot:
    """Read all files of a folder, as of a day."""
    entities: dict[str, list[Any]] = {noun: [] for noun in NOUNS}
    for municipality, line in lines_of(folder):
        noun = line.pop("type")
        entities[noun].append(RECORDS[noun].model_validate(line).to_solver(municipality))
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
