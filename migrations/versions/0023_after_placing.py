"""What happens after a placement began: hours, where people went, reviews, wellbeing; reports."""

from service.db.migrate import run_sql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0023_after_placing.sql", "0023_outcome_codes.sql", "0023_reports.sql")


def downgrade() -> None:
    run_sql(__file__, "0023_downgrade.sql")
