"""Whether a proposal stays the best when one weight or answer is otherwise is kept with it."""

from service.db.migrate import run_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0024_robust.sql")


def downgrade() -> None:
    run_sql(__file__, "0024_downgrade.sql")
