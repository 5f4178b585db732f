"""The queue."""

from service.db.migrate import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0004_queue.sql")


def downgrade() -> None:
    run_sql(__file__, "0004_downgrade.sql")
