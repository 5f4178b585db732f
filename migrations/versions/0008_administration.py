"""Administrators of a region keep its municipalities and partnerships; plans are published."""

from service.db.migrate import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0008_administration.sql")


def downgrade() -> None:
    run_sql(__file__, "0008_downgrade.sql")
