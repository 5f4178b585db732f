"""People decide: proposals of their own, decisions, pins, reason codes, and requests done once."""

from service.db.migrate import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0007_deciding.sql", "0007_reason_codes.sql")


def downgrade() -> None:
    run_sql(__file__, "0007_downgrade.sql")
