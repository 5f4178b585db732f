"""What was chosen in place of what was shown, how long people looked at it, and who saw what."""

from service.db.migrate import run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0019_chosen.sql", "0019_seen.sql")


def downgrade() -> None:
    run_sql(__file__, "0019_downgrade.sql")
