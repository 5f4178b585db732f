"""A real PostgreSQL for every test that asks: the one named, else a container, else the wheel's."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

pytest_plugins = ["tests.log_watch"]
#: Whenever the tests run, no night begins by itself.
os.environ.setdefault("PLAATSMAKER_NIGHT_HOURS", "0")
ROLES = ("plaatsmaker_api", "plaatsmaker_worker")


@dataclass(frozen=True)
class Cluster:
    """A server on which databases may be made."""

    admin: str
    passwords: dict[str, str]
    template: str

    def libpq(self, database: str, user: str | None = None) -> str:
        """Give the libpq address of a database for a role; the administrator's by default."""
        address = make_url(self.admin).set(database=database)
        if user is not None:
            address = address.set(username=user, password=self.passwords.get(user))
        return address.render_as_string(hide_password=False)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement on the server, with names quoted."""
        quoted = sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(quoted)


@dataclass(frozen=True)
class Database:
    """One migrated database, of one test."""

    cluster: Cluster
    name: str

    def libpq(self, user: str | None = None) -> str:
        """Give the libpq address for a role; the administrator's by default."""
        return self.cluster.libpq(self.name, user)

    def url(self, user: str | None = None) -> str:
        """Give the SQLAlchemy address for a role; the administrator's by default."""
        address = make_url(self.libpq(user)).set(drivername="postgresql+psycopg")
        return address.render_as_string(hide_password=False)


def docker_answers() -> bool:
    """Tell whether a Docker engine answers; a client without an engine is not enough."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the client leaks the refused socket
        answers = _pinged()
        gc.collect()
    return answers


def _pinged() -> bool:
    import docker

    try:
        client = docker.from_env(timeout=2)
    except docker.errors.DockerException:
        return False
    try:
        return bool(client.ping())
    except (docker.errors.DockerException, OSError):
        return False
    finally:
        client.close()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Give the libpq address of a server on which the tests may make databases."""
    if given := os.environ.get("PLAATSMAKER_TEST_DATABASE_URL"):
        yield given
    elif docker_answers():
        from testcontainers.postgres import PostgresContainer

        with PostgresContainer("postgres:18-alpine", driver=None) as container:
            yield container.get_connection_url()
    else:
        yield from _embedded_server()


def _embedded_server() -> Iterator[str]:
    from service.db import embedded

    parent = embedded.SHARED if os.geteuid() == 0 else Path(tempfile.mkdtemp(prefix="plaatsmaker-"))
    folder = parent / f"plaatsmaker-tests-{uuid.uuid4().hex[:8]}" / "postgres"
    try:
        yield embedded.ensure(folder, durable=False).url()
    finally:
        embedded.remove(folder)
        shutil.rmtree(folder.parent)


def _password() -> str:
    """Give one password for all processes of a test run: roles belong to the whole server."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or secrets.token_urlsafe(16)


@pytest.fixture(scope="session")
def cluster(server_url: str) -> Iterator[Cluster]:
    """Give a server with a migrated template database, and the roles' passwords."""
    from service.db import migrate

    trusted = "host=" in server_url  # inside the embedded server's private socket folder
    passwords = {} if trusted else dict.fromkeys(ROLES, _password())
    made = Cluster(server_url, passwords, f"template_{uuid.uuid4().hex[:12]}")
    made.run("create database {}", made.template)
    migrate.upgrade(Database(made, made.template).url())
    for role, password in passwords.items():
        with psycopg.connect(server_url, autocommit=True) as connection:
            change = sql.SQL("alter role {} password {}")
            connection.execute(change.format(sql.Identifier(role), sql.Literal(password)))
    yield made
    made.run("drop database {} with (force)", made.template)


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """Give a fresh migrated database, gone after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    cluster.run("create database {} template {}", name, cluster.template)
    yield Database(cluster, name)
    cluster.run("drop database {} with (force)", name)
