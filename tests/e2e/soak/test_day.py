"""A day at the duty desk in twenty-four minutes: the demo at sixty times its speed, and an officer's desk open all day.

`SOAK_DAY_MINUTES` says how many of its hours (24). Run by `make soak` alone.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from dashboard.store.engine import open_engine
from streams.keys import REPLAY
from tests.alert_month import overdue_without_alert
from tests.e2e.city import City, running_city
from tests.e2e.duty.desk import MINUTE, Desk, Desks
from tests.integration.pipeline.system import awaited

HOURS = int(os.environ.get("SOAK_DAY_MINUTES", "24"))
TOLD_MS = 5 * MINUTE
"""At sixty times its speed so much of the city's time passes while a deadline becomes an alert."""
LOADED_S = 600.0
HEAP_MB_A_DAY = 12.0
NEAREST = """[...gridduty.state.shown.values()].filter(row => row.due !== null)
  .sort((one, other) => Math.abs(one.due - gridduty.now()) - Math.abs(other.due - gridduty.now()))[0]"""
"""The row whose deadline is nearest: its countdown tells minutes; what is late for weeks tells days."""


class Rows:
    """Asks the running city's store."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a question."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]


def loaded(city: City) -> bool:
    """Has the replay come to its present?"""
    with city.system.client() as client:
        status: Any = client.get(REPLAY)
    return status is not None and json.loads(status).get("history") is None


@pytest.fixture(scope="module")
def desks() -> Iterator[Desks]:
    """The built-in month at sixty times its speed, its days before loaded."""
    with running_city("demo", "--speed", "60", "--from", "2024-11-04T08:00:00+08:00") as city:
        made = Desks(city)
        awaited(lambda: loaded(city), "the days before are loaded", LOADED_S)
        yield made


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_day_at_sixty_times_its_speed(
    desks: Desks, new_page: Callable[..., Page], capsys: pytest.CaptureFixture[str]
) -> None:
    """At the end of each hour no overdue case without an alert; countdowns move; the page neither errs nor grows."""
    desk = Desk(new_page(1920, 1080), desks).sign_in("wang")
    session = desk.page.context.new_cdp_session(desk.page)
    engine = open_engine(desks.city.system.settings.database_url)
    heaps = []
    for hour in range(HOURS):
        due = desk.value(f"{NEAREST}.due")
        left = f"document.querySelector('#duty-grid .left[data-due=\"{due}\"]').textContent"
        desk.value(f"gridduty.goTo({NEAREST}.key)")
        before = desk.until(left)
        desk.page.wait_for_timeout(60_000)
        assert desk.value(left) != before, "countdowns stand"
        assert desk.value("document.querySelector('.duty-queue').dataset.state") == "live"
        late = overdue_without_alert(Rows(engine), desks.now() - TOLD_MS)
        session.send("HeapProfiler.collectGarbage")
        used: dict[str, Any] = session.send("Runtime.getHeapUsage")
        heaps.append(used["usedSize"] / 1e6)
        rows = desk.value("gridduty.state.cases.size + gridduty.state.alerts.size")
        with capsys.disabled():
            sys.stdout.write(f"\nhour {hour + 1:2}  {rows:6} rows  heap {heaps[-1]:6.1f} MB  without alert {len(late)}")
        assert late == []
    engine.dispose()
    half = len(heaps) // 2
    grown = statistics.median(heaps[half:]) - statistics.median(heaps[:half] or heaps)
    assert grown <= HEAP_MB_A_DAY, "the page grows"
