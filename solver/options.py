"""From columns to the assignment problem, with what is needed to read a plan back.

A person without a job coach has an option per vacancy. A person with one has an option per vacancy
and the coaches as companions, as long as the choice of the one does not depend on the other;
otherwise vacancy × coach is written out. People of one group are one unit; a person who wants two
places also has options of two vacancies on different dayparts, which earn the bonus once and the
fit of both.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from solver.assignment import Problem
from solver.columns import Columns
from solver.eligible import CoachFit, EligiblePairs, eligible_pairs
from solver.encoding import Bools, Int32s
from solver.resources import Apart, ResourceName, Resources

NONE = -1


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option as it is drawn up: for whom, where, with whom, and worth what."""

    unit: int
    cols: tuple[int, ...]
    coach: int
    value: int
    fit: int
    question: bool
    motivate: bool
    rather_not: bool
    start: int


@dataclass(frozen=True, slots=True)
class Options:
    """The problem and the way back from it; O options, C companions, U units, R resources.

    Attributes
    ----------
    option_cols
        int32 (O, 2): columns of the vacancies, -1 none.
    option_coach, companion_coach
        int32 (O,), (C,): the coach; -1 none, or the companion's.
    option_fit
        int32 (O,): fit 0–10,000, before the companion's part where there is one.
    companion_fit
        int32 (C,): points that the companion adds.
    option_start
        datetime64[D] (O,).
    members
        Rows of the candidates of each unit.
    pairs
        Every pair the rules allow, also those below the minimum fit.
    """

    problem: Problem
    names: tuple[ResourceName, ...]
    option_cols: Int32s
    option_coach: Int32s
    option_fit: Int32s
    option_question: Bools
    option_motivate: Bools
    option_rather_not: Bools
    option_start: NDArray[np.datetime64]
    companion_coach: Int32s
    companion_fit: Int32s
    members: tuple[tuple[int, ...], ...]
    pairs: EligiblePairs
    coaches: CoachFit


def build(columns: Columns) -> Options:
    """Draw up every option of every unit."""
    return _Drawing(columns).options()


