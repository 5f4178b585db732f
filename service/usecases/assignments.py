"""A whole small problem in, a plan out: nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine

from service import bridge
from service.db import weights
from service.db.session import snapshot_transaction
from service.errors import InvalidInput, NotFound, TooLarge
from service.records.problems import problems_of_flaws
from service.usecases.small import SmallSolver
from service.usecases.standing import expect_active
from solver.coaches import Coach
from solver.errors import InvalidRecord
from solver.match import MatchParams, Plan, Task
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.snapshot import Snapshot
from solver.turns import turns_of

MOST_CANDIDATES, MOST_OPTIONS = 300, 20_000
WORK, TIME_LIMIT_S = 300, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallProblem:
    """Everybody and everything of one problem, on a day."""

    today: date
    seed: int
    candidates: tuple[Candidate, ...]
    organisations: tuple[Organisation, ...]
    vacancies: tuple[Vacancy, ...]
    coaches: tuple[Coach, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A plan, and the version of the weights it was made with."""

    plan: Plan
    weight_set_version: int


def assign(engine: Engine, solver: SmallSolver, municipality: str, given: SmallProblem) -> Assigned:
    """Match everybody of a problem by the weights that hold for the municipality.

    Raises `TooLarge` for more than 300 candidates or 20,000 options, `InvalidInput` for references
    that occur twice and for vacancies of an organisation that is not among those given, and
    `Unavailable` when too many ask at a time.
    """
    if len(given.candidates) > MOST_CANDIDATES:
        raise TooLarge(
            f"Expected at most {MOST_CANDIDATES} candidates, got {len(given.candidates)}. "
            "Store them and ask for a run instead (POST /v1/match-runs)."
        )
    with snapshot_transaction(engine, municipality) as connection:
        region = expect_active(connection, municipality).region
        version = weights.version_that_holds(connection, municipality, region, given.today)
        weight_set = bridge.load_weights(connection, version)
        snapshot = _snapshot(connection, municipality, given)
    if weight_set is None:
        raise NotFound(f"Weight set {version} is not there.")
    params = MatchParams(
        seed=given.seed, work_limit=WORK, time_limit_s=TIME_LIMIT_S, most_options=MOST_OPTIONS
    )
    return Assigned(solver.match(Task(snapshot, weight_set, params)), version)


def _snapshot(connection: Connection, municipality: str, given: SmallProblem) -> Snapshot:
    own = {
        noun: [replace(one, municipality=municipality) for one in getattr(given, noun)]
        for noun in ("candidates", "organisations", "vacancies", "coaches")
    }
    try:
        return Snapshot(
            today=given.today,
            candidates=tuple(bridge.all_located(connection, own["candidates"])),
            organisations=tuple(own["organisations"]),
            vacancies=tuple(
                turns_of(bridge.all_located(connection, own["vacancies"]), given.today)
            ),
            coaches=tuple(own["coaches"]),
        )
    except InvalidRecord as flawed:
        raise InvalidInput("The problem was not accepted.", problems_of_flaws(flawed, {})) from None
