"""Whether a place stays the best when one weight or one answer is otherwise."""

from __future__ import annotations

from service.texts.message import Message, Pair

OTHERS_UNCHANGED: Pair = ("met de rest onveranderd", "with the others unchanged")


def _elsewhere(condition: Pair, candidate: Pair) -> Message:
    nl, en = condition
    unchanged = OTHERS_UNCHANGED
    return Message(
        candidate,
        (f"{nl}, {unchanged[0]}: dan is {{reference}} {{points:# punt|# punten}} beter.",
         f"{en}, {unchanged[1]}: then {{reference}} is {{points:# point|# points}} better."),
        (f"{nl}, {unchanged[0]}, bij vaste prijzen: {{reference}} + {{points}}.",
         f"{en}, {unchanged[1]}, at fixed prices: {{reference}} + {{points}}."),
    )  # fmt: skip


def _nowhere(condition: Pair, candidate: Pair) -> Message:
    nl, en = condition
    unchanged = OTHERS_UNCHANGED
    return Message(
        candidate,
        (f"{nl}, {unchanged[0]}: dan kan deze plek niet, en is geen andere genoeg waard.",
         f"{en}, {unchanged[1]}: then this place is not possible, and no other is worth enough."),
        (f"{nl}, {unchanged[0]}, bij vaste prijzen: geen plek is meer waard dan de prijs.",
         f"{en}, {unchanged[1]}, at fixed prices: no place is worth more than its price."),
    )  # fmt: skip


_CONDITIONS: dict[str, tuple[Pair, Pair, Pair]] = {
    "less": (
        ("‘{rule}’ telt een vijfde minder", "‘{rule}’ counts a fifth less"),
        ("Er is een andere plek die bijna even goed bij u past.",
         "There is another place that suits you almost as well."),
        ("Deze plek past maar net goed genoeg.", "This place suits only just enough."),
    ),
    "more": (
        ("‘{rule}’ telt een vijfde meer", "‘{rule}’ counts a fifth more"),
        ("Er is een andere plek die bijna even goed bij u past.",
         "There is another place that suits you almost as well."),
        ("Deze plek past maar net goed genoeg.", "This place suits only just enough."),
    ),
    "answer": (
        ("Wat nog niet bekend is van ‘{rule}’ kan zo uitvallen",
         "What is not known yet of ‘{rule}’ may turn out so"),
        ("We weten nog niet alles. Misschien past een andere plek beter.",
         "We do not know everything yet. Another place may suit you better."),
        ("We weten nog niet alles. Misschien kan deze plek niet.",
         "We do not know everything yet. This place may not be possible."),
    ),
}  # fmt: skip

ROBUST: dict[str, Message] = {
    "robust": Message(
        ("Deze plek past het best, ook als we iets anders kijken.",
         "This place suits best, also when we look a little differently."),
        ("Blijft de beste plek bij elk gewicht een vijfde anders en bij elk antwoord, met de rest"
         " onveranderd.",
         "Stays the best place with each weight a fifth otherwise and with each answer, with the"
         " others unchanged."),
        ("robust: geen enkel gewicht × 0,8 of × 1,2 en geen enkel antwoord maakt een andere optie"
         " beter, met de rest onveranderd en bij vaste prijzen.",
         "robust: no single weight × 0.8 or × 1.2 and no single answer makes another option better,"
         " with the others unchanged and at fixed prices."),
    ),
    **{f"flips.{change}": _elsewhere(condition, said)
       for change, (condition, said, _) in _CONDITIONS.items()},
    **{f"flips.{change}_none": _nowhere(condition, said)
       for change, (condition, _, said) in _CONDITIONS.items()},
    "asks_most": Message(
        ("Deze vraag helpt ons het meest.", "This question helps us most."),
        ("Dit antwoord verandert het meest, met de rest onveranderd: ‘{rule}’,"
         " {points:# punt|# punten}.",
         "This answer changes most, with the others unchanged: ‘{rule}’,"
         " {points:# point|# points}."),
        ("question {rule:code}: de beste waarde bij vaste prijzen verschilt {points} tussen de"
         " antwoorden, met de rest onveranderd.",
         "question {rule:code}: the best worth at fixed prices differs by {points} between the"
         " answers, with the others unchanged."),
    ),
}  # fmt: skip
