"""How a migration runs: as the owner of the tables, one at a time, never waiting long."""

from alembic import context
from sqlalchemy import Connection

from service.db.migrate import compared, ready_for_migration

config = context.config


def run(connection: Connection) -> None:
    ready_for_migration(connection)
    context.configure(connection=connection, **compared())
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise RuntimeError("Migrations run against a server: call service.db.migrate.upgrade(url).")
run(config.attributes["connection"])
