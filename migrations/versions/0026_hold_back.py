"""When a person came is known; a run stores what things are worth to those who are expected."""

from service.db.migrate import run_sql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0026_hold_back.sql")


def downgrade() -> None:
    run_sql(__file__, "0026_downgrade.sql")
