"""Draw what came of a practice: its people, the places by group, and what is scarce."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.picture import text
from examples.common.outcome import Matched
from examples.common.practices import Practice

WIDTH, LEFT, RIGHT = 900, 260, 780
LINE, BAR = 24, 15
TAKEN, THERE, ASKED = "#1f5fa8", "#d6e6f5", "#8fb8de"
WHY = {
    "nowhere_eligible": ("no place that the rules allow", "#b3541e"),
    "resource_taken": ("others took what is scarce", "#e08e45"),
    "below_minimum_fit": ("nothing fits well enough", "#f0c493"),
    "kept_out": ("kept out for now", "#c9c9c9"),
    "not_known": ("a place was left", "#777777"),
}
SCARCE = {
    "seats": ("seats", 1),
    "total": ("room in houses with a total", 1),
    "guidance": ("guides' hours a week", 60),
    "coaching": ("job coaches' hours a week", 60),
}

#: Label, what is taken of it, what there is.
Bar = tuple[str, float, float]


@dataclass(slots=True)
class _Page:
    """Lines of a picture, from the top down."""

    parts: list[str]
    y: float = 0.0

    def words(self, said: str, more: str = "") -> None:
        self.y += LINE
        self.parts.append(f"<g{more}>{text(20, self.y, escape(said))}</g>")

    def stack(self, label: str, pieces: Sequence[tuple[float, str]]) -> None:
        """Draw pieces beside each other over the whole width."""
        self._label(label)
        x, scale = float(LEFT), (RIGHT - LEFT) / max(1.0, sum(size for size, _ in pieces))
        for size, colour in pieces:
            self._bar(x, size * scale, colour)
            x += size * scale

    def key(self, entries: Sequence[tuple[str, str]]) -> None:
        """Say what the colours are, three beside each other."""
        for at, (said, colour) in enumerate(entries):
            if at % 3 == 0:
                self.y += LINE
            x = 20 + 290 * (at % 3)
            self._bar(x, 12, colour)
            self.parts.append(text(x + 20, self.y, escape(said)))

    def bars(self, bars: Sequence[Bar]) -> None:
        """Draw what is taken in what there is, all on one scale."""
        most = max((there for _, _, there in bars), default=1) or 1
        for label, taken, there in bars:
            self._label(label)
            for size, colour in ((there, THERE), (taken, TAKEN)):
                self._bar(LEFT, (RIGHT - LEFT) * size / most, colour)
            self.parts.append(text(RIGHT + 10, self.y, f"{taken:,.0f} of {there:,.0f}"))

    def _label(self, label: str) -> None:
        self.y += LINE
        self.parts.append(text(LEFT - 10, self.y, escape(label), "end"))

    def _bar(self, x: float, width: float, colour: str) -> None:
        top = self.y - BAR + 3
        size = f'width="{width:.1f}" height="{BAR}"'
        self.parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" {size} fill="{colour}"/>')


def picture(practice: Practice, outcome: Matched, summary: Mapping[str, Any]) -> str:
    """Give the picture as SVG; `summary` is that of the run."""
    page, placed = _Page([]), len(outcome.proposals)
    page.words(practice.title, ' font-weight="bold"')
    page.words(
        f"{len(outcome.people)} people, {placed} placed, {outcome.hours:,.0f} hours a week, "
        f"mean fit {outcome.mean_fit:,} of 10,000"
    )
    page.y += LINE / 2
    people = [*_people(placed, summary)]
    page.stack("people", [(size, colour) for size, _, colour in people])
    page.key([(f"{said}: {size}", colour) for size, said, colour in people])
    page.words("Seats taken of the seats there are", ' font-weight="bold"')
    page.bars(_groups(practice, outcome))
    page.words("What is scarce, as a share of what there is", ' font-weight="bold"')
    for label, taken, there in _scarce(summary):
        page.stack(
            f"{label}: {taken:,.0f} of {there:,.0f}", [(taken, TAKEN), (there - taken, THERE)]
        )
    return _svg(page)


def _people(placed: int, summary: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    asking = summary["placed_with_question"]
    yield placed - asking, "placed", TAKEN
    yield asking, "placed, with a question to ask", ASKED
    for reason, (said, colour) in WHY.items():
        if count := summary["unplaced"].get(reason, 0):
            yield count, said, colour


def _groups(practice: Practice, outcome: Matched) -> list[Bar]:
    seats, taken = Counter[str](), Counter[str]()
    group = {
        name: practice.group(vacancy, outcome.house_of(vacancy)).replace("_", " ")
        for name, vacancy in outcome.places.items()
    }
    for name, vacancy in outcome.places.items():
        seats[group[name]] += vacancy.seats
    for one in outcome.proposals:
        taken.update(group[name] for name in one.vacancies)
    return [(name, taken[name], there) for name, there in seats.most_common()]


def _scarce(summary: Mapping[str, Any]) -> Iterator[Bar]:
    for kind, (label, per) in SCARCE.items():
        if use := summary["resources"].get(kind):
            yield label, use["used"] / per, use["capacity"] / per


def _svg(page: _Page) -> str:
    height = round(page.y + LINE)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="13" fill="#222">'
    )
    white = f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
    return "\n".join([head, white, *page.parts, "</svg>"]) + "\n"
