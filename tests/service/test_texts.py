"""The catalogue of messages: every code has words, for every reader, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from service.settings import CHECKOUT
from service.texts import CATALOGUE, NAMES, Language, Message, Register, say
from service.texts.facts import fact_message
from service.texts.message import day
from solver import changes, criteria, explain, facts, reasons
from solver.codes import (
    DAYPART_NAMES,
    ITEM_CODES,
    Condition,
    GuidanceLevel,
    Kind,
    LanguageLevel,
    LegalRoute,
)
from solver.plan import Cause, UnplacedReason, Would
from solver.resources import ResourceKind
from solver.rules import RULES
from solver.shortlist import HELD
from solver.steps import Step
from solver.taken import MIN_START
from solver.takers import Stands
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, Mode

MOST_WORDS = 25
RULE_NAMES = {rule.__name__ for rule in RULES}
CRITERION_NAMES = {each.__name__ for each in criteria.CRITERIA} | {criteria.COACH}
KEPT_OUT = {reasons.EXEMPTION, reasons.PAUSED, reasons.PLACED, reasons.FORBIDDEN, reasons.GROUP}
BESIDE_RULES = {criteria.COACH, reasons.GROUP, MIN_START, changes.TWO_PLACES}
COUNTED_IN = ("seats", "minutes")
#: How each change says what changes.
OPENS: dict[Step, set[str]] = {
    Step.SHARE_WITH_REGION: set(),
    Step.TRAVEL_MINUTES: {"amount"},
    Step.TRAVEL_KM: {"amount"},
    Step.COACH_ASKED: set(),
    Step.DAYPARTS: {"daypart"},
    Step.FEWER_HOURS: {"hours", "amount"},
    Step.HOURS: {"hours", "amount"},
    Step.DAY_HOURS: {"amount"},
    Step.AVAILABLE_LONGER: set(),
    Step.STEP_DOWN: set(),
    Step.STEP_UP: set(),
    Step.NEVER: {"what"},
    Step.LANGUAGE: {"level"},
    Step.LICENCE: {"what"},
    Step.CONDITION: {"condition"},
    Step.GUIDANCE_LEVEL: {"level"},
    Step.ITEM: {"item"},
    Step.PAUSE_ENDS: set(),
    Step.MINIMUM_FIT: {"amount"},
    Step.SEATS: {"what", "amount"},
    Step.GUIDANCE: {"what", "amount"},
    Step.TOTAL: {"what", "amount"},
    Step.COACHING: {"what", "amount"},
}
EXPECTED: dict[str, set[str]] = {
    **{f"why_not.{code}": set() for code in RULE_NAMES | BESIDE_RULES},
    **{f"ask.{code}": set() for code in RULE_NAMES | CRITERION_NAMES},
    **{
        f"counts.{code}": {"points"}
        for code in CRITERION_NAMES | {explain.SOFT_RULES, explain.RATHER_NOT}
    },
    **{f"unplaced.{reason}": set() for reason in [*UnplacedReason, "most_often"]},
    **{key: {"until"} for key in (f"unplaced.{HELD}", "held_until")},
    "others_need_more": set(),
    "kept_for_expected": set(),
    **{f"kept_out.{detail}": set() for detail in KEPT_OUT},
    **{
        f"{family}.{kind}": {"reference", *more, *({"level"} if kind == "guidance" else ())}
        for family, more in (("taken", ()), ("short", ()), ("lacking", ("asked", "left")))
        for kind in ResourceKind
    },
    "nobody.there": set(),
    "nobody.nowhere_eligible": {"rule"},
    "nobody.resource_taken": set(),
    "nobody.below_minimum_fit": set(),
    **{f"change.{cause}": set() for cause in Cause},
    "signal": {"item", "demand", "ability"},
    "runner_up": {"points"},
    **{key: set() for key in ("question", "motivate", "rather_not", "allowed", "not_allowed")},
    **{key: set() for key in ("below_minimum", "needs_reason", "costs_points")},
    **{f"opens.{step}": {*said, "places"} for step, said in OPENS.items()},
    **{f"would.{would}": set() for would in Would},
    "robust": set(),
    **{f"flips.{change}": {"rule", "reference", "points"} for change in ("less", "more", "answer")},
    **{f"flips.{change}_none": {"rule"} for change in ("less", "more", "answer")},
    "asks_most": {"rule", "points"},
    **{f"saw.{of}_{wish}": set() for of in ("work", "organisation") for wish in facts.WISHES},
    **{f"saw.{unit}_none": {"of"} for unit in (facts.Measure.THINGS, facts.Measure.SKILLS)},
    **{
        f"saw.{unit}": {"value", "of"}
        for unit in set(facts.Measure)
        - {facts.Measure.WISH, facts.Measure.STEPS, facts.Measure.GUIDANCE}
    },
    "saw.levels_short": {"value", "of"},
    **{f"saw.{key}": {"value"} for key in ("minutes_only", "kilometres_only")},
    **{f"saw.steps_{way}": {"value"} for way in ("up", "down")},
    "saw.guidance": {"level", "needed"},
    "saw.guidance_too_little": {"needed"},
    **{f"saw.{key}": set() for key in ("guidance_not_needed", "coach_not_needed", "steps_same")},
    "more.seats": {"reference", "amount"},
    "more.total": {"reference", "amount"},
    "more.guidance": {"reference", "hours", "level"},
    "more.coaching": {"reference", "hours"},
    "brings.people": {"people"},
    **{f"brings.{what}": set() for what in ("fit", "nothing", "not_certain")},
    **{
        f"{family}.{stands}_{each}": {"who", "amount"}
        for family in ("holds", "own")
        for stands in Stands
        for each in COUNTED_IN
    },
    **{f"elsewhere.{stands}_{each}": {"amount"} for stands in Stands for each in COUNTED_IN},
    **{f"pinned.{code}": set() for code in ("no_plan", "nobody_moves", "not_known")},
    "pinned.moves": {"people"},
    **{f"pinned.elsewhere_{each}": {"reference", "amount"} for each in COUNTED_IN},
    "pinned.others": {"people"},
    "pinned.exactly": {"most"},
    "pinned.anew": {"least", "most"},
    "pinned.between": {"least", "most"},
    "pinned.at_least": {"least"},
    "pinned.at_most": {"most"},
}
#: Something to say for every parameter; names as long as they get.
VALUES: dict[str, Any] = {
    "places": 3, "people": 2, "amount": 240, "hours": 12.5, "daypart": "afternoons",
    "level": "intensive", "item": "customer_contact",
    "condition": "change_of_posture", "what": "tuinwerk", "points": 7350,
    "reference": "GM0222/v12", "asked": 60, "left": 30, "demand": 3, "ability": 1,
    "rule": "guidance_level", "value": 2.5, "of": 3, "needed": "intensive",
    "until": date(2026, 12, 24), "who": "k-0001", "least": -250, "most": 1250,
}  # fmt: skip


def test_every_code_has_a_message_and_every_message_a_code() -> None:
    assert CATALOGUE.keys() == EXPECTED.keys()


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_a_message_needs_the_parameters_that_are_given_and_no_other(key: str) -> None:
    assert CATALOGUE[key].parameters == EXPECTED[key]


def spoken(key: str) -> Iterator[tuple[Register, Language, str]]:
    given = {name: VALUES[name] for name in CATALOGUE[key].parameters}
    for register in Register:
        for language in Language:
            yield register, language, say(key, register, language, **given)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_message_is_said_to_every_reader_in_both_languages(key: str) -> None:
    for register, language, text in spoken(key):
        assert text[-1] in ".:?", (register, language)
        assert not re.search(r"[{}#|]", text), (register, language)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_the_two_languages_are_not_the_same_text(key: str) -> None:
    said = {(register, language): text for register, language, text in spoken(key)}

    for register in Register:
        if register is not Register.AUDITOR:
            assert said[register, Language.NL] != said[register, Language.EN]


def sentences() -> Iterator[tuple[int, str, str]]:
    """Give every sentence that a person is told, with its length in words."""
    for key in CATALOGUE:
        for register, _, text in spoken(key):
            if register is Register.CANDIDATE:
                for sentence in re.split(r"(?<=[.?!])\s+", text):
                    yield len(sentence.split()), key, sentence


def test_what_a_person_is_told_is_short() -> None:
    longest = max(sentences())
    print(f"The longest: {longest[0]} words, {longest[1]}: {longest[2]}")

    assert longest[0] <= MOST_WORDS


JARGON = re.compile(
    r"(?i)\b(fit|score|optie|option|criteri\w+|matchronde|belastbaarheid|ladder|crebo|capacit\w+"
    r"|functione\w+|vacature|vacancy|beschikbaarheid|availability|indicatie|traject)\b"
)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_person_is_told_no_code_no_reference_and_no_jargon(key: str) -> None:
    for register, _, text in spoken(key):
        if register is Register.CANDIDATE:
            assert VALUES["reference"] not in text
            assert not re.search(r"\w_\w", text)
            assert JARGON.search(text) is None


PROMISE = re.compile(r"(?i)\b(krijgt|beloven|zult|garan\w+|will get|guarant\w+|you will)\b")


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_person_is_promised_nothing(key: str) -> None:
    for register, _, text in spoken(key):
        if register is Register.CANDIDATE:
            assert PROMISE.search(text) is None


REPROACH = re.compile(
    r"(?i)\b(heeft u .*niet|u heeft .*niet|maar net|you did not|you have not|only just)\b"
)


def test_nothing_reads_as_a_reproach() -> None:
    said = [sentence for _, _, sentence in sentences()]

    assert [sentence for sentence in said if REPROACH.search(sentence)] == []


def test_the_document_names_every_family_of_messages() -> None:
    document = (CHECKOUT / "docs" / "texts.md").read_text(encoding="utf-8")
    named = {key.split(".")[0] + (".…" if "." in key else "") for key in CATALOGUE}

    assert {name for name in named if f"`{name}`" not in document} == set()


@pytest.mark.parametrize("code", sorted(RULE_NAMES | CRITERION_NAMES))
def test_what_is_not_known_is_a_question_or_says_who_asks(code: str) -> None:
    asks = re.compile(r"\?|vragen na|Dat zoeken we uit|are asking|are finding out|will ask")
    told = {(register, language): text for register, language, text in spoken(f"ask.{code}")}

    for language in Language:
        assert asks.search(told[Register.CANDIDATE, language])
        assert code in told[Register.AUDITOR, language]


@pytest.mark.parametrize("code", sorted(RULE_NAMES | set(Cause)))
def test_an_auditor_is_told_the_code(code: str) -> None:
    family = "why_not" if code in RULE_NAMES else "change"

    for register, _, text in spoken(f"{family}.{code}"):
        assert register is not Register.AUDITOR or code in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "codes",
    [
        ITEM_CODES, DAYPART_NAMES, Condition, Kind, LegalRoute, Mode, DEFAULT_WEIGHTS,
        DEFAULT_MODES, [level.name for level in LanguageLevel],
        [level.name.lower() for level in GuidanceLevel],
    ],
)  # fmt: skip
def test_every_code_has_a_name(codes: Any, language: Language) -> None:
    assert [code for code in codes if not all(NAMES.get(code, NAMES.get(code.lower(), ())))] == []


@pytest.mark.parametrize(
    ("key", "given", "nl", "en"),
    [
        ("opens.step_down", {"places": 1},
         "Besluiten dat een stap omlaag op de ladder passend is opent 1 plek.",
         "Deciding that a step down on the ladder is right opens 1 place."),
        ("opens.travel_minutes", {"amount": 10, "places": 3},
         "10 minuten langer reizen opent 3 plekken.",
         "Travelling 10 minutes longer opens 3 places."),
        ("opens.minimum_fit", {"amount": 4250, "places": 1200},
         "Een laagste fit die 4.250 punten lager ligt opent 1.200 plekken.",
         "A lowest fit that is 4,250 points lower opens 1,200 places."),
        ("opens.hours", {"hours": 1.0, "amount": 60, "places": 2},
         "1 uur per week meer kunnen werken opent 2 plekken.",
         "Being able to work 1 hour a week more opens 2 places."),
        ("opens.hours", {"hours": 12.5, "amount": 750, "places": 2},
         "12,5 uur per week meer kunnen werken opent 2 plekken.",
         "Being able to work 12.5 hours a week more opens 2 places."),
        ("opens.seats", {"what": "GM0222/v1", "amount": 1, "places": 1},
         "1 plaats meer bij GM0222/v1 maakt 1 plek mogelijk.",
         "1 more seat at GM0222/v1 makes 1 place possible."),
        ("opens.coaching", {"what": "GM0222/c1", "amount": 60, "places": 2},
         "60 minuten per week meer van jobcoach GM0222/c1 maakt 2 plekken mogelijk.",
         "60 more minutes per week of job coach GM0222/c1 makes 2 places possible."),
        ("opens.dayparts", {"daypart": "mornings", "places": 2},
         "Ook ’s ochtends beschikbaar zijn opent 2 plekken.",
         "Being available in the mornings as well opens 2 places."),
        ("opens.guidance_level", {"level": "light", "places": 2},
         "Werkbegeleiding op niveau ‘licht’ opent 2 plekken.",
         "Guidance at level ‘light’ opens 2 places."),
        ("opens.language", {"level": "b1", "places": 2},
         "Nederlands op niveau B1 opent 2 plekken.", "Dutch at level B1 opens 2 places."),
        ("more.coaching", {"reference": "GM0222/c1", "hours": 4.0},
         "4 uur per week meer van jobcoach GM0222/c1.",
         "4 more hours a week of job coach GM0222/c1."),
        ("brings.people", {"people": 1}, "Dan is er plek voor 1 persoon meer.",
         "Then there is a place for 1 person more."),
        ("holds.proposed_minutes", {"who": "k-0001", "amount": 60},
         "k-0001 heeft daarvan 60 minuten per week, door een voorstel van het plan.",
         "k-0001 has 60 minutes per week of it, by a proposal of the plan."),
        ("elsewhere.introduced_seats", {"amount": 1},
         "Andere gemeenten hebben daarvan 1 plaats, door een kennismaking.",
         "Other municipalities have 1 seat of it, by an introduction."),
        ("pinned.elsewhere_minutes", {"reference": "GM0222/c1", "amount": 90},
         "Andere gemeenten zouden 90 minuten per week van GM0222/c1 moeten afstaan.",
         "Other municipalities would have to give up 90 minutes per week of GM0222/c1."),
        ("pinned.at_most", {"most": 1},
         "Het plan verliest hiermee hoogstens 1 punt. Hoe weinig het kan zijn, is niet bekend.",
         "The plan loses at most 1 point by this. How little it may be is not known."),
        ("opens.condition", {"condition": Condition.QUIET_ROOM, "places": 2},
         "De voorwaarde ‘een rustige ruimte’ loslaten opent 2 plekken.",
         "Dropping the condition ‘a quiet room’ opens 2 places."),
    ],
)  # fmt: skip
def test_numbers_names_and_plurals_are_right(
    key: str, given: dict[str, Any], nl: str, en: str
) -> None:
    assert say(key, Register.CASEWORKER, Language.NL, **given) == nl
    assert say(key, Register.CASEWORKER, Language.EN, **given) == en


def test_a_day_is_written_as_people_do() -> None:
    assert day(date(2026, 3, 1), Language.NL) == "1 maart 2026"
    assert day(date(2026, 12, 24), Language.EN) == "24 December 2026"


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("why_not.traveling", {}),
        ("needs_seat", {"places": 1}),
        ("needs_seat", {"places": 1, "organisation": "De Ark", "town": "Aalten"}),
        ("opens_item", {"item": "flying", "places": 1}),
    ],
)
def test_what_cannot_be_said_is_an_error_and_never_an_empty_text(
    key: str, given: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="Expected"):
        say(key, Register.CANDIDATE, Language.NL, **given)


@pytest.mark.parametrize(
    "pair", [("Een {plek}.", "A place."), ("Een {plek}.", "A {place}."), ("Een plek.", " ")]
)
def test_a_message_whose_languages_do_not_agree_cannot_be_made(pair: tuple[str, str]) -> None:
    good = ("Goed.", "Good.")

    with pytest.raises(ValueError, match="both languages"):
        Message(good, pair, good)


@pytest.mark.parametrize(
    ("unit", "value", "of", "said"),
    [
        ("things", 1, 1, "De plek biedt 1 van 1 leerwens."),
        ("things", 0, 2, "De plek biedt 0 van 2 leerwensen."),
        ("skills", 0, 1, "De persoon heeft 0 van de 1 gevraagde vaardigheid."),
        ("week_minutes", 960, 1200, "16 uur per week is mogelijk, de wens is 20 uur."),
        ("minutes", 24.5, 45.0, "25 minuten reizen, ten hoogste 45."),
        ("kilometres", 3.0, None,
         "3 kilometer reizen; een grens in kilometers is niet bekend."),
        ("levels", -0.33, 3,
         "Over 3 onderdelen kan de persoon gemiddeld 0,33 niveau minder dan gevraagd."),
        ("guidance", "medium", "light", "Nodig is begeleiding ‘licht’, geboden wordt ‘gemiddeld’."),
        ("guidance", "none", "light", "Nodig is begeleiding ‘licht’, die wordt niet geboden."),
        ("guidance", "not_needed", "none", "Er is geen werkbegeleiding nodig."),
        ("specialisms", "not_needed", None, "Er is geen jobcoach nodig."),
        ("steps", -1, None, "1 stap omlaag op de participatieladder."),
        ("days", 1, 364, "1 dag gewacht; vanaf 364 dagen telt het wachten geheel."),
    ],
)  # fmt: skip
def test_what_a_criterion_saw_is_said_in_the_terms_of_the_person(
    unit: str, value: Any, of: Any, said: str
) -> None:
    told = fact_message("any", facts.Measure(unit), value, of)

    assert told is not None
    assert say(told[0], Register.CASEWORKER, Language.NL, **told[1]) == said
    assert fact_message("any", facts.Measure(unit), None, of) is None


@pytest.mark.parametrize(
    ("criterion", "unit", "value", "of", "nl", "en"),
    [
        ("work", "wish", "first_choice", None,
         "Dit werk wilt u het liefst doen.", "This is the work you would like most."),
        ("organisation", "wish", "not_named", None,
         "Deze organisatie staat niet bij uw wensen.",
         "This organisation is not among your wishes."),
        ("learning", "things", 2, 3, "U wilt 3 dingen leren. Op deze plek kunt u er 2 leren.",
         "You want to learn 3 things. At this place you can learn 2."),
        ("learning", "things", 0, 1,
         "U wilt 1 ding leren. Voor zover we weten, kan dat op deze plek niet.",
         "You want to learn 1 thing. As far as we know, that is not possible at this place."),
        ("skills", "skills", 0, 1,
         "De plek vraagt 1 vaardigheid. We weten nog niet of u die heeft.",
         "The place asks 1 skill. We do not know yet whether you have it."),
        ("hours", "week_minutes", 990, 1200,
         "U wilt 20 uur in de week. Op deze plek is 16,5 uur mogelijk.",
         "You want 20 hours a week. At this place 16.5 hours are possible."),
        ("travel", "minutes", 24.5, 45.0,
         "De reis duurt ongeveer 25 minuten. U wilt hoogstens 45 minuten reizen.",
         "The journey takes about 25 minutes. You want to travel 45 minutes at most."),
        ("load_headroom", "levels", -1.5, 2,
         "We keken naar 2 dingen: wat vraagt het werk, en wat gaat u goed af?",
         "We looked at 2 things: what does the work ask, and what goes well for you?"),
        ("guidance", "guidance", "medium", "light",
         "U heeft begeleiding nodig. Op deze plek is begeleiding die daarbij past.",
         "You need guidance. At this place there is guidance that suits that."),
        ("guidance", "guidance", "none", "light",
         "Op deze plek is niet genoeg begeleiding voor u.",
         "There is not enough guidance for you at this place."),
        ("waiting", "days", 1, 364, "U wacht al 1 dag op een plek.",
         "You have been waiting for a place for 1 day."),
        ("ladder_step", "steps", -2, None, "Deze plek is een stap terug.",
         "This place is a step back."),
    ],
)  # fmt: skip
def test_what_a_criterion_saw_is_told_to_the_person(
    criterion: str, unit: str, value: Any, of: Any, nl: str, en: str
) -> None:
    told = fact_message(criterion, facts.Measure(unit), value, of)

    assert told is not None
    assert say(told[0], Register.CANDIDATE, Language.NL, **told[1]) == nl
    assert say(told[0], Register.CANDIDATE, Language.EN, **told[1]) == en


@pytest.mark.parametrize(
    ("unit", "of"), [(facts.Measure.DAYS, 364), (facts.Measure.SPECIALISMS, 0)]
)
def test_of_who_has_not_waited_or_asks_nothing_of_a_coach_nothing_is_said(
    unit: facts.Measure, of: int
) -> None:
    assert fact_message("any", unit, 0, of) is None
