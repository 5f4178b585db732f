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
    named = {f"PLAATSMAKER_{name}": value for name, value in (addresses | settings).items()}
    with TemporaryDirectory() as folder:
        told = Path(folder, "stdout"), Path(folder, "stderr")
        process = _LOADED.Process(target=_typed, args=(words, {**os.environ, **named}, told))
        process.start()
        process.join()
        assert process.exitcode is not None
        said = (path.read_text() for path in told)
        return subprocess.CompletedProcess(words, process.exitcode, *said)


def _typed(words: tuple[str, ...], environ: Mapping[str, str], told: tuple[Path, Path]) -> None:
    from service.cli import main

    os.chdir(CHECKOUT)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["plaatsmaker", *words]
    with told[0].open("w") as said, told[1].open("w") as complained:
        os.dup2(said.fileno(), 1)
        os.dup2(complained.fileno(), 2)
        with redirect_stdout(said), redirect_stderr(complained):
            main()
