"""Solve the large public instances for some seconds each, and check every bound.

Run from the root: `python -m benchmarks.bench_public [--seconds S] [FOLDER]`. Prints one line per
instance; exits 1 when a bound is beyond what is known to be possible, or a value better than that.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.public import WORK_LIMIT, read, report
from solver.assignment import SolveParams, solve

BENCH = Path(__file__).parents[1].parent / "shared" / "bench"

#: Known optimum, best known value (e401600) or upper bound (I07, I10) of each.
KNOWN = {
    "assign/assign400.txt": 804,
    "assign/assign500.txt": 991,
    "gap/c201600": 18802,
    "gap/d10100": 6347,
    "gap/d20100": 6185,
    "gap/d801600": 97034,
    "gap/e10100": 11577,
    "gap/e20100": 8436,
    "gap/e401600": 178293,
    "mmkp/I07": 24607.95,
    "mmkp/I10": 61486.30,
}
OPEN = ("gap/e401600", "mmkp/I07", "mmkp/I10")


def flaw_of(name: str, value: float | None, bound: float | None) -> str | None:
    """Say what cannot be true of a value and a bound, given what is known."""
    maximised = name.startswith("mmkp")
    sign, known = (1, KNOWN[name]) if maximised else (-1, KNOWN[name])
    if value is not None and sign * value > sign * known and name != "gap/e401600":
        return f"value {value} is better than {known}"
    if bound is not None and sign * bound < sign * known and name not in OPEN:
        return f"bound {bound} excludes {known}"
    if value is not None and bound is not None and sign * bound < sign * value:
        return f"bound {bound} excludes value {value}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.bench_public")
    parser.add_argument("folder", type=Path, nargs="?", default=BENCH)
    parser.add_argument("--seconds", type=float, default=20.0, help="limit of each solve")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        print(f"bench_public: no public instances at {asked.folder.name}, nothing measured")
        return 0
    wrong = 0
    for name, known in KNOWN.items():
        instance = read(asked.folder / name, name.split("/")[0])
        params = SolveParams(work_limit=WORK_LIMIT, time_limit_s=asked.seconds)
        seen = report(instance, solve(instance.problem, params))
        flaw = flaw_of(name, seen["value"], seen["bound"])
        wrong += flaw is not None
        print(f"{name}: {seen}, known {known}" + (f": WRONG, {flaw}" if flaw else ""), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
