"""What is not known, as the question to ask: each rule and each criterion that cannot tell."""

from __future__ import annotations

from service.texts.message import Message, Pair

_LADDER: tuple[Pair, Pair] = (
    ("Wat doet u nu overdag? Werkt u al ergens, of doet u iets anders?",
     "What do you do during the day now? Do you work somewhere, or do something else?"),
    ("Leg vast op welke trede van de participatieladder de persoon staat.",
     "Note on which step of the participation ladder the person stands."),
)  # fmt: skip
_LOAD: Pair = (
    "Wat gaat u goed af, en wat is zwaar voor u?",
    "What goes well for you, and what is hard for you?",
)
_HELP: Pair = ("Hoeveel hulp wilt u op het werk?", "How much help would you like at work?")

#: The question to the person, what the caseworker asks of whom, and what is missing.
_QUESTIONS: dict[str, tuple[Pair, Pair, Pair]] = {
    "sharing": (
        ("Mogen we ook in andere gemeenten voor u zoeken?",
         "May we look for you in other municipalities too?"),
        ("Vraag of de persoon ook in andere gemeenten wil laten zoeken.",
         "Ask whether the person agrees to a search in other municipalities."),
        ("share_with_region of sharing", "share_with_region or sharing"),
    ),
    "forbidden": (
        ("Is deze plek al eens met u besproken?", "Was this place discussed with you before?"),
        ("Ga na of deze combinatie eerder is afgewezen.",
         "Find out whether this pair was declined before."),
        ("een uitsluiting (forbid)", "an exclusion (forbid)"),
    ),
    "exemption": (
        ("Wilt u nu een plek, of liever later?", "Would you like a place now, or rather later?"),
        ("Ga na of een ontheffing of pauze geldt.",
         "Find out whether an exemption or pause holds."),
        ("exempt of paused", "exempt or paused"),
    ),
    "seat_free": (
        ("We vragen na of er nog plaats is.", "We are asking whether there is room."),
        ("Vraag de organisatie of er een plaats vrij is.",
         "Ask the organisation whether a seat is free."),
        ("seats van de plek", "seats of the place"),
    ),
    "period": (
        ("Vanaf welke dag kunt u beginnen?", "From which day can you start?"),
        ("Vraag vanaf wanneer en tot wanneer persoon en plek er zijn.",
         "Ask from when and until when person and place are there."),
        ("availability of period", "availability or period"),
    ),
    "fixed_term": (
        ("Tot wanneer kunt u?", "Until when can you come?"),
        ("Vraag hoe lang de plek duurt, en tot wanneer de persoon kan.",
         "Ask how long the place takes, and until when the person can."),
        ("term_weeks of einddatum", "term_weeks or last day"),
    ),
    "legal_route": (
        ("We weten nog niet welke regeling voor u geldt. Dat zoeken we uit.",
         "We do not know yet which scheme applies to you. We are finding out."),
        ("Leg vast onder welke wet of regeling de persoon valt.",
         "Note under which law or scheme the person falls."),
        ("legal_route van de persoon", "legal_route of the person"),
    ),
    "ladder": (*_LADDER, ("ladder_step van de persoon", "ladder_step of the person")),
    "week_hours": (
        ("Hoeveel uur in de week kunt u?", "How many hours a week can you come?"),
        ("Vraag persoon en organisatie naar het minste en meeste aantal uren per week.",
         "Ask person and organisation for the least and most hours per week."),
        ("min of max minuten per week, van persoon of plek",
         "min or max minutes per week, of person or place"),
    ),
    "day_hours": (
        ("Hoeveel uur kunt u op een dag?", "How many hours can you come on a day?"),
        ("Vraag hoe lang een dag op de plek is, en hoe lang de persoon op een dag kan.",
         "Ask how long a day at the place is, and how long the person can work on a day."),
        ("max_day_minutes of day_minutes", "max_day_minutes or day_minutes"),
    ),
    "dayparts": (
        ("Op welke dagen kunt u? 's Ochtends, 's middags of 's avonds?",
         "On which days can you come? In the morning, afternoon or evening?"),
        ("Vraag op welke dagdelen de persoon kan en de plek open is.",
         "Ask on which dayparts the person can come and the place is open."),
        ("dayparts van persoon of plek", "dayparts of person or place"),
    ),
    "travel": (
        ("Hoe reist u, en hoe lang mag de reis zijn?",
         "How do you travel, and how long may the trip be?"),
        ("Vraag naar vervoer, langste reis en postcode, van persoon en plek.",
         "Ask for transport, longest trip and postcode, of person and place."),
        ("vervoer, maxima of ligging", "transport, maxima or location"),
    ),
    "functional_load": (
        _LOAD,
        ("Vraag de plek wat zij vraagt en de persoon wat kan, op de onderdelen die leeg zijn.",
         "Ask what the place asks and what the person can, on the items that are empty."),
        ("ability of demand op een functioneel item", "ability or demand on a functional item"),
    ),
    "conditions": (
        ("Wat heeft u nodig op een plek? We vragen na of het er is.",
         "What do you need at a place? We will ask whether it is there."),
        ("Vraag de organisatie of zij biedt wat de persoon nodig heeft.",
         "Ask the organisation whether it offers what the person needs."),
        ("conditions van de plek", "conditions of the place"),
    ),
    "language": (
        ("Hoe goed spreekt u Nederlands?", "How well do you speak Dutch?"),
        ("Leg vast hoe goed de persoon Nederlands spreekt, A1 tot C1.",
         "Note how well the person speaks Dutch, A1 to C1."),
        ("dutch van de persoon", "dutch of the person"),
    ),
    "licences": (
        ("Heeft u een rijbewijs? Welk rijbewijs is dat?",
         "Do you have a driving licence? Which one is it?"),
        ("Vraag welke rijbewijzen de persoon heeft.",
         "Ask which driving licences the person has."),
        ("licences van de persoon", "licences of the person"),
    ),
    "vog": (
        ("Voor dit werk is een VOG nodig. Heeft u er een, of wilt u er een aanvragen?",
         "This work needs a VOG, a certificate. Do you have one, or would you ask for one?"),
        ("Vraag of een VOG is aangevraagd, en op welke dag die komt.",
         "Ask whether a certificate of conduct (VOG) was requested, and on which day it comes."),
        ("vog van de persoon, of de verwachte dag", "vog of the person, or the expected day"),
    ),
    "recognition": (
        ("Welke opleiding doet u?", "Which course do you follow?"),
        ("Leg het crebo van de opleiding vast.", "Note the crebo of the course."),
        ("crebo van de persoon", "crebo of the person"),
    ),
    "guidance_level": (
        _HELP,
        ("Vraag welk niveau van werkbegeleiding nodig is, en wat de organisatie biedt.",
         "Ask which level of guidance is needed, and what the organisation offers."),
        ("guidance_level van de persoon of aanbod van de organisatie",
         "guidance_level of the person or offer of the organisation"),
    ),
    "preference": (
        ("Is er werk dat u zeker niet wilt?", "Is there work that you do not want at all?"),
        ("Vraag wat de persoon nooit wil.", "Ask what the person never wants."),
        ("wensen met never", "wishes with never"),
    ),
    "work": (
        ("Welk werk lijkt u leuk?", "Which work would you like?"),
        ("Vraag welk soort werk de persoon wil.", "Ask which kind of work the person wants."),
        ("preferences.work van de persoon", "preferences.work of the person"),
    ),
    "learning": (
        ("Wat wilt u graag leren?", "What would you like to learn?"),
        ("Vraag wat de persoon wil leren.", "Ask what the person wants to learn."),
        ("preferences.learning van de persoon", "preferences.learning of the person"),
    ),
    "organisation": (
        ("Is er een organisatie waar u graag naartoe wilt?",
         "Is there an organisation that you would like to go to?"),
        ("Vraag of de persoon een organisatie noemt.",
         "Ask whether the person names an organisation."),
        ("preferences.organisations van de persoon", "preferences.organisations of the person"),
    ),
    "skills": (
        ("We vragen na wat u op deze plek moet kunnen.",
         "We are asking what you need to be able to do at this place."),
        ("Vraag de organisatie welke vaardigheden de plek vraagt.",
         "Ask the organisation which skills the place asks."),
        ("skills van de plek", "skills of the place"),
    ),
    "hours": (
        ("Hoeveel uur in de week wilt u het liefst?", "How many hours a week would you like most?"),
        ("Vraag hoeveel uur de persoon het liefst wil, en hoeveel de plek biedt.",
         "Ask how many hours the person wants most, and how many the place offers."),
        ("wish_week_minutes, of uren van de plek", "wish_week_minutes, or hours of the place"),
    ),
    "load_headroom": (
        _LOAD,
        ("Vul de belastbaarheid aan: geen onderdeel is aan beide kanten bekend.",
         "Complete the functional items: none is known on both sides."),
        ("een item met ability en demand", "an item with ability and demand"),
    ),
    "guidance": (
        _HELP,
        ("Vraag hoeveel werkbegeleiding nodig is, en wat de organisatie biedt.",
         "Ask how much guidance is needed, and what the organisation offers."),
        ("guidance_level of aanbod van de organisatie",
         "guidance_level or offer of the organisation"),
    ),
    "coach": (
        ("Kent u al een jobcoach?", "Do you know a job coach already?"),
        ("Vraag welke jobcoach de persoon kent, en welke hulp nodig is.",
         "Ask which job coach the person knows, and which help is needed."),
        ("coach_specialisms of known_coach", "coach_specialisms or known_coach"),
    ),
    "ladder_step": (*_LADDER, ("ladder_step van de persoon", "ladder_step of the person")),
    "waiting": (
        ("Hoe lang wacht u al op een plek?", "How long have you been waiting for a place?"),
        ("Leg vast sinds wanneer de persoon wacht.", "Note since when the person waits."),
        ("waiting_since van de persoon", "waiting_since of the person"),
    ),
}  # fmt: skip


def _question(code: str, candidate: Pair, caseworker: Pair, missing: Pair) -> Message:
    nl, en = missing
    told = (f"{code} is unknown: niet bekend is {nl}.", f"{code} is unknown: not known is {en}.")
    return Message(candidate, caseworker, told)


ASK: dict[str, Message] = {
    f"ask.{code}": _question(code, *said) for code, said in _QUESTIONS.items()
}
