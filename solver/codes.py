"""The field's code lists: kinds of places, levels, functional items and conditions.

Sources: participation ladder of VNG and Divosa; code lists of the exchange standard VUM 1.5.
The functional items use our own wording; they are not the text of any assessment instrument.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

POINTS = 10_000
DAYPARTS = 21
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = ("morning", "afternoon", "evening")
HIGHEST_LEVEL = 4
HIGHEST_PRIORITY = 5


class Kind(StrEnum):
    """Kind of vacancy (soort plek)."""

    VOLUNTEERING = "volunteering"
    SOCIAL_ACTIVATION = "social_activation"
    DAY_ACTIVITY = "day_activity"
    WORK_EXPERIENCE = "work_experience"
    TRIAL_PLACEMENT = "trial_placement"
    INTERNSHIP = "internship"
    LEARN_WORK = "learn_work"
    SHELTERED = "sheltered"
    SECONDED = "seconded"
    SUPPORTED_JOB = "supported_job"
    MUNICIPAL_JOB = "municipal_job"
    REGULAR_JOB = "regular_job"
    ROUTE = "route"


#: Step 1–6 of the participation ladder on which a person stands who takes a place of this kind.
LADDER_STEP: dict[Kind, int] = {
    Kind.ROUTE: 3,
    Kind.SOCIAL_ACTIVATION: 3,
    Kind.DAY_ACTIVITY: 3,
    Kind.VOLUNTEERING: 4,
    Kind.WORK_EXPERIENCE: 4,
    Kind.TRIAL_PLACEMENT: 4,
    Kind.INTERNSHIP: 4,
    Kind.LEARN_WORK: 5,
    Kind.SHELTERED: 5,
    Kind.SECONDED: 5,
    Kind.SUPPORTED_JOB: 5,
    Kind.MUNICIPAL_JOB: 5,
    Kind.REGULAR_JOB: 6,
}

#: Growth inside paid work, from sheltered to regular; compared by position.
WORK_LADDER: tuple[Kind, ...] = (
    Kind.SHELTERED,
    Kind.SECONDED,
    Kind.SUPPORTED_JOB,
    Kind.REGULAR_JOB,
)


class LegalRoute(StrEnum):
    """The law or agreement under which a person looks for a place."""

    PARTICIPATION_ACT = "participation_act"
    JOBS_AGREEMENT = "jobs_agreement"
    SHELTERED_WORK = "sheltered_work"
    SOCIAL_SUPPORT_ACT = "social_support_act"
    STUDENT = "student"
    VOLUNTARY = "voluntary"


class Sharing(StrEnum):
    """For whom a vacancy is open."""

    OWN = "own"
    PARTNERS = "partners"
    REGION = "region"


class Wish(StrEnum):
    """What a person says of a kind of work, an organisation or a thing to learn."""

    FIRST_CHOICE = "first_choice"
    LIKED = "liked"
    RATHER_NOT = "rather_not"
    NEVER = "never"


class GuidanceLevel(IntEnum):
    """How much a guide on the work floor must be at hand."""

    NONE = 0
    LIGHT = 1
    MEDIUM = 2
    INTENSIVE = 3


class LanguageLevel(IntEnum):
    """Spoken Dutch, by the Common European Framework."""

    NONE = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5


class Transport(StrEnum):
    """A way to travel."""

    WALKING = "walking"
    BICYCLE = "bicycle"
    MOPED = "moped"
    CAR = "car"
    PUBLIC_TRANSPORT = "public_transport"


#: Kilometres per hour and fixed minutes per trip, door to door.
TRAVEL_SPEED: dict[Transport, tuple[float, float]] = {
    Transport.WALKING: (5.0, 0.0),
    Transport.BICYCLE: (15.0, 0.0),
    Transport.MOPED: (25.0, 0.0),
    Transport.CAR: (45.0, 5.0),
    Transport.PUBLIC_TRANSPORT: (25.0, 15.0),
}
#: Road kilometres per kilometre as the crow flies.
DETOUR = 1.3


class Vog(StrEnum):
    """Certificate of conduct; offences are never recorded."""

    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class Licence(StrEnum):
    """Driving licence categories (VUM codeSoortRijbewijs)."""

    AM = "AM"
    A1 = "A1"
    A2 = "A2"
    A = "A"
    B = "B"
    B_PLUS = "B+"
    BE = "BE"
    C1 = "C1"
    C = "C"
    C1E = "C1E"
    CE = "CE"
    D1 = "D1"
    D = "D"
    D1E = "D1E"
    DE = "DE"
    T = "T"


class Condition(StrEnum):
    """Something a person needs of a place, whatever the work is."""

    LITTLE_DISTRACTION = "little_distraction"
    PREDICTABLE_DAY = "predictable_day"
    FEW_INTERRUPTIONS = "few_interruptions"
    NO_DEADLINES = "no_deadlines"
    LOW_PACE = "low_pace"
    NO_RAISED_RISK = "no_raised_risk"
    NO_CUSTOMERS = "no_customers"
    NO_CARE_TASKS = "no_care_tasks"
    COLLEAGUE_NEARBY = "colleague_nearby"
    WORKING_ALONE = "working_alone"
    NO_LEADING = "no_leading"
    FIXED_CONTACT = "fixed_contact"
    QUIET_ROOM = "quiet_room"
    STEP_FREE_ACCESS = "step_free_access"
    ADAPTED_WORKPLACE = "adapted_workplace"
    TOILET_NEARBY = "toilet_nearby"
    CHANGE_OF_POSTURE = "change_of_posture"


class ItemGroup(StrEnum):
    """The six groups of functional items."""

    ATTENTION = "attention"
    CONTACT = "contact"
    SURROUNDINGS = "surroundings"
    MOVEMENT = "movement"
    POSTURE = "posture"
    WORKING_TIMES = "working_times"


@dataclass(frozen=True, slots=True)
class FunctionalItem:
    """One thing that work may ask of a body or a mind.

    A level 1–4 says what a place asks at most and what a person can carry; 0 asks nothing,
    or can carry none of it. `levels` describes 1 to 4 in order.
    """

    code: str
    group: ItemGroup
    nl: str
    en: str
    levels: tuple[str, str, str, str]


_G = ItemGroup
_MINUTES_LONG = ("a few minutes", "a quarter of an hour", "half an hour", "an hour or longer")
_PER_DAY = ("under half an hour a day", "about an hour a day", "half the day", "most of the day")
_OFTEN = ("now and then", "some times a day", "many times a day", "all day")

FUNCTIONAL_ITEMS: tuple[FunctionalItem, ...] = (
    FunctionalItem("keeping_attention", _G.ATTENTION, "aandacht houden", "keeping attention",
                   ("5 minutes at a stretch", "15 minutes", "30 minutes", "an hour or longer")),
    FunctionalItem("dividing_attention", _G.ATTENTION, "aandacht verdelen", "dividing attention",
                   ("one thing, sometimes two", "two things", "several things", "many at once")),
    FunctionalItem("remembering", _G.ATTENTION, "onthouden", "remembering",
                   ("one step, with a list", "a few steps", "a day's tasks", "across days")),
    FunctionalItem("own_planning", _G.ATTENTION, "zelf plannen", "planning one's own work",
                   ("fixed steps", "known routine", "own order of tasks", "own day")),
    FunctionalItem("working_pace", _G.ATTENTION, "werktempo", "working pace",
                   ("slow", "calm", "ordinary", "brisk with peaks")),
    FunctionalItem("handling_change", _G.ATTENTION, "omgaan met verandering", "handling change",
                   ("rarely", "announced beforehand", "some each week", "daily")),
    FunctionalItem("seeing", _G.CONTACT, "zien", "seeing",
                   ("large shapes", "large print", "ordinary print", "fine detail")),
    FunctionalItem("hearing", _G.CONTACT, "horen", "hearing",
                   ("loud signals", "one person nearby", "a conversation", "speech in noise")),
    FunctionalItem("speaking", _G.CONTACT, "spreken", "speaking",
                   ("single words", "short answers", "conversation", "explaining to others")),
    FunctionalItem("reading_writing", _G.CONTACT, "lezen en schrijven", "reading and writing",
                   ("labels", "short notes", "ordinary letters", "reports")),
    FunctionalItem("working_together", _G.CONTACT, "samenwerken", "working together",
                   ("an own task beside others", "one colleague", "a small team", "a large team")),
    FunctionalItem("customer_contact", _G.CONTACT, "contact met klanten", "contact with customers",
                   _OFTEN),
    FunctionalItem("handling_conflict", _G.CONTACT, "omgaan met conflict", "handling conflict",
                   ("a grumble now and then", "small disagreements", "complaints", "anger")),
    FunctionalItem("others_emotions", _G.CONTACT, "emoties van anderen", "emotions of others",
                   ("rarely", "light", "regular", "heavy")),
    FunctionalItem("heat_and_cold", _G.SURROUNDINGS, "hitte en kou", "heat and cold",
                   ("an unheated room", "outdoors in mild weather", "all weather", "extremes")),
    FunctionalItem("noise", _G.SURROUNDINGS, "lawaai", "noise",
                   ("voices", "a busy room", "machines nearby", "ear protection needed")),
    FunctionalItem("dust_and_fumes", _G.SURROUNDINGS, "stof en dampen", "dust and fumes",
                   ("a little", "now and then", "daily", "with a mask")),
    FunctionalItem("skin_contact", _G.SURROUNDINGS, "huidcontact", "substances on the skin",
                   ("water", "mild soap", "cleaning agents", "with gloves all day")),
    FunctionalItem("lifting", _G.MOVEMENT, "tillen", "lifting",
                   ("up to 2 kg", "up to 5 kg", "up to 10 kg", "up to 15 kg")),
    FunctionalItem("carrying", _G.MOVEMENT, "dragen", "carrying",
                   ("up to 2 kg", "5 kg for a minute", "10 kg for two", "15 kg for four")),
    FunctionalItem("pushing_pulling", _G.MOVEMENT, "duwen en trekken", "pushing and pulling",
                   ("a door", "a light trolley", "a full trolley", "a heavy cart")),
    FunctionalItem("walking", _G.MOVEMENT, "lopen", "walking", _MINUTES_LONG),
    FunctionalItem("climbing_stairs", _G.MOVEMENT, "traplopen", "climbing stairs",
                   ("a few steps", "one flight", "two flights", "a ladder")),
    FunctionalItem("kneeling", _G.MOVEMENT, "knielen en hurken", "kneeling and squatting", _OFTEN),
    FunctionalItem("reaching", _G.MOVEMENT, "reiken", "reaching", _OFTEN),
    FunctionalItem("using_hands", _G.MOVEMENT, "handen gebruiken", "using the hands",
                   ("coarse work", "ordinary tools", "precise work", "fine work all day")),
    FunctionalItem("sitting", _G.POSTURE, "zitten", "sitting", _PER_DAY),
    FunctionalItem("standing", _G.POSTURE, "staan", "standing", _MINUTES_LONG),
    FunctionalItem("bending", _G.POSTURE, "gebogen werken", "working bent over", _OFTEN),
    FunctionalItem("above_shoulder", _G.POSTURE, "boven schouderhoogte", "above the shoulder",
                   _OFTEN),
    FunctionalItem("evening_work", _G.WORKING_TIMES, "avondwerk", "evening work",
                   ("once a month", "once a week", "several a week", "every evening")),
    FunctionalItem("night_work", _G.WORKING_TIMES, "nachtwerk", "night work",
                   ("on call", "now and then", "weekly", "regularly")),
    FunctionalItem("irregular_times", _G.WORKING_TIMES, "wisselende tijden", "changing times",
                   ("announced a month ahead", "a week ahead", "a day ahead", "the same day")),
)  # fmt: skip

ITEM_CODES: tuple[str, ...] = tuple(item.code for item in FUNCTIONAL_ITEMS)


def daypart_mask(*names: str) -> int:
    """Give the 21-bit mask of dayparts named like `monday_morning`.

    Bit 3 × day + part, Monday morning being bit 0. Raises `ValueError` for an unknown name.
    """
    try:
        return sum(map(_DAYPART_BITS.__getitem__, set(names)))
    except KeyError as unknown:
        raise ValueError(f"Expected a daypart like monday_morning, got {unknown}.") from None


def daypart_names(mask: int) -> tuple[str, ...]:
    """Name the dayparts of a 21-bit mask, in the order of the week."""
    return tuple(name for bit, name in enumerate(DAYPART_NAMES) if mask >> bit & 1)


DAYPART_NAMES: tuple[str, ...] = tuple(f"{day}_{part}" for day in DAYS for part in PARTS)
_DAYPART_BITS = {name: 1 << bit for bit, name in enumerate(DAYPART_NAMES)}
