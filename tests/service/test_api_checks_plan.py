"""What a caseworker's own pairs would change in the published plan, over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from service.bridge import store_entities
from solver.people import Candidate
from tests.service.api_client import Api
from tests.service.deciding import (
    decide,
    get,
    place,
    post,
    proposed_by_run,
    put,
)
from tests.service.tenancy import NEXT, OWN

STRANGER = "stranger-7"


@pytest.fixture(autouse=True)
def nothing_open(api: Api) -> Iterator[None]:
    """Take every plan away after a test."""
    yield
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM proposal WHERE candidate <> 'k1'"))
        connection.execute(text("DELETE FROM match_run WHERE plan_status IS NOT NULL"))


@pytest.fixture(scope="module", autouse=True)
def people(api: Api) -> None:
    """Store people, two places with one seat each, and somebody of the next municipality."""
    for name in ("anna", "bert", "cees"):
        put(api, "candidates", name)
    put(api, "candidates", "early", priority=5, priorityReason="waits long")
    place(api, "tight")
    place(api, "spare")
    with api.pools.owner.begin() as connection:
        store_entities(connection, "candidate", [Candidate(reference=STRANGER, municipality=NEXT)])


def check(api: Api, *pairs: tuple[str, str], **who: Any) -> Any:
    asked = [dict(zip(("candidate", "vacancy", "coach"), pair, strict=False)) for pair in pairs]
    answer = post(api, "match-checks", {"pairs": asked}, **who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def proposed_elsewhere(
    api: Api, vacancy: str, *, keeper: str = OWN, status: str = "open", plan: str = "published"
) -> None:
    """Let a plan of the region propose a place to somebody of the next municipality."""
    names = {
        "plan": plan,
        "run": uuid.uuid4(), "proposal": uuid.uuid4(), "next": NEXT, "who": STRANGER,
        "keeper": keeper, "vacancy": vacancy, "status": status,
    }  # fmt: skip
    with api.pools.owner.begin() as connection:
        for statement in ELSEWHERE:
            connection.execute(text(statement), names)


ELSEWHERE = (
    "INSERT INTO match_run (id, region, status, plan_status, weight_set_version, today,"
    " requested_by, published_at)"
    " VALUES (:run, 'AM09', 'finished', :plan, 1, current_date, 'test', now())",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " motivate, rather_not, status)"
    " VALUES (:proposal, :run, :next, :who, current_date, 5000, false, false, false, :status)",
    "INSERT INTO proposal_vacancy VALUES (:proposal, 0, :next, :keeper, :vacancy)",
)
SEAT = {"kind": "seats", "reference": f"{OWN}/tight"}


def test_without_a_published_plan_nothing_is_said_of_one(api: Api) -> None:
    proposed_by_run(api, "bert", "tight", plan="draft")

    assert "plan" not in check(api, ("anna", "tight"))


def test_where_a_pair_is_not_possible_nothing_is_said_of_the_plan(api: Api) -> None:
    proposed_by_run(api, "bert", "tight")

    together = check(api, ("anna", "tight"), ("cees", "tight"))

    assert together["overbooked"][0] == {"resource": SEAT, "left": 1, "asked": 2, "by": []}
    assert "plan" not in together


def test_who_has_the_only_seat_in_the_plan_is_named_and_moves(api: Api) -> None:
    proposed_by_run(api, "bert", "tight")
    before = api.stored()

    plan = check(api, ("anna", "tight"))["plan"]

    assert plan["overbooked"] == [
        {"resource": SEAT, "left": 0, "asked": 1,
         "by": [{"candidate": "bert", "amount": 1, "stands": "proposed"}]}
    ]  # fmt: skip
    moved = {move["candidate"]: move for move in plan["moves"]}
    assert moved.keys() == {"anna", "bert"}
    assert moved["anna"]["after"]["vacancies"] == [f"{OWN}/tight"]
    assert "before" not in moved["anna"]
    assert moved["bert"]["before"]["vacancies"] == [f"{OWN}/tight"]
    assert moved["bert"]["after"]["vacancies"] != [f"{OWN}/tight"]  # goes elsewhere
    assert (plan["before"]["placed"], plan["after"]["placed"]) == (1, 2)
    assert plan["elsewhere"] == []
    assert plan["cost"]["atLeast"] <= plan["cost"]["atMost"] < 0  # one more has a place
    assert api.stored() == before


def test_somebody_dearer_to_the_plan_costs_what_is_lost(api: Api) -> None:
    for name in ("spare", "own", "partners", "region"):
        with api.pools.owner.begin() as connection:
            connection.execute(
                text("INSERT INTO forbid (id, municipality, candidate, vacancy_municipality,"
                     " vacancy) VALUES (gen_random_uuid(), :own, 'early', :own, :name)"),
                {"own": OWN, "name": name},
            )  # fmt: skip
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("INSERT INTO forbid (id, municipality, candidate, vacancy_municipality,"
                 " vacancy) VALUES (gen_random_uuid(), :own, 'early', :next, 'region')"),
            {"own": OWN, "next": NEXT},
        )  # fmt: skip
    proposed_by_run(api, "early", "tight")

    plan = check(api, ("anna", "tight"))["plan"]

    moved = {move["candidate"]: move for move in plan["moves"]}
    assert "after" not in moved["early"]  # may go nowhere else
    lost = 16_667 + moved["early"]["before"]["fit"]
    won = 10_000 + moved["anna"]["after"]["fit"]
    assert abs(plan["cost"]["atMost"] - (lost - won)) <= 2  # what rests on a question is a point
    assert {one["field"] for one in plan["texts"]} == {
        "overbooked", "overbooked.by", "moves", "cost",
    }  # fmt: skip


def test_who_stands_there_already_costs_nothing(api: Api) -> None:
    proposed_by_run(api, "anna", "tight")

    plan = check(api, ("anna", "tight"))["plan"]

    assert (plan["overbooked"], plan["moves"], plan["cost"]["atMost"]) == ([], [], 0)


def test_of_people_elsewhere_only_the_number_is_told(api: Api) -> None:
    proposed_elsewhere(api, "tight")
    answer = post(api, "match-checks", {"pairs": [{"candidate": "anna", "vacancy": "tight"}]})
    plan = answer.json()["plan"]

    assert plan["overbooked"][0]["by"] == [{"amount": 1, "stands": "proposed"}]
    assert plan["elsewhere"] == [{"resource": SEAT, "amount": 1}]
    assert [move["candidate"] for move in plan["moves"]] == ["anna"]
    assert plan["cost"]["atMost"] - plan["cost"]["atLeast"] >= 16_667 + 20_100
    assert not plan["exact"]
    assert STRANGER not in answer.text
    said = {one["field"]: one["text"] for one in plan["texts"]}
    assert said["overbooked.by"].startswith("Andere gemeenten hebben daarvan 1 plaats,")


def test_the_person_is_not_told_the_same_twice(api: Api) -> None:
    proposed_elsewhere(api, "tight")
    asked = {"pairs": [{"candidate": "anna", "vacancy": "tight"}]}

    said = {
        register: post(api, f"match-checks?register={register}", asked).json()["plan"]["texts"]
        for register in ("candidate", "caseworker")
    }

    fields = ["overbooked", "overbooked.by", "moves", "elsewhere", "cost"]
    assert [one["field"] for one in said["caseworker"]] == fields
    assert [(one["field"], one["text"]) for one in said["candidate"]] == [
        ("overbooked", "Er is te weinig plaats."),
        ("overbooked.by", "Dit is nu voor iemand anders."),
        ("moves", "We kijken ook wat dit voor andere mensen betekent."),
    ]


def test_what_others_have_of_hidden_places_is_not_told(api: Api) -> None:
    proposed_elsewhere(api, "own", keeper=NEXT)
    with api.pools.api.begin() as connection:
        connection.execute(text(f"SET LOCAL plaatsmaker.municipality = '{OWN}'"))
        seen = connection.execute(text("SELECT * FROM proposed_elsewhere(current_date)")).all()

    assert seen == []


@pytest.mark.parametrize("status", ["declined", "withdrawn", "superseded", "expired"])
def test_what_does_not_stand_open_elsewhere_is_in_nobodys_way(api: Api, status: str) -> None:
    proposed_elsewhere(api, "tight", status=status)

    plan = check(api, ("anna", "tight"))["plan"]

    assert (plan["overbooked"], plan["elsewhere"]) == ([], [])


def test_a_draft_elsewhere_is_in_nobodys_way(api: Api) -> None:
    proposed_by_run(api, "bert", "spare")
    proposed_elsewhere(api, "tight", plan="draft")

    plan = check(api, ("anna", "tight"))["plan"]

    assert (plan["overbooked"], plan["elsewhere"]) == ([], [])


def test_who_is_introduced_elsewhere_does_not_make_way(api: Api) -> None:
    proposed_elsewhere(api, "tight", status="introduced")

    plan = check(api, ("anna", "tight"))["plan"]

    assert plan["overbooked"][0]["by"] == [{"amount": 1, "stands": "introduced"}]
    assert plan["moves"] == []
    assert "cost" not in plan


def test_who_is_introduced_here_does_not_make_way_but_may_be_asked_about(api: Api) -> None:
    proposal = proposed_by_run(api, "bert", "tight")
    assert decide(api, proposal, "introduced").status_code == 200

    plan = check(api, ("anna", "tight"))["plan"]
    same = check(api, ("bert", "tight"))["plan"]

    assert plan["overbooked"][0]["by"] == [
        {"candidate": "bert", "amount": 1, "stands": "introduced"}
    ]
    assert "cost" not in plan
    assert (same["moves"], same["cost"]["atMost"]) == ([], 0)


def test_several_pairs_are_taken_together(api: Api) -> None:
    proposed_by_run(api, "anna", "tight")
    proposed_by_run(api, "bert", "spare")

    plan = check(api, ("anna", "spare"), ("bert", "tight"))["plan"]

    assert {m["candidate"]: m["after"]["vacancies"] for m in plan["moves"]} == {
        "anna": [f"{OWN}/spare"],
        "bert": [f"{OWN}/tight"],
    }
    assert plan["overbooked"] == []
    assert plan["before"]["placed"] == plan["after"]["placed"] == 2


def test_a_full_place_names_who_is_placed_there_and_counts_who_is_not_ones_own(api: Api) -> None:
    place(api, "full")
    put(api, "candidates", "dora")
    with api.pools.owner.begin() as connection:
        for code, who, vacancy in ((OWN, "dora", "full"), (NEXT, STRANGER, "region")):
            connection.execute(
                text("INSERT INTO placement (id, municipality, candidate, vacancy_municipality,"
                     " vacancy) VALUES (gen_random_uuid(), :code, :who, :own, :vacancy)"),
                {"code": code, "who": who, "own": OWN, "vacancy": vacancy},
            )  # fmt: skip

    body = check(api, ("anna", "full"), ("bert", "region"))
    full, shared = body["checks"]

    assert full["lacking"][0]["by"] == [{"candidate": "dora", "amount": 1, "stands": "placement"}]
    assert shared["lacking"][0]["by"] == [
        {"candidate": "k1", "amount": 1, "stands": "placement"},
        {"amount": 1, "stands": "placement"},
    ]
    assert STRANGER not in str(body)


def test_what_somebody_has_is_not_told_to_them_as_somebody_elses(api: Api) -> None:
    place(api, "held")
    put(api, "candidates", "emma")
    with api.pools.owner.begin() as connection:
        connection.execute(
            text("INSERT INTO placement (id, municipality, candidate, vacancy_municipality,"
                 " vacancy) VALUES (gen_random_uuid(), :own, 'emma', :own, 'held')"),
            {"own": OWN},
        )  # fmt: skip

    said = {}
    for who in ("emma", "anna"):
        asked = {"pairs": [{"candidate": who, "vacancy": "held"}]}
        body = post(api, "match-checks?register=candidate", asked).json()
        texts = body["checks"][0]["texts"]
        said[who] = [one["text"] for one in texts if one["field"] == "lacking.by"]

    assert said == {
        "emma": ["U heeft hier zelf al iets van."],
        "anna": ["Dit is nu voor iemand anders."],
    }


def test_it_is_noted_of_whom_something_is_told(api: Api) -> None:
    proposed_by_run(api, "bert", "tight")
    check(api, ("anna", "tight"), subject="caseworker-9")

    events = get(api, "audit-events?pageSize=20").json()["items"]

    noted = [event for event in events if event["subject"] == "caseworker-9"]
    assert {event["kind"] for event in noted} == {"match_asked"}
    assert {"anna", "bert"} <= {event["candidate"] for event in noted}
