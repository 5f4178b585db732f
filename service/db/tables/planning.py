"""What was asked of days as they would be, and what came of it: counts, and of costs people."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from service.db.tables.base import EMPTY_LIST, METADATA, NOW, belongs, one_of, owned, within

NO_NAMES = text("'{}'::text[]")

#: `municipality` is that of the run: empty for one of a whole region; of a cost, of who asked.
scenario = Table(
    "scenario",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("region.code"), nullable=False),
    Column("municipality", Text, ForeignKey("municipality.code")),
    Column("base_run", Uuid, ForeignKey("match_run.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("name", Text),
    Column("changes", JSONB, nullable=False, server_default=EMPTY_LIST),
    Column("status", Text, nullable=False, server_default=text("'queued'")),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("solved", SmallInteger, nullable=False, server_default=text("0")),
    Column("to_solve", SmallInteger),
    Column("failure", Text),
    Column("job_id", BigInteger),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    one_of("purpose", ("bottlenecks", "scenario", "cost")),
    one_of("status", ("queued", "running", "finished", "failed")),
    CheckConstraint("solved BETWEEN 0 AND to_solve", name="solved"),
    Index(
        "uq_scenario_bottlenecks",
        "base_run",
        unique=True,
        postgresql_where=text("purpose = 'bottlenecks' AND status <> 'failed'"),
    ),
    Index(None, "region", "requested_at"),
)

#: How a day was solved: as it was, and as it would be.
scenario_solve = Table(
    "scenario_solve",
    METADATA,
    Column("scenario_id", Uuid, ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True),
    Column("side", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("bound", BigInteger, nullable=False),
    Column("gap", Double),
    Column("seconds", Double, nullable=False),
    one_of("side", ("base", "changed")),
)

#: Counts of a side: of one municipality's people, or of all where that is empty.
scenario_count = Table(
    "scenario_count",
    METADATA,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("scenario_id", Uuid, ForeignKey("scenario.id", ondelete="CASCADE"), nullable=False),
    Column("side", Text, nullable=False),
    Column("municipality", Text),
    Column("people", Integer, nullable=False),
    Column("placed", Integer, nullable=False),
    Column("elsewhere", Integer, nullable=False),
    Column("mean_fit", SmallInteger),
    Column("mean_travel_minutes", Integer),
    Column("coach_minutes", Integer, nullable=False),
    one_of("side", ("base", "changed")),
    CheckConstraint("placed BETWEEN elsewhere AND people", name="placed"),
    within("mean_fit", 0, 10_000),
    Index(
        "uq_scenario_count",
        "scenario_id",
        "side",
        "municipality",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
)

#: `seen_by` names the municipalities that may see the place, the guides or the coach.
bottleneck = Table(
    "bottleneck",
    METADATA,
    Column("scenario_id", Uuid, ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("municipality", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("level", Text),
    Column("seen_by", ARRAY(Text), nullable=False),
    Column("step", Integer, nullable=False),
    Column("price", Double),
    Column("waiting", Integer, nullable=False),
    Column("competing", Integer),
    Column("placed_more", Integer, nullable=False),
    Column("fit_more", Integer),
    Column("at_least", BigInteger, nullable=False),
    Column("at_most", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("gap", Double),
    Column("seconds", Double, nullable=False),
    one_of("kind", ("seats", "guidance", "total", "coaching")),
    one_of("level", ("light", "medium", "intensive")),
)

#: What pairs cost that somebody wants pinned: as it was asked, and once it is known. Its scenario
#: has the purpose `cost` and the municipality of who asked.
pin_cost = Table(
    "pin_cost",
    METADATA,
    Column("scenario_id", Uuid, ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True),
    owned(),
    Column("today", Date, nullable=False),
    Column("weight_set_version", Integer, ForeignKey("weight_set.version"), nullable=False),
    Column("outcome", Text),
    Column("at_least", BigInteger),
    Column("at_most", BigInteger),
    Column("anew_at_least", BigInteger),
    Column("anew_at_most", BigInteger),
    Column("others", Integer),
    one_of("outcome", ("OPTIMAL", "FEASIBLE", "INFEASIBLE", "UNKNOWN")),
    CheckConstraint("at_least <= at_most", name="at_most"),
    CheckConstraint("anew_at_least <= anew_at_most", name="anew_at_most"),
    CheckConstraint("others >= 0", name="others"),
)

#: The people of that municipality whom it is about: who would be pinned where, whose part changes.
pin_cost_person = Table(
    "pin_cost_person",
    METADATA,
    Column("scenario_id", Uuid, ForeignKey("scenario.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality", Text, primary_key=True),
    Column("candidate", Text, primary_key=True),
    Column("pinned", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("pinned_coach", Text),
    Column("vacancies_before", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("vacancies_after", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("coach_before", Text),
    Column("coach_after", Text),
    Column("fit_before", SmallInteger),
    Column("fit_after", SmallInteger),
    within("fit_before", 0, 10_000),
    within("fit_after", 0, 10_000),
    belongs("candidate", "CASCADE"),
    Index(None, "municipality", "candidate"),
)
