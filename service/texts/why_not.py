"""Why a place is not for somebody: each rule, and what else can stand in the way."""

from __future__ import annotations

from service.texts.message import Message, Pair


def _rule(code: str, candidate: Pair, caseworker: Pair, auditor: Pair) -> Message:
    """Say a rule's no; the auditor is told its name."""
    nl, en = auditor
    named = (f"Regel {code} zegt nee: {nl}", f"Rule {code} says no: {en}")
    return Message(candidate, caseworker, named)


_RULES: dict[str, tuple[Pair, Pair, Pair]] = {
    "sharing": (
        ("De plek hoort bij een andere gemeente. Daar zoeken we nu niet voor u.",
         "The place belongs to another municipality. We are not looking there for you now."),
        ("De plek is van een andere gemeente en niet gedeeld, of de persoon zoekt niet zo ver.",
         "The place is another municipality's and not shared, or the person did not agree to it."),
        ("de plek is van een andere gemeente en staat niet open (sharing), of share_with_region"
         " is niet gegeven.",
         "the place is another municipality's and not open (sharing), or share_with_region is not"
         " given."),
    ),
    "forbidden": (
        ("Deze plek is al met u besproken, of u doet dit al.",
         "This place was discussed with you before, or you do this already."),
        ("De combinatie is eerder afgewezen of uitgesloten, of de persoon doet dit al.",
         "The pair was declined or excluded before, or the person does this already."),
        ("een uitsluiting (forbid) geldt op deze dag, of de persoon heeft deze plek al.",
         "an exclusion (forbid) holds on this day, or the person has this place already."),
    ),
    "exemption": (
        ("We zoeken nu geen nieuwe plek voor u. Klopt dat niet? Zeg het ons dan.",
         "We are not looking for a new place for you now. Is that wrong? Then please tell us."),
        ("Een ontheffing of pauze geldt, of de persoon heeft al zoveel plekken als gewenst.",
         "An exemption or pause holds, or the person has as many places as wanted."),
        ("exempt of paused geldt op deze dag, of places_wanted is bereikt.",
         "exempt or paused holds on this day, or places_wanted is reached."),
    ),
    "seat_free": (
        ("De plek is nu vol.", "The place is full now."),
        ("Op de eerste dag dat de plek open is, is er geen plaats vrij.",
         "No seat is free on the first day on which the place is open."),
        ("op de eerste dag van de periode zijn alle plaatsen (seats) bezet.",
         "on the first day of the period all seats are held."),
    ),
    "period": (
        ("De plek is open op een ander moment dan u kunt.",
         "The place is open at another time than you can come."),
        ("De periode van de plek en de beschikbaarheid van de persoon hebben geen dag gemeen.",
         "The period of the place and the person's availability have no day in common."),
        ("de eerste mogelijke dag, een verwachte VOG meegerekend, ligt na de laatste.",
         "the first possible day, an expected VOG included, lies after the last."),
    ),
    "fixed_term": (
        ("Er is te weinig tijd om dit helemaal af te maken.",
         "There is too little time to finish this."),
        ("De vaste duur past niet voor de einddatum van de plek of van de persoon.",
         "The fixed term does not fit before the last day of the place or of the person."),
        ("start_day + term_days − 1 ligt na de laatste gemeenschappelijke dag.",
         "start_day + term_days − 1 lies after the last day in common."),
    ),
    "legal_route": (
        ("Dit soort plek hoort niet bij de regeling die voor u geldt.",
         "This kind of place does not belong to the scheme that applies to you."),
        ("Dit soort plek is niet toegestaan onder de wettelijke route van de persoon.",
         "This kind of place is not allowed under the person's legal route."),
        ("kind van de plek staat niet bij legal_route in kinds van het wegingsprofiel.",
         "kind of the place is not listed for legal_route in kinds of the weight set."),
    ),
    "ladder": (
        ("Deze stap is nu te groot voor u, of juist te klein.",
         "This step is too big for you now, or too small."),
        ("De stap op de ladder is te groot, of gaat omlaag zonder dat dat is afgesproken.",
         "The step on the ladder is too big, or goes down without that being decided."),
        ("de stap op de participatie- of werkladder is meer dan max_steps_up, of omlaag zonder"
         " step_down_allowed.",
         "the step on the participation or work ladder is over max_steps_up, or down without"
         " step_down_allowed."),
    ),
    "week_hours": (
        ("Het aantal uren in de week past niet bij u.",
         "The number of hours in the week does not suit you."),
        ("De uren per week van plek en persoon overlappen niet.",
         "The hours per week of place and person do not overlap."),
        ("de intervallen van minuten per week overlappen niet (overlap, geen insluiting).",
         "the intervals of minutes per week do not overlap (overlap, not containment)."),
    ),
    "day_hours": (
        ("Een dag op deze plek is te lang voor u.", "A day at this place is too long for you."),
        ("Een dag op de plek is langer dan de persoon op een dag kan.",
         "A day at the place is longer than the person can work on a day."),
        ("day_minutes van de plek is meer dan max_day_minutes van de persoon.",
         "day_minutes of the place is over max_day_minutes of the person."),
    ),
    "dayparts": (
        ("De werktijden vallen op momenten dat u niet kunt.",
         "The working times fall at moments when you cannot come."),
        ("Te weinig dagdelen waarop beide kunnen, of een dag met twee plekken wordt te lang.",
         "Too few dayparts on which both can, or a day with two places becomes too long."),
        ("minder gemeenschappelijke dagdelen dan dayparts_needed, of een dag met twee plaatsingen"
         " boven max_day_minutes.",
         "fewer dayparts in common than dayparts_needed, or a day with two placements over"
         " max_day_minutes."),
    ),
    "travel": (
        ("De plek is te ver weg voor u.", "The place is too far away for you."),
        ("De reis is langer of verder dan de persoon kan, met het vervoer dat er is.",
         "The trip is longer or further than the person can make with the transport there is."),
        ("road_km is meer dan reach_km, dat volgt uit vervoer en maxima in minuten en kilometers.",
         "road_km is over reach_km, which follows from transport and maxima in minutes and km."),
    ),
    "functional_load": (
        ("Het werk vraagt op een punt meer dan goed voor u is.",
         "The work asks more of you on some point than is good for you."),
        ("De plek vraagt op een onderdeel van de belastbaarheid meer dan de persoon kan: zie de"
         " signalen.",
         "The place asks more than the person can on some functional item: see the signals."),
        ("op ten minste één functioneel item is demand hoger dan ability.",
         "demand exceeds ability on one functional item at least."),
    ),
    "conditions": (
        ("De plek heeft niet alles wat u nodig heeft.",
         "The place does not have everything that you need."),
        ("De plek biedt een voorwaarde niet die de persoon nodig heeft.",
         "The place does not offer a condition that the person needs."),
        ("conditions_needed van de persoon en conditions_refused van de plek delen een code.",
         "conditions_needed of the person and conditions_refused of the place share a code."),
    ),
    "language": (
        ("Voor dit werk is meer Nederlands nodig.", "This work needs more Dutch."),
        ("De plek vraagt een hoger niveau gesproken Nederlands dan de persoon heeft.",
         "The place asks a higher level of spoken Dutch than the person has."),
        ("dutch van de persoon is lager dan dutch van de plek (ERK).",
         "dutch of the person is below dutch of the place (CEFR)."),
    ),
    "licences": (
        ("Voor dit werk is een rijbewijs nodig. Dat is er nu niet.",
         "This work needs a driving licence. There is none now."),
        ("De persoon heeft niet elk rijbewijs dat de plek vraagt.",
         "The person does not have every driving licence that the place asks."),
        ("een gevraagde rijbewijscategorie valt onder geen categorie van de persoon.",
         "a licence category that is asked is covered by none of the person's."),
    ),
    "vog": (
        ("Voor dit werk is een VOG nodig. Dat is een verklaring van de overheid. Die is er niet.",
         "This work needs a VOG. That is a certificate of the government. There is none."),
        ("De plek vraagt een VOG, en die is geweigerd.",
         "The place asks a certificate of conduct (VOG), and it was refused."),
        ("vog_required van de plek, en vog van de persoon is refused.",
         "vog_required of the place, and vog of the person is refused."),
    ),
    "recognition": (
        ("Deze organisatie mag uw opleiding nu niet geven.",
         "This organisation may not teach your course now."),
        ("De organisatie is op de eerste dag geen erkend leerbedrijf voor de kwalificatie.",
         "The organisation is no recognised learning company for the qualification on day one."),
        ("geen erkenning voor het crebo die de eerste dag dekt, of de plek heeft een ander crebo.",
         "no recognition for the crebo covers the first day, or the place has another crebo."),
    ),
    "guidance_level": (
        ("Er is op deze plek minder begeleiding dan u nodig heeft.",
         "There is less guidance at this place than you need."),
        ("De organisatie biedt niet het niveau van werkbegeleiding dat de persoon nodig heeft.",
         "The organisation does not offer the level of guidance that the person needs."),
        ("guidance_level van de persoon is hoger dan het hoogste niveau van de organisatie.",
         "guidance_level of the person is above the highest level of the organisation."),
    ),
    "preference": (
        ("U wilt dit niet. Daar houden we ons aan.", "You do not want this. We respect that."),
        ("De persoon wil dit werk, deze organisatie of wat men er leert nooit.",
         "The person never wants this work, this organisation or what is taught there."),
        ("wens never voor work, organisation of learning.",
         "wish never for work, organisation or learning."),
    ),
}  # fmt: skip

