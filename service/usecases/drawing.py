"""The little SVG that the commands draw: a white sheet, text, lines, dots and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

ORANGE, BLUE, GREY = "#b3541e", "#1f5fa8", "#888"


def sheet(width: int, height: int, parts: Iterable[str]) -> str:
    """Put parts on a white sheet."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="13" fill="#222">'
    )
    white = f'<rect width="{width}" height="{height}" fill="white"/>'
    return "\n".join([head, white, *parts, "</svg>"]) + "\n"


def words(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Write text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def line(points: Sequence[tuple[float, float]], colour: str) -> str:
    """Draw a line through points."""
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{listed}" fill="none" stroke="{colour}" stroke-width="2.2"/>'


def dot(x: float, y: float, radius: float, colour: str) -> str:
    """Draw a dot."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'


def legend(x: float, y: float, entries: Iterable[tuple[str, str]], step: int = 90) -> list[str]:
    """Say in a row what each colour is."""
    return [
        part
        for number, (text, colour) in enumerate(entries)
        for part in (
            f'<rect x="{x + step * number:.0f}" y="{y:.0f}" width="12" height="12" '
            f'fill="{colour}"/>',
            words(x + step * number + 18, y + 11, text),
        )
    ]
