"""A region says how its short lists are; to whom which place was shown is kept for a week."""

from service.db.migrate import run_sql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0021_short_lists.sql")


def downgrade() -> None:
    run_sql(__file__, "0021_downgrade.sql")
