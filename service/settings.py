"""Everything the environment decides, read once; the prefix is PLAATSMAKER_."""

from __future__ import annotations

import hashlib
import platform
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import Misconfigured

CHECKOUT = Path(__file__).resolve().parents[1]
ZONE = ZoneInfo("Europe/Amsterdam")
MEBIBYTE = 2**20
DEMO_ISSUER = "plaatsmaker-demo"


class Environment(StrEnum):
    """Where the service runs."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Settings of one process; a missing database address means the embedded server."""

    model_config = SettingsConfigDict(env_prefix="PLAATSMAKER_", frozen=True, extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    database_url: str | None = None
    worker_database_url: str | None = None
    owner_database_url: str | None = None
    database_name: str = "plaatsmaker"
    database_patience_s: float = Field(default=30, ge=0.001, le=3600)
    state_folder: Path = CHECKOUT / ".local"
    jwks_url: str | None = None
    token_issuer: str = DEMO_ISSUER
    token_audience: str = "plaatsmaker"  # noqa: S105
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    max_body_bytes: int = Field(default=MEBIBYTE, ge=1024)
    max_import_bytes: int = Field(default=256 * MEBIBYTE, ge=1024)
    traces_endpoint: str | None = None
    max_waiting_connections: int = Field(default=500, ge=1)
    request_patience_s: float = Field(default=10, gt=0)
    events_s: float = Field(default=600, ge=0)
    shutdown_s: int = Field(default=20, ge=1)
    worker_heartbeat_s: float = Field(default=10, gt=0)
    worker_stalled_after_s: float = Field(default=30, gt=0)
    audit_months: int = Field(default=60, ge=12, le=600)
    wellbeing_fewest_people: int = Field(default=10, ge=10, le=10_000)
    solver_threads: int = Field(default=2, ge=1, le=64)
    night_begins: time = time(1, 30)
    night_hours: float = Field(default=5, ge=0, le=12)
    api_password: SecretStr | None = None
    worker_password: SecretStr | None = None

    @property
    def in_production(self) -> bool:
        """Tell whether real people's data may be here."""
        return self.environment is Environment.PRODUCTION

    def expect_token_issuer(self) -> None:
        """Raise `Misconfigured` when production would accept the demo's own tokens."""
        if not self.in_production:
            return
        if self.token_issuer == DEMO_ISSUER:
            raise Misconfigured(
                "Expected PLAATSMAKER_TOKEN_ISSUER in production: the demo's own tokens are not "
                "accepted there."
            )
        if self.jwks_url is None or not self.jwks_url.startswith("https://"):
            raise Misconfigured("Expected PLAATSMAKER_JWKS_URL to be an https address.")

    def today(self) -> date:
        """Give the day it is in the Netherlands."""
        return datetime.now(ZONE).date()


def lock_hash() -> str:
    """Give the digest of the locked dependencies, for the certificate of a run."""
    return hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes()).hexdigest()


@cache
def code_version() -> str:
    """Name the code that runs: the package version and a digest of its own files."""
    digest = hashlib.sha256()
    for folder in ("solver", "service"):
        files = (CHECKOUT / folder).rglob("*")
        for path in sorted(path for path in files if path.suffix in (".c", ".py")):
            digest.update(path.read_bytes())
    return f"{version('plaatsmaker')}+{digest.hexdigest()[:12]}.{platform.machine()}"
