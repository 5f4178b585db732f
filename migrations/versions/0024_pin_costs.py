"""What one's own pairs cost the plan with everybody taking part: asked, and found by a worker."""

from service.db.migrate import run_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0024_pin_costs.sql")


def downgrade() -> None:
    run_sql(__file__, "0024_downgrade.sql")
