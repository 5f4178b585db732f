"""`plaatsmaker serve` as a process of its own, on a checkout of its own, under real kills."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from service.db import embedded
from service.settings import CHECKOUT

PATIENCE_S = 60.0
PARTS = ("service", "solver", "migrations", "pyproject.toml", "requirements.lock")


@pytest.fixture
def checkout() -> Iterator[Path]:
    """Give a copy of the checkout under a closed folder; its database goes with it."""
    home = Path(tempfile.mkdtemp(prefix="plaatsmaker-closed-"))
    copy = home / "checkout"
    copy.mkdir()
    for part in PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / part)
    folder = embedded.default_folder(copy)
    yield copy
    embedded.remove(folder)
    shutil.rmtree(home)
    if folder.parent.parent == embedded.SHARED:
        shutil.rmtree(folder.parent)


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *words],
        cwd=checkout, env=alone(checkout), capture_output=True, text=True, check=False,
    )  # fmt: skip


def alone(checkout: Path, **settings: str) -> dict[str, str]:
    """Give an environment in which only this copy of the code is found."""
    named = {f"PLAATSMAKER_{name}": value for name, value in settings.items()}
    return os.environ | {"PYTHONPATH": str(checkout)} | named


@contextmanager
def served(checkout: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Serve a checkout on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve"],
        cwd=checkout, env=alone(checkout, PORT=str(port)), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            wait_for(client, "/livez", 200)
            yield process, client
    finally:
        process.kill()
        process.communicate()


def wait_for(client: httpx.Client, path: str, status: int) -> None:
    until = time.monotonic() + PATIENCE_S
    seen: object = None
    while time.monotonic() < until:
        try:
            seen = client.get(path).status_code
        except httpx.TransportError as lost:
            seen = lost
        if seen == status:
            return
        time.sleep(0.1)
    raise AssertionError(f"{path}: expected {status}, got {seen}")


def test_a_database_that_is_not_migrated_is_told_in_words(checkout: Path) -> None:
    done = run(checkout, "serve")

    assert done.returncode == 1
    assert done.stderr == "The database is not migrated: run `plaatsmaker migrate` first.\n"


def test_the_service_brings_back_a_killed_database_and_ends_when_told(checkout: Path) -> None:
    migrated = run(checkout, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    pid_file = embedded.default_folder(checkout) / "cluster" / "postmaster.pid"

    with served(checkout) as (process, client):
        wait_for(client, "/readyz", 200)
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        wait_for(client, "/readyz", 503)
        wait_for(client, "/readyz", 200)
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=20)

    assert code == -signal.SIGTERM  # ended by the signal, after a clean shutdown


def test_a_port_in_use_is_told_in_words(checkout: Path) -> None:
    run(checkout, "migrate")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = subprocess.run(
            [sys.executable, "-m", "service.cli", "serve"],
            cwd=checkout, env=alone(checkout, PORT=port), capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"Expected port {port} of 127.0.0.1 to be free" in done.stderr
    assert "PLAATSMAKER_PORT" in done.stderr
