"""Days as they would be: scenarios, and what of what there is stands in the way of most people."""

from service.db.migrate import run_sql

revision = "0023"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0023_planning.sql")


def downgrade() -> None:
    run_sql(__file__, "0023_downgrade.sql")
