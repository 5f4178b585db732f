"""Of every practice there is: its files are what its generator draws, and move with the day."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from examples.common.files import snapshot_of
from examples.common.practices import TODAY, names, practice_named
from service.demo import practices
from tests.examples.conftest import Draws

ROOT = Path(__file__).parents[2]
MOST_BYTES = 2_000_000


def generate(name: str, folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "examples.generate", name, "--out", str(folder)]
    subprocess.run([*command, *options], cwd=ROOT, check=True, timeout=60)


def files_of(folder: Path) -> dict[str, bytes]:
    paths = [*folder.glob("GM*/*.ndjson"), folder / "region.json"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_every_practice_can_be_shown_as_a_demo() -> None:
    assert names() == practices()
    assert all(practice_named(name).name == name for name in names())


@pytest.mark.parametrize("name", names())
def test_the_committed_files_are_what_the_generator_draws_for_seed_1(
    name: str, draws: Draws
) -> None:
    committed = files_of(practice_named(name).folder)

    assert committed == files_of(draws.folder_of(name, 1))
    assert sum(len(text) for text in committed.values()) < MOST_BYTES


@pytest.mark.parametrize("name", names())
def test_another_day_moves_every_date_with_it(name: str, tmp_path: Path) -> None:
    generate(name, tmp_path, "--today", "2027-05-03")

    snapshot = snapshot_of(tmp_path, date(2027, 5, 3))

    waiting = [p.waiting_since for p in snapshot.candidates if p.waiting_since]
    assert TODAY < max(waiting) <= date(2027, 5, 3)
