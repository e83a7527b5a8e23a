"""A shift's hand-over: who leaves, who takes over, what is open at that moment, and what the one tells the other. PURE.

A sheet is written by who leaves and stays as it was written; it is over when the next one has taken it. What is open
is counted when it is written, so that nobody can say later that he was not told.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

MOST_NOTES = 4_000
State = Literal["waiting", "taken"]


class OpenAlert(NamedTuple):
    """One alert that is open at the hand-over: what, where, how grave, how many cases, and who has it, if anybody."""

    id: str
    title: str
    unit: str
    level: str
    cases: int
    holder: str | None


class OpenWork(NamedTuple):
    """What is open: counts of what is past its deadline and of what is due within the hour, and alerts."""

    dispatch_late: int
    close_late: int
    due_soon: int
    whistles: int
    alerts: tuple[OpenAlert, ...]


class Sheet(NamedTuple):
    """A hand-over. `at`, `taken_at` are ms of the city's clock; `no` is 0 until it is kept."""

    no: int
    at: int
    leaving: str
    leaving_id: str
    taking: str
    notes: str
    work: OpenWork
    taken_at: int | None = None
    taken_by: str | None = None

    @property
    def state(self) -> State:
        """Has it been taken?"""
        return "waiting" if self.taken_at is None else "taken"


def fault(sheet: Sheet) -> str | None:
    """What is wrong with a sheet as it was filled in: a reason's name, None if nothing is."""
    if not sheet.taking.strip():
        return "nobody_takes_over"
    return "notes_too_long" if len(sheet.notes) > MOST_NOTES else None


def may_take(sheet: Sheet, who_id: str) -> str | None:
    """Why somebody (`kind:id`) cannot take a sheet: it has been taken, or he wrote it himself; None if he can."""
    if sheet.taken_at is not None:
        return "already_taken"
    return "your_own" if sheet.leaving_id == who_id else None
