"""Dutch and English names of what the codes stand for."""

from __future__ import annotations

from enum import StrEnum

from solver.codes import DAYS, FUNCTIONAL_ITEMS, PARTS, LanguageLevel


class Language(StrEnum):
    """A language in which something is said."""

    NL = "nl"
    EN = "en"


_DUTCH_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DUTCH_PARTS = ("ochtend", "middag", "avond")

NAMES: dict[str, tuple[str, str]] = {
    "work": ("soort werk", "kind of work"),
    "learning": ("leerwensen", "things to learn"),
    "organisation": ("organisatie", "organisation"),
    "skills": ("vaardigheden", "skills"),
    "hours": ("uren", "hours"),
    "travel": ("reizen", "travel"),
    "load_headroom": ("ruimte in belastbaarheid", "load headroom"),
    "guidance": ("werkbegeleiding", "guidance"),
    "coach": ("jobcoach", "job coach"),
    "ladder_step": ("stap op de participatieladder", "step on the ladder"),
    "waiting": ("wachttijd", "waiting time"),
    "sharing": ("delen tussen gemeenten", "sharing between municipalities"),
    "forbidden": ("eerder afgewezen", "declined before"),
    "exemption": ("ontheffing", "exemption"),
    "seat_free": ("vrije plek", "free seat"),
    "period": ("periode", "period"),
    "fixed_term": ("vaste termijn", "fixed term"),
    "legal_route": ("wettelijke route", "legal route"),
    "ladder": ("participatieladder", "participation ladder"),
    "week_hours": ("uren per week", "hours per week"),
    "day_hours": ("uren per dag", "hours per day"),
    "dayparts": ("dagdelen", "dayparts"),
    "functional_load": ("belastbaarheid", "functional load"),
    "conditions": ("voorwaarden aan de plek", "conditions of the place"),
    "language": ("taalniveau", "language level"),
    "licences": ("rijbewijs", "driving licence"),
    "vog": ("VOG", "certificate of conduct (VOG)"),
    "recognition": ("erkend leerbedrijf", "recognised learning company"),
    "guidance_level": ("niveau van begeleiding", "level of guidance"),
    "preference": ("wil dit nooit", "the person's never"),
    "participation_act": ("Participatiewet", "Participation Act"),
    "jobs_agreement": ("banenafspraak", "jobs agreement"),
    "sheltered_work": ("beschut werk", "sheltered work"),
    "social_support_act": ("Wmo", "Social Support Act"),
    "student": ("student", "student"),
    "voluntary": ("vrijwillig", "voluntary"),
    "volunteering": ("vrijwilligerswerk", "volunteering"),
    "social_activation": ("sociale activering", "social activation"),
    "day_activity": ("dagbesteding", "day activity"),
    "work_experience": ("werkervaringsplek", "work experience"),
    "trial_placement": ("proefplaatsing", "trial placement"),
    "internship": ("stage", "internship"),
    "learn_work": ("leerwerkplek", "learning and working"),
    "sheltered": ("beschutte werkplek", "sheltered place"),
    "seconded": ("detachering", "secondment"),
    "supported_job": ("baan met begeleiding", "supported job"),
    "municipal_job": ("baan bij de gemeente", "municipal job"),
    "regular_job": ("gewone baan", "regular job"),
    "route": ("traject", "route"),
    "hard": ("hard", "hard"),
    "soft": ("zacht", "soft"),
    "motivate": ("met motivering", "with motivation"),
    "dutch": ("Nederlands", "Dutch"),
    "none": ("geen", "none"),
    "light": ("licht", "light"),
    "medium": ("gemiddeld", "medium"),
    "intensive": ("intensief", "intensive"),
    "little_distraction": ("weinig afleiding", "little distraction"),
    "predictable_day": ("een voorspelbare dag", "a predictable day"),
    "few_interruptions": ("weinig storingen", "few interruptions"),
    "no_deadlines": ("geen haastwerk", "no deadlines"),
    "low_pace": ("een rustig tempo", "a low pace"),
    "no_raised_risk": ("geen gevaarlijk werk", "no raised risk"),
    "no_customers": ("geen klanten", "no customers"),
    "no_care_tasks": ("geen zorgtaken", "no care tasks"),
    "colleague_nearby": ("een collega in de buurt", "a colleague nearby"),
    "working_alone": ("alleen werken", "working alone"),
    "no_leading": ("geen leiding geven", "no leading of others"),
    "fixed_contact": ("een vaste contactpersoon", "a fixed contact"),
    "quiet_room": ("een rustige ruimte", "a quiet room"),
    "step_free_access": ("een ingang zonder trap", "step-free access"),
    "adapted_workplace": ("een aangepaste werkplek", "an adapted workplace"),
    "toilet_nearby": ("een wc in de buurt", "a toilet nearby"),
    "change_of_posture": ("afwisselend zitten en staan", "changing between sitting and standing"),
    **{item.code: (item.nl, item.en) for item in FUNCTIONAL_ITEMS},
    **{
        f"{day}_{part}": (f"{dutch_day}{dutch_part}", f"{day.capitalize()} {part}")
        for day, dutch_day in zip(DAYS, _DUTCH_DAYS, strict=True)
        for part, dutch_part in zip(PARTS, _DUTCH_PARTS, strict=True)
    },
    "mornings": ("’s ochtends", "in the mornings"),
    "afternoons": ("’s middags", "in the afternoons"),
    "evenings": ("’s avonds", "in the evenings"),
    "weekend": ("in het weekend", "at the weekend"),
    **{level.name: (level.name, level.name) for level in LanguageLevel if level},
    **{level.name.lower(): (level.name, level.name) for level in LanguageLevel if level},
}


def named(code: str, language: Language) -> str:
    """Give the name of a code; raises `ValueError` for one that has none."""
    pair = NAMES.get(code) or NAMES.get(code.lower())
    if pair is None:
        raise ValueError(f"Expected a code that has a name, got {code}.")
    return pair[language is Language.EN]
