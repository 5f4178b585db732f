"""The best of every house, as `kernel.c` finds it, compiled by numba: only for the comparison."""

from __future__ import annotations

import numpy as np
from numba import njit

SAFE_BITS = 29
NOTHING = np.int32(-(1 << 30))


@njit(cache=True, nogil=True)
def gather(worth, unit, price, start, end, most, profit, part, at):
    n = 0
    for a in range(start, end):
        earned = worth[a] - price[unit[a]]
        if earned <= 0:
            continue
        k = n
        if n < most:
            n += 1
        elif profit[at + k - 1] < earned:
            k -= 1
        else:
            continue
        while k > 0 and profit[at + k - 1] < earned:
            profit[at + k], part[at + k] = profit[at + k - 1], part[at + k - 1]
            k -= 1
        profit[at + k], part[at + k] = earned, a
    return n


@njit(cache=True, nogil=True)
def merge(profit, best, merged, tops, seats, run, length):
    kept = y = 0
    while kept < length:
        while y < tops and profit[best[y]] >= profit[run + kept]:
            y += 1
        if y + kept >= seats:
            break
        kept += 1
    x = y = m = 0
    while m < seats and (x < kept or y < tops):
        if x >= kept or (y < tops and profit[best[y]] >= profit[run + x]):
            merged[m] = best[y]
            y += 1
        else:
            merged[m] = run + x
            x += 1
        m += 1
    best[:m] = merged[:m]
    return kept, m


@njit(cache=True, nogil=True)
def free_layers(v, use, taken, width, base, spare):
    for k in range(len(v)):
        u, earned, mark = use[k], v[k], taken[k, 0]
        mark[:u] = 0
        spare[:u] = base[:u]
        for b in range(u, width):
            with_it, without = base[b - u] + earned, base[b]
            mark[b] = with_it > without
            spare[b] = max(with_it, without)
        base, spare = spare, base
    return base


@njit(cache=True, nogil=True)
def counted_layers(v, use, seats, taken, width, base, layers, counts):
    layers[0, :width] = base[:width]
    layers[1 : seats + 1, :width] = NOTHING
    for k in range(len(v)):
        u, earned = use[k], v[k]
        for c in range(min(k + 1, seats), 0, -1):
            here, fewer, mark = layers[c], layers[c - 1], taken[k, c - 1]
            mark[:u] = 0
            for b in range(u, width):
                with_it, without = fewer[b - u] + earned, here[b]
                mark[b] = with_it > without
                here[b] = max(with_it, without)
    counts[:width] = 0
    for c in range(1, seats + 1):
        for b in range(width):
            more = layers[c, b] > base[b]
            counts[b] = c if more else counts[b]
            base[b] = layers[c, b] if more else base[b]


@njit(cache=True, nogil=True)
def knapsack(profit, use, first, seats, most, width, part, chosen, count, seat_first):
    shift = 0
    while most >> shift >> SAFE_BITS:
        shift += 1
    places, items, largest = len(seats), first[-1], seats.max()
    v = ((profit[:items] + ((1 << shift) - 1)) >> shift).astype(np.int32)
    taken = np.empty((items, largest, width), np.uint8)
    layers = np.empty((largest + 1, width), np.int32)
    counts = np.empty((places, width), np.int32)
    base, spare = np.zeros(width, np.int32), np.empty(width, np.int32)
    for p in range(places):
        lo, hi = first[p], first[p + 1]
        if hi - lo <= seats[p]:
            done = free_layers(v[lo:hi], use[lo:hi], taken[lo:hi], width, base, spare)
            base[:] = done.copy()
        else:
            counted_layers(
                v[lo:hi], use[lo:hi], seats[p], taken[lo:hi], width, base, layers, counts[p]
            )
    b = width - 1
    value = min(np.int64(base[b]) << shift, most)
    for p in range(places - 1, -1, -1):
        lo, hi, n = first[p], first[p + 1], 0
        counted = hi - lo > seats[p]
        c = counts[p, b] if counted else 1
        k = hi - 1
        while k >= lo and c > 0:
            if taken[k, c - 1, b]:
                chosen[seat_first[p] + n] = part[k]
                n += 1
                b -= use[k]
                c -= counted
            k -= 1
        count[p] = n
    return value


@njit(cache=True, nogil=True)
def serve(house_first, place_first, seat_first, budgets, unit, use, worth, price, value):
    room = place_first[house_first[1:]] - place_first[house_first[:-1]]
    profit = np.empty(room.max() + 1, np.int64)
    part = np.empty(room.max() + 1, np.int32)
    used = np.empty(room.max() + 1, np.int32)
    most_seats = (seat_first[1:] - seat_first[:-1]).max()
    best, merged = np.empty(most_seats, np.int32), np.empty(most_seats, np.int32)
    chosen = np.empty(seat_first[-1] + 1, np.int32)
    count = np.empty(len(place_first), np.int32)
    for o in range(len(budgets)):
        p0, p1, budget = house_first[o], house_first[o + 1], budgets[o]
        first = np.zeros(p1 - p0 + 1, np.int32)
        seats = seat_first[p0 + 1 : p1 + 1] - seat_first[p0:p1]
        n = total = minutes = 0
        for p in range(p0, p1):
            start, last, tops = place_first[p], place_first[p + 1], 0
            while start < last:
                end = start
                while end < last and use[end] == use[start]:
                    end += 1
                u, most = use[start], seats[p - p0]
                if u > 0 and budget // u < most:
                    most = budget // u
                if most > 0:
                    length = gather(worth, unit, price, start, end, most, profit, part, n)
                    used[n : n + length] = u
                    kept, tops = merge(profit, best, merged, tops, seats[p - p0], n, length)
                    n += kept
                start = end
            count[p] = tops
            for k in range(tops):
                chosen[seat_first[p] + k] = part[best[k]]
                minutes += used[best[k]]
                total += profit[best[k]]
            first[p - p0 + 1] = n
        if minutes > budget:
            total = knapsack(
                profit, used, first, seats, total, budget + 1, part, chosen, count[p0:p1],
                seat_first[p0:],
            )  # fmt: skip
        value[o] = total
