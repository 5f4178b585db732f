"""All rules in one list, and the judgement over them: may this person take this vacancy?

Every rule answers no, unknown or yes per pair. Unknown is not no: the option lives on with a
question. A rule returns an array that broadcasts to `pairs.shape`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import rules_capacity, rules_entry, rules_qualification
from solver.codes import HIGHEST_LEVEL, ITEM_CODES
from solver.columns import Columns
from solver.encoding import Bools, Int8s, Int32s, Ints, words
from solver.pairs import Pairs
from solver.rules_capacity import functional_load, load_broken, load_unknown
from solver.verdicts import NO, UNKNOWN, YES, Verdicts, verdict
from solver.weights import Mode, WeightSet

__all__ = [
    "NO", "RULES", "UNKNOWN", "YES", "Judgement", "Rule", "Verdicts",
    "judge", "may_wait", "refusals", "verdicts",
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
    functional_load,
    rules_capacity.conditions,
    rules_qualification.language,
    rules_qualification.licences,
    rules_qualification.vog,
    rules_qualification.recognition,
    rules_qualification.guidance_level,
    rules_qualification.preference,
)
#: Rules whose answer depends on the day of the start.
_ON_THE_DAY = (rules_entry.period, rules_entry.fixed_term, rules_qualification.recognition)


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

    def of(self, kept: Bools) -> Judgement:
        """Give what is said of some of the pairs."""
        return Judgement(self.allowed[kept], self.soft_broken[kept], self.motivate[kept])


def judge(pairs: Pairs, answers: Mapping[str, Verdicts] | None = None) -> Judgement:
    """Judge every pair by all rules, each as strict as the weight set says.

    `answers` is what `verdicts` gave, when it was asked already.
    """
    shape = pairs.shape
    judged = Judgement(
        np.full(shape, YES, np.int8), np.zeros(shape, np.uint8), np.zeros(shape, np.bool_)
    )
    for rule in RULES:
        if rule is not functional_load:
            answer = answers[rule.__name__] if answers else rule(pairs)
            _heed(judged, answer, pairs.weights.mode(rule.__name__))
    _heed_items(judged, pairs)
    return judged


def within_reach(pairs: Pairs) -> Bools:
    """Tell which pairs the hard rule that refuses most, that of travel, does not answer no.

    To be asked first where there are many: the others are then asked of a part.
    """
    if pairs.weights.mode(rules_capacity.travel.__name__) is not Mode.HARD:
        return np.ones(pairs.shape, np.bool_)
    return np.broadcast_to(rules_capacity.travel(pairs) != NO, pairs.shape)


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


def refusals(pairs: Pairs, mode: Mode = Mode.HARD) -> dict[str, Bools]:
    """Tell by rule of a strictness which pairs it answers no, each of `pairs.shape`.

    A functional item may have a strictness of its own.
    """
    named = {
        name: answer == NO
        for name, answer in verdicts(pairs).items()
        if pairs.weights.mode(name) is mode
    }
    chosen = [own is mode for own in item_modes(pairs.weights).values()]
    able, asked = pairs.person.abilities[chosen], pairs.vacancy.demands[chosen]
    over = np.any((able >= 0) & (asked > able), axis=0)
    return named | {functional_load.__name__: np.broadcast_to(over, pairs.shape)}


def in_doubt(pairs: Pairs, mode: Mode = Mode.HARD) -> dict[str, Int8s]:
    """Count by rule of a strictness what it cannot tell of each listed pair.

    1 or 0; of hard functional items 1 when any is unknown and none says no, of others how many are.
    """
    found = {
        rule.__name__: np.broadcast_to(rule(pairs) == UNKNOWN, pairs.shape).astype(np.int8)
        for rule in RULES
        if rule is not functional_load and pairs.weights.mode(rule.__name__) is mode
    }
    heeded = [own is mode for own in item_modes(pairs.weights).values()]
    if mode is Mode.HARD:
        found[functional_load.__name__] = (_items(pairs, heeded) == UNKNOWN).astype(np.int8)
    elif any(heeded):
        each = [_items(pairs, [at == place for at in range(len(heeded))]) == UNKNOWN
                for place, heed in enumerate(heeded) if heed]  # fmt: skip
        found[functional_load.__name__] = np.sum(each, axis=0, dtype=np.int8)
    return found


def may_wait(columns: Columns, rows: Ints, cols: Ints, until: Int32s) -> Bools:
    """Tell which pairs (rows[i], cols[i]) may as well start on day `until[i]`, a later one.

    They may where no rule answers worse on that day than on the pair's first possible day.
    """
    own, later = columns.pair_list(rows, cols), columns.pair_list(rows, cols, until)
    return np.asarray(np.all([rule(later) >= rule(own) for rule in _ON_THE_DAY], axis=0))
