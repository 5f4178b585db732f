"""What would help: one change, how many places it opens, and whether it would place the person.

*Opens n places*: the rules allow them then. *Would be placed*: shown by a whole plan. To the person
neither is a promise. Amounts are what is added to what holds now.
"""

from __future__ import annotations

from service.texts.message import Message, Pair
from solver.plan import Would
from solver.steps import Step


def _opens(step: Step, candidate: Pair, caseworker: Pair, changed: Pair) -> Message:
    """Say what opens: a condition, and after it how many places."""
    return Message(
        (
            f"{candidate[0]}, {{places:is er misschien # plek|zijn er misschien # plekken}} meer"
            " mogelijk.",
            f"{candidate[1]}, {{places:# more place may|# more places may}} be possible.",
        ),
        (
            f"{caseworker[0]} opent {{places:# plek|# plekken}}.",
            f"{caseworker[1]} opens {{places:# place|# places}}.",
        ),
        (
            f"{step}: {changed[0]}; dan {{places:staat # plek|staan # plekken}} meer open.",
            f"{step}: {changed[1]}; then {{places:# place is|# places are}} open more.",
        ),
    )


def _more(step: Step, candidate: Pair, caseworker: Pair, changed: Pair) -> Message:
    """Say what is lacking, and for how many places it is all that lacks."""
    return Message(
        candidate,
        (
            f"{caseworker[0]} maakt {{places:# plek|# plekken}} mogelijk.",
            f"{caseworker[1]} makes {{places:# place|# places}} possible.",
        ),
        (
            f"{step}: {changed[0]}; dan ontbreekt bij {{places:# plek|# plekken}} niets meer.",
            f"{step}: {changed[1]}; then {{places:# place lacks|# places lack}} nothing more.",
        ),
    )


