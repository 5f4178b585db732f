"""Organisations and vacancies by name, as people look for them, whatever the name is written in."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.service.api_client import Api, told
from tests.service.deciding import get, put

#: Names by reference; two are the same, one is the longest there may be.
NAMES = {
    "n1": "de Wereldwinkel",
    "n2": "De Werkplaats",
    "n3": "Één Straat",
    "n4": "buurttuin",
    "n5": "Buurttuin",
    "n6": "🌻" * 200,
    "n7": "50% & méér, \"samen\" / 'los'",
    "n8": "",
}
BY_NAME = sorted(NAMES, key=lambda reference: (NAMES[reference].casefold(), reference))
BUILT_IN = {"organisations": {"open", "closed"}, "vacancies": {"own", "partners", "region"}}


@pytest.fixture(scope="module", autouse=True)
def named(api: Api) -> None:
    """Store organisations and vacancies of all these names."""
    for reference, name in NAMES.items():
        put(api, "organisations", reference, name=name)
        place = {"organisation": reference, "kind": "volunteering", "seats": 1, "name": name}
        put(api, "vacancies", reference, **place)


def read(api: Api, path: str, sort: str, size: int) -> list[str]:
    """Read a list to its end; give the references of those that were stored here."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"sort": sort, "pageSize": str(size), **cursor}
        answer = api.client.get(f"/v1/{path}", params=asked, headers=api.bearer())
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += [one["reference"] for one in body["items"]]
        if "next" not in body:
            return [reference for reference in found if reference not in BUILT_IN[path]]
        cursor = {"cursor": body["next"]}


@pytest.mark.parametrize("size", [1, 3, 200])
@pytest.mark.parametrize("path", sorted(BUILT_IN))
def test_a_list_by_name_is_whole_either_way_and_heeds_no_capitals(
    api: Api, path: str, size: int
) -> None:
    assert read(api, path, "name", size) == BY_NAME
    assert read(api, path, "-name", size) == BY_NAME[::-1]


@pytest.mark.parametrize("path", ["candidates", "coaches"])
def test_who_is_known_by_a_reference_alone_is_not_sorted_by_name(api: Api, path: str) -> None:
    answer = get(api, f"{path}?sort=name")

    assert answer.status_code == 400
    assert told(answer).keys() == {"sort"}


def test_a_cursor_by_name_belongs_to_one_question(api: Api) -> None:
    cursor = get(api, "vacancies?sort=name&pageSize=1").json()["next"]

    others = [
        get(api, f"{path}&cursor={cursor}")
        for path in ("vacancies?sort=-name", "vacancies?sort=reference", "organisations?sort=name")
    ]

    assert [answer.status_code for answer in others] == [400, 400, 400]


@pytest.mark.parametrize("forged", ["%00", "%FF", "%ED%A0%80"])
def test_a_name_that_no_record_can_have_is_no_cursor(api: Api, forged: str) -> None:
    cursor = get(api, "vacancies?sort=name&pageSize=1").json()["next"]
    question, *_ = opened(cursor)

    answer = get(api, f"vacancies?sort=name&cursor={closed([question, forged, 'n1'])}")

    assert answer.status_code == 400
    assert told(answer).keys() == {"cursor"}


def opened(cursor: str) -> list[Any]:
    padded = cursor + "=" * (-len(cursor) % 4)
    key: list[Any] = json.loads(base64.urlsafe_b64decode(padded))
    return key


def closed(key: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
