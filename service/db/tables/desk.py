"""What the desk remembers of its short lists: who was shown which place."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Table, Text, text

from service.db.tables.base import METADATA, NOW, belongs

#: It refers to nothing but the person: a row at the desk must cost little.
shown_to = Table(
    "shown_to",
    METADATA,
    Column("municipality", Text, primary_key=True),
    Column("candidate", Text, primary_key=True),
    Column("vacancy_municipality", Text, primary_key=True),
    Column("vacancy", Text, primary_key=True),
    Column("shown_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column(
        "expires_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=text("(now() + '7 days'::interval)"),
    ),
    belongs("candidate", "CASCADE"),
    Index(None, "vacancy_municipality", "vacancy", "expires_at"),
)
