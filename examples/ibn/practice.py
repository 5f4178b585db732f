"""IBN and six municipalities: sheltered, seconded, supported, regular; apart or together.

Every distribution stands as a constant where it is used, here and in `examples/common/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from examples.common.coaches import draw_coaches
from examples.common.draw import Draw
from examples.common.outcome import Check, Matched, Proposal
from examples.common.practices import Lines, Practice
from solver.codes import WORK_LADDER
from solver.floors import placed_of_each
from solver.match import MatchParams, match
from solver.places import Organisation, Vacancy
from solver.supposed import APART, supposed
from solver.weights import WeightSet

from .people import draw_people
from .places import draw_places
from .towns import MUNICIPALITIES

COACHES = 14
WORK_LIMIT = 1_000


def draw(seed: int, today: date) -> Mapping[str, Lines]:
    """Draw everything, in three streams: places, coaches, people."""
    organisations, vacancies = draw_places(Draw(seed, 1), today)
    coaches = draw_coaches(Draw(seed, 2), MUNICIPALITIES, COACHES)
    return {
        "organisations": organisations,
        "vacancies": vacancies,
        "coaches": coaches,
        "candidates": draw_people(Draw(seed, 3), today, coaches),
    }


def check(outcome: Matched) -> Check:
    """Ask that sharing places more people than apart, and that nobody goes down the ladder."""
    snapshot = outcome.snapshot
    params = MatchParams(seed=1, work_limit=WORK_LIMIT)
    apart = match(supposed(snapshot, [APART]), WeightSet(), params)
    before, after = (
        placed_of_each(snapshot, {one.candidate for one in proposals})
        for proposals in (apart.proposals, outcome.proposals)
    )
    fewer = [code for code, placed in before.items() if after[code] < placed]
    down = sum(rungs(outcome, one) < 0 for one in outcome.proposals)
    told = (
        f"{len(outcome.proposals)} placed, {len(apart.proposals)} if each municipality had only "
        f"its own places; fewer in {len(fewer)} of {len(before)}; {down} a step down"
    )
    return Check(told, len(outcome.proposals) > len(apart.proposals) and not down)


def rungs(outcome: Matched, one: Proposal) -> int:
    """Count the rungs from the work somebody has to what is proposed; 0 where either is none."""
    present = outcome.people[one.candidate].present_kind
    kinds = [outcome.places[name].kind for name in one.vacancies]
    if present not in WORK_LADDER or kinds[0] not in WORK_LADDER:
        return 0
    return WORK_LADDER.index(kinds[0]) - WORK_LADDER.index(present)


def group(vacancy: Vacancy, organisation: Organisation) -> str:
    """Show places by their kind."""
    return str(vacancy.kind)


PRACTICE = Practice(
    name="ibn",
    title="IBN en zes gemeenten",
    region={"code": "AM27", "name": "Noordoost-Brabant"},
    municipalities=MUNICIPALITIES,
    draw=draw,
    group=group,
    check=check,
    work_limit=WORK_LIMIT,
)
