"""Rules about language, papers, recognition, guidance, and what a person never wants."""

from __future__ import annotations

import numpy as np

from solver.codes import Kind, Vog, Wish
from solver.columns import WISH_NUMBER
from solver.pairs import Pairs
from solver.person_facts import KINDS, VOGS
from solver.verdicts import Verdicts, verdict

_NEVER = WISH_NUMBER[Wish.NEVER]
_GRANTED, _REQUESTED, _REFUSED = (VOGS.index(v) for v in (Vog.GRANTED, Vog.REQUESTED, Vog.REFUSED))
_TAUGHT = [KINDS.index(kind) for kind in (Kind.INTERNSHIP, Kind.LEARN_WORK)]


def language(pairs: Pairs) -> Verdicts:
    """Ask for the spoken Dutch that the work needs."""
    spoken, asked = pairs.person.dutch, pairs.vacancy.dutch
    unknown = (spoken < 0) & (asked > 0)
    return verdict((spoken < asked) & (spoken >= 0), unknown)


def licences(pairs: Pairs) -> Verdicts:
    """Ask for every driving licence asked; CE covers C, B covers AM, and so on."""
    owned, asked = pairs.person.licences, pairs.vacancy.licences
    return verdict((asked & ~owned) != 0, (owned < 0) & (asked != 0))


def vog(pairs: Pairs) -> Verdicts:
    """Ask for a certificate of conduct where required; one on its way means a later start.

    Requested without an expected day is unknown: then there is no day to start on.
    """
    status = pairs.person.vog
    settled = (status == _GRANTED) | ((status == _REQUESTED) & pairs.person.vog_day_known)
    refused = status == _REFUSED
    required = pairs.vacancy.vog_required
    return verdict(required & refused, required & ~settled & ~refused)


def recognition(pairs: Pairs) -> Verdicts:
    """Ask, for an internship or learn-work place, recognition for the crebo on the first day."""
    columns, houses = pairs.columns, pairs.columns.supply.houses
    vacancy, crebo = pairs.vacancy, pairs.person.crebo
    taught = np.isin(vacancy.kind, _TAUGHT)
    recognised = np.zeros(pairs.shape, dtype=np.bool_)
    named = columns.people.crebo, columns.vacancies.organisation
    for first, last in houses.recognised:
        opens, closes = (pairs.of_classes(days, *named) for days in (first, last))
        recognised |= (opens <= pairs.start_day) & (pairs.start_day <= closes)
    other = (vacancy.crebo >= 0) & (vacancy.crebo != crebo)
    unfit = ~houses.recognises_any[vacancy.organisation] | ((crebo >= 0) & (other | ~recognised))
    return verdict(taught & unfit, taught & (crebo < 0))


def guidance_level(pairs: Pairs) -> Verdicts:
    """Ask that the organisation offers guidance of the level needed, or higher."""
    needed = pairs.person.guidance_level
    offered = pairs.columns.supply.houses.highest_guidance[pairs.vacancy.organisation]
    in_doubt = (needed > 0) & (offered < 0)
    not_known = (needed < 0) & (pairs.person.guidance_minutes > 0)
    return verdict((needed > offered) & (offered >= 0), in_doubt | not_known)


def preference(pairs: Pairs) -> Verdicts:
    """Refuse the work, the organisation and the things to learn that a person never wants."""
    never = (pairs.work_wish == _NEVER) | (pairs.organisation_wish == _NEVER)
    rows = zip(pairs.person.never_learning, pairs.vacancy.learning, strict=True)
    for unwanted, taught in rows:
        never |= (unwanted & taught) != 0
    return verdict(never)
