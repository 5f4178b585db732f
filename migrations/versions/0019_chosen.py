"""What was chosen, when it was shown and who saw it; a placement outlives its person."""

from service.db.migrate import run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0019_chosen.sql", "0019_seen.sql", "0019_erased.sql")


def downgrade() -> None:
    run_sql(__file__, "0019_downgrade.sql")
