"""What a run read is kept, and what it changed; a region says how its nights are."""

from service.db.migrate import run_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0013_nights.sql")


def downgrade() -> None:
    run_sql(__file__, "0013_downgrade.sql")
