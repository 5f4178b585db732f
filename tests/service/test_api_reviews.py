"""Reviews: planned where people are observed, changed, done, with an advice at the last."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.usecases.outcomes import months_after
from service.usecases.reviews import review_days
from tests.service.api_client import Api, told
from tests.service.deciding import decide, get, place, post, proposed, put, runs_at
from tests.service.tenancy import NEXT, OWN

NUMBER = itertools.count()
NOTE = "bloeit-op-77"
GHOST = "00000000-0000-0000-0000-00000000000f"


def observed(api: Api, kind: str = "work_experience", **more: Any) -> dict[str, Any]:
    """Give a placement that began today."""
    name = f"rev-{next(NUMBER)}"
    put(api, "candidates", name)
    place(api, name, kind=kind, **more)
    answer = decide(api, proposed(api, name, name), "accepted")
    assert answer.status_code == 200, answer.text
    (made,) = runs_at(api, name)
    return made


def day(api: Api, ahead: int = 0) -> str:
    return (api.settings.today() + timedelta(days=ahead)).isoformat()


def listed(api: Api, placement: dict[str, Any]) -> list[dict[str, Any]]:
    answer = get(api, f"placements/{placement['id']}/reviews")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def planned(api: Api, placement: dict[str, Any]) -> list[str]:
    return [one["plannedOn"] for one in listed(api, placement) if "doneOn" not in one]


def add(api: Api, placement: dict[str, Any], **body: Any) -> Any:
    return post(api, f"placements/{placement['id']}/reviews", body)


def change(api: Api, review: str, **body: Any) -> Any:
    return api.client.put(f"/v1/reviews/{review}", json=body, headers=api.bearer())


def drop(api: Api, review: str) -> Any:
    return api.client.delete(f"/v1/reviews/{review}", headers=api.bearer())


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (date(2027, 5, 31), [date(2027, 1, 30), date(2027, 3, 30), date(2027, 5, 31)]),
        (date(2027, 3, 30), [date(2027, 1, 30), date(2027, 3, 30)]),
        (date(2027, 1, 15), [date(2027, 1, 15)]),
        (None, [date(2027, 1, 30), date(2027, 3, 30), date(2027, 5, 30)]),
    ],
)
def test_who_is_observed_is_looked_at_after_two_months_after_four_and_at_the_end(
    last: date | None, days: list[date]
) -> None:
    assert review_days(date(2026, 11, 30), last) == days


@pytest.mark.parametrize(
    ("kind", "reviewed"),
    [
        ("work_experience", True),
        ("social_activation", True),
        ("trial_placement", True),
        ("volunteering", False),
        ("regular_job", False),
    ],
)
def test_an_observation_has_reviews_from_its_start_and_other_kinds_have_none(
    api: Api, kind: str, reviewed: bool
) -> None:
    made = observed(api, kind, termWeeks=26)

    first, last = (date.fromisoformat(made[edge]) for edge in ("start", "end"))
    expected = [months_after(first, 2), months_after(first, 4), last]
    assert planned(api, made) == ([one.isoformat() for one in expected] if reviewed else [])


def test_a_review_is_planned_where_none_comes_by_itself_and_moved_and_dropped(api: Api) -> None:
    made = observed(api, "volunteering")

    added = add(api, made, plannedOn=day(api, 30))
    moved = change(api, added.json()["id"], plannedOn=day(api, 40))
    between = planned(api, made)
    dropped = drop(api, added.json()["id"])

    assert (added.status_code, moved.status_code, dropped.status_code) == (201, 200, 204)
    assert (between, planned(api, made)) == ([day(api, 40)], [])


def test_what_was_seen_is_noted_and_stays(api: Api) -> None:
    made = observed(api, termWeeks=26)
    first = listed(api, made)[0]
    seen = {"plannedOn": first["plannedOn"], "doneOn": day(api), "doneBy": "broker", "note": NOTE}

    done, again = (change(api, first["id"], **seen) for _ in range(2))
    other = change(api, first["id"], **seen | {"note": "iets anders"})

    assert (done.status_code, again.json()) == (200, done.json())
    assert (other.status_code, drop(api, first["id"]).status_code) == (409, 409)
    (shown,) = (one for one in listed(api, made) if one["id"] == first["id"])
    assert seen.items() <= shown.items()
    assert len(planned(api, made)) == 2


def test_the_advice_comes_with_the_last_review(api: Api) -> None:
    made = observed(api, termWeeks=26)
    *earlier, last = listed(api, made)
    seen = {"doneOn": day(api), "doneBy": "caseworker", "advice": "buddy"}

    early = change(api, earlier[0]["id"], **seen)
    for one in earlier:
        assert drop(api, one["id"]).status_code == 204
    late = change(api, last["id"], **seen)

    assert (early.status_code, set(told(early))) == (400, {"advice"})
    assert (late.status_code, late.json()["advice"]) == (200, "buddy")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"plannedOn"}),
        ({"plannedOn": -1}, {"plannedOn"}),
        ({"plannedOn": 400}, {"plannedOn"}),
        ({"doneOn": 0}, {"doneBy"}),
        ({"doneOn": 1, "doneBy": "guide"}, {"doneOn"}),
        ({"doneOn": -1, "doneBy": "guide"}, {"doneOn"}),
        ({"plannedOn": 3, "note": NOTE, "advice": "buddy", "doneBy": "guide"},
         {"note", "advice", "doneBy"}),
        ({"doneOn": 0, "doneBy": "neighbour"}, {"doneBy"}),
        ({"doneOn": 0, "doneBy": "guide", "note": "x" * 1001}, {"note"}),
        ({"doneOn": 0, "doneBy": "guide", "note": "bsn 123456782"}, {"note"}),
        ({"doneOn": 0, "doneBy": "guide", "advice": "too_far"}, {"advice"}),
        ({"doneOn": 0, "doneBy": "guide", "advice": "\0"}, {"advice"}),
        ({"doneOn": 0, "doneBy": "guide", "advice": "off_benefit"}, {"advice"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    api: Api, body: dict[str, Any], fields: set[str]
) -> None:
    made = observed(api, "volunteering", termWeeks=52)
    days = {"plannedOn", "doneOn"}
    given = {name: day(api, at) if name in days else at for name, at in body.items()}

    answer = add(api, made, **given)

    assert (answer.status_code, set(told(answer))) == (400, fields), answer.text
    assert "123456782" not in answer.text
    assert listed(api, made) == []


def test_a_day_has_one_planned_review(api: Api) -> None:
    made = observed(api, "volunteering")
    add(api, made, plannedOn=day(api, 30))

    twice = add(api, made, plannedOn=day(api, 30))

    assert (twice.status_code, set(told(twice))) == (400, {"plannedOn"})


def test_planned_reviews_follow_the_last_day(api: Api) -> None:
    made = observed(api, termWeeks=26)
    path = f"placements/{made['id']}"

    post(api, f"{path}/ending", {"lastDay": day(api, 90), "reasonCode": "other"})
    earlier = planned(api, made)
    post(api, f"{path}/extension", {"lastDay": day(api, 200)})
    later = planned(api, made)
    post(api, f"{path}/ending", {"lastDay": day(api, -1), "reasonCode": "other"})

    first = months_after(api.settings.today(), 2).isoformat()
    assert (earlier, later) == ([first, day(api, 90)], [first, day(api, 200)])
    assert planned(api, made) == []


def test_an_end_on_the_day_of_a_review_keeps_one(api: Api) -> None:
    made = observed(api, termWeeks=26)
    first = planned(api, made)[0]

    post(api, f"placements/{made['id']}/ending", {"lastDay": first, "reasonCode": "other"})

    assert planned(api, made) == [first]


def test_what_is_planned_is_due_on_its_day_until_it_is_done(api: Api) -> None:
    made = observed(api, termWeeks=26)
    first = listed(api, made)[0]

    def due(query: str) -> list[str]:
        items = get(api, f"follow-ups?pageSize=200{query}").json()["items"]
        return [one["reviewId"] for one in items if one["placementId"] == made["id"]]

    on_the_day = f"&until={first['plannedOn']}"
    assert (due(""), due(on_the_day)) == ([], [first["id"]])
    change(api, first["id"], doneOn=day(api), doneBy="guide")
    assert due(on_the_day) == []


def test_the_audit_tells_that_a_review_was_held_and_never_what_was_seen(api: Api) -> None:
    made = observed(api, "volunteering")
    planned_first = add(api, made, plannedOn=day(api, 3)).json()["id"]
    add(api, made, doneOn=day(api), doneBy="guide", note=NOTE)
    drop(api, planned_first)

    events = get(api, "audit-events?pageSize=200").json()["items"]

    mine = [event for event in events if event.get("object") == made["id"]]
    kinds = {"review_planned", "review_done", "review_dropped"}
    assert kinds == {event["kind"] for event in mine}
    assert not [event for event in mine if "words" in event]
    with api.pools.owner.begin() as connection:
        words = connection.scalars(text("SELECT words FROM audit_detail")).all()
    assert not [one for one in words if one and NOTE in one]


def test_what_was_seen_is_in_no_answer_that_is_kept(api: Api) -> None:
    made = observed(api, "volunteering")
    body = {"doneOn": day(api), "doneBy": "guide", "note": NOTE, "advice": "buddy"}

    first, again = (
        post(api, f"placements/{made['id']}/reviews", body, f"seen-{made['id']}") for _ in range(2)
    )

    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["advice"] == "buddy"
    assert [one["note"] for one in listed(api, made)] == [NOTE]
    with api.pools.owner.begin() as connection:
        kept = connection.scalars(text("SELECT body FROM done_request")).all()
    assert kept
    assert not [one for one in kept if one and NOTE in one]


def test_a_review_of_another_municipality_is_not_there(api: Api) -> None:
    made = observed(api, "volunteering")
    review = add(api, made, plannedOn=day(api, 3)).json()["id"]
    theirs = api.bearer(municipality=NEXT)
    body = {"plannedOn": day(api, 4)}

    of_them, of_none = (
        api.client.put(f"/v1/reviews/{one}", json=body, headers=theirs) for one in (review, GHOST)
    )

    assert of_them.status_code == of_none.status_code == 404
    assert of_them.content == of_none.content
    assert planned(api, made) == [day(api, 3)]


def test_what_was_seen_is_in_the_record_of_the_person(api: Api) -> None:
    made = observed(api, "volunteering")
    add(api, made, doneOn=day(api), doneBy="guide", note=NOTE)

    rows = get(api, f"candidates/{made['candidate']}/record").json()["rows"]

    assert [(one["note"], one["municipality"]) for one in rows["review"]] == [(NOTE, OWN)]
