"""Candidates as arrays; the last axis of every array is the candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, is_not
from typing import TYPE_CHECKING, Self

import numpy as np

from solver.encoding import Bools, Float32s, Int8s, Int32s, Ints, Picked, Words
from solver.people import Candidate
from solver.person_facts import PARTS, Day
from solver.snapshot import Snapshot

if TYPE_CHECKING:
    from solver.supply import Supply
    from solver.weights import WeightSet

FACT_NAMES = [each.name for each in fields(Candidate)]
FACTS = attrgetter(*FACT_NAMES)


@dataclass(frozen=True)
class PersonColumns(Picked):
    """What rules and criteria read of candidates, one array per fact.

    Shapes are (n,), or (c, n) for the few with an axis of their own; `Pairs` reshapes the last
    axis so that they broadcast against vacancies. Numbers, codes and masks that are not known
    are -1 (`UNKNOWN_NUMBER`), not-known float arrays NaN. Days are day numbers
    (`solver.encoding.day_number`), open ends `OPEN_START` and `OPEN_END`.

    Parameters
    ----------
    municipality
        Place in `Vocabulary.municipalities`.
    legal_route, present_kind, vog
        Position in the enumeration (`ROUTES`, `KINDS`, `VOGS`).
    kinds_allowed
        Bit per kind that the weight set allows for the legal route; -1 (every bit) when unknown.
    kept_out
        Exempt or paused today: a person decided that nothing is proposed automatically.
    start, end
        First day, not before today, and last day on which the candidate is available.
    start_with_vog
        As `start`, but not before the day on which a requested certificate is expected.
    vog_day_known
        False when a certificate was requested and no day is expected.
    waiting_days
        Days since `waiting_since`, at least 0.
    position
        (3, n) kilometres in space; subtract and measure.
    reach_km
        Road kilometres within both travel maxima by the best transport; infinite when no maximum
        is known. Without known transports the fastest of all is taken, so that beyond it is no.
    travel_known
        A maximum is known, and so is the transport when there is a maximum in minutes.
    speed_minutes_per_km, fixed_minutes
        (transports, n): infinite where the candidate does not have the transport.
    dayparts
        Mask; -1 has every bit.
    abilities
        (items, n) levels 0–4.
    beyond
        (words, n): thermometer bits, one per item and level, that lie above a known ability.
    item_unknown, item_limited
        (1, n) bit per item: ability not known; known and below `LIMITED_BELOW`.
    fully_able
        Every ability is known to be the highest.
    conditions_needed, licences
        Bits in the order of `CONDITIONS` and `LICENCES`; licences include what they imply.
    crebo, known_coach
        Place in `Vocabulary.crebos`; row in the coach columns; -1 when none.
    never_learning
        (words, n): bit per learning code the candidate never wants.
    min_week_minutes, wish_week_minutes, max_week_minutes
        As they hold today, less what the places that the candidate has ask at least, as far as is
        known.
    overfull
        Those places ask more than the candidate can carry today.
    places_left
        Places wanted less those that the candidate has, at least 0.
    held_hours_unknown, held_dayparts_unknown
        Of a place that the candidate has, the hours per week are not known; the dayparts or the
        hours of a day.
    """

    municipality: Int32s
    share_with_region: Bools
    priority: Int8s
    legal_route: Int8s
    kinds_allowed: Int32s
    ladder_step: Int8s
    present_kind: Int8s
    step_down_allowed: Bools
    kept_out: Bools
    start: Int32s
    start_with_vog: Int32s
    end: Int32s
    vog: Int8s
    vog_day_known: Bools
    waiting_days: Int32s
    position: Float32s
    reach_km: Float32s
    max_minutes: Int32s
    max_km: Float32s
    travel_known: Bools
    speed_minutes_per_km: Float32s
    fixed_minutes: Float32s
    min_week_minutes: Int32s
    wish_week_minutes: Int32s
    max_week_minutes: Int32s
    overfull: Bools
    max_day_minutes: Int32s
    dayparts: Int32s
    abilities: Int8s
    beyond: Words
    item_unknown: Words
    item_limited: Words
    fully_able: Bools
    conditions_needed: Int32s
    guidance_level: Int8s
    guidance_minutes: Int32s
    coaching_minutes: Int32s
    known_coach: Int32s
    dutch: Int8s
    licences: Int32s
    crebo: Int32s
    never_learning: Words
    places_left: Int8s
    held_hours_unknown: Bools
    held_dayparts_unknown: Bools

    @classmethod
    def of(cls, snapshot: Snapshot, supply: Supply, weights: WeightSet) -> Self:
        """Encode the candidates of a snapshot in their order."""
        day, people = Day(snapshot, supply, weights), snapshot.candidates
        return cls(**{name: column for part in PARTS for name, column in part(people, day).items()})

    def changed(self, rows: Ints, whom: Sequence[Candidate], day: Day) -> Self:
        """Encode the candidates of the day, of whom the i-th is `whom[rows[i]]` here, changed.

        Only what depends on a fact that is another one is encoded anew.
        """
        people, before = day.snapshot.candidates, [whom[row] for row in rows.tolist()]
        columns = {each.name: getattr(self, each.name).take(rows, axis=-1) for each in fields(self)}
        both = zip(before, people, strict=True)
        others = np.array([[*map(is_not, FACTS(old), FACTS(new))] for old, new in both], np.bool_)
        other = dict(zip(FACT_NAMES, others.reshape(len(people), -1).T, strict=True))
        for part, facts in PARTS.items():
            at = np.flatnonzero(np.any([other[fact] for fact in facts], axis=0))
            fresh = part([people[place] for place in at], day) if len(at) else {}
            for name, column in fresh.items():
                columns[name][..., at] = column
        return type(self)(**columns)
