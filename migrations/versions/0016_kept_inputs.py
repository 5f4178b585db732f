"""A municipality sees that inputs of runs are kept, never what is in them."""

from service.db.migrate import run_sql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0016_kept_inputs.sql")


def downgrade() -> None:
    run_sql(__file__, "0016_downgrade.sql")
