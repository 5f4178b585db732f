"""A real `plaatsmaker serve` on a database of the tests, spoken to over real sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from service.tokens import SCOPES, DemoIssuer
from tests import log_watch
from tests.service.commanding import Started, started
from tests.service.tenancy import OWN

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Server:
    """A process that serves, and how to speak to it."""

    process: Started
    port: int
    log: Path
    issuer: DemoIssuer

    def bearer(self) -> dict[str, str]:
        """Give the headers of a caller of one municipality with every scope."""
        return {"authorization": f"Bearer {self.issuer.token(SCOPES, municipality=OWN)}"}

    def client(self, timeout_s: float = 20) -> httpx.Client:
        """Give a client that means well."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=timeout_s)

    def connected(self) -> socket.socket:
        """Give a bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def serving(database: Any, folder: Path, **settings: object) -> Iterator[Server]:
    """Serve on a free port; the process is killed at the end and its lines are kept."""
    port = free_port()
    given = {
        "DATABASE_URL": database.url("plaatsmaker_api"),
        "STATE_FOLDER": folder,
        "PORT": port,
        **settings,
    }
    log = folder / "serve.log"
    process = started("serve", log, {name: str(value) for name, value in given.items()})
    server = Server(process, port, log, DemoIssuer(folder, "plaatsmaker-demo", "plaatsmaker"))
    try:
        wait_until_ready(server)
        yield server
    finally:
        process.kill()
        process.wait()
        log_watch.LINES.extend(log.read_text(encoding="utf-8").splitlines())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(server: Server) -> None:
    until = time.monotonic() + PATIENCE_S
    with server.client() as client:
        while time.monotonic() < until:
            try:
                if client.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                assert server.process.poll() is None, server.log.read_text(encoding="utf-8")
            time.sleep(0.1)
    raise AssertionError("the service did not become ready")


def answer_to(server: Server, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes over a bare connection; give the status, headers and body of what comes back."""
    received = b""
    with server.connected() as connection:
        connection.sendall(sent)
        while piece := connection.recv(65_536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in fields)}
    return int(first.split()[1]), headers, body


def gone(connection: socket.socket) -> bool:
    """Tell whether the other side has closed a connection, whatever it wrote before."""
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
        return True
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
