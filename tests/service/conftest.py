"""What most tests of the service ask for: one database and one app for a whole module."""

from __future__ import annotations

import itertools
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from service.db import embedded, migrate
from service.db.addresses import owner_address
from service.db.session import create_engine_for
from service.settings import Settings
from tests.service.api_client import Api, served
from tests.service.deciding import place, put
from tests.service.tenancy import SharedDatabase, one_of_each, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster, Database

NUMBER = itertools.count()


@pytest.fixture(scope="module")
def shared(cluster: Cluster) -> Iterator[SharedDatabase]:
    """Give a migrated database, gone after the module."""
    with shared_database(cluster) as made:
        yield made


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Give the app on a database of three municipalities."""
    with served(shared, tmp_path_factory.mktemp("state")) as made:
        yield made


@pytest.fixture
def names(api: Api) -> tuple[str, str]:
    """Store a new person and a new place of one seat; give their references."""
    number = next(NUMBER)
    put(api, "candidates", f"p{number}")
    place(api, f"w{number}")
    return f"p{number}", f"w{number}"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give the file in which a worker of a test writes."""
    return tmp_path / "worker.log"


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """Give the administrator's pool of a database with one person and one place."""
    made = create_engine_for(database.url())
    with made.begin() as connection:
        one_of_each(connection)
    yield made
    made.dispose()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of an embedded server that stands in for the checkout's own."""
    parent = embedded.SHARED / f"plaatsmaker-tests-{uuid.uuid4().hex[:8]}"
    parent.mkdir(mode=0o711)
    monkeypatch.setattr(embedded, "default_folder", lambda: parent / "postgres")
    yield parent / "postgres"
    embedded.remove(parent / "postgres")
    shutil.rmtree(parent)


@pytest.fixture
def settings(folder: Path) -> Settings:
    """Give settings that name no server, with a migrated database."""
    made = Settings(database_name="kept")
    migrate.upgrade(owner_address(made))
    return made
