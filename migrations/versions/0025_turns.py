"""Places one after the other: a proposal names the turn of a vacancy with start dates."""

from service.db.migrate import run_sql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0025_turns.sql")


def downgrade() -> None:
    run_sql(__file__, "0025_downgrade.sql")
