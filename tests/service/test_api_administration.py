"""Administrators keep their region, and no other; the stop button works at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from service.db.tables import METADATA
from service.openapi import document
from service.usecases.administration import HELD
from tests.service.api_client import Api, told
from tests.service.tenancy import FAR, NEXT, OWN

OURS: dict[str, Any] = {"scopes": ["admin"], "region": "AM09"}


def ask(
    api: Api, method: str, path: str, body: object = None, known: str | None = None, **who: Any
) -> Any:
    headers = api.bearer(**(who or OURS)) | ({} if known is None else {"if-match": known})
    sent = {} if body is None else {"json": body}
    return api.client.request(method, f"/v1/{path}", headers=headers, **sent)


def test_a_municipality_is_added_renamed_and_deleted_by_its_region(api: Api) -> None:
    added = ask(api, "PUT", "municipalities/GM1509", {"name": "Oude IJsselstreek"})
    again = ask(api, "PUT", "municipalities/GM1509", {"name": "Oude IJsselstreek"})
    blind = ask(api, "PUT", "municipalities/GM1509", {"name": "Elders"})
    renamed = ask(api, "PUT", "municipalities/GM1509", {"name": "Elders"}, added.headers["etag"])
    late = ask(api, "DELETE", "municipalities/GM1509", None, added.headers["etag"])
    gone = ask(api, "DELETE", "municipalities/GM1509", None, renamed.headers["etag"])

    statuses = [one.status_code for one in (added, again, blind, renamed, late, gone)]
    assert statuses == [201, 200, 428, 200, 412, 204]
    assert renamed.json() == {
        "code": "GM1509", "name": "Elders", "region": "AM09", "suspended": False,
    }  # fmt: skip
    assert ask(api, "GET", "municipalities/GM1509").status_code == 404


def test_a_municipality_of_which_something_is_stored_stays(api: Api) -> None:
    known = ask(api, "GET", f"municipalities/{NEXT}").headers["etag"]

    answer = ask(api, "DELETE", f"municipalities/{NEXT}", None, known)

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Something of this municipality is still stored: a")
    assert "_" not in answer.json()["detail"]
    assert ask(api, "GET", f"municipalities/{NEXT}").status_code == 200


def test_whatever_may_still_be_of_a_municipality_has_a_plain_name() -> None:
    referring = {
        table.name
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "municipality.code"
    }

    assert set(HELD) == referring
    assert not any("_" in told for told in HELD.values())


def test_another_region_is_neither_seen_nor_changed(api: Api) -> None:
    absent = ask(api, "GET", "municipalities/GM9999")

    seen = ask(api, "GET", f"municipalities/{FAR}")
    taken = ask(api, "PUT", f"municipalities/{FAR}", {"name": "Ours"})
    stopped = ask(api, "PUT", f"municipalities/{FAR}/suspension", {"suspended": True})
    region = ask(api, "PUT", "regions/AM10", {"name": "Ours"}, '"x"')

    assert (seen.status_code, seen.json()) == (404, absent.json())
    assert [taken.status_code, stopped.status_code, region.status_code] == [409, 404, 404]
    codes = [one["code"] for one in ask(api, "GET", "municipalities").json()["items"]]
    assert FAR not in codes
    assert {OWN, NEXT} <= set(codes)


def test_a_region_is_renamed_by_who_knows_its_name(api: Api) -> None:
    known = ask(api, "GET", "regions/AM09")

    blind = ask(api, "PUT", "regions/AM09", {"name": "Achterhoek"})
    done = ask(api, "PUT", "regions/AM09", {"name": "Achterhoek"}, known.headers["etag"])

    assert [blind.status_code, done.status_code] == [428, 200]
    stands = ask(api, "GET", "regions/AM09").json()
    assert (stands["code"], stands["name"]) == ("AM09", "Achterhoek")


def test_a_region_says_how_its_nights_are(api: Api) -> None:
    before = ask(api, "GET", "regions/AM09")
    nights = {"changeBudget": 25, "coolingOffDays": 7, "publishesByItself": False}
    body = {"name": before.json()["name"], "nights": nights}

    done = ask(api, "PUT", "regions/AM09", body, before.headers["etag"])
    renamed = ask(api, "PUT", "regions/AM09", {"name": "x"}, done.headers["etag"])

    usual = {"leastPlacedPercent": 90, "replayableDays": 180}
    assert before.json()["nights"]["changeBudgetPercent"] == 10
    assert done.json()["nights"] == nights | usual
    assert renamed.json()["nights"] == nights | usual
    both = {"name": "x", "nights": {"changeBudget": 1, "changeBudgetPercent": 1}}
    refused = ask(api, "PUT", "regions/AM09", both, renamed.headers["etag"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (
        400,
        "nights.changeBudget",
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "municipalities/GM1509", {"name": "x"}),
        ("PUT", "regions/AM09", {"name": "x"}),
        ("PUT", "partnerships/p1", {"reference": "p1", "municipalities": [OWN]}),
        ("DELETE", f"municipalities/{NEXT}", None),
    ],
)
def test_one_municipality_does_not_change_its_region(
    api: Api, method: str, path: str, body: object
) -> None:
    answer = ask(api, method, path, body, '"x"', scopes=["admin"], municipality=OWN)

    assert answer.status_code == 403


def test_the_stop_button_stops_short_lists_and_runs_at_once(api: Api) -> None:
    one = {"scopes": ["admin", "match:read", "runs:manage"], "municipality": OWN}
    before = api.match({"candidate": "k1"}).status_code

    stopped = ask(api, "PUT", f"municipalities/{OWN}/suspension", {"suspended": True}, **one)
    during = [api.match({"candidate": "k1"}).status_code, api.ask().status_code]
    others = api.match({"candidate": "k1"}, municipality=NEXT).status_code
    ask(api, "PUT", f"municipalities/{OWN}/suspension", {"suspended": False})
    after = api.match({"candidate": "k1"}).status_code

    assert stopped.json()["suspended"] is True
    assert (before, during, others, after) == (200, [409, 409], 200, 200)


@pytest.mark.parametrize("path", ["municipalities/GM1509", "regions/AM09"])
def test_a_name_of_blanks_is_no_name(api: Api, path: str) -> None:
    answer = ask(api, "PUT", path, {"name": "   "})

    assert answer.status_code == 400
    assert told(answer) == {"name": "text that is not blank"}


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("regions/AM09", {"code": "AM10"}),
        (f"municipalities/{NEXT}", {"code": OWN}),
        (f"municipalities/{NEXT}", {"region": "AM10"}),
        (f"municipalities/{NEXT}", {"suspended": True}),
    ],
)
def test_what_cannot_be_changed_may_be_given_as_it_stands_and_not_otherwise(
    api: Api, path: str, changed: dict[str, object]
) -> None:
    before = ask(api, "GET", path)
    other = before.json() | changed | {"name": "Elders"}

    answer = ask(api, "PUT", path, other, before.headers["etag"])

    assert answer.status_code == 400
    assert told(answer).keys() == changed.keys()
    assert ask(api, "GET", path).json() == before.json()


MUNICIPALITY: dict[str, Any] = {"municipality": OWN}
#: One of every noun that is both read and stored whole, and who may.
WHOLE: dict[str, tuple[dict[str, Any], str, dict[str, Any] | None]] = {
    "/candidates/{reference}": (MUNICIPALITY, "candidates/k1", None),
    "/organisations/{reference}": (MUNICIPALITY, "organisations/open", None),
    "/vacancies/{reference}": (MUNICIPALITY, "vacancies/whole",
                               {"reference": "whole", "organisation": "open", "seats": 1,
                                "kind": "volunteering", "period": {"end": "2027-05-31"}}),
    "/coaches/{reference}": (MUNICIPALITY, "coaches/whole",
                             {"reference": "whole", "hoursPerWeek": 8}),
    "/regions/{reference}": (OURS, "regions/AM09", None),
    "/municipalities/{reference}": (OURS, f"municipalities/{NEXT}", None),
    "/partnerships/{reference}": (OURS, "partnerships/whole",
                                  {"reference": "whole", "municipalities": [OWN, NEXT]}),
}  # fmt: skip


def test_every_noun_that_is_read_and_stored_whole_is_tried() -> None:
    paths = yaml.safe_load(document())["paths"]

    assert set(WHOLE) == {path for path, item in paths.items() if {"get", "put"} <= item.keys()}


@pytest.mark.parametrize("noun", WHOLE)
def test_what_was_read_can_be_stored_as_it_is(api: Api, noun: str) -> None:
    who, path, made = WHOLE[noun]
    if made is not None:
        assert ask(api, "PUT", path, made, **who).status_code == 201
    read = ask(api, "GET", path, **who)

    again = ask(api, "PUT", path, read.json(), read.headers["etag"], **who)

    assert (again.status_code, again.json()) == (200, read.json())
    if made is not None:
        assert ask(api, "DELETE", path, None, again.headers["etag"], **who).status_code == 204


def test_one_municipality_does_not_stop_another(api: Api) -> None:
    answer = ask(
        api, "PUT", f"municipalities/{NEXT}/suspension", {"suspended": True},
        scopes=["admin"], municipality=OWN,
    )  # fmt: skip

    assert answer.status_code == 404


def test_a_partnership_opens_places_and_its_end_closes_them(api: Api) -> None:
    person = {"candidate": {"reference": "k-new"}, "size": 20}
    body = {"reference": "east", "municipalities": [OWN, NEXT], "form": "cooperation"}

    def found() -> set[str]:
        return {one["vacancy"] for one in api.match(person).json()["suggestions"]}

    before = found()
    made = ask(api, "PUT", "partnerships/east", body)
    during = found()
    blind = ask(api, "DELETE", "partnerships/east")
    gone = ask(api, "DELETE", "partnerships/east", None, made.headers["etag"])

    assert made.status_code == 201, made.text
    assert ask(api, "GET", "partnerships").json() == {"items": []}
    assert [blind.status_code, gone.status_code] == [428, 204]
    assert during - before == {f"{NEXT}/partners"}
    assert found() == before


@pytest.mark.parametrize("members", [[], [OWN]])
def test_a_partnership_is_of_two_or_more(api: Api, members: list[str]) -> None:
    body = {"reference": "alone", "municipalities": members}

    answer = ask(api, "PUT", "partnerships/alone", body)

    assert answer.status_code == 400
    assert told(answer) == {"municipalities": "at least 2 municipalities"}


def test_everything_wrong_with_a_partnership_is_said_at_once(api: Api) -> None:
    period = {"start": "2027-02-01", "end": "2027-01-01"}
    body = {"reference": "bad", "municipalities": [OWN, OWN, FAR], "period": period}

    answer = ask(api, "PUT", "partnerships/bad", body)

    assert told(answer) == {
        "municipalities.1": "each member once",
        "municipalities.2": "a municipality of the region",
        "period.end": "2027-02-01 or later",
    }
