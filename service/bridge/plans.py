"""A plan into its tables."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.db import plans
from solver.facts import Counted, Fact
from solver.plan import (
    Change,
    Enabling,
    Flip,
    Plan,
    Proposal,
    ResourceUse,
    Robustness,
    Unplaced,
    UnplacedReason,
)
from solver.resources import ResourceName
from solver.turns import day_of

#: Fields of a proposal that were not kept from the first day: in the hash where there is something.
LATER = frozenset({"counted", "robustness"})
FIELDS = sorted(each.name for each in fields(Proposal))
#: A proposal's fields as JSON.
Words: TypeAlias = Mapping[str, str]
_JSON = json.JSONEncoder(sort_keys=True, default=date.isoformat).encode


def store_plan(connection: Connection, run_id: UUID, written: WrittenPlan) -> None:
    """Store a plan in place of what an earlier attempt of the run left; the caller commits."""
    plan, words = written.plan, written.proposals
    named = [(uuid4(), proposal) for proposal in plan.proposals]
    plans.forget_plan(connection, run_id)
    price = plan.person_prices.get
    plans.add_proposals(
        connection,
        (
            (*_proposal(run_id, key, p, said), price(p.candidate))
            for (key, p), said in zip(named, words, strict=True)
        ),
    )
    plans.add_proposal_vacancies(
        connection, (row for key, p in named for row in _vacancies(key, p))
    )
    plans.add_unplaced(
        connection, ((*_unplaced(run_id, one), price(one.candidate)) for one in plan.unplaced)
    )
    plans.add_resources(
        connection, (_resource(run_id, n, use) for n, use in enumerate(plan.resources))
    )
    store_changes(connection, run_id, "match", plan.changes)


def store_changes(
    connection: Connection, run_id: UUID, step: str, changes: Iterable[Change]
) -> None:
    """Store what a step of a plan changes of what stood open."""
    plans.add_changes(connection, (_change(run_id, step, change) for change in changes))


def stored_plan(connection: Connection, run_id: UUID) -> StoredPlan:
    """Read who is proposed what by a run, and who nothing, as it was stored."""
    proposed, unplaced = plans.stored(connection, run_id)
    return StoredPlan(tuple(map(_read_proposal, proposed)), tuple(map(_read_unplaced, unplaced)))


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """The part of a plan that can be judged again."""

    proposals: tuple[Proposal, ...]
    unplaced: tuple[Unplaced, ...]

    def of_people(self, names: Container[str]) -> StoredPlan:
        """Give the part for people of these names (`GM0222/c1`)."""
        return StoredPlan(
            tuple(one for one in self.proposals if one.candidate in names),
            tuple(one for one in self.unplaced if one.candidate in names),
        )


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan, its proposals written down once, and its SHA-256 in whatever order they were held.

    The hash is of who is proposed what, how well and why, and who nothing.
    """

    plan: Plan
    proposals: list[Words]
    digest: str


def written_plan(plan: Plan) -> WrittenPlan:
    """Write a plan down."""
    words = [_in_words(one) for one in plan.proposals]
    return WrittenPlan(plan, words, _digest(words, plan.unplaced))


def plan_hash(plan: Plan | StoredPlan) -> str:
    """Give the SHA-256 of a plan, as `WrittenPlan` has it."""
    return _digest(map(_in_words, plan.proposals), plan.unplaced)


def _digest(proposals: Iterable[Words], unplaced: Iterable[Unplaced]) -> str:
    placed = sorted("{" + ", ".join(f'"{n}": {w}' for n, w in p.items()) + "}" for p in proposals)
    nowhere = sorted(f"{one.candidate} {one.reason}" for one in unplaced)
    return hashlib.sha256("\n".join([*placed, "", *nowhere]).encode()).hexdigest()


def _in_words(proposal: Proposal) -> Words:
    known = ((name, getattr(proposal, name)) for name in FIELDS)
    return {name: _JSON(value) for name, value in known if name not in LATER or value}


def _read_proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        candidate=f"{row.municipality}/{row.candidate}",
        vacancies=tuple(row.vacancies),
        coach=None if row.coach is None else f"{row.coach_municipality}/{row.coach}",
        start=row.start_day,
        fit=row.fit,
        contributions=row.contributions,
        unknowns=tuple(row.unknowns),
        signals=tuple(row.signals),
        question=row.question,
        rather_not=row.rather_not,
        runner_up_fit=row.runner_up_fit,
        motivate=row.motivate,
        counted={name: read_counted(kept) for name, kept in row.counted.items()},
        robustness=read_robustness(row.robustness),
    )


