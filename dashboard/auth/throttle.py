"""Limits of how often a door may be tried, counted for all workers together in Redis (Flask-Limiter)."""

from typing import Final

from flask import Flask, request
from flask_limiter import Limiter

PER_ADDRESS: Final = "60 per 5 minutes"
PER_ACCOUNT_AND_ADDRESS: Final = "10 per 5 minutes"
PER_ACCOUNT: Final = "60 per hour"
"""Tries to sign in. Many sit behind one address; and who is being attacked from everywhere must not be locked out by a
few tries."""


def limiter_of(server: Flask, redis_url: str | None, key_prefix: str = "grid:limits") -> Limiter:
    """The server's limiter. Without Redis, or while it is away, each worker counts for itself."""
    return Limiter(
        key_func=address,
        app=server,
        storage_uri=storage_uri(redis_url),
        storage_options={"key_prefix": key_prefix} if redis_url else {},
        strategy="moving-window",
        in_memory_fallback_enabled=redis_url is not None,
    )


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or "nowhere"


def storage_uri(redis_url: str | None) -> str:
    """Where counts are kept, as the library `limits` writes it; without Redis in this process."""
    if redis_url is None:
        return "memory://"
    return redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
