"""Single changes to a person that may open places: what to ask for, from least to most.

Each is an ordinary candidate, changed in one thing, so that the same rules judge it. What the law,
a decision, the day or another municipality says is not a person's to change, and is not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from solver.codes import DAYS, HIGHEST_LEVEL, PARTS, GuidanceLevel, LanguageLevel, Licence, Wish
from solver.ground import Period
from solver.people import Candidate
from solver.records import altered


class Step(StrEnum):
    """What is changed; of a person first, then of what there is.

    The order is from what asks little of a person to what asks much: changes are told in it.
    """

    SHARE_WITH_REGION = "share_with_region"
    TRAVEL_MINUTES = "travel_minutes"
    TRAVEL_KM = "travel_km"
    COACH_ASKED = "coach_asked"
    DAYPARTS = "dayparts"
    FEWER_HOURS = "fewer_hours"
    HOURS = "hours"
    DAY_HOURS = "day_hours"
    AVAILABLE_LONGER = "available_longer"
    STEP_DOWN = "step_down"
    STEP_UP = "step_up"
    NEVER = "never"
    LANGUAGE = "language"
    LICENCE = "licence"
    CONDITION = "condition"
    GUIDANCE_LEVEL = "guidance_level"
    ITEM = "item"
    PAUSE_ENDS = "pause_ends"
    MINIMUM_FIT = "minimum_fit"
    SEATS = "seats"
    GUIDANCE = "guidance"
    TOTAL = "total"
    COACHING = "coaching"


@dataclass(frozen=True, slots=True, order=True)
class Adjustment:
    """One single change.

    Attributes
    ----------
    what
        Of which thing, where there are several: a language level, a licence, an item, a condition,
        dayparts (`mornings`, `afternoons`, `evenings`, `weekend`), a code that is never wanted; or
        whose seats or minutes: a qualified reference.
    amount
        How much: minutes one way, kilometres, minutes per week or day, points of the fit, seats.
    """

    step: Step
    what: str | None = None
    amount: int | None = None


Tried: TypeAlias = tuple[Adjustment, Candidate]

WEEKDAYS = range(5)
#: Masks of dayparts that are asked for as one.
BLOCKS: Mapping[str, int] = MappingProxyType(
    {
        f"{part}s": sum(1 << len(PARTS) * day + at for day in WEEKDAYS)
        for at, part in enumerate(PARTS)
    }
    | {"weekend": sum(1 << bit for bit in range(len(PARTS) * 5, len(PARTS) * len(DAYS)))}
)
MORE_MINUTES_ONE_WAY = (5, 10, 15, 20, 30, 45, 60)
MORE_KM = (1, 2, 5, 10, 15, 25)
MORE_WEEK_MINUTES = (120, 240, 480, 720, 960)
MORE_DAY_MINUTES = (30, 60, 120, 240)
HIGHEST_STEP = 6
MOST_ONE_WAY, MOST_WEEK_MINUTES, MOST_DAY_MINUTES = 300, 10_080, 1_440


def share_with_region(person: Candidate) -> Iterator[Tried]:
    """Let other municipalities' places be looked at."""
    if not person.share_with_region:
        yield Adjustment(Step.SHARE_WITH_REGION), altered(person, share_with_region=True)


def travel(person: Candidate) -> Iterator[Tried]:
    """Travel for longer, or farther."""
    now = person.travel
    for more in _more(MORE_MINUTES_ONE_WAY, now.max_minutes, MOST_ONE_WAY):
        farther = altered(now, max_minutes=(now.max_minutes or 0) + more)
        yield Adjustment(Step.TRAVEL_MINUTES, amount=more), altered(person, travel=farther)
    for more in _more(MORE_KM, now.max_km, MOST_ONE_WAY):
        farther = altered(now, max_km=(now.max_km or 0) + more)
        yield Adjustment(Step.TRAVEL_KM, amount=more), altered(person, travel=farther)


def coach_asked(person: Candidate) -> Iterator[Tried]:
    """Ask neither specialism nor language of the coach."""
    if person.coach_specialisms or person.coach_languages:
        nothing: frozenset[str] = frozenset()
        yield (
            Adjustment(Step.COACH_ASKED),
            altered(person, coach_specialisms=nothing, coach_languages=nothing),
        )


def dayparts(person: Candidate) -> Iterator[Tried]:
    """Come on other dayparts as well."""
    mask = person.load.dayparts
    for name, block in BLOCKS.items():
        if mask is not None and block & ~mask:
            yield Adjustment(Step.DAYPARTS, name), _carrying(person, dayparts=mask | block)


def hours(person: Candidate) -> Iterator[Tried]:
    """Be content with fewer hours a week, or work more."""
    least, most = person.load.min_week_minutes or 0, person.load.max_week_minutes
    for fewer in MORE_WEEK_MINUTES:
        if fewer <= least:
            changed = _carrying(person, min_week_minutes=least - fewer)
            yield Adjustment(Step.FEWER_HOURS, amount=fewer), changed
    for more in _more(MORE_WEEK_MINUTES, most, MOST_WEEK_MINUTES):
        changed = _carrying(person, max_week_minutes=(most or 0) + more)
        yield Adjustment(Step.HOURS, amount=more), changed


