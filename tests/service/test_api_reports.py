"""Reports over a history computed by hand; one record changed, and the figure changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.service.api_client import Api, told
from tests.service.deciding import get, post
from tests.service.history import placed
from tests.service.tenancy import FAR, NEXT, OWN

NUMBER = itertools.count()
REGION = "AM09"
#: Half a year of 181 days.
HALF = "from=2023-01-01&until=2023-06-30"
SECTORS = ("playground", "sports_club", "school")


@pytest.fixture(autouse=True)
def empty(api: Api) -> Iterator[None]:
    """Begin and end each test with no history at all."""
    forget(api)
    yield
    forget(api)


def forget(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        for table in ("placement", "wellbeing_score"):
            connection.execute(text(f"DELETE FROM {table}"))


def put(api: Api, path: str, reference: str, code: str = OWN, **body: Any) -> None:
    answer = api.client.put(
        f"/v1/{path}/{reference}",
        json={"reference": reference, **body},
        headers=api.bearer(municipality=code),
    )
    assert answer.status_code == 201, answer.text


def person(api: Api, code: str = OWN) -> str:
    name = f"r-{next(NUMBER)}"
    put(api, "candidates", name, code)
    return name


def place(api: Api, sector: str, code: str = OWN, **more: Any) -> str:
    """Store a new place of an organisation of a kind; give its reference."""
    name = f"{sector}-{next(NUMBER)}"
    put(api, "organisations", f"o-{name}", code, sector=sector)
    kind = {"kind": "volunteering", "seats": 500, "work": "odd_jobs", "needsCoach": False}
    put(api, "vacancies", name, code, organisation=f"o-{name}", **{**kind, **more})
    return name


def report(api: Api, name: str, query: str = HALF, **who: Any) -> dict[str, Any]:
    answer = get(api, f"reports/{name}?{query}", **who)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def region_of(api: Api, name: str, query: str = HALF) -> dict[str, Any]:
    return report(api, name, query, scopes=["reports:read"], region=REGION)


def rows_of(breakdown: dict[str, Any], part: str, field: str) -> dict[str, Any]:
    return {row["code"]: row[part].get(field) for row in breakdown["items"]}


def the_source(api: Api) -> dict[str, str]:
    """Store the half year of 65 people, each for 9.8 hours a week (588 minutes).

    41 are there on 30 June; 24 ended before: on 31 March. 20 of the 65 are at a playground, 25 at
    a sports club, 20 at a school; of each kind 8 ended.
    """
    places = {sector: place(api, sector) for sector in SECTORS}
    sizes = dict(zip(SECTORS, (20, 25, 20), strict=True))
    made = {}
    for sector, size in sizes.items():
        for number in range(size):
            days = ("2023-01-01", "2023-03-31" if number < 8 else None)
            who = person(api)
            made[who] = placed(api, who, places[sector], days, 588)
    return made


def test_a_half_year_of_65_people_is_637_hours_and_one_day_of_it_41_people(api: Api) -> None:
    the_source(api)

    found = report(api, "activity")

    assert found["inPeriod"] == {
        "people": 65, "placements": 65, "hoursPerWeek": 637.0, "hoursPerPerson": 9.8,
        "hoursNotKnown": 0,
        # 41 people all 181 days, 24 people the first 90: 9.8 × (41 × 181 + 24 × 90) / 181.
        "meanHoursPerWeek": 518.75,
    }  # fmt: skip
    assert found["atCount"] == {
        "people": 41, "placements": 41, "hoursPerWeek": 401.8, "hoursPerPerson": 9.8,
        "hoursNotKnown": 0,
    }  # fmt: skip
    assert (found["from"], found["until"], found["on"]) == (
        "2023-01-01",
        "2023-06-30",
        "2023-06-30",
    )
    by_sector = found["byOrganisationKind"]
    assert rows_of(by_sector, "inPeriod", "hoursPerWeek") == {
        "playground": 196.0, "school": 196.0, "sports_club": 245.0
    }  # fmt: skip
    assert rows_of(by_sector, "atCount", "people") == {
        "playground": 12, "school": 12, "sports_club": 17
    }  # fmt: skip
    assert rows_of(found["byWork"], "inPeriod", "people") == {"odd_jobs": 65}
    assert rows_of(found["byPlacementKind"], "inPeriod", "people") == {"volunteering": 65}
    assert [found[name]["leftOut"] for name in found if name.startswith("by")] == [0, 0, 0]


def test_one_record_changed_changes_the_figure(api: Api) -> None:
    who, placement = next(iter(the_source(api).items()))
    before = report(api, "activity")["inPeriod"]

    assert post(api, f"placements/{placement}/hours", {"weekMinutes": 648}).status_code == 200
    longer = report(api, "activity")
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM placement WHERE candidate = :who"), {"who": who})
    fewer = report(api, "activity")["inPeriod"]

    assert (before["hoursPerWeek"], before["hoursPerPerson"]) == (637.0, 9.8)
    assert longer["inPeriod"]["hoursPerWeek"] == 638.0
    assert rows_of(longer["byOrganisationKind"], "inPeriod", "hoursPerWeek")["playground"] == 197.0
    assert longer["atCount"]["hoursPerWeek"] == 401.8
    assert (fewer["people"], fewer["hoursPerWeek"]) == (64, 627.2)


def test_another_day_of_the_period_counts_who_was_there_then(api: Api) -> None:
    the_source(api)

    first, last, after = (
        report(api, "activity", f"{HALF}&on={day}")["atCount"]["people"]
        for day in ("2023-01-01", "2023-03-31", "2023-04-01")
    )

    assert (first, last, after) == (65, 65, 41)


def test_a_period_counts_its_first_and_its_last_day_and_no_other(api: Api) -> None:
    spot = place(api, "school")
    for days in (("2023-02-01", "2023-02-10"), (None, "2023-02-10"), ("2023-02-01", None)):
        placed(api, person(api), spot, days, 60)

    def people(query: str) -> int:
        return int(report(api, "activity", query)["inPeriod"]["people"])

    assert people("from=2023-02-10&until=2023-02-28") == 3
    assert people("from=2023-02-11&until=2023-02-28") == 1
    assert people("from=2023-01-01&until=2023-02-01") == 3
    assert people("from=2023-01-01&until=2023-01-31") == 1


def test_who_has_two_places_is_one_person_with_the_hours_of_both(api: Api) -> None:
    who = person(api)
    placed(api, who, place(api, "school"), ("2023-01-01", None), 300)
    placed(api, who, place(api, "sports_club"), ("2023-01-01", None), 180)

    found = report(api, "activity")

    assert found["atCount"] == {
        "people": 1, "placements": 2, "hoursPerWeek": 8.0, "hoursPerPerson": 8.0,
        "hoursNotKnown": 0,
    }  # fmt: skip
    assert rows_of(found["byOrganisationKind"], "atCount", "people") == {
        "school": 1,
        "sports_club": 1,
    }


def test_hours_that_are_not_known_are_counted_as_such_and_guessed_nowhere(api: Api) -> None:
    spot = place(api, "school")
    placed(api, person(api), spot, ("2023-01-01", None), 600)
    placed(api, person(api), spot, ("2023-01-01", None), None)

    figures = report(api, "activity")["atCount"]

    assert (figures["people"], figures["hoursNotKnown"]) == (2, 1)
    assert (figures["hoursPerWeek"], figures["hoursPerPerson"]) == (10.0, 10.0)


def test_kept_places_and_those_that_never_began_are_not_counted(api: Api) -> None:
    spot = place(api, "school")
    placed(api, person(api), spot, ("2023-01-01", None), 600, pinned=True)
    placed(api, person(api), spot, ("2023-02-01", "2023-01-31"), 600)

    found = report(api, "activity")

    assert (found["inPeriod"]["people"], found["byWork"]["items"]) == (0, [])
    assert report(api, "departures")["people"] == 0


def test_without_days_everything_up_to_today_is_counted(api: Api) -> None:
    today = api.settings.today()
    spot = place(api, "school")
    placed(api, person(api), spot, ("2020-01-01", "2020-02-01"), 60)
    placed(api, person(api), spot, (today.isoformat(), None), 60)
    placed(api, person(api), spot, ((today + timedelta(days=1)).isoformat(), None), 60)

    found = report(api, "activity", "")

    assert (found["inPeriod"]["people"], found["atCount"]["people"]) == (2, 1)
    assert ("from" in found, found["until"]) == (False, today.isoformat())
    assert "meanHoursPerWeek" not in found["inPeriod"]


def test_who_left_is_counted_by_reason_with_who_went_to_paid_work(api: Api) -> None:
    spot = place(api, "school")
    for reason, outcome, times in (
        ("moved", None, 3),
        ("moved", "part_time_work", 1),
        ("elsewhere", None, 2),
        ("paid_work", None, 4),
        ("paid_work", "learn_work", 1),
        (None, "paid_work", 2),
        ("other", None, 1),
        (None, None, 5),
    ):
        noted = {} if outcome is None else {0: outcome}
        for _ in range(times):
            days = ("2022-05-01", "2023-06-30")
            placed(api, person(api), spot, days, reason=reason, outcomes=noted)
    placed(api, person(api), spot, ("2022-05-01", "2023-07-01"), reason="moved")
    placed(api, person(api), spot, ("2022-05-01", "2022-12-31"), reason="moved")

    found = report(api, "departures")

    reasons = {row.get("reasonCode"): (row["people"], row["paidWork"]) for row in found["items"]}
    assert reasons == {
        "elsewhere": (2, 0), "moved": (4, 1), "other": (1, 0), "paid_work": (5, 4), None: (7, 2)
    }  # fmt: skip
    assert (found["ended"], found["people"], found["paidWork"]) == (19, 19, 7)
    left = {row.get("outcomeCode"): row["people"] for row in report(api, "outcomes")["left"]}
    assert left == {
        "elsewhere": 2, "learn_work": 1, "paid_work": 6, "part_time_work": 1, None: 9
    }  # fmt: skip


def test_who_goes_on_in_another_place_has_not_left(api: Api) -> None:
    spot = place(api, "school")
    mover, stayer, back = person(api), person(api), person(api)
    placed(api, mover, spot, ("2023-01-01", "2023-03-31"), reason="elsewhere")
    placed(api, mover, spot, ("2023-04-01", None))
    placed(api, stayer, spot, ("2023-01-01", "2023-03-31"), reason="too_heavy")
    placed(api, stayer, spot, ("2022-01-01", None))
    for days in (("2023-01-01", "2023-02-28"), ("2023-03-02", "2023-04-30")):
        placed(api, back, spot, days, reason="moved")

    found = report(api, "departures")

    assert (found["ended"], found["people"]) == (4, 1)
    assert [(row["reasonCode"], row["people"]) for row in found["items"]] == [("moved", 1)]


def test_what_will_end_has_not_ended(api: Api) -> None:
    today = api.settings.today()
    spot = place(api, "school")
    for ahead in (0, 1):
        last = (today + timedelta(days=ahead)).isoformat()
        placed(api, person(api), spot, ("2023-01-01", last), reason="moved")

    found = report(api, "departures", "from=2023-01-01&until=2099-01-01")

    assert (found["people"], found["until"]) == (1, today.isoformat())


def laborijn(api: Api) -> None:
    """Store people of each of the practice's categories, in small."""
    spot, course = place(api, "school"), place(api, "other", kind="route", work="language_course")
    gone: dict[str | None, int] = {
        "off_benefit": 8, "part_time_work": 15, "volunteering": 3, "informal_care": 4,
        "care_path": 2, None: 1,
    }  # fmt: skip
    for outcome, times in gone.items():
        for number in range(times):
            noted: dict[int, str] = {} if outcome is None else {0: outcome}
            if outcome == "part_time_work":
                later = {0: "still_there", 1: "part_time_work", 2: "paid_work", 3: "unknown"}
                noted |= {3: later[number]} if number in later else {}
            days = ("2022-05-01", "2023-05-31")
            placed(api, person(api), course, days, reason="term_over", outcomes=noted)
    for vacancy, times in ((spot, 6), (course, 2)):
        for _ in range(times):
            placed(api, person(api), vacancy, ("2023-03-01", None))


