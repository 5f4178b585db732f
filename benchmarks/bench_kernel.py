"""One evaluation of every house of a region, in C, numba and numpy: the same answers, other costs.

Run from the root: `python -m benchmarks.bench_kernel [units] [rounds]`; one JSON line for each way.
numba is measured where it is installed; it is no dependency, so use an environment of its own that
has numpy, numba and the compiler of `requirements-build.lock`.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

import numpy as np

from benchmarks import kernel_numpy
from benchmarks.kernel_regions import POINT, Houses, Int64s, drawn

Serve = Callable[[Houses, Int64s, Int64s], object]

ROOT = Path(__file__).parents[1]
FLAGS = "-O3 -std=c11 -ffp-contract=off -shared -fPIC -s"
LIBRARIES = "-nostdlib -lc -lm"
NEWER = {"x86_64": ("x86_64_v2", "x86_64_v3")}
LEVELS = ("baseline", *NEWER.get(platform.machine(), ()))
ENTRY = r"""
#include "kernel.c"
void serve(const struct houses *h, const int64_t *price, int64_t *value, int32_t *chosen,
           int32_t *count) {
    struct scratch s = {0};
    for (int32_t o = 0; o < h->houses; o++)
        value[o] = best_of_house(h, o, price, chosen, count, &s);
    discard(&s);
}
"""
NUMBA_CHILD = """
import time
began = time.perf_counter()
import numba
imported = time.perf_counter()
from benchmarks import bench_kernel
bench_kernel.first_call_of_numba()
print(imported - began, time.perf_counter() - imported)
"""
LOADED_CHILD = """
import ctypes, sys, time
import numpy
began = time.perf_counter()
ctypes.CDLL(sys.argv[1]).serve
print(time.perf_counter() - began)
"""


class InC:
    """The kernel's own function, compiled for a level of processor."""

    def __init__(self, folder: Path, level: str) -> None:
        source, self.library = folder / "entry.c", folder / f"{level}.so"
        source.write_text(ENTRY)
        command = [sys.executable, "-m", "ziglang", "cc", *FLAGS.split(), f"-mcpu={level}"]
        folders = ["-I", str(ROOT / "solver" / "assignment"), "-o", str(self.library)]
        cache = {"ZIG_GLOBAL_CACHE_DIR": str(folder), "ZIG_LOCAL_CACHE_DIR": str(folder)}
        began = perf_counter()
        subprocess.run(
            [*command, str(source), *LIBRARIES.split(), *folders],
            check=True,
            env=os.environ | cache,
        )
        self.compile_seconds = perf_counter() - began
        self._serve = ctypes.CDLL(str(self.library)).serve

    def __call__(self, houses: Houses, price: Int64s, value: Int64s) -> Int64s:
        """Write the best of each house; give how often each unit was taken."""
        seen = _Houses(len(houses.budget), len(houses.place_first) - 1, len(price))
        for name, array in houses._asdict().items():
            setattr(seen, name, array.ctypes.data)
        chosen = np.zeros(houses.seat_first[-1] + 1, np.int32)
        count = np.zeros(len(houses.place_first), np.int32)
        arrays = (price, value, chosen, count)
        self._serve(ctypes.byref(seen), *(ctypes.c_void_p(a.ctypes.data) for a in arrays))
        seats = np.diff(houses.seat_first)
        place = np.repeat(np.arange(len(seats)), seats)
        filled = np.arange(len(place)) - houses.seat_first[place] < count[place]
        return np.bincount(houses.part_unit[chosen[:-1][filled]], minlength=len(price))


class _Houses(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int32) for name in ("houses", "places", "units")),
        *((name, ctypes.c_void_p) for name in Houses._fields),
    ]


def with_numba(houses: Houses, price: Int64s, value: Int64s) -> None:
    """Write the best of each house (int64[houses])."""
    from benchmarks.kernel_numba import serve

    serve(*houses, price, value)


def first_call_of_numba() -> None:
    """Compile, or read from the cache, and run once on few houses."""
    houses = drawn(100, 1)
    with_numba(houses, np.zeros(100, np.int64), np.zeros(10, np.int64))


