"""A profile of VUM beside a stored record: nothing that somebody noted is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.errors import InvalidInput
from service.records import read_record
from service.records.incoming import Incoming
from service.records.vum import read_vum
from service.records.vum_stored import beside_stored
from solver.codes import Condition, GuidanceLevel, Kind, LanguageLevel, Transport, Wish
from solver.ground import Location, Period
from solver.people import Candidate, LoadCapacity, Preferences, Travel
from solver.places import Vacancy

OWN = "GM0222"
NOTED = Candidate(
    reference="w.001",
    municipality=OWN,
    priority=5,
    priority_reason="urgent",
    exempt=Period(),
    location=Location(51.9, 6.3),
    postcode="7001",
    load=LoadCapacity(
        min_week_minutes=1440,
        wish_week_minutes=1500,
        max_week_minutes=1560,
        abilities={"lifting": 1, "irregular_times": 3},
        conditions_needed=frozenset({Condition.QUIET_ROOM}),
    ),
    guidance_level=GuidanceLevel.MEDIUM,
    guidance_minutes=90,
    dutch=LanguageLevel.A2,
    skills=frozenset({"gardening", "sgr:0000000001"}),
    preferences=Preferences(work={"garden_work": Wish.NEVER, "cnl:old": Wish.FIRST_CHOICE}),
    travel=Travel(max_km=5, transports=frozenset({Transport.CAR})),
)


def imported(stored: Candidate | Vacancy, **profile: Any) -> Any:
    name = "idWerkzoekende" if isinstance(stored, Candidate) else "idVacature"
    said = read_vum({name: stored.reference, **profile})
    assert isinstance(said, Incoming)
    return read_record(said.noun, beside_stored(said, stored).body, OWN)


def test_a_profile_that_says_nothing_changes_nothing() -> None:
    assert imported(NOTED) == NOTED


def test_what_a_profile_says_is_stored_and_the_rest_stays() -> None:
    person = imported(
        NOTED,
        flexibiliteit={"indicatieOnregelmatigWerkOfPloegendienst": 2},
        vervoermiddel=[{"codeVervoermiddel": 3}],
    )

    assert person.load.abilities == {"lifting": 1, "irregular_times": 0}
    assert person.travel == Travel(max_km=5, transports=frozenset({Transport.BICYCLE}))
    assert (person.priority, person.exempt, person.dutch) == (5, Period(), LanguageLevel.A2)


def test_guidance_of_no_known_level_keeps_the_level_that_was_noted() -> None:
    person = imported(NOTED, eisAanWerk={"indicatieBegeleiding": 1})

    assert (person.guidance_level, person.guidance_minutes) == (GuidanceLevel.MEDIUM, 90)


def test_conditions_skills_and_wishes_without_a_code_of_the_exchange_stay_beside_the_new() -> None:
    person = imported(
        NOTED,
        eisAanWerk={"indicatieAanpassingWerkomgeving": 1},
        arbeidsmarktkwalificatie={"competentiebeheersing": [{"codeCompetentie": "0000000002"}]},
        bemiddelingsberoep=[{"codeBeroepsnaam": "https://x.nl/occupation/NEW"}],
    )

    assert person.load.conditions_needed == {Condition.QUIET_ROOM, Condition.ADAPTED_WORKPLACE}
    assert person.skills == {"gardening", "sgr:0000000002"}
    assert person.preferences.work == {
        "garden_work": Wish.NEVER,
        "cnl:new": Wish.FIRST_CHOICE,
    }


def test_a_new_maximum_comes_without_the_old_minimum() -> None:
    stored = Candidate(
        reference="w.001",
        municipality=OWN,
        available=Period(date(2026, 1, 1), date(2026, 6, 30)),
        load=LoadCapacity(min_week_minutes=1440),
    )

    person = imported(
        stored,
        werktijden={"aantalWerkurenPerWeekMaximaal": 16},
        flexibiliteit={"datumAanvangBeschikbaarVoorWerk": "2026-09-01"},
    )

    assert (person.load.min_week_minutes, person.load.max_week_minutes) == (None, 960)
    assert person.available == Period(date(2026, 9, 1), None)


def test_hours_below_the_wish_that_was_noted_are_told_and_not_stored() -> None:
    with pytest.raises(InvalidInput) as refused:
        imported(NOTED, werktijden={"aantalWerkurenPerWeekMaximaal": 16})

    (problem,) = refused.value.problems
    assert (problem.field, problem.value) == ("load.hoursPerWeek.wish", "25 > 16")


@pytest.mark.parametrize(("postcode", "location"), [("7001AB", NOTED.location), ("7005AB", None)])
def test_who_moves_leaves_the_old_point_on_the_map(
    postcode: str, location: Location | None
) -> None:
    person = imported(NOTED, mobiliteit={"bemiddelingspostcode": postcode})

    assert (person.postcode, person.location) == (postcode[:4], location)


def test_a_vacancy_keeps_its_seats_and_conditions() -> None:
    stored = Vacancy(
        reference="v.001",
        municipality=OWN,
        organisation="vum.de-tuin",
        kind=Kind.ROUTE,
        seats=6,
        conditions={Condition.QUIET_ROOM: True},
    )

    vacancy = imported(
        stored,
        werkgever={"handelsnaamOrganisatie": "De Tuin"},
        contractvorm=[{"codeTypeOvereenkomst": "03"}],
    )

    assert (vacancy.kind, vacancy.seats) == (Kind.VOLUNTEERING, 6)
    assert vacancy.conditions == {Condition.QUIET_ROOM: True}
