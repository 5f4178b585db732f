"""Commands as somebody types them, each a process of its own that finds the program loaded.

The processes are forked from one that has loaded the program and does nothing else, so that a
command costs what it does and not what it loads.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from service.db.roles import API, WORKER
from service.settings import CHECKOUT

if TYPE_CHECKING:
    from tests.conftest import Database

_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["service.cli", "service.serving", "service.worker"])


def plaatsmaker(
    *words: str, database: Database | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command, on a database when one is given."""
    addresses = {} if database is None else {
        "OWNER_DATABASE_URL": database.url(),
        "DATABASE_URL": database.url(API),
        "WORKER_DATABASE_URL": database.url(WORKER),
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        told = Path(folder, "stdout"), Path(folder, "stderr")
        code = _started(words, told, addresses | settings).wait()
        said = (path.read_text() for path in told)
        return subprocess.CompletedProcess(words, code, *said)


@dataclass(frozen=True)
class Started:
    """A command under way, spoken to as `subprocess.Popen` is."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        code = self.process.exitcode
        assert code is not None, f"it did not end within {timeout} s"
        return code

    def kill(self) -> None:
        self.process.kill()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


def started(command: str, log: Path, settings: Mapping[str, str]) -> Started:
    """Start a command that goes on, and adds what it says to a file."""
    log.touch()
    return _started((command,), (log, log), settings)


def _started(
    words: tuple[str, ...], told: tuple[Path, Path], settings: Mapping[str, str]
) -> Started:
    named = {f"PLAATSMAKER_{name}": value for name, value in settings.items()}
    process = _LOADED.Process(target=_typed, args=(words, {**os.environ, **named}, told))
    process.start()
    return Started(process)


def _typed(words: tuple[str, ...], environ: Mapping[str, str], told: tuple[Path, Path]) -> None:
    from service.cli import main

    os.chdir(CHECKOUT)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["plaatsmaker", *words]
    with told[0].open("a") as said, told[1].open("a") as complained:
        os.dup2(said.fileno(), 1)
        os.dup2(complained.fileno(), 2)
        with redirect_stdout(said), redirect_stderr(complained):
            main()
