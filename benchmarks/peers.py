"""Compare the core with its peers on the same files, and write the page and its picture.

    python -m benchmarks.peers [--only PEER...] [--people N...] [--seconds S...]
                               [--missing | --stored] [--out docs/benchmarks/peers.md] [--bench DIR]

Every run is a process of its own, one after the other, on the same cores; a peer's runs in
`.venv-peers`. Each plan is judged in another process. What was measured is kept beside the page, a
JSON line each, of which the last of a peer, size and time counts: runs may be made in portions, and
`--stored` writes the page without running.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from benchmarks.arguments import OneLineParser, count, seconds
from benchmarks.judged import BENCH
from benchmarks.measure import ROOT
from benchmarks.peers_page import OURS, PEERS, page
from benchmarks.stored import Line, append, latest, measured_now
from benchmarks.table import Unmeasured, run

PEOPLE = (300, 1_000, 3_000)
SECONDS = (15.0, 60.0, 300.0)
SEED = "1"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
KEYS = ("peer", "people", "asked_seconds")
GRACE_S = 900.0

Run = tuple[str, int, float]


def measured(one: Run, bench: Path, python: Path) -> Line:
    """Draw the problem of a size, let one peer solve it, and judge its plan."""
    line: Line = dict(zip(KEYS, one, strict=True)) | measured_now()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            return line | _run(one, bench, python, folder)
        except Unmeasured as flaw:
            return line | {"flaw": str(flaw)}


def _run(one: Run, bench: Path, python: Path, folder: Path) -> Line:
    peer, people, limit = one
    problem, plan = folder / "problem.npz", folder / "plan.npz"
    drawn = [str(bench / "region.py"), str(problem), "--candidates", str(people), "--seed", SEED]
    run(drawn, GRACE_S)
    files = [str(problem), "--seconds", str(limit), "--plan", str(plan)]
    if peer == OURS:
        told = run(["-m", "benchmarks.solve", *files, "--seed", SEED, "--json"], limit + GRACE_S)
    else:
        asked = ["-m", "benchmarks.peer", peer, *files]
        told = run(asked, limit + GRACE_S, python=python)
    answer: Line = json.loads(told)
    bound = answer["bound"][0] if isinstance(answer["bound"], list) else answer["bound"]
    kept = {name: answer[name] for name in ("outcome", "seconds", "peak_mib")}
    return kept | {"bound": bound} | _judged(problem, plan, bench)


def _judged(problem: Path, plan: Path, bench: Path) -> Line:
    if not plan.exists():
        return {"value": None, "broken": []}
    asked = ["-m", "benchmarks.judged", str(problem), str(plan), "--bench", str(bench)]
    verdict = json.loads(run(asked, GRACE_S))
    value = None if verdict["broken"] else verdict["value"][0]
    return {"value": value, "placed": verdict["placed"], "broken": verdict["broken"]}


def draw_picture(store: Path, picture: Path, python: Path) -> None:
    """Draw the picture in the peers' environment, which has what draws."""
    asked = [str(python), "-m", "benchmarks.peers_picture", str(store), str(picture)]
    subprocess.run(asked, cwd=ROOT, check=True)


def _wanted(asked: argparse.Namespace, known: set[tuple[object, ...]]) -> Iterator[Run]:
    for people in asked.people:
        for limit in asked.seconds:
            for peer in PEERS:
                chosen = any(fnmatch(peer, pattern) for pattern in asked.only)
                if chosen and not (asked.missing and (peer, people, limit) in known):
                    yield peer, people, limit


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.peers", description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", default=["*"], metavar="PEER", help=", ".join(PEERS))
    parser.add_argument("--people", nargs="+", type=count, default=PEOPLE)
    parser.add_argument("--seconds", nargs="+", type=seconds, default=SECONDS)
    parser.add_argument("--missing", action="store_true", help="run only what is not stored")
    parser.add_argument("--stored", action="store_true", help="write the page, run nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "peers.md")
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--python", type=Path, default=PYTHON, help="of the peers' environment")
    asked = parser.parse_args(arguments)
    asked.bench, asked.out = asked.bench.absolute(), asked.out.absolute()
    if not any(fnmatch(peer, pattern) for peer in PEERS for pattern in asked.only):
        parser.error(f"--only: expected some of {', '.join(PEERS)}")
    if not asked.stored and not (asked.bench / "region.py").exists():
        parser.error("--bench: expected a folder with region.py")
    if not asked.python.exists():
        parser.error(f"--python: {asked.python.name} is missing, make it with `make bench-peers`")
    return asked


def main(arguments: list[str] | None = None) -> int:
    asked = _arguments(arguments)
    store = asked.out.with_suffix(".jsonl")
    todo = [] if asked.stored else [*_wanted(asked, set(latest(store, *KEYS)))]
    for one in todo:
        line = measured(one, asked.bench, asked.python)
        append(store, line)
        told = {name: line.get(name) for name in ("value", "bound", "seconds", "flaw", "broken")}
        print(f"{', '.join(map(str, one))}: {told}", flush=True)
    lines = [*latest(store, *KEYS).values()]
    if not lines:
        print(f"benchmarks.peers: nothing is stored in {store.name}", file=sys.stderr)
        return 2
    asked.out.write_text(page(lines), encoding="utf-8")
    draw_picture(store, asked.out.with_suffix(".svg"), asked.python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
