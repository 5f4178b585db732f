"""Laborijn: 726 synthetic people in the Achterhoek, with places, routes and job coaches.

Run `python -m examples.laborijn.generate --seed 1 [--out FOLDER] [--today 2026-11-24]`. Every
distribution is stated in README.md and stands as a constant where it is used. Nothing here
reads a plan: the data are drawn forward from the distributions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from examples.laborijn.coaches import draw_coaches
from examples.laborijn.people import draw_people
from examples.laborijn.places import draw_places
from examples.laborijn.towns import CODES, MUNICIPALITIES, REGION

TODAY = date(2026, 11, 24)
FOLDER = Path(__file__).parent


def generate(seed: int, today: date = TODAY) -> dict[str, str]:
    """Give the text of each file by its name, such as `GM0222/candidates.ndjson`."""
    coaches = draw_coaches(seed)
    organisations, vacancies = draw_places(seed, today)
    nouns = {
        "organisations": organisations,
        "vacancies": vacancies,
        "coaches": coaches,
        "candidates": draw_people(seed, today, coaches),
    }
    files = {
        f"{code}/{noun}.ndjson": "".join(line_of(record) for record in lines[code])
        for noun, lines in nouns.items()
        for code in CODES
    }
    return {"region.json": json.dumps(region(), indent=2, ensure_ascii=False) + "\n"} | files


def region() -> dict[str, Any]:
    """Give the region, its municipalities and how they work together."""
    return {
        "region": REGION,
        "municipalities": [{"code": m.code, "name": m.name} for m in MUNICIPALITIES],
        "partnerships": [
            {"reference": "laborijn", "municipalities": list(CODES), "form": "cooperation"}
        ],
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


def main() -> None:
    """Read the options and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY)
    options = parser.parse_args()
    write(generate(options.seed, options.today), options.out)


if __name__ == "__main__":
    main()
