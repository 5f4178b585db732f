"""Options as they are drawn up: places, combinations of two, and what a group takes together.

A table has one record per option. It says for whom, where, with whom, worth what, and is kept in
the order unit, one place before two, place, coach.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from solver.columns import Columns
from solver.eligible import CoachFit, EligiblePairs
from solver.encoding import OPEN_END, OPEN_START, Bools, Int32s, Ints, span
from solver.person_facts import KINDS
from solver.rules import may_wait
from solver.weeks import apart_in_week

if TYPE_CHECKING:
    from solver.weights import WeightSet

NONE = -1
#: Of so many places that fit a person best, every two that go together are drawn up.
MOST_PAIRED = 24
#: Points for keeping the coach of what stands open: another who is hardly better is no gain.
COACH_KEPT = 100
#: Records that are judged with all coaches at once.
BLOCK = 65_536
#: `points` is the fit before the coach's part (of two places their mean), `least` that of the
#: lesser place, `fit` what counts; `start` is a day number, and `mated` tells whether
#: a companion brings the coach's part.
DRAFT = np.dtype(
    [
        ("unit", np.int32),
        ("row", np.int32),
        ("one", np.int32),
        ("other", np.int32),
        ("coach", np.int32),
        ("points", np.int32),
        ("least", np.int32),
        ("fit", np.int32),
        ("value", np.int64),
        ("start", np.int32),
        ("question", np.bool_),
        ("motivate", np.bool_),
        ("rather_not", np.bool_),
        ("mated", np.bool_),
    ]
)
Drafts = NDArray[Any]


def of_places(pairs: EligiblePairs, unit: Ints) -> Drafts:
    """Draw up one place for each pair; `unit` gives the unit of each row."""
    drafts = np.zeros(len(pairs), DRAFT)
    drafts["unit"], drafts["row"], drafts["one"] = unit[pairs.row], pairs.row, pairs.col
    drafts["other"] = drafts["coach"] = NONE
    for name in ("points", "start", "question", "motivate", "rather_not"):
        drafts[name] = getattr(pairs, name)
    drafts["least"] = drafts["points"]
    return drafts


def of_row(places: Drafts, row: int) -> Drafts:
    """Give the drafts of one row out of those ordered by row."""
    return places[slice(*span(places["row"], row))]


def of_two_places(columns: Columns, places: Drafts) -> Drafts:
    """Draw up every two places that fit in one week, for people who ask for two.

    A place that is not liked is never the second of two: it is for want of a better one. Of a
    person with very many places the `MOST_PAIRED` that fit best are combined, and those that stand
    open: all would be millions.
    """
    wanting = _wanting_two(columns, places)
    found = [wanting[:0]]
    for row in np.unique(wanting["row"]).tolist():
        mine = of_row(wanting, row)
        mine = mine[_paired(columns, row, mine)]
        first, second = np.triu_indices(len(mine), 1)
        fits = _in_one_week(columns, row, mine["one"][first], mine["one"][second])
        found.append(_combined(columns, mine[first[fits]], mine[second[fits]]))
    return np.concatenate(found)


def pairs_left_out(columns: Columns, places: Drafts) -> int:
    """Count the combinations of two places that `of_two_places` does not look at."""
    wanting = _wanting_two(columns, places)
    left_out = 0
    for row in np.unique(wanting["row"]).tolist():
        mine = of_row(wanting, row)
        left_out += comb(len(mine), 2) - comb(int(_paired(columns, row, mine).sum()), 2)
    return left_out


def _wanting_two(columns: Columns, places: Drafts) -> Drafts:
    asks = columns.people.places_left[places["row"]] == 2
    wanting: Drafts = places[asks & ~places["rather_not"]]
    return wanting


def _paired(columns: Columns, row: int, mine: Drafts) -> Bools:
    """Tell which places of a row are combined."""
    rank = np.empty(len(mine), np.int64)
    rank[np.argsort(-mine["points"], kind="stable")] = np.arange(len(mine))
    open_there = np.isin(mine["one"], columns.open_there.get(row, ()))
    return np.asarray((rank < MOST_PAIRED) | open_there)


def _combined(columns: Columns, one: Drafts, other: Drafts) -> Drafts:
    """Make two places one option, where both may start on the first day that suits both."""
    start = np.maximum(one["start"], other["start"])
    kept = starts_on(columns, one, start) & starts_on(columns, other, start)
    one, other, both = one[kept], other[kept], one[kept]
    both["other"] = other["one"]
    both["points"] = (one["points"] + other["points"]) // 2
    both["least"] = np.minimum(one["points"], other["points"])
    both["start"] = start[kept]
    for name in ("question", "motivate"):
        both[name] |= other[name]
    return both


def starts_on(columns: Columns, places: Drafts, day: Int32s) -> Bools:
    """Tell which drafts of one place, of any shape, may start on the day, their own or later."""
    day = np.broadcast_to(day, places.shape)
    waits, able = places["start"] < day, np.ones(places.shape, np.bool_)
    moved = places[waits]
    able[waits] = may_wait(columns, moved["row"], moved["one"], day[waits])
    return able


def _in_one_week(columns: Columns, row: int, one: Ints, other: Ints) -> Bools:
    """Tell which two vacancies fit in the person's hours, on dayparts of their own."""
    asked = np.maximum(columns.vacancies.min_week_minutes, 0)
    most = int(columns.people.max_week_minutes[row])
    within = (most < 0) | (asked[one] + asked[other] <= most)
    fits = apart_in_week(columns.people, row, columns.vacancies, (one, other))
    return np.asarray(fits & within)


