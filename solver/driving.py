"""What each driving licence lets its holder drive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solver.codes import Licence

#: What each licence category lets its holder drive besides itself.
ALSO_DRIVES: dict[Licence, frozenset[Licence]] = {
    Licence.A1: frozenset({Licence.AM}),
    Licence.A2: frozenset({Licence.A1}),
    Licence.A: frozenset({Licence.A2}),
    Licence.B: frozenset({Licence.AM}),
    Licence.B_PLUS: frozenset({Licence.B}),
    Licence.BE: frozenset({Licence.B_PLUS}),
    Licence.C1: frozenset({Licence.B}),
    Licence.C: frozenset({Licence.C1}),
    Licence.C1E: frozenset({Licence.C1, Licence.BE}),
    Licence.CE: frozenset({Licence.C, Licence.C1E}),
    Licence.D1: frozenset({Licence.B}),
    Licence.D: frozenset({Licence.D1}),
    Licence.D1E: frozenset({Licence.D1, Licence.BE}),
    Licence.DE: frozenset({Licence.D, Licence.D1E}),
}


def with_implied(
    licences: Iterable[Licence], implied: Mapping[Licence, frozenset[Licence]] = ALSO_DRIVES
) -> frozenset[Licence]:
    """Add every category that the given ones let their holder drive."""
    held: set[Licence] = set()
    left = list(licences)
    while left:
        licence = left.pop()
        if licence not in held:
            held.add(licence)
            left.extend(implied.get(licence, ()))
    return frozenset(held)
