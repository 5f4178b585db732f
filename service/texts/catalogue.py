"""All messages by key, and the one function that says them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from service.texts.ask import ASK
from service.texts.changing import CHANGES
from service.texts.counts import COUNTS
from service.texts.facts import FACTS
from service.texts.message import Message, Piece, Register, filled, taken_apart
from service.texts.more import MORE
from service.texts.names import Language
from service.texts.opens import OPENS
from service.texts.pinned import PINNED
from service.texts.proposed import PROPOSED
from service.texts.robust import ROBUST
from service.texts.scarce import SCARCE
from service.texts.unplaced import UNPLACED
from service.texts.why_not import WHY_NOT

FAMILIES = (
    WHY_NOT, ASK, COUNTS, UNPLACED, SCARCE, PROPOSED, CHANGES, OPENS, FACTS, MORE, PINNED, ROBUST
)  # fmt: skip
#: Every message by key; the families have no key in common.
CATALOGUE: Mapping[str, Message] = {
    key: message for family in FAMILIES for key, message in family.items()
}
if len(CATALOGUE) != sum(map(len, FAMILIES)):
    raise ValueError("Expected each key in one family of messages.")


def say(key: str, register: Register, language: Language, /, **parameters: object) -> str:
    """Say a message to a reader; raises `ValueError` for another key or other parameters."""
    pieces, expected = _template(key, register, language)
    if parameters.keys() != expected:
        wanted, given = ", ".join(sorted(expected)), ", ".join(sorted(parameters))
        raise ValueError(f"Expected {wanted or 'nothing'} for {key}, got {given or 'nothing'}.")
    return filled(pieces, language, parameters)


@cache
def _template(
    key: str, register: Register, language: Language
) -> tuple[tuple[Piece, ...], frozenset[str]]:
    message = CATALOGUE.get(key)
    if message is None:
        raise ValueError(f"Expected a key of the catalogue, got {key}.")
    return taken_apart(message.text(register, language)), message.parameters
