"""A line between a worker and the database that a test can cut and mend."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from service.db.roles import WORKER

if TYPE_CHECKING:
    from tests.conftest import Database


class Cable:
    """Passes on what either end says; while it is cut, nobody gets through."""

    def __init__(self, database: Database) -> None:
        self._far = conninfo_to_dict(database.libpq(WORKER))
        self._url = make_url(database.url(WORKER))
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Give the address of the worker's role at this end of the line."""
        near = self._url.set(host="127.0.0.1", port=self._port, query={})
        return near.render_as_string(hide_password=False)

    def mend(self) -> None:
        """Let whoever calls through."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        self._start(self._answer, listener)

    def cut(self) -> None:
        """Break off every conversation, and refuse new ones."""
        with self._lock:
            listener, self._listener = self._listener, None
            broken = [*self._ends, *([] if listener is None else [listener])]
            for end in broken:
                _shut(end)
        if listener is not None:
            listener.close()

    def put_away(self) -> None:
        """Cut the line for good."""
        self.cut()
        for thread in self._threads:
            thread.join()

    def _start(self, does: Callable[..., None], *with_these: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=does, args=with_these)
        thread.start()
        self._threads.append(thread)
        return thread

    def _answer(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                self._start(self._connect, listener, near)

    def _connect(self, listener: socket.socket, near: socket.socket) -> None:
        with near, self._reached() as far:
            with self._lock:
                if self._listener is not listener:  # cut meanwhile
                    return
                self._ends |= {near, far}
            back = self._start(_pass_on, far, near)
            _pass_on(near, far)
            back.join()
            with self._lock:
                self._ends -= {near, far}

    def _reached(self) -> socket.socket:
        host, port = str(self._far.get("host")), int(self._far.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far


def _pass_on(said: socket.socket, heard: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while words := said.recv(65_536):
            heard.sendall(words)
    _shut(said)
    _shut(heard)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def laid(database: Database) -> Iterator[Cable]:
    """Lay a cable to a database."""
    made = Cable(database)
    made.mend()
    try:
        yield made
    finally:
        made.put_away()
