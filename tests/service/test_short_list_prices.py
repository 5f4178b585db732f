"""A short list at the prices of the published plan, and in the order that the region asks for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from service.db.session import transaction
from tests.service.api_client import Api, served
from tests.service.showing import PER_SEAT, hold, people, place
from tests.service.tenancy import FAR, NEXT, OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

SHARED = f"{NEXT}/region"


@pytest.fixture
def api(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """Give the app on a database of its own."""
    with shared_database(cluster) as database, served(database, tmp_path) as made:
        yield made


def published(api: Api, prices: dict[str, float], municipality: str | None = None) -> str:
    """Store a published plan of the region, or of one municipality, with prices of seats."""
    run = str(uuid.uuid4())
    made = text("INSERT INTO match_run (id, region, municipality, status, plan_status, today,"
                " weight_set_version, requested_by, published_at)"
                " VALUES (:run, 'AM09', :code, 'finished', 'published', current_date, 1, 'test',"
                " now())")  # fmt: skip
    row = text("INSERT INTO run_resource VALUES (:run, :at, 'seats', :code, :name, NULL, 2, 2,"
               " :price)")  # fmt: skip
    with api.pools.owner.begin() as connection:
        connection.execute(made, {"run": run, "code": municipality})
        for at, (name, price) in enumerate(prices.items()):
            values = {"run": run, "at": at, "code": name.split("/")[0], "name": name}
            connection.execute(row, {**values, "price": price})
    return run


def proposes(api: Api, run: str, person: str, vacancy: str) -> None:
    """Let a plan propose a place to a person."""
    keeper, reference = vacancy.split("/")
    names = {"id": uuid.uuid4(), "run": run, "own": OWN, "person": person, "keeper": keeper,
             "vacancy": reference}  # fmt: skip
    with api.pools.owner.begin() as connection:
        for statement in (
            "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
            " motivate, rather_not) VALUES (:id, :run, :own, :person, current_date, 5000, false,"
            " false, false)",
            "INSERT INTO proposal_vacancy VALUES (:id, 0, :own, :keeper, :vacancy)",
        ):
            connection.execute(text(statement), names)


def asked(api: Api, person: str, **who: Any) -> dict[str, Any]:
    answer = api.match({"candidate": person, "size": 20}, **who)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def priced(body: dict[str, Any]) -> dict[str, int]:
    return {one["vacancy"]: one["price"] for one in body["suggestions"]}


def test_what_others_need_more_stands_last_and_says_so(api: Api) -> None:
    (person,) = people(api, 1)
    before = asked(api, person)["suggestions"]
    published(api, {SHARED: 700.4, f"{OWN}/gone": 900.0})

    after = asked(api, person)["suggestions"]

    assert before[0]["vacancy"] == SHARED  # the fits are equal, and its name comes first
    assert [one["rank"] for one in after] == [1, 2, 3, 4]
    assert [one["othersNeedMore"] for one in after] == [False, False, False, True]
    assert (after[-1]["vacancy"], after[-1]["price"]) == (SHARED, 700)
    assert {one["vacancy"]: one["fit"] for one in after} == {
        one["vacancy"]: one["fit"] for one in before
    }
    assert [one["field"] for one in after[-1]["texts"]][-1] == "othersNeedMore"
    assert not any(t["field"] == "othersNeedMore" for one in after[:-1] for t in one["texts"])


def test_ones_own_proposal_has_no_price_and_is_never_held(api: Api) -> None:
    wanted = place(api)
    own, other = people(api, 2)
    run = published(api, {wanted: 5_000.0})
    proposes(api, run, own, wanted)
    hold(api, [wanted])

    ours, theirs = (priced(asked(api, person)) for person in (own, other))
    first = api.match({"candidate": own, "size": 1}).json()["suggestions"]

    assert ours[wanted] == 0
    assert wanted not in theirs
    assert [one["vacancy"] for one in first] == [wanted]


def test_prices_follow_the_plan_that_is_published(api: Api) -> None:
    (person,) = people(api, 1)
    none = priced(asked(api, person))
    first = published(api, {f"{OWN}/own": 100.0}, OWN)
    of_own = priced(asked(api, person))
    published(api, {f"{OWN}/own": 200.0})
    of_region = priced(asked(api, person))
    with api.pools.owner.begin() as connection:
        taken_back = text("UPDATE match_run SET plan_status = 'withdrawn' WHERE id <> :first")
        connection.execute(taken_back, {"first": first})
    again = priced(asked(api, person))

    found = [prices[f"{OWN}/own"] for prices in (none, of_own, of_region, again)]
    assert found == [0, 100, 200, 100]


def test_only_prices_of_what_one_sees_are_told_and_only_to_the_api(api: Api) -> None:
    prices = {f"{NEXT}/own": 1.0, SHARED: 2.0, f"{OWN}/own": 3.0}
    run = published(api, prices)
    query = text("SELECT reference FROM seen_prices(:run) ORDER BY price")
    seen = {}
    for asking in (OWN, NEXT, FAR):
        with transaction(api.pools.api, asking) as connection:
            seen[asking] = connection.execute(query, {"run": run}).scalars().all()

    assert seen == {OWN: [SHARED, f"{OWN}/own"], NEXT: [f"{NEXT}/own", SHARED], FAR: []}
    for call in ("seen_prices(NULL)", "held_by_others(NULL, '{}', '{}', '{}')"):
        with (
            transaction(api.pools.worker, region="AM09") as connection,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            connection.execute(text(f"SELECT * FROM {call}"))


def test_the_reasons_come_before_the_place_and_the_rank_last(api: Api) -> None:
    keys = [*asked(api, people(api, 1)[0])["suggestions"][0]]

    order = ["texts", "contributions", "criteria", "unknowns", "fit", "vacancy", "price", "rank"]
    assert [key for key in keys if key in order] == order
    assert keys[0] == "texts"


def ask_region(api: Api, **lists: Any) -> Any:
    headers = api.bearer(["admin"], region="AM09")
    known = api.client.get("/v1/regions/AM09", headers=headers)
    body = {"name": "Achterhoek", "shortLists": lists}
    headers |= {"if-match": known.headers["etag"]}
    return api.client.put("/v1/regions/AM09", json=body, headers=headers)


def test_a_region_says_to_how_many_a_seat_is_shown_and_in_which_order(api: Api) -> None:
    wanted, (one, other) = place(api), people(api, 2)
    done = ask_region(api, shownPerSeat=1, order="neutral", holdBack=True)
    first, second = asked(api, one), asked(api, other)
    renamed = api.client.put(
        "/v1/regions/AM09",
        json={"name": "x"},
        headers=api.bearer(["admin"], region="AM09") | {"if-match": done.headers["etag"]},
    )
    usual = ask_region(api)

    assert done.json()["shortLists"] == {"shownPerSeat": 1, "order": "neutral", "holdBack": True}
    assert renamed.json()["shortLists"] == done.json()["shortLists"]
    assert usual.json()["shortLists"] == {
        "shownPerSeat": PER_SEAT, "order": "rank", "holdBack": False,
    }  # fmt: skip
    assert (wanted in priced(first), wanted in priced(second)) == (True, False)
    assert first["order"] == "neutral"
    assert not any("rank" in one for one in first["suggestions"])
    assert asked(api, one)["order"] == "rank"
    assert wanted in priced(asked(api, other))


def test_settings_that_cannot_be_are_refused_all_at_once(api: Api) -> None:
    refused = ask_region(api, shownPerSeat=0, order="best", holdBack="yes")

    problems = {problem["field"]: problem for problem in refused.json()["errors"]}
    of_lists = {f"shortLists.{name}" for name in ("shownPerSeat", "order", "holdBack")}
    assert (refused.status_code, problems.keys()) == (400, of_lists)
    wrong = problems["shortLists.holdBack"]
    assert (wrong["value"], wrong["expected"]) == ("yes", "true or false")
