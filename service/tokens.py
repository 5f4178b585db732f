"""Bearer tokens: who calls, for which municipality or region, and what the caller may do."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.errors import Forbidden, Unauthenticated, Unavailable

LOG = logging.getLogger(__name__)
ALGORITHMS = ("RS256", "ES256", "EdDSA")
DEMO_KEY = "plaatsmaker-demo"
SCOPES = frozenset(
    {
        "match:read",
        "catalogue:write",
        "decide",
        "runs:manage",
        "weights:draft",
        "weights:approve",
        "reports:read",
        "audit:read",
        "record:read",
        "admin",
    }
)
#: Scopes with which a token may speak for a whole region, of which it never sees the people.
REGION_SCOPES = frozenset(
    {"runs:manage", "weights:draft", "weights:approve", "admin", "audit:read", "reports:read"}
)
KEYS_FRESH_S = 300.0
REFETCH_PAUSE_S = 10.0
CLOCK_LEEWAY_S = 30


class KeySource(Protocol):
    """Where the keys come from that tokens are signed with."""

    def __call__(self, kid: str) -> jwt.PyJWK | None:
        """Give a key by its id; raises `Unavailable` while there is no key at all."""

    def holds(self, kid: str) -> bool:
        """Tell whether a key is here and fresh, so that whoever asks for it waits for nobody."""

    def expect_any(self) -> None:
        """Raise `Unavailable` while there is no key at all."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a subject acting for one municipality, or for a region without its people."""

    subject: str
    scopes: frozenset[str]
    municipality: str | None = None
    region: str | None = None

    def own_municipality(self) -> str:
        """Give the municipality; raises `Forbidden` for a token of a region."""
        if self.municipality is None:
            raise Forbidden("A token of a region sees runs and counts, never people.")
        return self.municipality


class Verifier:
    """Turns a bearer token into a caller, or refuses it."""

    def __init__(self, keys: KeySource, issuer: str, audience: str) -> None:
        self._keys, self._issuer, self._audience = keys, issuer, audience

    def caller(self, token: str) -> Caller:
        """Read a token; raises `Unauthenticated` saying what is wrong with it."""
        claims = self._claims(token)
        scopes = frozenset(str(claims.get("scope", "")).split()) & SCOPES
        municipality, region = claims.get("municipality"), claims.get("region")
        if (municipality is None) == (region is None):
            raise Unauthenticated("Expected a claim 'municipality' or a claim 'region', not both.")
        if municipality is not None and not re.fullmatch(r"GM\d{4}", str(municipality)):
            raise Unauthenticated("Expected a claim 'municipality' like GM0222.")
        if region is not None and not re.fullmatch(r"AM\d{2}", str(region)):
            raise Unauthenticated("Expected a claim 'region' like AM09.")
        if region is not None and not scopes & REGION_SCOPES:
            named = " or ".join(sorted(REGION_SCOPES))
            raise Unauthenticated(f"A claim 'region' needs the scope {named}.")
        return Caller(str(claims["sub"]), scopes, municipality, region)

    def may_wait(self, token: str) -> bool:
        """Tell whether reading a token may ask its issuer for keys."""
        try:
            return not self._keys.holds(_key_id(jwt.get_unverified_header(token)))
        except jwt.PyJWTError:
            return False

    def expect_keys(self) -> None:
        """Raise `Unavailable` while no token at all could be verified."""
        self._keys.expect_any()

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated(f"Expected a token signed with {', '.join(ALGORITHMS)}.")
            key = self._keys(_key_id(header))
            if key is None:
                raise Unauthenticated("The token is signed with a key we do not know.")
            return jwt.decode(
                token,
                key.key,
                algorithms=[str(key.algorithm_name)],
                issuer=self._issuer,
                audience=self._audience,
                leeway=CLOCK_LEEWAY_S,
                options={"require": ["iss", "aud", "exp", "sub"]},
            )
        except jwt.ExpiredSignatureError as wrong:
            raise Unauthenticated("The token has expired.") from wrong
        except jwt.InvalidIssuerError as wrong:
            raise Unauthenticated("The token was issued by somebody else.") from wrong
        except jwt.InvalidAudienceError as wrong:
            raise Unauthenticated("The token is meant for another service.") from wrong
        except jwt.MissingRequiredClaimError as wrong:
            raise Unauthenticated(f"Expected a claim {wrong.claim!r} in the token.") from wrong
        except jwt.PyJWTError as wrong:
            raise Unauthenticated("The token is not valid.") from wrong


