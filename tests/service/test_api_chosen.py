"""What was chosen in place of what was shown, why, and how long people looked at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.service.api_client import Api, told
from tests.service.deciding import (
    decide,
    get,
    place,
    propose,
    proposed,
    proposed_by_run,
    put,
    runs_at,
)
from tests.service.tenancy import NEXT
from tests.service.weighing import Administrator

#: Ways to read a proposal of a run, by its id and that of the run.
READINGS: tuple[Callable[[str, str], str], ...] = (
    lambda proposal, _: f"proposals/{proposal}",
    lambda *_: "proposals?pageSize=200",
    lambda _, run: f"match-runs/{run}/proposals",
)


def moment(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def run_of(api: Api, proposal: str) -> str:
    query = text("SELECT run_id FROM proposal WHERE id = :id")
    with api.pools.owner.begin() as connection:
        return str(connection.scalar(query, {"id": proposal}))


def shown_at(api: Api, proposal: str) -> datetime | None:
    """Give when a proposal was first shown, without reading it as people do."""
    query = text("SELECT shown_at FROM proposal WHERE id = :id")
    with api.pools.owner.begin() as connection:
        found: datetime | None = connection.scalar(query, {"id": proposal})
    return found


def changed(api: Api, statement: str, **values: Any) -> None:
    with api.pools.owner.begin() as connection:
        assert connection.execute(text(statement), values).rowcount == 1


def test_a_place_of_a_short_list_keeps_its_rank_and_when_the_list_was_shown(
    api: Api, names: tuple[str, str]
) -> None:
    shown = moment(hours=1)

    proposal = proposed(api, *names, source="shortList", rank=3, shownAt=shown)
    done = decide(api, proposal, "accepted").json()

    assert (done["rank"], datetime.fromisoformat(done["shownAt"])) == (
        3,
        datetime.fromisoformat(shown),
    )
    assert 3600 <= done["decisions"][0]["secondsSinceShown"] < 3700
    assert "secondsSincePublished" not in done["decisions"][0]


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        ({"source": "own", "rank": 1}, {"rank"}),
        ({"source": "own", "rank": 1, "shownAt": "2026-11-01T10:00:00Z"}, {"rank", "shownAt"}),
        ({"source": "shortList", "rank": 0}, {"rank"}),
        ({"source": "shortList", "rank": 21}, {"rank"}),
        ({"source": "shortList", "rank": "1"}, {"rank"}),
        ({"source": "shortList", "shownAt": "2026-11-01T10:00:00"}, {"shownAt"}),
        ({"source": "shortList", "shownAt": 1_790_000_000}, {"shownAt"}),
        ({"source": "shortList", "shownAt": "0001-01-01T00:00:00+14:00"}, {"shownAt"}),
        ({"source": "shortList", "shownAt": "9999-12-31T23:59:59-14:00"}, {"shownAt"}),
        ({"source": "shortList", "shownAt": moment(days=366)}, {"shownAt"}),
        ({"source": "shortList", "shownAt": moment(hours=-10), "coach": "nobody"},
         {"shownAt", "coach"}),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_a_short_list_is_refused(
    api: Api, names: tuple[str, str], listed: dict[str, Any], wrong: set[str]
) -> None:
    answer = propose(api, *names, **listed)

    assert answer.status_code == 400
    assert told(answer).keys() == wrong
    assert get(api, f"proposals?candidate={names[0]}").json()["items"] == []


def test_a_clock_that_is_a_little_fast_shows_nothing_in_the_future(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names, source="shortList", shownAt=moment(seconds=-40))

    (decision,) = decide(api, proposal, "accepted").json()["decisions"]

    assert decision["secondsSinceShown"] < 30


@pytest.mark.parametrize("source", ["own", "shortList"])
def test_what_is_chosen_in_place_of_a_plans_proposal_says_which_and_why(
    api: Api, names: tuple[str, str], source: str
) -> None:
    person, vacancy = names
    place(api, f"plan-{vacancy}")
    planned = proposed_by_run(api, person, f"plan-{vacancy}")
    chosen = proposed(api, person, vacancy, source=source)

    without = decide(api, chosen, "accepted")
    done = decide(api, chosen, "accepted", reasonCode="wish_of_person")

    assert without.status_code == 400
    assert told(without) == {
        "reasonCode": "a code of /v1/reason-codes for accepted: the plan proposes otherwise"
    }
    (decision,) = done.json()["decisions"]
    assert (decision["insteadOf"], decision["reasonCode"]) == (planned, "wish_of_person")
    assert get(api, f"proposals/{planned}").json()["status"] == "superseded"
    assert len(runs_at(api, person)) == 1


def test_what_is_chosen_beside_a_plans_proposal_is_not_in_its_place(api: Api) -> None:
    put(api, "candidates", "wants-two", placesWanted=2)
    for name in ("first-of-two", "second-of-two"):
        place(api, name)
    planned = proposed_by_run(api, "wants-two", "first-of-two")
    chosen = proposed(api, "wants-two", "second-of-two")

    done = decide(api, chosen, "accepted")

    assert done.status_code == 200, done.text
    assert "insteadOf" not in done.json()["decisions"][0]
    assert get(api, f"proposals/{planned}").json()["status"] == "open"


@pytest.mark.parametrize("plan", ["published", "draft"])
def test_the_same_place_as_the_plan_proposes_needs_no_reason_nor_does_a_draft(
    api: Api, names: tuple[str, str], plan: str
) -> None:
    person, vacancy = names
    place(api, f"draft-{vacancy}")
    proposed_by_run(api, person, f"draft-{vacancy}" if plan == "draft" else vacancy, plan=plan)

    done = decide(api, proposed(api, person, vacancy), "accepted")

    assert done.status_code == 200, done.text
    assert "insteadOf" not in done.json()["decisions"][0]


@pytest.mark.parametrize("reading", READINGS)
def test_a_proposal_of_a_plan_is_shown_when_it_is_first_read(
    api: Api, names: tuple[str, str], reading: Callable[[str, str], str]
) -> None:
    proposal = proposed_by_run(api, *names)
    path = reading(proposal, run_of(api, proposal))
    before = shown_at(api, proposal)

    read = get(api, path, subject="first")
    first = shown_at(api, proposal)
    get(api, path, subject="second")

    assert read.status_code == 200
    assert before is None
    assert first is not None
    assert shown_at(api, proposal) == first


@pytest.mark.parametrize("reading", READINGS)
def test_a_draft_is_shown_to_nobody_nor_what_another_municipality_reads(
    api: Api, names: tuple[str, str], reading: Callable[[str, str], str]
) -> None:
    draft = proposed_by_run(api, names[0], names[1], plan="draft")
    put(api, "candidates", f"{names[0]}-b")
    published = proposed_by_run(api, f"{names[0]}-b", names[1])

    get(api, reading(draft, run_of(api, draft)))
    get(api, reading(published, run_of(api, published)), municipality=NEXT)

    assert shown_at(api, draft) is None
    assert reading is READINGS[1] or shown_at(api, published) is None


def test_reading_waits_for_nobody_who_decides_at_that_moment(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed_by_run(api, *names)
    hold = text("SELECT FROM proposal WHERE id = :id FOR UPDATE")

    with api.pools.owner.begin() as connection:
        connection.execute(hold, {"id": proposal})
        read = get(api, f"proposals/{proposal}")

    assert read.status_code == 200
    assert shown_at(api, proposal) is None


def test_a_decision_says_how_long_after_it_was_shown_and_after_its_plan_was_published(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed_by_run(api, *names)
    get(api, f"proposals/{proposal}")
    earlier = "UPDATE {} SET {}_at = now() - CAST(:ago AS interval) WHERE id = :id"
    changed(api, earlier.format("proposal", "shown"), id=proposal, ago="90 minutes")
    changed(api, earlier.format("match_run", "published"), id=run_of(api, proposal), ago="10 hours")

    introduced, accepted = (
        decide(api, proposal, decision).json()["decisions"][-1]
        for decision in ("introduced", "accepted")
    )

    for decision in (introduced, accepted):
        assert 5_400 <= decision["secondsSinceShown"] < 5_500
        assert 36_000 <= decision["secondsSincePublished"] < 36_100


def test_what_nobody_has_read_was_not_shown_though_it_was_published(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed_by_run(api, *names)
    published = "UPDATE match_run SET published_at = now() WHERE id = :id"
    changed(api, published, id=run_of(api, proposal))

    (decision,) = decide(api, proposal, "declined", reasonCode="too_far").json()["decisions"]
    get(api, f"proposals/{proposal}")

    assert "secondsSinceShown" not in decision
    assert decision["secondsSincePublished"] >= 0
    assert shown_at(api, proposal) is None


def test_where_a_rule_asks_for_a_motivation_nothing_is_accepted_without(api: Api) -> None:
    put(api, "candidates", "speaks-little", dutch="A1")
    place(api, "asks-b1", dutch="B1")
    drafter, other = Administrator(api, "drafter"), Administrator(api, "approver")
    version = drafter.activated(other, {"modes": {"language": "motivate"}, "minimumFit": 0})
    proposal = proposed(api, "speaks-little", "asks-b1")

    without, blank = (
        decide(api, proposal, "accepted", **said) for said in ({}, {"motivation": " "})
    )
    done = decide(api, proposal, "accepted", motivation="Er is een tolk op de werkvloer.")
    drafter.step(version, "retirement")

    for refused in (without, blank):
        assert refused.status_code == 400
        assert told(refused) == {"motivation": "a reason, for language"}
    assert done.status_code == 200, done.text
    assert done.json()["decisions"][0]["motivation"] == "Er is een tolk op de werkvloer."
