"""A reader learns from a region what changed, and reads only that."""

from service.db.migrate import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0009_changes.sql")


def downgrade() -> None:
    run_sql(__file__, "0009_downgrade.sql")
