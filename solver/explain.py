"""Why this place, and why none: the true reasons, from what was judged and what was taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver import criteria
from solver.assignment import usage_of
from solver.codes import ITEM_CODES
from solver.columns import Columns
from solver.encoding import Int32s
from solver.ground import qualified
from solver.options import NONE, Options
from solver.pairs import Pairs
from solver.plan import Proposal, Unplaced, UnplacedReason
from solver.resources import ResourceName
from solver.rules import NO, UNKNOWN, verdicts
from solver.weights import Mode

Prices = NDArray[np.float64]


def explained(
    columns: Columns, options: Options, choice: Int32s, companion: Int32s
) -> tuple[Proposal, ...]:
    """Write a proposal for every member of every unit that is placed."""
    placed = [
        (unit, row)
        for unit, members in enumerate(options.members)
        if choice[unit] >= 0
        for row in members
    ]
    if not placed:
        return ()
    rows = np.array([row for _, row in placed])
    taken = choice[[unit for unit, _ in placed]]
    pairs = columns.pair_list(rows, options.option_cols[taken, 0])
    why = explain_pairs(pairs, criteria.score(pairs).points)
    runner_up = _runner_up(options, choice)
    return tuple(
        _proposal(columns, options, (unit, row), (int(choice[unit]), int(companion[unit])),
                  each, runner_up.get(unit))
        for (unit, row), each in zip(placed, why, strict=True)
    )  # fmt: skip


def explain_pairs(pairs: Pairs, points: Int32s) -> list[dict[str, Any]]:
    """Give, per listed pair, contributions, what is unknown, what breaks, and the signals."""
    shares = criteria.contributions(pairs, points)
    answers, scores = verdicts(pairs), criteria.judged(pairs)
    weights = pairs.weights
    unliked = np.broadcast_to(criteria.rather_not(pairs), pairs.shape)
    abilities, demands = pairs.person.abilities, pairs.vacancy.demands
    found = []
    for at, share in enumerate(shares):
        short = np.flatnonzero((abilities[:, at] >= 0) & (demands[:, at] > abilities[:, at]))
        found.append(
            {
                "contributions": share,
                "unknown_rules": [n for n, v in answers.items() if v[at] == UNKNOWN],
                "unknown_criteria": [
                    n
                    for n, s in scores.items()
                    if np.isnan(np.broadcast_to(s, pairs.shape)[at]) and weights.weights.get(n)
                ],
                "broken": [n for n, v in answers.items() if v[at] == NO],
                "rather_not": bool(unliked[at]),
                "signals": [
                    {"item": ITEM_CODES[i], "demand": int(demands[i, at]),
                     "ability": int(abilities[i, at])}
                    for i in short
                ],
            }
        )  # fmt: skip
    return found


def adjusted(share: Mapping[str, int], fit: int, coach_part: int, unliked: bool) -> dict[str, int]:
    """Complete the contributions so that they add up to the fit that counts."""
    whole = {**share, criteria.COACH: coach_part}
    if left := fit - sum(whole.values()):
        whole["rather_not" if unliked else "soft_rules"] = left
    return whole


def reasons(
    columns: Columns, options: Options, choice: Int32s, companion: Int32s, price: Prices
) -> tuple[Unplaced, ...]:
    """Give everybody without a place the one true main reason."""
    used = usage_of(options.problem, choice, companion)
    left = options.problem.capacity - used
    allowed = Counter(options.pairs.row.tolist())
    found = []
    for unit, members in enumerate(options.members):
        if choice[unit] < 0:
            reason = _reason_of_unit(columns, options, unit, allowed, left, price)
            found += [Unplaced(columns.candidate_names[row], *reason) for row in members]
    return tuple(found)


Reason = tuple[UnplacedReason, str | ResourceName | None]


def _reason_of_unit(
    columns: Columns,
    options: Options,
    unit: int,
    allowed: Mapping[int, int],
    left: NDArray[np.int64],
    price: Prices,
) -> Reason:
    members = options.members[unit]
    if any(columns.people.kept_out[row] for row in members):
        return UnplacedReason.KEPT_OUT, "exemption"
    mine = np.flatnonzero(options.problem.option_unit == unit)
    coached = bool(options.problem.unit_needs_companion[unit])
    if len(mine):
        mates = np.flatnonzero(options.problem.companion_unit == unit) if coached else None
        return UnplacedReason.RESOURCE_TAKEN, _taken(options, mine, mates, left, price)
    if all(allowed.get(row, 0) for row in members):
        if _has_coach(columns, options, members):
            return UnplacedReason.BELOW_MINIMUM_FIT, None
        return UnplacedReason.NOWHERE_ELIGIBLE, criteria.COACH
    stuck = next(row for row in members if not allowed.get(row, 0))
    rule = _most_removing(columns, stuck)
    if rule == "forbidden":
        return UnplacedReason.KEPT_OUT, rule
    return UnplacedReason.NOWHERE_ELIGIBLE, rule


def _has_coach(columns: Columns, options: Options, members: Iterable[int]) -> bool:
    needing = [row for row in members if columns.people.coaching_minutes[row] > 0]
    pairs = options.pairs
    return all(
        options.coaches.fits[row].any()
        or not columns.vacancies.needs_coach[pairs.col[pairs.row == row]].all()
        for row in needing
    )


def _taken(
    options: Options,
    mine: NDArray[np.int64],
    mates: NDArray[np.int64] | None,
    left: NDArray[np.int64],
    price: Prices,
) -> ResourceName | None:
    """Name the dearest resource that the best option lacks; None when none lacks anything."""
    problem = options.problem
    rates = np.nan_to_num(price) if len(price) else np.zeros(problem.resources)
    for option in mine[np.argsort(-problem.option_value[mine, 0], kind="stable")]:
        at = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
        resource, use = problem.option_resource[at], problem.option_use[at]
        short = resource[left[resource] < use]
        if mates is not None and not len(short):
            places, minutes = problem.companion_resource[mates], problem.companion_use[mates]
            if (left[places] < minutes).all():
                short = places
        if len(short):
            return options.names[int(short[np.argmax(rates[short])])]
    return None


def _most_removing(columns: Columns, row: int) -> str:
    """Name the hard rule that alone stands in the way most often, else that says no most often."""
    if not len(columns.vacancies.start):
        return "seat_free"
    pairs = columns.pairs(np.array([row]))
    hard = {
        name: answer[0] == NO
        for name, answer in verdicts(pairs).items()
        if columns.weights.mode(name) is Mode.HARD
    }
    broken = sum(answer.astype(int) for answer in hard.values())
    alone = {name: int((answer & (broken == 1)).sum()) for name, answer in hard.items()}
    return max(hard, key=lambda name: (alone[name], int(hard[name].sum())))


def _runner_up(options: Options, choice: Int32s) -> dict[int, int]:
    """Give the best fit of each unit at another vacancy than the one it takes."""
    best: dict[int, int] = {}
    problem = options.problem
    for option, unit in enumerate(problem.option_unit.tolist()):
        taken = int(choice[unit])
        if taken >= 0 and (options.option_cols[option] != options.option_cols[taken]).any():
            fit = int(options.option_fit[option])
            if problem.unit_needs_companion[unit]:
                mates = problem.companion_unit == unit
                fit += int(options.companion_fit[mates].max(initial=0))
            best[unit] = max(best.get(unit, -1), fit)
    return best


def _proposal(
    columns: Columns,
    options: Options,
    who: tuple[int, int],
    taken: tuple[int, int],
    why: Mapping[str, Any],
    runner_up: int | None,
) -> Proposal:
    (unit, row), (option, mate) = who, taken
    coach = int(options.option_coach[option] if mate < 0 else options.companion_coach[mate])
    cols = [int(col) for col in options.option_cols[option] if col != NONE]
    fit = int(options.option_fit[option]) + (int(options.companion_fit[mate]) if mate >= 0 else 0)
    needs = columns.people.coaching_minutes[row] > 0 and coach != NONE
    part = int(options.coaches.points[row, coach]) if needs else options.coaches.whole
    named = None
    if needs:
        person = columns.snapshot.coaches[coach]
        named = qualified(person.reference, person.municipality)
    alone = len(cols) == 1 and len(options.members[unit]) == 1
    own_fit = fit if alone else sum(why["contributions"].values()) + part
    return Proposal(
        candidate=columns.candidate_names[row],
        vacancies=tuple(columns.vacancy_names[col] for col in cols),
        coach=named,
        start=options.option_start[option].astype(object),
        fit=fit,
        contributions=adjusted(why["contributions"], own_fit, part, why["rather_not"]),
        unknowns=tuple(why["unknown_rules"] + why["unknown_criteria"]),
        signals=tuple(why["signals"]),
        question=bool(options.option_question[option]),
        rather_not=bool(options.option_rather_not[option]),
        runner_up_fit=runner_up,
    )
