"""What each criterion saw, and what it weighs, is kept with the proposal."""

from service.db.migrate import run_sql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0018_why.sql")


def downgrade() -> None:
    run_sql(__file__, "0018_downgrade.sql")
