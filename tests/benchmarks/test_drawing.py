"""Drawn regions: problems as the form says, each family what it says it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import country as country_command
from benchmarks import families
from benchmarks.country import country
from benchmarks.drawing import ITEMS, POINTS, Region, eligible, problem_of
from benchmarks.families import FAMILIES, family
from solver.assignment import Problem

INT32 = ("resource_house", "option_unit", "option_resource", "companion_unit", "companion_resource")


def fit_of(region: Region, person: int, place: int) -> float | None:
    """Give the fit of one pair the plain way, None when it is not allowed."""
    km = float(np.hypot(*(region.home[person] - region.site[place])))
    reach = float(region.reach_km[person])
    gaps = region.demand[place] - region.ability[person]
    if km > reach or region.hours[person] < region.least_hours[place] or max(gaps) > 1:
        return None
    liked = min(1.0, region.wish[person, region.kind[place]] + region.pull[place])
    able = 1 - sum(max(gap, 0) for gap in gaps) / ITEMS
    return float(
        0.45 * liked + 0.25 * (1 - km / reach) + 0.2 * able + 0.1 * region.priority[person]
    )


def use_of(problem: Problem, kind: str, row: int) -> dict[int, int]:
    ptr = getattr(problem, f"{kind}_ptr")
    entries = slice(ptr[row], ptr[row + 1])
    resource, use = getattr(problem, f"{kind}_resource"), getattr(problem, f"{kind}_use")
    return dict(zip(resource[entries].tolist(), use[entries].tolist(), strict=True))


@pytest.mark.parametrize("region", [country(150, seed=4), family("same_wishes", 60, seed=4)])
def test_no_pair_within_reach_is_overlooked_and_none_is_added(region: Region) -> None:
    people, places = len(region.home), len(region.site)

    found = {(i, j): points for i, j, points in zip(*eligible(region, 0), strict=True)}

    fits = {(i, j): fit_of(region, i, j) for i in range(people) for j in range(places)}
    assert set(found) == {pair for pair, fit in fits.items() if fit is not None}
    assert all(abs(points - POINTS * (fits[pair] or 0)) < 1 for pair, points in found.items())


def test_each_person_keeps_the_best_places() -> None:
    region = family("same_wishes", 200, seed=1)
    every, kept = ([*zip(*eligible(region, top), strict=True)] for top in (0, 5))

    for person in range(200):
        points = sorted((p for i, _, p in every if i == person), reverse=True)
        assert sorted((p for i, _, p in kept if i == person), reverse=True) == points[:5]


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family_is_written_as_a_problem_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "region.npz"

    code = families.main([str(path), "--family", name, "--candidates", "300", "--seed", "2"])

    assert code == 0
    problem = Problem.read(path)
    assert problem.units == 300
    assert problem.options > 300
    with np.load(path) as file:
        assert {file[name].dtype for name in INT32} == {np.dtype(np.int32)}


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_the_same_seed_draws_the_same_region_and_another_does_not(name: str) -> None:
    first, again, other = (problem_of(family(name, 80, seed=seed), 50) for seed in (3, 3, 4))

    assert all(np.array_equal(first[array], again[array]) for array in first)
    assert not np.array_equal(first["option_value"], other["option_value"])


def problem(name: str, **drawn: Any) -> Problem:
    return Problem(**problem_of(family(name, 500, seed=5, **drawn), 50))  # type: ignore[arg-type]


def test_large_houses_have_fifty_to_two_hundred_seats() -> None:
    region = family("large_houses", 2000, seed=5)

    assert region.house_seats.min() >= 50
    assert region.house_seats.max() <= 200
    assert len(region.house_seats) < 20


def test_a_level_has_minutes_of_its_own_and_the_house_a_total() -> None:
    levels = problem("levels")
    region = family("levels", 500, seed=5)
    places, houses = len(region.seats), len(region.house_seats)

    for row in range(0, levels.options, 97):
        unit = levels.option_unit[row]
        place, budget, total = use_of(levels, "option", row)
        house = region.organisation[place]
        assert place < places
        assert budget == places + 3 * house + region.level[unit]
        assert total == places + 3 * houses + house
        assert {levels.resource_house[at] for at in (place, budget, total)} == {house}


def test_few_coaches_have_three_places_for_a_quarter_of_the_need() -> None:
    few = problem("few_coaches")

    coaches = np.unique(few.companion_resource)
    room = few.capacity[few.companion_resource.min() :]
    assert set(few.companion_use.tolist()) == {1}
    assert set(few.capacity[coaches].tolist()) == {3}
    assert room.sum() * 4 == pytest.approx(few.unit_needs_companion.sum(), abs=12)


def test_same_wishes_put_ten_places_above_all_others() -> None:
    region = family("same_wishes", 500, seed=5)

    liked = region.wish[:, region.kind] + region.pull
    best = set(np.argsort(-liked.mean(axis=0))[:10].tolist())
    assert len(best & set(np.flatnonzero(region.pull).tolist())) >= 9
    assert set(region.reach_km.tolist()) == {25}


def test_less_tightness_leaves_less_guidance_and_coaching() -> None:
    scarce, ample = problem("levels", tightness=0.6), problem("levels", tightness=1.5)

    assert (scarce.capacity <= ample.capacity).all()
    assert scarce.capacity.sum() < 0.6 * ample.capacity.sum()


def test_a_country_is_written_with_organisations_of_one_town(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "country.npz"

    code = country_command.main([str(path), "--candidates", "2000", "--seed", "2"])

    assert code == 0
    assert capsys.readouterr().out.startswith("2000 units, ")
    assert Problem.read(path).units == 2000
    region = country(2000, seed=2)
    for house in range(len(region.house_seats)):
        sites = region.site[region.organisation == house]
        assert np.ptp(sites, axis=0).max() <= 10
