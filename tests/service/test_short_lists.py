"""No place is shown to more people at a time than it can serve, nor kept from whom it was shown."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from service.db import shown
from service.db.session import transaction
from service.settings import ZONE
from service.usecases.desk import Desk
from service.usecases.showing import AT_FIRST
from tests.service.api_client import Api, another, served
from tests.service.deciding import get
from tests.service.showing import PER_SEAT, expire, hold, people, place, rows, sees
from tests.service.tenancy import FAR, NEXT, OWN, SharedDatabase, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster


@pytest.fixture
def fresh(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """Give the app on a database of its own."""
    with shared_database(cluster) as database, served(database, tmp_path) as made:
        yield made


@pytest.mark.parametrize("seats", [1, 2])
def test_a_place_is_shown_to_so_many_times_its_seats_and_to_nobody_more(
    api: Api, seats: int
) -> None:
    vacancy = place(api, seats)
    those = people(api, PER_SEAT * seats + 1)

    seen = [vacancy in sees(api, person) for person in those]
    again = [vacancy in sees(api, person) for person in those]

    assert seen == again == [True] * (PER_SEAT * seats) + [False]
    assert {row.candidate for row in rows(api, vacancy)} == set(those[:-1])


def test_a_taken_seat_is_shown_to_nobody_and_not_counted(api: Api) -> None:
    vacancy = place(api, 2)
    those = people(api, PER_SEAT + 2)
    held = text("INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy)"
                " VALUES (gen_random_uuid(), :own, :person, :own, :place)")  # fmt: skip
    with api.pools.owner.begin() as connection:
        named = {"own": OWN, "person": those[0], "place": vacancy.split("/")[1]}
        connection.execute(held, named)

    seen = [vacancy in sees(api, person) for person in those[1:]]

    assert seen == [True] * PER_SEAT + [False]


def test_it_counts_for_seven_days_from_when_it_was_shown_last(api: Api) -> None:
    vacancy = place(api)
    *first, late = people(api, PER_SEAT + 1)
    for person in first:
        sees(api, person)
    (row, *_) = (row for row in rows(api, vacancy) if row.candidate == first[0])
    assert row.expires_at - row.shown_at == timedelta(days=7)

    before = vacancy in sees(api, late)
    expire(api, first[0])
    after = vacancy in sees(api, late)
    renewed = vacancy in sees(api, first[0])

    assert (before, after, renewed) == (False, True, False)
    sees(api, first[1])
    (again,) = (row for row in rows(api, vacancy) if row.candidate == first[1])
    assert again.shown_at > row.shown_at
    assert again.expires_at - again.shown_at == timedelta(days=7)


def test_people_of_all_municipalities_count_and_are_told_to_nobody(api: Api) -> None:
    vacancy = place(api, municipality=NEXT)
    ours, theirs = people(api, 2), people(api, PER_SEAT - 1, NEXT)
    for person in theirs:
        assert vacancy in sees(api, person, NEXT)

    seen = [vacancy in sees(api, person) for person in ours]

    assert seen == [True, False]
    with transaction(api.pools.api, OWN) as connection:
        found = connection.execute(text("SELECT candidate FROM shown_to")).scalars().all()
    assert not set(theirs) & set(found)
    assert ours[0] in found


def test_who_asks_for_a_place_that_is_not_seen_hears_nothing(api: Api) -> None:
    vacancy = place(api, municipality=NEXT)
    for person in people(api, PER_SEAT, NEXT):
        sees(api, person, NEXT)
    asked = [shown.Shown(*vacancy.split("/"), most=PER_SEAT)]

    with transaction(api.pools.api, OWN) as connection:
        seen = shown.held_by_others(connection, None, asked)
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET sharing = 'own' WHERE reference = :one"),
                           {"one": asked[0].vacancy})  # fmt: skip
    unseen = []
    for asking in (OWN, FAR):
        with transaction(api.pools.api, asking) as connection:
            unseen.append(shown.held_by_others(connection, None, asked))

    assert [row.place for row in seen] == [1]
    assert unseen == [[], []]


def test_many_at_once_on_two_replicas_do_not_pass_the_limit(
    api: Api, shared: SharedDatabase
) -> None:
    wanted = [place(api) for _ in range(4)]
    those = people(api, 16)
    with another(shared, api.settings.state_folder, api.pools) as second:
        apis = itertools.cycle((api, second))
        with ThreadPoolExecutor(8) as together:
            lists = [*together.map(sees, apis, those)]

    for vacancy in wanted:
        assert sum(vacancy in each for each in lists) == PER_SEAT
        assert len(rows(api, vacancy)) == PER_SEAT


def test_who_is_described_in_full_meets_the_limit_and_is_not_counted(api: Api) -> None:
    vacancy = place(api)
    described = {"reference": "nobody-yet"}
    those = people(api, PER_SEAT)

    before = [vacancy in sees(api, described) for _ in range(PER_SEAT + 1)]
    counted = [vacancy in sees(api, person) for person in those]
    after = vacancy in sees(api, described)
    alike = vacancy in sees(api, {"reference": those[0]})

    assert before == [True] * (PER_SEAT + 1)
    assert counted == [True] * PER_SEAT
    assert (after, alike) == (False, False)
    assert len(rows(api, vacancy)) == PER_SEAT


def test_only_what_is_on_the_list_is_kept_as_shown(api: Api) -> None:
    (person,) = people(api, 1)
    places = [place(api) for _ in range(3)]

    (seen,) = sees(api, person, size=1)

    kept = [row.vacancy for one in {*places, seen} for row in rows(api, one)
            if row.candidate == person]  # fmt: skip
    assert kept == [seen.split("/")[1]]


def test_what_is_behind_many_held_places_is_found(fresh: Api) -> None:
    others = sees(fresh, {"reference": "k-new"})
    hold(fresh, [place(fresh) for _ in range(AT_FIRST + 20)])
    last = place(fresh)

    found = sees(fresh, people(fresh, 1)[0], size=len(others) + 1)

    assert sorted(found) == sorted([*others, last])


def test_when_all_is_held_that_is_said_with_the_day(fresh: Api) -> None:
    everything = sees(fresh, {"reference": "k-new"})
    seats = {f"{OWN}/own": 2, f"{OWN}/partners": 2, f"{OWN}/region": 1, f"{NEXT}/region": 1}
    assert seats.keys() == set(everything)
    those = [*hold(fresh, everything), *hold(fresh, everything)]
    soonest = datetime.now(ZONE) + timedelta(days=2)
    with fresh.pools.owner.begin() as connection:
        sooner = "UPDATE shown_to SET expires_at = :day WHERE vacancy = 'own' AND candidate = :who"
        connection.execute(text(sooner), {"day": soonest, "who": those[0]})
    (person,) = people(fresh, 1)

    answer = fresh.match({"candidate": person})
    in_words = fresh.client.post("/v1/matches?register=candidate", json={"candidate": person},
                                 headers=fresh.bearer() | {"accept-language": "en"})  # fmt: skip
    one = place(fresh)
    fewer = fresh.match({"candidate": person})

    body = answer.json()
    assert answer.status_code == 200
    assert (body["suggestions"], body["reason"]) == ([], "shown_to_others")
    assert body["eligible"] == len(seats)
    assert body["heldUntil"] == soonest.date().isoformat()
    (told,) = in_words.json()["texts"]
    assert told["field"] == "reason"
    assert told["text"].startswith("Others are looking at the places that suit you now.")
    assert "reason" not in fewer.json()
    assert [each["vacancy"] for each in fewer.json()["suggestions"]] == [one]
    assert fewer.json()["heldUntil"] == soonest.date().isoformat()
    assert [each["field"] for each in fewer.json()["texts"]] == ["heldUntil"]


def test_who_is_deleted_counts_no_more_and_leaves_nothing(api: Api) -> None:
    vacancy = place(api)
    *first, late = people(api, PER_SEAT + 1)
    for person in first:
        sees(api, person)
    held = vacancy in sees(api, late)
    tag = get(api, f"candidates/{first[0]}").headers["etag"]
    headers = api.bearer() | {"if-match": tag}

    gone = api.client.delete(f"/v1/candidates/{first[0]}", headers=headers)

    assert (held, gone.status_code) == (False, 204)
    assert first[0] not in {row.candidate for row in rows(api, vacancy)}
    assert vacancy in sees(api, late)


def test_what_was_shown_is_in_what_is_held_on_a_person(api: Api) -> None:
    vacancy = place(api)
    one, other = people(api, 2)
    for person in (one, other):
        sees(api, person)

    held = get(api, f"candidates/{one}/record").json()["rows"]["shownTo"]

    (row,) = (row for row in held if f"{OWN}/{row['vacancy']}" == vacancy)
    assert row["candidate"] == one
    assert row.keys() >= {"shownAt", "expiresAt", "vacancyMunicipality"}
    assert {each["candidate"] for each in held} == {one}


def test_upkeep_clears_away_what_counts_no_more_and_sees_nothing_else(api: Api) -> None:
    vacancy = place(api)
    one, other = people(api, 2)
    for person in (one, other):
        sees(api, person)
    expire(api, one)

    with transaction(api.pools.worker, region="AM09") as connection:
        seen = connection.execute(text("SELECT candidate FROM shown_to")).scalars().all()
        shown.forget_old(connection)

    assert one in seen
    assert other not in seen
    assert [row.candidate for row in rows(api, vacancy)] == [other]


def test_a_list_costs_few_statements(fresh: Api) -> None:
    (person,) = people(fresh, 1)
    desk = Desk(fresh.pools.api, fresh.settings.today)
    desk.short_list(OWN, person, 5, "test")
    asked: list[str] = []
    pool = fresh.pools.api
    event.listen(pool, "before_cursor_execute", lambda *given: asked.append(str(given[2])))

    desk.short_list(OWN, person, 5, "test")

    # Who asks, how it stands, which weights hold; that it was asked, what is held, what is shown.
    assert len(asked) == 6, asked