_OF_THE_PERSON: dict[Step, tuple[Pair, Pair, Pair]] = {
    Step.SHARE_WITH_REGION: (
        ("Als we ook mogen kijken bij andere gemeenten",
         "If we may also look in other municipalities"),
        ("Ook kijken bij andere gemeenten", "Looking in other municipalities as well"),
        ("share_with_region wordt waar", "share_with_region becomes true"),
    ),
    Step.TRAVEL_MINUTES: (
        ("Als u {amount:# minuut|# minuten} langer kunt reizen",
         "If you can travel {amount:# minute|# minutes} longer"),
        ("{amount:# minuut|# minuten} langer reizen",
         "Travelling {amount:# minute|# minutes} longer"),
        ("max_minutes + {amount}", "max_minutes + {amount}"),
    ),
    Step.TRAVEL_KM: (
        ("Als u {amount} kilometer verder kunt reizen",
         "If you can travel {amount:# kilometre|# kilometres} farther"),
        ("{amount} kilometer verder reizen",
         "Travelling {amount:# kilometre|# kilometres} farther"),
        ("max_km + {amount}", "max_km + {amount}"),
    ),
    Step.COACH_ASKED: (
        ("Als een andere jobcoach ook goed is", "If another job coach is fine as well"),
        ("Een jobcoach zonder de gevraagde specialismen en talen",
         "A job coach without the specialisms and languages asked"),
        ("coach_specialisms en coach_languages worden leeg",
         "coach_specialisms and coach_languages become empty"),
    ),
    Step.DAYPARTS: (
        ("Als u ook {daypart} kunt komen", "If you can also come {daypart}"),
        ("Ook {daypart} beschikbaar zijn", "Being available {daypart} as well"),
        ("{daypart:code} komt bij dayparts", "{daypart:code} is added to dayparts"),
    ),
    Step.FEWER_HOURS: (
        ("Als {hours} uur per week minder ook goed is",
         "If {hours:# hour|# hours} a week less is fine as well"),
        ("Genoegen nemen met {hours} uur per week minder",
         "Settling for {hours:# hour|# hours} a week less"),
        ("min_week_minutes − {amount}", "min_week_minutes − {amount}"),
    ),
    Step.HOURS: (
        ("Als u {hours} uur per week meer kunt komen",
         "If you can come {hours:# hour|# hours} a week more"),
        ("{hours} uur per week meer kunnen werken",
         "Being able to work {hours:# hour|# hours} a week more"),
        ("max_week_minutes + {amount}", "max_week_minutes + {amount}"),
    ),
    Step.DAY_HOURS: (
        ("Als u op een dag {amount:# minuut|# minuten} langer kunt komen",
         "If you can come {amount:# minute|# minutes} longer on a day"),
        ("Op een dag {amount:# minuut|# minuten} langer kunnen werken",
         "Being able to work {amount:# minute|# minutes} longer on a day"),
        ("max_day_minutes + {amount}", "max_day_minutes + {amount}"),
    ),
    Step.AVAILABLE_LONGER: (
        ("Als u langer kunt blijven", "If you can stay longer"),
        ("Beschikbaar zijn zonder einddatum", "Being available without a last day"),
        ("available krijgt geen einde", "available gets no end"),
    ),
    Step.STEP_DOWN: (
        ("Als een rustiger stap ook goed is", "If a calmer step is fine as well"),
        ("Besluiten dat een stap omlaag op de ladder passend is",
         "Deciding that a step down on the ladder is right"),
        ("step_down_allowed wordt waar", "step_down_allowed becomes true"),
    ),
    Step.STEP_UP: (
        ("Als u een stap verder bent", "If you are one step further"),
        ("Een stap hoger staan op de participatieladder",
         "Standing one step higher on the participation ladder"),
        ("ladder_step + 1", "ladder_step + 1"),
    ),
    Step.NEVER: (
        ("U wilt dit niet: {what}. U beslist dat zelf. Als u dat anders wilt",
         "You do not want this: {what}. That is your choice. If you want it otherwise"),
        ("Wat de persoon nooit wil ({what}) toch toestaan",
         "Allowing what the person never wants ({what})"),
        ("de wens never voor {what} vervalt", "the wish never for {what} is dropped"),
    ),
    Step.LANGUAGE: (
        ("Als u Nederlands spreekt op niveau {level}", "If you speak Dutch at level {level}"),
        ("Nederlands op niveau {level}", "Dutch at level {level}"),
        ("dutch wordt {level:code}", "dutch becomes {level:code}"),
    ),
    Step.LICENCE: (
        ("Als u rijbewijs {what} heeft", "If you have driving licence {what}"),
        ("Rijbewijs {what}", "Driving licence {what}"),
        ("{what} komt bij licences", "{what} is added to licences"),
    ),
    Step.CONDITION: (
        ("Als het ook kan zonder {condition}", "If it is also possible without {condition}"),
        ("De voorwaarde ‘{condition}’ loslaten", "Dropping the condition ‘{condition}’"),
        ("{condition:code} gaat uit conditions_needed",
         "{condition:code} leaves conditions_needed"),
    ),
    Step.GUIDANCE_LEVEL: (
        ("Als de begeleiding ‘{level}’ goed is voor u",
         "If the guidance ‘{level}’ is good for you"),
        ("Werkbegeleiding op niveau ‘{level}’", "Guidance at level ‘{level}’"),
        ("guidance_level wordt {level:code}", "guidance_level becomes {level:code}"),
    ),
    Step.ITEM: (
        ("Als we samen iets vinden voor {item}", "If we find a solution together for {item}"),
        ("Een oplossing bij {item}", "A solution for {item}"),
        ("ability van {item:code} wordt 4", "ability of {item:code} becomes 4"),
    ),
    Step.PAUSE_ENDS: (
        ("Als u weer wilt beginnen", "If you want to begin again"),
        ("Het einde van pauze of ontheffing", "The end of the pause or exemption"),
        ("exempt en paused vervallen", "exempt and paused are dropped"),
    ),
    Step.MINIMUM_FIT: (
        ("Als we ook plekken zoeken die iets minder passen",
         "If we also look for places that suit a little less"),
        ("Een laagste fit die {amount:# punt|# punten} lager ligt",
         "A lowest fit that is {amount:# point|# points} lower"),
        ("minimum_fit − {amount}", "minimum_fit − {amount}"),
    ),
}  # fmt: skip
_OF_WHAT_THERE_IS: dict[Step, tuple[Pair, Pair, Pair]] = {
    Step.SEATS: (
        ("Er is een plaats te weinig.", "There is one place too few."),
        ("{amount:# plaats|# plaatsen} meer bij {what}",
         "{amount:# more seat|# more seats} at {what}"),
        ("seats van {what} + {amount}", "seats of {what} + {amount}"),
    ),
    Step.GUIDANCE: (
        ("Er is te weinig tijd voor begeleiding.", "There is too little time for guidance."),
        ("{amount:# minuut|# minuten} werkbegeleiding per week meer bij {what}",
         "{amount:# more minute|# more minutes} of guidance per week at {what}"),
        ("guidance van {what} + {amount}", "guidance of {what} + {amount}"),
    ),
    Step.TOTAL: (
        ("De organisatie kan nu niet meer mensen hebben.",
         "The organisation cannot take more people now."),
        ("{amount:# persoon|# personen} meer tegelijk bij {what}",
         "{amount:# more person|# more people} at a time at {what}"),
        ("total_seats van {what} + {amount}", "total_seats of {what} + {amount}"),
    ),
    Step.COACHING: (
        ("Er is te weinig tijd van een jobcoach.", "There is too little time of a job coach."),
        ("{amount:# minuut|# minuten} per week meer van jobcoach {what}",
         "{amount:# more minute|# more minutes} per week of job coach {what}"),
        ("week_minutes van {what} + {amount}", "week_minutes of {what} + {amount}"),
    ),
}  # fmt: skip
_WOULD: dict[Would, Message] = {
    Would.PLACED: Message(
        ("Dan is er in ons plan een plek voor u. Het is geen belofte: mensen beslissen.",
         "Then there is a place for you in our plan. It is not a promise: people decide."),
        ("Dan is er een plan waarin de persoon is geplaatst, en dat niet minder waard is.",
         "Then there is a plan that places the person and is worth no less."),
        ("would_be_placed: een plan dat verify aanvaardt en niet minder waard is, plaatst de"
         " persoon.",
         "would_be_placed: a plan that verify accepts and that is worth no less places the"
         " person."),
    ),
    Would.NOT_PLACED: Message(
        ("Ook dan is er in ons plan nu geen plek voor u.",
         "Even then there is no place for you in our plan now."),
        ("Ook dan wordt de persoon niet geplaatst: dat is bewezen.",
         "Even then the person would not be placed: that is proven."),
        ("would_not_be_placed: elk plan met de persoon is minder waard dan dit.",
         "would_not_be_placed: every plan with the person is worth less than this one."),
    ),
    Would.NOT_KNOWN: Message(
        ("Of dat helpt, weten we niet zeker.", "We do not know for sure whether that helps."),
        ("Of de persoon dan wordt geplaatst, is niet bekend.",
         "Whether the person would then be placed is not known."),
        ("not_known: geen plan is gevonden dat het toont, en het tegendeel is niet bewezen.",
         "not_known: no plan was found that shows it, and the opposite is not proven."),
    ),
}  # fmt: skip

OPENS: dict[str, Message] = {
    **{f"opens.{step}": _opens(step, *said) for step, said in _OF_THE_PERSON.items()},
    **{f"opens.{step}": _more(step, *said) for step, said in _OF_WHAT_THERE_IS.items()},
    **{f"would.{would}": message for would, message in _WOULD.items()},
}
#: Under which name a change says of which thing it is; `what` where it has no name of its own.
NAMED_AS: dict[Step, str] = {
    Step.DAYPARTS: "daypart",
    Step.LANGUAGE: "level",
    Step.GUIDANCE_LEVEL: "level",
    Step.CONDITION: "condition",
    Step.ITEM: "item",
}


def opening(
    step: Step, what: str | None, amount: int | None, places: int
) -> tuple[str, dict[str, object]]:
    """Give the message of a change, and what it asks to be said."""
    key = f"opens.{step}"
    given = {
        NAMED_AS.get(step, "what"): what,
        "amount": amount,
        "hours": (amount or 0) / 60,
        "places": places,
    }
    return key, {name: given[name] for name in OPENS[key].parameters}
