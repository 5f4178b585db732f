"""Who has a scarce thing, and what it means for a plan when somebody's place is pinned.

Of people of other municipalities only how much they have together; a person is told of nobody.
"""

from __future__ import annotations

from dataclasses import replace

from service.texts.message import Message, Pair

_SOMEBODY: Pair = ("Dit is nu voor iemand anders.", "This is for somebody else now.")
_YOURS: Pair = ("U heeft hier zelf al iets van.", "You have some of this already yourself.")
_LOOKED: Pair = (
    "We kijken ook wat dit voor andere mensen betekent.",
    "We also look at what this means for other people.",
)
_HOW: dict[str, Pair] = {
    "placement": ("door een plaatsing", "by a placement"),
    "introduced": ("door een kennismaking", "by an introduction"),
    "proposed": ("door een voorstel van het plan", "by a proposal of the plan"),
}
#: How much of a scarce thing, by what it is counted in.
_AMOUNTS: dict[str, Pair] = {
    "seats": ("{amount:# plaats|# plaatsen}", "{amount:# seat|# seats}"),
    "minutes": (
        "{amount:# minuut|# minuten} per week",
        "{amount:# minute|# minutes} per week",
    ),
}


def _holds(code: str, how: Pair, amount: Pair) -> Message:
    nl, en = how
    return Message(
        _SOMEBODY,
        (f"{{who}} heeft daarvan {amount[0]}, {nl}.", f"{{who}} has {amount[1]} of it, {en}."),
        (f"by {{who}}: amount {{amount}}, stands {code}; {nl}.",
         f"by {{who}}: amount {{amount}}, stands {code}; {en}."),
    )  # fmt: skip


def _own(code: str, how: Pair, amount: Pair) -> Message:
    """Say that somebody has it who is asked for."""
    return replace(_holds(code, how, amount), candidate=_YOURS)


def _elsewhere(code: str, how: Pair, amount: Pair) -> Message:
    nl, en = how
    return Message(
        _SOMEBODY,
        (f"Andere gemeenten hebben daarvan {amount[0]}, {nl}.",
         f"Other municipalities have {amount[1]} of it, {en}."),
        (f"by andere gemeenten: amount {{amount}}, stands {code}; {nl}.",
         f"by other municipalities: amount {{amount}}, stands {code}; {en}."),
    )  # fmt: skip


def _makes_way(amount: Pair) -> Message:
    nl, en = amount
    return Message(
        _LOOKED,
        (f"Andere gemeenten zouden {nl} van {{reference}} moeten afstaan.",
         f"Other municipalities would have to give up {en} of {{reference}}."),
        ("elsewhere: {amount} van {reference} is elders voorgesteld.",
         "elsewhere: {amount} of {reference} is proposed elsewhere."),
    )  # fmt: skip


_COSTS: dict[str, Message] = {
    "no_plan": Message(
        ("Hiervoor is nu geen ruimte gevonden.", "No room was found for this now."),
        ("Er is geen plan gevonden waarin dit past. Wie daar al kennismaakt of pas is verplaatst,"
         " blijft.",
         "No plan was found that has room for this. Whoever is introduced there or was moved"
         " lately stays."),
        ("cost ontbreekt: geen plan met deze paren gevonden.",
         "cost is absent: no plan with these pairs was found."),
    ),
    "nobody_moves": Message(
        ("Voor andere mensen verandert er niets.", "Nothing changes for other people."),
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
    "others": Message(
        _LOOKED,
        ("Ook voor {people:# persoon|# mensen} van andere gemeenten verandert er iets.",
         "Something changes for {people:# person|# people} of other municipalities too."),
        ("others telt {people} mensen van andere gemeenten.",
         "others counts {people} people of other municipalities."),
    ),
    "anew": Message(
        _LOOKED,
        ("Vergeleken met het beste plan dat er nu zonder kan zijn, kost dit minstens {least} en"
         " hoogstens {most} punten.",
         "Beside the best plan that there can be now without it, this costs at least {least} and"
         " at most {most} points."),
        ("anew: atLeast {least}, atMost {most} punten.",
         "anew: atLeast {least}, atMost {most} points."),
    ),
    "exactly": Message(
        _LOOKED,
        ("Het plan verliest hiermee precies {most} punten; onder nul wint het.",
         "The plan loses exactly {most} points by this; below zero it gains."),
        ("cost: precies {most} punten.", "cost: exactly {most} points."),
    ),
    "between": Message(
        _LOOKED,
        ("Het plan verliest hiermee minstens {least} en hoogstens {most:# punt|# punten}; onder nul"
         " wint het.",
         "The plan loses at least {least} and at most {most:# point|# points} by this; below zero"
         " it gains."),
        ("cost: atLeast {least}, atMost {most}.", "cost: atLeast {least}, atMost {most} points."),
    ),
    "at_most": Message(
        _LOOKED,
        ("Het plan verliest hiermee hoogstens {most:# punt|# punten}. Hoe weinig het kan zijn, is"
         " niet bekend.",
         "The plan loses at most {most:# point|# points} by this. How little it may be is not"
         " known."),
        ("cost: atMost {most}; atLeast is niet bekend.",
         "cost: atMost {most}; atLeast is not known."),
    ),
    "at_least": Message(
        _LOOKED,
        ("Het plan verliest hiermee minstens {least:# punt|# punten}. Hoeveel het hoogstens is, is"
         " niet bekend.",
         "The plan loses at least {least:# point|# points} by this. How much it is at most is"
         " not known."),
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
    **{
        f"{family}.{code}_{counted}": said(code, how, amount)
        for family, said in (("holds", _holds), ("own", _own), ("elsewhere", _elsewhere))
        for code, how in _HOW.items()
        for counted, amount in _AMOUNTS.items()
    },
    **{f"pinned.{code}": message for code, message in _COSTS.items()},
    **{f"pinned.elsewhere_{counted}": _makes_way(amount) for counted, amount in _AMOUNTS.items()},
}