def read_robustness(kept: list[Any] | None) -> Robustness | None:
    """Read what was stored of how robust a proposal is; None: it is not known."""
    if kept is None:
        return None
    flips, question, swing = kept
    return Robustness(tuple(Flip(*flip) for flip in flips), question, swing)


def read_counted(kept: list[Any]) -> Counted:
    """Read what was stored of one criterion."""
    weight, facts = kept
    return Counted(weight, tuple(Fact(*fact) for fact in facts))


def _read_unplaced(row: Row[Any]) -> Unplaced:
    return Unplaced(f"{row.municipality}/{row.candidate}", UnplacedReason(row.reason), None)


def _change(run_id: UUID, step: str, change: Change) -> tuple[object, ...]:
    before, after = change.before, change.after
    return (
        run_id,
        *split(change.candidate, ""),
        step,
        str(change.cause),
        change.detail,
        [] if before is None else list(before.since),
        [] if before is None else list(before.vacancies),
        [] if after is None else list(after.vacancies),
        before and before.coach,
        after and after.coach,
        before and before.fit,
        change.fit_now,
        after and after.fit,
    )


def _proposal(run_id: UUID, key: UUID, proposal: Proposal, words: Words) -> tuple[object, ...]:
    coach = (None, None) if proposal.coach is None else split(proposal.coach, "")
    return (
        key,
        run_id,
        *split(proposal.candidate, ""),
        *coach,
        proposal.start,
        proposal.fit,
        proposal.runner_up_fit,
        words["contributions"],
        words["unknowns"],
        words["signals"],
        words.get("counted", "{}"),
        words.get("robustness"),
        proposal.question,
        proposal.motivate,
        proposal.rather_not,
    )


def _vacancies(key: UUID, proposal: Proposal) -> Iterator[tuple[object, ...]]:
    municipality, _ = split(proposal.candidate, "")
    for position, reference in enumerate(proposal.vacancies):
        yield (key, position, municipality, *split(reference, ""), day_of(reference))


def _unplaced(run_id: UUID, person: Unplaced) -> tuple[object, ...]:
    detail = person.detail
    kept = detail if detail is None or isinstance(detail, str) else _named(detail)
    return (
        run_id,
        *split(person.candidate, ""),
        str(person.reason),
        None if kept is None else json.dumps(kept),
        json.dumps([_enabling(one) for one in person.enabling]),
        person.price,
        person.competing,
    )


def _enabling(one: Enabling) -> dict[str, str | int | None]:
    change = one.change
    return {
        "step": str(change.step),
        "what": change.what,
        "amount": change.amount,
        "opens": one.opens,
        "would": str(one.would),
    }


def _named(name: ResourceName) -> dict[str, str | None]:
    return {"kind": str(name.kind), "reference": name.reference, "level": _level(name)}


def _resource(run_id: UUID, position: int, use: ResourceUse) -> tuple[object, ...]:
    name = use.name
    return (
        run_id,
        position,
        str(name.kind),
        name.reference.partition("/")[0] if "/" in name.reference else None,
        name.reference,
        _level(name),
        use.capacity,
        use.used,
        use.price,
        use.hold_back,
    )


def _level(name: ResourceName) -> str | None:
    return None if name.level is None else name.level.name.lower()


def summary_of(plan: Plan) -> dict[str, Any]:
    """Count what a plan comes to; it names nobody."""
    fits = [proposal.fit for proposal in plan.proposals]
    return {
        "people": len(plan.proposals) + len(plan.unplaced),
        "placed": len(plan.proposals),
        "placed_with_question": sum(proposal.question for proposal in plan.proposals),
        "unplaced": dict(sorted(Counter(str(p.reason) for p in plan.unplaced).items())),
        "mean_fit": round(sum(fits) / len(fits)) if fits else None,
        "resources": _used_by_kind(plan),
        "changes": dict(sorted(Counter(str(c.cause) for c in plan.changes).items())),
        "conflicts": len(plan.conflicts),
        "combinations_left_out": plan.left_out,
        "greedy_placed": plan.greedy_placed,
        "greedy_value": plan.greedy_value,
        "seconds": dict(plan.seconds),
    }


def _used_by_kind(plan: Plan) -> dict[str, dict[str, int]]:
    """Sum what there is and what is used, of an organisation in the stretch where that is most."""
    fullest: dict[ResourceName, ResourceUse] = {}
    for use in plan.resources:
        known = fullest.setdefault(use.name.whole, use)
        fullest[use.name.whole] = max(known, use, key=lambda each: each.used)
    totals: dict[str, dict[str, int]] = {}
    for use in fullest.values():
        total = totals.setdefault(str(use.name.kind), {"capacity": 0, "used": 0})
        total["capacity"] += use.capacity
        total["used"] += use.used
    return totals
