"""Weight sets over HTTP: every way in which a draft can be wrong, told at once, nothing stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api_client import Api, told
from tests.service.weighing import DRAFT, SETS, Administrator

BSN = "123456782"
CRITERIA = (
    "work", "learning", "organisation", "skills", "hours", "travel", "load_headroom", "guidance",
    "coach", "ladder_step", "waiting",
)  # fmt: skip


@pytest.fixture(scope="module")
def anna(api: Api) -> Administrator:
    return Administrator(api, "anna")


CONTENTS: list[tuple[dict[str, Any], str, str]] = [
    ({"weights": {"work": -1}}, "content.weights.work", "at least 0"),
    ({"weights": {"work": 1001}}, "content.weights.work", "at most 1000"),
    ({"weights": {"work": 2.5}}, "content.weights.work", "a whole number"),
    ({"weights": {"work": True}}, "content.weights.work", "a whole number"),
    ({"weights": {"charm": 5}}, "content.weights.charm", "one of 'work', 'learning'"),
    ({"weights": dict.fromkeys(CRITERIA, 0)}, "content.weights", "one above 0"),
    ({"weights": {"work": 0}}, "content.weights", "one above 0"),
    ({"weights": {}}, "content.weights", "one above 0"),
    ({"weights": []}, "content.weights", "an object"),
    ({"modes": {"vog": "soft"}}, "content.modes.vog", "never relaxed"),
    ({"modes": {"language": "gentle"}}, "content.modes.language", "'hard', 'soft' or 'motivate'"),
    ({"modes": {"colour": "hard"}}, "content.modes.colour", "one of 'sharing'"),
    ({"itemModes": {"juggling": "soft"}}, "content.itemModes.juggling", "one of"),
    ({"kinds": {"student": ["holiday"]}}, "content.kinds.student.0", "one of"),
    ({"kinds": {"tourist": []}}, "content.kinds.tourist", "one of"),
    ({"maxStepsUp": 6}, "content.maxStepsUp", "at most 5"),
    ({"minimumFit": 10_001}, "content.minimumFit", "at most 10000"),
    ({"softPenalty": "much"}, "content.softPenalty", "a whole number"),
    ({"neutral": 1.5}, "content.neutral", "at most 1"),
    ({"placementBonus": -1}, "content.placementBonus", "at least 0"),
    ({"placedKinds": ["holiday"]}, "content.placedKinds.0", "one of"),
    ({"skillRarity": {"welding": 0}}, "content.skillRarity.welding", "above 0"),
    ({"skillRarity": {"  ": 2}}, "content.skillRarity.  ", "text that is not blank"),
    ({"skillRarity": {BSN: 2}}, "content.(withheld)", "without a citizen service number"),
    ({"waitingWeeksFull": 0}, "content.waitingWeeksFull", "at least 1"),
    ({"temperature": 1}, "content.temperature", "no field of this name"),
    ({"minimum_fit": 1}, "content.minimum_fit", "no field of this name"),
]
DRAFTS: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "name", "at least 1 character"),
    ({"name": "  "}, "name", "text that is not blank"),
    ({"motivation": " \t\n"}, "motivation", "text that is not blank"),
    ({"name": "n" * 201}, "name", "at most 200 characters"),
    ({"motivation": f"Zie dossier {BSN}"}, "motivation", "without a citizen service number"),
    ({"motivation": None}, "motivation", "text"),
    ({"holdsFrom": "soon"}, "holdsFrom", "a day like"),
    ({"holdsFrom": "0206-01-01"}, "holdsFrom", "from 2020-01-01 to"),
    ({"content": 7}, "content", "an object"),
    ({"scope": "everybody"}, "scope", "no field of this name"),
    ({"author": "bert"}, "author", "no field of this name"),
    *[({"content": content}, field, expected) for content, field, expected in CONTENTS],
]


@pytest.mark.parametrize(("changed", "field", "expected"), DRAFTS)
def test_a_draft_that_cannot_be_is_refused_by_field(
    api: Api, anna: Administrator, changed: dict[str, Any], field: str, expected: str
) -> None:
    before = api.stored()

    answer = anna.post(body=DRAFT | changed)

    assert answer.status_code == 400
    assert list(told(answer)) == [field]
    assert expected in told(answer)[field]
    assert BSN not in answer.text
    assert api.stored() == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    "content", ['{"weights": {"work": %s}}', '{"neutral": %s}', '{"skillRarity": {"welding": %s}}']
)
def test_a_number_that_is_none_is_refused(
    api: Api, anna: Administrator, content: str, number: str
) -> None:
    body = '{"name": "n", "motivation": "m", "content": ' + content % number + "}"
    headers = anna.headers | {"content-type": "application/json"}
    before = api.stored()

    answer = api.client.post(SETS, content=body, headers=headers)

    assert answer.status_code == 400
    assert len(told(answer)) == 1
    assert "number" in "".join(told(answer).values())
    assert api.stored() == before


def test_everything_that_is_wrong_is_told_at_once(anna: Administrator) -> None:
    content = {
        "weights": {"work": -1, "charm": 3, "travel": 1},
        "modes": {"vog": "soft", "colour": "hard", "language": "soft"},
        "neutral": 2,
        "temperature": 1,
    }

    answer = anna.post(body={"name": "", "holdsFrom": 7, "content": content})

    assert answer.status_code == 400
    assert set(told(answer)) == {
        "name",
        "motivation",
        "holdsFrom",
        "content.weights.work",
        "content.weights.charm",
        "content.modes.vog",
        "content.modes.colour",
        "content.neutral",
        "content.temperature",
    }


def test_a_deeply_nested_content_is_refused(api: Api, anna: Administrator) -> None:
    nested = "[" * 400 + "]" * 400
    body = '{"name": "n", "motivation": "m", "content": {"weights": {"work": ' + nested + "}}}"

    answer = api.client.post(
        SETS, content=body, headers=anna.headers | {"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert list(told(answer)) == ["content.weights.work"]


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({}, "candidates", "to be given"),
        ({"candidates": []}, "candidates", "at least 1 item"),
        ({"candidates": [f"k{n}" for n in range(51)]}, "candidates", "at most 50 items"),
        ({"candidates": ["k1", "k1"]}, "candidates", "each candidate once"),
        ({"candidates": ["no reference"]}, "candidates.0", "1-64 letters"),
        ({"candidates": ["k1"], "size": 11}, "size", "at most 10"),
    ],
)
def test_a_preview_that_cannot_be_is_refused(
    anna: Administrator, body: dict[str, Any], field: str, expected: str
) -> None:
    answer = anna.post("/1/preview", body)

    assert answer.status_code == 400
    assert expected in told(answer)[field]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/1/differences", "with"),
        ("/1/differences?with=none", "with"),
        ("/1/differences?with=0", "with"),
        ("/one", "version"),
        ("/0", "version"),
        ("/2147483648", "version"),
        ("?status=open", "status"),
        ("?cursor=WyJr", "cursor"),
        ("?sort=name", "sort"),
    ],
)
def test_a_question_that_cannot_be_is_refused(anna: Administrator, path: str, field: str) -> None:
    answer = anna.get(path)

    assert answer.status_code == 400
    assert field in told(answer)


def test_a_citizen_service_number_is_not_repeated(anna: Administrator) -> None:
    people = anna.post("/1/preview", {"candidates": ["k1", BSN]})
    header = anna.post("/1/approval", If_Match=BSN)

    assert list(told(people)) == ["candidates.1"]
    assert list(told(header)) == ["If-Match"]
    assert BSN not in people.text + header.text


def test_a_municipality_that_is_not_known_drafts_nothing(api: Api) -> None:
    for place in ({"municipality": "GM0001"}, {"region": "AM35"}):
        answer = Administrator(api, "anna", place=place).post(body=DRAFT)
        assert answer.status_code == 403
        assert "not known here" in answer.json()["detail"]
