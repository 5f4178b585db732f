"""The example Laborijn: its files, its counts, and that other seeds are as valid."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from examples.laborijn.generate import TODAY
from examples.laborijn.read import FOLDER, snapshot_of
from solver.codes import ITEM_CODES, Kind
from solver.people import Candidate

ROOT = Path(__file__).parents[2]
SEEDS = (1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folders = {seed: tmp_path_factory.mktemp(f"seed{seed}") for seed in SEEDS}
    for seed, folder in folders.items():
        generate(folder, "--seed", str(seed))
    return folders


def generate(folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "examples.laborijn.generate", "--out", str(folder)]
    subprocess.run([*command, *options], cwd=ROOT, check=True, timeout=60)


def has_an_unknown(person: Candidate) -> bool:
    load = person.load
    return (
        None in (person.location, person.legal_route, person.ladder_step, person.dutch)
        or None in (load.dayparts, load.max_week_minutes, person.guidance_level)
        or len(load.abilities) < len(ITEM_CODES)
    )


def files_of(folder: Path) -> dict[str, bytes]:
    paths = [*folder.glob("GM*/*.ndjson"), folder / "region.json"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_committed_files_are_what_the_generator_draws_for_seed_1(
    drawn: dict[int, Path],
) -> None:
    committed = files_of(FOLDER)

    assert committed == files_of(drawn[1])
    assert sum(len(text) for text in committed.values()) < 2_000_000


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_of_a_seed_is_a_valid_record(drawn: dict[int, Path], seed: int) -> None:
    snapshot = snapshot_of(drawn[seed])

    seats = sum(vacancy.seats for vacancy in snapshot.vacancies)
    routes = [vacancy for vacancy in snapshot.vacancies if vacancy.kind is Kind.ROUTE]
    assert len(snapshot.candidates) == 726
    assert (len(snapshot.organisations), len(snapshot.vacancies)) == (90, 330)
    assert len(snapshot.coaches) == 14
    assert 480 <= seats <= 560
    assert len(routes) == 20


@pytest.mark.parametrize("seed", SEEDS)
def test_of_one_person_in_ten_something_that_a_rule_asks_is_not_known(
    drawn: dict[int, Path], seed: int
) -> None:
    people = snapshot_of(drawn[seed]).candidates

    assert sum(has_an_unknown(person) for person in people) >= 0.10 * len(people)


@pytest.mark.parametrize("seed", SEEDS)
def test_people_ask_for_what_the_practice_must_serve(drawn: dict[int, Path], seed: int) -> None:
    snapshot = snapshot_of(drawn[seed])

    people = snapshot.candidates
    wishes = [p.load.wish_week_minutes for p in people if p.load.wish_week_minutes is not None]
    groups = [person.group for person in people if person.group]
    assert 10 <= sum(wishes) / len(wishes) / 60 <= 16
    assert all(groups.count(group) >= 2 for group in groups)
    assert any(person.not_together_with for person in people)
    assert any(person.places_wanted == 2 for person in people)
    assert any(person.crebo for person in people)
    assert any(person.exempt for person in people)
    assert any(person.paused for person in people)
    assert any(vacancy.min_start == 4 for vacancy in snapshot.vacancies)
    assert any(vacancy.term_weeks == 26 for vacancy in snapshot.vacancies)
    assert any(organisation.recognitions for organisation in snapshot.organisations)


def test_every_reference_to_another_record_exists(drawn: dict[int, Path]) -> None:
    snapshot = snapshot_of(drawn[1])
    people = {(p.municipality, p.reference) for p in snapshot.candidates}
    coaches = {(c.municipality, c.reference) for c in snapshot.coaches}
    organisations = {(o.municipality, o.reference) for o in snapshot.organisations}

    for person in snapshot.candidates:
        here = person.municipality
        assert {(here, other) for other in person.not_together_with} <= people
        assert {(here, o) for o in person.preferences.organisations} <= organisations
        assert person.known_coach is None or (here, person.known_coach) in coaches


def test_another_day_moves_every_date_with_it(tmp_path: Path) -> None:
    generate(tmp_path, "--today", "2027-05-03")

    snapshot = snapshot_of(tmp_path, date(2027, 5, 3))

    waiting = [p.waiting_since for p in snapshot.candidates if p.waiting_since]
    assert max(waiting) <= date(2027, 5, 3)
    assert max(waiting) > TODAY
