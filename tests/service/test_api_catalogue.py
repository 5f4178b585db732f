"""The catalogue, one record at a time: stored, read, listed, changed by who knows its state."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from service.api.catalogue import NOUNS
from service.db.listing import SORTS
from tests.service.api_client import Api, told
from tests.service.tenancy import FAR, NEXT, OWN

FRESH: dict[str, dict[str, Any]] = {
    "candidates": {"reference": "fresh", "priority": 4, "priorityReason": "waits long"},
    "organisations": {"reference": "fresh", "name": "Speeltuin", "sector": "playground"},
    "vacancies": {
        "reference": "fresh",
        "organisation": "open",
        "kind": "volunteering",
        "seats": 3,
        "period": {"end": "2027-05-31"},
    },
    "coaches": {"reference": "fresh", "hoursPerWeek": 12.5, "languages": ["ara"]},
}
EVERY = pytest.mark.parametrize("path", list(FRESH))


def put(api: Api, path: str, body: object, known: str | None = None, **who: Any) -> Any:
    reference = body["reference"] if isinstance(body, dict) else "fresh"
    headers = api.bearer(**who) | ({} if known is None else {"if-match": known})
    return api.client.put(f"/v1/{path}/{reference}", json=body, headers=headers)


def get(api: Api, path: str, **who: Any) -> Any:
    return api.client.get(f"/v1/{path}", headers=api.bearer(**who))


def delete(api: Api, path: str, known: str | None = None, **who: Any) -> Any:
    headers = api.bearer(**who) | ({} if known is None else {"if-match": known})
    return api.client.delete(f"/v1/{path}", headers=headers)


@pytest.fixture
def stored(api: Api, path: str) -> Iterator[Any]:
    """Store a record and take it away after the test."""
    answer = put(api, path, FRESH[path])
    assert answer.status_code == 201, answer.text
    yield answer
    left = get(api, f"{path}/fresh")
    if left.status_code == 200:
        assert delete(api, f"{path}/fresh", left.headers["etag"]).status_code == 204


@EVERY
def test_a_record_is_read_as_it_was_stored(api: Api, path: str, stored: Any) -> None:
    answer = get(api, f"{path}/fresh")

    assert answer.status_code == 200
    assert answer.json().items() >= FRESH[path].items()
    assert answer.json() == stored.json()
    assert answer.headers["etag"] == stored.headers["etag"]


@EVERY
def test_the_same_record_again_changes_nothing_and_needs_no_etag(
    api: Api, path: str, stored: Any
) -> None:
    again = put(api, path, FRESH[path])
    read_back = put(api, path, again.json())

    assert [again.status_code, read_back.status_code] == [200, 200]
    assert again.headers["etag"] == read_back.headers["etag"] == stored.headers["etag"]


@EVERY
def test_a_change_names_the_state_it_knows(api: Api, path: str, stored: Any) -> None:
    known = stored.headers["etag"]
    changed = CHANGED[path] | {"reference": "fresh"}

    without = put(api, path, changed)
    first = put(api, path, changed, known)
    late = put(api, path, FRESH[path], known)

    assert [without.status_code, first.status_code, late.status_code] == [428, 200, 412]
    assert "If-Match" in without.json()["detail"]
    assert late.headers["etag"] == first.headers["etag"] != known
    assert get(api, f"{path}/fresh").json() == first.json()


CHANGED: dict[str, dict[str, Any]] = {
    "candidates": {"priority": 2, "priorityReason": "is in no hurry"},
    "organisations": {"name": "Voedselbank"},
    "vacancies": {"organisation": "open", "kind": "internship", "seats": 1},
    "coaches": {"hoursPerWeek": 8},
}


@EVERY
def test_deleting_names_the_state_it_knows_and_is_done_once(
    api: Api, path: str, stored: Any
) -> None:
    named = f"{path}/fresh"

    answers = [delete(api, named), delete(api, named, '"another"')]
    answers += [delete(api, named, stored.headers["etag"]) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [428, 412, 204, 404]
    assert get(api, named).status_code == 404


@EVERY
def test_a_state_of_what_is_not_there_is_known_by_nobody(api: Api, path: str) -> None:
    answer = put(api, path, FRESH[path] | {"reference": "ghost"}, '"0"')

    assert answer.status_code == 412
    assert answer.json()["detail"].startswith("There is none")
    assert get(api, f"{path}/ghost").status_code == 404


@EVERY
def test_of_many_who_know_the_same_state_one_changes_it(api: Api, path: str, stored: Any) -> None:
    known, together = stored.headers["etag"], threading.Barrier(5)
    bodies = [CHANGED[path] | {"reference": "fresh"} for _ in range(5)]
    field = {"candidates": "priorityReason", "organisations": "name", "vacancies": "name"}
    for number, body in enumerate(bodies):
        body.update({field[path]: f"n{number}"} if path in field else {"hoursPerWeek": number + 1})

    def change(body: dict[str, Any]) -> int:
        together.wait()
        return int(put(api, path, body, known).status_code)

    with ThreadPoolExecutor(5) as threads:
        statuses = sorted(threads.map(change, bodies))

    assert statuses == [200, 412, 412, 412, 412]


def test_everything_wrong_with_a_record_is_said_at_once_and_nothing_is_stored(api: Api) -> None:
    before = api.stored()

    answer = put(api, "vacancies", {"reference": "bad", "seats": -1, "kind": "sitting", "x": 1})

    assert answer.status_code == 400
    assert told(answer).keys() >= {"seats", "kind", "x", "organisation"}
    assert api.stored() == before


def test_the_reference_of_the_body_is_that_of_the_path(api: Api) -> None:
    body = FRESH["coaches"] | {"reference": "other"}

    answer = api.client.put("/v1/coaches/fresh", json=body, headers=api.bearer())

    assert answer.status_code == 400
    assert told(answer) == {"reference": "fresh, as in the path"}


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_refused(api: Api, body: object) -> None:
    assert put(api, "coaches", body).status_code == 400


@pytest.mark.parametrize("organisation", ["nowhere", f"{NEXT}/closed", f"{FAR}/open"])
def test_a_vacancy_is_of_an_organisation_that_one_sees(api: Api, organisation: str) -> None:
    answer = put(api, "vacancies", FRESH["vacancies"] | {"organisation": organisation})

    assert answer.status_code == 400
    assert told(answer) == {"organisation": "an organisation that is stored"}


@pytest.mark.parametrize(
    ("named", "told_first"),
    [
        ("organisations/open", "A vacancy, here or of another municipality, still refers to this"),
        ("vacancies/region", "A placement still refers to this"),
        ("candidates/k1", "The placement "),
    ],
)
def test_what_something_refers_to_stays_and_the_answer_says_what(
    api: Api, named: str, told_first: str
) -> None:
    known = get(api, named).headers["etag"]

    answer = delete(api, named, known)

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith(told_first)
    assert get(api, named).status_code == 200


def test_an_unseen_vacancy_of_another_municipality_keeps_an_organisation_without_being_named(
    api: Api,
) -> None:
    hosting = put(api, "organisations", {"reference": "hosting"}).headers["etag"]
    shared = {"reference": "hosting-open", "organisation": "hosting", "kind": "volunteering",
              "seats": 1, "sharing": "region"}  # fmt: skip
    opened = put(api, "vacancies", shared)
    unseen = {"reference": "unseen", "organisation": f"{OWN}/hosting", "kind": "volunteering",
              "seats": 1, "sharing": "own"}  # fmt: skip
    made = put(api, "vacancies", unseen, municipality=NEXT)
    delete(api, "vacancies/hosting-open", opened.headers["etag"])

    refused = delete(api, "organisations/hosting", hosting)
    hidden = get(api, f"vacancies/unseen?municipality={NEXT}")
    delete(api, "vacancies/unseen", made.headers["etag"], municipality=NEXT)
    done = delete(api, "organisations/hosting", hosting)

    assert [made.status_code, refused.status_code, hidden.status_code] == [201, 409, 404]
    assert done.status_code == 204
    assert not any(word in refused.text for word in ("unseen", NEXT))


@EVERY
def test_another_municipalitys_record_is_as_if_it_were_not_there(
    api: Api, path: str, stored: Any
) -> None:
    known = stored.headers["etag"]

    hidden = [get(api, f"{path}/fresh", municipality=FAR)]
    hidden += [delete(api, f"{path}/fresh", known, municipality=FAR)]
    absent = get(api, f"{path}/ghost", municipality=FAR)

    assert [answer.status_code for answer in hidden] == [404, 404]
    assert [answer.json() for answer in hidden] == [absent.json()] * 2
    assert get(api, f"{path}/fresh").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"vacancies/region?municipality={NEXT}", 200),
        (f"vacancies/own?municipality={NEXT}", 404),
        (f"vacancies/region?municipality={FAR}", 404),
        (f"organisations/open?municipality={NEXT}", 200),
        (f"organisations/closed?municipality={NEXT}", 404),
        (f"coaches/c1?municipality={NEXT}", 404),
        ("vacancies/region?municipality=GM9999", 404),
    ],
)
def test_what_another_municipality_shares_is_read_by_its_code(
    api: Api, path: str, status: int
) -> None:
    answer = get(api, path)

    assert answer.status_code == status
    if status == 404:
        assert answer.json() == get(api, "vacancies/ghost").json()


def test_a_candidate_is_read_by_the_own_municipality_alone(api: Api) -> None:
    assert told(get(api, f"candidates/k1?municipality={NEXT}")) == {
        "municipality": "no field of this name"
    }


def pages(api: Api, query: str) -> list[str]:
    """Read a list to its end, two at a time."""
    found: list[str] = []
    answer = get(api, f"{query}&pageSize=2")
    while True:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += [item["reference"] for item in body["items"]]
        if "next" not in body:
            return found
        answer = get(api, f"{query}&pageSize=2&cursor={body['next']}")


@pytest.fixture(scope="module")
def many(api: Api) -> list[dict[str, Any]]:
    """Store people who differ in what they can be sorted and filtered by."""
    people = [
        {
            "reference": f"m{number}",
            "priority": 1 + number % 3,
            "priorityReason": "so",
            "group": "even" if number % 2 == 0 else "odd",
            **({"waitingSince": f"2026-0{1 + number % 4}-01"} if number % 4 else {}),
        }
        for number in range(9)
    ]
    for person in people:
        assert put(api, "candidates", person, municipality=NEXT).status_code == 201
    return people


@pytest.mark.parametrize("way", ["", "-"])
@pytest.mark.parametrize("sort", sorted(SORTS["candidate"]))
def test_a_list_is_whole_and_sorted_either_way(
    api: Api, many: list[dict[str, Any]], sort: str, way: str
) -> None:
    query = f"/v1/candidates?pageSize=2&sort={way}{sort}"
    headers = api.bearer(municipality=NEXT)
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        body = api.client.get(query + cursor, headers=headers).json()
        found += body["items"]
        if "next" not in body:
            break
        cursor = f"&cursor={body['next']}"

    assert sorted(one["reference"] for one in found) == sorted(
        ["k1", *(one["reference"] for one in many)]
    )
    if sort != "updatedAt":
        keys = [(one.get(sort, "9999"), one["reference"]) for one in found]
        assert keys == sorted(keys, reverse=way == "-")


def test_a_filter_leaves_only_what_fits(api: Api, many: list[dict[str, Any]]) -> None:
    query = "/v1/candidates?group=odd&priority=2"

    found = api.client.get(query, headers=api.bearer(municipality=NEXT)).json()["items"]

    wanted = [one["reference"] for one in many if one["group"] == "odd" and one["priority"] == 2]
    assert [one["reference"] for one in found] == wanted != []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("vacancies?sort=reference", ["own", "partners", "region"]),
        ("vacancies?sharing=region", ["region"]),
        ("vacancies?organisation=closed", ["own", "partners"]),
        (f"vacancies?organisation={NEXT}/closed", []),
        ("vacancies?kind=internship", []),
        ("vacancies?openOn=2026-11-26", ["own", "partners", "region"]),
        (f"vacancies?municipality={NEXT}", ["region"]),
        (f"vacancies?municipality={FAR}", []),
        ("organisations?sector=other", ["closed", "open"]),
        (f"organisations?municipality={NEXT}", ["open"]),
        ("coaches?availableOn=2026-11-26", ["c1"]),
        (f"coaches?municipality={NEXT}", []),
    ],
)
def test_a_list_holds_what_is_asked_for_and_may_be_seen(
    api: Api, query: str, found: list[str]
) -> None:
    assert pages(api, query) == found


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("candidates?sort=name", "sort"),
        ("candidates?colour=blue", "colour"),
        ("candidates?priority=9", "priority"),
        ("candidates?municipality=GM0197", "municipality"),
        ("vacancies?openOn=tomorrow", "openOn"),
        ("vacancies?organisation=a/b/c", "organisation"),
        ("vacancies?pageSize=0", "pageSize"),
        ("vacancies?cursor=nonsense", "cursor"),
        ("vacancies?work=%00", "work"),
        ("organisations?sector=%00", "sector"),
        ("candidates?group=%00", "group"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_by_name(
    api: Api, query: str, wrong: str
) -> None:
    answer = get(api, query)

    assert answer.status_code == 400
    assert told(answer).keys() == {wrong}


def test_a_cursor_of_another_list_is_refused(api: Api) -> None:
    cursor = get(api, "vacancies?pageSize=1").json()["next"]

    same = get(api, f"vacancies?pageSize=2&cursor={cursor}")
    others = [
        get(api, f"{path}cursor={cursor}")
        for path in (
            "organisations?",
            "vacancies?sort=seats&",
            "vacancies?sort=-reference&",
            "vacancies?sharing=own&",
            f"vacancies?municipality={NEXT}&",
        )
    ]

    assert same.status_code == 200
    assert {answer.status_code for answer in others} == {400}


def test_every_sort_of_the_database_is_offered(api: Api) -> None:
    for noun in NOUNS:
        offered = noun.page.model_json_schema()["properties"]["sort"]
        assert set(offered["enum"]) == {
            f"{way}{name}" for name in SORTS[noun.name] for way in ("", "-")
        }
