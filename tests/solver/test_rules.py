from __future__ import annotations

import pytest

from solver.codes import LanguageLevel, LegalRoute
from solver.encoding import day_number
from solver.people import Travel
from solver.rules import NO, RULES, UNKNOWN, YES, Judgement, judge, verdicts
from solver.weights import Mode, WeightSet
from tests.solver.builders import HOME
from tests.solver.rule_cases import (
    CASES,
    MORNINGS,
    NEAR,
    REQUESTED,
    TOMORROW,
    VOG,
    Case,
    load,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.tells}")
def test_a_rule_at_its_edge(case: Case) -> None:
    answers = verdicts(case.pairs())

    assert answers[case.rule].tolist() == [[case.answer]]


def test_every_rule_is_shown_to_allow_and_to_forbid() -> None:
    shown = {(case.rule, case.answer) for case in CASES}

    assert {(rule.__name__, answer) for rule in RULES for answer in (NO, YES)} <= shown


def test_a_pending_certificate_delays_the_start() -> None:
    case = Case("vog", "on its way", REQUESTED, VOG, YES)

    assert case.pairs().start_day.tolist() == [[day_number(TOMORROW)]]


#: Everything in order but the language and the lifting.
HEAVY = Case(
    "functional_load", "lifting",
    {"legal_route": LegalRoute.VOLUNTARY, "ladder_step": 3, "location": HOME,
     "dutch": LanguageLevel.A1, "travel": Travel(max_km=5),
     **load(max_week_minutes=600, max_day_minutes=480, dayparts=MORNINGS,
            abilities={"lifting": 1, "noise": 4})},
    {"location": NEAR, "max_week_minutes": 600, "day_minutes": 240, "dayparts": MORNINGS,
     "demands": {"lifting": 3, "noise": 2}, "dutch": LanguageLevel.A2},
    NO,
)  # fmt: skip


def judged(weights: WeightSet) -> Judgement:
    return judge(HEAVY.pairs(weights))


def test_a_soft_rule_and_a_soft_item_are_counted() -> None:
    weights = WeightSet(modes={"language": Mode.SOFT}, item_modes={"lifting": Mode.SOFT})

    answer = judged(weights)

    assert answer.allowed.tolist() == [[YES]]
    assert answer.soft_broken.tolist() == [[2]]
    assert not answer.motivate.any()


def test_an_item_that_needs_a_reason_is_marked() -> None:
    weights = WeightSet(modes={"language": Mode.SOFT}, item_modes={"lifting": Mode.MOTIVATE})

    answer = judged(weights)

    assert answer.allowed.tolist() == [[YES]]
    assert answer.soft_broken.tolist() == [[1]]
    assert answer.motivate.tolist() == [[True]]


def test_an_item_without_a_mode_is_as_strict_as_the_rule() -> None:
    soft = WeightSet(modes={"language": Mode.SOFT, "functional_load": Mode.SOFT})
    hard = WeightSet(modes={"language": Mode.SOFT})

    assert judged(soft).allowed.tolist() == [[YES]]
    assert judged(hard).allowed.tolist() == [[NO]]


def test_a_question_marks_what_is_allowed_but_not_known() -> None:
    case = Case("language", "not known", {"dutch": None}, HEAVY.place, UNKNOWN)
    person = {**HEAVY.person, "dutch": None}
    weights = WeightSet(item_modes={"lifting": Mode.SOFT})

    answer = judge(Case("language", case.tells, person, case.place, UNKNOWN).pairs(weights))

    assert answer.allowed.tolist() == [[UNKNOWN]]
    assert answer.question.tolist() == [[True]]
