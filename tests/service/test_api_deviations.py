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


def report(api: Api, team: str, query: str = "", **who: Any) -> list[Row]:
    answer = get(api, f"reports/deviations{query}", **who)
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
        "month": month, "team": "as-proposed", "decisions": 5, "deviations": 0, "share": 0.0
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
        decide(api, proposal, "accepted", "from-lists")

    (row,) = report(api, "from-lists")

    assert (row["decisions"], row["deviations"]) == (5, 1)


def test_of_few_decisions_only_their_number_is_told(api: Api) -> None:
    for _ in range(4):
        from_plan(api, "few", "declined", reasonCode="too_far")

    (row,) = report(api, "few")

    assert (row["decisions"], row.keys()) == (4, {"month", "team", "decisions"})


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


def test_it_is_told_of_ones_own_municipality_only(api: Api) -> None:
    from_plan(api, "own-team", "accepted")
    scopes = ["admin", "reports:read"]

    assert report(api, "own-team", municipality=NEXT) == []
    assert get(api, "reports/deviations", scopes=scopes, region="AM09").status_code == 403


@pytest.mark.parametrize("path", ["reports/deviations", "audit-events"])
def test_a_last_day_before_the_first_is_refused(api: Api, path: str) -> None:
    scopes = ["reports:read", "audit:read"]
    answer = get(api, f"{path}?from=2026-12-01&until=2026-11-30", scopes=scopes)

    assert answer.status_code == 400
    assert told(answer) == {"until": "2026-12-01 or later"}


def test_a_day_that_is_none_is_refused(api: Api) -> None:
    answer = get(api, "reports/deviations?from=yesterday&until=2026-13-01")

    assert answer.status_code == 400
    assert set(told(answer)) == {"from", "until"}
