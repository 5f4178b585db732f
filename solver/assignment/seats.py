"""The best seats for all units at once: min-cost flow over the pairs that matter, proven for all.

Unit (1) -> seat (1, worth) -> sink (room); a unit that need not be placed has an arc past every
seat, worth nothing. The flow runs over the nearest pairs first. Its plan gives each
seat a price, and a pair that at these prices is worth more than its unit has now joins; once there
is none, no pair left out can improve the plan (column generation; Gilmore and Gomory 1961).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from solver.assignment.problem import Bools, Int32s, Int64s

#: So many pairs per unit, or fewer, go into one flow: several small flows would take longer.
FEW_PER_UNIT = 100
NEAREST_PER_UNIT = 8
MOST_ROUNDS = 20
#: Prices are given up after looking at so many pairs of a flow, counted again in every pass.
MOST_LOOKS = 500_000_000

NONE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """N pairs of one of U units and one of R seats.

    Attributes
    ----------
    unit : int32[N]
    seat : int32[N], R: the pair takes no seat.
    worth : int64[N]
    room : int64[R], >= 0
    must : bool[U]
        Units that may not stay out; to stay out is worth nothing.
    """

    unit: Int32s
    seat: Int32s
    worth: Int64s
    room: Int64s
    must: Bools

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Seated:
    """The pairs of a best plan, None when not all that must can be seated.

    `price` (int64[R]) is what one more seat of a kind would be worth, None where that was too much
    work. `reason` says why nothing was settled, None when it was.
    """

    pairs: Int64s | None = None
    price: Int64s | None = None
    reason: str | None = None


def seated(seats: Seats) -> Seated:
    """Find the best plan of all pairs."""
    kept = _first_pairs(seats)
    for _ in range(MOST_ROUNDS):
        found = _flow(seats, kept)
        if found.pairs is None:
            break
        price = _least_prices(seats, kept, found.pairs)
        if price is None:
            break
        fresh = _improving(seats, price, found.pairs)
        if not len(fresh):
            return Seated(found.pairs, price[:-1])
        kept = _both(seats, kept, fresh)
    return found if len(kept) == seats.pairs else _flow(seats, np.arange(seats.pairs))


def best_of_group(worth: Int64s, group: Int32s, groups: int) -> Int64s:
    """Give the largest worth in each group (int64[groups]), the least number where it is empty."""
    best = np.full(groups, NONE)
    np.maximum.at(best, group, worth)
    return best


def first_choices(seats: Seats) -> Int64s:
    """Give each unit the best of its pairs, those that gain most first, as far as seats reach."""
    best = best_of_group(seats.worth, seats.unit, len(seats.must))
    wanted = np.flatnonzero(seats.worth == best[seats.unit])
    unit, first = np.unique(seats.unit[wanted], return_index=True)
    gain = best[unit]
    worthy = (gain > 0) | seats.must[unit]
    wanted, gain = wanted[first][worthy], gain[worthy]
    wanted = wanted[np.lexsort((-gain, seats.seat[wanted]))]
    seat = seats.seat[wanted]
    rank = np.arange(len(seat)) - np.searchsorted(seat, seat)
    return wanted[rank < np.append(seats.room, len(seats.must))[seat]]


def _first_pairs(seats: Seats) -> Int64s:
    """Take what is nearly the best of its unit, or of its seat; everything of a small problem."""
    everything = np.arange(seats.pairs)
    if seats.pairs <= FEW_PER_UNIT * len(seats.must):
        return everything
    most = NEAREST_PER_UNIT * len(seats.must)
    per_unit = _nearest(seats.worth, seats.unit, most)
    return _both(seats, per_unit, _nearest(seats.worth, seats.seat, most))


def _both(seats: Seats, some: Int64s, more: Int64s) -> Int64s:
    chosen = np.zeros(seats.pairs, bool)
    chosen[some] = chosen[more] = True
    return np.flatnonzero(chosen)


def _nearest(gain: Int64s, group: Int32s, most: int) -> Int64s:
    """Give the pairs that fall short least of the best of their group: about so many."""
    best = best_of_group(gain, group, int(group.max(initial=0)) + 1)
    short = best[group] - gain
    limit = np.partition(short, most)[most] if most < len(short) else short.max(initial=0)
    return np.flatnonzero(short <= limit)


def _flow(seats: Seats, kept: Int64s) -> Seated:
    """Find the best plan of some pairs."""
    units, kinds = len(seats.must), len(seats.room)
    sink = units + kinds + 1
    free = np.flatnonzero(~seats.must).astype(np.int32)
    places = np.arange(units, sink, dtype=np.int32)
    room = np.append(np.minimum(seats.room, units), units)
    solver = min_cost_flow.SimpleMinCostFlow()
    connect = solver.add_arcs_with_capacity_and_unit_cost
    arcs = connect(seats.unit[kept], units + seats.seat[kept], _ones(kept), -seats.worth[kept])
    connect(free, np.full(len(free), sink, np.int32), _ones(free), np.zeros(len(free), np.int64))
    connect(places, np.full(kinds + 1, sink, np.int32), room, np.zeros(kinds + 1, np.int64))
    solver.set_nodes_supplies(np.arange(units, dtype=np.int32), np.ones(units, np.int64))
    solver.set_node_supply(sink, -units)
    status = solver.solve()
    if status == solver.INFEASIBLE and seats.must.any():
        return Seated()
    if status != solver.OPTIMAL:
        return Seated(reason=f"flow: ended with {status.name}")
    return Seated(kept[solver.flows(arcs) > 0])


def _ones(like: NDArray[np.int32] | Int64s) -> Int64s:
    return np.ones(len(like), np.int64)


def _least_prices(seats: Seats, kept: Int64s, plan: Int64s) -> Int64s | None:
    """Give the least prices (int64[R + 1], the last 0) at which nobody wants another kept pair.

    From nothing up, a seat asks what any unit would give for it above what that unit has now
    (Bellman and Ford, from all seats at once). The least prices of a best plan are its marginal
    values, and those of seats with room to spare are 0.
    """
    unit, seat, worth = seats.unit[kept], seats.seat[kept], seats.worth[kept]
    price = np.zeros(len(seats.room) + 1, np.int64)
    before = np.full(len(seats.must), np.iinfo(np.int64).max)
    for _ in range(min(len(price) + 1, 1 + MOST_LOOKS // max(1, len(kept)))):
        has = _kept_worth(seats, price, plan)
        asking = np.flatnonzero((has < before)[unit])
        if not len(asking):
            return price
        np.maximum.at(price, seat[asking], worth[asking] - has[unit[asking]])
        before = has
    return None


def _kept_worth(seats: Seats, price: Int64s, plan: Int64s) -> Int64s:
    """Give what each unit keeps of its pair's worth after paying for the seat (int64[U])."""
    kept = np.zeros(len(seats.must), np.int64)
    kept[seats.unit[plan]] = seats.worth[plan] - price[seats.seat[plan]]
    return kept


def _improving(seats: Seats, price: Int64s, plan: Int64s) -> Int64s:
    """Give pairs that are worth more, at these prices, than what their unit has: the best ones."""
    gain = seats.worth - price[seats.seat]
    gain -= _kept_worth(seats, price, plan)[seats.unit]
    better = np.flatnonzero(gain > 0)
    return better[_nearest(gain[better], seats.unit[better], NEAREST_PER_UNIT * len(seats.must))]