def test_everybody_is_counted_once_by_the_practices_own_categories(api: Api) -> None:
    laborijn(api)

    found = report(api, "outcomes")

    assert found["people"] == 41
    left = {row.get("outcomeCode"): row["people"] for row in found["left"]}
    assert left == {
        "off_benefit": 8, "part_time_work": 15, "volunteering": 3, "informal_care": 4,
        "care_path": 2, None: 1,
    }  # fmt: skip
    in_place = {(row["kind"], row.get("work")): row["people"] for row in found["inPlace"]}
    assert in_place == {("volunteering", None): 6, ("route", "language_course"): 2}


def test_it_is_followed_where_people_are_later(api: Api) -> None:
    laborijn(api)

    (row,) = (
        row for row in report(api, "outcomes")["left"] if row.get("outcomeCode") == "part_time_work"
    )

    by_month = {one["months"]: one for one in row["later"]}
    assert by_month[3] == {
        "months": 3, "due": 15, "stillThere": 2, "elsewhere": 1, "unknown": 1, "notAsked": 11,
    }  # fmt: skip
    assert [by_month[months]["notAsked"] for months in (6, 12)] == [15, 15]


def test_a_month_that_has_not_come_is_not_due(api: Api) -> None:
    today = api.settings.today()
    last = (today - timedelta(days=100)).isoformat()
    placed(api, person(api), place(api, "school"), ("2022-01-01", last), outcomes={0: "paid_work"})

    (row,) = report(api, "outcomes", "from=2022-01-01")["left"]

    assert [one["due"] for one in row["later"]] == [1, 0, 0]


