"""Whether a place stays the best for somebody: one weight or one answer otherwise, at fixed prices.

The places that the rules allow a person are scored again with the others unchanged: each weight a
fifth less and a fifth more, and each thing that is not known answered for the worse at the proposed
place and for the better elsewhere. A place is compared by its worth: its value with the best coach,
less what it takes at the prices of the plan. What prices do not tell is left aside: teams that
would not come together, and the change budget. Only of people who go alone to the one place that
they want, and are not kept there, it is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self, TypeAlias

import numpy as np

from solver import criteria
from solver.columns import Columns
from solver.drafts import NONE
from solver.eligible import EligiblePairs
from solver.encoding import Bools, Int8s, Int32s, Ints
from solver.options import Options
from solver.pairs import Pairs
from solver.plan import Flip, Robustness
from solver.priced import IMPOSSIBLE, Priced, Worth, weighing
from solver.rules import in_doubt
from solver.weights import Mode

LESS, MORE, ANSWER = "less", "more", "answer"
#: By whether it is an answer, and the code.
Flips: TypeAlias = dict[tuple[bool, str], Flip]
#: A weight a fifth less or more, of weights that are all five times as much: whole numbers.
FIFTHS, CHANGED = 5, {LESS: 4, MORE: 6}
#: The score of these is the same at every place.
SAME_EVERYWHERE = frozenset({criteria.waiting.__name__})
#: Prices are not whole: less than half a point is no difference.
LEAST = 0.5
#: Pairs that are scored at a time.
BLOCK = 65_536


def robustness(
    columns: Columns, options: Options, choice: Int32s, price: Worth
) -> dict[int, Robustness]:
    """Tell, by row, how robust places are that are taken; rows of whom it is not known are absent.

    Nothing is known without the price of every resource.
    """
    rows, cols = _alone(columns, options, choice)
    if not len(rows) or len(price) != options.problem.resources or np.isnan(price).any():
        return {}
    found: dict[int, Robustness] = {}
    for some in _blocks(options.pairs, rows):
        pairs = options.pairs.chosen(np.isin(options.pairs.row, rows[some]))
        priced = Priced.of(columns, options, pairs, price)
        found |= _Compared.of(priced, rows[some], cols[some]).told()
    return found


def _alone(columns: Columns, options: Options, choice: Int32s) -> tuple[Ints, Ints]:
    """Give the rows, in order, that go alone to the one place they want, and its columns."""
    kept = np.zeros(len(choice), np.bool_)
    if options.present is not None:
        kept = options.present.kept
    found = sorted(
        (members[0], int(options.option_cols[choice[unit], 0]))
        for unit, members in enumerate(options.members)
        if choice[unit] >= 0
        and len(members) == 1
        and not kept[unit]
        and columns.people.places_left[members[0]] == 1
    )
    rows, cols = np.array(found, np.int64).reshape(-1, 2).T
    return rows, cols


def _blocks(pairs: EligiblePairs, rows: Ints) -> list[Ints]:
    """Cut rows, as positions, into blocks of so many pairs."""
    count = np.bincount(pairs.row, minlength=int(rows.max()) + 1)[rows]
    block = (np.cumsum(count) - 1) // BLOCK
    return np.split(np.arange(len(rows)), np.flatnonzero(np.diff(block)) + 1)


@dataclass
class _Compared:
    """All places of k people, and those that they go to.

    Attributes
    ----------
    first
        (k,) where the pairs of each begin.
    chosen
        (k,) which pair each takes.
    whose
        (p,) the person of each pair, 0 to k - 1.
    """

    priced: Priced
    rows: Ints
    first: Ints
    chosen: Ints
    whose: Ints
    flips: dict[int, Flips] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, priced: Priced, rows: Ints, cols: Ints) -> Self:
        """Find the pairs taken."""
        pairs, width = priced.pairs, len(priced.columns.vacancies.start)
        chosen = np.searchsorted(pairs.row * width + pairs.col, rows * width + cols)
        return cls(
            priced,
            rows,
            np.searchsorted(pairs.row, rows),
            chosen,
            np.searchsorted(rows, pairs.row),
        )

    def told(self) -> dict[int, Robustness]:
        """Say of each row what makes another place better, and which answer changes most."""
        self._answers_to_rules()
        swings = self._rule_swings()
        for code, swing in self._criteria():
            swings[code] = np.maximum(swing, swings.get(code, 0))
        self._weights()
        question, most = np.full(len(self.rows), "", object), np.zeros(len(self.rows), np.int64)
        for code in sorted(swings):
            more = swings[code] > most
            question[more], most[more] = code, swings[code][more]
        return {
            row: Robustness(
                tuple(sorted(self.flips[at].values(), key=lambda f: (-f.points, f.code, f.change))),
                question[at] or None,
                int(most[at]),
            )
            for at, row in enumerate(self.rows.tolist())
        }

    @cached_property
    def now(self) -> Worth:
        """What each place is worth as it is."""
        return self.priced.worth()

    @cached_property
    def better_now(self) -> Bools:
        """Which places are better than the one taken as it is; a plan is not always the best."""
        return np.asarray(self.now - self.now[self.chosen][self.whose] >= LEAST)

    @cached_property
    def doubts(self) -> tuple[Ints, Mapping[str, Int8s]]:
        """The pairs that rest on a question, and which hard rules cannot tell of each."""
        asked = np.flatnonzero(self.priced.pairs.question)
        return asked, in_doubt(self._listed(asked))

    def _listed(self, at: Ints) -> Pairs:
        pairs = self.priced.pairs
        return self.priced.columns.pair_list(pairs.row[at], pairs.col[at])

    def _best(self, worth: Worth) -> Worth:
        """Give the best of each person's places; no place is worth nothing."""
        return np.maximum(np.maximum.reduceat(worth, self.first), 0)

    def _note(self, change: str, code: str, worth: Worth, taken: Worth) -> None:
        """Note who would be better off elsewhere, the place taken being worth `taken` (k,)."""
        gone = np.isneginf(taken)
        open_ = worth + self.shut
        most = np.maximum.reduceat(open_, self.first) - np.where(gone, 0, taken)
        most[gone] = self._others(worth)[gone]
        for at in np.flatnonzero(gone | (most >= LEAST)).tolist():
            if most[at] < LEAST:
                self._flip(at, Flip(change, code, None, 0))
                continue
            own = slice(self.first[at], self.first[at + 1] if at + 1 < len(self.rows) else None)
            mine = worth[own] + (self.taken if gone[at] else self.shut)[own]
            pair = self.first[at] + int(mine.argmax())
            self._flip(at, Flip(change, code, self._name(pair), round(float(most[at]))))

    @cached_property
    def taken(self) -> Worth:
        """Impossible at the places taken, else 0, to be added to what places are worth."""
        found = np.zeros(len(self.now))
        found[self.chosen] = IMPOSSIBLE
        return found

    @cached_property
    def shut(self) -> Worth:
        """The same, and impossible where a place is better already."""
        return np.where(self.better_now, IMPOSSIBLE, self.taken)

    def _others(self, worth: Worth) -> Worth:
        """Give the best of each person's other places."""
        return np.asarray(np.maximum.reduceat(worth + self.taken, self.first))

    def _flip(self, at: int, flip: Flip) -> None:
        """Keep, of each weight and each answer, the change that makes most difference."""
        key = flip.change == ANSWER, flip.code
        before = self.flips[at].get(key)
        if before is None or before.points < flip.points:
            self.flips[at][key] = flip

    def _name(self, pair: int) -> str:
        return str(self.priced.columns.vacancy_names[int(self.priced.pairs.col[pair])])

    def _weights(self) -> None:
        weights = self.priced.columns.weights.weights
        for name in weighing(self.priced.columns):
            for change, parts in CHANGED.items():
                otherwise = {other: FIFTHS * weight for other, weight in weights.items()}
                otherwise[name] = parts * weights[name]
                worth = self.priced.worth(otherwise)
                self._note(change, name, worth, worth[self.chosen])

    def _criteria(self) -> Iterator[tuple[str, Ints]]:
        """Score what is not known at its extremes; give by how much the best changes."""
        for name, unknown in self.priced.unknown.items():
            if not unknown.any():
                continue
            low, high = (self.priced.worth(answered=(name, end)) for end in (0.0, 1.0))
            if name in SAME_EVERYWHERE:
                self._note(ANSWER, name, low, low[self.chosen])
                self._note(ANSWER, name, high, high[self.chosen])
            else:
                self._note(ANSWER, name, high, low[self.chosen])
            yield name, _whole(self._best(high) - self._best(low))

    def _answers_to_rules(self) -> None:
        """Answer each rule that cannot tell: no at the place taken, or yes at another."""
        asked, doubts = self.doubts
        taken = np.full(len(self.priced.pairs), NONE)
        taken[asked] = np.arange(len(asked))
        own = taken[self.chosen]
        for rule, doubt in doubts.items():
            no = (own != NONE) & (np.append(doubt, 0)[own] > 0)
            if no.any():
                self._note(ANSWER, rule, self.now, np.where(no, IMPOSSIBLE, self.now[self.chosen]))
        single = np.sum(list(doubts.values()), axis=0) == 1
        lead = self.now[asked] - self.now[self.chosen][self.whose[asked]]
        tied = single & (np.abs(lead) < LEAST) & (own[self.whose[asked]] != np.arange(len(asked)))
        for rule, doubt in doubts.items():
            for at in np.flatnonzero(tied & (doubt > 0)).tolist():
                flip = Flip(ANSWER, rule, self._name(asked[at]), round(float(lead[at] + 1)))
                self._flip(int(self.whose[asked[at]]), flip)

    def _rule_swings(self) -> dict[str, Ints]:
        """Give by how much the best changes between yes and no to each rule."""
        asked, doubts = self.doubts
        single = np.sum(list(doubts.values()), axis=0) == 1
        found = {}
        for rule, doubt in doubts.items():
            yes, no = self.now.copy(), self.now.copy()
            yes[asked] += single & (doubt > 0)
            no[asked[doubt > 0]] = IMPOSSIBLE
            found[rule] = _whole(self._best(yes) - self._best(no))
        return found | self._soft_swings()

    def _soft_swings(self) -> dict[str, Ints]:
        """Do the same for soft rules, which take points off; note what is better then."""
        weights = self.priced.columns.weights
        if Mode.SOFT not in {*weights.modes.values(), *weights.item_modes.values()}:
            return {}
        found = {}
        for rule, doubt in in_doubt(self._listed(np.arange(len(self.now))), Mode.SOFT).items():
            if doubt.any():
                no = self.priced.worth(more_broken=doubt.astype(np.int32) * weights.soft_penalty)
                self._note(ANSWER, rule, self.now, no[self.chosen])
                found[rule] = _whole(self._best(self.now) - self._best(no))
        return found


def _whole(points: Worth) -> Ints:
    return np.rint(points).astype(np.int64)
