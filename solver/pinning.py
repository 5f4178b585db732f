"""A plan drawn up anew with pairs pinned, to be solved: who takes part, and what there is for them.

The people of one municipality take part with every option; what is proposed to people elsewhere is
gone, except for what the pins cannot do without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.assignment import Problem
from solver.check import Lack
from solver.columns import Columns
from solver.contests import Pin, Scene, contests, drawn_rows, needed
from solver.drafts import NONE
from solver.encoding import Bools, Int32s, Ints, span
from solver.options import Options, build
from solver.resources import Resources
from solver.uses import Uses

#: People of whom all take part; of more, only whoever the pins may concern, and then there is no
#: lower bound.
MOST_PEOPLE = 60


@dataclass(frozen=True)
class Drawn:
    """A plan and the problems to be solved about it.

    Attributes
    ----------
    kept, mates
        The options and companions that the pins leave, as rows of the options.
    choice, companion
        (U,): the plan as it stands, in rows of the options.
    problems
        With the pins, and where somebody elsewhere must make way, once more with all that others
        are proposed given free, which only the bound is of.
    pinned
        Units with a pin.
    short
        (R,): how much others must make way of.
    whole
        Everybody of the municipality takes part, in every option.
    """

    scene: Scene
    columns: Columns
    options: Options
    kept: Ints
    mates: Ints
    choice: Int32s
    companion: Int32s
    problems: tuple[Problem, ...]
    overbooked: tuple[Lack, ...]
    pinned: frozenset[int]
    short: Ints
    whole: bool


def draw(scene: Scene, pins: Sequence[Pin], most_people: int = MOST_PEOPLE) -> Drawn | None:
    """Draw up what is to be solved; None where a pin is no option at all, as below the minimum."""
    rivals = contests(scene, pins)
    rows = drawn_rows(scene, pins, rivals, most_people)
    columns = _of_rows(scene.columns, rows)
    at = {row: place for place, row in enumerate(rows)}
    mine = [replace(pin, row=at[pin.row]) for pin in pins]
    short, fixed = _short(scene, pins, rows), scene.taken(besides=set(rows))
    first = _pinned(scene, columns, mine, fixed + scene.others["proposed"] - short)
    if first is None:
        return None
    options, problem, kept, mates = first
    choice = companion = np.full(problem.units, NONE, np.int32)
    if options.present is not None:
        choice, companion = options.present.option, options.present.companion
    problems = [_staying(problem, (_among(kept, choice), _among(mates, companion)))]
    if short.any():
        freed = _pinned(scene, columns, mine, fixed)
        problems += [] if freed is None else [_freed(freed[1])]
    return Drawn(
        scene=scene,
        columns=columns,
        options=options,
        kept=kept,
        mates=mates,
        choice=choice,
        companion=companion,
        problems=tuple(problems),
        overbooked=rivals,
        pinned=frozenset(_unit_of(options)[pin.row] for pin in mine),
        short=short,
        whole=len(rows) == len(scene.columns.candidate_names) and not options.left_out,
    )


def _of_rows(columns: Columns, rows: Sequence[int]) -> Columns:
    people = columns.snapshot.candidates
    names = {columns.candidate_names[row] for row in rows}
    some = columns.snapshot.having(
        candidates=tuple(people[row] for row in rows),
        proposed=tuple(one for one in columns.snapshot.proposed if one.candidate in names),
    )
    return Columns.of(some, columns.weights, columns.supply)


def _short(scene: Scene, pins: Sequence[Pin], rows: Sequence[int]) -> Ints:
    """Give of what the pins take people elsewhere must make way, (R,): what nobody else can give.

    Whoever is not drawn gives nothing.
    """
    proposed = scene.others["proposed"]
    there = scene.left - scene.taken(besides=set(rows)) - proposed
    return np.clip(needed(scene, pins) - there, 0, proposed)


def _pinned(
    scene: Scene, columns: Columns, pins: Sequence[Pin], taken: Ints
) -> tuple[Options, Problem, Ints, Ints] | None:
    """Draw the problem up with what is taken gone, the pins among what remains of the options."""
    options = build(columns, scarce=_less(scene, taken))
    problem = options.problem
    kept, mates = np.ones(problem.options, np.bool_), np.ones(problem.companions, np.bool_)
    must = problem.must_place.copy()
    for pin in pins:
        unit = _unit_of(options)[pin.row]
        mine = slice(*span(problem.option_unit, unit))
        kept[mine] &= _fits(options, pin, mine, alone=len(options.members[unit]) == 1)
        if not kept[mine].any():
            return None
        if pin.coach != NONE:
            mates &= (problem.companion_unit != unit) | (options.companion_coach == pin.coach)
        must[unit] = True
    remaining = _remaining(problem, kept, mates, must)
    return options, remaining, np.flatnonzero(kept), np.flatnonzero(mates)


def _unit_of(options: Options) -> dict[int, int]:
    """Give the unit of each row."""
    return {row: unit for unit, rows in enumerate(options.members) for row in rows}


def _less(scene: Scene, taken: Ints) -> Resources:
    """Give what is scarce with so much of it gone."""
    columns = scene.columns
    scarce = Resources.of(columns.supply, columns.snapshot.candidates)
    gone = taken + scene.others["held"]
    count = len(scarce.names)
    scarce.capacity = np.maximum(0, scene.desk.left - gone)[:count].tolist()
    still = {at: least - int(gone[at]) for at, least in scarce.min_use.items()}
    scarce.min_use = {at: least for at, least in still.items() if least > 1}
    return scarce


def _fits(options: Options, pin: Pin, mine: slice, *, alone: bool) -> Bools:
    """Tell which options have the pinned places, and with whoever is alone the coach."""
    there = options.option_cols[mine]
    fits = np.all([(there == col).any(axis=1) for col in pin.cols], axis=0)
    if alone:
        second = (there[:, 1] != NONE) & (len(pin.cols) == 1) & (pin.coach == NONE)
        by_mate = options.problem.option_needs_companion[mine]
        fits &= (options.option_coach[mine] == pin.coach) | by_mate | second
    return np.asarray(fits)


def _remaining(problem: Problem, kept: Bools, mates: Bools, must: Bools) -> Problem:
    uses = Uses(problem.option_ptr, problem.option_resource, problem.option_use).of_options(kept)
    takes = Uses(problem.companion_ptr, problem.companion_resource, problem.companion_use)
    takes = takes.of_options(mates)
    return replace(
        problem,
        must_place=must,
        option_unit=problem.option_unit[kept],
        option_value=problem.option_value[kept],
        option_ptr=uses.ptr,
        option_resource=uses.resource,
        option_use=uses.amount,
        option_needs_companion=problem.option_needs_companion[kept],
        companion_unit=problem.companion_unit[mates],
        companion_value=problem.companion_value[mates],
        companion_ptr=takes.ptr,
        companion_resource=takes.resource,
        companion_use=takes.amount,
        present_option=None,
        change_budget=None,
    )


def scale(problem: Problem) -> int:
    """Give what a point counts where what stays counts one."""
    return 2 * problem.units + 1


def _staying(problem: Problem, stands: tuple[Int32s, Int32s] | None) -> Problem:
    """Let, of plans that are worth the same, the one be best in which fewest change."""
    values = [problem.option_value * scale(problem), problem.companion_value * scale(problem)]
    for value, rows in zip(values, stands or (), strict=False):
        value[rows[rows != NONE], 0] += 1
    return replace(problem, option_value=values[0], companion_value=values[1])


def _freed(problem: Problem) -> Problem:
    """Let teams begin with anybody too: others may take part in them."""
    return _staying(replace(problem, min_use_if_used=None), None)


def _among(kept: Ints, rows: Int32s) -> Int32s:
    """Give rows of all options as rows of those kept, -1 for others."""
    number = np.full(max(int(kept.max(initial=NONE)), int(rows.max(initial=NONE))) + 2, NONE)
    number[kept] = np.arange(len(kept))
    return number[rows].astype(np.int32)
