"""The embedded PostgreSQL under real processes and real kills."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from service.db import embedded
from service.errors import Unavailable

ENSURE = (
    "import sys; from pathlib import Path; from service.db import embedded;"
    "print(embedded.ensure(Path(sys.argv[1]), durable=False).started)"
)


def postmaster(folder: Path) -> int:
    """Read the pid of a server's first process."""
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def modes(folder: Path) -> list[int]:
    """List the modes of a folder and all its parents."""
    return [parent.stat().st_mode for parent in (folder, *folder.parents)]


@pytest.fixture
def parent() -> Iterator[Path]:
    """Give a folder that the server's account can pass, gone after the test."""
    made = embedded.SHARED / f"plaatsmaker-tests-{uuid.uuid4().hex[:8]}"
    made.mkdir(mode=0o711)
    yield made
    embedded.remove(made / "postgres")
    shutil.rmtree(made)


def test_of_four_processes_at_once_exactly_one_starts_the_server(parent: Path) -> None:
    command = [sys.executable, "-c", ENSURE, str(parent / "postgres")]

    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=60)[0].strip() for process in started]

    assert sorted(told) == ["False", "False", "False", "True"]


def test_of_four_threads_of_one_process_exactly_one_starts_the_server(parent: Path) -> None:
    def start(_: int) -> bool:
        return embedded.ensure(parent / "postgres", durable=False).started

    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(start, range(4)))

    assert sorted(started) == [False, False, False, True]


def test_rows_outlive_a_killed_postmaster(parent: Path) -> None:
    server = embedded.ensure(parent / "postgres")
    with psycopg.connect(server.url()) as connection:
        connection.execute("create table kept as select 7 as number")

    os.kill(postmaster(parent / "postgres"), signal.SIGKILL)
    again = embedded.ensure(parent / "postgres")

    with psycopg.connect(again.url()) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)
    assert again.started


def test_a_killed_client_leaves_a_server_that_can_be_stopped(parent: Path) -> None:
    wait = f"{ENSURE}; import time; sys.stdout.flush(); time.sleep(60)"
    command = [sys.executable, "-c", wait, str(parent / "postgres")]
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    assert client.stdout.readline().strip() == "True"

    client.kill()
    client.communicate()
    joined = embedded.ensure(parent / "postgres")
    embedded.stop(parent / "postgres")

    assert not joined.started
    assert not (parent / "postgres" / "cluster" / "postmaster.pid").exists()


def test_an_initdb_killed_half_way_is_made_anew(parent: Path) -> None:
    command = [sys.executable, "-c", ENSURE, str(parent / "postgres")]
    starter = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    while not list((parent / "postgres").glob("*/PG_VERSION")):
        assert starter.poll() is None

    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    server = embedded.ensure(parent / "postgres", durable=False)

    with psycopg.connect(server.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_no_account_is_made_and_no_parent_folder_is_opened(parent: Path) -> None:
    accounts, before = Path("/etc/passwd").read_text(), modes(parent)

    embedded.ensure(parent / "postgres", durable=False)

    assert Path("/etc/passwd").read_text() == accounts
    assert modes(parent) == before


def test_the_socket_folder_is_closed_to_others(parent: Path) -> None:
    server = embedded.ensure(parent / "postgres", durable=False)

    assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_that_others_can_enter_is_refused(parent: Path) -> None:
    sockets = embedded.ensure(parent / "postgres", durable=False).sockets
    embedded.stop(parent / "postgres")
    sockets.chmod(0o777)

    with pytest.raises(Unavailable, match="it is open"):
        embedded.ensure(parent / "postgres")

    sockets.chmod(0o700)


def test_a_removed_server_leaves_nothing_behind(parent: Path) -> None:
    sockets = embedded.ensure(parent / "postgres", durable=False).sockets

    embedded.remove(parent / "postgres")

    assert not (parent / "postgres").exists()
    assert not sockets.exists()


def test_a_server_that_cannot_start_tells_the_end_of_its_log(
    parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "START_ATTEMPTS", 1)
    monkeypatch.setitem(embedded.SETTINGS, "shared_buffers", "nonsense")

    with pytest.raises(Unavailable, match="shared_buffers"):
        embedded.ensure(parent / "postgres")


def test_roots_server_lives_outside_the_checkout_and_anothers_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checkout = Path("/srv/checkout")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    roots = embedded.default_folder(checkout)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    others = embedded.default_folder(checkout)

    assert roots.parent.parent == embedded.SHARED
    assert roots != embedded.default_folder(Path("/srv/another"))
    assert others == checkout / ".local" / "postgres-18"


@pytest.mark.parametrize("user", [pytest.param(0, id="root"), pytest.param(65534, id="nobody")])
def test_a_checkout_under_a_closed_folder_gets_a_server(
    user: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    reachable = embedded._copied_binaries().parents[1]
    monkeypatch.setattr(embedded, "_wheel", lambda: reachable)
    home = Path(tempfile.mkdtemp(prefix="plaatsmaker closed "))  # a space, on purpose
    checkout = home / "checkout"
    checkout.mkdir()
    for folder in (checkout, home):
        os.chown(folder, user, user)
        folder.chmod(0o700)
    before = modes(home)

    try:
        worked = as_user(user, lambda: start_and_stop(checkout))

        assert worked
        assert modes(home) == before
    finally:
        shutil.rmtree(home)
        if user == 0:
            shutil.rmtree(embedded.default_folder(checkout).parent)


def start_and_stop(checkout: Path) -> None:
    """Start the server of a checkout, ask it something, and stop it."""
    folder = embedded.default_folder(checkout)
    server = embedded.ensure(folder, durable=False)
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    embedded.stop(folder)


def as_user(user: int, action: Callable[[], None]) -> bool:
    """Do something in a child process of another user; tell whether it worked."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            action()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0
