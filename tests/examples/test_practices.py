"""Of every practice there is: its files are what its generator draws, and move with the day."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from examples.common.files import drawn
from examples.common.practices import TODAY, names, practice_named
from service.demo import practices
from tests.examples.conftest import Draws

ROOT = Path(__file__).parents[2]
MOST_BYTES = 2_000_000
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOVED = timedelta(days=160)


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
def test_another_day_moves_every_date_by_as_many_days_and_nothing_else(
    name: str, draws: Draws
) -> None:
    usual = files_of(draws.folder_of(name, 1))

    later = drawn(practice_named(name), 1, TODAY + MOVED)

    assert later == {file: moved(text.decode()) for file, text in usual.items()}
    assert any(DATE.search(text) for text in later.values())


def moved(text: str) -> str:
    return DATE.sub(lambda found: (date.fromisoformat(found[0]) + MOVED).isoformat(), text)


def test_the_command_draws_for_the_seed_and_the_day_that_are_asked(tmp_path: Path) -> None:
    generate("in-balans", tmp_path, "--seed", "2", "--today", (TODAY + MOVED).isoformat())

    asked = drawn(practice_named("in-balans"), 2, TODAY + MOVED)
    assert files_of(tmp_path) == {name: text.encode() for name, text in asked.items()}
