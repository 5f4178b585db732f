"""People one after the other: what others are proposed is summed stretch by stretch."""

from service.db.migrate import run_sql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0027_stretches.sql")


def downgrade() -> None:
    run_sql(__file__, "0027_downgrade.sql")
