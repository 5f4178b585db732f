"""Why somebody has no place, or nobody was found for a place; and what was decided."""

from __future__ import annotations

from service.texts.message import Message

UNPLACED: dict[str, Message] = {
    "unplaced.nowhere_eligible": Message(
        ("We hebben nu geen plek die bij u past.", "We have no place that suits you now."),
        ("Nergens toegelaten: geen plek komt door de harde regels.",
         "Eligible nowhere: no place passes the hard rules."),
        ("nowhere_eligible: geen optie die de harde regels toelaten.",
         "nowhere_eligible: no option that the hard rules allow."),
    ),
    "unplaced.most_often": Message(
        ("Meestal komt dat hierdoor.", "Mostly that is because of this."),
        ("Dit staat het vaakst in de weg.", "This stands in the way most often."),
        ("De regel die het vaakst als enige nee zegt, of anders het vaakst:",
         "The rule that says no most often as the only one, or else most often:"),
    ),
    "unplaced.resource_taken": Message(
        ("Er zijn plekken die bij u kunnen passen. Maar nu is daar niet genoeg ruimte.",
         "There are places that may suit you. But there is not enough room there now."),
        ("Toegelaten, maar wat nodig is, is aan anderen vergeven.",
         "Eligible, but others have taken what is needed."),
        ("resource_taken: er zijn opties, en een schaars goed is te kort.",
         "resource_taken: there are options, and something scarce is short."),
    ),
    "unplaced.below_minimum_fit": Message(
        ("Er zijn plekken, maar geen daarvan past nu goed genoeg bij u.",
         "There are places, but none of them suits you well enough now."),
        ("Toegelaten, maar nergens boven de laagste fit.",
         "Eligible, but nowhere above the lowest fit."),
        ("below_minimum_fit: elke toegelaten optie ligt onder minimum_fit.",
         "below_minimum_fit: every option allowed lies below minimum_fit."),
    ),
    "unplaced.kept_out": Message(
        ("We zoeken nu geen nieuwe plek voor u.",
         "We are not looking for a new place for you now."),
        ("Er geldt een besluit: de persoon doet niet mee.",
         "A decision holds: the person does not take part."),
        ("kept_out: een besluit houdt de persoon buiten het plan.",
         "kept_out: a decision keeps the person out of the plan."),
    ),
    "unplaced.not_known": Message(
        ("Er is misschien nog een plek voor u. Vraag het aan uw contactpersoon.",
         "There may still be a place for you. Ask your contact person."),
        ("Er bleef een plek over die kan passen: kijk naar de korte lijst.",
         "A place was left that may suit: look at the short list."),
        ("not_known: er bleef een plek over in een plan dat niet bewezen optimaal is.",
         "not_known: a place was left in a plan not proven best."),
    ),
    "unplaced.shown_to_others": Message(
        ("Anderen bekijken nu de plekken die bij u passen. Vraag het opnieuw vanaf {until}.",
         "Others are looking at the places that suit you now. Ask again from {until}."),
        ("Elke vrije plek die past, is aan zoveel anderen getoond als mag. De eerste kan"
         " weer getoond worden op {until}.",
         "Each free place that suits has been shown to as many others as may be. The first can be"
         " shown again on {until}."),
        ("shown_to_others: elke vrije optie is getoond aan shown_per_seat maal de vrije plaatsen;"
         " de eerste vervalt op {until}.",
         "shown_to_others: every free option is shown to shown_per_seat times the free seats; the"
         " first lapses on {until}."),
    ),
    "held_until": Message(
        ("Andere plekken worden nu door anderen bekeken. Vraag het opnieuw vanaf {until}.",
         "Others are looking at other places now. Ask again from {until}."),
        ("Er passen meer vrije plekken, maar die zijn aan zoveel anderen getoond als mag. De eerste"
         " kan weer getoond worden op {until}.",
         "More free places suit, but they have been shown to as many others as may be. The first"
         " can be shown again on {until}."),
        ("held_until: de overige vrije opties zijn getoond aan shown_per_seat maal de vrije"
         " plaatsen; de eerste vervalt op {until}.",
         "held_until: the other free options are shown to shown_per_seat times the free seats; the"
         " first lapses on {until}."),
    ),
    "others_need_more": Message(
        ("Deze plek past minstens zo goed bij u als een plek erboven. Maar anderen hebben hem nu"
         " harder nodig.",
         "This place suits you at least as well as one above it. But others need it more now."),
        ("Staat lager dan de fit zegt: anderen hebben deze plek, of de begeleiding of jobcoach,"
         " harder nodig.",
         "Stands lower than its fit says: others need this place, or the guidance or job coach,"
         " more."),
        ("others_need_more: min de prijs is dit minder waard dan een plek die niet beter past.",
         "others_need_more: less its price this is worth less than a place that fits no better."),
    ),
    "kept_for_expected": Message(
        ("Deze plek past minstens zo goed bij u als een plek erboven. We bewaren hem een beetje"
         " voor mensen die de komende weken komen.",
         "This place suits you at least as well as one above it. It is kept a little for people"
         " expected in the coming weeks."),
        ("Staat lager dan de fit zegt: deze plek, of de begeleiding of jobcoach, wordt een beetje"
         " bewaard voor mensen die de komende weken verwacht worden en hem meer nodig hebben.",
         "Stands lower than its fit says: this place, or the guidance or job coach, is kept a"
         " little for people who are expected in the coming weeks and need it more."),
        ("kept_for_expected: min prijs en hold_back is dit minder waard dan een plek die niet beter"
         " past; met de prijs alleen niet.",
         "kept_for_expected: less price and hold_back this is worth less than a place that fits no"
         " better; with the price alone it is not."),
    ),
    "kept_out.exemption": Message(
        ("Dat komt door uw ontheffing.", "That is because of your exemption."),
        ("De persoon heeft een ontheffing.", "The person has an exemption."),
        ("exemption: exempt geldt op deze dag.", "exemption: exempt holds on this day."),
    ),
    "kept_out.paused": Message(
        ("Het zoeken staat op pauze.", "The search is paused."),
        ("Het zoeken is gepauzeerd.", "The search is paused."),
        ("paused: een pauze geldt op deze dag.", "paused: a pause holds on this day."),
    ),
    "kept_out.placed": Message(
        ("U heeft al een plek, of er is een plek voor u bewaard.",
         "You have a place already, or a place is kept for you."),
        ("De persoon heeft al zoveel plekken als gewenst, of zij worden bewaard (zie pins).",
         "The person has as many places as wanted, or they are kept (see pins)."),
        ("placed: places_wanted is bereikt met plaatsingen en pins.",
         "placed: places_wanted is reached by placements and pins."),
    ),
    "kept_out.forbidden": Message(
        ("De plekken die er zijn, zijn al met u besproken.",
         "The places that there are were discussed with you already."),
        ("Wat overblijft, is eerder afgewezen of uitgesloten.",
         "What is left was declined or excluded before."),
        ("forbidden: alleen uitsluitingen (forbids) staan in de weg.",
         "forbidden: only exclusions (forbids) stand in the way."),
    ),
    "kept_out.group": Message(
        ("U begint samen met anderen. De groep kan nu niet beginnen.",
         "You start together with others. The group cannot start now."),
        ("Iemand uit de groep doet nu niet mee; zij beginnen alleen samen.",
         "Somebody of the group does not take part now; they start together only."),
        ("group: een besluit houdt een lid van group_code buiten het plan.",
         "group: a decision keeps a member of group_code out of the plan."),
    ),
    "nobody.nowhere_eligible": Message(
        ("Voor deze plek is nu niemand gevonden.", "Nobody was found for this place now."),
        ("Niemand wordt toegelaten. Het vaakst staat in de weg: {rule}.",
         "Nobody is eligible. What stands in the way most often: {rule}."),
        ("nowhere_eligible: geen persoon is toegelaten; het vaakst door {rule:code}.",
         "nowhere_eligible: no person is eligible; most often because of {rule:code}."),
    ),
    "nobody.there": Message(
        ("Er is nu niemand die een plek zoekt.", "Nobody is looking for a place now."),
        ("Niemand van de eigen mensen zoekt nu een plek.",
         "None of your own people is looking for a place now."),
        ("nowhere_eligible: er is niemand met places_left boven 0 die niet is uitgesloten.",
         "nowhere_eligible: there is nobody with places_left above 0 who is not kept out."),
    ),
    "nobody.resource_taken": Message(
        ("Voor deze plek is nu niet genoeg ruimte.",
         "There is not enough room for this place now."),
        ("Er zijn mensen toegelaten, maar wat nodig is, is vergeven.",
         "People are eligible, but what is needed is taken."),
        ("resource_taken: er zijn toegelaten personen, en een schaars goed is te kort.",
         "resource_taken: there are eligible people, and something scarce is short."),
    ),
    "nobody.below_minimum_fit": Message(
        ("Er is nu niemand voor wie deze plek goed genoeg past.",
         "There is nobody now whom this place suits well enough."),
        ("Er zijn mensen toegelaten, maar niemand boven de laagste fit.",
         "People are eligible, but nobody above the lowest fit."),
        ("below_minimum_fit: elke toegelaten persoon ligt onder minimum_fit.",
         "below_minimum_fit: every eligible person lies below minimum_fit."),
    ),
}  # fmt: skip