def test_an_outcome_changed_changes_the_report(api: Api) -> None:
    spot = place(api, "school")
    made = placed(api, person(api), spot, ("2022-05-01", "2023-05-31"), reason="moved")
    before = report(api, "outcomes")["left"]

    body = {"outcomeCode": "informal_care"}
    assert post(api, f"placements/{made}/outcomes", body).status_code == 200

    assert "outcomeCode" not in before[0]
    assert report(api, "outcomes")["left"][0]["outcomeCode"] == "informal_care"


def test_a_municipalitys_own_code_counts_as_what_it_says(api: Api) -> None:
    code = {"code": "temping", "uses": ["outcome"], "dutch": "Uitzend", "english": "Temping"}
    post(api, "reason-codes", code | {"countsAs": "paid_work"})
    spot = place(api, "school")
    placed(api, person(api), spot, ("2022-05-01", "2023-05-31"), outcomes={0: "temping"})

    assert report(api, "outcomes")["left"][0]["outcomeCode"] == "paid_work"
    assert report(api, "departures")["paidWork"] == 1


def test_advices_of_the_period_are_counted(api: Api) -> None:
    spot = place(api, "school", kind="work_experience")
    today = api.settings.today().isoformat()
    for advice in ("buddy", "buddy", "mental_health_care"):
        made = placed(api, person(api), spot, ("2023-01-01", None))
        body = {"doneOn": today, "doneBy": "broker", "advice": advice}
        assert post(api, f"placements/{made}/reviews", body).status_code == 201

    found = report(api, "outcomes", f"from={today}")
    earlier = report(api, "outcomes")

    assert found["advices"] == [
        {"advice": "buddy", "people": 2}, {"advice": "mental_health_care", "people": 1}
    ]  # fmt: skip
    assert earlier["advices"] == []


