"""Match runs, proposals, placements and imports."""

from service.db.migrate import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0003_runs.sql")


def downgrade() -> None:
    run_sql(__file__, "0003_downgrade.sql")
