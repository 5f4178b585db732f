"""What was done is written down once, sealed in a chain; what names a person can be erased."""

from service.db.migrate import run_sql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0017_audit.sql")


def downgrade() -> None:
    run_sql(__file__, "0017_downgrade.sql")
