"""How often a key may ask, counted for all workers together in Redis (the library `limits`)."""

import time
from typing import Final

import structlog
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from dashboard.auth.throttle import storage_uri

log = structlog.get_logger(__name__)

PREFIX: Final = "grid:rates"


class Rates:
    """Counts requests by key. Without Redis each worker counts for itself; while Redis is away nobody is held up:
    what matters cannot be written then anyway.
    """

    def __init__(self, redis_url: str | None = None) -> None:
        options = {"key_prefix": PREFIX} if redis_url else {}
        storage = storage_from_string(storage_uri(redis_url), wrap_exceptions=True, **options)
        self._limiter = MovingWindowRateLimiter(storage)

    def wait(self, name: str, per_minute: int) -> int:
        """Counts a request; 0 if it may go on, else the seconds after which one may."""
        limit = RateLimitItemPerMinute(per_minute)
        try:
            if self._limiter.hit(limit, name):
                return 0
            reset_at = self._limiter.get_window_stats(limit, name).reset_time
        except StorageError as error:
            log.warning("rates.not_counted", key=name, error=str(error)[:300])
            return 0
        return max(1, int(reset_at - time.time()) + 1)