def asks_coach(columns: Columns, drafts: Drafts) -> Bools:
    """Tell which drafts are of a person with coaching, at a place that asks for it."""
    asks = columns.vacancies.needs_coach
    at_other = (drafts["other"] != NONE) & asks[drafts["other"]]
    coaching = columns.people.coaching_minutes[drafts["row"]] > 0
    return np.asarray(coaching & (asks[drafts["one"]] | at_other))


def with_any_coach(columns: Columns, coaches: CoachFit, drafts: Drafts) -> Bools:
    """Tell which drafts go with every coach that fits the person: there, liked, good enough."""
    fits, calendar = coaches.fits, columns.coaches
    least = np.where(fits, coaches.points, OPEN_END).min(axis=1, initial=OPEN_END)
    first = np.where(fits, calendar.start, OPEN_START).max(axis=1, initial=OPEN_START)
    last = np.where(fits, calendar.end, OPEN_END).min(axis=1, initial=OPEN_END)
    row, start = drafts["row"], drafts["start"]
    there = (first[row] <= start) & (start <= last[row])
    reached = drafts["least"] + least[row] >= columns.weights.minimum_fit
    some = np.asarray(fits.any(axis=1))
    return np.asarray(some[row] & there & reached & ~drafts["rather_not"])


def with_coaches(columns: Columns, coaches: CoachFit, drafts: Drafts) -> Drafts:
    """Write out each draft once per coach that fits and is there at the start."""
    calendar, found = columns.coaches, [drafts[:0]]
    for at in range(0, len(drafts), BLOCK):
        block = drafts[at : at + BLOCK]
        start = block["start"][:, None]
        there = (calendar.start <= start) & (calendar.end >= start)
        draft, coach = np.nonzero(coaches.fits[block["row"]] & there)
        written = block[draft]
        written["coach"] = coach
        found.append(written)
    return np.concatenate(found)


def valued(columns: Columns, coaches: CoachFit, drafts: Drafts) -> Drafts:
    """Give the drafts with their whole fit and value, without those below the minimum fit."""
    drafts = fitted(columns, coaches, drafts)
    return with_value(columns, drafts[enough(columns, drafts)])


def fitted(columns: Columns, coaches: CoachFit, drafts: Drafts) -> Drafts:
    """Set the whole fit, the coach's part included; the minimum where it is not liked."""
    coach = drafts["coach"]
    alone = coach == NONE
    part = np.full(drafts.shape, coaches.whole, np.int32)
    part[~alone] = coaches.points[drafts["row"][~alone], coach[~alone]]
    least = columns.weights.minimum_fit
    drafts["fit"] = np.where(drafts["rather_not"], least, drafts["points"] + part)
    return drafts


