"""A whole small problem in, a plan out: everybody at once, and nothing of it stays."""

from __future__ import annotations

from typing import Any

import pytest

from service.db import municipalities
from service.usecases.assignments import MOST_CANDIDATES, MOST_OPTIONS
from tests.service.api_client import Api, told
from tests.service.tenancy import OWN
from tests.service.working import kill_children


def problem(people: int, places: int, **more: Any) -> dict[str, Any]:
    """Give everybody the same wish for one garden, and other places beside it."""
    vacancy = {"organisation": "house", "kind": "volunteering", "seats": 1}
    wish = {"preferences": {"work": {"garden_work": "first_choice"}}}
    return {
        "candidates": [{"reference": f"k{n}", **wish} for n in range(people)],
        "organisations": [{"reference": "house"}],
        "vacancies": [
            {"reference": f"v{n}", "work": "garden_work" if n == 0 else "kitchen_work", **vacancy}
            for n in range(places)
        ],
        **more,
    }


def assign(api: Api, body: object, **who: Any) -> Any:
    return api.client.post("/v1/assignments", json=body, headers=api.bearer(**who))


def test_everybody_is_matched_at_once_with_reasons_and_nothing_is_stored(api: Api) -> None:
    before = api.stored()

    answer = assign(api, problem(5, 3))

    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert (body["outcome"], body["gap"], body["value"]) == ("OPTIMAL", 0.0, body["bound"])
    assert len(body["proposals"]) == 3
    assert sorted(one["vacancies"][0] for one in body["proposals"]) == [
        f"{OWN}/v0",
        f"{OWN}/v1",
        f"{OWN}/v2",
    ]
    for proposed in body["proposals"]:
        assert sum(proposed["contributions"].values()) == proposed["fit"]
    unplaced = {one["candidate"]: one for one in body["unplaced"]}
    assert len(unplaced) == 2
    assert {one["reason"] for one in unplaced.values()} == {"resource_taken"}
    for one in unplaced.values():
        (more,) = [each for each in one["enabling"] if each["step"] == "seats"]
        assert (more["amount"], more["opens"], more["would"]) == (1, 1, "placed")
        assert one["competing"] == 5
    assert api.stored() == before


def test_the_same_problem_and_seed_give_the_same_plan(api: Api) -> None:
    answers = [assign(api, problem(8, 5, seed=3)).content for _ in range(2)]

    assert answers[0] == answers[1]


def test_an_empty_problem_has_an_empty_plan(api: Api) -> None:
    body = assign(api, {"candidates": []}).json()

    assert (body["proposals"], body["unplaced"], body["outcome"]) == ([], [], "OPTIMAL")


@pytest.mark.parametrize(
    ("people", "places", "most"),
    [(MOST_CANDIDATES + 1, 1, MOST_CANDIDATES), (300, 70, MOST_OPTIONS)],
)
def test_a_larger_problem_is_refused_and_told_where_to_go(
    api: Api, people: int, places: int, most: int
) -> None:
    answer = assign(api, problem(people, places))

    assert answer.status_code == 413
    assert f"at most {most:,}" in answer.json()["detail"]
    assert "/v1/match-runs" in answer.json()["detail"]


def test_everything_wrong_is_said_at_once_by_its_path(api: Api) -> None:
    wrong = problem(2, 1, seed=-1, colour="blue")
    wrong["candidates"][1] |= {"priority": 9, "load": {"hoursPerWeek": {"min": 8, "max": 4}}}
    wrong["vacancies"][0]["seats"] = 0
    wrong["coaches"] = ["c1"]

    answer = assign(api, wrong)

    assert answer.status_code == 400
    assert told(answer).keys() == {
        "seed",
        "colour",
        "candidates.1.priority",
        "candidates.1.load.hoursPerWeek.min",
        "vacancies.0.seats",
        "coaches.0",
    }


@pytest.mark.parametrize(
    ("noun", "more", "expected"),
    [
        ("candidates", {"reference": "k0"}, "to name each reference once"),
        (
            "vacancies",
            {"reference": "lost", "organisation": "nowhere", "kind": "internship", "seats": 1},
            "an organisation of this snapshot",
        ),
    ],
)
def test_records_that_contradict_each_other_are_refused(
    api: Api, noun: str, more: dict[str, Any], expected: str
) -> None:
    body = problem(1, 1)
    body[noun].append(more)

    answer = assign(api, body)

    assert answer.status_code == 400
    assert [*told(answer).values()] == [expected]


def test_a_day_far_away_is_a_mistake(api: Api) -> None:
    answer = assign(api, problem(1, 1, today="1999-01-01"))

    assert told(answer).keys() == {"today"}


def test_nobody_is_matched_while_matching_is_suspended(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        municipalities.suspend(connection, OWN, suspended=True)
    try:
        assert assign(api, problem(1, 1)).status_code == 409
    finally:
        with api.pools.owner.begin() as connection:
            municipalities.suspend(connection, OWN, suspended=False)


def test_a_child_that_is_killed_is_replaced(api: Api) -> None:
    assert assign(api, problem(1, 1)).status_code == 200

    kill_children()
    answers = [assign(api, problem(1, 1)).status_code for _ in range(2)]

    assert answers[-1] == 200
    assert set(answers) <= {200, 503}
