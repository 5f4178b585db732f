"""Half a year of placements that ended or still run, as the practice counted its people.

65 people were there at some moment of the half year, for 637 hours a week together: 9.8 each. On
its last day 41 of them are there. Run `python -m examples.maatschappelijke-banen.history` to write
`history.csv`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from examples.common.draw import Draw, within
from examples.common.practices import TODAY

from .places import TERM_WEEKS, draw_places

FILE = Path(__file__).with_name("history.csv")
#: People in the half year, on its last day, and hours a week of all in the half year.
PEOPLE, THERE, HOURS = 65, 41, 637
#: Of who is there: people with two half days at two organisations.
AT_TWO = 2
#: Who left: how many, why the place ended, and where the person went; None: nobody noted it.
#: Three went to a regular job, two to a learn-work path; one has a part-time job and a course.
LEFT: tuple[tuple[int, str, str | None], ...] = (
    (3, "paid_work", "paid_work"), (2, "education", "learn_work"),
    (1, "education", "part_time_work"), (9, "term_over", "volunteering"),
    (2, "too_heavy", "care_path"), (3, "stopped_by_person", "no_activity"),
    (2, "term_over", "unknown"), (2, "term_over", None),
)  # fmt: skip
#: Weeks after which somebody leaves before the term is over.
EARLY_WEEKS = (8, 24)
#: Minutes a week of the guide and of the job coach at each place.
GUIDANCE, COACHING = 15, 30
HALF_YEAR = timedelta(weeks=TERM_WEEKS)
QUARTER = 15


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement: from its first day up to and including its last, minutes a week.

    `reason` and `outcome` are empty of who is there on the last day of the half year.
    """

    candidate: str
    vacancy: str
    start: date
    end: date
    week_minutes: int
    reason: str | None = None
    outcome: str | None = None


def draw_history(seed: int, until: date) -> list[Stay]:
    """Draw the half year that ends on a day, at places of the practice with this seed."""
    draw, seats = Draw(seed, 4), iter(_seats(seed))
    minutes = _week_minutes(draw)
    left = [why for times, *why in LEFT for _ in range(times)]
    stays: list[Stay] = []
    for number, whole in enumerate(minutes):
        name = f"h-{number + 1:02d}"
        if number < THERE:
            start = until - timedelta(days=draw.whole(0, HALF_YEAR.days - 1))
            days = (start, start + HALF_YEAR - timedelta(days=1))
            half = whole // 2 // QUARTER * QUARTER
            parts = [half, whole - half] if number < AT_TWO else [whole]
            stays += [Stay(name, next(seats), *days, part) for part in parts]
        else:
            reason, outcome = left[number - THERE]
            end = until - timedelta(days=draw.whole(1, HALF_YEAR.days - 1))
            weeks = TERM_WEEKS if reason == "term_over" else draw.whole(*EARLY_WEEKS)
            days = (end - timedelta(weeks=weeks, days=-1), end)
            stays.append(Stay(name, next(seats), *days, whole, reason, outcome))
    return stays


def _seats(seed: int) -> list[str]:
    """Give vacancies with a term, each as often as it has seats that its guide has time for."""
    organisations, vacancies = draw_places(Draw(seed, 1))
    left = {
        one["reference"]: 60 * sum(one["guidanceHoursPerWeek"].values()) for one in organisations
    }
    found = []
    for one in vacancies:
        for _ in range(one["seats"] if "termWeeks" in one else 0):
            left[one["organisation"]] -= GUIDANCE
            if left[one["organisation"]] >= 0:
                found.append(one["reference"])
    draw = Draw(seed, 5)
    return [found[int(at)] for at in draw.rng.permutation(len(found))]


def _week_minutes(draw: Draw) -> list[int]:
    """Draw the minutes a week of each person, in quarters of an hour, that add up to all hours."""
    most = 60 * HOURS // QUARTER
    quarters = [int(within(draw.gamma(most / PEOPLE, 8), 12, 80)) for _ in range(PEOPLE)]
    while over := sum(quarters) - most:
        quarters[draw.whole(0, PEOPLE - 1)] -= 1 if over > 0 else -1
    return [QUARTER * each for each in quarters]


def people(stays: Sequence[Stay]) -> Iterator[Mapping[str, Any]]:
    """Give the people of a history as lines of the wire form, each once."""
    for name in dict.fromkeys(stay.candidate for stay in stays):
        yield {
            "type": "candidate",
            "reference": name,
            "legalRoute": "participation_act",
            "ladderStep": 2,
            "guidance": {"level": "light", "minutesPerWeek": GUIDANCE},
            "coaching": {"minutesPerWeek": COACHING},
            "placesWanted": sum(stay.candidate == name for stay in stays),
        }


def as_csv(stays: Sequence[Stay]) -> str:
    """Give a history as a table, one placement a line."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(field.name for field in fields(Stay))
    table.writerows(astuple(stay) for stay in stays)
    return text.getvalue()


if __name__ == "__main__":
    FILE.write_text(as_csv(draw_history(1, TODAY)), encoding="utf-8")
