"""Where each role finds the database: the address given, else the embedded server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from service.db import embedded
from service.db.roles import API, WORKER
from service.errors import Misconfigured, Unavailable
from service.settings import Settings

LOG = logging.getLogger(__name__)
WATCH_S = 1.0


def owner_address(settings: Settings) -> str:
    """Give the address of whoever may migrate; makes the embedded server's database."""
    given = settings.owner_database_url
    if given is not None:
        return given
    server = _embedded(settings, "PLAATSMAKER_OWNER_DATABASE_URL")
    _make_database(server, settings.database_name)
    return server.url(database=settings.database_name)


def api_address(settings: Settings) -> str:
    """Give the address of the API's role."""
    if settings.database_url is not None:
        return settings.database_url
    return _embedded(settings, "PLAATSMAKER_DATABASE_URL").url(API, settings.database_name)


def worker_address(settings: Settings) -> str:
    """Give the address of the worker's role."""
    given = settings.worker_database_url
    if given is not None:
        return given
    server = _embedded(settings, "PLAATSMAKER_WORKER_DATABASE_URL")
    return server.url(WORKER, settings.database_name)


@contextmanager
def kept_running(settings: Settings) -> Iterator[None]:
    """Start the embedded server again whenever it was killed; a named server is left alone."""
    if _names_a_server(settings):
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(WATCH_S):
            try:
                embedded.ensure()
            except (Unavailable, OSError) as failed:
                LOG.warning("%s", failed)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _embedded(settings: Settings, variable: str) -> embedded.Server:
    if settings.in_production:
        raise Misconfigured(f"Expected {variable} in production.")
    if _names_a_server(settings):
        raise Misconfigured(f"Expected {variable} too: the address for another role is given.")
    return embedded.ensure()


def _names_a_server(settings: Settings) -> bool:
    given = (settings.database_url, settings.worker_database_url, settings.owner_database_url)
    return any(address is not None for address in given)


def _make_database(server: embedded.Server, name: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
        if known.fetchone() is None:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except psycopg.errors.DuplicateDatabase:
                return  # another process was first
