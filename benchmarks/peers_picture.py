"""Draw gap against time for every peer, one panel per number of people.

.venv-peers/bin/python -m benchmarks.peers_picture LINES.jsonl OUT.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.axes import Axes

from benchmarks.peers_page import PEERS, best_bound, gap
from benchmarks.stored import Line, latest

LEAST_PERCENT, MOST_PERCENT = 0.001, 100
MARKS = "os^Dvxp"


def panel(axes: Axes, people: int, lines: list[Line]) -> None:
    """Draw one number of people; runs without a plan are left out, gaps above 100 % at 100 %."""
    bound = best_bound(lines)
    for at, peer in enumerate(PEERS):
        mine = [line for line in lines if line["peer"] == peer]
        points = [(line["seconds"], gap(line, bound)) for line in mine if "seconds" in line]
        seen = sorted(
            (max(s, 0.01), min(max(100 * g, LEAST_PERCENT), MOST_PERCENT))
            for s, g in points
            if g is not None
        )
        if seen:
            look = {"color": f"C{at}", "marker": MARKS[at % len(MARKS)], "label": peer}
            axes.plot(*zip(*seen, strict=True), **look)
    axes.set(xscale="log", yscale="log", title=f"{people:,} people", xlabel="seconds")
    axes.grid(visible=True, which="major", alpha=0.3)


def main(store: Path, picture: Path) -> None:
    """Draw the picture of the last runs stored."""
    lines = [*latest(store, "peer", "people", "asked_seconds").values()]
    sizes = sorted({line["people"] for line in lines})
    mpl.rcParams["svg.hashsalt"] = "peers"
    figure, panels = pyplot.subplots(
        1,
        len(sizes),
        figsize=(4.5 * len(sizes), 4),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for axes, people in zip(panels[0], sizes, strict=True):
        panel(axes, people, [line for line in lines if line["people"] == people])
    panels[0][0].set_ylabel("gap to the best bound, % (100: that or more)")
    drawn = [axes.get_legend_handles_labels() for axes in panels[0]]
    named = {
        label: line for lines, labels in drawn for line, label in zip(lines, labels, strict=True)
    }
    figure.legend(named.values(), named.keys(), loc="outside lower center", ncols=len(PEERS))
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    mpl.use("svg")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
