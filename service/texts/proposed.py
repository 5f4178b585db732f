"""What is to be said of a proposed or checked place beside its rules and criteria."""

from __future__ import annotations

from service.texts.message import Message

PROPOSED: dict[str, Message] = {
    "signal": Message(
        ("Het werk vraagt veel op dit punt: {item}. We bespreken dat eerst met u.",
         "The work asks much on this point: {item}. We will discuss that with you first."),
        ("Signaal bij {item}: de plek vraagt niveau {demand}, de persoon kan niveau {ability}.",
         "Signal on {item}: the place asks level {demand}, the person can level {ability}."),
        ("signal {item:code}: demand {demand} is hoger dan ability {ability}.",
         "signal {item:code}: demand {demand} exceeds ability {ability}."),
    ),
    "runner_up": Message(
        ("Er is misschien ook een andere plek voor u.",
         "There may be another place for you too."),
        ("De beste andere plek komt op {points:# punt|# punten}, vrij of niet.",
         "The best other place comes to {points:# point|# points}, free or not."),
        ("runner_up_fit is {points}: de beste fit elders, of die plek vrij is of niet.",
         "runner_up_fit is {points}: the best fit elsewhere, whether that place is free or not."),
    ),
    "question": Message(
        ("We weten nog niet alles. We stellen u eerst een vraag.",
         "We do not know everything yet. We will ask you a question first."),
        ("Voorstel met een vraag: een harde regel is niet te beoordelen. Vraag het eerst na.",
         "Proposed with a question: a hard rule could not be judged. Ask first."),
        ("question: het voorstel rust op een harde regel die unknown is.",
         "question: the proposal rests on a hard rule that is unknown."),
    ),
    "motivate": Message(
        ("Iemand kijkt hier eerst nog goed naar.", "Somebody takes a good look at this first."),
        ("Wie hiertoe besluit, geeft een reden.", "Whoever decides for this gives a reason."),
        ("motivate: een regel of item met modus motivate zegt nee; een motivering is vereist.",
         "motivate: a rule or item of mode motivate says no; a motivation is required."),
    ),
    "rather_not": Message(
        ("U doet dit liever niet. Andere plekken gaan voor.",
         "You would rather not do this. Other places come first."),
        ("De persoon wil dit liever niet: de plek krijgt de laagste fit die mag.",
         "The person would rather not: the place gets the lowest fit that may be."),
        ("rather_not: de fit is gelijk aan minimum_fit.",
         "rather_not: the fit equals minimum_fit."),
    ),
    "allowed": Message(
        ("Deze plek kan volgens de regels.", "This place is possible by the rules."),
        ("Toegelaten: geen harde regel zegt nee.", "Allowed: no hard rule says no."),
        ("allowed: geen harde regel is no, een coach past waar nodig, geen besluit houdt tegen.",
         "allowed: no hard rule is no, a coach fits where needed, no decision stands in the way."),
    ),
    "not_allowed": Message(
        ("Deze plek kan nu niet volgens de regels.",
         "This place is not possible by the rules now."),
        ("Niet toegelaten, om de redenen hieronder.", "Not allowed, for the reasons below."),
        ("allowed is false: een harde regel is no, geen coach past, of een besluit houdt tegen.",
         "allowed is false: a hard rule is no, no coach fits, or a decision stands in the way."),
    ),
    "below_minimum": Message(
        ("Deze plek past nu niet goed genoeg bij u.", "This place does not suit you enough now."),
        ("De fit is te laag: geen plan stelt dit voor.",
         "The fit is too low: no plan proposes this."),
        ("belowMinimum: de fit is lager dan minimum_fit.",
         "belowMinimum: the fit is below minimum_fit."),
    ),
    "needs_reason": Message(
        ("Het kan soms toch. Dat bespreken we met u.",
         "It can be possible all the same. We will discuss that with you."),
        ("Het kan toch, met een reden.", "It is possible all the same, with a reason."),
        ("Modus motivate: toegestaan met een motivering.",
         "Mode motivate: allowed with a motivation."),
    ),
    "costs_points": Message(
        ("Het kan wel. De plek komt alleen iets lager in de lijst.",
         "It is possible. The place only comes a little lower on the list."),
        ("Het mag; het kost alleen punten.", "It is allowed; it only costs points."),
        ("Modus soft: soft_penalty gaat van de fit af.",
         "Mode soft: soft_penalty is taken off the fit."),
    ),
}  # fmt: skip
