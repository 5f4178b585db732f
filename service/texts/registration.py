"""The Dutch words of the registration in the national register of algorithms.

Publication standard of the Algoritmeregister 1.0 (Ministry of the Interior): its fields, how long
each may be, and which must be filled. What is said of the data is said field by field, so that a
new field cannot be left unsaid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solver.coaches import Coach
from solver.people import Candidate
from solver.places import Organisation, Vacancy

DEVELOPED, USED, ENDED = "In ontwikkeling", "In gebruik", "Buiten gebruik"
#: It ranks people for work (AI Act, annex III 4a): the heaviest category.
CATEGORY = "Hoog-risico AI-systemen"
STANDARD = "1.0.0"
LINK, MAIL = r"https://\S+", r"[^@\s]+@[^@\s]+"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the standard: below how many characters, whether needed, and in which form."""

    key: str
    title: str
    below: int | None = None
    needed: bool = False
    form: str | None = None


#: The fields by group, in the order of the standard.
ENTRIES: Mapping[str, tuple[Entry, ...]] = {
    "Algemene informatie": (
        Entry("name", "Naam", 100, needed=True),
        Entry("description_short", "Korte omschrijving", 350, needed=True),
        Entry("organization", "Organisatie", 100, needed=True),
        Entry("category", "Thema"),
        Entry("status", "Status", needed=True),
        Entry("begin_date", "Begindatum"),
        Entry("contact_email", "Contactgegevens", needed=True, form=f"{LINK}|{MAIL}"),
        Entry("publication_category", "Publicatiecategorie", needed=True),
    ),
    "Verantwoord gebruik": (
        Entry("goal", "Doel en impact", 2500),
        Entry("proportionality", "Afwegingen", 2500),
        Entry("human_intervention", "Menselijke tussenkomst", 2500),
        Entry("risks", "Risicobeheer", 2500),
        Entry("lawful_basis", "Wettelijke basis", 2500),
    ),
    "Werking": (
        Entry("source_data", "Gegevens", 2500),
        Entry("methods_and_models", "Technische werking", 5000),
        Entry("publiccode", "Link naar broncode", form=LINK),
    ),
    "Metadata": (
        Entry("lang", "Taal", needed=True),
        Entry("standard_version", "Schema", needed=True),
        Entry("source_id", "Bron-ID", 100),
        Entry("tags", "Zoektermen"),
    ),
}

NAME = "Plaatsmaker: plekken voorstellen aan mensen ver van de arbeidsmarkt"
SHORT = (
    "Dit algoritme stelt plekken voor aan mensen voor wie werk vinden moeilijk is. Dat kan"
    " vrijwilligerswerk zijn, een werkervaringsplek of een baan met hulp. Het kijkt naar wat"
    " iemand wil en kan, en naar de plekken en begeleiding die er zijn. Mensen beslissen."
)
TAGS = "matching, participatie, vrijwilligerswerk, beschut werk, werkervaring, jobcoach"
THEMES = ["Werk", "Sociale zekerheid"]

