"""A row after the first of a transaction finds the counter noted."""

from service.db.migrate import run_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0011_noted_counter.sql")


def downgrade() -> None:
    run_sql(__file__, "0011_downgrade.sql")
