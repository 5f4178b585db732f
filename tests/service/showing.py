"""What tests of short lists share: people, places, and what was shown to whom."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy import text

from service.bridge import store_entities
from service.db import shown
from service.db.session import transaction
from solver.codes import Kind, Sharing
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests.service.api_client import Api
from tests.service.tenancy import OWN

NUMBER = itertools.count()
#: To how many people at a time a free seat is shown, unless a region says otherwise.
PER_SEAT = 3


def people(api: Api, count: int, municipality: str = OWN) -> list[str]:
    """Store some new people."""
    made = [f"s{next(NUMBER)}" for _ in range(count)]
    with api.pools.owner.begin() as connection:
        records = [Candidate(reference=name, municipality=municipality) for name in made]
        store_entities(connection, "candidate", records)
    return made


def place(api: Api, seats: int = 1, municipality: str = OWN) -> str:
    """Store a new vacancy, shared with the region, at a house of its own."""
    name = f"s{next(NUMBER)}"
    house = Organisation(reference=f"o-{name}", municipality=municipality)
    made = Vacancy(reference=name, municipality=municipality, organisation=house.reference,
                   kind=Kind.VOLUNTEERING, seats=seats, sharing=Sharing.REGION)  # fmt: skip
    with api.pools.owner.begin() as connection:
        store_entities(connection, "organisation", [house])
        store_entities(connection, "vacancy", [made])
    return f"{municipality}/{name}"


def sees(api: Api, person: object, municipality: str = OWN, size: int = 20) -> list[str]:
    """Give the places of a list, in their order."""
    answer = api.match({"candidate": person, "size": size}, municipality=municipality)
    assert answer.status_code == 200, answer.text
    return [one["vacancy"] for one in answer.json()["suggestions"]]


def rows(api: Api, vacancy: str) -> list[Any]:
    keeper, reference = vacancy.split("/")
    query = text("SELECT * FROM shown_to WHERE vacancy_municipality = :keeper"
                 " AND vacancy = :reference ORDER BY municipality, candidate")  # fmt: skip
    with api.pools.owner.begin() as connection:
        return list(connection.execute(query, {"keeper": keeper, "reference": reference}).all())


def expire(api: Api, person: str, ago: str = "1 second", municipality: str = OWN) -> None:
    """Let what was shown to a person count no more."""
    late = text("UPDATE shown_to SET expires_at = now() - CAST(:ago AS interval)"
                " WHERE municipality = :code AND candidate = :person")  # fmt: skip
    with api.pools.owner.begin() as connection:
        connection.execute(late, {"ago": ago, "code": municipality, "person": person})


def hold(api: Api, vacancies: list[str]) -> list[str]:
    """Keep places as shown to as many new people as may see one seat; give those."""
    those = people(api, PER_SEAT)
    with transaction(api.pools.api, OWN) as connection:
        for person in those:
            places = [shown.Shown(*one.split("/"), most=PER_SEAT) for one in vacancies]
            shown.show(connection, (OWN, person), places)
    return those
