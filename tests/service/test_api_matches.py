"""The match endpoint: a short list of places for one person, of today's rows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import text

from service.bridge import store_entities
from service.db.session import transaction
from solver.codes import Kind, Sharing
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests.service.api_client import Api, another
from tests.service.tenancy import FAR, NEXT, OWN, SharedDatabase


def named(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {suggestion["vacancy"] for suggestion in answer.json()["suggestions"]}


def test_a_stored_person_gets_places_with_reasons(api: Api) -> None:
    answer = api.match({"candidate": "k1"})

    body = answer.json()
    best = body["suggestions"][0]
    assert answer.status_code == 200
    assert body["weightSetVersion"] == 1
    assert body["eligible"] >= len(body["suggestions"]) >= 1
    assert sum(best["contributions"].values()) == best["fit"]
    assert best["kind"] == "volunteering"
    assert best["seatsFree"] >= 1
    assert date.fromisoformat(best["start"]) >= api.settings.today()
    assert best["organisation"].startswith("GM")


def test_a_pair_that_was_declined_and_a_place_one_has_are_not_suggested(api: Api) -> None:
    found = named(api.match({"candidate": "k1", "size": 20}))

    assert f"{OWN}/partners" in found
    assert not {f"{OWN}/own", f"{OWN}/region"} & found


def test_another_municipality_is_seen_only_where_it_shares(api: Api) -> None:
    found = named(api.match({"candidate": {"reference": "k-new"}, "size": 20}))

    assert {f"{OWN}/own", f"{OWN}/region", f"{NEXT}/region"} <= found
    assert not [vacancy for vacancy in found if vacancy.startswith(FAR)]
    assert f"{NEXT}/own" not in found


def test_the_size_is_the_most_that_is_given(api: Api) -> None:
    assert len(named(api.match({"candidate": {"reference": "k-new"}, "size": 1}))) == 1


def test_a_person_described_in_full_is_not_stored(api: Api) -> None:
    before = api.stored()

    answer = api.match({"candidate": {"reference": "k-new", "load": {"hoursPerWeek": {"max": 8}}}})

    assert answer.status_code == 200
    assert api.stored() == before


def test_a_person_described_in_full_gets_what_the_same_person_gets_when_stored(api: Api) -> None:
    record = {"reference": "same", "load": {"hoursPerWeek": {"max": 16}}, "ladderStep": 3}
    described = api.match({"candidate": record, "size": 20})
    api.bring_in(json.dumps({"type": "candidate", **record}))

    stored = api.match({"candidate": "same", "size": 20})

    assert described.json()["suggestions"]
    assert stored.json() == described.json()


def test_many_ask_at_once_while_somebody_writes_and_all_are_answered(api: Api) -> None:
    def write(number: int) -> None:
        with api.pools.owner.begin() as connection:
            person = Candidate(reference=f"writing-{number}", municipality=OWN)
            store_entities(connection, "candidate", [person])

    with ThreadPoolExecutor(8) as together:
        answers = [together.submit(api.match, {"candidate": "k1"}) for _ in range(24)]
        written = [together.submit(write, number) for number in range(6)]
        statuses = {answer.result().status_code for answer in answers}
        assert [each.result() for each in written] == [None] * 6

    assert statuses == {200}
    assert api.match({"candidate": "writing-5"}).status_code == 200


def test_nowhere_to_go_is_told_with_the_reason(api: Api) -> None:
    answer = api.match({"candidate": {"reference": "k-new", "available": {"end": "2020-01-01"}}})

    body = answer.json()
    assert answer.status_code == 200
    assert body["suggestions"] == []
    assert body["eligible"] == 0
    assert body["reason"] == "nowhere_eligible"
    assert body["rule"] == "period"


def test_a_postcode_is_looked_up_for_the_distance(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO postcode VALUES ('9981', 53.40, 6.60), ('7001', 51.96, 6.29)"
                " ON CONFLICT DO NOTHING"
            )
        )
        near = Vacancy(reference="near", municipality=OWN, organisation="open",
                       kind=Kind.VOLUNTEERING, seats=1, postcode="7001")  # fmt: skip
        store_entities(connection, "vacancy", [near])
    travel = {"maxKm": 10, "transports": ["bicycle"]}

    here = api.match(
        {"candidate": {"reference": "k", "postcode": "7001", "travel": travel}, "size": 20}
    )
    far = api.match(
        {"candidate": {"reference": "k", "postcode": "9981", "travel": travel}, "size": 20}
    )

    assert f"{OWN}/near" in named(here)
    assert f"{OWN}/near" not in named(far)


def test_what_was_written_a_moment_ago_counts(api: Api) -> None:
    person = {"candidate": {"reference": "k-new"}, "size": 20}
    before = named(api.match(person))
    fresh = Vacancy(reference="fresh", municipality=NEXT, organisation="open",
                    kind=Kind.VOLUNTEERING, seats=1, sharing=Sharing.REGION)  # fmt: skip
    with api.pools.owner.begin() as connection:
        store_entities(connection, "vacancy", [fresh])
    offered = named(api.match(person))
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy)"
                " VALUES (gen_random_uuid(), :next, 'k1', :next, 'fresh')"
            ),
            {"next": NEXT},
        )
    taken = named(api.match(person))

    assert f"{NEXT}/fresh" not in before
    assert f"{NEXT}/fresh" in offered
    assert f"{NEXT}/fresh" not in taken


def test_other_weights_count_from_the_moment_they_are_active(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO weight_set (version, municipality, name, author, motivation, status,"
                " holds_from, content, approved_by, approved_at)"
                " SELECT 2, :own, 'second', author, motivation, 'active', holds_from,"
                " content || '{\"minimum_fit\": 10000}', 'another', now()"
                " FROM weight_set WHERE version = 1"
            ),
            {"own": OWN},
        )
    answer = api.match({"candidate": {"reference": "k-new"}})
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM weight_set WHERE version = 2"))
    back = api.match({"candidate": {"reference": "k-new"}})

    assert answer.json()["weightSetVersion"] == 2
    assert answer.json()["suggestions"] == []
    assert answer.json()["reason"] == "below_minimum_fit"
    assert back.json()["weightSetVersion"] == 1
    assert back.json()["suggestions"]


def test_a_suspended_municipality_gets_no_suggestions(api: Api) -> None:
    suspend = text("UPDATE municipality SET suspended = :on WHERE code = :code")
    with api.pools.owner.begin() as connection:
        connection.execute(suspend, {"on": True, "code": OWN})
    stopped = api.match({"candidate": "k1"})
    with api.pools.owner.begin() as connection:
        connection.execute(suspend, {"on": False, "code": OWN})

    assert stopped.status_code == 409
    assert api.match({"candidate": "k1"}).status_code == 200


def test_what_does_not_exist_and_what_is_of_others_is_the_same_answer(api: Api) -> None:
    with transaction(api.pools.owner) as connection:
        store_entities(connection, "candidate", [Candidate(reference="theirs", municipality=NEXT)])

    nobody = api.match({"candidate": "nobody"})
    theirs = api.match({"candidate": "theirs"})
    own = api.match({"candidate": "theirs"}, municipality=NEXT)

    assert nobody.status_code == theirs.status_code == 404
    assert nobody.content == theirs.content
    alike = {"x-request-id": "another"}
    assert {**nobody.headers, **alike} == {**theirs.headers, **alike}
    assert own.status_code == 200


def test_a_region_sees_nobody(api: Api) -> None:
    answer = api.match({"candidate": "k1"}, scopes=["match:read", "runs:manage"], region="AM09")

    assert answer.status_code == 403
    assert "never people" in answer.json()["detail"]


def test_a_reused_connection_remembers_nobody(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        for code in (OWN, NEXT):
            alone = Candidate(reference=f"only-{code}", municipality=code)
            store_entities(connection, "candidate", [alone])

    statuses = {
        (asking, of): api.match({"candidate": f"only-{of}"}, municipality=asking).status_code
        for _ in range(3)
        for asking in (OWN, NEXT)
        for of in (OWN, NEXT)
    }

    assert {pair for pair, status in statuses.items() if status == 200} == {
        (OWN, OWN),
        (NEXT, NEXT),
    }


def test_two_apps_on_one_database_answer_alike(api: Api, shared: SharedDatabase) -> None:
    house = Organisation(reference="late", municipality=OWN)
    late = Vacancy(reference="late", municipality=OWN, organisation="late",
                   kind=Kind.VOLUNTEERING, seats=1)  # fmt: skip
    person = {"candidate": {"reference": "k-new"}, "size": 20}
    with another(shared, api.settings.state_folder, api.pools) as second:
        first_before, second_before = api.match(person), second.match(person)
        with api.pools.owner.begin() as connection:
            store_entities(connection, "organisation", [house])
            store_entities(connection, "vacancy", [late])
        first_after, second_after = api.match(person), second.match(person)

    assert first_before.json() == second_before.json()
    assert first_after.json() == second_after.json()
    assert f"{OWN}/late" in named(second_after)
