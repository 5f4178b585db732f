"""Write the table of regions from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from benchmarks.stored import Line, machine
from benchmarks.targets import ROWS, Row

HEADER = """\
# Regions

Written by `python -m benchmarks.table`; nothing here is typed by hand. Each cell is the median and,
after the slash, the worst over the seeds. A gap is (bound - value) / value with a proven bound, of
a public instance the distance to the best known value. The first plan is the first one found, its
gap to the bound of that moment. Seconds run from the problem in memory to the plan. A row is met
when its worst seed meets every target, and else names what is missed. Every plan is judged again.

| row | seeds | gap | first plan | seconds | peak MiB | target | met |
|---|---|---|---|---|---|---|---|
"""
ROUNDING_S = 0.05


def page(lines: list[Line]) -> str:
    """Write the page: a row of the table for each row that was measured."""
    by_row = [(row, [line for line in lines if line["row"] == row.name]) for row in ROWS]
    rows = [written(row, mine) for row, mine in by_row if mine]
    return HEADER + "\n".join(rows) + f"\n\n{machine(lines)}\n"


def written(row: Row, lines: list[Line]) -> str:
    """Write one row of the table."""
    answered = [line for line in lines if line.get("gap")]
    seeds = str(len(lines)) if answered == lines else f"{len(answered)} of {len(lines)}"
    first = f"{_first_gap(answered)} at {spread(_each(answered, 'first_feasible_seconds'))} s"
    cells = (
        row.name,
        seeds,
        ", ".join(spread(gaps, percent) for gaps in _gaps(answered)) or "–",
        "–" if row.is_public else first,
        spread(_each(answered, "seconds")),
        spread(_each(answered, "peak_mib"), "{:.0f}".format),
        target(row),
        verdict(row, lines),
    )
    return "| " + " | ".join(cells) + " |"


def target(row: Row) -> str:
    """Say what is aimed at."""
    if row.gaps is None:
        return f"– in {row.seconds:.0f} s"
    parts = [f"≤ {', '.join(percent(gap) for gap in row.gaps)} in {row.seconds:.0f} s"]
    if row.aims:
        parts.append(f"aim {', '.join(percent(gap) for gap in row.aims)}")
    if row.early:
        parts.append(f"{percent(row.early[0])} by {row.early[1]:.0f} s")
    if row.peak_mib:
        parts.append(f"{row.peak_mib:.0f} MiB")
    return "; ".join(parts)


def verdict(row: Row, lines: list[Line]) -> str:
    """Say whether the worst seed meets the target, and name what it misses."""
    if any(line.get("broken") for line in lines):
        return "**a plan is broken**"
    missed = [*misses(row, lines)]
    if missed:
        return "no: " + ", ".join(missed)
    return "–" if row.gaps is None else "yes"


def misses(row: Row, lines: list[Line]) -> Iterable[str]:
    """Name each target that a seed misses; `(worst)` when the median meets it."""
    if any(not line.get("gap") for line in lines):
        yield "an answer"
    answered = [line for line in lines if line.get("gap")]
    for tier, limit in enumerate(row.gaps or ()):
        gaps = [line["gap"][tier] if tier < len(line["gap"]) else None for line in answered]
        yield from _missed(f"gap of tier {tier + 1}" if tier else "gap", gaps, limit)
    yield from _missed("seconds", _each(answered, "seconds"), row.seconds + ROUNDING_S)
    if row.early:
        yield from _missed("first seconds", _each(answered, "early_gap"), row.early[0])
    if row.peak_mib:
        yield from _missed("peak", _each(answered, "peak_mib"), row.peak_mib)


def _missed(name: str, seen: list[Any], limit: float) -> Iterable[str]:
    numbers = [float("inf") if number is None else number for number in seen]
    if numbers and median(numbers) > limit:
        yield name
    elif numbers and max(numbers) > limit:
        yield f"{name} (worst)"


def percent(gap: float) -> str:
    """Write a fraction as a percentage."""
    return f"{100 * gap:.3f}".rstrip("0").rstrip(".") + " %"


def spread(seen: list[Any], wording: Callable[[float], str] = "{:.1f}".format) -> str:
    """Write median / worst, leaving out what is not known."""
    numbers = [number for number in seen if number is not None]
    if not numbers:
        return "–"
    return " / ".join(wording(number) for number in (median(numbers), max(numbers)))


def _each(lines: list[Line], name: str) -> list[Any]:
    return [line.get(name) for line in lines]


def _first_gap(lines: list[Line]) -> str:
    return spread(_each(lines, "first_feasible_gap"), percent)


def _gaps(lines: list[Line]) -> list[list[Any]]:
    tiers = max((len(line["gap"]) for line in lines), default=0)
    return [[line["gap"][t] for line in lines if t < len(line["gap"])] for t in range(tiers)]
