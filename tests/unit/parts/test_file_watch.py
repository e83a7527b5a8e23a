"""When files that no event names are let go of: once all that waits has been applied, a day after the last touch."""

from __future__ import annotations

import pytest

from streams.file_watch import KEPT_S, WAIT_S, FileWatch
from streams.unapplied import Unapplied


def test_it_waits_for_what_may_still_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is behind: an entry on its way may name a file. Later ones are not waited for."""
    monkeypatch.setattr("streams.file_watch.time.time", lambda: 1_000_000.0)
    reached, ends, swept = {"grid:events:0": "5-0"}, {"grid:events:0": "7-0"}, list[float]()
    watch = FileWatch(swept.append, Unapplied(lambda: reached, lambda: dict(ends)))
    assert (watch.run(), swept) == (WAIT_S, [])
    ends["grid:events:0"] = "9-0"
    reached["grid:events:0"] = "7-0"
    assert (watch.run(), swept) == (None, [1_000_000.0 - KEPT_S])
    assert watch.run() == WAIT_S


def test_a_new_leader_begins_anew() -> None:
    reached, ends, swept = {"s": "1-0"}, {"s": "2-0"}, list[float]()
    watch = FileWatch(swept.append, Unapplied(lambda: reached, lambda: dict(ends)))
    assert watch.run() == WAIT_S
    watch.forget()
    ends["s"] = "3-0"
    reached["s"] = "2-0"
    assert (watch.run(), swept) == (WAIT_S, [])
