"""Keys that come twice, in an object of JSON or in a query: of two values one would be lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from service.errors import FieldProblem
from service.records.problems import shown


def repeated(names: Iterable[str]) -> list[FieldProblem]:
    """Tell which names come more than once, in alphabetical order."""
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    return [FieldProblem(shown(name), "twice", "each key once") for name in twice]


def repeated_keys(text: bytes) -> list[FieldProblem]:
    """Tell which keys an object of a JSON text has more than once, each once.

    Raises `ValueError` for what is no JSON.
    """
    problems: dict[str, FieldProblem] = {}

    def note(pairs: list[tuple[str, object]]) -> None:
        if len(pairs) > len(dict(pairs)):
            problems.update((one.field, one) for one in repeated(name for name, _ in pairs))

    json.loads(text, object_pairs_hook=note)
    return [problems[name] for name in sorted(problems)]
