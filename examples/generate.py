"""Draw the files of a practice.

Run `python -m examples.generate laborijn --seed 1 [--out FOLDER] [--today 2026-11-24]`. What is
drawn, and how, stands in the folder of the practice. No generator reads a plan or a fit: the data
are drawn forward from their distributions.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from examples.common.files import drawn, write
from examples.common.practices import TODAY, names, practice_named


def main() -> None:
    """Read the options and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("practice", choices=names())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="else the folder of the practice")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY)
    asked = parser.parse_args()
    practice = practice_named(asked.practice)
    write(drawn(practice, asked.seed, asked.today), asked.out or practice.folder)


if __name__ == "__main__":
    main()
