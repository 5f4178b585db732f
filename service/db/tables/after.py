"""What happens after a placement began: where people went, and how it goes meanwhile."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from service.db.tables.base import METADATA, NOW, both_or_none, like, one_of, owned
from service.db.tables.deciding import CODE

#: Months after the last day at which is asked where somebody is; 0 is where the person went then.
MONTHS = (0, 3, 6, 12)
#: Who may have held a review.
ROLES = ("caseworker", "job_coach", "broker", "guide", "other")

outcome = Table(
    "outcome",
    METADATA,
    Column(
        "placement_id", Uuid, ForeignKey("placement.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("months", SmallInteger, primary_key=True, autoincrement=False),
    owned(),
    Column("code", Text, nullable=False),
    Column("noted_by", Text, nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    CheckConstraint(f"months IN ({', '.join(map(str, MONTHS))})", name="months"),
    like("code", CODE),
)  # fmt: skip

#: Planned, or done: then it stays.
review = Table(
    "review",
    METADATA,
    Column("id", Uuid, primary_key=True),
    owned(),
    Column("placement_id", Uuid, ForeignKey("placement.id", ondelete="CASCADE"), nullable=False),
    Column("planned_on", Date),
    Column("done_on", Date),
    Column("done_by", Text),
    Column("note", Text),
    Column("advice", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    UniqueConstraint("placement_id", "planned_on"),
    CheckConstraint("num_nonnulls(planned_on, done_on) >= 1", name="day"),
    both_or_none("done", "done_on", "done_by"),
    one_of("done_by", ROLES),
    CheckConstraint("done_on IS NOT NULL OR num_nonnulls(note, advice) = 0", name="seen"),
    CheckConstraint("length(note) <= 1000", name="note"),
    like("advice", CODE),
    Index(None, "municipality", "planned_on"),
)
