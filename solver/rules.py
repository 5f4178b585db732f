"""All rules in one list, and the judgement over them: may this person take this vacancy?

Every rule answers no, unknown or yes per pair. Unknown is not no: the option lives on with a
question. A rule returns an array that broadcasts to `pairs.shape`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import rules_capacity, rules_entry, rules_qualification
from solver.codes import HIGHEST_LEVEL, ITEM_CODES
from solver.columns import Columns
from solver.encoding import Bools, Int8s, words
from solver.pairs import Pairs
from solver.rules_capacity import load_broken, load_unknown
from solver.verdicts import NO, UNKNOWN, YES, Verdicts, verdict
from solver.weights import Mode, WeightSet

__all__ = [
    "NO", "RULES", "UNKNOWN", "YES", "Judgement", "Rule", "Verdicts",
    "earliest_start", "judge", "kept_out", "verdicts",
]  # fmt: skip

Rule: TypeAlias = Callable[[Pairs], Verdicts]
#: In the order of the checks; the names are the keys of `solver.weights.DEFAULT_MODES`.
RULES: tuple[Rule, ...] = (
    rules_entry.sharing,
    rules_entry.forbidden,
    rules_entry.exemption,
    rules_entry.seat_free,
    rules_entry.period,
    rules_entry.fixed_term,
    rules_entry.legal_route,
    rules_entry.ladder,
    rules_capacity.week_hours,
    rules_capacity.day_hours,
    rules_capacity.dayparts,
    rules_capacity.travel,
    rules_capacity.functional_load,
    rules_capacity.conditions,
    rules_qualification.language,
    rules_qualification.licences,
    rules_qualification.vog,
    rules_qualification.recognition,
    rules_qualification.guidance_level,
    rules_qualification.preference,
)


@dataclass(frozen=True)
class Judgement:
    """What all rules say of each pair; every array has `pairs.shape`.

    Parameters
    ----------
    allowed
        The least verdict of the hard rules and hard functional items.
    soft_broken
        How many soft rules and soft functional items answer no.
    motivate
        A rule or item that needs a person's reason answers no.
    """

    allowed: Int8s
    soft_broken: NDArray[np.uint8]
    motivate: Bools

    @property
    def question(self) -> Bools:
        """The option rests on something that is not known."""
        return np.asarray(self.allowed == UNKNOWN)


def judge(pairs: Pairs) -> Judgement:
    """Judge every pair by all rules, each as strict as the weight set says."""
    shape = pairs.shape
    judged = Judgement(
        np.full(shape, YES, np.int8), np.zeros(shape, np.uint8), np.zeros(shape, np.bool_)
    )
    for rule in RULES:
        if rule is not rules_capacity.functional_load:
            _heed(judged, rule(pairs), pairs.weights.mode(rule.__name__))
    _heed_items(judged, pairs)
    return judged


def _heed(judged: Judgement, answers: Verdicts, mode: Mode) -> None:
    if mode is Mode.HARD:
        np.minimum(judged.allowed, answers, out=judged.allowed)
    elif mode is Mode.SOFT:
        np.add(judged.soft_broken, answers == NO, out=judged.soft_broken, casting="unsafe")
    else:
        np.logical_or(judged.motivate, answers == NO, out=judged.motivate)


def _heed_items(judged: Judgement, pairs: Pairs) -> None:
    modes = item_modes(pairs.weights)
    hard = [mode is Mode.HARD for mode in modes.values()]
    _heed(judged, _items(pairs, hard), Mode.HARD)
    for place, mode in enumerate(modes.values()):
        if mode is not Mode.HARD:
            alone = [at == place for at in range(len(modes))]
            _heed(judged, _items(pairs, alone), mode)


def item_modes(weights: WeightSet) -> dict[str, Mode]:
    """Give the strictness of each functional item; that of the rule unless the item has its own."""
    usual = weights.mode("functional_load")
    return {item: weights.item_modes.get(item, usual) for item in ITEM_CODES}


def _items(pairs: Pairs, heeded: list[bool]) -> Verdicts:
    chosen = np.array([heeded], dtype=np.bool_)
    levels = words(np.repeat(chosen, HIGHEST_LEVEL, axis=1))[:, 0]
    return verdict(load_broken(pairs, levels), load_unknown(pairs, words(chosen)[0, 0]))


def verdicts(pairs: Pairs) -> dict[str, Verdicts]:
    """Give the verdict of every rule by name, each of `pairs.shape`; for explaining few pairs."""
    return {
        rule.__name__: np.ascontiguousarray(np.broadcast_to(rule(pairs), pairs.shape))
        for rule in RULES
    }


def earliest_start(pairs: Pairs) -> NDArray[np.datetime64]:
    """Give the first day on which each placement can begin; NaT when there is none.

    The latest of the run day, the starts of vacancy and candidate, and the day on which a
    requested certificate is expected where one is required. It does not wait for a seat.
    """
    days = pairs.start_day.astype("datetime64[D]")
    days[pairs.start_day > pairs.end_day] = np.datetime64("NaT")
    return days


def kept_out(columns: Columns) -> Bools:
    """Tell which candidates (n,) are exempt or paused today, by a person's decision."""
    return columns.people.kept_out
