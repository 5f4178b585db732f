"""Write the table of arrivals from what was measured."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from benchmarks.stored import Line, machine

RULES = ("greedy", "prices", "prices_and_wait")
HEADER = """\
# People who come tomorrow

Written by `python -m benchmarks.arrivals`; nothing here is typed by hand. {people} people of the
example come within {days} days, at moments drawn by the seed, as are people and places. Each takes
the first place of the list at once and keeps it. *Greedy* gives the place worth most of what is
left. *With prices* it is the one worth most less the hold-back prices of what it takes: what that
is worth to those still to come, for whom the last four weeks' people stand, computed anew every
week (`solver/holdback.py`). So many are expected as came a day in those weeks, for the days that
are left: that the last day is known helps prices, that the first week has none does not. Prices put
places in order and refuse nobody. Where people *may wait*, a place that is worth less than its
prices is not given; a place of which nobody is expected to need anything costs nothing, so whoever
fits there is never left without. Nobody who waits comes back here.

*Hindsight* is one plan for all of them, known in advance; its gap is proven. A cell holds the value
as a plan counts it, the people placed (of them with a job coach), and the value as a share of the
proven bound in hindsight: of the best plan it is at least that. Every plan is judged by `verify`.
Teams, groups and second places, which are for the night, are left out, and fits are as on the first
day.

| seed | greedy | with prices | with prices, may wait | hindsight |
|---|---|---|---|---|
"""


def page(lines: list[Line]) -> str:
    """Write the page: a row per seed, the medians, and how often prices did better or worse."""
    rows = [f"| {line['seed']} | " + " | ".join(cells(line)) + " |" for line in lines]
    medians = [_median(lines, rule, "share", percent) for rule in RULES]
    hindsight = _median(lines, "hindsight", "gap", _gap)
    rows.append("| **median** | " + " | ".join([*medians, hindsight]) + " |")
    header = HEADER.format(people=lines[0]["people"], days=lines[0]["days"])
    said = "\n".join(_against_greedy(lines, rule) for rule in RULES[1:])
    spent = f"{sum(line['cpu_seconds'] for line in lines):.0f} seconds of one core in all."
    return f"{header}{chr(10).join(rows)}\n\n{said}\n\n{spent} {machine(lines)}\n"


def cells(line: Line) -> list[str]:
    """Write what each rule came to, and the plan in hindsight."""
    cells = [f"{_worth(line[rule])}, {percent(line[rule]['share'])}" for rule in RULES]
    cells[-1] += f", {line[RULES[-1]]['waiting']} wait"
    return [*cells, f"{_worth(line['hindsight'])}, {_gap(line['hindsight']['gap'])}"]


def _worth(told: Line) -> str:
    return f"{told['value']:,}, {told['placed']} ({told['coached']})"


def _median(lines: list[Line], name: str, what: str, wording: Callable[[float], str]) -> str:
    placed, coached = (median(line[name][each] for line in lines) for each in ("placed", "coached"))
    return f"{placed:.0f} ({coached:.0f}), {wording(median(line[name][what] for line in lines))}"


def _against_greedy(lines: list[Line], rule: str) -> str:
    """Say on how many seeds a rule is worth more than greedy, and by how much."""
    more = [line[rule]["share"] - line["greedy"]["share"] for line in lines]
    better, placed = (
        sum(line[rule][what] > line["greedy"][what] for line in lines)
        for what in ("value", "placed")
    )
    points = ", ".join(f"{100 * each:+.1f}" for each in (min(more), median(more), max(more)))
    name = rule.replace("_", " ")
    return (
        f"- *{name}* is worth more than greedy on {better} of {len(lines)} seeds and places more "
        f"people on {placed}; least, median and most points of share: {points}."
    )


def percent(share: float) -> str:
    """Write a fraction as a percentage."""
    return f"{100 * share:.1f} %"


def _gap(gap: float) -> str:
    return f"gap {100 * gap:.2f} %"
