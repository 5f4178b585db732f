"""What all tables share: named constraints, common columns, and the code lists SQL checks."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

KINDS = (
    "volunteering", "social_activation", "day_activity", "work_experience", "trial_placement",
    "internship", "learn_work", "sheltered", "seconded", "supported_job", "municipal_job",
    "regular_job", "route",
)  # fmt: skip
LEGAL_ROUTES = (
    "participation_act", "jobs_agreement", "sheltered_work", "social_support_act", "student",
    "voluntary",
)  # fmt: skip
SHARINGS = ("own", "partners", "region")
WEEK_MINUTES = 10_080
ALL_DAYPARTS = 2**21 - 1
REFERENCE = "^[A-Za-z0-9_.-]{1,64}$"
MUNICIPALITY = "^GM[0-9]{4}$"
NOW = text("now()")
EMPTY_OBJECT, EMPTY_LIST = text("'{}'::jsonb"), text("'[]'::jsonb")


def within(column: str, low: float, high: float) -> CheckConstraint:
    """Check that a number lies within bounds."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Check that a text is one of a list."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def like(column: str, pattern: str) -> CheckConstraint:
    """Check that a text has a form."""
    return CheckConstraint(f"{column} ~ '{pattern}'", name=column)


def ordered(name: str, low: str, high: str) -> CheckConstraint:
    """Check that one column does not exceed another; an unknown one never does."""
    return CheckConstraint(f"{low} <= {high}", name=name)


def both_or_none(name: str, first: str, second: str) -> CheckConstraint:
    """Check that two columns are given together."""
    return CheckConstraint(f"({first} IS NULL) = ({second} IS NULL)", name=name)


def identity() -> list[SchemaItem]:
    """Give what every record of a municipality has: whose it is, its name, its last change."""
    return [
        Column("id", Uuid, primary_key=True),
        Column("municipality", Text, ForeignKey("municipality.code"), nullable=False),
        Column("reference", Text, nullable=False),
        Column("revision", BigInteger, nullable=False, server_default=text("0")),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        UniqueConstraint("municipality", "reference"),
        like("reference", REFERENCE),
    ]


def profile() -> list[SchemaItem]:
    """Give the column for what SQL neither filters nor constrains."""
    return [
        Column("profile", JSONB, nullable=False, server_default=EMPTY_OBJECT),
        CheckConstraint("jsonb_typeof(profile) = 'object'", name="profile"),
    ]


def point() -> list[SchemaItem]:
    """Give the columns that say where something is."""
    return [
        Column("latitude", Double),
        Column("longitude", Double),
        Column("postcode", Text),
        within("latitude", 50.7, 53.6),
        within("longitude", 3.3, 7.3),
        both_or_none("location", "latitude", "longitude"),
        like("postcode", "^[1-9][0-9]{3}$"),
    ]


def period(start: str, end: str) -> list[SchemaItem]:
    """Give the columns of a first and a last day, open where empty."""
    return [Column(start, Date), Column(end, Date), ordered(end, start, end)]


def owned() -> Column[str]:
    """Give the column of the municipality whose people a row is about."""
    return Column("municipality", Text, ForeignKey("municipality.code"), nullable=False)


def by_coach() -> list[SchemaItem]:
    """Give the columns of a coach, if there is one."""
    return [
        Column("coach_municipality", Text),
        Column("coach", Text),
        both_or_none("coach", "coach_municipality", "coach"),
    ]


def belongs(noun: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Hold on to the record that the columns of a noun name."""
    own = "municipality" if noun == "candidate" else f"{noun}_municipality"
    return ForeignKeyConstraint(
        [own, noun], [f"{noun}.municipality", f"{noun}.reference"], ondelete=ondelete
    )
