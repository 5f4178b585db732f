"""Ik Werk! from its files to a choice for everybody, over HTTP, and two laws by date."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from examples.common.outcome import Matched
from solver.codes import Kind, LegalRoute
from tests.service.practising import Practised, practised

if TYPE_CHECKING:
    from tests.conftest import Cluster

DECLARED = import_module("examples.ik-werk.practice")
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture(scope="module")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    with practised(cluster, tmp_path_factory.mktemp("state"), "ik-werk") as made:
        yield made


@pytest.fixture(scope="module")
def lists(served: Practised) -> dict[str, Any]:
    """Ask for a short list of everybody's, under the practice's own limit."""
    served.show_to(DECLARED.MOST_LISTS_PER_SEAT)
    return {
        one["reference"]: served.ask(
            "POST", "/matches", json={"candidate": one["reference"], "size": DECLARED.SIZE}
        )
        for one in served.every("/candidates")
    }


def test_six_in_ten_have_a_choice_of_three_to_five_different_places(
    lists: dict[str, Any],
) -> None:
    here = [found for found in lists.values() if found.get("reason") != "kept_out"]

    choosing = sum(
        DECLARED.is_a_choice(
            [(one["vacancy"], one["organisation"], one["work"]) for one in found["suggestions"]]
        )
        for found in here
    )

    assert len(lists) == 114
    assert choosing >= DECLARED.LEAST_SHARE * len(here)


def test_no_place_stands_on_more_lists_than_six_for_each_seat(
    served: Practised, lists: dict[str, Any]
) -> None:
    seats = {
        f"{served.code}/{one['reference']}": one["seats"] for one in served.every("/vacancies")
    }

    shown = Counter(one["vacancy"] for found in lists.values() for one in found["suggestions"])

    assert all(times <= DECLARED.MOST_LISTS_PER_SEAT * seats[name] for name, times in shown.items())
    assert any(times == DECLARED.MOST_LISTS_PER_SEAT * seats[name] for name, times in shown.items())


def test_every_option_says_why_and_everybody_without_one_is_told_the_reason(
    lists: dict[str, Any],
) -> None:
    for found in lists.values():
        assert found["suggestions"] or found["reason"]
        for one in found["suggestions"]:
            assert sum(one["contributions"].values()) == one["fit"]
            assert one["texts"]


@pytest.fixture(scope="module")
def version(served: Practised) -> int:
    """Have the weight set of 2027 drafted by one and approved and activated by another."""
    file = served.practice.folder / "weights-2027.json"
    draft = served.ask("POST", "/weight-sets", "anna", json=json.loads(file.read_text()))
    made = int(draft["version"])
    for step in ("approval", "activation"):
        path = f"/weight-sets/{made}"
        tag = served.tag(path)
        served.ask("POST", f"{path}/{step}", "bert", headers={"if-match": tag})
    return made


@pytest.fixture(scope="module")
def plans(served: Practised, version: int) -> tuple[Any, Any]:
    """Match on the last day of the old rules and on the first of the new."""
    return served.run(BEFORE), served.run(AFTER)


def test_the_rules_of_a_law_hold_from_their_day(
    served: Practised, version: int, plans: tuple[Any, Any]
) -> None:
    before, after = plans

    assert before["certificate"]["weightSetVersion"] == 1
    assert after["certificate"]["weightSetVersion"] == version
    assert across(served.outcome(before)) == 0
    assert across(served.outcome(after)) > 0


def across(outcome: Matched) -> int:
    """Count who is placed where only the other law goes before 2027."""
    other = {
        LegalRoute.PARTICIPATION_ACT: Kind.DAY_ACTIVITY,
        LegalRoute.SOCIAL_SUPPORT_ACT: Kind.WORK_EXPERIENCE,
    }
    return sum(
        outcome.places[name].kind is other.get(outcome.people[one.candidate].legal_route)
        for one in outcome.proposals
        for name in one.vacancies
    )


def test_the_stored_plan_has_placements_to_observe_with_their_term(
    served: Practised, plans: tuple[Any, Any]
) -> None:
    outcome = served.outcome(plans[0])

    terms = [outcome.places[name].term_weeks for one in outcome.proposals for name in one.vacancies]

    observed = [weeks for weeks in terms if weeks]
    assert len(observed) >= 3
    assert all(17 <= weeks <= 26 for weeks in observed)
