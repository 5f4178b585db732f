"""Values of the exchange standard VUM read into ours; wrong ones are told with what VUM expects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from service.records import vum_words
from service.records.problems import shown
from service.records.vum_words import LOST, Codes
from solver.codes import DETOUR

FARTHEST = 300
_POSTCODE = re.compile(r"([1-9]\d{3})\s?[A-Za-z]{2}")


class Wrong(ValueError):
    """A value that VUM does not allow, below the field that is read."""

    def __init__(self, value: object, expected: str, *path: str) -> None:
        self.value, self.expected, self.path = shown(value), expected, path


def code(codes: Codes) -> Callable[[object], object]:
    """Make a reader of one code of a list; numbers and text are the same."""

    def read(value: object) -> object:
        key = str(value)
        if isinstance(value, bool) or key not in codes:
            raise Wrong(value, f"one of {', '.join(codes)}")
        return codes[key]

    return read


def identity(value: object) -> object:
    """Take a pseudonym that the sender gave; a number is one too."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


def plain(value: object) -> object:
    """Take a value as it is: the record judges it."""
    return value


def whole_hours(value: object) -> object:
    """Take hours a week."""
    return _whole(value, 99)


def road_km(value: object) -> object:
    """Turn a radius in kilometres as the crow flies into road kilometres."""
    return min(FARTHEST, round(_whole(value, 999) * DETOUR, 1))


def radius_km(value: object) -> object:
    """Turn the older code of a radius into road kilometres."""
    return road_km(code(vum_words.RADIUS_KM)(value))


def travel_minutes(value: object) -> object:
    """Take minutes one way; more than five hours is as good as no limit."""
    return min(FARTHEST, _whole(value, 999))


def four_digits(value: object) -> object:
    """Take the digits of a postcode; the letters would say in which street somebody lives."""
    found = _POSTCODE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Wrong(value, "a postcode like 7001AB")
    return found[1]


def transports(value: object) -> object:
    """Name the ways to get to work; with one that we cannot name, the list would be too short."""
    ways = [
        _at(means, "codeVervoermiddel", vum_words.TRANSPORT)
        for means in _objects(value)
        if _at(means, "indicatieBeschikbaarVoorWoonWerkverkeer", vum_words.COMMUTES, True)
    ]
    return _lost_or(ways)


def licences(value: object) -> object:
    """Name driving licences."""
    return _lost_or([_at(o, "codeSoortRijbewijs", vum_words.LICENCE) for o in _objects(value)])


def spoken_dutch(value: object) -> object:
    """Give the level of spoken Dutch; other languages have no place here."""
    for language in _objects(value):
        if language.get("codeTaal") == "nld":
            return _at(language, "codeNiveauTaalbeheersingMondeling", vum_words.SPOKEN)
    return LOST


def occupation(value: object) -> object:
    """Give the code of an occupation; its text is not read."""
    if not isinstance(value, dict):
        raise Wrong(value, "an object")
    codes = _occupations([value])
    return codes[0] if codes else LOST


def wished_work(value: object) -> object:
    """Give the occupations somebody looks for; VUM's lists have no order, so all weigh the same."""
    return dict.fromkeys(_occupations(value), "first_choice") or LOST


def skills(value: object) -> object:
    """Give codes of competences; of the older ones with a level, those that are mastered."""
    found = []
    for skill in _objects(value):
        mastered = _at(skill, "codeBeheersingGedragscompetentie", vum_words.MASTERED, True)
        given = skill.get("codeCompetentie", skill.get("codeGedragscompetentie"))
        if mastered and given is not None:
            found.append(_in_scheme(given, "sgr"))
    return found or LOST


def kind(value: object) -> object:
    """Give the kind of place of contract forms that all name the same agreement."""
    kinds = {_at(form, "codeTypeOvereenkomst", vum_words.KIND) for form in _objects(value)}
    kinds.discard(None)
    if len(kinds) > 1:
        raise Wrong("several kinds of agreement", f"one: {vum_words.EXPECTED_KIND}")
    return kinds.pop() if kinds else None


def work_address(value: object) -> object:
    """Give the postcode of the older list of addresses: of the work, else the establishment."""
    by_use = {str(one.get("codeFunctieAdres")): one for one in _objects(value)}
    for use in vum_words.WORK_ADDRESSES:
        address: Any = by_use.get(use, {}).get("adres")
        inside = address.get("adresNederland") if isinstance(address, dict) else None
        if isinstance(inside, dict) and "postcode" in inside:
            return four_digits(inside["postcode"])
    return LOST


def sector(value: object) -> object:
    """Give the first branch of a list (CBS SBI 2008)."""
    for branch in _objects(value):
        return f"sbi:{_whole(branch.get('codeSbi'), 99_999)}"
    return None


def organisation_reference(value: object) -> object:
    """Make a reference of a trade name, apart from the references that people give here."""
    text = unicodedata.normalize("NFKD", value) if isinstance(value, str) else ""
    plain_name = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower())
    if not plain_name.strip("-"):
        raise Wrong(value, "a trade name")
    return f"vum.{plain_name.strip('-')}"[:64]


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise Wrong(value, "a list of objects")
    for place, item in enumerate(value):
        if not isinstance(item, dict):
            raise Wrong(item, "an object", str(place))
        yield item


def _at(part: Mapping[str, Any], name: str, codes: Codes, absent: object = None) -> Any:
    """Read a code inside an item of a list."""
    if part.get(name) in (None, ""):
        return absent
    try:
        return code(codes)(part[name])
    except Wrong as wrong:
        wrong.path = (name,)
        raise


def _lost_or(words: list[object]) -> object:
    if LOST in words:
        return LOST
    return sorted({str(word) for word in words if word is not None}) or None


def _occupations(value: object) -> list[str]:
    coded = (o.get("codeBeroepsnaam") for o in _objects(value))
    return [_in_scheme(given, "boc") for given in coded if given not in (None, "")]


def _in_scheme(given: object, older: str) -> str:
    """Name a code with its list: CompetentNL for an address on the web, else the older one."""
    text = str(given).strip().rstrip("/").lower()
    return f"cnl:{text.rpartition('/')[2]}" if "://" in text else f"{older}:{text}"


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise Wrong(value, f"a whole number within 0-{most}")
    return value
