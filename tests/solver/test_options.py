from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solver.coaches import Coach
from solver.codes import GuidanceLevel, Kind, Wish, daypart_mask
from solver.columns import Columns
from solver.ground import Period
from solver.options import Options, build
from solver.people import Candidate, Preferences
from solver.resources import ResourceKind
from solver.rules import YES, verdicts
from solver.snapshot import Placement, Snapshot
from solver.weights import WeightSet
from tests.solver.builders import TODAY, organisation, random_snapshot, snapshot
from tests.solver.option_twins import options_by_hand
from tests.solver.option_words import left_in_words, options_in_words
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
LIGHT, INTENSIVE = GuidanceLevel.LIGHT, GuidanceLevel.INTENSIVE


def built(world: Snapshot, weights: WeightSet = WEIGHTS) -> Options:
    return build(Columns.of(world, weights))


def left(options: Options, kind: ResourceKind) -> list[int]:
    """What is left of each resource of a kind."""
    sizes = zip(options.names, options.problem.capacity.tolist(), strict=True)
    return [size for name, size in sizes if name.kind is kind]


def coach(number: int, **given: Any) -> Coach:
    usual = {"reference": f"k{number}", "municipality": "GM0222", "week_minutes": 120}
    return Coach(**{**usual, **given})


@pytest.mark.parametrize("seed", range(30))
def test_options_are_those_drawn_up_by_hand(seed: int) -> None:
    columns = Columns.of(scarce_world(seed), WEIGHTS)

    options = build(columns)

    assert options_in_words(columns, options) == options_by_hand(columns, left_in_words(options))


def test_the_small_worlds_have_every_form_of_option() -> None:
    every = [built(scarce_world(seed)) for seed in range(30)]

    assert any((options.option_cols[:, 1] >= 0).any() for options in every)
    assert any((options.option_coach >= 0).any() for options in every)
    assert any(len(options.companion_coach) for options in every)
    assert any(len(o.members[unit]) > 1 for o in every for unit in o.problem.option_unit)
    assert any(left(options, ResourceKind.APART) for options in every)


def test_a_coach_who_goes_with_every_place_is_chosen_apart() -> None:
    person = known_candidate(coaching_minutes=60)
    places = [known_vacancy(reference=f"v{n}", needs_coach=True) for n in range(3)]

    options = built(snapshot(person, *places, coaches=(coach(1), coach(2))))

    assert options.problem.options == 3
    assert options.companion_coach.tolist() == [0, 1]
    assert options.option_coach.tolist() == [-1, -1, -1]


def test_a_place_that_asks_for_no_coach_stands_beside_those_that_do() -> None:
    person = known_candidate(coaching_minutes=60)
    places = [known_vacancy(reference=f"v{n}", needs_coach=n > 0) for n in range(2)]

    options = built(snapshot(person, *places, coaches=(coach(1), coach(2))))

    assert options.option_cols[:, 0].tolist() == [0, 1]
    assert options.problem.option_needs_companion.tolist() == [False, True]
    assert options.companion_coach.tolist() == [0, 1]


def test_a_coach_is_written_out_where_a_place_is_not_liked() -> None:
    liked_less = Preferences(work={"other": Wish.RATHER_NOT})
    person = known_candidate(coaching_minutes=60, preferences=liked_less)

    options = built(snapshot(person, known_vacancy(needs_coach=True), coaches=(coach(1), coach(2))))

    assert options.option_coach.tolist() == [0, 1]
    assert not options.problem.option_needs_companion.any()


def test_a_coach_who_leaves_before_the_start_is_not_chosen() -> None:
    person = known_candidate(coaching_minutes=60, available=Period(TODAY, None))
    gone = coach(1, available=Period(None, TODAY.replace(day=1)))

    options = built(snapshot(person, known_vacancy(needs_coach=True), coaches=(gone, coach(2))))

    assert options.option_coach.tolist() == [1]


def two_places(person: dict[str, Any], **place: Any) -> Options:
    places = [known_vacancy(reference=f"v{n}", **place) for n in (1, 2)]
    return built(snapshot(known_candidate(places_wanted=2, **person), *places))


def test_two_places_earn_the_bonus_once_and_the_fit_of_both() -> None:
    one, other, both = two_places({}).problem.option_value[:, 0].tolist()

    whole = WEIGHTS.weights["coach"] * 10_000 // sum(WEIGHTS.weights.values())
    assert one == other
    assert both == one + (one - WEIGHTS.placement_bonus - whole)


