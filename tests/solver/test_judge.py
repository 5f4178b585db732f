"""The judge, shown a good plan that is broken in one way at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from solver.coaches import Coach
from solver.codes import GuidanceLevel, daypart_mask
from solver.ground import Period
from solver.judge import plan_violations
from solver.match import MatchParams, match
from solver.people import LoadCapacity
from solver.plan import Plan, Proposal, Unplaced, UnplacedReason
from solver.resources import ResourceKind
from solver.snapshot import Forbid, Placement, Snapshot
from solver.weights import WeightSet
from tests.solver.builders import TODAY, candidate, organisation, snapshot, vacancy
from tests.solver.worlds import scarce_world

WEIGHTS = WeightSet()
LIGHT, INTENSIVE = GuidanceLevel.LIGHT, GuidanceLevel.INTENSIVE
MONDAY = daypart_mask("monday_morning", "monday_afternoon")
COACH = Coach(reference="k1", municipality="GM0222", week_minutes=90)


def goes(number: int = 1, *places: str, **given: Any) -> Proposal:
    """Candidate c<number> goes to v1, or to the places named."""
    usual: dict[str, Any] = {
        "candidate": f"GM0222/c{number}",
        "vacancies": tuple(f"GM0222/{place}" for place in places or ("v1",)),
        "coach": None,
        "start": TODAY,
        "fit": 5_000,
        "contributions": {"work": 5_000},
        "unknowns": (),
        "signals": (),
        "question": False,
        "rather_not": False,
        "runner_up_fit": None,
    }
    return Proposal(**{**usual, **given})


def stays(number: int) -> Unplaced:
    return Unplaced(f"GM0222/c{number}", UnplacedReason.KEPT_OUT, None)


def judged(world: Snapshot, *people: Proposal | Unplaced) -> list[str]:
    plan = SimpleNamespace(
        proposals=tuple(p for p in people if isinstance(p, Proposal)),
        unplaced=tuple(p for p in people if isinstance(p, Unplaced)),
    )
    return plan_violations(world, WEIGHTS, cast(Plan, plan))


def two(
    person: dict[str, Any] | None = None,
    place: dict[str, Any] | None = None,
    house: dict[str, Any] | None = None,
    **given: Any,
) -> Snapshot:
    """Two candidates, the first as given, and vacancy v1 of o1 with two seats."""
    return snapshot(
        candidate(**(person or {})),
        candidate(reference="c2"),
        vacancy(**{"seats": 2, **(place or {})}),
        organisation(**(house or {})),
        **given,
    )


def held(number: int = 9, **given: Any) -> dict[str, Any]:
    usual = {"candidate": f"GM0222/c{number}", "vacancy": "GM0222/v1"}
    return {"placements": (Placement(**{**usual, **given}),)}


def test_a_good_plan_is_not_broken() -> None:
    assert judged(two(), goes(1), goes(2)) == []
    assert judged(two(), goes(1), stays(2)) == []


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ((goes(1),), "GM0222/c2: expected to be proposed or unplaced once, got 0 and 0 times."),
        ((goes(1), goes(1), stays(2)), "got 2 and 0 times."),
        ((goes(1), stays(1), stays(2)), "got 1 and 1 times."),
        ((stays(1), stays(2), stays(3)), "GM0222/c3: expected a candidate of the snapshot"),
        ((goes(1), goes(2), goes(3)), "expected a candidate of the snapshot, got candidate"),
        ((goes(1), goes(2, "v9")), "expected a vacancy of the snapshot, got vacancy GM0222/v9."),
        ((goes(1, coach="GM0222/k9"), goes(2)), "expected a coach of the snapshot, got coach"),
        ((goes(1, fit=4_499, contributions={"work": 4_499}), goes(2)), "a fit of at least 4500"),
        ((goes(1, contributions={"work": 4_999}), goes(2)), "that add up to 5000, got 4999."),
        ((goes(1, start=TODAY - timedelta(days=1)), goes(2)), "expected a start from today on"),
        ((goes(1, "v1", "v1"), goes(2)), "expected 1 to 1 different places, got 2."),
    ],
)
def test_what_a_plan_says_of_people_is_checked(
    people: tuple[Proposal | Unplaced, ...], found: str
) -> None:
    lines = judged(two(), *people)

    assert any(found in line for line in lines), lines


@dataclass(frozen=True)
class Case:
    """A plan over a world at the edge of one promise; `found` is None where it may be done."""

    tells: str
    world: Snapshot
    people: tuple[Proposal | Unplaced, ...]
    found: str | None


BOTH, ONE = (goes(1), goes(2)), (goes(1), stays(2))
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def coached(number: int = 1, **given: Any) -> Proposal:
    return goes(number, coach="GM0222/k1", **given)


def with_coach(person: dict[str, Any] | None = None, **given: Any) -> Snapshot:
    coach = replace(COACH, **given.pop("coach", {}))
    return two({"coaching_minutes": 60, **(person or {})}, coaches=(coach,), **given)


def guided(person: dict[str, Any], offered: dict[GuidanceLevel, int], **given: Any) -> Snapshot:
    return two({"guidance_minutes": 60, **person}, house={"guidance_minutes": offered}, **given)


def couple(person: dict[str, Any], other: dict[str, Any], **given: Any) -> Snapshot:
    places = (vacancy(seats=2), vacancy(reference="v2"))
    return snapshot(candidate(**person), candidate(reference="c2", **other), *places, **given)


def week(person: dict[str, Any], **place: Any) -> Snapshot:
    """One candidate who asks for two places, v1 and v2, and a load; both places alike."""
    past = {"placements": place.pop("placements", ())}
    usual = {"min_week_minutes": 240, "day_minutes": 240, "dayparts": MONDAY, **place}
    places = (vacancy(**usual), vacancy(reference="v2", **usual))
    load = LoadCapacity(**person)
    return snapshot(candidate(places_wanted=2, load=load), *places, **past)


def building_up(minutes: int) -> dict[str, Any]:
    return {"build_up_week_minutes": (minutes,), "build_up_from": TODAY}


TERM = {"term_weeks": 1, "period": Period(None, TODAY + timedelta(days=6))}
TWICE = (goes(1, "v1", "v2"),)
CASES = (
    Case("exempt", two({"exempt": Period()}), BOTH, "c1: expected no proposal for a person who is"),
    Case("paused", two({"paused": Period(None, TODAY)}), BOTH, "a person who is paused"),
    Case("paused until yesterday", two({"paused": Period(None, YESTERDAY)}), BOTH, None),
    Case("declined", two(forbids=(Forbid(candidate="GM0222/c1", vacancy="GM0222/v1"),)), BOTH,
         "c1: expected not GM0222/v1, which was declined."),
    Case("declined the organisation",
         two(forbids=(Forbid(candidate="GM0222/c1", organisation="GM0222/o1"),)), BOTH,
         "c1: expected not GM0222/v1, which was declined."),
    Case("declined until today",
         two(forbids=(Forbid(candidate="GM0222/c1", vacancy="GM0222/v1", until=TODAY),)),
         BOTH, None),
    Case("there already", two({"places_wanted": 2}, **held(1)), ONE,
         "expected not GM0222/v1, where the person is"),
    Case("a start before the place opens", two(place={"period": Period(TOMORROW, None)}), ONE,
         "when person and place are there"),
    Case("a start after the person leaves", two({"available": Period(None, YESTERDAY)}), BOTH,
         "when person and place are there"),
    Case("a term that ends with the place", two(place=TERM), BOTH, None),
    Case("a term that the place has not", two(place=TERM), (goes(1, start=TOMORROW), stays(2)),
         "GM0222/c1: expected 1 weeks at v1 before person or place is gone, got a start on"),
    Case("a term that the person has not", two({"available": Period(None, TODAY)},
         {"term_weeks": 1}), ONE, "before person or place is gone"),
    Case("a seat too few", two(place={"seats": 1}), BOTH,
         "GM0222/v1: expected at most 1 people, got 0 + 2."),
    Case("a seat held", two(**held()), BOTH, "GM0222/v1: expected at most 2 people, got 1 + 2."),
    Case("a seat held until yesterday", two(**held(period=Period(None, YESTERDAY))), BOTH, None),
    Case("a seat held until the place opens", two(
        place={"period": Period(TOMORROW, None)}, **held(period=Period(None, TODAY))),
        (goes(1, start=TOMORROW), goes(2, start=TOMORROW)), None),
    Case("a team too small", two(place={"seats": 3, "min_start": 3}), BOTH,
         "GM0222/v1: expected at least 3 people, got 0 + 2."),
    Case("a team with one who is there", two(place={"seats": 3, "min_start": 3}, **held()),
         BOTH, None),
    Case("the house is full", two(house={"total_seats": 1}), BOTH,
         "GM0222/o1: expected at most 1 people in all, got 2."),
    Case("the house has one inside",
         two(place={"seats": 3}, house={"total_seats": 2}, **held()), BOTH,
         "GM0222/o1: expected at most 2 people in all, got 3."),
    Case("the house with one at a vacancy that is not here",
         two(house={"total_seats": 2}, **held(vacancy="GM0000/elsewhere",
         organisation="GM0222/o1")), BOTH, "GM0222/o1: expected at most 2 people in all, got 3."),
    Case("the house has room", two(house={"total_seats": 2}), BOTH, None),
    Case("too little guidance", guided({"guidance_level": LIGHT}, {LIGHT: 59}), BOTH,
         "GM0222/o1: expected at most 59 minutes of light guidance, got 60."),
    Case("just enough guidance", guided({"guidance_level": LIGHT}, {LIGHT: 60}), BOTH, None),
    Case("guidance of the nearest level above",
         guided({"guidance_level": LIGHT}, {INTENSIVE: 59}), BOTH, "of intensive guidance, got 60"),
    Case("guidance of an unknown level is light", guided({}, {LIGHT: 59, INTENSIVE: 90}), BOTH,
         "of light guidance, got 60."),
    Case("guidance nobody counts", guided({"guidance_level": GuidanceLevel.NONE}, {LIGHT: 0}),
         BOTH, None),
    Case("guidance given already",
         guided({"guidance_level": LIGHT}, {LIGHT: 89}, **held(guidance_minutes=30)), ONE,
         "of light guidance, got 90."),
    Case("guidance given above a reduced number, and nobody comes who asks for it",
         guided({"guidance_level": GuidanceLevel.NONE}, {LIGHT: 20}, **held(guidance_minutes=30)),
         ONE, None),
    Case("guidance not known is unlimited", two({"guidance_minutes": 900}), BOTH, None),
    Case("no coach", with_coach(), BOTH, "c1: expected a coach, got None."),
    Case("a coach for nothing", with_coach({"coaching_minutes": 0}), (coached(), goes(2)),
         "c1: expected no coach, got GM0222/k1."),
    Case("a coach at a place that asks for none", with_coach(place={"needs_coach": False}),
         (coached(), goes(2)), "c1: expected no coach"),
    Case("a coach with minutes", with_coach(), (coached(), goes(2)), None),
    Case("a coach without minutes", with_coach(coach={"week_minutes": 59}), (coached(), goes(2)),
         "GM0222/k1: expected at most 59 minutes of coaching, got 0 + 60."),
    Case("a coach with others",
         with_coach(**held(coach="GM0222/k1", coaching_minutes=31)), (coached(), stays(2)),
         "GM0222/k1: expected at most 90 minutes of coaching, got 31 + 60."),
    Case("a coach elsewhere", with_coach(coach={"area": frozenset({"GM1509"})}),
         (coached(), goes(2)), "expected a coach who works in the municipality"),
    Case("a coach who left", with_coach(coach={"available": Period(None, YESTERDAY)}),
         (coached(), goes(2)), "expected a coach who is there at the start"),
    Case("a coach without the specialism", with_coach({"coach_specialisms": frozenset({"debts"})}),
         (coached(), goes(2)), "expected a coach who has a specialism asked"),
    Case("a coach without the language", with_coach({"coach_languages": frozenset({"ara"})}),
         (coached(), goes(2)), "expected a coach who speaks a language asked"),
    Case("apart", couple({"not_together_with": frozenset({"c2"})}, {}), BOTH,
         "GM0222/c1: expected not to be at GM0222/v1 together with GM0222/c2."),
    Case("apart at two places", couple({"not_together_with": frozenset({"c2"})}, {}),
         (goes(1), goes(2, "v2")), None),
    Case("apart from somebody who is there",
         couple({"not_together_with": frozenset({"c9"})}, {}, **held()), ONE,
         "GM0222/c1: expected not to be at GM0222/v1 together with GM0222/c9."),
    Case("a group apart", couple({"group": "duo"}, {"group": "duo"}), (goes(1), goes(2, "v2")),
         "GM0222/duo: expected GM0222/c1, GM0222/c2 to start together."),
    Case("half a group", couple({"group": "duo"}, {"group": "duo"}), ONE, "to start together."),
    Case("a group at once", couple({"group": "duo"}, {"group": "duo"}), BOTH, None),
    Case("two places for who asks one", couple({}, {}), (goes(1, "v1", "v2"), goes(2)),
         "c1: expected 1 to 1 different places, got 2."),
    Case("no place at all", couple({}, {}), (goes(1, vacancies=()), goes(2)),
         "c1: expected 1 to 1 different places, got 0."),
    Case("two places on one day", week({}), TWICE, None),
    Case("two places on one daypart", week({}, dayparts=daypart_mask("monday_morning")), TWICE,
         "expected two places on dayparts of their own"),
    Case("two places on a day too long", week({"max_day_minutes": 479}), TWICE,
         "expected two places on dayparts of their own"),
    Case("two places on a day long enough", week({"max_day_minutes": 480}), TWICE, None),
    Case("two places on two short days",
         week({"max_day_minutes": 240}, dayparts=MONDAY | daypart_mask("friday_morning")),
         TWICE, None),
    Case("two places in too short a week", week({"max_week_minutes": 479}), TWICE,
         "c1: expected at most 479 minutes a week in two places, got 480."),
    Case("a place more than wanted", couple({}, {}, **held(1)), (goes(1, "v2"), stays(2)),
         "GM0222/c1: expected no proposal, as this person has 1."),
    Case("two places beside one",
         couple({"places_wanted": 2}, {}, **held(1, vacancy="GM0222/v9")),
         (goes(1, "v1", "v2"), stays(2)), "expected 1 to 1 different places, got 2."),
    Case("a place beside one on another daypart", week({}, **held(1)), (goes(1, "v2"),), None),
    Case("a place beside one in too short a week", week({"max_week_minutes": 479}, **held(1)),
         (goes(1, "v2"),), "c1: expected at most 479 minutes a week in two places, got 480."),
    Case("a place beside one on the same daypart",
         week({}, dayparts=daypart_mask("monday_morning"), **held(1)), (goes(1, "v2"),),
         "expected two places on dayparts of their own"),
    Case("two places in a full week", week({"max_week_minutes": 480}), TWICE, None),
    Case("two places in a week of building up", week(building_up(479)), TWICE,
         "c1: expected at most 479 minutes a week in two places, got 480."),
    Case("two places in a week built up enough", week(building_up(480)), TWICE, None),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.tells)
def test_the_judge_at_an_edge(case: Case) -> None:
    lines = judged(case.world, *case.people)

    if case.found is None:
        assert lines == []
    else:
        assert len(lines) == 1
        assert case.found in lines[0]


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_does_not_survive_a_seat_less(seed: int) -> None:
    world = scarce_world(seed)
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    seats = [use for use in plan.resources if use.name.kind is ResourceKind.SEATS]
    full = {use.name.reference for use in seats if use.used == use.capacity > 0}
    fewer = tuple(
        replace(v, seats=v.seats - 1, min_start=1)
        if f"{v.municipality}/{v.reference}" in full and v.seats > 1
        else v
        for v in world.vacancies
    )

    lines = plan_violations(replace(world, vacancies=fewer), WEIGHTS, plan)

    assert bool(lines) == (fewer != world.vacancies)
    assert all("people, got" in line for line in lines)
