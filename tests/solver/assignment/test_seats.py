"""The best seating is found over few pairs, and proven for all of them by the prices of seats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.assignment import seats
from solver.assignment.seats import Seats, first_choices, seated


def drawn(units: int, kinds: int, *, seed: int, must: float = 0.0) -> Seats:
    """Draw pairs of nearly every unit and seat, some without any, in no order."""
    rng = np.random.default_rng(seed)
    pairs = rng.permutation(units * (kinds + 1))[: units * kinds]
    return Seats(
        unit=(pairs // (kinds + 1)).astype(np.int32),
        seat=(pairs % (kinds + 1)).astype(np.int32),
        worth=np.where(pairs % (kinds + 1) < kinds, rng.integers(-1_000, 9_000, len(pairs)), -500),
        room=rng.integers(0, 4, kinds),
        must=rng.random(units) < must,
    )


def worth_of(given: Seats, pairs: np.ndarray | None) -> int:
    assert pairs is not None
    return int(given.worth[pairs].sum())


def bound_of(given: Seats, price: np.ndarray | None) -> int:
    assert price is not None
    best = np.where(given.must, np.iinfo(np.int64).min, 0)
    np.maximum.at(best, given.unit, given.worth - np.append(price, 0)[given.seat])
    return int(best.sum() + price @ given.room)


@pytest.fixture
def sparing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "FEW_PER_UNIT", 0)
    monkeypatch.setattr(seats, "NEAREST_PER_UNIT", 1)


@pytest.mark.usefixtures("sparing")
@pytest.mark.parametrize("seed", range(20))
def test_few_pairs_give_a_seating_that_the_prices_prove_for_all(seed: int) -> None:
    given = drawn(60, 25, seed=seed, must=0.1 * (seed % 2))

    found = seated(given)

    assert found.pairs is not None
    assert len(np.unique(given.unit[found.pairs])) == len(found.pairs)
    taken = np.bincount(given.seat[found.pairs], minlength=26)[:25]
    assert (taken <= given.room).all()
    assert np.isin(np.flatnonzero(given.must), given.unit[found.pairs]).all()
    if found.price is not None:
        assert (found.price >= 0).all()
        assert bound_of(given, found.price) == worth_of(given, found.pairs)


@pytest.mark.usefixtures("sparing")
@pytest.mark.parametrize("seed", range(20))
def test_few_pairs_give_the_same_worth_as_all_at_once(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    given = drawn(60, 25, seed=seed, must=0.1 * (seed % 2))
    sparing = seated(given)
    monkeypatch.setattr(seats, "FEW_PER_UNIT", given.pairs)

    whole = seated(given)

    assert worth_of(given, sparing.pairs) == worth_of(given, whole.pairs)


@pytest.mark.usefixtures("sparing")
@pytest.mark.parametrize("limit", ["MOST_ROUNDS", "MOST_LOOKS"])
def test_when_pricing_is_too_much_work_all_pairs_settle_it_without_prices(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    given = drawn(60, 25, seed=1)
    best = worth_of(given, seated(given).pairs)
    monkeypatch.setattr(seats, limit, 1)

    found = seated(given)

    assert found.price is None
    assert worth_of(given, found.pairs) == best


def test_the_price_of_a_seat_is_what_one_more_would_bring() -> None:
    given = drawn(30, 8, seed=3)
    found = seated(given)
    more = [
        worth_of(given, seated(replace(given, room=given.room + (np.arange(8) == kind))).pairs)
        for kind in range(8)
    ]

    gains = np.array(more) - worth_of(given, found.pairs)

    assert gains.max() > 0
    assert found.price is not None
    assert found.price.tolist() == gains.tolist()


@pytest.mark.usefixtures("sparing")
def test_those_who_must_sit_are_seated_though_their_pairs_are_far_from_the_best() -> None:
    crowd = np.repeat(np.arange(20, dtype=np.int32), 2)
    given = Seats(
        unit=crowd,
        seat=np.tile(np.array([0, 1], np.int32), 20),
        worth=np.tile(np.array([9, -100]), 20),
        room=np.array([10, 10]),
        must=np.ones(20, bool),
    )

    found = seated(given)

    assert worth_of(given, found.pairs) == 10 * 9 - 10 * 100


def test_too_few_seats_for_those_who_must_sit_settle_nothing_and_need_no_reason() -> None:
    given = replace(drawn(9, 2, seed=0), must=np.ones(9, bool), room=np.zeros(2, np.int64))
    seated_only = given.seat < 2

    found = seated(
        replace(
            given,
            unit=given.unit[seated_only],
            seat=given.seat[seated_only],
            worth=given.worth[seated_only],
        )
    )

    assert found.pairs is None
    assert found.reason is None


def test_nobody_and_nothing_are_seated_at_once() -> None:
    none = np.zeros(0, np.int32)
    given = Seats(
        unit=none,
        seat=none,
        worth=none.astype(np.int64),
        room=np.array([3]),
        must=np.zeros(2, bool),
    )

    found = seated(given)

    assert found.pairs is not None
    assert found.pairs.tolist() == []


def test_first_choices_fill_seats_with_those_who_gain_most() -> None:
    given = Seats(
        unit=np.array([0, 0, 1, 1, 2, 3], np.int32),
        seat=np.array([0, 1, 0, 1, 0, 2], np.int32),
        worth=np.array([5, 4, 7, 1, 2, 3]),
        room=np.array([2, 1]),
        must=np.zeros(4, bool),
    )

    assert sorted(first_choices(given).tolist()) == [0, 2, 5]
