"""What plans give to people of other municipalities is counted, for a check of one's own pairs."""

from service.db.migrate import run_sql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0022_proposed_elsewhere.sql")


def downgrade() -> None:
    run_sql(__file__, "0022_downgrade.sql")
