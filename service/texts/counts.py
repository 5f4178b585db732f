"""Why each criterion counts, and what adjusts the fit."""

from __future__ import annotations

from service.texts.message import Message, Pair

#: Why it counts, to the person and to the caseworker; and how the score is made.
_CRITERIA: dict[str, tuple[Pair, Pair, Pair]] = {
    "work": (
        ("We kijken of het werk is wat u wilt.", "We look whether the work is what you want."),
        ("hoe goed het soort werk past bij de wens",
         "how well the kind of work suits the wish"),
        ("1 bij first_choice, 0,75 bij liked, 0,3 als het niet is genoemd, anders 0",
         "1 for first_choice, 0.75 for liked, 0.3 when it was not named, else 0"),
    ),
    "learning": (
        ("We kijken of u er leert wat u wilt leren.",
         "We look whether you learn there what you want to learn."),
        ("hoeveel van de leerwensen de plek biedt",
         "how many of the things to learn the place offers"),
        ("aandeel van de leerwensen; first_choice telt dubbel",
         "share of the things to learn; first_choice counts double"),
    ),
    "organisation": (
        ("We kijken of u graag bij deze organisatie wilt zijn.",
         "We look whether you would like to be at this organisation."),
        ("of de organisatie gewenst is", "whether the organisation is wanted"),
        ("1 bij first_choice, 0,75 bij liked, 0,5 als zij niet is genoemd, anders 0",
         "1 for first_choice, 0.75 for liked, 0.5 when it was not named, else 0"),
    ),
    "skills": (
        ("We kijken of u kunt wat er op de plek nodig is.",
         "We look whether you can do what the place needs."),
        ("hoeveel van de gevraagde vaardigheden de persoon heeft",
         "how many of the skills asked the person has"),
        ("aandeel van de gevraagde vaardigheden, gewogen met skill_rarity",
         "share of the skills asked, weighted with skill_rarity"),
    ),
    "hours": (
        ("We kijken of het aantal uren is wat u wilt.",
         "We look whether the number of hours is what you want."),
        ("hoe dicht de uren bij de wens liggen", "how near the hours are to the wish"),
        ("1 − afstand tot wish_week_minutes / wish_week_minutes, ten minste 0",
         "1 − distance to wish_week_minutes / wish_week_minutes, at least 0"),
    ),
    "travel": (
        ("We kijken of de plek dichtbij is.", "We look whether the place is near."),
        ("hoe dichtbij de plek is, naar wat de persoon kan reizen",
         "how near the place is, given what the person can travel"),
        ("1 naast de deur, 0 op de grens in minuten of kilometers die het eerst is bereikt",
         "1 next door, 0 at the limit in minutes or kilometres that is reached first"),
    ),
    "load_headroom": (
        ("We kijken of het werk niet te zwaar en niet te licht is.",
         "We look whether the work is not too hard and not too light."),
        ("hoe de belasting past: te zwaar en te licht zijn beide minder",
         "how the load suits: too much and too little are both worse"),
        ("gemiddelde over items naar ability − demand: 0,7 1 1 0,6 0,4",
         "mean over items by ability − demand: 0.7 1 1 0.6 0.4"),
    ),
    "guidance": (
        ("We kijken of er genoeg begeleiding is op de plek.",
         "We look whether there is enough guidance at the place."),
        ("hoe de werkbegeleiding past bij wat nodig is",
         "how the guidance suits what is needed"),
        ("1 op het gevraagde niveau, 0,75 en 0,5 een of twee hoger, 0 zonder",
         "1 at the level asked, 0.75 and 0.5 one or two above, 0 without"),
    ),
    "coach": (
        ("We kijken of de jobcoach bij u past.", "We look whether the job coach suits you."),
        ("hoe de jobcoach past: specialisme, en of de persoon de coach kent",
         "how the job coach suits: specialism, and whether the person knows the coach"),
        ("aandeel van de specialismen; met een bekende coach 0,7 daarvan en 0,3 voor die coach",
         "share of the specialisms; with a coach known 0.7 of it and 0.3 for that coach"),
    ),
    "ladder_step": (
        ("We kijken of de plek een stap vooruit is.",
         "We look whether the place is a step forward."),
        ("of de plek een stap vooruit is op de ladder",
         "whether the place is a step forward on the ladder"),
        ("1 bij een stap omhoog, 0,5 bij dezelfde, 0 omlaag",
         "1 for a step up, 0.5 for the same, 0 down"),
    ),
    "waiting": (
        ("We kijken hoe lang u al wacht.", "We look how long you have been waiting."),
        ("hoe lang de persoon wacht", "how long the person waits"),
        ("weken sinds waiting_since / waiting_weeks_full, ten hoogste 1",
         "weeks since waiting_since / waiting_weeks_full, at most 1"),
    ),
    "soft_rules": (
        ("Niet alles klopt precies. Daarom telt de plek iets minder.",
         "Not everything fits exactly. So the place counts a little less."),
        ("aftrek voor zachte regels die niet kloppen", "taken off for soft rules that say no"),
        ("soft_penalty per zachte regel of zacht item dat nee zegt",
         "soft_penalty per soft rule or soft item that says no"),
    ),
    "rather_not": (
        ("U doet dit liever niet. Daarom komt de plek als laatste.",
         "You would rather not do this. So the place comes last."),
        ("bijstelling omdat de persoon dit liever niet wil: de laagste fit die mag",
         "adjustment because the person would rather not: the lowest fit that may be"),
        ("de fit wordt minimum_fit door een wens rather_not",
         "the fit becomes minimum_fit by a wish rather_not"),
    ),
}  # fmt: skip


def _counts(code: str, candidate: Pair, caseworker: Pair, auditor: Pair) -> Message:
    return Message(
        candidate,
        (
            f"{{points:# punt|# punten}}: {caseworker[0]}.",
            f"{{points:# point|# points}}: {caseworker[1]}.",
        ),
        (
            f"{code}, {{points:# punt|# punten}} van de fit: {auditor[0]}.",
            f"{code}, {{points:# point|# points}} of the fit: {auditor[1]}.",
        ),
    )


COUNTS: dict[str, Message] = {
    f"counts.{code}": _counts(code, *said) for code, said in _CRITERIA.items()
}
