"""Organisations as arrays: what their guides offer, for whom they are recognised, their seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from solver.codes import GuidanceLevel
from solver.encoding import (
    OPEN_END,
    OPEN_START,
    UNKNOWN_NUMBER,
    Bools,
    Int8s,
    Int32s,
    first_day,
    last_day,
    numbers,
)
from solver.places import Organisation

if TYPE_CHECKING:
    from solver.vocabulary import Vocabulary

LEVELS = len(GuidanceLevel)


@dataclass(frozen=True)
class HouseColumns:
    """What rules, criteria and resources read of h organisations; the last axis is the house.

    Parameters
    ----------
    names
        Qualified references, (h,).
    total_seats
        (h,) -1 when only the vacancies limit.
    guidance
        (4, h) minutes per week of each level; -1 where it is not offered.
    highest_guidance
        (h,) highest level offered; 0 when none, -1 when it is not known what is offered.
    guidance_above
        (3, h) how far the nearest sufficient level lies above the needs light, medium and
        intensive; -1 where no level is enough, -2 where it is not known what is offered.
    recognises_any
        (h,) recognised for some qualification, now or ever.
    recognised
        First and last days of recognition, each (crebos + 1, h), in layers: an organisation with
        several periods for one crebo needs as many. Where there is no recognition the period is
        empty, from `OPEN_END` to `OPEN_START`; so it is for the last, a crebo that nobody offers.
    """

    names: tuple[str, ...]
    total_seats: Int32s
    guidance: Int32s
    highest_guidance: Int8s
    guidance_above: Int8s
    recognises_any: Bools
    recognised: tuple[tuple[Int32s, Int32s], ...]

    @classmethod
    def of(cls, organisations: Sequence[Organisation], vocabulary: Vocabulary) -> Self:
        """Encode the organisations of a snapshot in their order."""
        guidance = _guidance(organisations)
        known = np.array([o.guidance_minutes is not None for o in organisations], dtype=np.bool_)
        levels = np.arange(LEVELS, dtype=np.int8)[:, None]
        highest = np.where(guidance >= 0, levels, 0).max(axis=0, initial=0)
        return cls(
            names=tuple(vocabulary.organisations),
            total_seats=numbers(o.total_seats for o in organisations),
            guidance=guidance,
            highest_guidance=np.where(known, highest, UNKNOWN_NUMBER).astype(np.int8),
            guidance_above=np.where(known, _above(guidance), -2).astype(np.int8),
            recognises_any=np.array([bool(o.recognitions) for o in organisations], dtype=np.bool_),
            recognised=_recognised(organisations, vocabulary),
        )


def _guidance(organisations: Sequence[Organisation]) -> Int32s:
    minutes = np.full((LEVELS, len(organisations)), -1, np.int32)
    for house, organisation in enumerate(organisations):
        for level, offered in (organisation.guidance_minutes or {}).items():
            minutes[level, house] = offered
    return minutes


def _above(guidance: Int32s) -> Int8s:
    """Count the levels from each need above none to the nearest that is offered."""
    above = np.full((LEVELS - 1, guidance.shape[1]), -1, np.int8)
    for need in range(1, LEVELS):
        for level in range(LEVELS - 1, need - 1, -1):
            above[need - 1, guidance[level] >= 0] = level - need
    return above


def _recognised(
    organisations: Sequence[Organisation], vocabulary: Vocabulary
) -> tuple[tuple[Int32s, Int32s], ...]:
    shape = len(vocabulary.crebos) + 1, len(organisations)
    layers: list[tuple[Int32s, Int32s]] = []
    for house, organisation in enumerate(organisations):
        used: dict[str, int] = defaultdict(int)
        for recognition in organisation.recognitions:
            layer = used[recognition.crebo]
            used[recognition.crebo] += 1
            if layer == len(layers):
                layers.append(
                    (np.full(shape, OPEN_END, np.int32), np.full(shape, OPEN_START, np.int32))
                )
            at = vocabulary.crebos[recognition.crebo], house
            layers[layer][0][at] = first_day(recognition.period)
            layers[layer][1][at] = last_day(recognition.period)
    return tuple(layers)
