"""What was wrong, in the words of the wire: field, value, expectation; never a BSN."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from service.errors import FieldProblem
from service.records.wire import CODE, KEY, PRINTABLE
from solver.errors import Flaw, InvalidRecord, holds_bsn
from solver.ground import MUNICIPALITY, REFERENCE, REGION
from solver.turns import PLACE

LONGEST_SHOWN = 100
_EXPECTED = {
    "missing": "to be given",
    "extra_forbidden": "no field of this name",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "uuid_parsing": "a UUID",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "string_unicode": "text in UTF-8",
    "string_pattern_mismatch": "{pattern}",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "tuple_type": "a list",
    "date_type": "a day like 2026-11-24",
    "date_from_datetime_parsing": "a day like 2026-11-24",
    "date_from_datetime_inexact": "a day like 2026-11-24",
    "date_parsing": "a day like 2026-11-24",
    "multiple_of": "a multiple of {multiple_of}",
    "greater_than": "above {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "below {lt}",
    "less_than_equal": "at most {le}",
    "string_too_short": "at least {min_length} characters",
    "too_short": "at least {min_length} items",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length} items",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "value_error": "{error}",
}
#: Texts that read as what was expected, so that quotes must show that they are texts.
_LOOKS_RIGHT = {
    "int_type": re.compile(r"-?\d+"),
    "float_type": re.compile(r"-?\d+(\.\d+)?"),
    "bool_type": re.compile("true|false"),
}
_ONE = re.compile(r"\b1 (character|item)s\b")
#: What stands for a value that is not there, or that nobody here asked for.
_UNSEEN = {"missing": "nothing", "extra_forbidden": "a field that is not known"}
_PATTERNS = {
    PRINTABLE: "text without control characters",
    f"^{MUNICIPALITY.pattern}$": "like GM0222",
    f"^{REGION.pattern}$": "like AM09",
    KEY: "letters, digits and signs, without spaces",
    CODE: "1-40 small letters or '_', a letter first",
    f"^{REFERENCE.pattern}$": "1-64 letters, digits, '_', '.' or '-'",
    f"^({MUNICIPALITY.pattern}/)?{REFERENCE.pattern}$": "a reference, or one like GM0222/v12",
    PLACE: "a reference, or one like GM0222/v12 or v12@2026-12-01",
}


def problems_of(errors: Iterable[ErrorDetails]) -> tuple[FieldProblem, ...]:
    """Give the problems of a pydantic validation error."""
    return tuple(_problem_of(error) for error in errors)


def problems_of_flaws(flawed: InvalidRecord, names: Mapping[str, str]) -> tuple[FieldProblem, ...]:
    """Give the problems of an entity refused at birth, under the names of the wire."""
    return tuple(_in_wire_words(flaw, names) for flaw in flawed.flaws)


def shown(value: object) -> str:
    """Show a value in an error: short, and without a number that may be a BSN."""
    text = "nothing" if value is None else _plain(value)
    if holds_bsn(text):
        return "(withheld)"
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def one(noun: str) -> str:
    """Give a noun with its article: a vacancy, an organisation."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return str(value).encode(errors="replace").decode()


def _problem_of(error: ErrorDetails) -> FieldProblem:
    kind = error["type"]
    limits = {name: _brief(limit) for name, limit in error.get("ctx", {}).items()}
    template = _EXPECTED.get(kind)
    expected = _ONE.sub(r"1 \1", template.format(**limits)) if template else error["msg"]
    value = _UNSEEN[kind] if kind in _UNSEEN else shown(_quoted(kind, error["input"]))
    field = ".".join(str(part) for part in error["loc"] if part != "[key]")
    return FieldProblem(field=shown(field), value=value, expected=expected)


def _quoted(kind: str, given: object) -> object:
    like = _LOOKS_RIGHT.get(kind)
    misleading = like is not None and isinstance(given, str) and like.fullmatch(given)
    return f'"{given}"' if misleading else given


def _brief(limit: object) -> object:
    if isinstance(limit, str):
        return _PATTERNS.get(limit, limit)
    return f"{limit:g}" if isinstance(limit, float) else limit


def _in_wire_words(flaw: Flaw, names: Mapping[str, str]) -> FieldProblem:
    field = wire_name(flaw.field, names)
    value, expected = flaw.value, _renamed(flaw.expected, names)
    if flaw.field.partition(".")[0].endswith("_minutes") and "hours" in field.lower():
        value, expected = _in_hours(value), _in_hours(expected)
    return FieldProblem(field=shown(field), value=shown(value), expected=expected)


def wire_name(field: str, names: Mapping[str, str]) -> str:
    """Give the wire's path of a solver field: `abilities.lifting` is `load.abilities.lifting`."""
    if field in names:
        return names[field]
    first, dot, rest = field.partition(".")
    return names.get(first, to_camel(first)) + dot + rest


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda word: _known(word.group(), names), text)


def _known(word: str, names: Mapping[str, str]) -> str:
    return names.get(word, word)


def _in_hours(text: str) -> str:
    return re.sub(r"\d+", lambda number: f"{int(number.group()) / 60:g}", text)
