"""Weight sets in words, in store and on the wire: nothing gets lost and everything has a name."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given

from service.bridge import weight_content, weight_set
from service.records.weight_set import WeightSetContent, read_content
from service.texts import NAMES
from service.usecases.weight_words import NUMBERS, in_words
from solver.codes import ITEM_CODES, Kind, LegalRoute
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, Mode, WeightSet, differences
from tests.solver.weight_strategies import weight_sets


@pytest.mark.parametrize(
    "names", [DEFAULT_WEIGHTS, DEFAULT_MODES, ITEM_CODES, Kind, LegalRoute, Mode]
)
def test_everything_a_set_speaks_of_has_a_name_in_both_languages(names: object) -> None:
    assert [name for name in names if not all(NAMES[name])] == []  # type: ignore[attr-defined]


def test_every_number_of_a_set_has_a_name() -> None:
    numbers = {
        f.name for f in fields(WeightSet) if isinstance(getattr(WeightSet(), f.name), int | float)
    }

    assert numbers == NUMBERS.keys()


@given(weight_sets(), weight_sets())
def test_every_difference_can_be_said(one: WeightSet, other: WeightSet) -> None:
    found = differences(one, other)

    said = in_words(found, one, other)

    assert len(said) == len(found)
    assert all(words.nl.endswith(".") and words.en.endswith(".") for words in said)
    assert not any("Mode." in words.nl + words.en for words in said)


@given(weight_sets())
def test_a_set_survives_the_store_and_the_wire(given_set: WeightSet) -> None:
    stored = json.loads(json.dumps(weight_content(given_set)))
    shown = WeightSetContent.of_stored(stored).model_dump(mode="json", by_alias=True)

    again = read_content(shown)

    for read in (weight_set(stored), again):
        assert differences(given_set, read) == ()
        assert replace(read, weights=given_set.weights, modes=given_set.modes) == given_set
