"""Rules about what a person can carry: hours, dayparts, travel, functional load, conditions."""

from __future__ import annotations

import numpy as np

from solver.encoding import OPEN_END, Bools, Int32s, Words
from solver.pairs import Pairs
from solver.verdicts import Verdicts, verdict


def week_hours(pairs: Pairs) -> Verdicts:
    """Ask that the intervals of weekly minutes overlap; a bound that is missing is not known.

    Overlap, not containment, as VUM (release notes 2.0.0) has it: the place asks at least no
    more than the person's most, and offers at most no less than the person's least. A missing
    bound is still limited by the other bound of its side, and by the person's wish:

    ==================  ==================  ============================================
    place's least       person's most       the place asks no more than the person can
    ==================  ==================  ============================================
    known               known               yes or no, as they compare
    missing             known               yes when place's most <= it, else unknown
    known               missing             yes when <= wish (or least), else unknown
    missing             missing             yes when place's most <= wish (or least), else unknown
    ==================  ==================  ============================================

    The other half is alike: the person's least, or else wish, or else most, against the place's
    most, or else least. A person who builds up from a day on is judged by the week of today; one
    who builds up wherever the place will be, by the maximum after it: in the first weeks the place
    takes the person for less. Whoever's places ask too much already gets no other beside them.
    """
    ours, theirs = pairs.person, pairs.vacancy
    least, wish, most = ours.min_week_minutes, ours.wish_week_minutes, ours.max_week_minutes
    asked, offered = theirs.min_week_minutes, theirs.max_week_minutes
    no = ((most >= 0) & (asked > most)) | ((offered >= 0) & (least > offered)) | ours.overfull
    sure = _known(asked, offered, otherwise=OPEN_END) <= _known(most, wish, least, otherwise=0)
    sure &= _known(least, wish, most, otherwise=OPEN_END) <= _known(offered, asked, otherwise=0)
    return verdict(no, ~sure | ours.held_hours_unknown)


def _known(*bounds: Int32s, otherwise: int) -> Int32s:
    """Give the first of the bounds that is known."""
    found = np.full_like(bounds[0], otherwise)
    for bound in reversed(bounds):
        found = np.where(bound >= 0, bound, found)
    return found


def day_hours(pairs: Pairs) -> Verdicts:
    """Ask that a day is not longer than the person can work."""
    most, asked = pairs.person.max_day_minutes, pairs.vacancy.day_minutes
    unknown = (most < 0) | (asked < 0)
    return verdict((asked > most) & ~unknown, unknown)


def dayparts(pairs: Pairs) -> Verdicts:
    """Ask for enough dayparts on which both can, beside those of a place that the person has.

    A day with both places must not be too long. What is known on one side can be too little
    already.
    """
    ours, theirs = pairs.person.dayparts, pairs.vacancy.dayparts
    unknown = (ours < 0) | (theirs < 0)
    shared = np.bitwise_count((ours & theirs).view(np.uint32)).view(np.int8)
    unknown |= pairs.person.held_dayparts_unknown
    return verdict((shared < pairs.vacancy.dayparts_needed) | pairs.clashing, unknown)


def travel(pairs: Pairs) -> Verdicts:
    """Ask that the trip stays within the maxima that are known, in minutes and in kilometres.

    Kilometres alone can say no, and so can minutes by the fastest way when it is not known how
    the person travels.
    """
    road_km = pairs.road_km
    unknown = np.isnan(road_km) | ~pairs.person.travel_known
    return verdict(road_km > pairs.person.reach_km, unknown)


def functional_load(pairs: Pairs) -> Verdicts:
    """Ask that no known demand lies above a known ability; an item in doubt is a question.

    In doubt is a demand above 0 on an ability that is not known. A vacancy that lists demands
    is taken to list what matters: an item it leaves out is in doubt only for a person whose
    ability there is known to be limited (below `LIMITED_BELOW`). A vacancy that lists none is
    in doubt for everybody but a person with the highest level on every item.
    """
    every = np.full(pairs.vacancy.demand_bits.shape[0], ~np.uint64(0))
    return verdict(load_broken(pairs, every), load_unknown(pairs, every[0]))


def load_broken(pairs: Pairs, heeded: Words) -> Bools:
    """Tell where a heeded thermometer bit is demanded beyond ability; `heeded` is (words,)."""
    over = np.zeros(pairs.shape, dtype=np.uint64)
    rows = zip(pairs.person.beyond, pairs.vacancy.demand_bits, heeded, strict=True)
    for beyond, demanded, bits in rows:
        if bits:
            over |= beyond & (demanded & bits)
    return np.asarray(over != 0)


def load_unknown(pairs: Pairs, heeded: np.uint64) -> Bools:
    """Tell where an item of the heeded ones (a bit each) is in doubt."""
    person, vacancy = pairs.person, pairs.vacancy
    doubt = person.item_unknown[0] & (vacancy.item_asked[0] & heeded)
    doubt |= person.item_limited[0] & (vacancy.item_unlisted[0] & heeded)
    silent = vacancy.lists_no_demands & ~person.fully_able & bool(heeded)
    return np.asarray((doubt != 0) | silent)


def conditions(pairs: Pairs) -> Verdicts:
    """Ask that the place offers what the person needs."""
    needed = pairs.person.conditions_needed
    refused = (needed & pairs.vacancy.conditions_refused) != 0
    return verdict(refused, (needed & pairs.vacancy.conditions_unknown) != 0)
