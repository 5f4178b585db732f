"""How often people decide otherwise than was proposed, per team and month."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import text

from tests.service.api_client import Api, told
from tests.service.deciding import get, place, post, proposed, proposed_by_run, put
from tests.service.tenancy import NEXT

NUMBER = itertools.count()
Row = dict[str, Any]


def person(api: Api) -> str:
    name = f"dev-{next(NUMBER)}"
    put(api, "candidates", name)
    return name


def decide(api: Api, proposal: str, decision: str, team: str, **more: Any) -> None:
    body = {"decision": decision, **more}
    answer = post(api, f"proposals/{proposal}/decision", body, subject=team)
    assert answer.status_code == 200, answer.text


def report(api: Api, team: str, query: str = "", of: str = "deviations", **who: Any) -> list[Row]:
    answer = get(api, f"reports/{of}{query}", **who)
    assert answer.status_code == 200, answer.text
    return [row for row in answer.json()["items"] if row["team"] == team]


def from_plan(api: Api, team: str, decision: str, **more: Any) -> None:
    """Decide of what a plan proposes to a new person."""
    decide(api, proposed_by_run(api, person(api), "wide"), decision, team, **more)


@pytest.fixture(autouse=True, scope="module")
def places(api: Api) -> None:
    for name in ("wide", "other"):
        place(api, name, 500)


def test_what_is_accepted_as_a_plan_proposes_is_no_deviation(api: Api) -> None:
    for _ in range(5):
        from_plan(api, "as-proposed", "accepted")

    (row,) = report(api, "as-proposed")

    month = api.settings.today().strftime("%Y-%m")
    assert row == {
        "month": month, "team": "as-proposed", "decisions": 5, "deviations": 0, "share": 0.0,
        "chosen": {"first": 5, "other": 0, "own": 0, "unranked": 0},
    }  # fmt: skip


def test_what_is_declined_adapted_or_of_ones_own_deviates(api: Api) -> None:
    far = api.settings.today().replace(year=api.settings.today().year + 1).isoformat()
    from_plan(api, "otherwise", "declined", reasonCode="too_far")
    from_plan(api, "otherwise", "adapted", reasonCode="other_start", start=far)
    decide(api, proposed(api, person(api), "wide"), "accepted", "otherwise")
    from_plan(api, "otherwise", "accepted")
    from_plan(api, "otherwise", "accepted")
    from_plan(api, "otherwise", "introduced")

    (row,) = report(api, "otherwise")

    assert (row["decisions"], row["deviations"], row["share"]) == (5, 3, 0.6)


def test_of_a_short_list_only_another_place_than_the_plan_proposes_deviates(api: Api) -> None:
    cases: list[tuple[str | None, str, str]] = [
        (None, "wide", "published"),
        ("wide", "wide", "published"),
        ("other", "wide", "draft"),
        ("other", "wide", "published"),
        (None, "other", "published"),
    ]
    for planned, chosen, plan in cases:
        name = person(api)
        if planned is not None:
            proposed_by_run(api, name, planned, plan=plan)
        proposal = proposed(api, name, chosen, source="shortList")
        decide(api, proposal, "accepted", "from-lists", reasonCode="best_fit")

    (row,) = report(api, "from-lists")

    assert (row["decisions"], row["deviations"]) == (5, 1)


def test_of_few_decisions_only_their_number_is_told(api: Api) -> None:
    for _ in range(4):
        from_plan(api, "few", "declined", reasonCode="too_far")

    (row,) = report(api, "few")

    assert (row["decisions"], row.keys()) == (4, {"month", "team", "decisions"})


def test_what_was_chosen_is_counted_by_its_rank(api: Api) -> None:
    for rank in (1, 1, 2, 20, None):
        listed = {"source": "shortList"} | ({} if rank is None else {"rank": rank})
        decide(api, proposed(api, person(api), "wide", **listed), "accepted", "ranked")
    from_plan(api, "ranked", "accepted")
    from_plan(api, "ranked", "declined", reasonCode="too_far")
    decide(api, proposed(api, person(api), "wide"), "accepted", "ranked")

    (row,) = report(api, "ranked")

    assert row["chosen"] == {"first": 3, "other": 2, "own": 1, "unranked": 1}


def test_months_are_told_apart_and_days_limit_the_report(api: Api) -> None:
    for _ in range(2):
        from_plan(api, "over-time", "accepted")
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE decision SET decided_at = '2026-01-31T23:30:00Z' WHERE id IN"
                " (SELECT id FROM decision WHERE decided_by = 'over-time' LIMIT 1)"
            )
        )

    months = [row["month"] for row in report(api, "over-time")]

    assert months == ["2026-02", api.settings.today().strftime("%Y-%m")]
    first = report(api, "over-time", "?from=2026-02-01&until=2026-02-01")
    assert [row["month"] for row in first] == ["2026-02"]
    assert report(api, "over-time", "?until=2026-01-31") == []


def test_earlier_decisions_count_by_what_is_known_of_them(api: Api) -> None:
    for _ in range(4):
        from_plan(api, "earlier", "accepted")
    from_plan(api, "earlier", "declined", reasonCode="too_far")
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE decision SET deviates = NULL WHERE decided_by = 'earlier'"))

    (row,) = report(api, "earlier")

    assert row["deviations"] == 1


def test_who_is_deleted_is_still_counted(api: Api) -> None:
    name = person(api)
    decide(api, proposed_by_run(api, name, "wide"), "declined", "kept", reasonCode="too_far")
    for _ in range(4):
        from_plan(api, "kept", "accepted")
    before = report(api, "kept")
    tag = get(api, f"candidates/{name}").headers["etag"]

    gone = api.client.delete(f"/v1/candidates/{name}", headers=api.bearer() | {"if-match": tag})

    assert (gone.status_code, before[0]["deviations"]) == (204, 1)
    assert report(api, "kept") == before


def timed(api: Api, team: str, seconds: list[tuple[int | None, int | None]]) -> None:
    """Decide as a team, so many seconds after it was shown and after its plan was published."""
    for shown, published in seconds:
        from_plan(api, team, "accepted")
        with api.pools.owner.begin() as connection:
            connection.execute(
                text(
                    "UPDATE decision SET seconds_since_shown = :shown,"
                    " seconds_since_published = :published WHERE id ="
                    " (SELECT id FROM decision WHERE decided_by = :team"
                    "  ORDER BY decided_at DESC LIMIT 1)"
                ),
                {"team": team, "shown": shown, "published": published},
            )


def test_how_long_it_takes_is_told_by_median_and_ninetieth_percentile(api: Api) -> None:
    timed(api, "slow", [(second, 100 * second) for second in (10, 20, 30, 40, 100)])
    timed(api, "slow", [(None, 9_000)])

    (row,) = report(api, "slow", of="decision-times")

    month = api.settings.today().strftime("%Y-%m")
    assert row == {
        "month": month, "team": "slow", "decisions": 6,
        "sinceShown": {"decisions": 5, "medianSeconds": 30, "p90Seconds": 76},
        "sincePublished": {"decisions": 6, "medianSeconds": 3_500, "p90Seconds": 9_500},
    }  # fmt: skip


def test_of_too_few_that_are_known_to_be_shown_only_their_number_is_told(api: Api) -> None:
    timed(api, "unseen", [(7, 70)] * 4 + [(None, 70)])

    (row,) = report(api, "unseen", of="decision-times")

    assert row["sinceShown"] == {"decisions": 4}
    assert row["sincePublished"] == {"decisions": 5, "medianSeconds": 70, "p90Seconds": 70}
    assert report(api, "unseen", "?until=2026-01-01", of="decision-times") == []


def test_it_is_told_of_ones_own_municipality_only(api: Api) -> None:
    from_plan(api, "own-team", "accepted")
    scopes = ["admin", "reports:read"]

    for of in ("deviations", "decision-times"):
        assert report(api, "own-team", of=of) != []
        assert report(api, "own-team", of=of, municipality=NEXT) == []
        assert get(api, f"reports/{of}", scopes=scopes, region="AM09").status_code == 403


REPORTS = ["reports/deviations", "reports/decision-times", "audit-events"]


@pytest.mark.parametrize("path", REPORTS)
def test_a_last_day_before_the_first_is_refused(api: Api, path: str) -> None:
    scopes = ["reports:read", "audit:read"]
    answer = get(api, f"{path}?from=2026-12-01&until=2026-11-30", scopes=scopes)

    assert answer.status_code == 400
    assert told(answer) == {"until": "2026-12-01 or later"}


def test_a_day_that_is_none_is_refused(api: Api) -> None:
    answer = get(api, "reports/deviations?from=yesterday&until=2026-13-01")

    assert answer.status_code == 400
    assert set(told(answer)) == {"from", "until"}
