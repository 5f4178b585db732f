"""Match runs, what they proposed and to whom nothing, proposals of people, and imports."""

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
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from service.db.tables.base import (
    EMPTY_LIST,
    EMPTY_OBJECT,
    METADATA,
    NOW,
    REFERENCE,
    by_coach,
    like,
    one_of,
    owned,
    within,
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
    Column("plan_hash", Text),
    Column("replay_of", Uuid, ForeignKey("match_run.id")),
    Column("by_night", Boolean, nullable=False, server_default=text("false")),
    Column("change_budget", Integer),
    Column("read_at", DateTime(timezone=True)),
    Column("published_at", DateTime(timezone=True)),
    Column("changed", Integer),
    Column("forced", Integer),
    Column("dropped", Integer),
    Column("replayable", Boolean, nullable=False, server_default=text("false")),
    Column("alert", Text),
    within("change_budget", 0, 1_000_000),
    Index("uq_match_run_night", "region", "today", unique=True, postgresql_where=text("by_night")),
    Index("ix_match_run_published", "region", postgresql_where=text("plan_status = 'published'")),
    one_of("status", ("queued", "running", "finished", "failed", "cancelled")),
    one_of("plan_status", ("draft", "published", "superseded", "withdrawn")),
    one_of("outcome", ("OPTIMAL", "FEASIBLE", "INFEASIBLE", "UNKNOWN", "CANCELLED")),
    CheckConstraint("placed BETWEEN 0 AND people", name="placed"),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index(None, "region", "requested_at"),
    Index(None, "municipality", "requested_at"),
)

#: A proposal is history: it does not hold on to a candidate or vacancy that is deleted later.
proposal = Table(
    "proposal",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE")),
    owned(),
    Column("candidate", Text, nullable=False),
    *by_coach(),
    Column("start_day", Date, nullable=False),
    Column("fit", SmallInteger, nullable=False),
    Column("runner_up_fit", SmallInteger),
    Column("contributions", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("unknowns", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("signals", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("counted", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("robustness", JSONB(none_as_null=True)),
    Column("question", Boolean, nullable=False),
    Column("motivate", Boolean, nullable=False),
    Column("rather_not", Boolean, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("source", Text, nullable=False, server_default=text("'run'")),
    Column("proposed_by", Text),
    Column("proposed_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("until", Date),
    Column("price", Double),
    Column("superseded_by", Uuid, ForeignKey("match_run.id", ondelete="SET NULL"), index=True),
    Column("shown_at", DateTime(timezone=True)),
    Column("rank", SmallInteger),
    CheckConstraint(
        "rank IS NULL OR rank BETWEEN 1 AND 20 AND source = 'short_list'", name="rank"
    ),
    one_of("source", ("run", "short_list", "own")),
    CheckConstraint("(source = 'run') = (run_id IS NOT NULL)", name="run"),
    CheckConstraint("(source = 'run') = (proposed_by IS NULL)", name="proposed_by"),
    Index(None, "municipality", "candidate"),
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

#: `turn` is the day of the turn that is proposed, of a vacancy with start dates.
proposal_vacancy = Table(
    "proposal_vacancy",
    METADATA,
    Column(
        "proposal_id", Uuid, ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("position", SmallInteger, primary_key=True),
    owned(),
    Column("vacancy_municipality", Text, nullable=False),
    Column("vacancy", Text, nullable=False),
    Column("turn", Date),
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
    Column("price", Double),
    Column("enabling", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("resource_price", Double),
    Column("competing", Integer),
    within("competing", 0, 10_000_000),
    Index(None, "municipality", "candidate"),
    like("candidate", REFERENCE),
    like("reason", "^[a-z_]{1,40}$"),
)

#: `municipality` is empty for a resource that no municipality keeps, such as a pair kept apart.
#: `hold_back` is what one more is worth to those who wait and those who are expected together.
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
    Column("hold_back", Double),
    one_of("level", ("none", "light", "medium", "intensive")),
    CheckConstraint("used BETWEEN 0 AND capacity", name="used"),
    CheckConstraint("hold_back >= 0", name="hold_back"),
)

#: Everything that a run read, compressed.
run_input = Table(
    "run_input",
    METADATA,
    Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True),
    Column("region", Text, ForeignKey("region.code"), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("expires_on", Date, nullable=False),
    Index(None, "region", "expires_on"),
)

#: `since` names what was changed after the proposal before it was made.
run_change = Table(
    "run_change",
    METADATA,
    Column("run_id", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality", Text, ForeignKey("municipality.code"), primary_key=True),
    Column("candidate", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("detail", Text),
    *(
        Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))
        for name in ("since", "vacancies_before", "vacancies_after")
    ),
    Column("coach_before", Text),
    Column("coach_after", Text),
    Column("fit_before", SmallInteger),
    Column("fit_now", SmallInteger),
    Column("fit_after", SmallInteger),
    Index(None, "municipality", "candidate"),
    one_of("step", ("match", "publication", "withdrawal")),
    like("cause", "^[a-z_]{1,40}$"),
    like("candidate", REFERENCE),
)

#: People who were deleted, until they are out of what runs have kept.
erasure = Table(
    "erasure",
    METADATA,
    Column("municipality", Text, ForeignKey("municipality.code"), primary_key=True),
    Column("candidate", Text, primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=NOW),
)

import_job = Table(
    "import_job",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
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
