"""What pins cost a plan: an exchange is a plan, and its bounds hold against all plans there are."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest

from solver.changes import impossible
from solver.check import Asked, Lack, check
from solver.coaches import Coach
from solver.columns import Columns
from solver.contests import Elsewhere, Pin, Scene, contests, drawn_rows, pins_of
from solver.desk import Desk
from solver.exchange import Cost, Exchange, Move, solve_each, told
from solver.match import MatchParams, Plan, match
from solver.pinning import draw
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Proposed, Snapshot
from solver.takers import Stands, Taker, proposed_takes
from tests.solver.builders import organisation, snapshot
from tests.solver.plan_twins import OWN, WEIGHTS, Whole, as_it_stands, truth
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world


def scene_of(world: Snapshot, elsewhere: dict[ResourceName, Elsewhere] | None = None) -> Scene:
    columns = Columns.of(world, WEIGHTS)
    return Scene(columns, Desk.of(columns), elsewhere=elsewhere or {})


def exchanged(scene: Scene, pins: list[Pin], **more: Any) -> Exchange | None:
    drawn = draw(scene, pins, **more)
    return None if drawn is None else told(drawn, solve_each(drawn.problems))


def planned(world: Snapshot) -> Snapshot:
    """The same world with a plan of its own, which stands open."""
    return standing(world, match(world, WEIGHTS, MatchParams(seed=1)))


def standing(world: Snapshot, plan: Plan) -> Snapshot:
    """A world in which a plan stands open."""
    return world.having(
        proposed=tuple(
            Proposed(candidate=p.candidate, vacancies=p.vacancies, coach=p.coach, fit=p.fit)
            for p in plan.proposals
        )
    )


def after(world: Snapshot, moves: tuple[Move, ...]) -> Snapshot:
    """The world in which the moves were made."""
    moved = {move.candidate for move in moves}
    stay = [one for one in world.proposed if one.candidate not in moved]
    come = [
        Proposed(candidate=m.candidate, vacancies=m.after.vacancies, coach=m.after.coach)
        for m in moves
        if m.after is not None
    ]
    return world.having(proposed=(*stay, *come))


def possible_pins(
    columns: Columns, dice: random.Random, most: int, first: int | None = None
) -> list[Pin]:
    """Some pairs that the rules allow and for which there is room but for the plan.

    Of everybody, or of the first people.
    """
    people, places = range(len(columns.candidate_names)), range(len(columns.vacancy_names))
    every = [Asked(row, col) for row in people[:first] for col in places]
    free = [
        asked
        for asked, told_of in zip(every, check(columns, every).each, strict=True)
        if told_of.allowed and not told_of.lacking and not told_of.below_minimum
    ]
    able = sorted({asked.row for asked in free})
    rows = dice.sample(able, min(most, len(able)))
    chosen = [dice.choice([asked for asked in free if asked.row == row]) for row in rows]
    return pins_of(columns, check(columns, chosen))


def test_an_exchange_is_a_plan_and_its_bounds_hold_against_every_plan() -> None:
    judged = 0
    for seed in range(30):
        dice = random.Random(seed)
        world = planned(scarce_world(seed, people=5, places=4))
        if seed % 3 == 0:  # a plan that is not the best: somebody has lost the place
            lost = world.having(proposed=world.proposed[1:])
            world = world if impossible(Columns.of(lost, WEIGHTS)) else lost
        scene, whole = scene_of(world), Whole.of(world)
        pins = possible_pins(scene.columns, dice, most=1 + seed % 2)
        if not pins:
            continue

        found, best = exchanged(scene, pins), whole.best(pins)

        assert (found is None or found.cost is None) == (best is None), seed
        if found is None or found.cost is None or best is None:
            continue
        stands, then = as_it_stands(world), after(world, found.moves)
        true_cost = whole.worth(stands) - best
        assert found.cost.at_least is not None
        assert found.cost.at_most is not None
        assert found.cost.at_least <= true_cost <= found.cost.at_most, seed
        assert whole.worth(stands) - whole.worth(as_it_stands(then)) == found.cost.at_most, seed
        assert impossible(Columns.of(then, WEIGHTS)) == (), seed
        for pin in pins:
            name = scene.columns.candidate_names[pin.row]
            wanted = {scene.columns.vacancy_names[col] for col in pin.cols}
            assert wanted <= as_it_stands(then)[name][0], seed
        assert found.elsewhere == (), seed
        judged += 1
    assert judged >= 10


def apart(world: Snapshot) -> tuple[Scene, dict[str, Proposed]]:
    """What one municipality sees of a world, and what stands open for the people it does not."""
    whole = Columns.of(world, WEIGHTS)
    names = Desk.of(whole).scarce.names
    amounts: dict[ResourceName, list[int]] = defaultdict(list)
    for take in proposed_takes(whole, Desk.of(whole).scarce):
        if not take.candidate.startswith(OWN):
            amounts[names[take.resource]].append(take.amount)
    elsewhere = {
        name: Elsewhere(proposed=sum(each), people=len(each)) for name, each in amounts.items()
    }
    own = world.having(
        candidates=tuple(p for p in world.candidates if p.municipality == OWN),
        proposed=tuple(p for p in world.proposed if p.candidate.startswith(OWN)),
    )
    others = {p.candidate: p for p in world.proposed if not p.candidate.startswith(OWN)}
    return scene_of(own, elsewhere), others


def test_bounds_hold_while_people_elsewhere_stay_or_make_way() -> None:
    stayed = went = 0
    for seed in range(60):
        world = scarce_world(seed, people=6, places=2).having(placements=())
        world = planned(world)
        scene, _ = apart(world)
        pins = possible_pins(scene.columns, random.Random(seed), most=1)
        if not pins or any(p.group for p in world.candidates if p.municipality != OWN):
            continue
        row_of = {name: row for row, name in enumerate(Columns.of(world, WEIGHTS).candidate_names)}
        everybody = [
            replace(pin, row=row_of[scene.columns.candidate_names[pin.row]]) for pin in pins
        ]
        stay = truth(world, everybody, others_may_go=False)
        go = truth(world, everybody, others_may_go=True)

        found = exchanged(scene, pins)

        if stay is not None:
            assert found is not None
            assert found.cost is not None
            assert found.elsewhere == ()
            assert found.cost.at_least <= stay.own <= found.cost.at_most
            stayed += 1
        elif found is not None and found.cost is not None:
            assert found.elsewhere != ()
            assert go is not None
            assert found.cost.at_least <= go.own
            assert found.cost.at_most is None or go.total <= found.cost.at_most
            went += 1
    assert stayed > 10
    assert went >= 5


@pytest.mark.parametrize("seed", range(12))
def test_where_not_all_can_take_part_an_exchange_is_a_plan_and_nothing_is_said_of_the_least(
    seed: int,
) -> None:
    world = planned(scarce_world(seed, people=10, places=5))
    scene = scene_of(world)
    pins = possible_pins(scene.columns, random.Random(seed), most=1)
    if not pins:
        return

    found = exchanged(scene, pins, most_people=3)

    if found is not None and found.cost is not None:
        everybody = exchanged(scene, pins)
        assert everybody is not None
        assert everybody.cost is not None
        assert found.cost.at_least is None
        assert found.cost.at_most is not None
        assert found.cost.at_most >= (everybody.cost.at_least or 0)
        assert impossible(Columns.of(after(world, found.moves), WEIGHTS)) == ()


HOUSE = organisation(reference="o1")
ONE = known_vacancy(reference="v1", organisation="o1")
FIRST, SECOND = (known_candidate(reference=f"c{number}") for number in (1, 2))
SEAT = ResourceName(ResourceKind.SEATS, "GM0222/v1")


def stands(*pairs: tuple[str, str]) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(candidate=f"GM0222/{who}", vacancies=(f"GM0222/{where}",)) for who, where in pairs
    )


def test_who_has_the_only_seat_makes_way_and_is_named() -> None:
    scene = scene_of(snapshot(HOUSE, ONE, FIRST, SECOND, proposed=stands(("c2", "v1"))))

    found = exchanged(scene, [Pin(0, (0,))])

    assert found is not None
    assert found.overbooked == (
        Lack(SEAT, 0, 1, (Taker("GM0222/c2", 1, Stands.PROPOSED),)),
    )  # fmt: skip
    assert [(move.candidate, move.before is None, move.after is None) for move in found.moves] == [
        ("GM0222/c1", True, False),
        ("GM0222/c2", False, True),
    ]
    assert found.cost == Cost(0, 0)  # both fit alike


def test_who_stands_there_already_moves_nobody() -> None:
    scene = scene_of(snapshot(HOUSE, ONE, FIRST, SECOND, proposed=stands(("c1", "v1"))))

    found = exchanged(scene, [Pin(0, (0,))])

    assert found == Exchange((), cost=Cost(0, 0))


def test_a_change_that_has_nothing_to_do_with_the_pin_is_left_out() -> None:
    other = known_vacancy(reference="v2", organisation="o2")
    world = snapshot(
        HOUSE, organisation(reference="o2"), ONE, other, FIRST, SECOND,
        proposed=stands(("c1", "v1")),
    )  # fmt: skip

    found = exchanged(scene_of(world), [Pin(0, (0,))])

    assert found is not None
    assert found.moves == ()
    assert found.cost is not None
    assert found.cost.at_most == 0
    assert found.cost.at_least is not None
    assert found.cost.at_least < -10_000  # c2 could be placed all the same


def test_who_may_come_where_there_is_room_anyway_is_left_out_of_what_the_pin_changes() -> None:
    wide = known_vacancy(reference="v2", organisation="o2", seats=3)
    third = known_candidate(reference="c3")
    world = snapshot(
        HOUSE, organisation(reference="o2"), ONE, wide, FIRST, SECOND, third,
        proposed=stands(("c2", "v1")),
    )  # fmt: skip

    found = exchanged(scene_of(world), [Pin(0, (0,))])

    assert found is not None
    assert {move.candidate for move in found.moves} == {"GM0222/c1", "GM0222/c2"}


def test_who_takes_what_a_pin_leaves_is_part_of_what_it_changes() -> None:
    other = known_vacancy(reference="v2", organisation="o2")
    world = snapshot(
        HOUSE, organisation(reference="o2"), ONE, other, FIRST, SECOND,
        known_candidate(reference="c3"), proposed=stands(("c1", "v1")),
    )  # fmt: skip

    found = exchanged(scene_of(world), [Pin(0, (1,))])

    assert found is not None
    (first, second) = found.moves
    assert (first.candidate, second.before) == ("GM0222/c1", None)
    assert second.after is not None
    assert second.after.vacancies == ("GM0222/v1",)


def test_who_was_moved_lately_does_not_make_way() -> None:
    (kept,) = stands(("c2", "v1"))
    world = snapshot(HOUSE, ONE, FIRST, SECOND, proposed=(replace(kept, kept=True),))

    found = exchanged(scene_of(world), [Pin(0, (0,))])

    assert found is not None
    assert (found.cost, found.moves) == (None, ())
    assert [lack.by[0].candidate for lack in found.overbooked] == ["GM0222/c2"]


def test_of_somebody_elsewhere_only_the_amount_is_told_and_the_bounds_are_wide() -> None:
    scene = scene_of(snapshot(HOUSE, ONE, FIRST), {SEAT: Elsewhere(proposed=1, people=1)})

    found = exchanged(scene, [Pin(0, (0,))])

    assert found is not None
    assert found.overbooked == (Lack(SEAT, 0, 1, (Taker(None, 1, Stands.PROPOSED),)),)
    assert found.elsewhere == (Lack(SEAT, 1, 1),)
    assert [move.candidate for move in found.moves] == ["GM0222/c1"]
    gained = found.moves[0].after
    assert gained is not None
    worth = 10_000 + gained.fit
    most = 10_000 * 5 // 3 + 1 + 20_100
    assert found.cost == Cost(-worth, most - worth)


def test_where_a_team_may_fall_apart_elsewhere_no_most_is_told() -> None:
    team = known_vacancy(reference="v1", organisation="o1", seats=2, min_start=2)
    scene = scene_of(snapshot(HOUSE, team, FIRST), {SEAT: Elsewhere(proposed=2, people=2)})

    found = exchanged(scene, [Pin(0, (0,))])

    assert found is not None
    assert found.cost is not None
    assert (found.cost.at_most, found.elsewhere) == (None, (Lack(SEAT, 2, 1),))


def test_whoever_is_tied_to_who_takes_part_takes_part_too() -> None:
    people = [
        known_candidate(reference="c1", not_together_with=frozenset({"c2"})),
        known_candidate(reference="c2", group="duo"),
        known_candidate(reference="c3", group="duo"),
        known_candidate(reference="c4"),
    ]
    scene = scene_of(snapshot(HOUSE, ONE, *people))

    assert drawn_rows(scene, [Pin(0, (0,))], (), most=1) == [0, 1, 2]
    assert drawn_rows(scene, [Pin(3, (0,))], (), most=1) == [3]
    assert drawn_rows(scene, [Pin(3, (0,))], (), most=4) == [0, 1, 2, 3]


def test_who_has_the_seats_beyond_takes_part_where_not_all_can() -> None:
    other = known_vacancy(reference="v2", organisation="o2")
    people = [known_candidate(reference=f"c{number}") for number in range(1, 6)]
    world = snapshot(
        HOUSE, organisation(reference="o2"), ONE, other, *people,
        proposed=stands(("c2", "v1"), ("c4", "v2")),
    )  # fmt: skip
    scene, pins = scene_of(world), [Pin(0, (0,))]

    assert drawn_rows(scene, pins, contests(scene, pins), most=3) == [0, 1, 3]
    assert drawn_rows(scene, pins, contests(scene, pins), most=2) == [0, 1]


def test_a_pin_asks_for_its_coach() -> None:
    coaches = tuple(
        Coach(reference=name, municipality=OWN, week_minutes=60) for name in ("k1", "k2")
    )
    person = known_candidate(coaching_minutes=60)
    place = known_vacancy(reference="v1", organisation="o1", needs_coach=True)
    scene = scene_of(snapshot(HOUSE, place, person, coaches=coaches))

    for coach in (0, 1):
        found = exchanged(scene, [Pin(0, (0,), coach)])
        assert found is not None
        assert [move.after and move.after.coach for move in found.moves] == [f"{OWN}/k{coach + 1}"]


def test_nobody_elsewhere_makes_way_who_is_introduced() -> None:
    scene = scene_of(snapshot(HOUSE, ONE, FIRST), {SEAT: Elsewhere(held=1)})

    assert exchanged(scene, [Pin(0, (0,))]) is None
    (lack,) = contests(scene, [Pin(0, (0,))])
    assert (lack.left, lack.by) == (0, (Taker(None, 1, Stands.INTRODUCED),))


def test_pins_that_fight_for_one_seat_have_no_plan() -> None:
    scene = scene_of(snapshot(HOUSE, ONE, FIRST, SECOND))

    found = exchanged(scene, [Pin(0, (0,)), Pin(1, (0,))])

    assert found is not None
    assert found.cost is None
