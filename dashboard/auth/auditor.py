"""Writes the audit log for whoever serves requests: of whom the request is, the store called aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request

from dashboard.auth.noting import Noting
from dashboard.auth.who import Principal
from dashboard.offload import offload
from dashboard.store.web.audit import Outcome


class Auditor(Noting):
    """Notes who did or tried what. Safe in several greenlets."""

    def here(
        self, action: str, target: str = "", outcome: Outcome = "done", detail: Mapping[str, Any] | None = None
    ) -> None:
        """The same for the request at hand: its principal (or nobody known) and its address."""
        who: Principal | None = g.get("principal")
        self.note(who or "anonymous", action, target, outcome, detail, request.remote_addr or "")

    def _append(self, write: Callable[[], None]) -> None:
        offload(write)