@pytest.mark.parametrize(
    ("load", "place", "possible"),
    [
        ({"max_week_minutes": 480}, {}, True),
        ({"max_week_minutes": 479, "wish_week_minutes": 240}, {}, False),
        ({"dayparts": daypart_mask("monday_morning", "monday_afternoon")},
         {"dayparts_needed": 1}, True),
        ({"dayparts": daypart_mask("monday_morning")}, {"dayparts_needed": 1}, False),
        ({"dayparts": daypart_mask("monday_morning", "monday_afternoon"),
          "max_day_minutes": 479}, {"dayparts_needed": 1}, False),
        ({"dayparts": daypart_mask("monday_morning", "friday_morning"),
          "max_day_minutes": 479}, {"dayparts_needed": 1}, True),
    ],
)  # fmt: skip
def test_two_places_keep_within_week_day_and_dayparts(
    load: dict[str, Any], place: dict[str, Any], possible: bool
) -> None:
    options = two_places({"load": load}, **place)

    assert (options.option_cols[:, 1] >= 0).any() == possible


def test_a_place_that_is_not_liked_or_too_poor_is_never_one_of_two() -> None:
    wish = Preferences(work={"other": Wish.RATHER_NOT})
    strict = WeightSet(minimum_fit=9_900)
    places = [known_vacancy(reference=f"v{n}") for n in (1, 2)]
    world = snapshot(known_candidate(places_wanted=2), *places)

    unliked = two_places({"preferences": wish})

    assert unliked.option_fit.tolist() == [WEIGHTS.minimum_fit] * 2
    assert built(world, strict).problem.options == 0


def test_a_group_takes_one_place_with_one_coach() -> None:
    group = [
        known_candidate(reference="c1", group="duo", coaching_minutes=60),
        known_candidate(reference="c2", group="duo"),
    ]
    place = known_vacancy(seats=2, needs_coach=True)

    options = built(snapshot(*group, place, coaches=(coach(1),)))

    uses = dict(zip(options.problem.option_resource, options.problem.option_use, strict=True))
    assert options.members == ((0, 1),)
    assert options.option_coach.tolist() == [0]
    assert list(uses.values()) == [2, 60]


def test_a_coach_who_left_goes_with_no_group() -> None:
    group = [known_candidate(reference=f"c{n}", group="duo", coaching_minutes=60) for n in (1, 2)]
    gone = coach(1, available=Period(None, TODAY.replace(day=1)))
    place = known_vacancy(seats=2, needs_coach=True)

    options = built(snapshot(*group, place, coaches=(gone, coach(2))))

    assert options.option_coach.tolist() == [1]


def test_a_team_starts_with_what_is_still_needed() -> None:
    place = known_vacancy(seats=5, min_start=4)
    there = (Placement(candidate="GM0222/c9", vacancy="GM0222/v1"),)

    options = built(snapshot(known_candidate(), place, placements=there))

    least = options.problem.min_use_if_used
    assert least is not None
    assert (least.tolist(), options.problem.capacity.tolist()) == ([3], [4])


def guided(person: dict[str, Any], offered: dict[GuidanceLevel, int] | None) -> Options:
    house = organisation(guidance_minutes=offered)
    needs = known_candidate(**{"guidance_minutes": 45, **person})
    return built(snapshot(needs, known_vacancy(), house))


def guidance_used(options: Options) -> list[tuple[str, int]]:
    problem = options.problem
    return [
        (name.level.name, int(use))
        for name, use in zip(
            [options.names[r] for r in problem.option_resource], problem.option_use, strict=True
        )
        if name.level is not None
    ]


@pytest.mark.parametrize(
    ("level", "offered", "used"),
    [
        (LIGHT, {LIGHT: 60, INTENSIVE: 60}, [("LIGHT", 45)]),
        (LIGHT, {INTENSIVE: 60}, [("INTENSIVE", 45)]),
        (None, {LIGHT: 60, INTENSIVE: 60}, [("LIGHT", 45)]),
        (GuidanceLevel.NONE, {LIGHT: 60}, []),
        (INTENSIVE, None, []),
    ],
)
def test_guidance_is_drawn_from_the_nearest_level(
    level: GuidanceLevel | None, offered: dict[GuidanceLevel, int] | None, used: Any
) -> None:
    options = guided({"guidance_level": level}, offered)

    assert guidance_used(options) == used
    assert options.option_question.tolist() == [level is None or offered is None]