#: What is read of each kind of record, by field.
FACTS: Mapping[type, tuple[str, Mapping[str, str]]] = {
    Candidate: (
        "Van de persoon",
        {
            "reference": "pseudoniem",
            "municipality": "gemeente",
            "priority": "voorrang",
            "priority_reason": "reden van voorrang",
            "legal_route": "wettelijke route",
            "ladder_step": "trede op de participatieladder",
            "present_kind": "huidige plek",
            "step_down_allowed": "of een stap omlaag mag",
            "exempt": "ontheffing",
            "paused": "pauze",
            "available": "beschikbaarheid",
            "waiting_since": "wachtend sinds",
            "location": "ligging",
            "postcode": "vier cijfers van de postcode",
            "load": "belastbaarheid (uren, dagdelen, wat iemand kan, wat een plek moet bieden)",
            "guidance_level": "niveau van werkbegeleiding",
            "guidance_minutes": "minuten werkbegeleiding",
            "coaching_minutes": "minuten jobcoaching",
            "coach_specialisms": "gevraagd specialisme van de jobcoach",
            "coach_languages": "gevraagde taal van de jobcoach",
            "known_coach": "bekende jobcoach",
            "dutch": "niveau Nederlands",
            "licences": "rijbewijzen",
            "vog": "stand van de VOG",
            "vog_expected": "verwachte dag van de VOG",
            "crebo": "opleiding (crebo)",
            "skills": "vaardigheden",
            "preferences": "wensen: werk, leren, organisaties",
            "travel": "vervoer en langste reis",
            "places_wanted": "gewenst aantal plekken",
            "group": "groep die samen begint",
            "not_together_with": "met wie niet samen",
            "share_with_region": "toestemming om in andere gemeenten te zoeken",
        },
    ),
    Vacancy: (
        "Van de plek",
        {
            "reference": "kenmerk",
            "municipality": "gemeente",
            "organisation": "organisatie",
            "kind": "soort plek",
            "seats": "aantal plaatsen",
            "name": "naam",
            "work": "soort werk",
            "min_start": "aantal mensen om te beginnen",
            "period": "periode",
            "term_weeks": "vaste duur",
            "start_dates": "begindagen, voor wie na elkaar komen",
            "sharing": "voor welke gemeenten",
            "location": "ligging",
            "postcode": "postcode",
            "min_week_minutes": "minste uren per week",
            "max_week_minutes": "meeste uren per week",
            "day_minutes": "uren per dag",
            "dayparts": "dagdelen",
            "dayparts_needed": "aantal dagdelen",
            "demands": "wat het werk vraagt",
            "conditions": "wat de plek biedt",
            "dutch": "gevraagd Nederlands",
            "licences": "gevraagde rijbewijzen",
            "vog_required": "of een VOG nodig is",
            "crebo": "opleiding (crebo)",
            "skills": "gevraagde vaardigheden",
            "learning": "wat men er leert",
            "needs_coach": "of een jobcoach hoort bij de plek",
        },
    ),
    Organisation: (
        "Van de organisatie",
        {
            "reference": "kenmerk",
            "municipality": "gemeente",
            "name": "naam",
            "sector": "sector",
            "total_seats": "grootste aantal mensen",
            "guidance_minutes": "uren werkbegeleiding per niveau",
            "recognitions": "erkenningen als leerbedrijf",
        },
    ),
    Coach: (
        "Van de jobcoach",
        {
            "reference": "pseudoniem",
            "municipality": "gemeente",
            "week_minutes": "uren per week",
            "specialisms": "specialismen",
            "languages": "talen",
            "area": "werkgebied",
            "available": "beschikbaarheid",
        },
    ),
}
DECIDED = (
    "Verder: lopende en bewaarde plaatsingen, uitgesloten combinaties, openstaande voorstellen en"
    " samenwerkingen tussen gemeenten. Andere gegevens leest het algoritme niet; namen van mensen,"
    " BSN en diagnoses zijn er niet. Wat niet bekend is, is geen nee: de plek blijft over, met de"
    " vraag die iemand moet stellen."
)
#: Where a region holds back for people who are expected: the data, and how it is done.
CAME_ON = (
    "Op de korte lijsten telt ook mee op welke dag iemand voor het eerst is vastgelegd: wie de"
    " laatste vier weken kwam, staat voor wie de komende vier weken wordt verwacht."
)
HOLD_BACK = (
    "Korte lijsten houden iets achter de hand voor mensen die nog komen. Elk plan rekent uit wat"
    " schaarse plaatsen, begeleiding en jobcoaches waard zijn voor evenveel en zulke mensen als in"
    " de laatste vier weken kwamen. Is dat meer dan de prijs in het plan, dan gaat dat eraf in de"
    " volgorde van de lijst; een plek die daardoor lager staat, zegt dat."
)
NO_HOLD_BACK = "Korte lijsten houden niets achter de hand voor mensen die nog komen."
WHY = (
    "Mensen, plekken, begeleiders en jobcoaches zijn schaars en hangen samen: wie een plek krijgt,"
    " laat een andere over. Het algoritme weegt dat voor iedereen tegelijk. Het zegt bij elk"
    " voorstel waarom, bij wie geen plek heeft de werkelijke reden, en wat niet bekend is. Het"
    " beoordeelt geen motivatie of gedrag en leert niet van eerdere besluiten: elk gewicht is door"
    " mensen gekozen en staat bij de technische werking."
)
HOW = (
    "1. Elke persoon en plek gaan langs de regels; een regel zegt ja, nee of onbekend."
    " 2. Elke combinatie die overblijft krijgt een fit van 0 tot 10.000 punten: het gewogen"
    " gemiddelde van de criteria. 3. Een wiskundige optimalisatie kiest voor iedereen tegelijk een"
    " plan met de meeste punten, waarin geen plaats, begeleider of jobcoach te veel wordt gevraagd."
    " 4. Een tweede programma, dat niets van de optimalisatie weet, rekent elk plan na. Elk plan"
    " zegt hoe ver het ten hoogste van het best mogelijke af ligt."
)
RISKS = (
    "Te veel vertrouwen op een score: onbekende zaken en signalen staan bij elk voorstel, een"
    " besluit vraagt een mens, en niemand hoeft een voorstel over te nemen. Fouten in een plan: elk"
    " plan wordt nagerekend voordat het wordt bewaard. Ongelijke behandeling: er is geen gegeven"
    " over afkomst, geslacht, leeftijd, geloof of uitkeringsverleden; ligging en postcode tellen"
    " alleen voor de reis, talen alleen voor het werk en de jobcoach. Privacy: alleen pseudoniemen;"
    " elke gemeente ziet alleen haar eigen mensen, en de database bewaakt dat. Wie wil weten wat er"
    " over hem of haar is vastgelegd, krijgt alles in één antwoord."
)
#: Pages of the documentation, from the root of the source.
PAGES = (
    "docs/how-it-solves.md",
    "docs/weight-sets.md",
    "docs/nights.md",
    "docs/texts.md",
    "docs/access.md",
)
