"""What a weight set would change: in words, and for people; and its published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.api_client import Api, served, told
from tests.service.deciding import decide, place, proposed, put
from tests.service.tenancy import NEXT, SharedDatabase
from tests.service.weighing import NOTHING_FITS, SETS, Administrator
from tests.service.working import kill_children

#: Near the person's wish in hours against wanted work: which counts decides who comes first.
PLACES = (
    {"type": "organisation", "reference": "o1", "name": "Moestuin"},
    {"type": "organisation", "reference": "o2", "name": "Kantine"},
    {"type": "vacancy", "reference": "wanted", "organisation": "o1", "kind": "volunteering",
     "seats": 5, "work": "garden_work", "hoursPerWeek": {"min": 20, "max": 20}},
    {"type": "vacancy", "reference": "near", "organisation": "o2", "kind": "volunteering",
     "seats": 5, "work": "kitchen_work", "hoursPerWeek": {"min": 8, "max": 8}},
    *({"type": "candidate", "reference": f"p{number}", "ladderStep": 4,
       "load": {"hoursPerWeek": {"min": 4, "wish": 8, "max": 24}},
       "preferences": {"work": {"garden_work": "first_choice"}}} for number in range(50)),
)  # fmt: skip
ONLY_WORK = {"weights": {"work": 1}}
ONLY_HOURS = {"weights": {"hours": 1}}


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(shared, tmp_path_factory.mktemp("state")) as made:
        imported = made.bring_in(*map(json.dumps, PLACES))
        assert imported.json()["errors"] == []
        yield made


@pytest.fixture(scope="module")
def anna(api: Api) -> Administrator:
    return Administrator(api, "anna")


def preview(who: Administrator, version: int, *people: str, **how: Any) -> dict[str, Any]:
    answer = who.post(f"/{version}/preview", {"candidates": list(people), **how})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def places(shown: dict[str, Any]) -> list[str]:
    return [place["vacancy"].partition("/")[2] for place in shown["places"]]


def test_a_preview_shows_both_lists_and_what_changes(api: Api, anna: Administrator) -> None:
    Administrator(api, "bert").activated(anna, ONLY_WORK)

    shown = preview(anna, anna.draft(ONLY_HOURS), "p0", size=1)

    (person,) = shown["people"]
    assert (places(person["now"]), places(person["then"])) == (["wanted"], ["near"])
    assert [one.partition("/")[2] for one in person["added"]] == ["near"]
    assert [one.partition("/")[2] for one in person["dropped"]] == ["wanted"]
    assert person["otherBest"]
    assert (shown["withOtherPlaces"], shown["withOtherBest"]) == (1, 1)
    assert (shown["withNoneNow"], shown["withNoneThen"]) == (0, 0)


def test_a_preview_of_what_holds_changes_nothing(anna: Administrator) -> None:
    holds = preview(anna, 1, "p0")["inForce"]

    shown = preview(anna, holds, "p0", "k1", size=10)

    assert shown["version"] == holds
    assert shown["withOtherPlaces"] == shown["withOtherBest"] == 0
    assert all(person["now"] == person["then"] for person in shown["people"])


def test_both_lists_are_those_of_the_match_endpoint(api: Api, anna: Administrator) -> None:
    bert = Administrator(api, "bert")
    version = anna.approved(bert, {"weights": {"hours": 2, "work": 1}})
    tried = preview(anna, version, "p1", "k1", size=5)
    before = [api.match({"candidate": name}).json()["suggestions"] for name in ("p1", "k1")]
    assert bert.step(version, "activation").status_code == 200
    after = [api.match({"candidate": name}).json()["suggestions"] for name in ("p1", "k1")]

    for when, listed in (("now", before), ("then", after)):
        shown = [person[when]["places"] for person in tried["people"]]
        assert [[(one["vacancy"], one["fit"]) for one in places] for places in shown] == [
            [(one["vacancy"], one["fit"]) for one in places] for places in listed
        ]


def test_others_who_have_a_place_take_what_they_take_under_either_version(
    api: Api, anna: Administrator
) -> None:
    """Whoever needs more guidance leaves the minutes of a lighter kind to others."""
    guided = {"guidanceHoursPerWeek": {"light": 1, "intensive": 1}}
    needs = {"guidance": {"level": "intensive", "minutesPerWeek": 60}}
    place(api, "guided", 5, organisation=guided)
    put(api, "candidates", "there", **needs)
    put(api, "candidates", "light", guidance={"level": "light", "minutesPerWeek": 60})
    assert decide(api, proposed(api, "there", "guided"), "accepted").status_code == 200

    shown = preview(anna, anna.draft(ONLY_WORK), "light", size=10)

    (person,) = shown["people"]
    assert "guided" in places(person["now"])
    assert "guided" in places(person["then"])


def test_a_preview_is_made_again_by_a_new_child_when_the_first_is_killed(
    anna: Administrator,
) -> None:
    asked = {"candidates": ["p0"]}
    assert anna.post("/1/preview", asked).status_code == 200

    kill_children()
    statuses = [anna.post("/1/preview", asked).status_code for _ in range(2)]

    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503}


def test_a_preview_says_why_there_is_nothing(anna: Administrator) -> None:
    shown = preview(anna, anna.draft(NOTHING_FITS), "p0", "p1")

    assert shown["withNoneThen"] == 2
    assert shown["people"][0]["then"]["reason"] == "below_minimum_fit"
    assert shown["people"][0]["then"]["places"] == []


def test_a_preview_stores_nothing(api: Api, anna: Administrator) -> None:
    version = anna.draft(ONLY_HOURS)
    before = api.stored()
    tag = anna.tag(version)

    preview(anna, version, *(f"p{number}" for number in range(50)))

    assert api.stored() == before
    assert anna.tag(version) == tag


def test_people_who_are_not_there_or_not_ones_own_are_named_and_alike(anna: Administrator) -> None:
    answer = anna.post("/1/preview", {"candidates": ["p0", "nobody", "their-own"]})
    nico = Administrator(anna.api, "nico", place={"municipality": NEXT})
    theirs = nico.post("/1/preview", {"candidates": ["p0", "k1"]})

    assert answer.status_code == theirs.status_code == 404
    assert list(told(answer)) == ["candidates.1", "candidates.2"]
    assert list(told(theirs)) == ["candidates.0"]


def test_a_region_previews_nobody(api: Api) -> None:
    rita = Administrator(api, "rita", place={"region": "AM09"})

    answer = rita.post("/1/preview", {"candidates": ["p0"]})

    assert answer.status_code == 403
    assert "never people" in answer.json()["detail"]


def words(who: Administrator, content: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Say what a content changes with respect to the standard, in Dutch and English."""
    path = f"{SETS}/{who.draft(content)}/differences?with=1"
    nl, en = (
        {one["field"]: one["text"] for one in answer.json()["differences"]}
        for answer in (
            who.api.client.get(path, headers=who.headers | language)
            for language in ({}, {"accept-language": "en-GB"})
        )
    )
    return {field: (text, en[field]) for field, text in nl.items()}


