"""Regions, municipalities, partnerships, postcodes and weight sets: nothing about people."""

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
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from service.db.tables.base import (
    METADATA,
    MUNICIPALITY,
    REFERENCE,
    both_or_none,
    like,
    one_of,
    period,
    within,
)

region = Table(
    "region",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    Column("decided_revision", BigInteger, nullable=False, server_default=text("0")),
    Column("reread_revision", BigInteger, nullable=False, server_default=text("0")),
    Column("change_budget", Integer),
    Column("change_budget_percent", SmallInteger, server_default=text("10")),
    Column("cooling_off_days", SmallInteger, nullable=False, server_default=text("14")),
    Column("publishes_by_itself", Boolean, nullable=False, server_default=text("true")),
    Column("least_placed_percent", SmallInteger, nullable=False, server_default=text("90")),
    Column("replayable_days", SmallInteger, nullable=False, server_default=text("180")),
    Column("shown_per_seat", SmallInteger, nullable=False, server_default=text("3")),
    Column("short_list_order", Text, nullable=False, server_default=text("'rank'")),
    Column("hold_back", Boolean, nullable=False, server_default=text("false")),
    like("code", "^AM[0-9]{2}$"),
    within("shown_per_seat", 1, 1000),
    one_of("short_list_order", ("rank", "neutral")),
    within("change_budget", 0, 1_000_000),
    within("change_budget_percent", 0, 100),
    CheckConstraint("num_nonnulls(change_budget, change_budget_percent) <= 1", name="one_budget"),
    within("cooling_off_days", 0, 365),
    within("least_placed_percent", 0, 100),
    within("replayable_days", 1, 730),
)

municipality = Table(
    "municipality",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, ForeignKey("region.code"), nullable=False),
    Column("suspended", Boolean, nullable=False, server_default=text("false")),
    like("code", MUNICIPALITY),
    Index(None, "region"),
)

partnership = Table(
    "partnership",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("form", Text, nullable=False),
    *period("start_day", "end_day"),
    like("reference", REFERENCE),
    one_of("form", ("network", "cooperation")),
)

partnership_member = Table(
    "partnership_member",
    METADATA,
    Column(
        "partnership",
        Text,
        ForeignKey("partnership.reference", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("municipality", Text, ForeignKey("municipality.code"), primary_key=True),
    Index(None, "municipality"),
)

postcode = Table(
    "postcode",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    like("code", "^[1-9][0-9]{3}$"),
    within("latitude", 50.7, 53.6),
    within("longitude", 3.3, 7.3),
)


def _noted(what: str) -> list[SchemaItem]:
    """Give the columns that say who did something last, and when."""
    return [
        Column(f"{what}_by", Text),
        Column(f"{what}_at", DateTime(timezone=True)),
        both_or_none(what, f"{what}_by", f"{what}_at"),
    ]


weight_set = Table(
    "weight_set",
    METADATA,
    Column("version", Integer, Identity(start=2), primary_key=True),
    Column("region", Text, ForeignKey("region.code")),
    Column("municipality", Text, ForeignKey("municipality.code")),
    Column("name", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("motivation", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'draft'")),
    Column("holds_from", Date, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    *_noted("approved"),
    *_noted("activated"),
    *_noted("retired"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("jsonb_typeof(content) = 'object'", name="content"),
    CheckConstraint("num_nonnulls(region, municipality) <= 1", name="scope"),
    CheckConstraint("approved_by <> author", name="approved_by_another"),
    CheckConstraint(
        "status = 'draft' OR approved_by IS NOT NULL OR num_nonnulls(region, municipality) = 0",
        name="approval",
    ),
    one_of("status", ("draft", "approved", "active", "retired")),
    Index(
        "uq_weight_set_active",
        "region",
        "municipality",
        "holds_from",
        unique=True,
        postgresql_where=text("status = 'active'"),
        postgresql_nulls_not_distinct=True,
    ),
)