def day_hours(person: Candidate) -> Iterator[Tried]:
    """Work longer on one day."""
    most = person.load.max_day_minutes
    for more in _more(MORE_DAY_MINUTES, most, MOST_DAY_MINUTES):
        changed = _carrying(person, max_day_minutes=(most or 0) + more)
        yield Adjustment(Step.DAY_HOURS, amount=more), changed


def available_longer(person: Candidate) -> Iterator[Tried]:
    """Be there without a last day."""
    if person.available.end is not None:
        yield (
            Adjustment(Step.AVAILABLE_LONGER),
            altered(person, available=Period(person.available.start, None)),
        )


def ladder(person: Candidate) -> Iterator[Tried]:
    """Let a lower step of the ladder be right; stand one step higher."""
    if not person.step_down_allowed:
        yield Adjustment(Step.STEP_DOWN), altered(person, step_down_allowed=True)
    if person.ladder_step is not None and person.ladder_step < HIGHEST_STEP:
        yield Adjustment(Step.STEP_UP), altered(person, ladder_step=person.ladder_step + 1)


def never(person: Candidate) -> Iterator[Tried]:
    """Take back one thing that is never wanted."""
    for noun in ("work", "organisations", "learning"):
        wishes: Mapping[str, Wish] = getattr(person.preferences, noun)
        for code in sorted(code for code, wish in wishes.items() if wish is Wish.NEVER):
            rest = {other: wish for other, wish in wishes.items() if other != code}
            changed = altered(person.preferences, **{noun: rest})
            yield Adjustment(Step.NEVER, code), altered(person, preferences=changed)


def language(person: Candidate) -> Iterator[Tried]:
    """Speak Dutch better."""
    for level in LanguageLevel:
        if person.dutch is not None and level > person.dutch:
            yield Adjustment(Step.LANGUAGE, level.name.lower()), altered(person, dutch=level)


def licences(person: Candidate) -> Iterator[Tried]:
    """Have one driving licence more."""
    if person.licences is None:
        return
    for licence in Licence:
        if licence not in person.licences:
            yield (
                Adjustment(Step.LICENCE, str(licence)),
                altered(person, licences=person.licences | {licence}),
            )


def conditions(person: Candidate) -> Iterator[Tried]:
    """Do without one thing that a place must offer."""
    for needed in sorted(person.load.conditions_needed):
        rest = person.load.conditions_needed - {needed}
        yield Adjustment(Step.CONDITION, str(needed)), _carrying(person, conditions_needed=rest)


def guidance_level(person: Candidate) -> Iterator[Tried]:
    """Manage with lighter guidance, a level at a time."""
    for level in sorted(GuidanceLevel, reverse=True):
        if GuidanceLevel.NONE < level < (person.guidance_level or GuidanceLevel.NONE):
            yield (
                Adjustment(Step.GUIDANCE_LEVEL, level.name.lower()),
                altered(person, guidance_level=level),
            )


def items(person: Candidate) -> Iterator[Tried]:
    """Carry one thing fully, as where a place or a tool is adapted."""
    for item, level in sorted(person.load.abilities.items()):
        if level < HIGHEST_LEVEL:
            able = {**person.load.abilities, item: HIGHEST_LEVEL}
            yield Adjustment(Step.ITEM, item), _carrying(person, abilities=able)


def pause_ends(person: Candidate) -> Iterator[Tried]:
    """Be proposed to again."""
    if person.exempt is not None or person.paused is not None:
        yield Adjustment(Step.PAUSE_ENDS), altered(person, exempt=None, paused=None)


Try: TypeAlias = Callable[[Candidate], Iterator[Tried]]
#: What shuts a place that the rules allow: no coach, or too little, fits.
UNFIT = "unfit"
#: What to try, each with all rules on which the changed fact bears, and whether the fit may change.
TRIES: tuple[tuple[frozenset[str], Try], ...] = (
    (frozenset({"sharing"}), share_with_region),
    (frozenset({"travel", UNFIT}), travel),
    (frozenset({UNFIT}), coach_asked),
    (frozenset({"dayparts"}), dayparts),
    (frozenset({"week_hours", UNFIT}), hours),
    (frozenset({"day_hours", "dayparts"}), day_hours),
    (frozenset({"period", "fixed_term"}), available_longer),
    (frozenset({"ladder", UNFIT}), ladder),
    (frozenset({"preference", UNFIT}), never),
    (frozenset({"language"}), language),
    (frozenset({"licences"}), licences),
    (frozenset({"conditions"}), conditions),
    (frozenset({"guidance_level", UNFIT}), guidance_level),
    (frozenset({"functional_load", UNFIT}), items),
    (frozenset({"exemption"}), pause_ends),
)


def _more(amounts: Iterable[int], now: float | None, most: int) -> Iterator[int]:
    """Give the amounts that may be added to what is known, up to the most there can be."""
    return (each for each in amounts if now is not None and now + each <= most)


def _carrying(person: Candidate, **facts: Any) -> Candidate:
    return altered(person, load=altered(person.load, **facts))
