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
        (f"{nl}, {unchanged[0]}: dan valt deze plek af, en is geen andere genoeg waard.",
         f"{en}, {unchanged[1]}: then this place drops out, and no other is worth enough."),
        (f"{nl}, {unchanged[0]}, bij vaste prijzen: geen plek is meer waard dan de prijs.",
         f"{en}, {unchanged[1]}, at fixed prices: no place is worth more than its price."),
    )  # fmt: skip


_CONDITIONS: dict[str, tuple[Pair, Pair, Pair]] = {
    "less": (
        ("‘{rule}’ telt een vijfde minder", "‘{rule}’ counts a fifth less"),
        ("Er is ook een andere plek die bij u kan passen.",
         "There is another place as well that may suit you."),
        ("Deze plek past net goed genoeg.", "This place suits you just well enough."),
    ),
    "more": (
        ("‘{rule}’ telt een vijfde meer", "‘{rule}’ counts a fifth more"),
        ("Er is ook een andere plek die bij u kan passen.",
         "There is another place as well that may suit you."),
        ("Deze plek past net goed genoeg.", "This place suits you just well enough."),
    ),
    "answer": (
        ("Bij een mogelijk antwoord op ‘{rule}’", "With one possible answer about ‘{rule}’"),
        ("Er is nog een vraag. Na het antwoord is misschien een andere plek beter.",
         "There is still a question. After the answer another place may be better."),
        ("Er is nog een vraag. Na het antwoord kan deze plek misschien niet meer.",
         "There is still a question. After the answer this place may not be possible any more."),
    ),
}  # fmt: skip

ROBUST: dict[str, Message] = {
    "robust": Message(
        ("Ook als één ding meer of minder telt, komen we bij deze plek uit.",
         "Also when one thing counts more or less, we come to this place."),
        ("Blijft de beste plek als één gewicht een vijfde hoger of lager is, en bij elk antwoord op"
         " wat nog open is; de rest onveranderd.",
         "Stays the best place when one weight is a fifth higher or lower, and with each answer on"
         " what is still open; the rest unchanged."),
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
        ("Dit willen we het liefst nog weten.", "This is what we would most like to know."),
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
