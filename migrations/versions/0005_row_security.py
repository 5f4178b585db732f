"""Row-level security and what each role may do."""

from service.db.migrate import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0005_row_security.sql")


def downgrade() -> None:
    run_sql(__file__, "0005_downgrade.sql")
