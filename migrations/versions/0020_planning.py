"""Days as they would be: scenarios, and what of what there is stands in the way of most people."""

from service.db.migrate import run_sql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0020_planning.sql")


def downgrade() -> None:
    run_sql(__file__, "0020_downgrade.sql")
