"""What each criterion saw and weighs, and whether a place stays the best, is kept with it."""

from service.db.migrate import run_sql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0018_why.sql")


def downgrade() -> None:
    run_sql(__file__, "0018_downgrade.sql")
