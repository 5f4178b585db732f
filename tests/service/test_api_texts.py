"""Answers say their codes in words: for the reader and in the language that is asked."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import text

from service.api.words import preferred
from service.texts import Language
from tests.service.api_client import Api, told
from tests.service.deciding import post, propose, put
from tests.service.tenancy import OWN

WEAK = {"load": {"hoursPerWeek": {"max": 4}, "abilities": {"lifting": 1}}}
DEMANDING = {
    "organisation": "open",
    "kind": "volunteering",
    "seats": 1,
    "needsCoach": False,
    "hoursPerWeek": {"min": 20},
    "demands": {"lifting": 3},
}


@pytest.fixture(scope="module", autouse=True)
def weak(api: Api) -> None:
    """Store somebody for whom a place asks too much."""
    put(api, "candidates", "weak", **WEAK)
    put(api, "vacancies", "demanding", **DEMANDING)


@pytest.fixture(scope="module")
def run(api: Api) -> str:
    """Store a run that proposes, leaves out and changes."""
    names = {"run": str(uuid.uuid4()), "id": uuid.uuid4(), "code": OWN}
    with api.pools.owner.begin() as connection:
        for statement in ROWS:
            connection.execute(text(statement), names)
    return str(names["run"])


ROWS = (
    "INSERT INTO match_run (id, region, weight_set_version, today, requested_by, status)"
    " VALUES (:run, 'AM09', 1, current_date, 'test', 'finished')",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, runner_up_fit,"
    " question, motivate, rather_not, contributions, unknowns, signals)"
    " VALUES (:id, :run, :code, 'k1', current_date, 5000, 4800, true, true, true,"
    """ '{"work": 5200, "rather_not": -200}', '["vog"]',"""
    """ '[{"item": "lifting", "demand": 3, "ability": 1}]')""",
    "INSERT INTO proposal_vacancy VALUES (:id, 0, :code, :code, 'own')",
    "INSERT INTO unplaced VALUES (:run, :code, 'u1', 'nowhere_eligible', '\"travel\"'),"
    " (:run, :code, 'u2', 'nowhere_eligible', '\"coach\"'),"
    " (:run, :code, 'u3', 'kept_out', '\"paused\"'),"
    " (:run, :code, 'u4', 'not_known', NULL),"
    """ (:run, :code, 'u5', 'resource_taken', '{"kind": "guidance", "reference": "GM0222/o1","""
    """ "level": "light"}'),"""
    """ (:run, :code, 'u6', 'nowhere_eligible', '{"kind": "seats", "reference": "GM0222/v1","""
    """ "level": null}'),"""
    " (:run, :code, 'u7', 'a_code_of_long_ago', NULL)",
    "INSERT INTO run_change (run_id, municipality, candidate, step, cause, detail)"
    " VALUES (:run, :code, 'c1', 'match', 'not_allowed', 'week_hours'),"
    " (:run, :code, 'c2', 'match', 'person_gone', 'exemption'),"
    " (:run, :code, 'c3', 'match', 'better', NULL)",
)


def texts(part: dict[str, Any], field: str | None = None) -> dict[str, str]:
    """Give what is said of each code, in one field or in all."""
    return {
        one["code"]: one["text"] for one in part["texts"] if field is None or one["field"] == field
    }