def _key_id(header: Mapping[str, Any]) -> str:
    return str(header.get("kid", ""))


class RemoteKeys:
    """The issuer's public keys, cached; the last known ones serve while the issuer is out."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self._url, self._client = url, client
        self._fetching = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._tried = float("-inf")

    def __call__(self, kid: str) -> jwt.PyJWK | None:
        """Give a key by its id; an unknown id is looked up again, at most once in ten seconds.

        One caller at a time asks the issuer, and a caller whose key is known waits for nobody.
        Raises `Unavailable` for as long as there is no key at all.
        """
        known = self._keys.get(kid)
        if self.holds(kid) or not self._fetching.acquire(blocking=known is None):
            return known
        try:
            self._refresh(kid)
        finally:
            self._fetching.release()
        if not self._keys:
            raise Unavailable("The keys of the token issuer cannot be fetched.")
        return self._keys.get(kid)

    def holds(self, kid: str) -> bool:
        """Tell whether a key is here, and was fetched lately."""
        return kid in self._keys and time.monotonic() - self._fetched <= KEYS_FRESH_S

    def expect_any(self) -> None:
        """Raise `Unavailable` while there is no key at all; asks the issuer only then."""
        if not self._keys:
            self("")

    def _refresh(self, kid: str) -> None:
        """Fetch, unless somebody did while this caller waited, or tried a moment ago."""
        if self.holds(kid) or time.monotonic() - self._tried <= REFETCH_PAUSE_S:
            return
        try:
            answer = self._client.get(self._url, timeout=3).raise_for_status().json()
            self._keys = _usable_keys(answer["keys"])
            self._fetched = time.monotonic()
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            LOG.warning("the token issuer gave no keys: %s", type(wrong).__name__)
        finally:
            self._tried = time.monotonic()


def _usable_keys(published: Iterable[dict[str, Any]]) -> dict[str, jwt.PyJWK]:
    """Read the keys that verify our tokens; an issuer may publish keys for other ends too."""
    found = filter(None, map(_signing_key, published))
    return {str(key.key_id): key for key in found}


def _signing_key(published: dict[str, Any]) -> jwt.PyJWK | None:
    if published.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(published)
    except jwt.PyJWTError:
        return None
    return key if key.algorithm_name in ALGORITHMS else None


class DemoIssuer:
    """Signs the demo's own tokens with a key that never leaves the checkout."""

    def __init__(self, folder: Path, issuer: str, audience: str) -> None:
        self._issuer, self._audience = issuer, audience
        self._private = _demo_key(folder / "demo-key.pem")
        public = jwt.algorithms.OKPAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        self._public = jwt.PyJWK(public | {"kid": DEMO_KEY, "alg": "EdDSA"})

    def __call__(self, kid: str) -> jwt.PyJWK | None:
        """Give the demo's public key."""
        return self._public if kid == DEMO_KEY else None

    def holds(self, kid: str) -> bool:
        """Tell that the demo's key is always here, and no other ever comes."""
        return True

    def expect_any(self) -> None:
        """Pass: the demo's key is always there."""

    def token(
        self,
        scopes: Iterable[str],
        *,
        municipality: str | None = None,
        region: str | None = None,
        subject: str = "demo",
        lifetime: timedelta = timedelta(hours=12),
    ) -> str:
        """Sign a token of a subject for a municipality or a region."""
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": subject,
            "exp": datetime.now(UTC) + lifetime,
            "scope": " ".join(sorted(scopes)),
            "municipality": municipality,
            "region": region,
        }
        given = {name: claim for name, claim in claims.items() if claim is not None}
        return jwt.encode(given, self._private, algorithm="EdDSA", headers={"kid": DEMO_KEY})


def _demo_key(path: Path) -> Ed25519PrivateKey:
    """Read the demo's key, or make it; of several processes at once one wins."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(f"Expected an Ed25519 key in {path.name}.")
    return key
