"""From columns to the assignment problem, with what is needed to read a plan back.

A person without a job coach has an option per vacancy. So has one with a job coach, with the coach
as a companion where the vacancy asks for one and goes with every coach that fits; where it goes
with some of them only, vacancy × coach is written out. People of one group are one unit; a person
who wants two places also has options of two vacancies on different dayparts, both at least at the
minimum fit, which earn the bonus and the coach's part once and the other points of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver import drafts as draw
from solver.assignment import Problem
from solver.columns import Columns
from solver.drafts import NONE, Drafts
from solver.eligible import CoachFit, EligiblePairs, eligible_pairs
from solver.encoding import Bools, Int32s, Ints
from solver.groups import of_groups
from solver.mates import Mates
from solver.present import Present
from solver.resources import Conflict, ResourceName, Resources
from solver.uses import Members, Uses, uses_of

__all__ = ["NONE", "Options", "ResourceName", "build"]


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Why options were left out: each use that is more than running placements leave.

    `ever` tells where it is even more than there is in all.
    """

    unit: Int32s
    option: Ints
    resource: Int32s
    ever: Bools


@dataclass(frozen=True, slots=True)
class Options:
    """The problem and the way back from it; O options, C companions, U units, R resources.

    Attributes
    ----------
    option_cols
        int32 (O, 2): columns of the vacancies, -1 none.
    option_coach, companion_coach
        int32 (O,), (C,): the coach; -1 none, or the companion's.
    option_fit
        int32 (O,): fit 0–10,000, before the companion's part where there is one.
    companion_fit
        int32 (C,): points that the companion adds.
    option_start
        datetime64[D] (O,).
    members
        Rows of the candidates of each unit.
    present
        What each unit has now; None when nothing stands open.
    conflicts
        What running placements take too much of.
    left_out
        Combinations of two places that were not drawn up.
    too_large
        What left options out that nobody could take even if nobody else were placed.
    pairs
        Every pair the rules allow, also those below the minimum fit.
    scarce
        Everything scarce, numbered as in the problem.
    """

    problem: Problem
    names: tuple[ResourceName, ...]
    option_cols: Int32s
    option_coach: Int32s
    option_fit: Int32s
    option_question: Bools
    option_motivate: Bools
    option_rather_not: Bools
    option_start: NDArray[np.datetime64]
    companion_coach: Int32s
    companion_fit: Int32s
    members: tuple[tuple[int, ...], ...]
    present: Present | None
    conflicts: tuple[Conflict, ...]
    left_out: int
    too_large: TooLarge
    pairs: EligiblePairs
    coaches: CoachFit
    scarce: Resources


def build(
    columns: Columns,
    change_budget: int | None = None,
    pairs: EligiblePairs | None = None,
    scarce: Resources | None = None,
    *,
    threads: int = 1,
) -> Options:
    """Draw up every option of every unit, of which so many may leave what they have now.

    `pairs` are those the rules allow, all of them by default. `scarce` is what there is for these
    people, and is added to: what running placements leave by default. The same on any `threads`.
    """
    scarce = scarce or Resources.of(columns.supply, columns.snapshot.candidates)
    pairs = eligible_pairs(columns, threads=threads) if pairs is None else pairs
    coaches = CoachFit.of(columns)
    members = _units(columns)
    scarce.add_apart(columns, pairs.row, pairs.col)
    scarce.add_met(columns)
    drafts, mated, left_out = _drawn(columns, coaches, pairs, members)
    mates = Mates.of(columns, scarce, coaches, mated, members)
    drafts, uses, too_large = _possible(scarce, drafts, uses_of(columns, scarce, drafts, members))
    present = _present(columns, scarce, (drafts, uses, mates), members)
    if present is not None:
        drafts, uses, present = _remaining(drafts, uses, present)
    return Options(
        problem=_problem(scarce, (drafts, uses, mates), len(members), (present, change_budget)),
        names=tuple(scarce.names),
        option_cols=np.stack([drafts["one"], drafts["other"]], axis=1),
        option_coach=drafts["coach"].copy(),
        option_fit=drafts["fit"].copy(),
        option_question=drafts["question"].copy(),
        option_motivate=drafts["motivate"].copy(),
        option_rather_not=drafts["rather_not"].copy(),
        option_start=drafts["start"].astype("datetime64[D]"),
        companion_coach=mates.coach,
        companion_fit=mates.fit,
        members=members,
        present=present,
        conflicts=scarce.conflicts(),
        left_out=left_out,
        too_large=too_large,
        pairs=pairs,
        coaches=coaches,
        scarce=scarce,
    )


