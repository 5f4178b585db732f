"""A day as it would be: what is changed and nothing else; apart, pooled, floors, bottlenecks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from solver.assignment import Outcome
from solver.bottlenecks import MOST, STEPS, bottlenecks, seen_by
from solver.coaches import Coach
from solver.codes import GuidanceLevel, Kind, Sharing
from solver.floors import placed_of_each
from solver.ground import name_of
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Partnership, Proposed, Snapshot
from solver.supposed import APART, POOLED, Change, More, MorePeople, NothingThere, supposed
from solver.tally import tallied
from solver.weights import WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.conftest import PROOF
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SEEDS = range(12 if PROOF else 5)
LIGHT, MEDIUM = GuidanceLevel.LIGHT, GuidanceLevel.MEDIUM
SEATS, GUIDANCE, TOTAL, COACHING, _ = ResourceKind


def solved(world: Snapshot, **asked: object) -> Plan:
    plan = match(world, WEIGHTS, MatchParams(seed=1, **asked))  # type: ignore[arg-type]
    assert plan_violations(world, WEIGHTS, plan) == []
    return plan


def optimal(world: Snapshot, **asked: object) -> Plan:
    plan = solved(world, **asked)
    assert plan.result.outcome is Outcome.OPTIMAL
    return plan


def placed_in(world: Snapshot, plan: Plan) -> dict[str, int]:
    return placed_of_each(world, {one.candidate for one in plan.proposals})


@pytest.mark.parametrize("seed", SEEDS)
def test_apart_nobody_goes_to_a_place_of_another_municipality(seed: int) -> None:
    world = scarce_world(seed)

    plan = solved(supposed(world, [APART]))

    for one in plan.proposals:
        own = one.candidate.partition("/")[0]
        assert {name.partition("/")[0] for name in one.vacancies} == {own}


def test_some_world_places_people_elsewhere_when_pooled() -> None:
    worlds = [supposed(scarce_world(seed), [POOLED]) for seed in SEEDS]

    assert sum(tallied(w, WEIGHTS, solved(w).proposals).total.elsewhere for w in worlds) > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_pooled_is_worth_no_less_than_apart(seed: int) -> None:
    world = scarce_world(seed)
    closed = world.having(
        vacancies=tuple(replace(one, sharing=Sharing.OWN) for one in world.vacancies)
    )

    apart, as_shared, pooled = (
        optimal(w) for w in (supposed(world, [APART]), world, supposed(closed, [POOLED]))
    )

    assert pooled.result.value >= apart.result.value
    assert pooled.result.value == as_shared.result.value


def two_towns() -> Snapshot:
    """A town with two places for whoever comes first, and a larger one without any."""
    here = [
        known_candidate(reference=f"c{n}", priority=2, priority_reason="can wait") for n in range(2)
    ]
    there = [known_candidate(reference=f"d{n}", municipality="GM1509") for n in range(3)]
    seats = known_vacancy(seats=2, sharing=Sharing.OWN)
    return snapshot(*here, *there, seats)


def test_a_floor_keeps_what_a_municipality_would_have_apart() -> None:
    world = two_towns()
    apart = optimal(supposed(world, [APART]))
    pooled = supposed(world, [POOLED])
    floors = placed_in(world, apart)

    without, kept = optimal(pooled), optimal(pooled, floors=floors)

    assert floors == {"GM0222": 2, "GM1509": 0}
    assert placed_in(world, without) == {"GM0222": 0, "GM1509": 2}
    assert placed_in(world, kept) == floors


@pytest.mark.parametrize("seed", SEEDS)
def test_floors_hold_in_every_world(seed: int) -> None:
    world = scarce_world(seed)
    apart = solved(supposed(world, [APART]))
    floors = placed_in(world, apart)

    kept = solved(begun(supposed(world, [POOLED]), apart), floors=floors)

    found = placed_in(world, kept)
    assert all(found[code] >= floor for code, floor in floors.items())
    assert kept.result.value >= apart.result.value


def begun(world: Snapshot, plan: Plan) -> Snapshot:
    """Give a world in which a plan stands open."""
    return world.having(
        proposed=tuple(
            Proposed(candidate=one.candidate, vacancies=one.vacancies, coach=one.coach)
            for one in plan.proposals
        )
    )


def test_people_who_start_together_count_once() -> None:
    people = [known_candidate(reference=f"c{n}", group="g" if n < 2 else None) for n in range(3)]
    world = snapshot(*people, known_vacancy(seats=3))

    assert placed_in(world, solved(world)) == {"GM0222": 2}


def test_a_floor_that_cannot_be_kept_has_no_plan() -> None:
    plan = match(two_towns(), WEIGHTS, MatchParams(seed=1, floors={"GM1509": 1}))

    assert plan.result.outcome is Outcome.INFEASIBLE


def test_more_people_are_a_share_of_each_municipality_and_like_those_there_are() -> None:
    group = [known_candidate(reference=f"c{n}", group="g", not_together_with=frozenset({"c9"}))
             for n in range(10)]  # fmt: skip
    others = [known_candidate(reference=f"d{n}", municipality="GM1509") for n in range(20)]
    world = snapshot(*group, *others, known_vacancy())

    more, again = (supposed(world, [MorePeople(15)], seed=1) for _ in range(2))

    added = more.candidates[30:]
    assert more.candidates[:30] == world.candidates
    assert Counter(one.municipality for one in added) == {"GM0222": 2, "GM1509": 3}
    assert len({name_of(one) for one in more.candidates}) == 35
    assert all(one.group is None and not one.not_together_with for one in added)
    assert more == again
    alone = replace(group[0], reference="c", group=None, not_together_with=frozenset())
    assert [replace(one, reference="c") for one in added[:2]] == [alone, alone]


def test_who_is_drawn_depends_on_the_seed() -> None:
    people = (
        known_candidate(reference=f"c{n}", priority=n, priority_reason="x") for n in range(1, 6)
    )
    world = snapshot(*people)

    drawn = [supposed(world, [MorePeople(50)], seed).candidates[5:] for seed in range(9)]

    assert len({tuple(one.priority for one in added) for added in drawn}) > 1


def changed_fields(before: Snapshot, after: Snapshot) -> dict[str, object]:
    """Say which records are not as they were, with what is scarce of them."""
    nouns = {"vacancies": "seats", "coaches": "week_minutes"}
    found: dict[str, object] = {
        name_of(now): getattr(now, what)
        for noun, what in nouns.items()
        for was, now in zip(getattr(before, noun), getattr(after, noun), strict=True)
        if was != now
    }
    for was, now in zip(before.organisations, after.organisations, strict=True):
        if was != now:
            found[name_of(now)] = (now.total_seats, dict(now.guidance_minutes or {}))
    return found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (More(what=SEATS, amount=3), {"GM0222/v1": 3, "GM0222/v2": 5, "GM1509/v3": 4}),
        (More(what=SEATS, amount=3, kind=Kind.SHELTERED), {"GM0222/v2": 7}),
        (More(what=SEATS, amount=2, municipality="GM1509"), {"GM1509/v3": 5}),
        (More(what=SEATS, amount=1, organisation="GM0222/o2"), {"GM0222/v2": 5}),
        (More(what=SEATS, amount=1, sector="farm"), {"GM1509/v3": 4}),
        (More(what=SEATS, amount=1, vacancy="GM0222/v1"), {"GM0222/v1": 3}),
        (More(what=GUIDANCE, amount=241),
         {"GM0222/o1": (None, {LIGHT: 181}), "GM0222/o2": (3, {LIGHT: 140, MEDIUM: 180})}),
        (More(what=GUIDANCE, amount=60, level=MEDIUM),
         {"GM0222/o2": (3, {LIGHT: 60, MEDIUM: 160})}),
        (More(what=TOTAL, amount=2), {"GM0222/o2": (5, {LIGHT: 60, MEDIUM: 100})}),
        (More(what=COACHING, amount=240), {"GM0222/k1": 180, "GM1509/k2": 180}),
        (More(what=COACHING, amount=240, coach="GM1509/k2"), {"GM1509/k2": 300}),
    ],
)  # fmt: skip
def test_more_is_spread_evenly_over_all_that_is_described_and_nothing_else_changes(
    change: More, expected: dict[str, object]
) -> None:
    world = of_everything()

    assert changed_fields(world, supposed(world, [change])) == expected


def of_everything() -> Snapshot:
    o1 = organisation(reference="o1", guidance_minutes={LIGHT: 100})
    o2 = organisation(reference="o2", total_seats=3, guidance_minutes={LIGHT: 60, MEDIUM: 100})
    o3 = organisation(reference="o3", municipality="GM1509", sector="farm")
    coaches = tuple(
        Coach(reference=f"k{n}", municipality=code, week_minutes=60)
        for n, code in ((1, "GM0222"), (2, "GM1509"))
    )
    return snapshot(
        o1, o2, o3,
        known_vacancy(reference="v1", organisation="o1", seats=2),
        known_vacancy(reference="v2", organisation="o2", seats=4, kind=Kind.SHELTERED),
        known_vacancy(reference="v3", organisation="o3", municipality="GM1509", seats=3),
        coaches=coaches,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        More(what=SEATS, amount=1, kind=Kind.INTERNSHIP),
        More(what=GUIDANCE, amount=60, municipality="GM1509"),
        More(what=TOTAL, amount=1, organisation="GM0222/o1"),
        More(what=COACHING, amount=60, coach="GM0222/k2"),
    ],
)
def test_more_of_what_is_not_there_is_refused(change: Change) -> None:
    with pytest.raises(NothingThere):
        supposed(of_everything(), [change])


@pytest.mark.parametrize("seed", range(8))
def test_what_is_named_scarce_is_verified_by_more_of_exactly_that(seed: int) -> None:
    world = scarce_world(seed)
    plan = optimal(world)

    found = bottlenecks(world, plan)

    assert len(found) <= MOST
    assert len({one.name for one in found}) == len(found)
    capacity = {use.name: use.capacity for use in plan.resources}
    for one in found:
        more = optimal(supposed(world, [one.more]))
        now = {use.name: use.capacity for use in more.resources}
        differs = {name for name in capacity if capacity[name] != now[name]}
        assert differs <= {one.name}
        assert now[one.name] - capacity[one.name] <= one.step
        assert more.result.value >= plan.result.value


def test_the_worlds_have_bottlenecks_of_every_kind() -> None:
    worlds = [scarce_world(seed) for seed in range(12)]

    kinds = {one.name.kind for w in worlds for one in bottlenecks(w, solved(w))}

    assert kinds == set(STEPS)


def test_of_places_of_one_kind_of_work_only_the_most_promising_is_named() -> None:
    places = [known_vacancy(reference=f"v{n}", work="garden_work") for n in range(3)]
    people = [known_candidate(reference=f"c{n}") for n in range(9)]

    found = bottlenecks(world := snapshot(*places, *people), solved(world))

    assert [(one.name.kind, one.step) for one in found] == [(SEATS, 1)]
    assert found[0].waiting > 0


def test_who_may_see_a_scarce_thing_is_who_shares_it() -> None:
    pact = Partnership(reference="p", municipalities=frozenset({"GM0222", "GM1586"}))
    own, partners, region = (
        known_vacancy(reference=f"v{n}", organisation=f"o{n}", sharing=sharing)
        for n, sharing in enumerate(Sharing)
    )
    houses = [organisation(reference=f"o{n}") for n in range(3)]
    far = known_candidate(municipality="GM1509")
    coach = Coach(reference="k", municipality="GM0222", week_minutes=60, area=frozenset({"GM1586"}))
    world = snapshot(own, partners, region, *houses, far, coaches=(coach,), partnerships=(pact,))

    def seen(kind: ResourceKind, reference: str) -> set[str]:
        return set(seen_by(world, ResourceName(kind, f"GM0222/{reference}")))

    with_partner, everywhere = {"GM0222", "GM1586"}, {"GM0222", "GM1509"}
    assert [seen(SEATS, f"v{n}") for n in range(3)] == [{"GM0222"}, with_partner, everywhere]
    assert [seen(GUIDANCE, f"o{n}") for n in range(3)] == [{"GM0222"}, with_partner, everywhere]
    assert [seen(TOTAL, f"o{n}") for n in range(3)] == [{"GM0222"}, with_partner, everywhere]
    assert seen(COACHING, "k") == with_partner


def test_a_tally_counts_each_municipality_and_all() -> None:
    coach = Coach(reference="k", municipality="GM0222", week_minutes=600)
    mine = known_candidate(reference="c1", coaching_minutes=45)
    far = known_candidate(reference="c2", municipality="GM1509")
    nobody = known_candidate(reference="c3", municipality="GM1509", location=None)
    asks = known_vacancy(seats=1, needs_coach=True, sharing=Sharing.OWN)
    shared = known_vacancy(reference="v2", seats=1, sharing=Sharing.REGION)
    world = snapshot(mine, far, nobody, asks, shared, coaches=(coach,))

    plan = solved(world)
    found = tallied(world, WEIGHTS, plan.proposals)

    fits = {one.candidate: one.fit for one in plan.proposals}
    own, other = found.of_each["GM0222"], found.of_each["GM1509"]
    assert (own.people, own.placed, own.elsewhere, own.coach_minutes) == (1, 1, 0, 45)
    assert (other.people, other.placed, other.elsewhere, other.coach_minutes) == (2, 1, 1, 0)
    assert (own.mean_fit, other.mean_fit) == (fits["GM0222/c1"], fits["GM1509/c2"])
    assert (found.total.people, found.total.placed, found.total.elsewhere) == (3, 2, 1)
    assert found.total.coach_minutes == 45
    assert found.total.mean_fit == round(sum(fits.values()) / 2)


def test_nobody_placed_has_no_mean() -> None:
    world: Snapshot = snapshot(known_candidate())

    found = tallied(world, WEIGHTS, ())

    assert (found.total.people, found.total.placed) == (1, 0)
    assert (found.total.mean_fit, found.total.mean_travel_minutes) == (None, None)
