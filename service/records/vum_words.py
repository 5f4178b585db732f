"""Code lists of the exchange standard VUM in our words.

Source: VUM Gegevensstandaard 1.5 (value lists of version 3) and, for names that version 3 no
longer has, the municipal pilot of 2022. None stands for a code that says nothing (0 not known,
7 not known yet, 8 does not apply, 9 to be looked into): these are no level, neither a low nor a
high one. `LOST` stands for one that says something for which our model has no word.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeAlias

from solver.codes import DAYPART_NAMES, DAYS, Licence


class Lost(Enum):
    """What a code without a word here is read as."""

    LOST = "lost"


LOST: Final = Lost.LOST
Codes: TypeAlias = Mapping[str, object]

#: indicatieLdrRegistratie: in the national register of the target group (doelgroepregister).
LEGAL_ROUTE: Codes = {"0": None, "1": "jobs_agreement", "2": None}
#: eisAanWerk.indicatieBegeleiding: VUM does not say how much.
GUIDANCE: Codes = {"0": None, "1": LOST, "2": "none"}
#: eisAanWerk.indicatieAanpassingWerkomgeving.
ADAPTED: Codes = {"0": None, "1": ["adapted_workplace"], "2": None}
#: flexibiliteit.indicatieOnregelmatigWerkOfPloegendienst, as level of `irregular_times`.
IRREGULAR: Codes = {"0": None, "1": LOST, "2": 0}
#: werktijden.indicatieKantoortijden of a vacancy.
OFFICE_HOURS: Codes = {
    "0": None,
    "1": [n for n in DAYPART_NAMES if n.startswith(DAYS[:5]) and not n.endswith("_evening")],
    "2": LOST,
}
#: vervoermiddel[].codeVervoermiddel; a motorcycle is as fast as a car.
TRANSPORT: Codes = {
    "1": "car", "2": "moped", "3": "bicycle", "4": "car", "5": "public_transport", "9": LOST,
}  # fmt: skip
#: vervoermiddel[].indicatieBeschikbaarVoorWoonWerkverkeer: whether it takes the person to work.
COMMUTES: Codes = {"0": True, "1": True, "2": False}
#: taalbeheersing[].codeNiveauTaalbeheersingMondeling as a level of the European framework; VUM
#: gives no such levels: redelijk, goed and uitstekend are placed here by us.
SPOKEN: Codes = {"0": None, "1": "none", "2": "A2", "3": "B1", "4": "C1", "8": None}
#: contractvorm[].codeTypeOvereenkomst.
KIND: Codes = {
    "01": "regular_job", "02": "learn_work", "03": "volunteering", "04": "work_experience",
}  # fmt: skip
#: flexibiliteit.codeRegiostraal (until version 2): kilometres as the crow flies.
RADIUS_KM: Codes = {
    "1": 5, "2": 10, "3": 15, "4": 25, "5": 50, "6": 75, "7": 100, "8": 125, "9": 150,
}  # fmt: skip
#: gedragscompetentie[].codeBeheersingGedragscompetentie (until version 2): 1 good, 2 enough.
MASTERED: Codes = {"1": True, "2": True, "3": False, "4": False, "5": None, "9": None}
#: rijbewijs[].codeSoortRijbewijs.
LICENCE: Codes = {str(licence): str(licence) for licence in Licence}
#: adresHouding[].codeFunctieAdres (until version 2): where the work is, else the establishment.
WORK_ADDRESSES = ("E", "V")
EXPECTED_KIND = (
    "codeTypeOvereenkomst 01 (regular), 02 (learning), 03 (volunteering) or 04 (work experience)"
)
