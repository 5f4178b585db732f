"""A plan into its tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from service.bridge.parts import split
from service.db import plans
from solver.plan import Plan, Proposal, ResourceUse, Unplaced
from solver.resources import ResourceName


def store_plan(connection: Connection, run_id: UUID, plan: Plan) -> None:
    """Store a plan in place of what an earlier attempt of the run left; the caller commits."""
    named = [(uuid4(), proposal) for proposal in plan.proposals]
    plans.forget_plan(connection, run_id)
    plans.add_proposals(connection, (_proposal(run_id, key, p) for key, p in named))
    plans.add_proposal_vacancies(
        connection, (row for key, p in named for row in _vacancies(key, p))
    )
    plans.add_unplaced(connection, (_unplaced(run_id, person) for person in plan.unplaced))
    plans.add_resources(
        connection, (_resource(run_id, n, use) for n, use in enumerate(plan.resources))
    )


def _proposal(run_id: UUID, key: UUID, proposal: Proposal) -> tuple[object, ...]:
    coach = (None, None) if proposal.coach is None else split(proposal.coach, "")
    return (
        key,
        run_id,
        *split(proposal.candidate, ""),
        *coach,
        proposal.start,
        proposal.fit,
        proposal.runner_up_fit,
        json.dumps(dict(proposal.contributions)),
        json.dumps(list(proposal.unknowns)),
        json.dumps(list(proposal.signals)),
        proposal.question,
        proposal.motivate,
        proposal.rather_not,
    )


def _vacancies(key: UUID, proposal: Proposal) -> Iterator[tuple[object, ...]]:
    municipality, _ = split(proposal.candidate, "")
    for position, reference in enumerate(proposal.vacancies):
        yield (key, position, municipality, *split(reference, ""))


def _unplaced(run_id: UUID, person: Unplaced) -> tuple[object, ...]:
    detail = person.detail
    kept = detail if detail is None or isinstance(detail, str) else _named(detail)
    return (
        run_id,
        *split(person.candidate, ""),
        str(person.reason),
        None if kept is None else json.dumps(kept),
    )


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
        "greedy_placed": plan.greedy_placed,
        "greedy_value": plan.greedy_value,
        "seconds": dict(plan.seconds),
    }


def _used_by_kind(plan: Plan) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {}
    for use in plan.resources:
        total = totals.setdefault(str(use.name.kind), {"capacity": 0, "used": 0})
        total["capacity"] += use.capacity
        total["used"] += use.used
    return totals
