from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from solver.codes import DETOUR, Transport, Wish
from solver.columns import WISH_NUMBER, Columns
from solver.ground import Location, Period
from solver.people import LoadCapacity, Preferences, Travel
from solver.snapshot import Placement
from solver.weights import WeightSet
from tests.solver.builders import TODAY, candidate, random_snapshot, snapshot, vacancy

ARNHEM, DOETINCHEM = Location(51.985, 5.899), Location(51.965, 6.289)


def columns(*records: object, **given: object) -> Columns:
    return Columns.of(snapshot(*records, **given), WeightSet())


def test_what_is_not_known_has_its_sentinel() -> None:
    people = columns(candidate(), vacancy()).people

    assert people.ladder_step[0] == people.dayparts[0] == people.licences[0] == -1
    assert np.isnan(people.position).all()
    assert (people.abilities == -1).all()


def test_a_grid_and_a_list_show_the_same_pair_alike() -> None:
    whole = Columns.of(random_snapshot(3, 20, 15), WeightSet())
    rows, cols = np.array([4, 4, 19, 0]), np.array([2, 14, 2, 0])

    grid, listed = whole.pairs([4, 19, 0]), whole.pair_list(rows, cols)

    places = np.array([0, 0, 1, 2]), cols
    assert grid.shape == (3, 15)
    assert listed.shape == (4,)
    for name in ("road_km", "travel_minutes", "start_day", "work_wish", "forbidden"):
        np.testing.assert_array_equal(getattr(grid, name)[places], getattr(listed, name))


def test_road_kilometres_are_the_great_circle_with_a_detour() -> None:
    two = columns(candidate(location=ARNHEM), vacancy(location=DOETINCHEM))

    road_km = two.pairs([0]).road_km

    assert road_km[0, 0] == pytest.approx(26.80 * DETOUR, abs=0.05)


def test_travel_takes_the_fastest_way_the_person_has() -> None:
    way = Travel(transports=frozenset({Transport.BICYCLE, Transport.CAR}))
    two = columns(candidate(location=ARNHEM, travel=way), vacancy(location=DOETINCHEM)).pairs([0])

    minutes = two.travel_minutes

    assert minutes[0, 0] == pytest.approx(5 + two.road_km[0, 0] * 60 / 45, rel=1e-5)


def test_travel_takes_forever_without_a_known_transport() -> None:
    two = columns(candidate(location=ARNHEM), vacancy(location=DOETINCHEM)).pairs([0])

    assert np.isposinf(two.travel_minutes).all()


def test_a_wish_for_an_organisation_is_read_within_the_own_municipality() -> None:
    wishes = Preferences(organisations={"o1": Wish.LIKED})

    grid = columns(candidate(preferences=wishes), vacancy()).pairs([0])

    assert grid.organisation_wish.tolist() == [[WISH_NUMBER[Wish.LIKED]]]


def test_thermometer_bits_overlap_exactly_where_demand_exceeds_ability() -> None:
    load = LoadCapacity(abilities={"lifting": 2, "irregular_times": 3})
    grid = columns(
        candidate(load=load),
        vacancy(demands={"lifting": 2, "irregular_times": 3}),
        vacancy(reference="v2", demands={"irregular_times": 4}),
    ).pairs([0])

    over = (grid.person.beyond & grid.vacancy.demand_bits).any(axis=0)

    assert over.tolist() == [[False, True]]


@pytest.mark.parametrize(("opens", "free"), [(9, 0), (10, 1)])
def test_a_seat_is_free_where_the_vacancy_opens_after_the_placement_in_it(
    opens: int, free: int
) -> None:
    last, first = (TODAY + timedelta(days=days) for days in (9, opens))
    held = Placement(candidate="GM0222/c9", vacancy="GM0222/v1", period=Period(None, last))

    places = columns(candidate(), vacancy(period=Period(first)), placements=(held,)).vacancies

    assert places.seats_free.tolist() == [free]
