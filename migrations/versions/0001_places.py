"""Regions, municipalities, partnerships, postcodes, weight sets, and who asks."""

from service.db.migrate import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(__file__, "0001_places.sql", "0001_places_functions.sql", "0001_weight_set.sql")


def downgrade() -> None:
    run_sql(__file__, "0001_downgrade.sql")
