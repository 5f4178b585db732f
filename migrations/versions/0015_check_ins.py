"""What people say of their weeks, and what their coaches hear of it."""

from service.db.migrate import run_sql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0015_check_ins.sql")


def downgrade() -> None:
    run_sql(__file__, "0015_downgrade.sql")
