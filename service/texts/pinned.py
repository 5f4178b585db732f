"""Who has a scarce thing, and what it means for a plan when somebody's place is pinned.

Of people of other municipalities nothing is said but that they are; a person is told of nobody.
"""

from __future__ import annotations

from service.texts.message import Message, Pair

_SOMEBODY: Pair = ("Iemand anders heeft die plek.", "Somebody else has that place.")
_LOOKED: Pair = (
    "We kijken ook wat dit voor andere mensen betekent.",
    "We also look at what this means for other people.",
)
_HOW: dict[str, Pair] = {
    "placement": ("door een plaatsing", "by a placement"),
    "introduced": ("door een kennismaking", "by an introduction"),
    "proposed": ("door een voorstel van het plan", "by a proposal of the plan"),
}


def _holds(code: str, how: Pair) -> Message:
    nl, en = how
    return Message(
        _SOMEBODY,
        (f"{{who}} heeft daarvan {{amount}}, {nl}.", f"{{who}} has {{amount}} of it, {en}."),
        (f"by {{who}}: amount {{amount}}, stands {code}; {nl}.",
         f"by {{who}}: amount {{amount}}, stands {code}; {en}."),
    )  # fmt: skip


def _elsewhere(code: str, how: Pair) -> Message:
    nl, en = how
    return Message(
        _SOMEBODY,
        (f"Iemand van een andere gemeente heeft daarvan {{amount}}, {nl}.",
         f"Someone of another municipality has {{amount}} of it, {en}."),
        (f"by een andere gemeente: amount {{amount}}, stands {code}; {nl}.",
         f"by another municipality: amount {{amount}}, stands {code}; {en}."),
    )  # fmt: skip


_COSTS: dict[str, Message] = {
    "no_plan": Message(
        ("Hiervoor is nu geen ruimte gevonden.", "No room was found for this now."),
        ("Er is geen plan gevonden waarin dit past. Wie daar is voorgesteld of pas is verplaatst,"
         " blijft.",
         "No plan was found that has room for this. Whoever is introduced there or was moved"
         " lately stays."),
        ("cost ontbreekt: geen plan met deze paren gevonden.",
         "cost is absent: no plan with these pairs was found."),
    ),
    "nobody_moves": Message(
        ("Niemand anders hoeft hiervoor te veranderen.", "Nobody else needs to change for this."),
        ("Niemand hoeft hiervoor naar een andere plek.",
         "Nobody needs to go to another place for this."),
        ("moves is leeg: het plan heeft deze paren al.",
         "moves is empty: the plan has these pairs already."),
    ),
    "moves": Message(
        _LOOKED,
        ("In het plan verandert er iets voor {people:# persoon|# mensen} van de eigen gemeente.",
         "In the plan something changes for {people:# person|# people} of one's own"
         " municipality."),
        ("moves telt {people}, de paren zelf meegerekend.",
         "moves counts {people}, the pairs themselves included."),
    ),
    "elsewhere": Message(
        _LOOKED,
        ("Iemand van een andere gemeente moet {amount} afstaan van {reference}.",
         "Someone of another municipality would have to give up {amount} of {reference}."),
        ("elsewhere: {amount} van {reference} is elders voorgesteld.",
         "elsewhere: {amount} of {reference} is proposed elsewhere."),
    ),
    "between": Message(
        _LOOKED,
        ("Het plan verliest hiermee minstens {least} en hoogstens {most} punten; onder nul wint"
         " het.",
         "The plan loses at least {least} and at most {most} points by this; below zero it"
         " gains."),
        ("cost: atLeast {least}, atMost {most}.", "cost: atLeast {least}, atMost {most} points."),
    ),
    "at_most": Message(
        _LOOKED,
        ("Het plan verliest hiermee hoogstens {most} punten. Hoe weinig het kan zijn, is niet"
         " bekend.",
         "The plan loses at most {most} points by this. How little it may be is not known."),
        ("cost: atMost {most}; atLeast is niet bekend.",
         "cost: atMost {most}; atLeast is not known."),
    ),
    "at_least": Message(
        _LOOKED,
        ("Het plan verliest hiermee minstens {least} punten. Hoeveel het hoogstens is, is niet"
         " bekend.",
         "The plan loses at least {least} points by this. How much it is at most is not known."),
        ("cost: atLeast {least}; atMost is niet bekend.",
         "cost: atLeast {least}; atMost is not known."),
    ),
    "not_known": Message(
        _LOOKED,
        ("Wat het plan hiermee verliest, is niet bekend.",
         "What the plan loses by this is not known."),
        ("cost: atLeast en atMost zijn niet bekend.", "cost: neither atLeast nor atMost is known."),
    ),
}  # fmt: skip

PINNED: dict[str, Message] = {
    **{f"holds.{code}": _holds(code, how) for code, how in _HOW.items()},
    **{f"elsewhere.{code}": _elsewhere(code, how) for code, how in _HOW.items()},
    **{f"pinned.{code}": message for code, message in _COSTS.items()},
}
