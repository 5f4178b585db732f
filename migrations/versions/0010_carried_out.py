"""A decision says what was carried out, and what is not decided goes with its person."""

from service.db.migrate import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0010_carried_out.sql")


def downgrade() -> None:
    run_sql(__file__, "0010_downgrade.sql")
