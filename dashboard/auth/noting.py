"""Writes the audit log for whoever acts, at the command line too: the hour is the machine's.

An entry that cannot be written is logged as an error and goes on: an audit store that is away must not stop the desk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from dashboard.auth.who import Principal
from dashboard.store.web.audit import Outcome, without_secrets

log = structlog.get_logger(__name__)

REFUSALS_A_MINUTE = 60
"""Refused tries noted of one address (or name, without one): who tries a thousand times must not fill the disk."""
_MINUTE_MS = 60_000
_MOST_ADDRESSES = 10_000


class Notes(Protocol):
    """Where entries are kept (`dashboard.store.web.audit.AuditStore`). Blocks."""

    def note(
        self,
        at_ms: int,
        who: Principal | str,
        action: str,
        target: str,
        outcome: Outcome,
        detail: Mapping[str, Any] | None,
        address: str,
    ) -> None:
        """Appends an entry."""
        ...


class Noting:
    """Notes who did or tried what. Blocks. Safe in several threads."""

    def __init__(self, store: Notes, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._store = store
        self._real_ms = real_ms
        self._refusals: dict[str, tuple[int, int]] = {}  # origin → (minute, refusals in it)

    def note(
        self,
        who: Principal | str,
        action: str,
        target: str = "",
        outcome: Outcome = "done",
        detail: Mapping[str, Any] | None = None,
        address: str = "",
    ) -> None:
        """Appends an entry, dated now."""
        now = self._real_ms()
        name = who.name if isinstance(who, Principal) else who
        if outcome == "refused" and not self._within_measure(address or name, now):
            return
        try:
            self._append(lambda: self._store.note(now, who, action, target, outcome, detail, address))
        except SQLAlchemyError:
            told = {"action": action, "target": target, "outcome": outcome, "detail": without_secrets(detail or {})}
            log.exception("audit.not_written", who=name, **told)

    def _append(self, write: Callable[[], None]) -> None:
        write()

    def _within_measure(self, origin: str, now: int) -> bool:
        """Counts a refusal; is it one of those that are noted?"""
        minute = now // _MINUTE_MS
        seen_in, seen = self._refusals.get(origin, (minute, 0))
        seen = seen + 1 if seen_in == minute else 1
        if len(self._refusals) >= _MOST_ADDRESSES:
            self._refusals.clear()
        self._refusals[origin] = (minute, seen)
        if seen == REFUSALS_A_MINUTE + 1:
            log.warning("audit.refusals_left_out", origin=origin, noted=REFUSALS_A_MINUTE)
        return seen <= REFUSALS_A_MINUTE
