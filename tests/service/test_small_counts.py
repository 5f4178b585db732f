"""Of a region nothing is told of fewer than five people, nor what would give it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from service.usecases.small_counts import LEAST, is_small, withheld
from tests.service.api_client import Api
from tests.service.history import placed
from tests.service.tenancy import NEXT, OWN
from tests.service.test_api_reports import HALF, forget, person, place, region_of, report

COUNTS = st.lists(st.integers(0, 12), max_size=6)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([5, 9, 0], set()),
        ([4, 9, 7], {0, 2}),
        ([4, 1, 7], {0, 1}),
        ([2, 1, 7], {0, 1, 2}),
        ([3], {0}),
        ([4, 0, 0], {0}),
    ],
)
def test_the_next_smallest_is_not_told_where_too_little_would_be_left_over(
    counts: list[int], hidden: set[int]
) -> None:
    assert withheld(counts) == hidden


@given(counts=COUNTS)
def test_no_small_count_is_told_and_none_follows_from_the_total(counts: list[int]) -> None:
    hidden = withheld(counts)

    assert not [at for at, count in enumerate(counts) if is_small(count) and at not in hidden]
    left_over = sum(counts[at] for at in hidden)
    assert not is_small(left_over) or sum(counts) < LEAST
    if not any(map(is_small, counts)):
        assert hidden == set()


@pytest.fixture(autouse=True)
def empty(api: Api) -> Iterator[None]:
    """Begin and end each test with no history at all."""
    forget(api)
    yield
    forget(api)


def several(api: Api, times: int, sector: str, code: str = OWN, **more: Any) -> None:
    spot = place(api, sector, code)
    days = more.pop("days", ("2023-01-01", None))
    for _ in range(times):
        placed(api, person(api, code), spot, days, 600, code=code, **more)


def test_a_region_is_counted_over_its_municipalities(api: Api) -> None:
    several(api, 4, "school")
    several(api, 3, "school", NEXT)

    whole = region_of(api, "activity")
    own = report(api, "activity")

    assert whole["atCount"]["people"] == 7
    assert (whole["atCount"]["hoursPerWeek"], whole["atCount"]["hoursPerPerson"]) == (70.0, 10.0)
    assert own["atCount"]["people"] == 4
    (row,) = whole["byOrganisationKind"]["items"]
    assert (row["code"], row["inPeriod"]["people"]) == ("school", 7)


def test_of_a_region_a_kind_with_four_people_is_not_told_nor_told_by_the_rest(api: Api) -> None:
    for sector, times in (("school", 4), ("sports_club", 6), ("playground", 9)):
        several(api, times, sector)

    whole, own = region_of(api, "activity"), report(api, "activity")

    told = whole["byOrganisationKind"]
    assert [row["code"] for row in told["items"]] == ["playground"]
    assert (told["leftOut"], whole["inPeriod"]["people"]) == (2, 19)
    assert len(own["byOrganisationKind"]["items"]) == 3
    assert own["byOrganisationKind"]["leftOut"] == 0


def test_of_a_region_few_people_on_a_day_are_not_told(api: Api) -> None:
    several(api, 6, "school", days=("2023-01-01", "2023-02-01"))
    several(api, 3, "school")

    whole = region_of(api, "activity")

    assert whole["inPeriod"]["people"] == 9
    assert whole["atCount"] == {}
    assert whole["byOrganisationKind"]["items"][0]["atCount"] == {}
    assert report(api, "activity")["atCount"]["people"] == 3


def test_of_a_region_the_hours_of_few_people_are_not_told(api: Api) -> None:
    several(api, 6, "school")
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE placement SET week_minutes = NULL WHERE id IN"
                " (SELECT id FROM placement LIMIT 2)"
            )
        )

    figures = region_of(api, "activity")["inPeriod"]

    assert figures == {"people": 6, "placements": 6}
    assert report(api, "activity")["inPeriod"]["hoursPerWeek"] == 40.0


def test_of_a_region_with_few_people_nothing_is_told(api: Api) -> None:
    ended = ("2023-01-01", "2023-05-31")
    several(api, 4, "school", days=ended, reason="moved", outcomes={0: "paid_work"})

    activity, departures, outcomes = (
        region_of(api, name) for name in ("activity", "departures", "outcomes")
    )

    assert (activity["inPeriod"], activity["byWork"]["items"]) == ({}, [])
    assert not {"people", "ended", "paidWork"} & departures.keys()
    assert (departures["items"], departures["leftOut"]) == ([], 1)
    assert ("people" in outcomes, outcomes["left"], outcomes["leftOut"]) == (False, [], 1)


REASONS: tuple[tuple[str, int, str | None], ...] = (
    ("moved", 9, None), ("moved", 6, "part_time_work"), ("paid_work", 7, None),
    ("too_heavy", 3, None), ("too_light", 6, None),
)  # fmt: skip


def test_of_a_region_small_reasons_and_outcomes_are_not_told(api: Api) -> None:
    for reason, times, outcome in REASONS:
        noted = None if outcome is None else {0: outcome}
        days = ("2023-01-01", "2023-05-31")
        several(api, times, "school", days=days, reason=reason, outcomes=noted)

    departures, outcomes = (region_of(api, name) for name in ("departures", "outcomes"))

    assert (departures["people"], departures["paidWork"], departures["leftOut"]) == (31, 13, 2)
    told = {row["reasonCode"]: row.get("paidWork") for row in departures["items"]}
    assert told == {"moved": 6, "paid_work": 7}
    left = {row.get("outcomeCode"): row["people"] for row in outcomes["left"]}
    assert left == {None: 18, "part_time_work": 6, "paid_work": 7}


def test_of_a_region_who_went_to_paid_work_is_not_told_of_few_nor_of_all_but_few(api: Api) -> None:
    days = ("2023-01-01", "2023-05-31")
    for reason, times, outcome in (("moved", 7, "paid_work"), ("moved", 2, "no_activity")):
        several(api, times, "school", days=days, reason=reason, outcomes={0: outcome})

    found = region_of(api, "departures")

    assert (found["people"], "paidWork" in found) == (9, False)
    assert [row.keys() for row in found["items"]] == [{"reasonCode", "people"}]


def test_of_a_region_parts_of_what_followed_are_told_only_where_none_is_small(api: Api) -> None:
    days = ("2023-01-01", "2023-05-31")
    for later, times in (("still_there", 6), ("unknown", 5)):
        several(api, times, "school", days=days, outcomes={0: "paid_work", 3: later})
    several(api, 2, "school", days=days, outcomes={0: "paid_work", 3: "unknown", 6: "unknown"})

    (row,) = region_of(api, "outcomes")["left"]

    three, six, twelve = row["later"]
    assert three == {
        "months": 3, "due": 13, "stillThere": 6, "elsewhere": 0, "unknown": 7, "notAsked": 0,
    }  # fmt: skip
    assert six == {"months": 6, "due": 13}
    assert twelve["notAsked"] == 13


def scored(api: Api, pairs: list[tuple[int, int]], code: str = OWN, **more: str) -> None:
    """Store loneliness before and after of new people."""
    row = text(
        "INSERT INTO wellbeing_score (id, municipality, candidate, moment, on_day, loneliness,"
        " self_reliance, made_by)"
        " VALUES (gen_random_uuid(), :code, :who, :moment, :day, :score, :other, 'test')"
    )
    for before, after in pairs:
        who = person(api, code)
        days = {"before": "2023-01-01", "after": "2023-06-30", **more}
        with api.pools.owner.begin() as connection:
            for moment, score in (("before", before), ("after", after)):
                values = {"code": code, "who": who, "moment": moment, "day": days[moment],
                          "score": score, "other": 3 if score > 3 else None}  # fmt: skip
                connection.execute(row, values)


TEN = [(5, 3), (4, 4), (6, 2), (3, 3), (2, 3), (5, 5), (4, 1), (6, 6), (5, 4), (1, 0)]


def test_the_mean_change_is_told_of_ten_people(api: Api) -> None:
    scored(api, TEN)

    found = report(api, "wellbeing")

    assert found["loneliness"] == {
        "suppressed": False, "people": 10, "before": 4.1, "after": 3.1, "change": -1.0
    }  # fmt: skip
    assert found["selfReliance"] == {"suppressed": True}
    assert found["fewestPeople"] == 10


def test_of_nine_people_nothing_is_told_and_that_is_said(api: Api) -> None:
    scored(api, TEN[:9])

    found = report(api, "wellbeing")

    assert found["loneliness"] == {"suppressed": True}


def test_a_region_is_told_over_its_municipalities_together(api: Api) -> None:
    scored(api, TEN[:5])
    scored(api, TEN[5:], NEXT)

    assert region_of(api, "wellbeing")["loneliness"]["people"] == 10
    for code in (OWN, NEXT):
        found = report(api, "wellbeing", municipality=code)
        assert found["loneliness"] == {"suppressed": True}


def test_only_who_was_scored_before_and_after_in_the_period_counts(api: Api) -> None:
    scored(api, TEN[:9])
    scored(api, [(6, 0)], after="2023-07-01")
    scored(api, [(6, 0)], before="2023-07-01")

    assert report(api, "wellbeing")["loneliness"] == {"suppressed": True}
    assert report(api, "wellbeing", "until=2023-07-01")["loneliness"]["people"] == 10


def test_of_several_scores_the_last_before_and_the_last_after_count(api: Api) -> None:
    scored(api, TEN)
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO wellbeing_score (id, municipality, candidate, moment, on_day,"
                " loneliness, made_by) SELECT gen_random_uuid(), municipality, candidate, moment,"
                " on_day - 20, 6 - loneliness, 'test' FROM wellbeing_score"
            )
        )

    assert report(api, "wellbeing")["loneliness"]["change"] == -1.0


def test_who_is_deleted_is_in_no_mean_any_more(api: Api) -> None:
    scored(api, TEN)
    with api.pools.owner.begin() as connection:
        who = connection.scalar(text("SELECT min(candidate) FROM wellbeing_score"))
    known = api.client.get(f"/v1/candidates/{who}", headers=api.bearer()).headers["etag"]

    api.client.delete(f"/v1/candidates/{who}", headers=api.bearer() | {"if-match": known})

    assert report(api, "wellbeing", HALF)["loneliness"] == {"suppressed": True}
