"""In Balans from its files to the stored plan, over HTTP and through the worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from examples.common.outcome import Matched
from solver.codes import Kind, Wish
from tests.service.practising import Practised, practised

if TYPE_CHECKING:
    from tests.conftest import Cluster


@pytest.fixture(scope="module")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    with practised(cluster, tmp_path_factory.mktemp("state"), "in-balans") as made:
        yield made


@pytest.fixture(scope="module")
def run(served: Practised) -> Any:
    return served.run()


@pytest.fixture(scope="module")
def outcome(served: Practised, run: Any) -> Matched:
    return served.outcome(run)


def test_everybody_is_in_the_plan_once(served: Practised, run: Any, outcome: Matched) -> None:
    nowhere = [one["candidate"] for one in served.every(f"/match-runs/{run['id']}/unplaced")]

    placed = [one.candidate.partition("/")[2] for one in outcome.proposals]
    assert sorted(placed + nowhere) == sorted(p.reference for p in outcome.snapshot.candidates)


def test_the_stored_plan_keeps_its_own_number(served: Practised, outcome: Matched) -> None:
    check = served.practice.check(outcome)

    assert check.kept, check.told


def test_the_house_is_full_and_no_more(outcome: Matched, run: Any) -> None:
    (house,) = outcome.organisations.values()

    total = run["summary"]["resources"]["total"]
    assert total == {"capacity": house.total_seats, "used": len(outcome.proposals)}
    assert total["used"] == total["capacity"]


def test_who_would_rather_not_is_told_so(outcome: Matched) -> None:
    unwilling = {
        one.candidate
        for one in outcome.proposals
        for name in one.vacancies
        if outcome.people[one.candidate].preferences.work.get(outcome.places[name].work)
        is Wish.RATHER_NOT
    }

    assert unwilling
    assert unwilling == {one.candidate for one in outcome.proposals if one.rather_not}


def test_an_internship_is_not_offered_where_the_recognition_ended_yesterday(
    served: Practised, outcome: Matched
) -> None:
    late = [p.reference for p in outcome.snapshot.candidates if p.crebo == "25498"]

    lists = [served.ask("POST", "/matches", json={"candidate": name}) for name in late]

    kinds = {one["kind"] for found in lists for one in found["suggestions"]}
    assert len(late) == 2
    assert Kind.INTERNSHIP not in kinds


def test_a_file_that_excel_made_is_taken_and_one_in_doubt_is_told_by_row(
    served: Practised, outcome: Matched
) -> None:
    assert outcome.proposals  # the plan was read first: these files add places
    tired = served.practice.folder / "tired"
    csv = {"content-type": "text/csv"}

    def sent(name: str) -> Any:
        return served.ask("POST", "/imports", content=(tired / name).read_bytes(), headers=csv)

    good, doubtful = sent("1-uit-excel.csv"), sent("3-met-fouten.csv")

    assert (good["accepted"], good["refused"]) == (2, 0)
    assert doubtful["accepted"] == 0
    assert {error["line"] for error in doubtful["errors"]} == {2, 3, 4, 5, 6, 7, 8}


def test_a_paid_assignment_is_a_place_from_a_day_to_a_day(outcome: Matched) -> None:
    paid = [place for place in outcome.places.values() if place.period.end]

    taken = {name for one in outcome.proposals for name in one.vacancies}
    assert len(paid) == 10
    assert any(f"{place.municipality}/{place.reference}" in taken for place in paid)
    for one in outcome.proposals:
        for name in one.vacancies:
            assert outcome.places[name].period.holds(one.start)
