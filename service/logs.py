"""What the service says of itself: one JSON object a line, and never whom it was about."""

from __future__ import annotations

import logging
import logging.config
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from service.errors import where

#: The id of the request that is being answered; every line written meanwhile carries it.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
FIELDS = {"levelname": "level", "name": "logger"}
LEVELS = {"": "WARNING", "service": "INFO"}

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(JsonFormatter):
    """Writes a record as JSON; of an error the kind and the places in the code, no message."""

    def __init__(self) -> None:
        super().__init__([*FIELDS, "message"], rename_fields=FIELDS, timestamp="time")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Add the id of the request, when there is one."""
        request_id = REQUEST_ID.get()
        return log_data if request_id is None else {**log_data, "request_id": request_id}

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's own name
        """Say what went wrong and where, never with what."""
        return "" if ei[1] is None else f"{type(ei[1]).__name__} at {where(ei[1])}"


def start_logging() -> None:
    """Write everything that this process logs to the standard error stream, as JSON."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": Line}},
            "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": LEVELS[""], "handlers": ["error"]},
            "loggers": {name: {"level": level} for name, level in LEVELS.items() if name},
        }
    )
    logging.captureWarnings(True)
