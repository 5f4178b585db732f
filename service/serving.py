"""The API under uvicorn."""

from __future__ import annotations

import socket
import sys

import uvicorn

from service.app import create_app
from service.errors import Unavailable
from service.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until told to stop; no access log, since a path may name somebody."""
    app = create_app(settings)
    expect_free_port(settings)
    print(f"Serving http://{settings.host}:{settings.port}/v1 until Ctrl-C ...", file=sys.stderr)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        log_level="warning",
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