def test_running_placements_are_taken_off() -> None:
    house = organisation(total_seats=3, guidance_minutes={LIGHT: 90, INTENSIVE: 60})
    there = [
        Placement(candidate=f"GM0222/c{n}", vacancy="GM0222/v1", coach="GM0222/k1",
                  guidance_minutes=30, coaching_minutes=20, period=Period(None, end))
        for n, end in ((8, None), (9, TODAY), (7, TODAY.replace(day=1)))
    ]  # fmt: skip
    world = snapshot(
        known_candidate(), known_vacancy(seats=4), house,
        placements=tuple(there), coaches=(coach(1),),
    )  # fmt: skip

    options = built(world)

    assert left(options, ResourceKind.SEATS) == [2]
    assert left(options, ResourceKind.TOTAL) == [1]
    assert left(options, ResourceKind.GUIDANCE) == [30, 60]
    assert left(options, ResourceKind.COACHING) == [80]


@pytest.mark.parametrize("seed", range(5))
def test_the_rule_on_free_seats_and_the_seats_that_are_left_agree(seed: int) -> None:
    columns = Columns.of(random_snapshot(seed, 30, 30), WEIGHTS)

    answers = verdicts(columns.pairs(slice(None)))["seat_free"] == YES

    free = np.array(left(build(columns), ResourceKind.SEATS)) > 0
    assert 0 < free.sum() < len(free)
    np.testing.assert_array_equal(answers, np.broadcast_to(free, answers.shape))


def test_a_placement_at_a_vacancy_that_is_not_here_takes_from_its_organisation() -> None:
    house = organisation(total_seats=3, guidance_minutes={LIGHT: 90})
    hidden = Placement(candidate="GM0222/c9", vacancy="GM0000/elsewhere",
                       organisation="GM0222/o1", guidance_minutes=30)  # fmt: skip

    options = built(snapshot(known_candidate(), known_vacancy(), house, placements=(hidden,)))

    assert left(options, ResourceKind.TOTAL) == [2]
    assert left(options, ResourceKind.GUIDANCE) == [60]


def apart(*people: Candidate, **given: Any) -> Options:
    return built(snapshot(*people, known_vacancy(seats=3), **given))


def test_two_who_must_be_apart_share_a_turn() -> None:
    people = (
        known_candidate(reference="c1", not_together_with=frozenset({"c2"})),
        known_candidate(reference="c2"),
        known_candidate(reference="c3"),
    )

    options = apart(*people)

    assert left(options, ResourceKind.APART) == [1]
    assert np.diff(options.problem.option_ptr).tolist() == [2, 2, 1]


@pytest.mark.parametrize(("there", "coming"), [("c1", "c2"), ("c2", "c1"), ("c9", "c1")])
@pytest.mark.parametrize("said_by_both", [True, False])
def test_nothing_is_left_where_somebody_to_be_kept_apart_from_is_already(
    there: str, coming: str, said_by_both: bool
) -> None:
    held = (Placement(candidate=f"GM0222/{there}", vacancy="GM0222/v1"),)
    people = [known_candidate(reference=coming, not_together_with=frozenset({there}))]
    if said_by_both:
        people.append(known_candidate(reference=there, not_together_with=frozenset({coming})))

    options = apart(*people, placements=held)

    assert left(options, ResourceKind.APART) == [0]
    assert options.problem.options == 0
    names = [options.names[resource].kind for resource in options.too_large.resource]
    assert names == [ResourceKind.APART]
    assert not options.too_large.ever.any()


def test_priority_scales_the_bonus_in_thirds() -> None:
    people = [
        known_candidate(reference=f"c{p}", priority=p, priority_reason="because") for p in (1, 3, 5)
    ]

    low, usual, high = built(snapshot(*people, known_vacancy())).problem.option_value[:, 0]

    assert (usual - low, high - usual) == (6_667, 6_667)


def test_a_kind_that_does_not_count_as_placed_earns_its_fit_only() -> None:
    options = built(snapshot(known_candidate(), known_vacancy(kind=Kind.ROUTE)))

    assert options.problem.option_value[:, 0].tolist() == options.option_fit.tolist()
