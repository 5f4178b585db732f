"""What is scarce: taken by others, never enough for this person, or too little left.

`reference` is qualified (`GM0222/v12`); a person is never told it. What an organisation has from a
day on is named with that day.
"""

from __future__ import annotations

from service.texts.message import Message

_TAKEN: dict[str, Message] = {
    "seats": Message(
        ("Er is geen plaats meer vrij.", "There is no free place left."),
        ("Alle plaatsen van {reference} zijn vergeven.", "All seats of {reference} are taken."),
        ("seats van {reference}: minder over dan nodig.",
         "seats of {reference}: less left than needed."),
    ),
    "guidance": Message(
        ("De begeleiders daar hebben nu geen tijd over.",
         "The guides there have no time left now."),
        ("De werkbegeleiding van {reference:from}, niveau {level}, is vergeven.",
         "The guidance of {reference:from}, level {level}, is taken."),
        ("guidance van {reference:from}, niveau {level:code}: minder minuten over dan nodig.",
         "guidance of {reference:from}, level {level:code}: fewer minutes left than needed."),
    ),
    "total": Message(
        ("De organisatie heeft nu genoeg mensen.", "The organisation has enough people now."),
        ("Het grootste aantal mensen van {reference:from} is bereikt.",
         "The most people that {reference:from} takes is reached."),
        ("total van {reference:from}: total_seats is bereikt.",
         "total of {reference:from}: total_seats is reached."),
    ),
    "coaching": Message(
        ("De jobcoach heeft nu geen tijd over.", "The job coach has no time left now."),
        ("Jobcoach {reference} heeft te weinig minuten over.",
         "Job coach {reference} has too few minutes left."),
        ("coaching van {reference}: minder minuten over dan nodig.",
         "coaching of {reference}: fewer minutes left than needed."),
    ),
    "apart": Message(
        ("Op die plek is nu geen ruimte voor u.", "There is no room for you at that place now."),
        ("Op {reference} zou de persoon iemand treffen van wie die gescheiden moet blijven.",
         "At {reference} the person would meet somebody from whom to be kept apart."),
        ("apart op {reference}: not_together_with laat er één toe.",
         "apart at {reference}: not_together_with lets one in."),
    ),
}  # fmt: skip
#: Less in all than this person, or the people who start together, take.
_SHORT: dict[str, Message] = {
    "seats": Message(
        ("Er zijn daar te weinig plaatsen om samen te beginnen.",
         "There are too few places there to start together."),
        ("{reference} heeft minder plaatsen dan de groep nodig heeft.",
         "{reference} has fewer seats than the group needs."),
        ("seats van {reference}: in totaal minder dan nodig.",
         "seats of {reference}: fewer in all than needed."),
    ),
    "guidance": Message(
        ("U heeft meer begeleiding nodig dan daar is.",
         "You need more guidance than there is at that place."),
        ("{reference} heeft op niveau {level} minder werkbegeleiding dan nodig.",
         "{reference} has less guidance at level {level} than needed."),
        ("guidance van {reference}, niveau {level:code}: in totaal minder minuten dan nodig.",
         "guidance of {reference}, level {level:code}: fewer minutes in all than needed."),
    ),
    "total": Message(
        ("De organisatie heeft te weinig ruimte om samen te beginnen.",
         "The organisation has too little room to start together."),
        ("{reference} neemt minder mensen dan de groep telt.",
         "{reference} takes fewer people than the group has."),
        ("total van {reference}: total_seats is minder dan nodig.",
         "total of {reference}: total_seats is less than needed."),
    ),
    "coaching": Message(
        ("U heeft meer hulp van een jobcoach nodig dan er is.",
         "You need more help of a job coach than there is."),
        ("Jobcoach {reference} heeft in totaal minder minuten dan nodig.",
         "Job coach {reference} has fewer minutes in all than needed."),
        ("coaching van {reference}: in totaal minder minuten dan nodig.",
         "coaching of {reference}: fewer minutes in all than needed."),
    ),
    "apart": Message(
        ("Op die plek is geen ruimte voor u.", "There is no room for you at that place."),
        ("Op {reference} is iemand van wie de persoon gescheiden moet blijven.",
         "Somebody from whom the person must be kept apart is at {reference}."),
        ("apart op {reference}: de beurt is bezet.", "apart at {reference}: the turn is taken."),
    ),
}  # fmt: skip
_LACKING: dict[str, Message] = {
    "seats": Message(
        ("Er is te weinig plaats.", "There is too little room."),
        ("Te weinig plaatsen op {reference}: {asked} nodig, {left} over.",
         "Too few seats at {reference}: {asked} needed, {left} left."),
        ("seats van {reference}: asked {asked}, left {left}.",
         "seats of {reference}: asked {asked}, left {left}."),
    ),
    "guidance": Message(
        ("Er is te weinig tijd om u te begeleiden.", "There is too little time to guide you."),
        ("Te weinig werkbegeleiding bij {reference:from}, niveau {level}:"
         " {asked:# minuut|# minuten} per week nodig, {left} over.",
         "Too little guidance at {reference:from}, level {level}: {asked:# minute|# minutes} per"
         " week needed, {left} left."),
        ("guidance van {reference:from}, niveau {level:code}: asked {asked}, left {left} minuten.",
         "guidance of {reference:from}, level {level:code}: asked {asked}, left {left} minutes."),
    ),
    "total": Message(
        ("De organisatie heeft genoeg mensen.", "The organisation has enough people."),
        ("{reference:from} kan te weinig mensen erbij hebben: {asked} nodig, {left} over.",
         "{reference:from} can take too few more people: {asked} needed, {left} left."),
        ("total van {reference:from}: asked {asked}, left {left}.",
         "total of {reference:from}: asked {asked}, left {left}."),
    ),
    "coaching": Message(
        ("De jobcoach heeft te weinig tijd.", "The job coach has too little time."),
        ("Jobcoach {reference} heeft te weinig tijd: {asked:# minuut|# minuten} per week nodig,"
         " {left} over.",
         "Job coach {reference} has too little time: {asked:# minute|# minutes} per week needed,"
         " {left} left."),
        ("coaching van {reference}: asked {asked}, left {left} minuten.",
         "coaching of {reference}: asked {asked}, left {left} minutes."),
    ),
    "apart": Message(
        ("Op die plek is nu geen ruimte.", "There is no room at that place now."),
        ("Op {reference} zouden twee mensen samenkomen die gescheiden moeten blijven:"
         " {asked} gevraagd, {left} over.",
         "At {reference} two people who must be kept apart would meet: {asked} asked, {left}"
         " left."),
        ("apart op {reference}: asked {asked}, left {left}.",
         "apart at {reference}: asked {asked}, left {left}."),
    ),
}  # fmt: skip

SCARCE: dict[str, Message] = {
    f"{family}.{kind}": message
    for family, messages in (("taken", _TAKEN), ("short", _SHORT), ("lacking", _LACKING))
    for kind, message in messages.items()
}
