"""Small dated facts that a case keeps beside its state. Pure data."""

from __future__ import annotations

import msgspec


class Anomaly(msgspec.Struct, array_like=True, frozen=True):
    """An event that its case did not allow: when it is dated, and the reason's name."""

    at: int
    reason: str


class Miss(msgspec.Struct, array_like=True, frozen=True):
    """One 漏报, a fact about an area."""

    at: int
    area: str
    category: str | None
    severity: str | None


class FirstResponse(msgspec.Struct, array_like=True):
    """One 先行处置: since when, by whom, why, until when. `ended_at`: it was settled, or another took over (all ms)."""

    at: int
    to: str
    reason: str | None = None
    due: int | None = None
    ended_at: int | None = None
