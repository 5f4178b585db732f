"""Where somebody went after a placement, apart from why it ended; and what is due to be asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from service.usecases.outcomes import months_after
from tests.service.api_client import Api, told
from tests.service.deciding import decide, get, place, post, proposed, put, runs_at
from tests.service.history import placed
from tests.service.tenancy import OWN

NUMBER = itertools.count()


@pytest.fixture
def person(api: Api) -> str:
    """Store somebody, and a place for the same name; give it."""
    name = f"out-{next(NUMBER)}"
    put(api, "candidates", name)
    place(api, name, 9)
    return name


@pytest.fixture
def running(api: Api, person: str) -> dict[str, Any]:
    """Give a placement that began today."""
    assert decide(api, proposed(api, person, person), "accepted").status_code == 200
    (made,) = runs_at(api, person)
    return made


def ahead(api: Api, days: int) -> str:
    return (api.settings.today() + timedelta(days=days)).isoformat()


def end(api: Api, placement: str, **more: Any) -> Any:
    body = {"lastDay": ahead(api, 0), "reasonCode": "moved", **more}
    return post(api, f"placements/{placement}/ending", body)


def went(api: Api, placement: str, code: str, months: int = 0) -> Any:
    body = {"months": months, "outcomeCode": code}
    return post(api, f"placements/{placement}/outcomes", body)


def noted(api: Api, placement: str) -> dict[int, str]:
    items = get(api, f"placements/{placement}/outcomes").json()["items"]
    return {one["months"]: one["outcomeCode"] for one in items}


def due(api: Api, person: str, query: str = "") -> list[tuple[str, int]]:
    items = get(api, f"follow-ups?pageSize=200{query}").json()["items"]
    return [(one["dueOn"], one["months"]) for one in items if one["candidate"] == person]


def test_an_ending_tells_why_and_apart_from_it_where_to(api: Api, running: dict[str, Any]) -> None:
    answer = end(api, running["id"], outcomeCode="part_time_work")

    assert (answer.status_code, answer.json()["endReasonCode"]) == (200, "moved")
    assert noted(api, running["id"]) == {0: "part_time_work"}


def test_where_to_may_be_noted_later_and_corrected(api: Api, running: dict[str, Any]) -> None:
    end(api, running["id"])
    before = noted(api, running["id"])

    first, second = (went(api, running["id"], code) for code in ("unknown", "volunteering"))

    assert (before, first.status_code, second.status_code) == ({}, 200, 200)
    assert noted(api, running["id"]) == {0: "volunteering"}
    assert get(api, f"placements/{running['id']}").json()["endReasonCode"] == "moved"


def test_a_placement_that_goes_on_has_no_outcome(api: Api, running: dict[str, Any]) -> None:
    assert went(api, running["id"], "paid_work").status_code == 409


def test_a_placement_that_is_extended_forgets_where_to(api: Api, running: dict[str, Any]) -> None:
    end(api, running["id"], outcomeCode="paid_work")

    later = post(api, f"placements/{running['id']}/extension", {"lastDay": ahead(api, 9)})

    assert later.status_code == 200, later.text
    assert noted(api, running["id"]) == {}


@pytest.mark.parametrize(
    ("months", "code", "field"),
    [
        (0, "too_far", "outcomeCode"),
        (0, "still_there", "outcomeCode"),
        (0, "buddy", "outcomeCode"),
        (0, "paid\0work", "outcomeCode"),
        (3, "paid_work", "months"),
    ],
)
def test_what_is_no_outcome_or_to_come_is_refused(
    api: Api, running: dict[str, Any], months: int, code: str, field: str
) -> None:
    end(api, running["id"])

    answer = went(api, running["id"], code, months)

    assert (answer.status_code, set(told(answer))) == (400, {field})
    assert noted(api, running["id"]) == {}


@pytest.mark.parametrize("rest", ["", "\0"])
def test_an_ending_with_an_outcome_that_is_none_ends_nothing(
    api: Api, running: dict[str, Any], rest: str
) -> None:
    answer = end(api, running["id"], outcomeCode="nowhere" + rest, reasonCode="nothing" + rest)

    assert (answer.status_code, set(told(answer))) == (400, {"outcomeCode", "reasonCode"})
    assert "end" not in get(api, f"placements/{running['id']}").json()


def test_months_are_counted_to_the_end_of_a_short_month() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)
    assert months_after(date(2026, 5, 4), 0) == date(2026, 5, 4)
    assert months_after(date.max, 3) == date.max


@pytest.mark.parametrize(
    ("ago", "expected"), [(0, []), (2, []), (3, [3]), (5, [3]), (6, [6]), (13, [12]), (18, [])]
)
def test_who_left_is_to_be_asked_until_the_next_is_due(
    api: Api, person: str, ago: int, expected: list[int]
) -> None:
    today = api.settings.today()
    last = months_after(today, -ago)
    placed(api, person, person, (months_after(today, -24).isoformat(), last.isoformat()))

    assert [months for _, months in due(api, person)] == expected


def test_what_is_due_later_is_listed_when_asked_up_to_that_day(api: Api, person: str) -> None:
    today = api.settings.today()
    placed(api, person, person, ("2020-01-01", today.isoformat()))
    day = months_after(today, 3).isoformat()

    assert due(api, person) == []
    assert due(api, person, f"&until={day}") == [(day, 3)]


def test_who_was_asked_or_went_on_to_another_place_is_not_to_be_asked(
    api: Api, person: str
) -> None:
    last = months_after(api.settings.today(), -4)
    ended = placed(api, person, person, ("2020-01-01", last.isoformat()))
    before = [months for _, months in due(api, person)]

    assert went(api, ended, "still_there", 3).status_code == 200
    after = due(api, person)
    other = f"{person}-b"
    put(api, "candidates", other)
    placed(api, other, person, ("2020-01-01", last.isoformat()))
    placed(api, other, person, ((last + timedelta(days=1)).isoformat(), None))

    assert (before, after, due(api, other)) == ([3], [], [])


def test_a_new_place_some_days_after_leaves_the_question(api: Api, person: str) -> None:
    last = months_after(api.settings.today(), -4)
    placed(api, person, person, ("2020-01-01", last.isoformat()))
    placed(api, person, person, ((last + timedelta(days=2)).isoformat(), None))

    assert [months for _, months in due(api, person)] == [3]


def test_a_kept_place_or_one_that_never_began_asks_nothing(api: Api, person: str) -> None:
    last = months_after(api.settings.today(), -4)
    placed(api, person, person, ("2020-01-01", last.isoformat()), pinned=True)
    placed(api, person, person, ((last + timedelta(days=1)).isoformat(), last.isoformat()))

    assert due(api, person) == []


def test_what_is_due_is_given_page_by_page_the_oldest_first(api: Api, person: str) -> None:
    last = months_after(api.settings.today(), -4)
    for days in range(5):
        name = f"{person}-{days}"
        put(api, "candidates", name)
        placed(api, name, person, ("2020-01-01", (last - timedelta(days=days)).isoformat()))
    whole = get(api, "follow-ups?pageSize=200").json()["items"]

    found = list(pages(api, "follow-ups?pageSize=2"))

    assert [one["dueOn"] for one in found] == sorted(one["dueOn"] for one in found)
    assert found == whole
    assert len(found) >= 5


def pages(api: Api, path: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = get(api, f"{path}{cursor}").json()
        yield from page["items"]
        if "next" not in page:
            return
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwiYiIsImMiLCJkIl0"])
def test_a_cursor_that_is_none_of_ours_is_refused(api: Api, cursor: str) -> None:
    assert get(api, f"follow-ups?cursor={cursor}").status_code == 400


def test_a_code_of_ones_own_counts_as_one_of_everybodys(api: Api, running: dict[str, Any]) -> None:
    code = {"code": "garden_centre", "uses": ["outcome"], "dutch": "Tuin", "english": "Garden"}

    bare = post(api, "reason-codes", code)
    other = post(api, "reason-codes", code | {"uses": ["pin"], "countsAs": "paid_work"})
    made = post(api, "reason-codes", code | {"countsAs": "paid_work"})

    assert (bare.status_code, set(told(bare))) == (400, {"countsAs"})
    assert (other.status_code, set(told(other))) == (400, {"countsAs"})
    assert (made.status_code, made.json()["countsAs"]) == (201, "paid_work")
    end(api, running["id"])
    assert went(api, running["id"], "garden_centre").status_code == 200


@pytest.mark.parametrize(
    ("hours", "asked", "wanted", "expected"),
    [
        ({"wish": 12, "max": 16}, {"min": 4, "max": 16}, 1, 720),
        ({"wish": 12, "max": 16}, {"min": 4, "max": 8}, 1, 480),
        ({"wish": 2, "max": 16}, {"min": 4, "max": 8}, 1, 240),
        ({"max": 16}, {"min": 4, "max": 8}, 1, None),
        ({"max": 16}, {"min": 8, "max": 8}, 1, 480),
        ({"wish": 12, "max": 16}, {"min": 4, "max": 8}, 2, None),
        ({"wish": 12, "max": 16}, {"min": 8, "max": 8}, 2, 480),
        ({"wish": 12, "max": 16}, {}, 1, None),
    ],
)
def test_the_hours_of_a_placement_are_those_that_suit_both_if_known(
    api: Api, hours: dict[str, int], asked: dict[str, int], wanted: int, expected: int | None
) -> None:
    name = f"out-{next(NUMBER)}"
    put(api, "candidates", name, load={"hoursPerWeek": hours}, placesWanted=wanted)
    place(api, name, **({"hoursPerWeek": asked} if asked else {}))

    assert decide(api, proposed(api, name, name), "accepted").status_code == 200

    (made,) = runs_at(api, name)
    assert made.get("weekMinutes") == expected


def test_other_hours_are_agreed(api: Api, running: dict[str, Any]) -> None:
    answer = post(api, f"placements/{running['id']}/hours", {"weekMinutes": 588})

    assert (answer.status_code, answer.json()["weekMinutes"]) == (200, 588)
    assert running.get("weekMinutes") is None
    wrong = post(api, f"placements/{running['id']}/hours", {"weekMinutes": 0})
    assert (wrong.status_code, set(told(wrong))) == (400, {"weekMinutes"})


def test_what_is_agreed_and_noted_is_in_the_audit_of_ones_own(
    api: Api, running: dict[str, Any]
) -> None:
    post(api, f"placements/{running['id']}/hours", {"weekMinutes": 588})
    end(api, running["id"], outcomeCode="paid_work")

    events = get(api, "audit-events?pageSize=200").json()["items"]

    mine = {e["kind"]: e for e in events if e.get("object") == running["id"]}
    assert {"hours_agreed", "outcome_noted"} <= mine.keys()
    assert mine["outcome_noted"]["municipality"] == OWN
    assert mine["outcome_noted"]["words"] == "paid_work"
