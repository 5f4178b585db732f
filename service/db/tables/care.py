"""What people say of their weeks, what their coaches hear of it, and how people are doing."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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

from service.db.tables.base import (
    METADATA,
    NOW,
    WEEK_MINUTES,
    belongs,
    both_or_none,
    one_of,
    ordered,
    owned,
    within,
)

#: That it does not go well for a while. It is never changed; a later one counts before it.
check_in = Table(
    "check_in",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("candidate", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("max_week_minutes", Integer),
    Column("note", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    belongs("candidate", "CASCADE"),
    one_of("kind", ("lower_hours", "pause")),
    ordered("until", "on_day", "until"),
    within("max_week_minutes", 1, WEEK_MINUTES),
    CheckConstraint("(kind = 'lower_hours') = (max_week_minutes IS NOT NULL)", name="hours"),
    CheckConstraint("length(note) <= 500", name="note"),
    Index(None, "municipality", "candidate"),
    Index(None, "municipality", "until"),
    Index(None, "municipality", "revision"),
)

#: Who is told of a check-in, and who has seen that; `municipality` is the person's.
coach_alert = Table(
    "coach_alert",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("check_in_id", Uuid, ForeignKey("check_in.id", ondelete="CASCADE"), nullable=False),
    Column("coach_municipality", Text, nullable=False),
    Column("coach", Text, nullable=False),
    Column("seen_by", Text),
    Column("seen_at", DateTime(timezone=True)),
    belongs("coach", "CASCADE"),
    UniqueConstraint("check_in_id", "coach_municipality", "coach"),
    both_or_none("seen", "seen_by", "seen_at"),
    Index(None, "coach_municipality", "coach"),
)

#: How somebody is doing, in two numbers: loneliness 0-6, self-reliance 1-5.
wellbeing_score = Table(
    "wellbeing_score",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("candidate", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("loneliness", SmallInteger),
    Column("self_reliance", SmallInteger),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    belongs("candidate", "CASCADE"),
    one_of("moment", ("before", "during", "after")),
    within("loneliness", 0, 6),
    within("self_reliance", 1, 5),
    CheckConstraint("num_nonnulls(loneliness, self_reliance) >= 1", name="any"),
    Index(None, "municipality", "candidate"),
)
