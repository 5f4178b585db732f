"""Profiles of the exchange standard VUM: what is read, what is left, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.records.incoming import Incoming
from service.records.vum import PERSON as READ_OF_PEOPLE
from service.records.vum import VACANCY as READ_OF_VACANCIES
from service.records.vum import read_vum
from service.settings import CHECKOUT
from service.usecases.reading import Reading, Unmapped, read_rows
from service.usecases.vum_file import THE_END, vum_rows
from solver.codes import Condition, GuidanceLevel, Kind, LanguageLevel, LegalRoute, Transport
from solver.people import Candidate
from solver.places import Organisation, Vacancy

FILES = CHECKOUT.parent / "shared" / "data" / "vum"
BSN = "123456782"
FIELD_NAMES = st.sampled_from(
    sorted(
        {
            name
            for field in (*READ_OF_PEOPLE, *READ_OF_VACANCIES)
            for path in (field.theirs, *field.inner)
            for name in path.split(".")
        }
    )
)
URI = "https://linkeddata.competentnl.nl/uwv/id/occupation/57D17BDAA8"
PERSON: dict[str, Any] = {
    "idWerkzoekende": "w.001",
    "indicatieLdrRegistratie": 1,
    "persoonlijkePresentatie": "Ik ben Henk.",
    "telefoonnummer": ["0612345678"],
    "eisAanWerk": {"indicatieAanpassingWerkomgeving": 1, "indicatieBegeleiding": 2},
    "mobiliteit": {
        "bemiddelingspostcode": "7001ab", "maximaleReisafstand": 10, "maximaleReistijd": 45,
    },
    "vervoermiddel": [
        {"codeVervoermiddel": 3},
        {"codeVervoermiddel": 1, "indicatieBeschikbaarVoorWoonWerkverkeer": 2},
    ],
    "werktijden": {"aantalWerkurenPerWeekMinimaal": 8, "aantalWerkurenPerWeekMaximaal": 24},
    "flexibiliteit": {"indicatieOnregelmatigWerkOfPloegendienst": 2},
    "bemiddelingsberoep": [{"codeBeroepsnaam": URI}],
    "arbeidsmarktkwalificatie": {
        "codeWerkEnDenkniveauWerkzoekende": 7,
        "taalbeheersing": [
            {"codeTaal": "eng", "codeNiveauTaalbeheersingMondeling": 4},
            {"codeTaal": "nld", "codeNiveauTaalbeheersingMondeling": 2},
        ],
        "rijbewijs": [{"codeSoortRijbewijs": "AM"}],
        "competentiebeheersing": [{"codeCompetentie": "0000000001"}],
    },
}  # fmt: skip
VACANCY: dict[str, Any] = {
    "idVacature": "v.001",
    "naamVacature": "Tuinman",
    "werkgever": {"handelsnaamOrganisatie": "De Tuin B.V.", "sector": [{"codeSbi": 81300}]},
    "contractvorm": [{"codeTypeOvereenkomst": "03"}, {"codeTypeArbeidscontract": "B"}],
    "beroep": {"codeBeroepsnaam": URI},
    "adres": {"postcode": "7005CD", "straatnaam": "Dorpsstraat"},
    "werktijden": {"aantalWerkurenPerWeekMinimaal": 8, "indicatieKantoortijden": 1},
    "arbeidsVoorwaarden": {"datumAanvangWerkzaamheden": "2026-01-01"},
}


def incoming(profile: dict[str, Any]) -> Incoming:
    found = read_vum(profile)
    assert isinstance(found, Incoming)
    return found


def read(content: str | bytes, piece: int = 65_536) -> tuple[list[Any], Reading]:
    kept: list[Any] = []
    reading = Reading(lambda _, entities: kept.extend(entities), all_or_nothing=False)
    raw = content if isinstance(content, bytes) else content.encode()
    pieces = (raw[at : at + piece] for at in range(0, len(raw), piece))
    read_rows(vum_rows(pieces), "GM0222", reading)
    return kept, reading


def problems(*profiles: Any) -> list[tuple[int | None, str, str | None, str]]:
    _, reading = read(json.dumps(profiles))
    return [(p.line, p.field, p.value, p.expected) for p in reading.problems]


def without(profile: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in profile.items() if name not in names}


def test_a_profile_of_version_three_becomes_a_candidate() -> None:
    ((person,), reading) = read(json.dumps(PERSON))

    assert isinstance(person, Candidate)
    assert person.reference == "w.001"
    assert person.legal_route is LegalRoute.JOBS_AGREEMENT
    assert person.postcode == "7001"
    assert (person.travel.max_km, person.travel.max_minutes) == (13.0, 45)
    assert person.travel.transports == {Transport.BICYCLE}
    assert (person.load.min_week_minutes, person.load.max_week_minutes) == (480, 1440)
    assert person.load.abilities == {"irregular_times": 0}
    assert person.load.conditions_needed == {Condition.ADAPTED_WORKPLACE}
    assert person.guidance_level is GuidanceLevel.NONE
    assert person.dutch is LanguageLevel.A2
    assert person.licences == {"AM"}
    assert person.skills == {"sgr:0000000001"}
    assert person.preferences.work == {"cnl:57d17bdaa8": "first_choice"}
    assert (person.ladder_step, person.vog, person.load.dayparts) == (None, None, None)
    assert reading.unmapped == [
        Unmapped(1, ("persoonlijkePresentatie", "telefoonnummer",
                     "arbeidsmarktkwalificatie.codeWerkEnDenkniveauWerkzoekende"))
    ]  # fmt: skip


def test_a_vacancy_brings_its_employer_along_once() -> None:
    second = VACANCY | {"idVacature": "v.002"}

    kept, reading = read(json.dumps([VACANCY, second]))

    employer, first, other = kept[0], *(one for one in kept if isinstance(one, Vacancy))
    assert reading.problems == []
    assert employer == Organisation(
        reference="vum.de-tuin-b-v", municipality="GM0222", name="De Tuin B.V.", sector="sbi:81300"
    )
    assert (first.kind, first.seats, first.work) == (Kind.VOLUNTEERING, 1, "cnl:57d17bdaa8")
    assert (first.organisation, first.postcode) == ("vum.de-tuin-b-v", "7005")
    assert (first.min_week_minutes, first.max_week_minutes) == (480, None)
    assert first.dayparts == int("000000" + "011" * 5, 2)
    assert other.organisation == employer.reference
    assert reading.came_along == {employer.reference}
    assert {one.fields for one in reading.unmapped} == {
        ("contractvorm.codeTypeArbeidscontract", "adres.straatnaam")
    }


def test_a_code_that_says_nothing_is_no_level() -> None:
    silent = {
        "idWerkzoekende": "w1",
        "indicatieLdrRegistratie": 2,
        "eisAanWerk": {"indicatieBegeleiding": 0, "indicatieAanpassingWerkomgeving": 0},
        "flexibiliteit": {"indicatieOnregelmatigWerkOfPloegendienst": 0},
        "arbeidsmarktkwalificatie": {
            "taalbeheersing": [{"codeTaal": "nld", "codeNiveauTaalbeheersingMondeling": 8}],
            "gedragscompetentie": [
                {"codeGedragscompetentie": 24105, "codeBeheersingGedragscompetentie": 9},
                {"codeGedragscompetentie": 24106, "codeBeheersingGedragscompetentie": 3},
                {"codeGedragscompetentie": 24107, "codeBeheersingGedragscompetentie": 2},
            ],
        },
        "mobiliteit": {},
        "sector": [],
        "emailadres": "",
    }

    found = incoming(silent)

    assert found.body == {"reference": "w1", "skills": ["sgr:24107"]}
    assert (found.problems, found.unmapped) == ((), ())


def test_what_says_something_without_a_word_here_is_left_unknown_and_named() -> None:
    found = incoming({
        "idWerkzoekende": "w1",
        "eisAanWerk": {"indicatieBegeleiding": 1},
        "vervoermiddel": [{"codeVervoermiddel": 9}, {"codeVervoermiddel": 3}],
        "bemiddelingsberoep": [{"naamBeroepOngecodeerd": "Metselaar"}],
        "flexibiliteit": {"indicatieOnregelmatigWerkOfPloegendienst": 1},
    })  # fmt: skip

    assert found.body == {"reference": "w1"}
    assert found.unmapped == (
        "vervoermiddel",
        "flexibiliteit.indicatieOnregelmatigWerkOfPloegendienst",
        "eisAanWerk.indicatieBegeleiding",
        "bemiddelingsberoep",
        "bemiddelingsberoep.naamBeroepOngecodeerd",
    )


def test_the_older_radius_counts_where_the_newer_distance_is_absent() -> None:
    older = {"idWerkzoekende": "w1", "flexibiliteit": {"codeRegiostraal": 3}}

    assert incoming(older).body["travel"] == {"maxKm": 19.5}
    newer = older | {"mobiliteit": {"maximaleReisafstand": 999}}
    assert incoming(newer).body["travel"] == {"maxKm": 300}


def test_the_older_address_of_the_work_goes_before_the_establishment() -> None:
    def address(use: str, postcode: str) -> dict[str, Any]:
        return {"codeFunctieAdres": use, "adres": {"adresNederland": {"postcode": postcode}}}

    addresses = [address("B", "1000AA"), address("V", "2000AA"), address("E", "3000AA")]
    employer = {"handelsnaamOrganisatie": "De Tuin", "adresHouding": addresses}

    found = incoming(without(VACANCY, "adres") | {"werkgever": employer})

    assert found.body["postcode"] == "3000"
    employer["adresHouding"] = addresses[:1]
    assert "postcode" not in incoming(without(VACANCY, "adres") | {"werkgever": employer}).body


def test_an_id_of_the_exchange_stands_in_for_that_of_the_source() -> None:
    assert incoming({"vumID": "x1", "mobiliteit": {}}).body == {"reference": "x1"}


LEVEL = "arbeidsmarktkwalificatie.taalbeheersing.codeNiveauTaalbeheersingMondeling"


@pytest.mark.parametrize(
    ("wrong", "field", "value", "expected"),
    [
        ({"idWerkzoekende": ""}, "idWerkzoekende", "nothing",
         "the pseudonym that the sender gave: 1-64 letters, digits, '_', '.' or '-'"),
        ({"idWerkzoekende": "x" * 65}, "idWerkzoekende", "65 characters",
         "of 1-64 letters, digits, '_', '.' or '-'"),
        ({"idWerkzoekende": BSN}, "idWerkzoekende", "a number that may be a BSN",
         "without a citizen service number"),
        ({"indicatieLdrRegistratie": 3}, "indicatieLdrRegistratie", "3", "one of 0, 1, 2"),
        ({"mobiliteit": {"bemiddelingspostcode": "7001"}}, "mobiliteit.bemiddelingspostcode",
         "7001", "a postcode like 7001AB"),
        ({"mobiliteit": "Doetinchem"}, "mobiliteit", "Doetinchem", "an object"),
        ({"vervoermiddel": [{"codeVervoermiddel": 99}]}, "vervoermiddel.codeVervoermiddel", "99",
         "one of 1, 2, 3, 4, 5, 9"),
        ({"vervoermiddel": {"codeVervoermiddel": 1}}, "vervoermiddel", "an object",
         "a list of objects"),
        ({"vervoermiddel": ["fiets"]}, "vervoermiddel.0", "fiets", "an object"),
        ({"werktijden": {"aantalWerkurenPerWeekMaximaal": 100}},
         "werktijden.aantalWerkurenPerWeekMaximaal", "100", "a whole number within 0-99"),
        ({"werktijden": {"aantalWerkurenPerWeekMinimaal": 9, "aantalWerkurenPerWeekMaximaal": 8}},
         "werktijden.aantalWerkurenPerWeekMinimaal", "9 > 8",
         "at most werktijden.aantalWerkurenPerWeekMaximaal"),
        ({"flexibiliteit": {"datumAanvangBeschikbaarVoorWerk": "1-1-2026"}},
         "flexibiliteit.datumAanvangBeschikbaarVoorWerk", "1-1-2026", "a day like 2026-11-24"),
        ({"flexibiliteit": {"datumAanvangBeschikbaarVoorWerk": "2026-02-01",
                            "datumEindeBeschikbaarVoorWerk": "2026-01-01"}},
         "flexibiliteit", "2026-02-01 > 2026-01-01", "to start on or before its end"),
        ({"arbeidsmarktkwalificatie": {"taalbeheersing": [
            {"codeTaal": "nld", "codeNiveauTaalbeheersingMondeling": 5}]}},
         LEVEL, "5", "one of 0, 1, 2, 3, 4, 8"),
        ({"bemiddelingsberoep": [{"codeBeroepsnaam": "tim mer"}]}, "bemiddelingsberoep",
         "boc:tim mer", "to hold codes like garden_work"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_under_its_own_name(
    wrong: dict[str, Any], field: str, value: str, expected: str
) -> None:
    assert problems(PERSON | wrong) == [(1, field, value, expected)]


@pytest.mark.parametrize(
    ("wrong", "field", "expected"),
    [
        ({"contractvorm": []}, "contractvorm", "codeTypeOvereenkomst 01 (regular)"),
        ({"contractvorm": [{"codeTypeOvereenkomst": "01"}, {"codeTypeOvereenkomst": "04"}]},
         "contractvorm", "one: codeTypeOvereenkomst"),
        ({"werkgever": {}}, "werkgever.handelsnaamOrganisatie", "the trade name of the employer"),
        ({"werkgever": {"handelsnaamOrganisatie": "?"}}, "werkgever.handelsnaamOrganisatie",
         "a trade name"),
        ({"werkgever": {"handelsnaamOrganisatie": "A", "sector": [{"codeSbi": -1}]}},
         "werkgever.sector", "a whole number within 0-99999"),
        ({"beroep": "tuinman"}, "beroep", "an object"),
    ],
)  # fmt: skip
def test_a_vacancy_without_what_it_needs_is_refused(
    wrong: dict[str, Any], field: str, expected: str
) -> None:
    ((line, name, _, told),) = problems(VACANCY | wrong)

    assert (line, name) == (1, field)
    assert told.startswith(expected)


def test_all_that_is_wrong_with_a_profile_is_told_at_once() -> None:
    wrong = PERSON | {"indicatieLdrRegistratie": 9, "bemiddelingsberoep": "x", "vervoermiddel": 1}

    assert sorted(field for _, field, _, _ in problems(wrong)) == [
        "bemiddelingsberoep", "indicatieLdrRegistratie", "vervoermiddel",
    ]  # fmt: skip


@pytest.mark.parametrize("other", [{}, {"reference": "k1"}, PERSON | VACANCY])
def test_what_is_neither_a_person_nor_a_vacancy_is_refused(other: dict[str, Any]) -> None:
    expected = "a job-seeker profile (with idWerkzoekende) or a vacancy (with idVacature) of VUM"

    assert problems(PERSON, other) == [(2, "record", "something else", expected)]


@pytest.mark.parametrize("piece", [1, 7, 65_536])
@pytest.mark.parametrize("form", ["{0}", "[{0}]", "[{0},\n {1}]", "{0}\n{1}\n"])
def test_profiles_may_be_alone_in_a_list_or_in_lines_and_cut_anywhere(
    form: str, piece: int
) -> None:
    small = [json.dumps({"idWerkzoekende": f"é{n}"[1:]}, ensure_ascii=False) for n in "ab"]

    kept, reading = read("\ufeff" + form.replace("{0}", small[0]).replace("{1}", small[1]), piece)

    assert reading.problems == []
    assert [one.reference for one in kept] == ["a", "b"][: form.count("{")]


@pytest.mark.parametrize(
    ("end", "seen", "expected"),
    [
        (b"", "not readable", THE_END),
        (b', {"idWerkzoekende": ', "not readable", THE_END),
        (b', {"idWerkzoekende": NaN}]', "not readable", THE_END),
        (b", \xff]", "not readable", THE_END),
        (b", " + b"[" * 3, "not readable", THE_END),
        (b', {"' + b"x" * 2**21 + b'": 1}]', "a longer record", "at most 1 MiB"),
        (b", 12]", "something else", "one JSON object in UTF-8"),
    ],
)
def test_a_file_that_breaks_off_is_told_and_what_came_before_is_read(
    end: bytes, seen: str, expected: str
) -> None:
    kept, reading = read(b'[{"idWerkzoekende": "w1"}' + end)

    assert [one.reference for one in kept] == ["w1"]
    assert [(p.line, p.field, p.value, p.expected) for p in reading.problems] == [
        (2, "record", seen, expected)
    ]


def test_the_name_of_a_field_never_shows_a_citizen_service_number() -> None:
    assert incoming({"idWerkzoekende": "w1", BSN: 1}).unmapped == ("(withheld)",)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELD_NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(profile=st.dictionaries(FIELD_NAMES, ANYTHING, max_size=6))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_profile_is_read_or_refused(profile: dict[str, Any]) -> None:
    kept, reading = read(json.dumps(profile).replace("NaN", "1").replace("Infinity", "2"))

    assert bool(kept) != bool(reading.problems)


@given(content=st.binary(max_size=40))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_bytes_give_nobody_and_end(content: bytes) -> None:
    kept, _ = read(content)

    assert kept == []


def pilot(name: str) -> Path:
    path = FILES / name
    if not path.exists():
        pytest.skip(f"the files of the municipal pilot are not beside this checkout ({name})")
    return path


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("UM-Werkzoekenden-sonar.json", ["1", "2", "3", "4", "5", "6"]),
        ("UM-Werkzoekenden-20220126-071632.json", ["12345"]),
        ("test-user-list.json", ["id123", "id1234"]),
        ("test-user.json", []),
        ("vacature.json", ["vum.koninklijke-bam", "1e3abbcc"]),
        ("1vacature.json", ["vum.koninklijke-bam", "1e3abbcc"]),
        ("mp-vacature.json", []),
    ],
)
def test_the_files_of_the_municipal_pilot_are_read(name: str, kept: list[str]) -> None:
    found, reading = read(pilot(name).read_bytes())

    assert sorted(one.reference for one in found) == sorted(kept)
    assert bool(reading.problems) == (not kept)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("test-user.json", {
            "idWerkzoekende", "vervoermiddel.codeVervoermiddel",
            "arbeidsmarktkwalificatie.rijbewijs.codeSoortRijbewijs",
        }),
        ("mp-vacature.json", {
            "contractvorm.codeTypeOvereenkomst", "rijbewijs.codeSoortRijbewijs",
            "werkgever.handelsnaamOrganisatie",
        }),
    ],
)  # fmt: skip
def test_a_profile_of_placeholders_is_refused_with_everything_that_is_wrong(
    name: str, told: set[str]
) -> None:
    _, reading = read(pilot(name).read_bytes())

    assert {problem.field for problem in reading.problems} == told


def test_nothing_personal_of_the_pilots_files_comes_in() -> None:
    kept, reading = read(pilot("UM-Werkzoekenden-20220126-071632.json").read_bytes())

    told = repr(kept) + repr(reading)
    for personal in ("Henk", "Lian", "Doe", "testdorp", "088", "Sociale Zaken", "1234AA", "Acme"):
        assert personal not in told
    assert {"contactpersoon", "emailadres", "telefoonnummer", "webadres"} <= set(
        reading.unmapped[0].fields
    )
