"""Why this place: the run, the short list and the check say the same of the same pair."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from service.api.plan_views import WhyView
from service.usecases.execution import execute_run
from service.usecases.replayed import replay
from tests.service.api_client import Api
from tests.service.deciding import decide, get, place, post, propose, put
from tests.service.tenancy import OWN

HOME = {"latitude": 51.965, "longitude": 6.289}
NEAR = {"latitude": 51.98, "longitude": 6.30}
#: What is said of a place, whoever asks; texts are of these.
WHY = {field.alias or name for name, field in WhyView.model_fields.items()} - {"texts"}
WHY |= {field.alias or name for name, field in WhyView.model_computed_fields.items()}
PERSON: dict[str, Any] = {
    "legalRoute": "voluntary",
    "ladderStep": 3,
    "waitingSince": "2026-01-05",
    "location": HOME,
    "travel": {"maxMinutes": 40, "transports": ["bicycle"]},
    "load": {"hoursPerWeek": {"min": 4, "wish": 16, "max": 20}, "abilities": {"lifting": 1}},
    "guidance": {"level": "light", "minutesPerWeek": 30},
    "preferences": {"work": {"garden_work": "first_choice"}, "learning": {"dutch": "liked"}},
}


@pytest.fixture(scope="module", autouse=True)
def people(api: Api) -> None:
    """Store a person who needs a job coach and one who does not, and places for both."""
    put(api, "candidates", "why-a", **PERSON)
    coached = {"minutesPerWeek": 30, "specialisms": ["autism"], "knownCoach": "why-k"}
    put(api, "candidates", "why-b", **PERSON, coaching=coached)
    put(api, "coaches", "why-k", hoursPerWeek=5, specialisms=["autism"])
    for number, kind in enumerate(("garden_work", "kitchen")):
        guides = {"guidanceHoursPerWeek": {"medium": 10}}
        place(
            api,
            f"why-{number}",
            seats=3,
            organisation=guides,
            work=kind,
            location=NEAR,
            needsCoach=True,
            hoursPerWeek={"min": 8, "max": 12},
            demands={"lifting": 1},
            learning=["dutch"],
        )


def why(shown: dict[str, Any]) -> str:
    """Give what is said of a place to the byte."""
    said = {name: value for name, value in shown.items() if name in WHY}
    return json.dumps(said)


def test_the_run_the_short_list_and_the_check_say_the_same(api: Api) -> None:
    run = api.ask({"seed": 3}).json()["id"]
    execute_run(api.pools.worker, uuid.UUID(run), "AM09")
    proposals = {one["candidate"]: one for one in api.read(f"/{run}/proposals").json()["items"]}

    for person in ("why-a", "why-b"):
        planned = proposals[person]
        (vacancy,) = planned["vacancies"]
        listed = api.match({"candidate": person, "size": 20}).json()["suggestions"]
        (suggested,) = (one for one in listed if one["vacancy"] == vacancy)
        asked = {"pairs": [{"candidate": person, "vacancy": vacancy}]}
        (checked,) = post(api, "match-checks", asked).json()["checks"]
        offered = api.match({"vacancy": vacancy, "size": 20}).json()["suggestions"]
        (among,) = (one for one in offered if one["candidate"] == person)
        alone = get(api, f"proposals/{planned['id']}").json()

        assert planned.get("coach") == (f"{OWN}/why-k" if person == "why-b" else None)
        assert planned["difference"] == planned["fit"] - planned["runnerUpFit"]
        assert {why(one) for one in (suggested, checked, among, alone)} == {why(planned)}


def test_a_proposal_from_the_list_says_what_the_list_said(api: Api) -> None:
    listed = api.match({"candidate": "why-b", "size": 20}).json()["suggestions"]
    free = [one for one in listed if one["vacancy"].startswith(f"{OWN}/why-")]

    made = [propose(api, "why-b", one["vacancy"]).json() for one in free]

    assert len(free) > 1
    assert len({one["runnerUpFit"] for one in made}) == 2
    for told, said in zip(made, free, strict=True):
        assert why(told) == why(said)
        assert why(get(api, f"proposals/{told['id']}").json()) == why(said)


def test_the_criteria_add_up_and_say_what_they_saw(api: Api) -> None:
    (first, *_) = api.match({"candidate": "why-a"}).json()["suggestions"]

    of = {one["criterion"]: one for one in first["criteria"]}
    assert sum(one["points"] for one in first["criteria"]) == first["fit"]
    assert {name: one["points"] for name, one in of.items()} == first["contributions"]
    assert sum(one["weight"] for one in of.values()) == 100
    assert of["work"]["facts"] == [
        {"value": "first_choice", "unit": "wish", "score": 1.0, "known": True}
    ]
    assert of["hours"]["facts"] == [
        {"value": 720, "of": 960, "unit": "week_minutes", "score": 0.75, "known": True}
    ]
    assert of["guidance"]["facts"][0]["value"] == "medium"
    assert of["skills"]["facts"] == [{"unit": "skills", "score": 0.5, "known": False}]
    (trip,) = of["travel"]["facts"]
    assert (trip["unit"], trip["of"], trip["known"]) == ("minutes", 40, True)
    assert trip["score"] == pytest.approx(1 - trip["value"] / 40, abs=0.002)
    said = {one["code"]: one["text"] for one in first["texts"] if one["field"] == "criteria"}
    assert said["hours"] == "12 uur per week is mogelijk, de wens is 16 uur."


def test_a_signal_tells_by_how_much_too_much_is_asked(api: Api) -> None:
    place(api, "why-heavy", demands={"lifting": 3})
    asked = {"pairs": [{"candidate": "why-a", "vacancy": "why-heavy"}]}

    (checked,) = post(api, "match-checks", asked).json()["checks"]

    assert checked["signals"] == [{"item": "lifting", "demand": 3, "ability": 1, "margin": -2}]


def test_a_proposal_of_somebodys_own_keeps_what_was_seen(api: Api) -> None:
    made = propose(api, "why-a", "why-1")

    body = made.json()
    kept = {one["criterion"]: one for one in body["criteria"]}
    assert made.status_code == 201, made.text
    assert kept["work"]["facts"][0]["value"] == "not_named"
    assert sum(one["points"] for one in body["criteria"]) == body["fit"]


def test_of_who_is_deleted_nothing_that_was_seen_is_kept(api: Api) -> None:
    put(api, "candidates", "why-gone", **PERSON)
    proposal = propose(api, "why-gone", "why-0").json()["id"]
    decide(api, proposal, "declined", reasonCode="too_far")
    tag = get(api, "candidates/why-gone").headers["etag"]

    api.client.delete("/v1/candidates/why-gone", headers=api.bearer() | {"if-match": tag})

    kept = get(api, f"proposals/{proposal}").json()
    assert kept["candidate"].startswith("erased-")
    assert (kept["criteria"], kept["contributions"]) == ([], {})


def test_a_run_tells_how_robust_a_place_is_and_which_question_changes_most(api: Api) -> None:
    put(api, "candidates", "why-sure", **(PERSON | {"preferences": {}}))
    run = api.ask({"seed": 3}).json()["id"]
    execute_run(api.pools.worker, uuid.UUID(run), "AM09")

    proposals = {one["candidate"]: one for one in api.read(f"/{run}/proposals").json()["items"]}

    shown = proposals["why-sure"]["robustness"]
    assert shown["question"] in proposals["why-sure"]["unknowns"]
    assert shown["swing"] > 0
    alone = get(api, f"proposals/{proposals['why-sure']['id']}?register=auditor").json()
    assert alone["robustness"] == shown
    said = [one["text"] for one in alone["texts"] if one["field"] in ("robustness", "question")]
    assert any("met de rest onveranderd" in text for text in said)
    assert len(said) <= 3
    again = replay(api.pools.worker, uuid.UUID(run), "AM09")
    assert again.stored == again.now


def test_a_stateless_plan_tells_how_robust_its_places_are(api: Api) -> None:
    house = {"reference": "o"}
    places = [
        {"reference": f"v{at}", "organisation": "o", "kind": "volunteering", "seats": 1,
         "work": work, "needsCoach": False}
        for at, work in enumerate(("garden_work", "kitchen"))
    ]  # fmt: skip
    asked = {
        "candidates": [{"reference": "c", **PERSON}],
        "organisations": [house],
        "vacancies": places,
    }

    (proposed,) = post(api, "assignments", asked).json()["proposals"]

    assert proposed["vacancies"] == [f"{OWN}/v0"]
    assert proposed["robustness"]["question"] is not None
    assert {flip["change"] for flip in proposed["robustness"]["flips"]} >= {"answer"}
