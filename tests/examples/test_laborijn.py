"""The example Laborijn: its counts, and that other seeds are as valid."""

from __future__ import annotations

import pytest

from solver.codes import Kind
from tests.examples.conftest import SEEDS, Draws


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_of_a_seed_is_a_valid_record(draws: Draws, seed: int) -> None:
    snapshot = draws.snapshot("laborijn", seed)

    seats = sum(vacancy.seats for vacancy in snapshot.vacancies)
    routes = [vacancy for vacancy in snapshot.vacancies if vacancy.kind is Kind.ROUTE]
    assert len(snapshot.candidates) == 726
    assert (len(snapshot.organisations), len(snapshot.vacancies)) == (90, 330)
    assert len(snapshot.coaches) == 14
    assert 480 <= seats <= 560
    assert len(routes) == 20


@pytest.mark.parametrize("seed", SEEDS)
def test_people_ask_for_what_the_practice_must_serve(draws: Draws, seed: int) -> None:
    snapshot = draws.snapshot("laborijn", seed)

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


def test_every_reference_to_another_record_exists(draws: Draws) -> None:
    snapshot = draws.snapshot("laborijn", 1)
    people = {(p.municipality, p.reference) for p in snapshot.candidates}
    coaches = {(c.municipality, c.reference) for c in snapshot.coaches}
    organisations = {(o.municipality, o.reference) for o in snapshot.organisations}

    for person in snapshot.candidates:
        here = person.municipality
        assert {(here, other) for other in person.not_together_with} <= people
        assert {(here, o) for o in person.preferences.organisations} <= organisations
        assert person.known_coach is None or (here, person.known_coach) in coaches