class _Drawing:
    """Options, companions and uses while they are collected."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.weights = columns, columns.weights
        self.resources = Resources.of(columns)
        self.pairs = eligible_pairs(columns)
        coaches = self.resources.coach
        left = np.array(self.resources.capacity, np.int64)[coaches]
        self.coaches = CoachFit.of(columns, left)
        self.members = _units(columns)
        reached: dict[int, set[int]] = defaultdict(set)
        for row, col in zip(self.pairs.row.tolist(), self.pairs.col.tolist(), strict=True):
            reached[row].add(col)
        self.apart: Apart = self.resources.add_apart(columns, reached)
        self.first = np.searchsorted(self.pairs.row, np.arange(len(columns.people.start) + 1))
        self.rows: list[OptionRow] = []
        self.mates: list[tuple[int, int, int]] = []

    def options(self) -> Options:
        needs_mate = np.zeros(len(self.members), np.bool_)
        for unit, members in enumerate(self.members):
            if len(members) > 1:
                self._draw_group(unit, members)
            else:
                needs_mate[unit] = self._draw_single(unit, members[0])
        return self._collected(needs_mate)

    def _draw_single(self, unit: int, row: int) -> bool:
        """Draw up the options of one person; tell whether companions choose the coach."""
        mine = self.pairs.chosen(np.arange(self.first[row], self.first[row + 1]))
        options = self._places(mine)
        if self.columns.people.places_wanted[row] == 2:
            options += [*self._combined(row, options)]
        coached = self._coached(row, options)
        if not any(coached):
            self._add_all(unit, row, options, np.zeros(len(options), np.bool_))
            return False
        if self._independent(row, options, coached):
            self._add_companions(unit, row)
            bonus = [self._value(row, o, o.fit) for o in options]
            self.rows += [_with(o, unit, NONE, v) for o, v in zip(options, bonus, strict=True)]
            return True
        self._add_all(unit, row, options, np.array(coached))
        return False

    def _places(self, mine: EligiblePairs) -> list[OptionRow]:
        fields = (mine.col, mine.points, mine.question, mine.motivate, mine.rather_not, mine.start)
        return [
            OptionRow(NONE, (col,), NONE, 0, points, question, motivate, unliked, start)
            for col, points, question, motivate, unliked, start in zip(
                *(field.tolist() for field in fields), strict=True
            )
        ]

    def _combined(self, row: int, options: list[OptionRow]) -> list[OptionRow]:
        found = []
        for one, other in combinations(options, 2):
            if self._fit_in_one_week(row, one.cols[0], other.cols[0]):
                found.append(
                    OptionRow(
                        NONE,
                        one.cols + other.cols,
                        NONE,
                        0,
                        (one.fit + other.fit) // 2,
                        one.question or other.question,
                        one.motivate or other.motivate,
                        one.rather_not or other.rather_not,
                        max(one.start, other.start),
                    )
                )
        return found

    def _fit_in_one_week(self, row: int, one: int, other: int) -> bool:
        """Tell whether two vacancies fit in the person's hours, on dayparts of their own."""
        person, vacancy = self.columns.people, self.columns.vacancies
        most = int(person.max_week_minutes[row])
        asked = sum(max(0, int(vacancy.min_week_minutes[col])) for col in (one, other))
        if most >= 0 and asked > most:
            return False
        free = int(person.dayparts[row]) & (2**21 - 1)
        mine = [int(vacancy.dayparts[col]) & free for col in (one, other)]
        needed = [int(vacancy.dayparts_needed[col]) for col in (one, other)]
        enough = [m.bit_count() >= n for m, n in zip(mine, needed, strict=True)]
        return all(enough) and (mine[0] | mine[1]).bit_count() >= sum(needed)

    def _coached(self, row: int, options: list[OptionRow]) -> list[bool]:
        """Tell which options take a coach."""
        if self.columns.people.coaching_minutes[row] <= 0:
            return [False] * len(options)
        asks = self.columns.vacancies.needs_coach
        return [any(asks[col] for col in option.cols) for option in options]

    def _independent(self, row: int, options: list[OptionRow], coached: list[bool]) -> bool:
        """Tell whether every coach that fits goes with every option, and none below the minimum."""
        coaches = np.flatnonzero(self.coaches.fits[row])
        if not all(coached) or not len(coaches):
            return False
        least = int(self.coaches.points[row, coaches].min())
        starts = [option.start for option in options]
        calendar = self.columns.coaches
        there = (calendar.start[coaches] <= min(starts)) & (calendar.end[coaches] >= max(starts))
        return bool(there.all()) and all(
            not o.rather_not and o.fit + least >= self.weights.minimum_fit for o in options
        )

    def _add_companions(self, unit: int, row: int) -> None:
        for coach in np.flatnonzero(self.coaches.fits[row]).tolist():
            self.mates.append((unit, coach, int(self.coaches.points[row, coach])))

    def _add_all(self, unit: int, row: int, options: list[OptionRow], coached: Bools) -> None:
        """Add options with the whole fit, those with a coach once per coach that fits."""
        for option, with_coach in zip(options, coached, strict=True):
            choices = self._coaches_at(row, option.start) if with_coach else [NONE]
            for coach in choices:
                part = self.coaches.whole if coach == NONE else self.coaches.points[row, coach]
                fit = self._fit(option, int(part))
                if fit >= self.weights.minimum_fit:
                    value = self._value(row, option, fit)
                    self.rows.append(_with(option, unit, coach, value, fit))

    def _coaches_at(self, row: int, start: int) -> list[int]:
        calendar = self.columns.coaches
        there = (calendar.start <= start) & (calendar.end >= start)
        return np.flatnonzero(self.coaches.fits[row] & there).tolist()

    def _fit(self, option: OptionRow, coach_part: int) -> int:
        return self.weights.minimum_fit if option.rather_not else option.fit + coach_part

    def _value(self, row: int, option: OptionRow, fit: int) -> int:
        """Give the bonus and the fit in points; what rests on a question is worth one less."""
        return self._bonus(row, option.cols) + fit * len(option.cols) - int(option.question)

    def _bonus(self, row: int, cols: tuple[int, ...]) -> int:
        vacancies = self.columns.snapshot.vacancies
        if not any(vacancies[col].kind in self.weights.placed_kinds for col in cols):
            return 0
        priority = int(self.columns.people.priority[row])
        return (2 * self.weights.placement_bonus * priority + 3) // 6  # thirds, half up

    def _draw_group(self, unit: int, members: tuple[int, ...]) -> None:
        """Draw up what all members may take together, with one coach for all who need one."""
        tables = [
            {o.cols[0]: o for o in self._places(self.pairs.chosen(
                np.arange(self.first[row], self.first[row + 1])))}
            for row in members
        ]  # fmt: skip
        for col in sorted(set.intersection(*(set(table) for table in tables))):
            self._draw_together(unit, members, [table[col] for table in tables])

    def _draw_together(self, unit: int, members: tuple[int, ...], options: list[OptionRow]) -> None:
        coached = [self._coached(row, [o])[0] for row, o in zip(members, options, strict=True)]
        start = max(option.start for option in options)
        for coach in self._coaches_for_all(members, coached, start):
            fits = [
                self._fit(o, int(self.coaches.points[row, coach]) if c else self.coaches.whole)
                for row, o, c in zip(members, options, coached, strict=True)
            ]
            if min(fits) >= self.weights.minimum_fit:
                together = OptionRow(
                    unit,
                    options[0].cols,
                    coach,
                    sum(self._value(*each) for each in zip(members, options, fits, strict=True)),
                    sum(fits) // len(fits),
                    any(o.question for o in options),
                    any(o.motivate for o in options),
                    any(o.rather_not for o in options),
                    start,
                )
                self.rows.append(together)

    def _coaches_for_all(
        self, members: tuple[int, ...], coached: list[bool], start: int
    ) -> list[int]:
        needing = [row for row, needs in zip(members, coached, strict=True) if needs]
        if not needing:
            return [NONE]
        return sorted(set.intersection(*(set(self._coaches_at(row, start)) for row in needing)))

    def _uses(self, option: OptionRow) -> dict[int, int]:
        """Add up what one option takes of each resource."""
        people, vacancies, scarce = self.columns.people, self.columns.vacancies, self.resources
        use: dict[int, int] = defaultdict(int)
        for row in self.members[option.unit]:
            houses = set()
            for col in option.cols:
                house = int(vacancies.organisation[col])
                use[col] += 1
                level, minutes = int(people.guidance_level[row]), int(people.guidance_minutes[row])
                if level > 0 and minutes > 0 and scarce.guidance[level, house] >= 0:
                    use[int(scarce.guidance[level, house])] += minutes
                if scarce.total[house] >= 0 and house not in houses:
                    use[int(scarce.total[house])] += 1
                houses.add(house)
                for number in self.apart.get((row, col), ()):
                    use[number] += 1
            if option.coach != NONE:
                needs = any(vacancies.needs_coach[col] for col in option.cols)
                use[int(scarce.coach[option.coach])] += int(people.coaching_minutes[row]) * needs
        return {resource: amount for resource, amount in sorted(use.items()) if amount > 0}

    def _collected(self, needs_mate: Bools) -> Options:
        uses = [self._uses(option) for option in self.rows]
        minutes = self.columns.people.coaching_minutes
        mate_unit = np.array([unit for unit, _, _ in self.mates], np.int32)
        mate_coach = np.array([coach for _, coach, _ in self.mates], np.int32)
        mate_fit = np.array([points for _, _, points in self.mates], np.int32)
        owners = np.array([members[0] for members in self.members], np.int64)
        least = None
        if self.resources.min_use:
            least = np.zeros(len(self.resources.names), np.int64)
            least[list(self.resources.min_use)] = list(self.resources.min_use.values())
        problem = Problem(
            capacity=np.array(self.resources.capacity, np.int64),
            resource_house=np.array(self.resources.house, np.int32),
            must_place=np.zeros(len(self.members), np.bool_),
            option_unit=_column(self.rows, "unit"),
            option_value=_column(self.rows, "value").astype(np.int64)[:, None],
            option_ptr=np.cumsum([0, *map(len, uses)], dtype=np.int64),
            option_resource=np.array([r for use in uses for r in use], np.int32),
            option_use=np.array([a for use in uses for a in use.values()], np.int64),
            unit_needs_companion=needs_mate,
            companion_unit=mate_unit,
            companion_value=mate_fit.astype(np.int64)[:, None],
            companion_ptr=np.arange(len(self.mates) + 1, dtype=np.int64),
            companion_resource=self.resources.coach[mate_coach].astype(np.int32),
            companion_use=minutes[owners[mate_unit]].astype(np.int64),
            min_use_if_used=least,
        )
        cols = np.full((len(self.rows), 2), NONE, np.int32)
        for place, option in enumerate(self.rows):
            cols[place, : len(option.cols)] = option.cols
        return Options(
            problem=problem,
            names=tuple(self.resources.names),
            option_cols=cols,
            option_coach=_column(self.rows, "coach"),
            option_fit=_column(self.rows, "fit"),
            option_question=_column(self.rows, "question").astype(np.bool_),
            option_motivate=_column(self.rows, "motivate").astype(np.bool_),
            option_rather_not=_column(self.rows, "rather_not").astype(np.bool_),
            option_start=_column(self.rows, "start").astype("datetime64[D]"),
            companion_coach=mate_coach,
            companion_fit=mate_fit,
            members=tuple(self.members),
            pairs=self.pairs,
            coaches=self.coaches,
        )


def _units(columns: Columns) -> list[tuple[int, ...]]:
    """Make one unit of each person, or of each group, in the order of the first member."""
    groups: dict[object, list[int]] = {}
    for row, person in enumerate(columns.snapshot.candidates):
        key = row if person.group is None else (person.municipality, person.group)
        groups.setdefault(key, []).append(row)
    return [tuple(rows) for rows in groups.values()]


def _with(
    option: OptionRow, unit: int, coach: int, value: int, fit: int | None = None
) -> OptionRow:
    return OptionRow(
        unit, option.cols, coach, value, option.fit if fit is None else fit,
        option.question, option.motivate, option.rather_not, option.start,
    )  # fmt: skip


def _column(rows: list[OptionRow], name: str) -> Int32s:
    return np.array([getattr(row, name) for row in rows], np.int32)
