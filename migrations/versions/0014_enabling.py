"""What would help people without a place is kept with the reason."""

from service.db.migrate import run_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0014_enabling.sql")


def downgrade() -> None:
    run_sql(__file__, "0014_downgrade.sql")
