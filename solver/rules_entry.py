"""Rules about whose seat it is, when it can begin, and what the law and the ladder allow."""

from __future__ import annotations

import numpy as np

from solver.codes import Kind, Sharing
from solver.pairs import Pairs
from solver.person_facts import KINDS
from solver.vacancy_columns import SHARINGS, work_step
from solver.verdicts import Verdicts, verdict

_PARTNERS, _REGION = SHARINGS.index(Sharing.PARTNERS), SHARINGS.index(Sharing.REGION)
_ROUTE = KINDS.index(Kind.ROUTE)
#: Position on the work ladder per kind, -1 when not on it; the last answers for 'no kind'.
_WORK_STEPS = np.array([-1 if s is None else s for s in map(work_step, (*KINDS, None))], np.int8)


def sharing(pairs: Pairs) -> Verdicts:
    """Allow seats of the own municipality, and shared ones to whoever agreed to look further."""
    ours, theirs = pairs.person.municipality, pairs.vacancy.municipality
    columns = pairs.columns
    homes, places = columns.people.municipality, columns.vacancies.municipality
    together = pairs.of_classes(columns.supply.partners, homes, places)
    with_partners = together & (pairs.vacancy.sharing == _PARTNERS)
    shared = with_partners | (pairs.vacancy.sharing == _REGION)
    return verdict(~((ours == theirs) | (shared & pairs.person.share_with_region)))


def forbidden(pairs: Pairs) -> Verdicts:
    """Refuse what was declined and what the person does already."""
    return verdict(pairs.forbidden)


def exemption(pairs: Pairs) -> Verdicts:
    """Refuse whoever is exempt or paused today, or has as many places as wanted."""
    return verdict(pairs.person.kept_out | (pairs.person.places_left == 0))


def seat_free(pairs: Pairs) -> Verdicts:
    """Ask for a seat that no placement holds on the first day the vacancy is open."""
    return verdict(pairs.vacancy.seats_free <= 0)


def period(pairs: Pairs) -> Verdicts:
    """Ask for a day on which both are there, not before today or an expected certificate.

    A turn begins on its own day only.
    """
    return verdict(pairs.start_day > np.minimum(pairs.person.end, pairs.vacancy.last_start))


def fixed_term(pairs: Pairs) -> Verdicts:
    """Ask that the whole term fits before the ends that are known."""
    return verdict(pairs.start_day + (pairs.vacancy.term_days - 1) > pairs.end_day)


def legal_route(pairs: Pairs) -> Verdicts:
    """Ask that the weight set allows the kind for the law the person falls under."""
    kinds_allowed = pairs.person.kinds_allowed
    return verdict((kinds_allowed & pairs.vacancy.kind_bit) == 0, pairs.person.legal_route < 0)


def ladder(pairs: Pairs) -> Verdicts:
    """Ask for a step that is not down, unless that was decided, and not too far up.

    Steps are counted on the participation ladder and, between two kinds of paid work, also on
    the work ladder. A `route` is never a step down: a course goes beside anything.
    """
    person, vacancy, most = pairs.person, pairs.vacancy, pairs.weights.max_steps_up
    climb = vacancy.ladder_step - person.ladder_step
    present = _WORK_STEPS[person.present_kind]
    growth = vacancy.work_step - present
    compared = (present >= 0) & (vacancy.work_step >= 0)
    known = person.ladder_step >= 0
    down = (known & (climb < 0)) | (compared & (growth < 0))
    up = (known & (climb > most)) | (compared & (growth > most))
    kept_up = ~person.step_down_allowed & (vacancy.kind != _ROUTE)
    return verdict(up | (down & kept_up), ~known)
