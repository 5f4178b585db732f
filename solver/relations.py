"""Who may see whose seats, who is recognised for what, and which pairs are forbidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from solver.codes import GuidanceLevel
from solver.encoding import (
    OPEN_END,
    OPEN_START,
    Bools,
    Int8s,
    Int32s,
    day_number,
    first_day,
    last_day,
    membership,
)
from solver.ground import qualified
from solver.snapshot import Snapshot
from solver.vocabulary import Vocabulary


def partners(snapshot: Snapshot, municipalities: Mapping[str, int]) -> Bools:
    """Tell which municipalities share seats today, (municipalities, municipalities)."""
    running = [p.municipalities for p in snapshot.partnerships if p.period.holds(snapshot.today)]
    joined = membership(running, municipalities).astype(np.int32)
    return np.asarray(joined.T @ joined > 0)


def guidance_above(snapshot: Snapshot) -> Int8s:
    """Give the levels between each need above none and the nearest offered, (3, organisations)."""
    needs = [level for level in GuidanceLevel if level is not GuidanceLevel.NONE]
    found = np.full((len(needs), len(snapshot.organisations)), -2, np.int8)
    for place, organisation in enumerate(snapshot.organisations):
        offered = organisation.guidance_minutes
        if offered is not None:
            for row, need in enumerate(needs):
                found[row, place] = min((o - need for o in offered if o >= need), default=-1)
    return found


def recognised(snapshot: Snapshot, vocabulary: Vocabulary) -> list[tuple[Int32s, Int32s]]:
    """Give first and last days of recognition, each (crebos, organisations), in layers.

    An organisation with several periods for one crebo needs as many layers. Where there is no
    recognition the period is empty: from `OPEN_END` to `OPEN_START`.
    """
    shape = len(vocabulary.crebos), len(vocabulary.organisations)
    layers: list[tuple[Int32s, Int32s]] = []
    for place, organisation in enumerate(snapshot.organisations):
        used: dict[str, int] = defaultdict(int)
        for recognition in organisation.recognitions:
            layer = used[recognition.crebo]
            used[recognition.crebo] += 1
            if layer == len(layers):
                layers.append(
                    (np.full(shape, OPEN_END, np.int32), np.full(shape, OPEN_START, np.int32))
                )
            at = vocabulary.crebos[recognition.crebo], place
            layers[layer][0][at] = first_day(recognition.period)
            layers[layer][1][at] = last_day(recognition.period)
    return layers


def forbidden(snapshot: Snapshot) -> dict[int, Int32s]:
    """Give the columns of vacancies that must not be proposed, for each row that has any.

    A declined pair is forbidden before its day `until`, for good when there is none. A person
    is not proposed a vacancy at which a placement of theirs has not ended.
    """
    rows = {qualified(c.reference, c.municipality): n for n, c in enumerate(snapshot.candidates)}
    found: dict[int, set[int]] = defaultdict(set)
    cols = _named_columns(snapshot)
    for candidate, named in _forbidden_names(snapshot):
        if candidate in rows:
            found[rows[candidate]].update(cols.get(named, ()))
    return {row: np.array(sorted(cols), dtype=np.int32) for row, cols in found.items()}


def _forbidden_names(snapshot: Snapshot) -> Iterator[tuple[str, tuple[str, str]]]:
    for forbid in snapshot.forbids:
        if forbid.until is None or snapshot.today < forbid.until:
            if forbid.vacancy is not None:
                yield forbid.candidate, ("vacancy", forbid.vacancy)
            if forbid.organisation is not None:
                yield forbid.candidate, ("organisation", forbid.organisation)
    for placement in snapshot.placements:
        if last_day(placement.period) >= day_number(snapshot.today):
            yield placement.candidate, ("vacancy", placement.vacancy)


def _named_columns(snapshot: Snapshot) -> dict[tuple[str, str], list[int]]:
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for col, vacancy in enumerate(snapshot.vacancies):
        named["vacancy", qualified(vacancy.reference, vacancy.municipality)].append(col)
        named["organisation", qualified(vacancy.organisation, vacancy.municipality)].append(col)
    return named