def read(api: Api, path: str, language: str | None = None) -> Any:
    headers = api.bearer() | ({} if language is None else {"accept-language": language})
    answer = api.client.get(f"/v1/{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_short_list_says_every_code_of_it(api: Api) -> None:
    suggestion = api.match({"candidate": "weak"}).json()["suggestions"][0]

    said = {(one["field"], one["code"]) for one in suggestion["texts"]}

    assert suggestion["unknowns"]
    assert said >= {("contributions", code) for code in suggestion["contributions"]}
    assert said >= {("unknowns", code) for code in suggestion["unknowns"]}
    assert ("question", "question") in said


@pytest.mark.parametrize(
    ("query", "accepted", "language", "said"),
    [
        ("", None, "nl", "Vraag welk soort werk de persoon wil."),
        ("?register=caseworker", "en", "en", "Ask which kind of work the person wants."),
        ("?register=candidate", "nl-NL,en;q=0.5", "nl", "Welk werk lijkt u leuk?"),
        ("?register=candidate", "en-GB", "en", "Which work would you like?"),
        ("?register=auditor", "fr, en;q=0.1", "en",
         "work is unknown: not known is preferences.work of the person."),
    ],
)  # fmt: skip
def test_the_reader_and_the_language_are_chosen_by_who_asks(
    api: Api, query: str, accepted: str | None, language: str, said: str
) -> None:
    headers = api.bearer() | ({} if accepted is None else {"accept-language": accepted})

    answer = api.client.post(f"/v1/matches{query}", json={"candidate": "weak"}, headers=headers)

    assert texts(answer.json()["suggestions"][0], "unknowns")["work"] == said
    assert answer.headers["content-language"] == language


PATHS = ["proposals", "match-runs/{run}/proposals", "match-runs/{run}/unplaced",
         "match-runs/{run}/changes"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_another_reader_is_refused_with_those_that_there_are(api: Api, run: str, path: str) -> None:
    address = f"/v1/{path.format(run=run)}?register=minister"

    answer = api.client.get(address, headers=api.bearer())

    assert answer.status_code == 400
    assert told(answer) == {"register": "one of 'candidate', 'caseworker' or 'auditor'"}


@pytest.mark.parametrize("path", ["matches", "match-checks", "assignments"])
def test_a_question_refuses_another_reader_too(api: Api, path: str) -> None:
    answer = post(api, f"{path}?register=minister", {})

    assert answer.status_code == 400
    assert "register" in told(answer)


def test_proposals_are_said(api: Api, run: str) -> None:
    (proposal,) = read(api, f"match-runs/{run}/proposals")["items"]

    assert texts(proposal) == {
        "work": "5.200 punten: hoe goed het soort werk past bij de wens.",
        "rather_not": "De persoon wil dit liever niet: de plek krijgt de laagste fit die mag.",
        "vog": "Vraag of een VOG is aangevraagd, en op welke dag die komt.",
        "lifting": "Signaal bij tillen: de plek vraagt niveau 3, de persoon kan niveau 1.",
        "question": "Voorstel met een vraag: een harde regel is niet te beoordelen. Vraag het"
        " eerst na.",
        "motivate": "Wie hiertoe besluit, geeft een reden.",
        "runner_up_fit": "De beste andere plek komt op 4.800 punten, vrij of niet.",
    }
    assert texts(proposal, "contributions")["rather_not"].startswith("-200 punten")


def test_one_proposal_and_the_list_of_them_say_the_same(api: Api) -> None:
    made = propose(api, "weak", "own").json()

    one = read(api, f"proposals/{made['id']}?register=candidate", "en")
    (listed,) = read(api, "proposals?candidate=weak&register=candidate", "en")["items"]

    assert one == listed
    assert texts(one)["work"].startswith(("We look", "Which work"))
    assert "texts" not in made


def test_who_has_no_place_is_told_why(api: Api, run: str) -> None:
    items = read(api, f"match-runs/{run}/unplaced?register=candidate")["items"]

    said = {item["candidate"]: [one["text"] for one in item["texts"]] for item in items}
    assert said == {
        "u1": ["We hebben nu geen plek die bij u past. Meestal komt dat hierdoor."
               " De plek is te ver weg voor u."],
        "u2": ["We hebben nu geen plek die bij u past. We hebben nu geen jobcoach die bij u past."],
        "u3": ["We zoeken nu geen nieuwe plek voor u. Het zoeken staat op pauze."],
        "u4": ["Er is misschien nog een plek voor u. Vraag het aan uw contactpersoon."],
        "u5": ["Er zijn plekken die bij u kunnen passen. Maar nu is daar niet genoeg ruimte."
               " De begeleiders daar hebben nu geen tijd over."],
        "u6": ["We hebben nu geen plek die bij u past."
               " Er zijn daar te weinig plaatsen om samen te beginnen."],
        "u7": [],
    }  # fmt: skip


def test_changes_are_said(api: Api, run: str) -> None:
    items = read(api, f"match-runs/{run}/changes", "en")["items"]

    assert {item["candidate"]: item["texts"][0]["text"] for item in items} == {
        "c1": "A rule says no by now. The hours per week of place and person do not overlap.",
        "c2": "The person is not there any more, or is not looking for a place now."
        " The person has an exemption.",
        "c3": "Another place fits better.",
    }


def test_a_check_says_what_stands_in_the_way_and_what_lacks(api: Api) -> None:
    pairs = [
        {"candidate": "weak", "vacancy": "demanding"},
        {"candidate": "k1", "vacancy": "region"},
        {"candidate": "weak", "vacancy": "region"},
    ]

    body = post(api, "match-checks", {"pairs": pairs}).json()

    refused = body["checks"][0]
    assert refused["broken"] == ["week_hours", "functional_load"]
    assert texts(refused, "allowed")["not_allowed"].startswith("Niet toegelaten")
    assert texts(refused, "broken").keys() == {"week_hours", "functional_load"}
    assert texts(refused, "signals")["lifting"].startswith("Signaal bij tillen")
    assert body["overbooked"][0]["resource"]["kind"] == "seats"
    assert texts(body)["seats"] == "Te weinig plaatsen op GM0222/region: 2 nodig, 1 over."


def test_a_short_list_of_nothing_says_why(api: Api) -> None:
    put(api, "candidates", "paused", paused={"start": "2020-01-01"})

    body = api.match({"candidate": "paused"}).json()

    assert body["reason"] == "kept_out"
    assert texts(body)["kept_out"].endswith("Het zoeken is gepauzeerd.")


def test_a_place_for_nobody_says_why(api: Api) -> None:
    over = {"start": "2020-01-01", "end": "2020-02-01"}
    put(api, "vacancies", "over", **DEMANDING | {"period": over})

    body = api.match({"vacancy": "over"}).json()

    assert (body["suggestions"], body["rule"]) == ([], "period")
    assert texts(body) == {
        "nowhere_eligible": "Niemand wordt toegelaten. Het vaakst staat in de weg: periode."
    }


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", Language.NL),
        ("en", Language.EN),
        ("EN-us", Language.EN),
        ("nl;q=0.4, en;q=0.9", Language.EN),
        ("en;q=0.4,nl;q=0.9", Language.NL),
        ("nl,en", Language.NL),
        ("fr,de;q=0.5", Language.NL),
        ("en;q=0", Language.NL),
        ("*", Language.NL),
        ("en;q=much", Language.NL),
        (";;,,q=", Language.NL),
        ("en-GB;q=0.3,en;q=0.9,nl;q=0.5", Language.EN),
        ("en;q=nan", Language.NL),
    ],
)
def test_the_language_liked_best_of_those_that_there_are(accepted: str, language: Language) -> None:
    assert preferred(accepted) is language
