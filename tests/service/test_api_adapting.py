"""Accepting otherwise than proposed: other days, another coach, two places at once."""

from __future__ import annotations

from datetime import timedelta

from tests.service.api_client import Api, told
from tests.service.deciding import (
    decide,
    get,
    place,
    proposed,
    proposed_by_run,
    put,
    runs_at,
)
from tests.service.tenancy import OWN

#: Days from today.
AGREED = {"start": 21, "end": 60}


def test_what_is_adapted_to_what_was_proposed_is_not_adapted(
    api: Api, names: tuple[str, str]
) -> None:
    proposal = proposed(api, *names)
    start = get(api, f"proposals/{proposal}").json()["start"]

    answer = decide(api, proposal, "adapted", reasonCode="other_start", start=start)

    assert answer.status_code == 400
    assert told(answer) == {"decision": "another coach, start or end than proposed"}
    assert runs_at(api, names[0]) == []


def test_what_was_adapted_can_be_read_in_the_decision(api: Api, names: tuple[str, str]) -> None:
    put(api, "coaches", f"calm-{names[0]}", hoursPerWeek=2)
    put(api, "candidates", f"with-{names[0]}", coaching={"minutesPerWeek": 60})
    place(api, f"with-{names[1]}", needsCoach=True)
    proposal = proposed_by_run(api, f"with-{names[0]}", f"with-{names[1]}")
    today = api.settings.today()
    days = {name: (today + timedelta(days=add)).isoformat() for name, add in AGREED.items()}

    decide(api, proposal, "adapted", reasonCode="other_coach", coach=f"calm-{names[0]}", **days)

    (decision,) = get(api, f"proposals/{proposal}").json()["decisions"]
    agreed = {name: decision[name] for name in ("start", "end", "coach")}
    assert agreed == {**days, "coach": f"{OWN}/calm-{names[0]}"}


def test_an_adapted_place_has_the_days_that_were_agreed_within_its_term(
    api: Api, names: tuple[str, str]
) -> None:
    person, _ = names
    place(api, f"term-{person}", termWeeks=26)
    first = api.settings.today() + timedelta(days=14)

    answer = decide(
        api,
        proposed(api, person, f"term-{person}"),
        "adapted",
        reasonCode="other_start",
        start=first.isoformat(),
    )

    assert answer.status_code == 200, answer.text
    (placement,) = runs_at(api, person)
    last = first + timedelta(weeks=26, days=-1)
    assert (placement["start"], placement["end"]) == (first.isoformat(), last.isoformat())


def test_a_combination_of_a_run_becomes_two_placements_with_one_coach(api: Api) -> None:
    place(api, "morning", needsCoach=True)
    place(api, "evening", needsCoach=True)
    put(api, "coaches", "both", hoursPerWeek=1)
    put(api, "candidates", "two", placesWanted=2, coaching={"minutesPerWeek": 45})
    proposal = proposed_by_run(api, "two", "morning", "evening")

    answer = decide(api, proposal, "adapted", coach="both", reasonCode="other_coach")

    assert answer.status_code == 200, answer.text
    found = runs_at(api, "two")
    assert {one["vacancy"] for one in found} == {f"{OWN}/morning", f"{OWN}/evening"}
    assert sorted(one["coachingMinutes"] for one in found) == [0, 45]
