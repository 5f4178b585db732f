"""The best of every house, with numpy alone: whole arrays over budgets, loops over items."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.kernel_regions import Houses, Int64s

NOTHING = np.int64(-(1 << 60))


def serve(houses: Houses, price: Int64s, value: Int64s) -> None:
    """Write the most that each house can earn (int64[houses]) at these prices (int64[units])."""
    profit = houses.part_worth - price[houses.part_unit]
    for house in range(len(houses.budget)):
        value[house] = best_of_house(houses, profit, house)


def best_of_house(houses: Houses, profit: Int64s, house: int) -> int:
    """Take the best of each place when that fits the budget, else search all budgets."""
    places = range(houses.house_first[house], houses.house_first[house + 1])
    kept = [kept_of_place(houses, profit, place) for place in places]
    tops = [
        items[np.argsort(-profit[items], kind="stable")[: houses.seats(place)]]
        for place, items in zip(places, kept, strict=True)
    ]
    taken = np.concatenate(tops)
    if houses.part_use[taken].sum() <= houses.budget[house]:
        return int(profit[taken].sum())
    base = np.zeros(houses.budget[house] + 1, np.int64)
    for place, items in zip(places, kept, strict=True):
        base = with_place(base, profit[items], houses.part_use[items], houses.seats(place))
    return int(base[-1])


def kept_of_place(houses: Houses, profit: Int64s, place: int) -> NDArray[np.intp]:
    """Keep, for each use, no more of the best parts than seats: the rest is never needed."""
    first, last = houses.place_first[place], houses.place_first[place + 1]
    own = first + np.flatnonzero(profit[first:last] > 0)
    own = own[np.lexsort((-profit[own], houses.part_use[own]))]
    use = houses.part_use[own]
    return own[np.arange(len(own)) - np.searchsorted(use, use) < houses.seats(place)]


def with_place(base: Int64s, profit: Int64s, use: Int64s, seats: int) -> Int64s:
    """Give the best for every budget (int64[budget + 1]) when a place may be filled as well."""
    layers = np.full((seats + 1, len(base)), NOTHING)
    layers[0] = base
    for earned, used in zip(profit, use, strict=True):
        if used < len(base):
            with_it = layers[:-1, : len(base) - used] + earned
            np.maximum(layers[1:, used:], with_it, out=layers[1:, used:])
    return layers.max(axis=0)
