"""The API under uvicorn."""

from __future__ import annotations

import socket
import sys

import uvicorn

from service.app import create_app
from service.connections import connections
from service.errors import Unavailable
from service.logs import start_logging
from service.settings import Settings

#: A request that computes gives way to one that waits for the database after this long.
SWITCH_S = 0.0005


def serve(settings: Settings) -> None:
    """Serve until told to stop, in one process; what was asked before then is answered still.

    More replicas are more of these processes, each with its own columns, counts and bounds.
    uvicorn's own line per request is left out: it would hold the path, which may name somebody.
    """
    app = create_app(settings)
    expect_free_port(settings)
    print(f"Serving http://{settings.host}:{settings.port}/v1 until Ctrl-C ...", file=sys.stderr)
    start_logging()
    sys.setswitchinterval(SWITCH_S)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=connections(settings.max_waiting_connections, settings.request_patience_s),
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=settings.shutdown_s,
    )


def expect_free_port(settings: Settings) -> None:
    """Raise `Unavailable` when somebody else listens on the port."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise Unavailable(
                f"Expected port {settings.port} of {settings.host} to be free"
                f" ({taken.strerror}): set PLAATSMAKER_PORT to another."
            ) from taken