def enough(columns: Columns, drafts: Drafts) -> Bools:
    """Tell which fitted drafts reach the minimum fit at every place of theirs."""
    lesser = drafts["fit"] - drafts["points"] + drafts["least"]
    return np.asarray((lesser >= columns.weights.minimum_fit) | drafts["rather_not"])


def with_value(columns: Columns, drafts: Drafts) -> Drafts:
    """Set the value: the bonus once, the fit, the points of a second place, a coach who is kept.

    Bonus and coach's part count once, as there is one placement with one coach. What rests on a
    question is worth one point less.
    """
    second = drafts["points"] * (drafts["other"] != NONE)
    kept = coach_kept(columns, drafts["row"], drafts["coach"])
    drafts["value"] = bonus(columns, drafts) + drafts["fit"] + second + kept - drafts["question"]
    return drafts


def coach_kept(columns: Columns, row: Ints, coach: Ints) -> Ints:
    """Give the points for each row with each coach, of any shape, if that is the coach it has."""
    kept = (coach != NONE) & (columns.open_coach[row] == coach)
    return np.asarray(COACH_KEPT * kept)


def bonus(columns: Columns, drafts: Drafts) -> Ints:
    """Give the points for a placement by priority, where one of the places counts as placed."""
    counts = counts_as_placed(columns, drafts["one"])
    counts |= (drafts["other"] != NONE) & counts_as_placed(columns, drafts["other"])
    return np.asarray(whole_bonus(columns, drafts["row"]) * counts)


def whole_bonus(columns: Columns, row: Ints) -> Ints:
    """Give the points that a placement of each row earns where it counts as placed."""
    priority = columns.people.priority[row].astype(np.int64)
    return np.asarray(bonus_of(columns.weights, priority))


def bonus_of(weights: WeightSet, priority: Any) -> Any:
    """Give the bonus of a priority, 1-5: that many thirds of what priority 3 earns, half up."""
    return (2 * weights.placement_bonus * priority + 3) // 6


def counts_as_placed(columns: Columns, col: Ints) -> Bools:
    """Tell which of these places are of a kind that counts as placed."""
    kinds = [KINDS.index(kind) for kind in sorted(columns.weights.placed_kinds)]
    return np.isin(columns.vacancies.kind[col], kinds)


def without_coach(columns: Columns, drafts: Drafts) -> Drafts:
    """Give the drafts valued without the coach's part, which a companion adds."""
    drafts["fit"], drafts["mated"] = drafts["points"], True
    return with_value(columns, drafts)


def best_fit(
    columns: Columns, coaches: CoachFit, places: Drafts, whose: Ints | None = None
) -> Ints:
    """Give the fit of each place with the best coach who fits and is there, -1 where none is.

    What is not liked has exactly the minimum. A place below the minimum is used by no plan.
    `whose` gives the row of each place in `coaches`, when that has not all candidates.
    """
    whose = places["row"] if whose is None else whose
    part, calendar = np.full(len(places), coaches.whole, np.int64), columns.coaches
    coached = np.flatnonzero(asks_coach(columns, places))
    for at in range(0, len(coached), BLOCK):
        block = coached[at : at + BLOCK]
        row, start = whose[block], places["start"][block][:, None]
        fits = coaches.fits[row] & (calendar.start <= start) & (calendar.end >= start)
        part[block] = np.where(fits, coaches.points[row], NONE).max(axis=1, initial=NONE)
    unliked, least = places["rather_not"], columns.weights.minimum_fit
    fit = np.where(unliked, least, places["points"] + part)
    return np.asarray(np.where(part == NONE, NONE, fit))


def ordered(drafts: Drafts) -> Drafts:
    """Order by unit, one place before two, place and coach."""
    two, other = drafts["other"] != NONE, drafts["other"].astype(np.int64)
    coaches = int(drafts["coach"].max(initial=0)) + 2
    vacancies = int(drafts["one"].max(initial=0)) + 1
    first = (drafts["unit"].astype(np.int64) * 2 + two) * vacancies + drafts["one"]
    return drafts[np.lexsort((other * coaches + drafts["coach"], first))]
