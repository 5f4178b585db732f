"""Write the comparison with peers from what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.stored import Line, machine

OURS = "ours"
PEERS = (OURS, "HiGHS", "CP-SAT", "SCIP", "greedy", "Gale-Shapley", "PyPI timefold")
HEADER = """\
# Peers

Written by `python -m benchmarks.peers`; nothing here is typed by hand. The same region for each
number of people, drawn once; every solve alone, one after the other, on the same cores. Each plan
is judged again, and its value is the judge's.

A gap is (bound - value) / value, to the lowest bound that any of them proved for that region; `own`
is the gap to the bound that the peer proved itself in that run, – where it proves none.

- ours: `python -m benchmarks.solve`.
- HiGHS: OR-Tools MathOpt, two threads, no gap allowed.
- CP-SAT: OR-Tools, eight workers, `linearization_level` 2.
- SCIP: OR-Tools MathOpt.
- greedy: the best fit first, with the best coach that still has room.
- Gale-Shapley: the `matching` package, people and seats; whom guides and coaches cannot take is
  dropped.
- PyPI timefold: that build, one plain model, simulated annealing (its default search never improves
  on the plan it starts from). It searches for the time asked; its seconds also hold translating the
  model and the problem to Java; starting Java and importing come before.

![Gap against time](peers.svg)
"""

#: A gap above this says no more than that the plan is nearly empty.
MOST_TOLD = 10.0


def page(lines: list[Line]) -> str:
    """Write the page: a table for each number of people."""
    sizes = sorted({line["people"] for line in lines})
    tables = [
        _table(people, [line for line in lines if line["people"] == people]) for people in sizes
    ]
    return "\n".join([HEADER, *tables, machine(lines)]) + "\n"


def _table(people: int, lines: list[Line]) -> str:
    bound = best_bound(lines)
    head = (
        f"## {people:,} people\n\n| peer | asked s | gap | own | placed | seconds | MiB | outcome |"
    )
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *_rows(lines, bound)]) + "\n"


def _rows(lines: list[Line], bound: float | None) -> Iterator[str]:
    for line in sorted(lines, key=lambda it: (it["asked_seconds"], PEERS.index(it["peer"]))):
        cells = (
            line["peer"],
            f"{line['asked_seconds']:.0f}",
            percent(gap(line, bound)),
            percent(gap(line, line.get("bound"))),
            str(line.get("placed", "–")),
            f"{line['seconds']:.1f}" if "seconds" in line else "–",
            f"{line['peak_mib']:.0f}" if "peak_mib" in line else "–",
            outcome(line),
        )
        yield "| " + " | ".join(cells) + " |"


def outcome(line: Line) -> str:
    """Say how a run ended; a crash and a broken plan are named as such."""
    if "flaw" in line:
        return f"**no answer**: {line['flaw']}"
    if line["broken"]:
        return f"**broken plan**: {line['broken'][0]}"
    return str(line["outcome"])


def best_bound(lines: list[Line]) -> float | None:
    """Give the lowest bound proven for one region."""
    return min((line["bound"] for line in lines if line.get("bound") is not None), default=None)


def gap(line: Line, bound: float | None) -> float | None:
    """Give the gap of a run to a bound, None without a plan or a bound."""
    value = line.get("value")
    if value is None or bound is None:
        return None
    return float((bound - value) / max(1, abs(value)))


def percent(share: float | None) -> str:
    """Write a share as a percentage; – when there is none."""
    if share is None:
        return "–"
    return f"{100 * share:.3f} %" if share <= MOST_TOLD else f"> {MOST_TOLD:.0%}"
