"""Regions, municipalities, partnerships, postcodes and weight sets: nothing about people."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from service.db.tables.base import (
    METADATA,
    MUNICIPALITY,
    REFERENCE,
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
    like("code", "^AM[0-9]{2}$"),
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

weight_set = Table(
    "weight_set",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'draft'")),
    Column("content", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("jsonb_typeof(content) = 'object'", name="content"),
    one_of("status", ("draft", "approved", "active", "retired")),
    Index(
        "uq_weight_set_active", "status", unique=True, postgresql_where=text("status = 'active'")
    ),
)
