"""Match runs, what they proposed and to whom nothing, decided placements, and imports."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from service.db.tables.base import (
    EMPTY_LIST,
    EMPTY_OBJECT,
    METADATA,
    REFERENCE,
    WEEK_MINUTES,
    both_or_none,
    like,
    one_of,
    period,
    within,
)

NOW = text("now()")


def _of_run() -> Column[object]:
    return Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), nullable=False)


def _municipality() -> Column[str]:
    return Column("municipality", Text, ForeignKey("municipality.code"), nullable=False)


def _coach() -> list[SchemaItem]:
    return [
        Column("coach_municipality", Text),
        Column("coach", Text),
        both_or_none("coach", "coach_municipality", "coach"),
    ]


def _belongs(noun: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    own = "municipality" if noun == "candidate" else f"{noun}_municipality"
    return ForeignKeyConstraint(
        [own, noun], [f"{noun}.municipality", f"{noun}.reference"], ondelete=ondelete
    )


match_run = Table(
    "match_run",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("region.code"), nullable=False),
    Column("municipality", Text, ForeignKey("municipality.code")),
    Column("status", Text, nullable=False, server_default=text("'queued'")),
    Column("plan_status", Text),
    Column("weight_set_version", Integer, ForeignKey("weight_set.version"), nullable=False),
    Column("today", Date, nullable=False),
    Column("seed", BigInteger, nullable=False, server_default=text("0")),
    Column("work_limit", BigInteger),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("cancel_requested_at", DateTime(timezone=True)),
    Column("progress", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("input_hash", Text),
    Column("code_version", Text),
    Column("lock_hash", Text),
    Column("outcome", Text),
    Column("method", Text),
    Column("value", BigInteger),
    Column("bound", BigInteger),
    Column("gap", Double),
    Column("placed", Integer),
    Column("people", Integer),
    Column("summary", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("failure", Text),
    Column("job_id", BigInteger),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    one_of("status", ("queued", "running", "finished", "failed", "cancelled")),
    one_of("plan_status", ("draft", "published", "superseded", "withdrawn")),
    one_of("outcome", ("OPTIMAL", "FEASIBLE", "INFEASIBLE", "UNKNOWN", "CANCELLED")),
    CheckConstraint("placed BETWEEN 0 AND people", name="placed"),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index(None, "region", "requested_at"),
    Index(None, "municipality", "requested_at"),
)

#: A stored plan is history: it does not hold on to a candidate or vacancy that is deleted later.
proposal = Table(
    "proposal",
    METADATA,
    Column("id", Uuid, primary_key=True),
    _of_run(),
    _municipality(),
    Column("candidate", Text, nullable=False),
    *_coach(),
    Column("start_day", Date, nullable=False),
    Column("fit", SmallInteger, nullable=False),
    Column("runner_up_fit", SmallInteger),
    Column("contributions", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("unknowns", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("signals", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("question", Boolean, nullable=False),
    Column("motivate", Boolean, nullable=False),
    Column("rather_not", Boolean, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    UniqueConstraint("run_id", "municipality", "candidate"),
    like("candidate", REFERENCE),
    within("fit", 0, 10_000),
    within("runner_up_fit", 0, 10_000),
    one_of(
        "status",
        ("open", "introduced", "accepted", "adapted", "declined", "postponed", "expired",
         "superseded", "withdrawn"),
    ),
)  # fmt: skip

proposal_vacancy = Table(
    "proposal_vacancy",
    METADATA,
    Column(
        "proposal_id", Uuid, ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("position", SmallInteger, primary_key=True),
    _municipality(),
    Column("vacancy_municipality", Text, nullable=False),
    Column("vacancy", Text, nullable=False),
    within("position", 0, 1),
    like("vacancy", REFERENCE),
)  # fmt: skip

unplaced = Table(
    "unplaced",
    METADATA,
    Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality", Text, ForeignKey("municipality.code"), primary_key=True),
    Column("candidate", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("detail", JSONB),
    like("candidate", REFERENCE),
    like("reason", "^[a-z_]{1,40}$"),
)

#: `municipality` is empty for a resource that no municipality keeps, such as a pair kept apart.
run_resource = Table(
    "run_resource",
    METADATA,
    Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("municipality", Text),
    Column("reference", Text, nullable=False),
    Column("level", Text),
    Column("capacity", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("price", Double),
    one_of("level", ("none", "light", "medium", "intensive")),
    CheckConstraint("used BETWEEN 0 AND capacity", name="used"),
)

placement = Table(
    "placement",
    METADATA,
    Column("id", Uuid, primary_key=True),
    _municipality(),
    Column("candidate", Text, nullable=False),
    Column("vacancy_municipality", Text, nullable=False),
    Column("vacancy", Text, nullable=False),
    *_coach(),
    Column("guidance_minutes", Integer, nullable=False, server_default=text("0")),
    Column("coaching_minutes", Integer, nullable=False, server_default=text("0")),
    *period("start_day", "end_day"),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    _belongs("candidate"),
    _belongs("vacancy"),
    _belongs("coach"),
    within("guidance_minutes", 0, WEEK_MINUTES),
    within("coaching_minutes", 0, WEEK_MINUTES),
    Index(None, "municipality", "candidate"),
    Index(None, "vacancy_municipality", "vacancy"),
    Index(None, "coach_municipality", "coach"),
)

forbid = Table(
    "forbid",
    METADATA,
    Column("id", Uuid, primary_key=True),
    _municipality(),
    Column("candidate", Text, nullable=False),
    Column("vacancy_municipality", Text),
    Column("vacancy", Text),
    Column("organisation_municipality", Text),
    Column("organisation", Text),
    Column("until", Date),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    _belongs("candidate", "CASCADE"),
    _belongs("vacancy", "CASCADE"),
    _belongs("organisation", "CASCADE"),
    CheckConstraint("num_nonnulls(vacancy, organisation) = 1", name="exactly_one"),
    both_or_none("vacancy", "vacancy_municipality", "vacancy"),
    both_or_none("organisation", "organisation_municipality", "organisation"),
    Index(None, "municipality", "candidate"),
)

import_job = Table(
    "import_job",
    METADATA,
    Column("id", Uuid, primary_key=True),
    _municipality(),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("all_or_nothing", Boolean, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("errors", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("errors_left_out", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("accepted >= 0 AND refused >= 0 AND errors_left_out >= 0", name="counts"),
    Index(None, "municipality", "requested_at"),
)
