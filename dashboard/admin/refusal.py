"""An administrator's act that is refused, and how acts get into the audit log, done or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from dashboard.errors import RefusedError
from dashboard.offload import offload
from dashboard.store.web.audit import Outcome

R = TypeVar("R")


class Refused(Exception):
    """An act that is not done; `sentences` say why, in Chinese, for whoever tried."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class Here(Protocol):
    """Writes the audit log for the request at hand (`dashboard.auth.auditor.Auditor`)."""

    def here(
        self, action: str, target: str = "", outcome: Outcome = "done", detail: Mapping[str, Any] | None = None
    ) -> None:
        """Appends an entry."""
        ...


def acted(audit: Here, action: str, target: str, act: Callable[[], R], detail: Mapping[str, Any] | None = None) -> R:
    """Does an act aside from the worker's loop and notes what came of it. Raises Refused."""
    try:
        done = offload(act)
    except (Refused, RefusedError) as refusal:
        audit.here(action, target, "refused", {**(detail or {}), "reason": str(refusal)})
        raise refusal if isinstance(refusal, Refused) else Refused(f"没有完成：{refusal}") from refusal
    audit.here(action, target, "done", detail)
    return done
