"""What more changes would bring: the same night again and again, with other change budgets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from uuid import UUID

from sqlalchemy import Engine

from service.db.session import snapshot_transaction
from service.errors import Conflict
from service.usecases import replayed
from service.usecases.drawing import BLUE, ORANGE, dot, legend, line, sheet, words
from service.usecases.solving import child
from solver.match import Plan, Task

#: Budgets, as shares of what stands open.
SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
NOTHING_OPEN = "Nothing stood open when this run began: there is nothing to change."

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 90, 690, 50, 350
VALUE, BOUND = ORANGE, BLUE


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of one change budget.

    `value` and `bound` are points of the whole plan, `mean_fit` of those placed; `changed` leaves
    out what was forced.
    """

    budget: int
    changed: int
    forced: int
    placed: int
    mean_fit: int
    value: int
    bound: int


def frontier(engine: Engine, run_id: UUID, region: str) -> Iterator[Point]:
    """Do a run again with other budgets, the least first; nothing is stored.

    A plan within a smaller budget is one within a larger: where no better one was found, it stands.
    Raises as `replayed.expect_replayable` does, and `Conflict` where nothing stood open.
    """
    with snapshot_transaction(engine, region=region) as connection:
        task = replayed.task_of(connection, run_id)
    standing = len(task.snapshot.proposed)
    if not standing:
        raise Conflict(NOTHING_OPEN)
    best: Point | None = None
    for budget in sorted({round(share * standing) for share in SHARES}):
        asked = replace(task, params=replace(task.params, change_budget=budget))
        found = _point(budget, _solved(asked))
        if best is not None and best.value > found.value:
            found = replace(best, budget=budget, bound=found.bound)
        best = found
        yield found


def _solved(task: Task) -> Plan:
    with child() as solving:
        return solving.solve(task)


def _point(budget: int, plan: Plan) -> Point:
    fits = [proposal.fit for proposal in plan.proposals]
    return Point(
        budget=budget,
        changed=plan.changed,
        forced=plan.forced,
        placed=len(fits),
        mean_fit=round(sum(fits) / max(1, len(fits))),
        value=plan.result.value[0] if plan.result.value else 0,
        bound=plan.result.bound[0] if plan.result.bound else 0,
    )


def table(points: Sequence[Point]) -> str:
    """Give the points as CSV."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [field.name for field in fields(Point)], lineterminator="\n")
    rows.writeheader()
    rows.writerows(map(asdict, points))
    return text.getvalue()


def picture(points: Sequence[Point]) -> str:
    """Draw value and bound against the change budget, as SVG."""
    low, high = min(p.value for p in points), max(p.bound for p in points)
    most, span = max(1, points[-1].budget), max(1, high - low)

    def at(point: Point, points_: int) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * (point.budget / most) ** 0.5
        return x, BOTTOM - (BOTTOM - TOP) * (points_ - low) / span

    parts = [
        f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#999"/>',
        words(LEFT, 22, "What more changes bring: points of the plan, and what no plan exceeds"),
        words(
            (LEFT + RIGHT) / 2,
            HEIGHT - 12,
            "open proposals that may change (a scale of square roots)",
            "middle",
        ),
        line([at(p, p.bound) for p in points], BOUND),
        line([at(p, p.value) for p in points], VALUE),
    ]
    for point in points:
        x, y = at(point, point.value)
        parts += [dot(x, y, 3.5, VALUE), words(x, BOTTOM + 18, str(point.budget), "middle")]
    for points_ in (low, high):
        y = BOTTOM - (BOTTOM - TOP) * (points_ - low) / span
        parts.append(words(LEFT - 8, y + 4, f"{points_:,}", "end"))
    parts += legend(LEFT, 30, (("value", VALUE), ("bound", BOUND)))
    return sheet(WIDTH, HEIGHT, parts)
