"""How robust places are, against a twin that draws everything up anew for each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solver import criteria, rules
from solver.codes import Vog, Wish
from solver.columns import Columns
from solver.ground import Location
from solver.match import MatchParams, match
from solver.options import Options, build
from solver.people import Preferences
from solver.plan import Flip, Plan, Robustness
from solver.robust import SAME_EVERYWHERE, robustness
from solver.rules import NO, RULES, UNKNOWN, YES
from solver.snapshot import Snapshot
from solver.weights import DEFAULT_MODES, Mode, WeightSet
from tests.solver.builders import HOME, snapshot
from tests.solver.conftest import PROOF
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SOFT = WeightSet(
    modes={"dayparts": Mode.SOFT, "day_hours": Mode.SOFT},
    item_modes={"lifting": Mode.SOFT},
    soft_penalty=700,
    minimum_fit=5_000,
)
Worths = dict[str, float]


def worths(columns: Columns, price: dict[Any, float]) -> dict[int, Worths]:
    """What each place is worth to each person alone, by the options that are drawn up."""
    options = build(columns)
    problem, rates = options.problem, np.array([price[name] for name in options.names])
    mates: dict[int, float] = {}
    for mate in range(problem.companions):
        one = problem.companion_ptr[mate]
        used, minutes = problem.companion_resource[one], problem.companion_use[one]
        if minutes <= problem.capacity[used]:
            unit = int(problem.companion_unit[mate])
            worth = problem.companion_value[mate, 0] - rates[used] * minutes
            mates[unit] = max(mates.get(unit, -np.inf), float(worth))
    found: dict[int, Worths] = {}
    for option, unit in enumerate(problem.option_unit.tolist()):
        if len(options.members[unit]) > 1 or options.option_cols[option, 1] >= 0:
            continue
        own = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
        cost = (rates[problem.option_resource[own]] * problem.option_use[own]).sum()
        worth = float(problem.option_value[option, 0] - cost)
        if problem.option_needs_companion[option]:
            worth += mates.get(unit, -np.inf)
        name = columns.vacancy_names[options.option_cols[option, 0]]
        mine = found.setdefault(options.members[unit][0], {})
        mine[name] = max(mine.get(name, -np.inf), worth)
    return found


def answered(patch: Any, code: str, to: float | int) -> None:
    """Let a criterion score, or a rule say, that much wherever it is not known."""

    def otherwise(ask: Callable[..., Any]) -> Callable[..., Any]:
        def told(*given: Any) -> Any:
            said = np.array(ask(*given))
            unsure = np.isnan(said) if said.dtype.kind == "f" else said == UNKNOWN
            return np.where(unsure, to, said).astype(said.dtype)

        told.__name__ = ask.__name__
        return told

    if isinstance(to, float):
        each = [otherwise(c) if c.__name__ == code else c for c in criteria.CRITERIA]
        patch.setattr(criteria, "CRITERIA", tuple(each))
    elif code == "functional_load":
        patch.setattr(rules, "_items", otherwise(rules._items))
    else:
        asked = [otherwise(rule) if rule.__name__ == code else rule for rule in RULES]
        patch.setattr(rules, "RULES", tuple(asked))


class Twin:
    """Robustness by drawing up all options anew for each change."""

    def __init__(self, columns: Columns, price: dict[Any, float], patch: Any) -> None:
        self.columns, self.price, self.patch = columns, price, patch
        self.now = worths(columns, price)

    def otherwise(self, code: str, to: float | int) -> dict[int, Worths]:
        with self.patch.context() as patched:
            answered(patched, code, to)
            return worths(self.columns, self.price)

    def weighing(self, name: str, parts: int) -> dict[int, Worths]:
        weights = {other: 5 * weight for other, weight in self.columns.weights.weights.items()}
        weights[name] = parts * self.columns.weights.weights[name]
        changed = replace(self.columns.weights, weights=weights)
        return worths(Columns.of(self.columns.snapshot, changed), self.price)

    def variants(self) -> Iterator[tuple[str, str, Any, Any, Any]]:
        """Each change with what places are worth then, the one taken, and at either answer."""
        hard = [name for name in DEFAULT_MODES if self.columns.weights.mode(name) is Mode.HARD]
        for code in hard:
            yes, no = self.otherwise(code, YES), self.otherwise(code, NO)
            yield "answer", code, self.now, no, (yes, no)
        for code in DEFAULT_MODES.keys() - set(hard) - {"functional_load"}:
            no = self.otherwise(code, NO)
            yield "answer", code, self.now, no, (self.now, no)
        for each in criteria.CRITERIA:
            low, high = (self.otherwise(each.__name__, to) for to in (0.0, 1.0))
            if each.__name__ in SAME_EVERYWHERE:
                yield "answer", each.__name__, low, low, (high, low)
                yield "answer", each.__name__, high, high, (high, low)
            else:
                yield "answer", each.__name__, high, low, (high, low)
        for name in self.columns.weights.weights:
            for change, parts in (("less", 4), ("more", 6)):
                then = self.weighing(name, parts)
                yield change, name, then, then, None

    def told(self, taken: dict[int, str]) -> dict[int, tuple[set[tuple[str, str, int]], int]]:
        """Which change of what leads by how many points, and the most that an answer changes."""
        leads: dict[int, dict[tuple[bool, str], tuple[str, int]]] = {row: {} for row in taken}
        most = dict.fromkeys(taken, 0)
        for change, code, others, own, ends in self.variants():
            for row, place in taken.items():
                lead = self.lead(row, place, others, own)
                if ends is not None:
                    best = [max([0.0, *end.get(row, {}).values()]) for end in ends]
                    most[row] = max(most[row], round(best[0] - best[1]))
                    lead = self.tie(row, place, ends[0]) if lead is None else lead
                before = leads[row].get((change == "answer", code))
                if lead is not None and (before is None or before[1] < lead):
                    leads[row][change == "answer", code] = change, lead
        return {
            row: ({(change, code, by) for (_, code), (change, by) in found.items()}, most[row])
            for row, found in leads.items()
        }

    def lead(self, row: int, place: str, others: Any, own: Any) -> int | None:
        """By how much another place is better then; 0 when nothing is left, None when none is."""
        now, here = self.now[row], own.get(row, {}).get(place)
        rivals = {name: worth for name, worth in others.get(row, {}).items() if name != place}
        if here is None:
            best = max([0.0, *rivals.values()])
            return round(best) if best >= 0.5 else 0
        better = {name for name, worth in now.items() if worth - now[place] >= 0.5}
        best = max([worth for name, worth in rivals.items() if name not in better], default=-1e9)
        return round(best - here) if best - here >= 0.5 else None

    def tie(self, row: int, place: str, yes: Any) -> int | None:
        """An answer of yes is worth the point of a question, which breaks a tie."""
        now, then = self.now[row], yes.get(row, {})
        gains = [
            then[name] - now[place]
            for name in now
            if name != place and abs(now[name] - now[place]) < 0.5 and then[name] - now[name] == 1
        ]
        return round(max(gains)) if gains else None


def solved(world: Snapshot, weights: WeightSet) -> tuple[Columns, Options, Any, Any]:
    columns = Columns.of(world, weights)
    options = build(columns)
    plan = match(world, weights, MatchParams(seed=1))
    choice, price = plan.result.choice, plan.result.price
    if len(price) != options.problem.resources or np.isnan(price).any():
        price = np.zeros(options.problem.resources)
    return columns, options, choice, price


@pytest.mark.parametrize("weights", [WEIGHTS, SOFT], ids=["usual", "soft"])
@pytest.mark.parametrize("seed", range(20 if PROOF else 3))
def test_it_agrees_with_a_twin_that_draws_up_all_options_anew(
    seed: int, weights: WeightSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, options, choice, price = solved(scarce_world(seed, 16, 24), weights)

    found = robustness(columns, options, choice, price)

    named = dict(zip(options.names, price.tolist(), strict=True))
    unit_of = {members[0]: unit for unit, members in enumerate(options.members)}
    cols = options.option_cols[:, 0]
    taken = {row: columns.vacancy_names[cols[choice[unit_of[row]]]] for row in found}
    twin = Twin(columns, named, monkeypatch).told(taken)
    assert found
    for row, told in found.items():
        flips, most = twin[row]
        beyond = "functional_load" if weights is SOFT else None  # the twin tells no items apart
        shown = {(flip.change, flip.code, flip.points) for flip in told.flips}
        assert {one for one in shown if one[1] != beyond} == {f for f in flips if f[1] != beyond}
        assert told.swing == most or (told.question == "functional_load" and weights is SOFT)
        assert (told.question is None) == (told.swing == 0)


def test_the_worlds_have_close_calls_of_every_sort_and_robust_places() -> None:
    flips, robust = set(), 0
    for seed in range(8):
        columns, options, choice, price = solved(scarce_world(seed, 16, 24), WEIGHTS)
        for told in robustness(columns, options, choice, price).values():
            flips |= {(flip.change, flip.vacancy is None) for flip in told.flips}
            robust += not told.flips

    assert flips >= {("less", False), ("more", False), ("answer", False), ("answer", True)}
    assert robust


def sure(person: Any, *places: Any, weights: WeightSet = WEIGHTS) -> tuple[Plan, Robustness]:
    plan = match(snapshot(person, *places), weights, MatchParams(seed=1))
    found = plan.proposals[0].robustness
    assert found is not None
    return plan, found


ALL_NAMED = Preferences(
    work={"sorting": Wish.FIRST_CHOICE, "cooking": Wish.LIKED},
    organisations={"o9": Wish.LIKED},
    learning={"dutch": Wish.LIKED},
)
KNOWN = {"skills": frozenset({"sewing"}), "learning": frozenset({"dutch"})}
FAR = Location(latitude=HOME.latitude + 0.042, longitude=HOME.longitude)


def known_person(**given: Any) -> Any:
    usual = {"preferences": ALL_NAMED, "skills": frozenset({"sewing"})}
    return known_candidate(**{**usual, **given})


def test_a_close_call_by_the_weight_of_travel() -> None:
    """The far place is liked most: 625 points, which is a little more than the trip costs."""
    far = known_vacancy(reference="far", work="sorting", location=FAR, **KNOWN)
    near = known_vacancy(reference="near", work="cooking", **KNOWN)

    plan, found = sure(known_person(), far, near)

    assert plan.proposals[0].vacancies == ("GM0222/far",)
    by_weight = {(flip.change, flip.code): flip for flip in found.flips}
    lead = plan.proposals[0].fit - (plan.proposals[0].runner_up_fit or 0)
    assert 0 < lead < 100
    assert by_weight["more", "travel"].vacancy == "GM0222/near"
    assert by_weight["less", "work"].vacancy == "GM0222/near"
    assert {code for _, code in by_weight} == {"travel", "work"}


def test_an_unknown_that_decides() -> None:
    """The better place asks a certificate of which nothing is known."""
    better = known_vacancy(reference="better", work="sorting", vog_required=True, **KNOWN)
    other = known_vacancy(reference="other", work="cooking", **KNOWN)

    plan, found = sure(known_person(vog=None), better, other)
    known, answer = sure(known_person(vog=Vog.GRANTED), better, other)

    (proposal,) = plan.proposals
    assert (proposal.vacancies, proposal.question) == (("GM0222/better",), True)
    assert [flip.code for flip in found.flips if flip.change == "answer"] == ["vog"]
    assert found.flips[0][:3] == ("answer", "vog", "GM0222/other")
    assert (found.question, found.swing) == ("vog", 625)
    assert known.proposals[0].vacancies == ("GM0222/better",)
    assert not answer.flips


def test_a_robust_place_and_no_question_that_changes_anything() -> None:
    best = known_vacancy(reference="best", work="sorting", **KNOWN)
    other = known_vacancy(reference="other", work="other", **KNOWN)
    person = known_person(waiting_since=snapshot().today)

    plan, found = sure(person, best, other)

    assert plan.proposals[0].unknowns == ()
    assert found == Robustness((), None, 0)


def test_with_one_place_only_an_answer_may_leave_none() -> None:
    asked = known_vacancy(vog_required=True)

    _, found = sure(known_candidate(vog=None), asked)

    assert [flip for flip in found.flips if flip.code == "vog"] == [Flip("answer", "vog", None, 0)]
    assert found.question == "vog"


def test_of_two_who_start_together_and_of_two_places_it_is_not_known() -> None:
    duo = [known_candidate(reference=f"c{n}", group="duo") for n in (1, 2)]
    both = known_candidate(reference="c3", places_wanted=2)
    places = [known_vacancy(reference=f"v{n}", seats=3) for n in (1, 2)]

    plan = match(snapshot(*duo, both, *places), WEIGHTS, MatchParams(seed=1))

    assert len(plan.proposals) == 3
    assert [proposal.robustness for proposal in plan.proposals] == [None, None, None]


def test_without_prices_it_is_not_known() -> None:
    columns, options, choice, price = solved(scarce_world(1), WEIGHTS)

    assert robustness(columns, options, choice, price[:0]) == {}
    assert robustness(columns, options, choice, np.full(len(price), np.nan)) == {}
