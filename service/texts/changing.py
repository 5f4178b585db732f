"""Why somebody's proposal is not what it was."""

from __future__ import annotations

from service.texts.message import Message, Pair


def _change(code: str, candidate: Pair, caseworker: Pair, auditor: Pair) -> Message:
    nl, en = auditor
    return Message(candidate, caseworker, (f"cause {code}: {nl}", f"cause {code}: {en}"))


_CAUSES: dict[str, tuple[Pair, Pair, Pair]] = {
    "person_gone": (
        ("U zoekt nu geen plek via ons. Het voorstel vervalt daarom.",
         "You are not looking for a place through us now. So the proposal ends."),
        ("De persoon is er niet meer, of zoekt nu geen plek.",
         "The person is not there any more, or is not looking for a place now."),
        ("de persoon doet niet mee; gedwongen.", "the person does not take part; forced."),
    ),
    "place_gone": (
        ("De plek is er niet meer.", "The place is not there any more."),
        ("Een plek van het voorstel is er niet meer.",
         "A place of the proposal is not there any more."),
        ("een vacature staat niet in de gegevens van de matchronde; gedwongen.",
         "a vacancy is not among what the run read; forced."),
    ),
    "coach_gone": (
        ("De jobcoach van dit voorstel kan niet meer.",
         "The job coach of this proposal cannot come any more."),
        ("De jobcoach is er niet meer, of past niet meer.",
         "The job coach is not there any more, or does not fit any more."),
        ("de coach ontbreekt of past niet (CoachFit); gedwongen.",
         "the coach is missing or does not fit (CoachFit); forced."),
    ),
    "not_allowed": (
        ("Het voorstel kan niet meer. Er is iets veranderd.",
         "The proposal is not possible any more. Something has changed."),
        ("Een regel zegt nu nee.", "A rule says no by now."),
        ("een harde regel zegt nee, of groep of combinatie is geen optie meer; gedwongen.",
         "a hard rule says no, or group or combination is no option any more; forced."),
    ),
    "below_minimum_fit": (
        ("De plek past nu niet goed genoeg meer bij u.",
         "The place does not suit you well enough any more."),
        ("De fit is onder het minimum gekomen.", "The fit has come below the minimum."),
        ("de fit is lager dan minimum_fit; gedwongen.",
         "the fit is below minimum_fit; forced."),
    ),
    "no_room": (
        ("Op de plek is geen ruimte meer.", "There is no room at the place any more."),
        ("Er is minder ruimte dan er voorstellen openstaan.",
         "There is less room than there are open proposals."),
        ("minder capaciteit dan de openstaande voorstellen vragen; gedwongen.",
         "less capacity than the open proposals take; forced."),
    ),
    "not_known": (
        ("Het voorstel kon niet blijven. We weten niet precies waarom.",
         "The proposal could not stay. We do not know exactly why."),
        ("Het kon niet blijven; geen enkele oorzaak is zeker.",
         "It could not stay; no single cause is certain."),
        ("verschillende oorzaken, geen enkele alleen; gedwongen.",
         "several causes, no single one; forced."),
    ),
    "better": (
        ("Er is een plek die misschien beter bij u past.",
         "There is a place that may suit you better."),
        ("Een andere plek past beter.", "Another place fits better."),
        ("de fit van het nieuwe voorstel is hoger dan fit_now; niet gedwongen.",
         "the fit of the new proposal is above fit_now; not forced."),
    ),
    "makes_room": (
        ("Het voorstel is veranderd, zodat er voor meer mensen ruimte is.",
         "The proposal has changed, so that there is room for more people."),
        ("Het voorstel kon blijven, maar maakt ruimte voor anderen.",
         "The proposal could have stayed, but makes room for others."),
        ("de fit is niet hoger dan fit_now; het plan als geheel is beter; niet gedwongen.",
         "the fit is not above fit_now; the plan as a whole is better; not forced."),
    ),
    "second_place": (
        ("Er is een tweede plek bij het voorstel gekomen.",
         "A second place was added to the proposal."),
        ("Wat openstond blijft, met een tweede plek erbij.",
         "What stood open stays, with a second place beside it."),
        ("de plekken van voor zijn een deel van die van nu; niet gedwongen.",
         "the places before are part of those now; not forced."),
    ),
    "other_coach": (
        ("De plek blijft dezelfde. De jobcoach is een ander.",
         "The place stays the same. The job coach is another."),
        ("Dezelfde plek, met een andere jobcoach.", "The same place, with another job coach."),
        ("dezelfde vacatures, een andere coach; niet gedwongen.",
         "the same vacancies, another coach; not forced."),
    ),
    "new": (
        ("Er is een voorstel voor u.", "There is a proposal for you."),
        ("Nieuw: er stond niets open.", "New: nothing stood open."),
        ("er stond geen voorstel open.", "no proposal stood open."),
    ),
}  # fmt: skip

CHANGES: dict[str, Message] = {
    f"change.{code}": _change(code, *said) for code, said in _CAUSES.items()
}
