"""What can go wrong, in words; the API alone knows which status goes with each."""

from __future__ import annotations


class ServiceError(Exception):
    """One base for every error the service tells its callers."""


class Unavailable(ServiceError):
    """Something the service needs does not answer."""
