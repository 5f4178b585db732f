"""Vacancies as arrays; the last axis is the vacancy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

from solver.codes import HIGHEST_LEVEL, ITEM_CODES, LADDER_STEP, WORK_LADDER, Kind, Sharing
from solver.encoding import (
    UNKNOWN_NUMBER,
    Bools,
    Float32s,
    Int8s,
    Int32s,
    Picked,
    Words,
    code_matrix,
    day_number,
    first_day,
    last_day,
    mask,
    numbers,
    positions,
    thermometer,
    words,
)
from solver.person_facts import CONDITIONS, KINDS, LICENCES
from solver.places import Vacancy
from solver.snapshot import Placement

if TYPE_CHECKING:
    from solver.vocabulary import Vocabulary

SHARINGS = tuple(Sharing)
#: The column by the qualified reference of a vacancy or a turn; those of its turns by that of a
#: vacancy with start dates.
Cols: TypeAlias = Mapping[str, int]
Turns: TypeAlias = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class VacancyColumns(Picked):
    """What rules and criteria read of vacancies, one array per fact.

    Shapes are (m,), or (c, m) for the few with an axis of their own. Numbers and masks that are
    not known are -1; days are day numbers with open ends as in `PersonColumns`.

    Parameters
    ----------
    municipality, work, organisation, crebo
        Places in the `Vocabulary`; crebo -1 when none is named.
    kind, kind_bit, ladder_step, work_step
        Position in `KINDS`; the bit of that position; the step of a person who takes it;
        position on `WORK_LADDER`, -1 when the kind is not on it.
    start, end
        First day, not before today, and last day on which somebody can be there.
    last_start
        Last day on which somebody can begin: of a turn the day it is named with, else `end`.
    seats_free
        Seats without the placements that have not ended at `start`: a placement holds its seat
        until it ends, also one that has yet to begin; of a turn, without those that overlap it.
        Below 0 where they hold more than there are.
    term_days
        Length of a fixed term in days; 1 when open-ended.
    demands
        (items, m) levels 0–4.
    demand_bits
        (words, m): thermometer bits of the known demands, as in `PersonColumns.beyond`.
    item_asked, item_unlisted
        (1, m) bit per item: demand known and above 0; not listed by a vacancy that lists others.
    lists_no_demands
        The vacancy says nothing of demands at all.
    conditions_refused, conditions_unknown
        Bits in the order of `CONDITIONS`.
    dutch, licences
        Level and mask asked; 0 when nothing is asked.
    learning
        (words, m): bit per learning code.
    teaches, skills
        (codes, m): whether the code can be learned there; is a skill that is asked.
    """

    municipality: Int32s
    organisation: Int32s
    sharing: Int8s
    kind: Int8s
    kind_bit: Int32s
    ladder_step: Int8s
    work_step: Int8s
    work: Int32s
    seats: Int32s
    seats_free: Int32s
    min_start: Int32s
    start: Int32s
    end: Int32s
    last_start: Int32s
    term_days: Int32s
    position: Float32s
    min_week_minutes: Int32s
    max_week_minutes: Int32s
    day_minutes: Int32s
    dayparts: Int32s
    dayparts_needed: Int8s
    demands: Int8s
    demand_bits: Words
    item_asked: Words
    item_unlisted: Words
    lists_no_demands: Bools
    conditions_refused: Int32s
    conditions_unknown: Int32s
    dutch: Int8s
    licences: Int32s
    vog_required: Bools
    crebo: Int32s
    learning: Words
    teaches: Bools
    skills: Bools
    needs_coach: Bools

    @classmethod
    def of(cls, vacancies: Sequence[Vacancy], today: date, vocabulary: Vocabulary) -> Self:
        """Encode vacancies on a day, every seat free."""
        return cls(
            **_standing(vacancies),
            **_times(vacancies, today),
            **_hours(vacancies),
            **_demands(vacancies),
            **_requirements(vacancies),
            **vocabulary.of_vacancies(vacancies),
        )

    def with_placements(self, placements: Sequence[Placement], cols: Cols, turns: Turns) -> Self:
        """Take the seats that placements hold."""
        taken = np.zeros(len(self.seats), np.int32)
        for placement in placements:
            taken[self.holding(placement, cols, turns)] += 1
        return replace(self, seats_free=self.seats - taken)

    def holding(self, placement: Placement, cols: Cols, turns: Turns) -> list[int]:
        """Give the columns of which a placement holds a seat: at most one, but for turns."""
        first, last = first_day(placement.period), last_day(placement.period)
        if placement.vacancy in turns:
            there = turns[placement.vacancy]
            return [col for col in there if first <= self.end[col] and self.start[col] <= last]
        col = cols.get(placement.vacancy)
        return [] if col is None or last < self.start[col] else [col]


def _standing(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    kinds = numbers((KINDS.index(v.kind) for v in vacancies), np.int8)
    seats = numbers(v.seats for v in vacancies)
    return {
        "sharing": numbers((SHARINGS.index(v.sharing) for v in vacancies), np.int8),
        "kind": kinds,
        "kind_bit": np.left_shift(1, kinds, dtype=np.int32),
        "ladder_step": numbers((LADDER_STEP[v.kind] for v in vacancies), np.int8),
        "work_step": numbers((work_step(v.kind) for v in vacancies), np.int8),
        "seats": seats,
        "seats_free": seats,
        "min_start": numbers(v.min_start for v in vacancies),
        "position": positions([v.location for v in vacancies]),
        "needs_coach": np.array([v.needs_coach for v in vacancies], dtype=np.bool_),
    }


def work_step(kind: Kind | None) -> int | None:
    """Give the position of a kind on the work ladder, None when it is not on it."""
    return WORK_LADDER.index(kind) if kind in WORK_LADDER else None


def _times(vacancies: Sequence[Vacancy], today: date) -> dict[str, Any]:
    run_day = day_number(today)
    return {
        "start": numbers(max(run_day, first_day(v.period)) for v in vacancies),
        "end": numbers(last_day(v.period) for v in vacancies),
        "last_start": numbers(
            day_number(v.start_dates[0]) if v.start_dates else last_day(v.period) for v in vacancies
        ),
        "term_days": numbers(7 * v.term_weeks if v.term_weeks else 1 for v in vacancies),
    }


def _hours(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    return {
        "min_week_minutes": numbers(v.min_week_minutes for v in vacancies),
        "max_week_minutes": numbers(v.max_week_minutes for v in vacancies),
        "day_minutes": numbers(v.day_minutes for v in vacancies),
        "dayparts": numbers(v.dayparts for v in vacancies),
        "dayparts_needed": numbers((v.dayparts_needed for v in vacancies), np.int8),
    }


def _demands(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    items = {code: place for place, code in enumerate(ITEM_CODES)}
    levels = code_matrix([v.demands for v in vacancies], items, UNKNOWN_NUMBER)
    listed = np.array([bool(v.demands) for v in vacancies], dtype=np.bool_)
    return {
        "demands": np.ascontiguousarray(levels.T),
        "demand_bits": words(thermometer(levels, HIGHEST_LEVEL)),
        "item_asked": words(levels > 0),
        "item_unlisted": words((levels < 0) & listed[:, None]),
        "lists_no_demands": ~listed,
    }


def _requirements(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    refused = [{c for c, offered in v.conditions.items() if not offered} for v in vacancies]
    unknown = [set(CONDITIONS) - set(v.conditions) for v in vacancies]
    return {
        "conditions_refused": numbers(mask(c, CONDITIONS) for c in refused),
        "conditions_unknown": numbers(mask(c, CONDITIONS) for c in unknown),
        "dutch": numbers((v.dutch for v in vacancies), np.int8, 0),
        "licences": numbers(mask(v.licences, LICENCES) for v in vacancies),
        "vog_required": np.array([v.vog_required for v in vacancies], dtype=np.bool_),
    }
