"""Is everything true that people without a place are told? Every claim is checked again.

    python -m benchmarks.reasons --problems N --seed S --json

Each problem is a small town drawn from the example's people and places, more people than it has
room for. Every person without a place is told a reason and what single change would help; nothing
that is told is believed:

- a reason: the rules, the fits and what the plan leaves are gone through again;
- *opens n places*: the changed person is judged anew before all places, from the records on;
- *would be placed*: a whole plan with the changed person in it is judged by `verify` and is worth
  no less than the present one;
- *would not*: a search with ten times the work proves it again.

One line: `unplaced`, `claims`, `true_claims`; of the people without a place in problems solved to
`OPTIMAL`: `witnesses` have a change that would place them, of `proven_none` it is proven that none
of the changes would (or no change opens anything), of the others it is `not_known`. `false` names
what did not hold. `seconds_per_person`: of everything that is told to one.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from benchmarks.arguments import OneLineParser, count, seed
from benchmarks.claims import Told, checked, standing
from benchmarks.large_region import region_of
from solver.assignment import Outcome
from solver.match import MatchParams
from solver.snapshot import Snapshot
from solver.weights import WeightSet

DRAWN_FROM = 700
PEOPLE, HOUSES = (20, 45), (4, 10)
WORK = 2_000


def town_of(region: Snapshot, rng: random.Random) -> Snapshot:
    """Draw a few houses with their places and coaches, and more people than there is room for."""
    houses = rng.sample(region.organisations, rng.randint(*HOUSES))
    kept = {(house.municipality, house.reference) for house in houses}
    places = [v for v in region.vacancies if (v.municipality, v.organisation) in kept]
    coaches = rng.sample(region.coaches, min(len(region.coaches), rng.randint(2, 6)))
    people = rng.sample(region.candidates, rng.randint(*PEOPLE))
    return region.having(
        organisations=tuple(houses),
        vacancies=tuple(places),
        coaches=tuple(coaches),
        candidates=tuple(people),
    )


def measured(problems: int, number: int) -> dict[str, Any]:
    """Draw, match, and check every claim."""
    rng, found, false = random.Random(number), Counter[str](), list[str]()
    region = region_of(DRAWN_FROM, number)
    spent = 0.0
    for _ in range(problems):
        town = town_of(region, rng)
        told = Told.of(town, WeightSet(), MatchParams(work_limit=WORK))
        spent += told.plan.seconds["explain"]
        found["unplaced"] += len(told.plan.unplaced)
        for what, holds in checked(told):
            found["claims"] += 1
            found["true_claims"] += holds
            false += [] if holds else [what]
        if told.plan.result.outcome is Outcome.OPTIMAL:
            found["optimal"] += 1
            found.update(standing(told))
    names = ("unplaced", "claims", "true_claims", "witnesses", "proven_none", "not_known")
    return {
        **{name: found[name] for name in names},
        "optimal": found["optimal"],
        "problems": problems,
        "seconds_per_person": round(spent / max(1, found["unplaced"]), 4),
        "false": false[:20],
    }


def main() -> None:
    """Read the options, and print one line."""
    parser = OneLineParser(
        prog="benchmarks.reasons", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--problems", type=count, default=200)
    parser.add_argument("--seed", type=seed, default=1)
    parser.add_argument("--json", action="store_true", help="one line, which is what it prints")
    asked = parser.parse_args()
    print(json.dumps(measured(asked.problems, asked.seed)), flush=True)


if __name__ == "__main__":
    main()