def priced(serve: InC, houses: Houses, units: int, steps: int = 200) -> Int64s:
    """Walk prices down the dual, as the method does, so that they are those of its end."""
    price, value = np.full(units, 10_000 * POINT), np.zeros(len(houses.budget), np.int64)
    for step in np.geomspace(1_000, 20, steps):
        price += (step * POINT * (serve(houses, price, value) - 1)).astype(np.int64)
        np.maximum(price, 0, out=price)
    return price


def milliseconds(ways: dict[str, Serve], houses: Houses, price: Int64s, rounds: int) -> dict:
    """Give the median time of a processor for each way, taken in turns; numpy runs once."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    answers = {name: np.zeros(len(houses.budget), np.int64) for name in ways}
    for _ in range(rounds):
        for name, serve in ways.items():
            if name == "numpy" and spent[name]:
                continue
            began = thread_time()
            serve(houses, price, answers[name])
            spent[name].append(1000 * (thread_time() - began))
    _same(answers)
    return {name: round(median(times), 2) for name, times in spent.items()}


def _same(answers: dict[str, Int64s]) -> None:
    # The kernel rounds profits of a tight house up, each by less than a 2^-16th of the largest sum.
    exact = answers["numpy"]
    for way, answer in answers.items():
        if (answer < exact).any() or (answer - exact > exact.max() >> 16).any():
            raise ValueError(f"{way}: expected the answers of numpy, got others")
        if way != "numpy" and (answer != answers["c baseline"]).any():
            raise ValueError(f"{way}: expected the answers of the kernel, got others")


def _child(code: str, *arguments: str, **extra: str) -> list[float]:
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | extra,
    )  # fmt: skip
    return [round(float(number), 4) for number in run.stdout.split()]


def _numba_costs(folder: Path) -> dict[str, object]:
    home = importlib.util.find_spec("numba").origin  # type: ignore[union-attr]
    packages = Path(home).parents[1]  # type: ignore[arg-type]
    cache = str(folder / "cache")
    _, compiled = _child(NUMBA_CHILD, NUMBA_CACHE_DIR=cache)
    imported, cached = _child(NUMBA_CHILD, NUMBA_CACHE_DIR=cache)
    sizes = [_mib(packages / name) for name in ("numba", "llvmlite", "llvmlite.libs")]
    return {
        "mib": round(sum(sizes)),
        "import_seconds": imported,
        "first_use_seconds": compiled,
        "first_use_cached_seconds": cached,
    }


def _mib(path: Path) -> float:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 2**20


def rows(units: int, rounds: int) -> Iterator[dict[str, object]]:
    """Give what each way costs."""
    houses = drawn(units, 1)
    with tempfile.TemporaryDirectory() as name:
        compiled = {f"c {level}": InC(Path(name), level) for level in LEVELS}
        ways: dict[str, Serve] = {**compiled, "numpy": kernel_numpy.serve}
        if importlib.util.find_spec("numba") is None:
            yield {"way": "numba", "skipped": "not installed"}
        else:
            ways["numba"] = with_numba
            first_call_of_numba()
        start = milliseconds(ways, houses, np.zeros(units, np.int64), rounds)
        end = milliseconds(ways, houses, priced(compiled["c baseline"], houses, units), rounds)
        for way in ways:
            times = {"way": way, "start_ms": start[way], "end_ms": end[way]}
            yield times | _costs(way, compiled, Path(name))


def _costs(way: str, compiled: dict[str, InC], folder: Path) -> dict[str, object]:
    if way == "numba":
        return _numba_costs(folder)
    if way not in compiled:
        return {"kib": 0}
    library = compiled[way].library
    return {
        "kib": round(library.stat().st_size / 1024, 1),
        "load_seconds": _child(LOADED_CHILD, str(library))[0],
        "compile_seconds": round(compiled[way].compile_seconds, 2),
    }


def main(units: int = 10_000, rounds: int = 15) -> None:
    """Print one line for each way."""
    for row in rows(units, rounds):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
