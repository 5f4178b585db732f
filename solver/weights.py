"""A weight set: how much each criterion counts, how strict each rule is, and the goals.

Immutable. The names of rules and criteria are those of `solver.rules` and `solver.criteria`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from solver.codes import ITEM_CODES, POINTS, Kind, LegalRoute
from solver.errors import Inspection


class Mode(StrEnum):
    """How strict a rule is when it answers no."""

    HARD = "hard"  #: the option does not exist
    SOFT = "soft"  #: the fit loses `soft_penalty` points
    MOTIVATE = "motivate"  #: a person must give a reason when deciding


#: What each rule does unless a weight set says otherwise; the order is that of the checks.
DEFAULT_MODES: dict[str, Mode] = {
    "sharing": Mode.HARD,
    "forbidden": Mode.HARD,
    "exemption": Mode.HARD,
    "seat_free": Mode.HARD,
    "period": Mode.HARD,
    "fixed_term": Mode.HARD,
    "legal_route": Mode.HARD,
    "ladder": Mode.HARD,
    "week_hours": Mode.HARD,
    "day_hours": Mode.HARD,
    "dayparts": Mode.HARD,
    "travel": Mode.HARD,
    "functional_load": Mode.HARD,
    "conditions": Mode.HARD,
    "language": Mode.HARD,
    "licences": Mode.HARD,
    "vog": Mode.HARD,
    "recognition": Mode.HARD,
    "guidance_level": Mode.HARD,
    "preference": Mode.HARD,
}
#: Rules about privacy, the law, a person's own decision or a seat that is not there.
NEVER_RELAXED = frozenset(
    {"sharing", "forbidden", "exemption", "seat_free", "period", "recognition", "vog", "preference"}
)

DEFAULT_WEIGHTS: dict[str, int] = {
    "work": 25,
    "learning": 12,
    "organisation": 6,
    "skills": 8,
    "hours": 8,
    "travel": 10,
    "load_headroom": 10,
    "guidance": 5,
    "coach": 6,
    "ladder_step": 5,
    "waiting": 5,
}

_EVERYBODY = frozenset({Kind.ROUTE, Kind.VOLUNTEERING, Kind.SOCIAL_ACTIVATION})
_STEPPING = _EVERYBODY | {
    Kind.WORK_EXPERIENCE,
    Kind.TRIAL_PLACEMENT,
    Kind.INTERNSHIP,
    Kind.LEARN_WORK,
    Kind.MUNICIPAL_JOB,
    Kind.REGULAR_JOB,
}
_SUPPORTED = frozenset({Kind.SECONDED, Kind.SUPPORTED_JOB})
DEFAULT_KINDS: dict[LegalRoute, frozenset[Kind]] = {
    LegalRoute.PARTICIPATION_ACT: _STEPPING | {Kind.SECONDED},
    LegalRoute.JOBS_AGREEMENT: _STEPPING | _SUPPORTED,
    LegalRoute.SHELTERED_WORK: _STEPPING | _SUPPORTED | {Kind.SHELTERED, Kind.DAY_ACTIVITY},
    LegalRoute.SOCIAL_SUPPORT_ACT: _EVERYBODY | {Kind.DAY_ACTIVITY},
    LegalRoute.STUDENT: frozenset({Kind.INTERNSHIP, Kind.LEARN_WORK, Kind.VOLUNTEERING}),
    LegalRoute.VOLUNTARY: _EVERYBODY | {Kind.INTERNSHIP},
}

_BOUNDS: tuple[tuple[str, int, int], ...] = (
    ("max_steps_up", 0, 5),
    ("minimum_fit", 0, POINTS),
    ("soft_penalty", 0, POINTS),
    ("neutral", 0, 1),
    ("placement_bonus", 0, 1_000_000),
    ("waiting_weeks_full", 1, 1_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSet:
    """Weights, rule modes, thresholds and goals.

    Parameters
    ----------
    weights
        Per criterion 0–1000; a fit is the mean of the scores weighted with these.
    modes
        Strictness per rule; an absent rule has its default. See `DEFAULT_MODES`.
    item_modes
        Strictness per functional item where demand exceeds ability; absent means hard.
    kinds
        Kinds of vacancy allowed per legal route.
    max_steps_up
        Most steps on a ladder that one placement may climb, 0–5.
    minimum_fit
        Points 0–10,000; no plan uses an option below it, and an option that a person would
        rather not take gets exactly this. A place of which nothing is known scores about 5,000,
        so that below 4,500 clearly more counts against a place than for it.
    soft_penalty
        Points 0–10,000 that the fit loses per soft rule broken.
    neutral
        Score 0–1 of a criterion that cannot be judged.
    placement_bonus
        Points, 0–1,000,000, for a placement of somebody with priority 3.
    placed_kinds
        Kinds that earn the bonus; others earn their fit only.
    skill_rarity
        Weight > 0 per skill code, heeded to two decimals and as 0.01 at least; absent means 1.
        Never derived from the people at hand.
    waiting_weeks_full
        Weeks of waiting that earn the full score for waiting, >= 1.
    """

    weights: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    modes: Mapping[str, Mode] = field(default_factory=dict)
    item_modes: Mapping[str, Mode] = field(default_factory=dict)
    kinds: Mapping[LegalRoute, frozenset[Kind]] = field(default_factory=lambda: dict(DEFAULT_KINDS))
    max_steps_up: int = 1
    minimum_fit: int = 4_500
    soft_penalty: int = 1_500
    neutral: float = 0.5
    placement_bonus: int = POINTS
    placed_kinds: frozenset[Kind] = frozenset(Kind) - {Kind.ROUTE}
    skill_rarity: Mapping[str, float] = field(default_factory=dict)
    waiting_weeks_full: int = 52

    def __post_init__(self) -> None:
        look = Inspection("Weight set", "content")
        self._inspect_weights(look)
        self._inspect_modes(look)
        for name, low, high in _BOUNDS:
            given = getattr(self, name)
            look.expect(low <= given <= high, name, given, f"within {low}-{high}")
        for skill, rarity in self.skill_rarity.items():
            look.expect(0 < rarity <= 100, f"skill_rarity.{skill}", rarity, "above 0, at most 100")
        look.close()

    def mode(self, rule: str) -> Mode:
        """Give the strictness of a rule."""
        return self.modes.get(rule, DEFAULT_MODES[rule])

    def _inspect_weights(self, look: Inspection) -> None:
        for criterion, weight in self.weights.items():
            known = criterion in DEFAULT_WEIGHTS
            look.expect(known, "weights", criterion, f"one of {', '.join(DEFAULT_WEIGHTS)}")
            look.expect(0 <= weight <= 1000, f"weights.{criterion}", weight, "within 0-1000")
        look.expect(any(w > 0 for w in self.weights.values()), "weights", "all 0", "one above 0")

    def _inspect_modes(self, look: Inspection) -> None:
        for rule, mode in self.modes.items():
            look.expect(rule in DEFAULT_MODES, "modes", rule, f"one of {', '.join(DEFAULT_MODES)}")
            strict = rule not in NEVER_RELAXED or mode is Mode.HARD
            look.expect(strict, f"modes.{rule}", mode, "hard: this rule is never relaxed")
        for item in self.item_modes:
            look.expect(item in ITEM_CODES, "item_modes", item, "to name functional items")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two weight sets.

    Attributes
    ----------
    field, name
        A field of `WeightSet`, and the criterion, rule, item, route or skill; None for a number.
    before, after
        What each holds; a set of kinds as a frozenset.
    """

    field: str
    name: str | None
    before: object
    after: object


def differences(before: WeightSet, after: WeightSet) -> tuple[Difference, ...]:
    """Tell what differs, in the order of the fields; what means the same does not differ."""
    return tuple(
        Difference(field, name, old, new)
        for (field, name, old), (_, _, new) in zip(
            _meaning(before, after), _meaning(after, before), strict=True
        )
        if old != new
    )


def _meaning(own: WeightSet, other: WeightSet) -> Iterator[tuple[str, str | None, object]]:
    """Give every field of a set, with what an absent entry means, under the names of both."""
    yield from (("weights", name, own.weights.get(name, 0)) for name in DEFAULT_WEIGHTS)
    yield from (("modes", rule, own.mode(rule)) for rule in DEFAULT_MODES)
    yield from (("item_modes", item, own.item_modes.get(item)) for item in ITEM_CODES)
    yield from (("kinds", route, own.kinds.get(route, frozenset())) for route in LegalRoute)
    yield from (("skill_rarity", skill, own.skill_rarity.get(skill, 1))
                for skill in sorted({*own.skill_rarity, *other.skill_rarity}))  # fmt: skip
    yield "placed_kinds", None, own.placed_kinds
    yield from ((name, None, getattr(own, name)) for name, _, _ in _BOUNDS)
