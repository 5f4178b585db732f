"""Three hosts on one machine: a network namespace each, and a line from two to the database's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.db import embedded
from service.settings import CHECKOUT

DATABASE = "10.0.0.1"
#: The hosts of the workers, and from which address each of them speaks.
ADDRESSES = {"east": "10.0.0.2", "west": "10.0.0.3"}
LISTEN = (
    "import sys; from pathlib import Path; from service.db import embedded;"
    "embedded.SETTINGS['listen_addresses'] = sys.argv[2];"
    "embedded.ensure(Path(sys.argv[1]), durable=False)"
)


@dataclass(frozen=True)
class Network:
    """Namespaces of this process alone; nothing of them is seen outside."""

    name: str

    def on(self, host: str) -> tuple[str, ...]:
        """Give the words before a command that let it run on a host."""
        return ("ip", "netns", "exec", f"{self.name}-{host}")

    def cut_off(self, host: str) -> None:
        """Cut the line to a host: nobody there or here is told."""
        _ip("-n", f"{self.name}-{host}", "link", "set", "line", "down")

    def mend(self, host: str) -> None:
        """Mend the line to a host."""
        _ip("-n", f"{self.name}-{host}", "link", "set", "line", "up")

    def start_database(self, folder: Path) -> embedded.Server:
        """Start a server that the workers' hosts can reach, with a password, and nobody else."""
        started = [*self.on("database"), sys.executable, "-c", LISTEN, str(folder), DATABASE]
        subprocess.run(started, cwd=CHECKOUT, check=True)
        with (folder / "cluster" / "pg_hba.conf").open("a") as rules:
            for address in ADDRESSES.values():
                rules.write(f"host all plaatsmaker_worker {address}/32 scram-sha-256\n")
        return embedded.ensure(folder)


@contextmanager
def network() -> Iterator[Network]:
    """Make three hosts, gone at the end; skip the test where that is not possible."""
    if os.geteuid() != 0:
        pytest.skip("only root may make network namespaces")
    if shutil.which("ip") is None:
        pytest.skip("the command ip, of iproute2, is not there")
    _remove_those_of_the_dead()
    made = Network(f"plaatsmaker-{os.getpid()}")
    with ExitStack() as stack:
        for host in ("database", *ADDRESSES):
            _make_host(f"{made.name}-{host}")
            stack.callback(_remove_host, f"{made.name}-{host}")
        for host, address in ADDRESSES.items():
            _join(f"{made.name}-database", f"{made.name}-{host}", host, address)
        yield made


def _make_host(name: str) -> None:
    done = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no network namespace can be made here: {done.stderr.strip()}")


def _remove_host(name: str) -> None:
    """Take a host away, and with it its end of every line, which takes the other end along."""
    subprocess.run(["ip", "netns", "delete", name], check=False)


def _remove_those_of_the_dead() -> None:
    """Take away what a test left that was killed itself."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False)
    for name in (line.split()[0] for line in listed.stdout.splitlines()):
        with suppress(ValueError):
            ours, pid, _ = name.split("-")
            if ours == "plaatsmaker" and not Path(f"/proc/{int(pid)}").exists():
                _remove_host(name)


def _join(database: str, host: str, line: str, address: str) -> None:
    """Lay a line between the database's host and another."""
    ends = ((database, line, DATABASE, address), (host, "line", address, DATABASE))
    _ip("-n", database, "link", "add", line, "type", "veth", "peer", "line", "netns", host)
    for where, end, own, other in ends:
        _ip("-n", where, "address", "add", own, "peer", other, "dev", end)
        _ip("-n", where, "link", "set", end, "up")
        _ip("-n", where, "link", "set", "lo", "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