_OTHERS: dict[str, Message] = {
    "coach": Message(
        ("We hebben nu geen jobcoach die bij u past.",
         "We have no job coach who suits you now."),
        ("Geen jobcoach die er op de eerste dag is, past bij de persoon.",
         "No job coach who is there on the first day suits the person."),
        ("coach: coaching_minutes is nodig, en geen coach past (CoachFit) op de eerste dag.",
         "coach: coaching_minutes are needed, and no coach fits (CoachFit) on the first day."),
    ),
    "group": Message(
        ("U begint samen met anderen. Voor de groep is er nu geen plek.",
         "You start together with others. There is no place for the group now."),
        ("De groep heeft geen plek die allen vanaf één dag kunnen nemen.",
         "The group has no place that all can take from one day on."),
        ("group: de leden van group_code hebben geen optie gemeen.",
         "group: the members of group_code have no option in common."),
    ),
    "min_start": Message(
        ("De plek begint met een team. Er zijn nu te weinig mensen voor het team.",
         "The place begins with a team. There are too few people for the team now."),
        ("Het team komt niet aan het aantal mensen waarmee de plek begint.",
         "The team does not reach the number of people with which the place begins."),
        ("min_start: het minste gebruik van de plaatsen (min_start) wordt niet gehaald.",
         "min_start: the least use of the seats (min_start) is not reached."),
    ),
    "two_places": Message(
        ("De twee plekken gaan niet meer samen.", "The two places do not go together any more."),
        ("De twee plekken zijn niet meer te combineren in dagdelen, uren of periode.",
         "The two places cannot be combined any more in dayparts, hours or period."),
        ("two_places: elk alleen is toegestaan, de combinatie is geen optie meer.",
         "two_places: each alone is allowed, the combination is no option any more."),
    ),
}  # fmt: skip

WHY_NOT: dict[str, Message] = {
    **{f"why_not.{code}": _rule(code, *said) for code, said in _RULES.items()},
    **{f"why_not.{code}": message for code, message in _OTHERS.items()},
}
