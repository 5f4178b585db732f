"""The rows of the table of regions: what is drawn, how long it is solved, what is aimed at."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1024


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind of problem and its target.

    `draw` is the program that draws it and its options, of `public` the file and what is known of
    it. Gaps are fractions, one per tier; None: reported without a target.
    """

    name: str
    draw: tuple[str, ...]
    seconds: float
    gaps: tuple[float, ...] | None = None
    aims: tuple[float, ...] = ()
    early: tuple[float, float] | None = None  #: a gap, and the seconds by which it is due
    peak_mib: float | None = None

    @property
    def is_public(self) -> bool:
        """Whether this is one instance of a public set."""
        return self.draw[0] == "public"


def _plain(people: int, tightness: float, *more: str) -> tuple[str, ...]:
    drawn = ("region", "--candidates", str(people), "--tightness", str(tightness))
    return (*drawn, *more)


SMALL = {
    300: (15.0, 0.004, 0.0, None, None),
    1_000: (15.0, 0.0025, 0.001, None, None),
    3_000: (30.0, 0.002, 0.001, None, None),
    10_000: (30.0, 0.0015, 0.0008, (0.003, 8.0), 450.0),
}

ROWS = (
    *(
        Row(
            name=f"{people}-{tightness}",
            draw=_plain(people, tightness),
            seconds=seconds,
            gaps=(gap,),
            aims=(aim,),
            early=early,
            peak_mib=peak,
        )
        for people, (seconds, gap, aim, early, peak) in SMALL.items()
        for tightness in (0.6, 1.0, 1.5)
    ),
    Row(
        name="10000-tiers",
        draw=_plain(10_000, 1.0, "--tiers", "2"),
        seconds=60.0,
        gaps=(0.004, 0.012),
        aims=(0.001, 0.005),
    ),
    Row(
        name="10000-all-pairs",
        draw=_plain(10_000, 1.0, "--pair-guidance", "--top", "0"),
        seconds=120.0,
        gaps=(0.003,),
        peak_mib=1.2 * GIB,
    ),
    Row(
        name="10000-flow",
        draw=_plain(10_000, 1000.0, "--top", "0"),
        seconds=60.0,
        gaps=(0.0,),
    ),
    Row(name="30000", draw=_plain(30_000, 1.0), seconds=70.0, gaps=(0.0012,), peak_mib=900.0),
    Row(
        name="country-100000",
        draw=("country", "--candidates", "100000"),
        seconds=300.0,
        gaps=(0.003,),
        aims=(0.0015,),
        peak_mib=3 * GIB,
    ),
    Row(
        name="country-400000",
        draw=("country", "--candidates", "400000"),
        seconds=1200.0,
        gaps=(0.003,),
        aims=(0.0015,),
        peak_mib=12 * GIB,
    ),
    *(
        Row(
            name=f"3000-{family.replace('_', '-')}",
            draw=("families", "--family", family, "--candidates", "3000"),
            seconds=30.0,
        )
        for family in ("large_houses", "levels", "few_coaches", "same_wishes")
    ),
    *(
        Row(
            name=f"gap-{name}",
            draw=("public", f"gap/{name}", str(known)),
            seconds=60.0,
            gaps=(0.003,),
        )
        for name, known in (("c201600", 18802), ("d801600", 97034), ("e401600", 178293))
    ),
)
