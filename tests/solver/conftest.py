"""Counts of the property tests: ordinary in `make test`, full in `make proof`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import settings

PROOF = os.environ.get("PLAATSMAKER_PROOF") == "1"

settings.register_profile("ordinary", max_examples=60, derandomize=True, deadline=None)
settings.register_profile("proof", max_examples=600, derandomize=True, deadline=None)
settings.load_profile("proof" if PROOF else "ordinary")


@pytest.fixture(autouse=True)
def _recorded_count(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """Tell the report over how many examples a property was tried."""
    function = request.function
    if hasattr(function, "hypothesis"):
        used = getattr(function, "_hypothesis_internal_use_settings", None) or settings()
        record_property("n", used.max_examples)
