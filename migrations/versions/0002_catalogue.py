"""Candidates, organisations, vacancies and coaches."""

from service.db.migrate import run_sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0002_catalogue.sql")


def downgrade() -> None:
    run_sql(__file__, "0002_downgrade.sql")
