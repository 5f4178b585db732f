"""Weight sets of municipalities and regions: who made them, who approved them, when they hold."""

from service.db.migrate import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0006_weight_sets.sql")


def downgrade() -> None:
    run_sql(__file__, "0006_downgrade.sql")
