"""Weight sets of every kind."""

from __future__ import annotations

from hypothesis import strategies as st

from solver.codes import ITEM_CODES, Kind, LegalRoute
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, NEVER_RELAXED, Mode, WeightSet

MODES = st.sampled_from(Mode)
KINDS = st.frozensets(st.sampled_from(Kind))


def weight_sets() -> st.SearchStrategy[WeightSet]:
    """Draw a weight set that can be."""
    relaxable = sorted(DEFAULT_MODES.keys() - NEVER_RELAXED)
    weights = st.dictionaries(st.sampled_from(sorted(DEFAULT_WEIGHTS)), st.integers(0, 1000))
    return st.builds(
        WeightSet,
        weights=weights.filter(lambda drawn: any(drawn.values())),
        modes=st.dictionaries(st.sampled_from(relaxable), MODES),
        item_modes=st.dictionaries(st.sampled_from(ITEM_CODES), MODES, max_size=3),
        kinds=st.fixed_dictionaries(dict.fromkeys(LegalRoute, KINDS)),
        max_steps_up=st.integers(0, 5),
        minimum_fit=st.integers(0, 10_000),
        soft_penalty=st.integers(0, 10_000),
        neutral=st.floats(0, 1),
        placement_bonus=st.integers(0, 1_000_000),
        placed_kinds=KINDS,
        skill_rarity=st.dictionaries(
            st.sampled_from(["welding", "dutch"]), st.floats(0.01, 100), max_size=2
        ),
        waiting_weeks_full=st.integers(1, 1000),
    )
