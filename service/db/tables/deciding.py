"""What people decide: placements and kept places, forbidden pairs, decisions and their reasons."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
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

from service.db.tables.base import (
    EMPTY_OBJECT,
    METADATA,
    NOW,
    WEEK_MINUTES,
    belongs,
    both_or_none,
    by_coach,
    like,
    one_of,
    owned,
    period,
    within,
)

CODE = "^[a-z][a-z_]{0,39}$"
DECISIONS = ("introduced", "accepted", "adapted", "declined", "postponed")
USES = (
    "accepted", "adapted", "declined", "postponed", "ending", "pin", "forbid", "outcome",
    "follow_up", "advice",
)  # fmt: skip
#: Where somebody may go from a place, as reports count it.
OUTCOMES = (
    "off_benefit", "paid_work", "part_time_work", "learn_work", "education", "volunteering",
    "informal_care", "care_path", "day_activities", "elsewhere", "no_activity", "unknown",
    "other",
)  # fmt: skip

#: A pinned placement is a place kept for somebody: it counts as taken, and may be given up. One
#: whose last day is the day before its first never begins. One that has ended outlives its person:
#: `former` then tells what one person had from what another had.
placement = Table(
    "placement",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("candidate", Text),
    Column("former", Uuid),
    Column("vacancy_municipality", Text, nullable=False),
    Column("vacancy", Text, nullable=False),
    *by_coach(),
    Column("guidance_minutes", Integer, nullable=False, server_default=text("0")),
    Column("coaching_minutes", Integer, nullable=False, server_default=text("0")),
    Column("week_minutes", Integer),
    Column("start_day", Date),
    Column("end_day", Date),
    CheckConstraint("start_day - 1 <= end_day", name="end_day"),
    Column("proposal_id", Uuid, ForeignKey("proposal.id", ondelete="SET NULL")),
    Column("pinned", Boolean, nullable=False, server_default=text("false")),
    Column("reason", Text),
    Column("made_by", Text, nullable=False, server_default=text("'import'")),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("end_reason", Text),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    belongs("candidate", "SET NULL (candidate)"),
    CheckConstraint("candidate IS NOT NULL OR end_day IS NOT NULL AND NOT pinned", name="whose"),
    belongs("vacancy"),
    belongs("coach"),
    within("guidance_minutes", 0, WEEK_MINUTES),
    within("coaching_minutes", 0, WEEK_MINUTES),
    within("week_minutes", 1, WEEK_MINUTES),
    CheckConstraint("pinned <= (reason IS NOT NULL)", name="reason"),
    Index(None, "proposal_id"),
    Index(None, "municipality", "candidate"),
    Index(None, "vacancy_municipality", "vacancy"),
    Index(None, "coach_municipality", "coach"),
)

forbid = Table(
    "forbid",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("candidate", Text, nullable=False),
    Column("vacancy_municipality", Text),
    Column("vacancy", Text),
    Column("organisation_municipality", Text),
    Column("organisation", Text),
    Column("until", Date),
    Column("reason", Text, nullable=False, server_default=text("'other'")),
    Column("made_by", Text, nullable=False, server_default=text("'import'")),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    belongs("candidate", "CASCADE"),
    belongs("vacancy", "CASCADE"),
    belongs("organisation", "CASCADE"),
    CheckConstraint("num_nonnulls(vacancy, organisation) = 1", name="exactly_one"),
    both_or_none("vacancy", "vacancy_municipality", "vacancy"),
    both_or_none("organisation", "organisation_municipality", "organisation"),
    Index(None, "municipality", "candidate"),
)

#: `instead_of` names a proposal of a plan, which may be forgotten with its person.
decision = Table(
    "decision",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("proposal_id", Uuid, ForeignKey("proposal.id", ondelete="CASCADE"), nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text),
    Column("motivation", Text),
    Column("until", Date),
    *period("start_day", "end_day"),
    *by_coach(),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("deviates", Boolean),
    Column("instead_of", Uuid),
    Column("seconds_since_shown", Integer),
    Column("seconds_since_published", Integer),
    CheckConstraint("seconds_since_shown >= 0", name="seconds_since_shown"),
    CheckConstraint("seconds_since_published >= 0", name="seconds_since_published"),
    one_of("decision", DECISIONS),
    like("reason", CODE),
    CheckConstraint("length(motivation) <= 1000", name="motivation"),
    Index(None, "proposal_id"),
    Index(None, "municipality", "decided_at"),
)

#: Without a municipality it is everybody's. Where somebody went counts as one of those.
reason_code = Table(
    "reason_code",
    METADATA,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("municipality", Text, ForeignKey("municipality.code")),
    Column("code", Text, nullable=False),
    Column("uses", ARRAY(Text), nullable=False),
    Column("dutch", Text, nullable=False),
    Column("english", Text, nullable=False),
    Column("counts_as", Text),
    one_of("counts_as", OUTCOMES),
    CheckConstraint(
        "('outcome' = ANY (uses) AND municipality IS NOT NULL) = (counts_as IS NOT NULL)",
        name="outcome",
    ),
    UniqueConstraint("municipality", "code", postgresql_nulls_not_distinct=True),
    like("code", CODE),
    CheckConstraint(
        f"cardinality(uses) > 0 AND uses <@ ARRAY[{', '.join(map(repr, USES))}]::text[]",
        name="uses",
    ),
    CheckConstraint(
        "length(dutch) BETWEEN 1 AND 200 AND length(english) BETWEEN 1 AND 200", name="words"
    ),
)

#: A request that was done, by the key that its caller gave it.
done_request = Table(
    "done_request",
    METADATA,
    Column("caller", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("status", SmallInteger),
    Column("headers", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("body", Text),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("municipality", Text, ForeignKey("municipality.code")),
    Column("region", Text, ForeignKey("region.code")),
    CheckConstraint("length(key) BETWEEN 1 AND 100", name="key"),
    CheckConstraint("num_nonnulls(municipality, region) = 1", name="whose"),
    Index(None, "asked_at"),
)
