"""Laborijn: 726 synthetic people in the Achterhoek, with places, routes and job coaches.

Every distribution is stated in README.md and stands as a constant where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from examples.common.coaches import draw_coaches
from examples.common.draw import Draw
from examples.common.outcome import Check, Matched
from examples.common.practices import Lines, Practice
from examples.laborijn.people import draw_people
from examples.laborijn.places import draw_places
from examples.laborijn.towns import MUNICIPALITIES

COACHES = 14
MOST_GAP = 0.003


def draw(seed: int, today: date) -> Mapping[str, Lines]:
    """Draw everything, in three streams: places, coaches, people."""
    coaches = draw_coaches(Draw(seed, 2), MUNICIPALITIES, COACHES)
    organisations, vacancies = draw_places(seed, today)
    return {
        "organisations": organisations,
        "vacancies": vacancies,
        "coaches": coaches,
        "candidates": draw_people(seed, today, coaches),
    }


def check(outcome: Matched) -> Check:
    """Ask that everybody is matched near the best there can be; the seconds are told only."""
    told = (
        f"gap {100 * outcome.gap:.2f} % (at most {100 * MOST_GAP:.1f}); "
        f"read, matched, stored in {outcome.seconds:.1f} s"
    )
    return Check(told, outcome.gap <= MOST_GAP)


PRACTICE = Practice(
    name="laborijn",
    title="Laborijn, Doetinchem",
    region={"code": "AM09", "name": "Achterhoek"},
    municipalities=MUNICIPALITIES,
    draw=draw,
    group=lambda vacancy, organisation: str(vacancy.kind),
    check=check,
    work_limit=1_500,
)