def _units(columns: Columns) -> tuple[tuple[int, ...], ...]:
    """Make one unit of each person, or of each group, in the order of the first member."""
    groups: dict[object, list[int]] = {}
    for row, person in enumerate(columns.snapshot.candidates):
        key = row if person.group is None else (person.municipality, person.group)
        groups.setdefault(key, []).append(row)
    return tuple(tuple(rows) for rows in groups.values())


def _drawn(
    columns: Columns, coaches: CoachFit, pairs: EligiblePairs, members: Members
) -> tuple[Drafts, Bools, int]:
    """Draw up all options; tell which rows (n,) may choose their coach as a companion.

    The number is that of combinations left out.
    """
    unit = np.zeros(len(columns.people.start), np.int64)
    alone = np.zeros(len(columns.people.start), np.bool_)
    for number, rows in enumerate(members):
        unit[list(rows)] = number
        alone[list(rows)] = len(rows) == 1
    places = draw.of_places(pairs, unit)
    single = places[alone[places["row"]]]
    left_out = draw.pairs_left_out(columns, single)
    single = np.concatenate([single, draw.of_two_places(columns, single)])
    coached = draw.asks_coach(columns, single)
    by_mate = coached & draw.with_any_coach(columns, coaches, single)
    mated = np.zeros(len(columns.people.start), np.bool_)
    mated[single["row"][by_mate]] = True
    found = [
        draw.valued(columns, coaches, single[~coached]),
        draw.valued(
            columns, coaches, draw.with_coaches(columns, coaches, single[coached & ~by_mate])
        ),
        draw.without_coach(columns, single[by_mate]),
        of_groups(columns, coaches, places, members),
    ]
    return draw.ordered(np.concatenate(found)), mated, left_out


def _possible(scarce: Resources, drafts: Drafts, uses: Uses) -> tuple[Drafts, Uses, TooLarge]:
    """Leave out the drafts that take more of something than running placements leave."""
    left, whole = np.array(scarce.capacity, np.int64), np.array(scarce.whole, np.int64)
    over = np.flatnonzero(uses.amount > left[uses.resource])
    option, resource = uses.option_of(over), uses.resource[over]
    ever = uses.amount[over] > whole[resource]
    kept = np.ones(len(drafts), np.bool_)
    kept[option] = False
    too_large = TooLarge(drafts["unit"][option], option, resource, ever)
    return drafts[kept], uses.of_options(kept), too_large


def _present(
    columns: Columns, scarce: Resources, drawn: tuple[Drafts, Uses, Mates], members: Members
) -> Present | None:
    if not columns.snapshot.proposed:
        return None
    return Present.of(
        columns, members, drawn, (np.array(scarce.capacity, np.int64), scarce.least())
    )


def _remaining(drafts: Drafts, uses: Uses, present: Present) -> tuple[Drafts, Uses, Present]:
    """Leave out whatever else a unit could take that may not be moved."""
    kept = present.remaining(drafts["unit"])
    return drafts[kept], uses.of_options(kept), present.among(kept)


def _problem(
    scarce: Resources,
    drawn: tuple[Drafts, Uses, Mates],
    units: int,
    stands: tuple[Present | None, int | None],
) -> Problem:
    (drafts, uses, mates), (present, change_budget) = drawn, stands
    return Problem(
        capacity=np.array(scarce.capacity, np.int64),
        resource_house=np.array(scarce.house, np.int32),
        must_place=np.zeros(units, np.bool_) if present is None else present.kept,
        option_unit=drafts["unit"],
        option_value=drafts["value"][:, None],
        option_ptr=uses.ptr,
        option_resource=uses.resource,
        option_use=uses.amount,
        option_needs_companion=drafts["mated"],
        companion_unit=mates.unit,
        companion_value=mates.value[:, None],
        companion_ptr=np.arange(len(mates.unit) + 1, dtype=np.int64),
        companion_resource=mates.resource,
        companion_use=mates.minutes,
        present_option=None if present is None else present.option,
        change_budget=None if present is None else change_budget,
        min_use_if_used=scarce.least(),
    )
