"""Why a run found somebody no place goes with its person."""

from service.db.migrate import run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0012_forgotten.sql")


def downgrade() -> None:
    run_sql(__file__, "0012_downgrade.sql")
