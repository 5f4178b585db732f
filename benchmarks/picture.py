"""Draw one solve: value and bound against seconds, with what was going on in between.

    python -m benchmarks.solve FILE.npz --seconds S --seed N --json > LINE.json
    python -m benchmarks.picture LINE.json OUT.svg

The trace of a solve says what was known, not what was done. So each span of time is named by what
it ended in: a lower bound came from a walk, the first plan from a dive, a better plan from the
search. What comes after the last change is search too.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.arguments import OneLineParser

WIDTH, HEIGHT = 900, 470
LEFT, RIGHT, TOP, BOTTOM = 80, 880, 50, 370
ABOVE, BELOW = 2.0, 0.15  #: of the gap of the first plan, beyond the last bound and that plan
TICKS = 6
SPANS = {
    "laying out": "#e4e4e4",
    "walk": "#d6e6f5",
    "first plan": "#fbe0c3",
    "search": "#dcefd8",
}
BOUND, VALUE = "#1f5fa8", "#b3541e"

Known = tuple[float, int | None, int | None]  #: seconds, value, bound


class Undrawable(ValueError):
    """A line that is no picture."""


@dataclass(frozen=True, slots=True)
class Run:
    """A solve of one tier: what was known when, and how it ended."""

    known: tuple[Known, ...]
    told: dict[str, Any]

    @classmethod
    def of(cls, line: dict[str, Any]) -> Run:
        """Take a line of the solve command.

        Raises
        ------
        Undrawable
            When it has several tiers, or a trace without a plan or a bound.
        """
        missing = [name for name in ("value", "bound", "seconds", "trace") if not line.get(name)]
        if missing:
            raise Undrawable(f"expected a solve with a plan and a trace, got no {missing[0]}")
        if len(line["value"]) != 1:
            raise Undrawable(f"expected one tier, got {len(line['value'])}")
        end = (line["seconds"], line["value"][0], line["bound"][0])
        known = (*(tuple(at) for at in line["trace"]), end)
        if all(value is None or bound is None for _, value, bound in known[:-1]):
            raise Undrawable("expected a plan and a bound in the trace, got none")
        return cls(known, line)

    @property
    def last_bound(self) -> int:
        """The bound of the end."""
        return int(self.told["bound"][0])

    def spans(self) -> Iterator[tuple[str, float, float]]:
        """Give kind, beginning and end of each span of time, those of one kind joined."""
        kind, begin = "laying out", 0.0
        for before, after in pairwise(self.known):
            found = _kind(before, after)
            if found != kind:
                yield kind, begin, before[0]
                kind, begin = found, before[0]
        yield kind, begin, self.known[-1][0]

    def percent(self, column: int) -> list[tuple[float, float]]:
        """Give seconds and percent above the last bound, of the values (1) or the bounds (2)."""
        scale = 100 / max(1, abs(self.last_bound))
        seen = [(at[0], at[column]) for at in self.known]
        return [(at, (known - self.last_bound) * scale) for at, known in seen if known is not None]


def _kind(before: Known, after: Known) -> str:
    """Name what happened between two things known."""
    if before[1] is None and after[1] is not None:
        return "first plan"
    return "walk" if before[1] == after[1] and before[2] != after[2] else "search"


@dataclass(frozen=True, slots=True)
class Axes:
    """From seconds and percent to points of the picture."""

    seconds: float
    low: float
    high: float

    @classmethod
    def of(cls, run: Run) -> Axes:
        """Leave out bounds far above the last: beside them the rest would be one line."""
        first, most = run.percent(1)[0][1], run.percent(2)[0][1]
        span = max(-first, most / 100, 1e-6)
        return cls(run.known[-1][0], min(first, 0.0) - BELOW * span, min(most, ABOVE * span))

    def x(self, seconds: float) -> float:
        """Give how far to the right."""
        return LEFT + (RIGHT - LEFT) * seconds / self.seconds

    def y(self, percent: float) -> float:
        """Give how far down."""
        return BOTTOM - (BOTTOM - TOP) * (percent - self.low) / (self.high - self.low)

    def stairs(self, seen: list[tuple[float, float]]) -> str:
        """Give the line of what holds until something else is known, from where it comes in."""
        inside = [at for at in seen if at[1] <= self.high]
        top = inside[0][1] if len(inside) == len(seen) else self.high
        points = [(self.x(inside[0][0]), self.y(top))]
        for seconds, percent in inside:
            points += [(self.x(seconds), points[-1][1]), (self.x(seconds), self.y(percent))]
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def ticks(low: float, high: float) -> list[float]:
    """Give round numbers from low to high, about six."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * at, 12) for at in range(first, last + 1)]


def picture(run: Run) -> str:
    """Give the picture as SVG."""
    axes = Axes.of(run)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="13" fill="#222">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_bands(run, axes),
        *_scales(axes),
        _line(axes.stairs(run.percent(2)), BOUND),
        _line(axes.stairs(run.percent(1)), VALUE),
        *_words(run),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bands(run: Run, axes: Axes) -> Iterator[str]:
    for kind, begin, end in run.spans():
        width = axes.x(end) - axes.x(begin)
        yield (
            f'<rect x="{axes.x(begin):.1f}" y="{TOP}" width="{width:.1f}" '
            f'height="{BOTTOM - TOP}" fill="{SPANS[kind]}"/>'
        )


def _scales(axes: Axes) -> Iterator[str]:
    for at in ticks(0, axes.seconds):
        yield text(axes.x(at), BOTTOM + 18, f"{at:g}", "middle")
    for at in ticks(axes.low, axes.high):
        y = axes.y(at)
        yield f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#999" stroke-width="0.5"/>'
        yield text(LEFT - 8, y + 4, f"{at:+g} %" if at else "0 %", "end")
    yield text((LEFT + RIGHT) / 2, BOTTOM + 38, "seconds", "middle")


def _line(points: str, colour: str) -> str:
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.2"/>'


def _words(run: Run) -> Iterator[str]:
    told, value, bound = run.told, run.told["value"][0], run.last_bound
    gap = 100 * (bound - value) / max(1, abs(value))
    ended = f"bound {bound:,}, value {value:,}, gap {gap:.3f} %, {told['placed']:,} placed"
    how = f"seed {told['seed']}, {told['threads']} threads, ended by {told['stopped_by']}"
    yield text(LEFT, 22, f"{told['method']}: {ended}")
    yield text(LEFT, 40, f"{how}; percent of the last bound")
    keys = [("bound", BOUND), ("value of the best plan", VALUE), *SPANS.items()]
    x = float(LEFT)
    for name, colour in keys:
        yield f'<rect x="{x:.1f}" y="{HEIGHT - 32}" width="14" height="14" fill="{colour}"/>'
        yield text(x + 20, HEIGHT - 20, name)
        x += 48 + 7.2 * len(name)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Give words at a point."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="benchmarks.picture", description=__doc__.split("\n")[0])
    parser.add_argument("line", type=Path, help="what `benchmarks.solve --json` printed")
    parser.add_argument("picture", type=Path, help="write the picture to this .svg")
    asked: argparse.Namespace = parser.parse_args(arguments)
    try:
        asked.picture.write_text(picture(Run.of(json.loads(asked.line.read_text()))))
    except (OSError, ValueError) as flaw:
        print(f"{asked.line}: {flaw}".replace("\n", " "), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
