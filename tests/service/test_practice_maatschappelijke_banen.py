"""Maatschappelijke banen from its files to the plan, and the reports on half a year, over HTTP.

The history is that of the generator up to yesterday, with its people imported and its placements
written by the owner of the database. What reports say is counted again here, from the same rows.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, text

from examples.common.files import line_of, lines_of
from examples.common.outcome import Matched
from service.db.session import create_engine_for
from service.settings import ZONE
from tests.service.history import OUTCOME
from tests.service.practising import Practised, practised

if TYPE_CHECKING:
    from tests.conftest import Cluster

HISTORY = import_module("examples.maatschappelijke-banen.history")
TERM = timedelta(weeks=26)
DAY = timedelta(days=1)
#: The last day of the half year.
UNTIL = datetime.now(ZONE).date() - DAY
FIRST = UNTIL - TERM + DAY
PLACEMENT = text(
    "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy,"
    " coach_municipality, coach, guidance_minutes, coaching_minutes, start_day, end_day,"
    " week_minutes, end_reason, pinned, reason)"
    " VALUES (:id, :code, :candidate, :code, :vacancy, :code, 'c1', :guidance, :coaching, :start,"
    " :end, :minutes, :reason, false, 'agreed')"
)


@pytest.fixture(scope="module")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    with practised(cluster, tmp_path_factory.mktemp("state"), "maatschappelijke-banen") as made:
        yield made


@pytest.fixture(scope="module")
def run(served: Practised) -> Any:
    return served.run()


@pytest.fixture(scope="module")
def outcome(served: Practised, run: Any) -> Matched:
    return served.outcome(run)


@pytest.fixture(scope="module")
def stays(served: Practised, outcome: Matched) -> Sequence[Any]:
    """Store the history, after the first plan was read."""
    assert outcome.proposals
    drawn: Sequence[Any] = HISTORY.draw_history(1, UNTIL)
    served.import_lines("".join(line_of(one) for one in HISTORY.people(drawn)))
    with owner(served) as connection:
        for stay in drawn:
            store(connection, served.code, stay)
    return drawn


@contextmanager
def owner(served: Practised) -> Iterator[Connection]:
    engine = create_engine_for(served.owner)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def store(connection: Connection, code: str, stay: Any) -> None:
    made = {"id": uuid.uuid4(), "code": code}
    values = {
        "candidate": stay.candidate, "vacancy": stay.vacancy, "start": stay.start,
        "end": stay.end, "minutes": stay.week_minutes, "reason": stay.reason,
        "guidance": HISTORY.GUIDANCE, "coaching": HISTORY.COACHING,
    }  # fmt: skip
    connection.execute(PLACEMENT, made | values)
    if stay.outcome is not None:
        connection.execute(OUTCOME, made | {"months": 0, "said": stay.outcome})


def report(served: Practised, name: str, first: date = FIRST, last: date = UNTIL) -> Any:
    days = {"from": first.isoformat(), "until": last.isoformat()}
    return served.ask("GET", f"/reports/{name}", params=days)


def test_everybody_is_in_the_plan_once_and_its_own_number_is_kept(
    served: Practised, run: Any, outcome: Matched
) -> None:
    nowhere = [one["candidate"] for one in served.every(f"/match-runs/{run['id']}/unplaced")]

    placed = [one.candidate.partition("/")[2] for one in outcome.proposals]
    assert sorted(placed + nowhere) == sorted(p.reference for p in outcome.snapshot.candidates)
    check = served.practice.check(outcome)
    assert check.kept, check.told


def test_the_hours_of_the_guides_and_of_the_job_coach_run_out(run: Any) -> None:
    for kind in ("guidance", "coaching"):
        use = run["summary"]["resources"][kind]
        assert 0.95 * use["capacity"] <= use["used"] <= use["capacity"], kind


def test_the_reports_find_the_65_people_637_hours_and_41_people_to_which_the_history_is_drawn(
    served: Practised, stays: Sequence[Any]
) -> None:
    found = report(served, "activity")

    half, day = found["inPeriod"], found["atCount"]
    assert (half["people"], half["hoursPerWeek"], half["hoursPerPerson"]) == (65, 637.0, 9.8)
    assert (half["placements"], half["hoursNotKnown"]) == (67, 0)
    assert (day["people"], day["placements"]) == (41, 43)
    assert day["hoursPerWeek"] == hours(stay for stay in stays if stay.end >= UNTIL)
    assert day["hoursPerWeek"] < half["hoursPerWeek"]


def hours(stays: Any) -> float:
    return float(sum(stay.week_minutes for stay in stays)) / 60


def test_hours_are_told_by_kind_of_organisation(
    served: Practised, stays: Sequence[Any], outcome: Matched
) -> None:
    rows = report(served, "activity")["byOrganisationKind"]["items"]

    told = {
        row["code"]: (row["inPeriod"]["hoursPerWeek"], row["atCount"]["people"]) for row in rows
    }
    sector = {
        name.partition("/")[2]: outcome.house_of(v).sector for name, v in outcome.places.items()
    }
    for kind, (by_week, there) in told.items():
        of_kind = [stay for stay in stays if sector[stay.vacancy] == kind]
        assert by_week == pytest.approx(hours(of_kind), abs=0.051)
        assert there == len({stay.candidate for stay in of_kind if stay.end >= UNTIL})
    assert set(told) == {"playground", "sports_club", "youth_organisation", "school"}


@pytest.mark.parametrize(("first", "last"), [(-26, -13), (-20, -10), (-4, -1), (-60, -26), (-1, 0)])
def test_any_other_period_is_counted_from_the_same_rows(
    served: Practised, stays: Sequence[Any], first: int, last: int
) -> None:
    since, until = UNTIL + timedelta(weeks=first), UNTIL + timedelta(weeks=last)
    there = [stay for stay in stays if stay.start <= until and stay.end >= since]
    gone = [stay for stay in there if stay.end <= until]

    active = report(served, "activity", since, until)["inPeriod"]
    departed = report(served, "departures", since, until)
    left = report(served, "outcomes", since, until)["left"]

    assert active["people"] == len({stay.candidate for stay in there})
    assert active["hoursPerWeek"] == pytest.approx(hours(there), abs=0.051)
    assert departed["people"] == len(gone)
    said = {row.get("outcomeCode"): row["people"] for row in left}
    assert said == Counter(stay.outcome for stay in gone)


def test_the_evaluation_says_where_people_went_in_the_categories_of_the_practice(
    served: Practised, stays: Sequence[Any]
) -> None:
    assert stays
    found, departed = report(served, "outcomes"), report(served, "departures")

    left = {row.get("outcomeCode"): row["people"] for row in found["left"]}
    assert found["people"] == 65
    assert sum(row["people"] for row in found["inPlace"]) == 41
    assert left["paid_work"] + left["learn_work"] == 5
    assert left == {
        "paid_work": 3, "learn_work": 2, "part_time_work": 1, "volunteering": 9, "care_path": 2,
        "no_activity": 3, "unknown": 2, None: 2,
    }  # fmt: skip
    reasons = {row.get("reasonCode"): (row["people"], row["paidWork"]) for row in departed["items"]}
    # Of three who left for a course, one has a part-time job beside it.
    assert (reasons["education"], reasons["paid_work"]) == ((3, 1), (3, 3))


def test_one_record_changed_changes_the_figure(served: Practised, stays: Sequence[Any]) -> None:
    name = stays[-1].candidate
    (made,) = served.ask("GET", "/placements", params={"candidate": name})["items"]
    longer = {"weekMinutes": stays[-1].week_minutes + 60}

    served.ask("POST", f"/placements/{made['id']}/hours", json=longer)
    served.ask("POST", f"/placements/{made['id']}/outcomes", json={"outcomeCode": "paid_work"})
    changed = report(served, "activity")["inPeriod"]
    left = {row.get("outcomeCode"): row["people"] for row in report(served, "outcomes")["left"]}
    as_it_was = {"weekMinutes": stays[-1].week_minutes}
    served.ask("POST", f"/placements/{made['id']}/hours", json=as_it_was)
    with owner(served) as connection:
        connection.execute(text("DELETE FROM outcome WHERE placement_id = :id"), {"id": made["id"]})

    assert (changed["people"], changed["hoursPerWeek"]) == (65, 638.0)
    assert (left["paid_work"], left[None]) == (4, 1)
    assert report(served, "activity")["inPeriod"]["hoursPerWeek"] == 637.0


def test_running_places_take_seats_and_hours_and_after_26_weeks_these_are_free(
    served: Practised, run: Any, stays: Sequence[Any]
) -> None:
    """For few others a place is looked for meanwhile, which is quick, and takes nothing away."""
    exempt = {"exempt": {"start": FIRST.isoformat(), "end": (UNTIL + 2 * TERM).isoformat()}}
    people = (line for _, line in lines_of(served.practice.folder) if line["type"] == "candidate")
    served.import_lines("".join(line_of(one | exempt) for one in people if not wants_two(one)))
    there = [stay for stay in stays if stay.end >= UNTIL]

    now, later = (served.run(day)["summary"]["resources"] for day in (UNTIL, UNTIL + TERM))

    whole = run["summary"]["resources"]
    held = {"seats": 1, "guidance": HISTORY.GUIDANCE, "coaching": HISTORY.COACHING}
    for kind, each in held.items():
        assert now[kind]["capacity"] == whole[kind]["capacity"] - each * len(there), kind
        assert later[kind]["capacity"] == whole[kind]["capacity"], kind


def wants_two(line: Mapping[str, Any]) -> bool:
    return bool(line.get("placesWanted") == 2)


def test_somebody_has_two_places_of_half_a_year_and_not_a_third(
    served: Practised, outcome: Matched, stays: Sequence[Any]
) -> None:
    assert stays
    wanting = [p.reference for p in outcome.snapshot.candidates if p.places_wanted == 2]
    name, first = next((name, found[0]) for name in wanting if (found := suggested(served, name)))
    accept(served, name, first["vacancy"])
    second = suggested(served, name)[0]
    accept(served, name, second["vacancy"])

    placed = served.ask("GET", "/placements", params={"candidate": name})["items"]
    assert {one["vacancy"] for one in placed} == {first["vacancy"], second["vacancy"]}
    for one in placed:
        assert date.fromisoformat(one["end"]) - date.fromisoformat(one["start"]) == TERM - DAY
    assert suggested(served, name) == []


def suggested(served: Practised, name: str) -> Any:
    found = served.ask("POST", "/matches", json={"candidate": name})["suggestions"]
    return [one for one in found if one["kind"] in {"volunteering", "social_activation"}]


def accept(served: Practised, name: str, vacancy: str) -> None:
    body = {"source": "own", "candidate": name, "vacancy": vacancy}
    proposal = served.ask("POST", "/proposals", json=body)
    decision = {"decision": "accepted", "reasonCode": "best_fit", "motivation": "In overleg"}
    served.ask("POST", f"/proposals/{proposal['id']}/decision", json=decision)
