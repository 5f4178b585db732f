"""A caseworker's own pairs and the people for a place, over HTTP: own people, places one sees."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api_client import Api, told
from tests.service.tenancy import FAR, NEXT, OWN


@pytest.fixture(scope="module", autouse=True)
def people(api: Api) -> None:
    """Store people beside the one who has a place already."""
    weak = {"load": {"hoursPerWeek": {"max": 4}}, "coaching": {"minutesPerWeek": 45}}
    for reference, more in (("free", {}), ("also", {}), ("weak", weak)):
        answer = api.client.put(
            f"/v1/candidates/{reference}",
            json={"reference": reference, **more},
            headers=api.bearer(),
        )
        assert answer.status_code == 201, answer.text


def check(api: Api, *pairs: tuple[str, str] | tuple[str, str, str], **who: Any) -> Any:
    names = ("candidate", "vacancy", "coach")
    body = {"pairs": [dict(zip(names, pair, strict=False)) for pair in pairs]}
    return api.client.post("/v1/match-checks", json=body, headers=api.bearer(**who))


def test_a_pair_is_allowed_with_its_fit_and_everything_unknown(api: Api) -> None:
    before = api.stored()

    body = check(api, ("free", "own")).json()

    (told_of,) = body["checks"]
    assert (told_of["candidate"], told_of["vacancy"]) == ("free", f"{OWN}/own")
    assert (told_of["allowed"], told_of["broken"], told_of["lacking"]) == (True, [], [])
    assert sum(told_of["contributions"].values()) == told_of["fit"]
    assert told_of["question"]
    assert "travel" in told_of["unknowns"]
    assert (body["overbooked"], body["weightSetVersion"]) == ([], 1)
    assert api.stored() == before


def test_the_check_and_the_short_list_say_the_same(api: Api) -> None:
    suggested = api.match({"candidate": "free", "size": 20}).json()["suggestions"]

    checks = check(api, *(("free", one["vacancy"]) for one in suggested)).json()["checks"]

    assert len(suggested) >= 3
    for one, other in zip(suggested, checks, strict=True):
        shared = (one.keys() & other.keys()) - {"texts"}
        assert {"fit", "contributions", "unknowns", "start", "signals", "motivate"} <= shared
        assert {name: one[name] for name in shared} == {name: other[name] for name in shared}


def test_a_forbidden_pair_says_which_rules_forbid_it_and_a_placed_person_is_kept_out(
    api: Api,
) -> None:
    declined, placed = check(api, ("k1", "own"), ("k1", f"{NEXT}/region")).json()["checks"]

    assert (declined["allowed"], declined["broken"]) == (False, ["forbidden"])
    assert placed["allowed"]
    assert "keptOut" not in placed  # k1 wants two places and has one


def test_pairs_that_fit_alone_but_not_together_name_what_is_overbooked(api: Api) -> None:
    body = check(api, ("free", "region"), ("also", "region")).json()

    assert [one["lacking"] for one in body["checks"]] == [[], []]
    assert body["overbooked"] == [
        {
            "resource": {"kind": "seats", "reference": f"{OWN}/region"},
            "left": 1,
            "asked": 2,
            "by": [{"candidate": "k1", "amount": 1, "stands": "placement"}],
        }
    ]


def test_a_coach_who_has_too_little_time_is_named(api: Api) -> None:
    (first,) = check(api, ("weak", "own", "c1")).json()["checks"]
    assert (first["coach"], first["lacking"]) == (f"{OWN}/c1", [])

    body = check(api, ("weak", "own", "c1"), ("weak", "partners", "c1")).json()

    assert {
        "resource": {"kind": "coaching", "reference": f"{OWN}/c1"},
        "left": 60,
        "asked": 90,
        "by": [],
    } in body["overbooked"]


@pytest.mark.parametrize(
    ("pair", "wrong"),
    [
        (("ghost", "own"), {"pairs.0.candidate"}),
        (("free", "ghost"), {"pairs.0.vacancy"}),
        (("free", "own", "ghost"), {"pairs.0.coach"}),
        (("free", f"{NEXT}/own"), {"pairs.0.vacancy"}),
        (("free", f"{FAR}/region"), {"pairs.0.vacancy"}),
        (("free", "own", f"{NEXT}/c1"), {"pairs.0.coach"}),
        (("ghost", f"{FAR}/own", "x"), {"pairs.0.candidate", "pairs.0.vacancy", "pairs.0.coach"}),
        (("no good", "own"), {"pairs.0.candidate"}),
    ],
)
def test_what_is_not_there_and_what_is_not_to_be_seen_is_refused_alike(
    api: Api, pair: Any, wrong: set[str]
) -> None:
    answer = check(api, pair)

    assert answer.status_code == 400
    assert told(answer).keys() == wrong


def test_another_municipality_cannot_check_our_people(api: Api) -> None:
    ours = told(check(api, ("free", f"{FAR}/own"), municipality=FAR))
    nobodys = told(check(api, ("ghost", f"{FAR}/own"), municipality=FAR))

    assert ours == nobodys != {}


@pytest.mark.parametrize("pairs", [0, 51])
def test_the_number_of_pairs_is_bounded(api: Api, pairs: int) -> None:
    answer = check(api, *[("free", "own")] * pairs)

    assert answer.status_code == 400
    assert told(answer).keys() == {"pairs"}


def test_whether_a_worker_is_asked_is_yes_or_no(api: Api) -> None:
    pairs = [{"candidate": "free", "vacancy": "own"}]
    body = {"pairs": pairs, "run": "perhaps"}
    answer = api.client.post("/v1/match-checks", json=body, headers=api.bearer())

    assert answer.status_code == 400
    assert told(answer)["run"] == "true or false"


def candidates(api: Api, vacancy: object, **more: Any) -> Any:
    return api.match({"vacancy": vacancy, **more})


def test_a_place_gets_the_people_who_could_go_there_and_nobody_else(api: Api) -> None:
    body = candidates(api, "own").json()

    names = [one["candidate"] for one in body["suggestions"]]
    fits = [one["fit"] for one in body["suggestions"]]
    assert {"free", "also", "weak"} == set(names)  # k1 declined it
    assert fits == sorted(fits, reverse=True)
    assert body["eligible"] == 3
    assert "reason" not in body


def test_a_place_that_another_municipality_shares_gets_our_people_alone(api: Api) -> None:
    body = candidates(api, f"{NEXT}/region", size=20).json()

    assert {one["candidate"] for one in body["suggestions"]} == {"k1", "free", "also", "weak"}


@pytest.mark.parametrize("vacancy", ["ghost", f"{NEXT}/own", f"{FAR}/region"])
def test_a_place_that_is_not_there_or_not_shared_is_not_found(api: Api, vacancy: str) -> None:
    answer = candidates(api, vacancy)

    assert answer.status_code == 404
    assert answer.json() == candidates(api, "nothing").json()


@pytest.mark.parametrize("body", [{}, {"candidate": "free", "vacancy": "own"}])
def test_one_of_the_two_is_asked_for(api: Api, body: dict[str, str]) -> None:
    answer = api.match(body)

    assert answer.status_code == 400
    assert [*told(answer).values()] == ["a candidate or a vacancy, one of the two"]