NAMES = ("activity", "departures", "outcomes", "wellbeing")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-12-01&until=2026-11-30", "until"),
        ("from=soon", "from"),
        ("until=2026-02-30", "until"),
        ("since=2026-01-01", "since"),
    ],
)
def test_days_that_cannot_be_are_refused(api: Api, name: str, query: str, field: str) -> None:
    answer = get(api, f"reports/{name}?{query}")

    assert (answer.status_code, set(told(answer))) == (400, {field})


@pytest.mark.parametrize("on", ["2022-12-31", "2023-07-01"])
def test_a_day_outside_the_period_is_refused(api: Api, on: str) -> None:
    answer = get(api, f"reports/activity?{HALF}&on={on}")

    assert (answer.status_code, set(told(answer))) == (400, {"on"})


@pytest.mark.parametrize("name", NAMES)
def test_another_municipality_and_region_counts_nothing_of_it(api: Api, name: str) -> None:
    laborijn(api)
    mine, empty_next = (report(api, name, municipality=code) for code in (OWN, NEXT))
    far = report(api, name, municipality=FAR)
    far_region = report(api, name, scopes=["reports:read"], region="AM10")

    assert empty_next == far
    assert {k: v for k, v in far_region.items() if k != "people"} == {
        k: v for k, v in far.items() if k != "people"
    }
    assert (mine == far) == (name == "wellbeing")


@pytest.mark.parametrize("name", [*NAMES, "deviations", "decision-times"])
def test_who_saw_a_report_is_noted(api: Api, name: str) -> None:
    report(api, name, "from=2023-01-01", subject=f"reader-of-{name}")

    (event,) = (
        one
        for one in get(api, f"audit-events?kind={name.replace('-', '_')}_reported").json()["items"]
        if one["subject"] == f"reader-of-{name}"
    )

    assert event["municipality"] == OWN
    assert not {"object", "candidate", "words"} & event.keys()


@pytest.mark.parametrize("name", [*NAMES, "deviations"])
def test_a_municipality_that_is_not_known_here_is_refused(api: Api, name: str) -> None:
    assert get(api, f"reports/{name}", municipality="GM9999").status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_who_saw_a_report_of_the_region_is_noted_for_the_region(api: Api, name: str) -> None:
    region_of(api, name)

    scopes = ["audit:read"]
    seen = get(api, f"audit-events?kind={name}_reported", scopes=scopes, region=REGION).json()

    assert "municipality" not in seen["items"][0]
