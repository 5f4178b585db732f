"""What differs between two weight sets, in plain Dutch and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from service.texts import NAMES
from solver.weights import Difference, WeightSet

Pair: TypeAlias = tuple[str, str]

#: What a number of a weight set is, in both languages.
NUMBERS: dict[str, Pair] = {
    "max_steps_up": (
        "Het hoogste aantal stappen omhoog op de ladder",
        "The most steps up the ladder",
    ),
    "minimum_fit": (
        "De laagste fit waarmee een plek wordt voorgesteld",
        "The lowest fit with which a place is proposed",
    ),
    "soft_penalty": (
        "De aftrek voor elke zachte regel die niet klopt",
        "The points lost for each soft rule broken",
    ),
    "neutral": (
        "De score van wat niet bekend is",
        "The score of what is not known",
    ),
    "placement_bonus": (
        "De punten voor het plaatsen van iemand",
        "The points for placing somebody",
    ),
    "waiting_weeks_full": (
        "Het aantal weken wachten dat volledig telt",
        "The weeks of waiting that count in full",
    ),
}  # fmt: skip
AS_THE_RULE: Pair = ("als bij de regel over belastbaarheid", "as the rule on functional load")


@dataclass(frozen=True, slots=True)
class Words:
    """One difference: the field as in the solver, what each set holds, and how one would say it."""

    field: str
    before: str
    after: str
    nl: str
    en: str


def in_words(found: Iterable[Difference], before: WeightSet, after: WeightSet) -> tuple[Words, ...]:
    """Say each difference in Dutch and English."""
    return tuple(_said(one, before, after) for one in found)


def _said(one: Difference, before: WeightSet, after: WeightSet) -> Words:
    said = _SAYING.get(one.field, _number)(one)
    if one.field == "weights":
        shares = [f"{_share(own, one.name):.1f}" for own in (before, after)]
        said = _with_shares(said, shares[0], shares[1])
    field = one.field if one.name is None else f"{one.field}.{one.name}"
    return Words(field, _plain(one.before), _plain(one.after), *said)


def _share(own: WeightSet, criterion: str | None) -> float:
    """Give the share of a criterion in the fit, in percent."""
    return 100 * own.weights.get(str(criterion), 0) / sum(own.weights.values())


def _with_shares(said: Pair, before: str, after: str) -> Pair:
    nl, en = said
    return (
        f"{nl} (van {_dutch(before)} % naar {_dutch(after)} % van de fit).",
        f"{en} (from {before} % to {after} % of the fit).",
    )


def _weight(one: Difference) -> Pair:
    nl, en = _named(one.name)
    return (
        f"Het gewicht van {nl} gaat van {one.before} naar {one.after}",
        f"The weight of {en} goes from {one.before} to {one.after}",
    )


def _mode(one: Difference) -> Pair:
    (nl, en), old, new = _named(one.name), _strictness(one.before), _strictness(one.after)
    return (
        f"De regel over {nl} gaat van {old[0]} naar {new[0]}.",
        f"The rule on {en} goes from {old[1]} to {new[1]}.",
    )


def _item_mode(one: Difference) -> Pair:
    (nl, en), old, new = _named(one.name), _strictness(one.before), _strictness(one.after)
    return (
        f"Als een plek te veel vraagt bij {nl}: {new[0]} (was: {old[0]}).",
        f"Where a place asks too much in {en}: {new[1]} (was: {old[1]}).",
    )


def _kinds(one: Difference) -> Pair:
    nl, en = _named(one.name)
    added, removed = _listed_changes(one)
    return (
        f"Route {nl}: {_both(added[0], 'mag nu ook', removed[0], 'mag niet meer')}.",
        f"Route {en}: {_both(added[1], 'now allowed', removed[1], 'no longer allowed')}.",
    )


def _placed_kinds(one: Difference) -> Pair:
    added, removed = _listed_changes(one)
    return (
        f"Telt als plaatsing: {_both(added[0], 'nu ook', removed[0], 'niet meer')}.",
        f"Counts as placed: {_both(added[1], 'now too', removed[1], 'no longer')}.",
    )


def _rarity(one: Difference) -> Pair:
    old, new = _plain(one.before), _plain(one.after)
    nl, en = f"De zeldzaamheid van {one.name}", f"The rarity of {one.name}"
    return _from_to((nl, en), old, new)


def _number(one: Difference) -> Pair:
    return _from_to(NUMBERS[one.field], _plain(one.before), _plain(one.after))


def _from_to(what: Pair, old: str, new: str) -> Pair:
    dutch_old, dutch_new = _dutch(old), _dutch(new)
    return (
        f"{what[0]} gaat van {dutch_old} naar {dutch_new}.",
        f"{what[1]} goes from {old} to {new}.",
    )


def _dutch(number: str) -> str:
    return number.replace(".", ",")


_SAYING: dict[str, Callable[[Difference], Pair]] = {
    "weights": _weight,
    "modes": _mode,
    "item_modes": _item_mode,
    "kinds": _kinds,
    "placed_kinds": _placed_kinds,
    "skill_rarity": _rarity,
}


def _named(name: object) -> Pair:
    return NAMES[str(name)]


def _strictness(mode: object) -> Pair:
    return AS_THE_RULE if mode is None else _named(mode)


def _listed_changes(one: Difference) -> tuple[Pair, Pair]:
    """List what was added and what was taken out, in both languages."""
    old, new = one.before, one.after
    assert isinstance(old, frozenset) and isinstance(new, frozenset)  # noqa: S101, PT018 - kinds
    return _listed(new - old), _listed(old - new)


def _listed(names: frozenset[str]) -> Pair:
    pairs = [_named(name) for name in sorted(names)]
    return ", ".join(nl for nl, _ in pairs), ", ".join(en for _, en in pairs)


def _both(added: str, how_added: str, removed: str, how_removed: str) -> str:
    told = [(added, how_added), (removed, how_removed)]
    return "; ".join(f"{which} {how}" for which, how in told if which)


def _plain(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
