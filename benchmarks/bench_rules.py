"""Judge 10,000 candidates by 4,000 vacancies: seconds and peak memory, one JSON line.

Run from the root: `python -m benchmarks.bench_rules [candidates] [vacancies] [rows per block]`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from time import perf_counter

import numpy as np

from solver.columns import Columns
from solver.rules import RULES, judge
from solver.weights import WeightSet
from tests.solver.builders import random_snapshot


def main(people: int = 10_000, vacancies: int = 4_000, rows: int = 32) -> dict[str, object]:
    snapshot = random_snapshot(1, people, vacancies)
    began = perf_counter()
    columns = Columns.of(snapshot, WeightSet())
    encoded = perf_counter()
    allowed = 0
    for first in range(0, people, rows):
        block = columns.pairs(slice(first, min(people, first + rows)))
        allowed += int(np.count_nonzero(judge(block).allowed))
    judged = perf_counter()
    return {
        "pairs": people * vacancies,
        "rows_per_block": rows,
        "encode_seconds": round(encoded - began, 2),
        "judge_seconds": round(judged - encoded, 2),
        "allowed": allowed,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "slowest_rules_seconds": seconds_per_rule(columns, rows),
    }


def seconds_per_rule(columns: Columns, rows: int, blocks: int = 20) -> dict[str, float]:
    """Give the five slowest rules, measured over some blocks and told for all rows."""
    spent: Counter[str] = Counter()
    for block in range(blocks):
        pairs = columns.pairs(slice(block * rows, (block + 1) * rows))
        for rule in RULES:
            began = perf_counter()
            rule(pairs)
            spent[rule.__name__] += perf_counter() - began  # type: ignore[assignment]  # seconds
    share = len(columns.people.start) / (blocks * rows)
    return {name: round(seconds * share, 3) for name, seconds in spent.most_common(6)}


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