def test_what_a_set_changes_is_told_in_words(anna: Administrator) -> None:
    standard = anna.get("/1").json()["content"]
    changed = standard | {
        "weights": standard["weights"] | {"travel": 20},
        "modes": standard["modes"] | {"language": "soft"},
        "itemModes": {"lifting": "motivate"},
        "minimumFit": 5000,
        "neutral": 0.4,
        "kinds": standard["kinds"] | {"student": ["internship", "learn_work", "route"]},
        "placedKinds": [kind for kind in standard["placedKinds"] if kind != "internship"],
        "skillRarity": {"welding": 3},
    }

    told_words = words(anna, changed)

    assert told_words["weights.travel"] == (
        "Het gewicht van reizen gaat van 10 naar 20 (van 10,0 % naar 18,2 % van de fit).",
        "The weight of travel goes from 10 to 20 (from 10.0 % to 18.2 % of the fit).",
    )
    assert told_words["modes.language"] == (
        "De regel over taalniveau gaat van hard naar zacht.",
        "The rule on language level goes from hard to soft.",
    )
    assert told_words["itemModes.lifting"] == (
        "Als een plek te veel vraagt bij tillen: met motivering"
        " (was: als bij de regel over belastbaarheid).",
        "Where a place asks too much in lifting: with motivation"
        " (was: as the rule on functional load).",
    )
    assert told_words["minimumFit"][1] == (
        "The lowest fit with which a place is proposed goes from 4500 to 5000."
    )
    assert told_words["neutral"][0] == "De score van wat niet bekend is gaat van 0,5 naar 0,4."
    assert told_words["kinds.student"] == (
        "Route student: traject mag nu ook; vrijwilligerswerk mag niet meer.",
        "Route student: route now allowed; volunteering no longer allowed.",
    )
    assert told_words["placedKinds"] == (
        "Telt als plaatsing: stage niet meer.",
        "Counts as placed: internship no longer.",
    )
    assert told_words["skillRarity.welding"][1] == "The rarity of welding goes from 1 to 3."
    assert len(told_words) == 8


def test_the_words_go_the_other_way_when_the_versions_change_places(anna: Administrator) -> None:
    version = anna.draft({"minimumFit": 5000})

    answer = anna.get("/1/differences", **{"with": version}).json()

    assert (answer["version"], answer["comparedWith"]) == (1, version)
    assert [(one["before"], one["after"]) for one in answer["differences"]] == [("5000", "4500")]


def test_the_schema_is_that_of_a_content(anna: Administrator) -> None:
    schema = anna.get("/schema").json()

    fields = anna.get("/1").json()["content"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "/v1/weight-sets/schema"
    assert set(schema["properties"]) == set(fields)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["minimumFit"]["maximum"] == 10_000
    assert set(schema["properties"]["weights"]["propertyNames"]["enum"]) == set(fields["weights"])
