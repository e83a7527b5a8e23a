"""A week of midnights, with the end of a month and of a year: each time the day begins anew within seconds."""

from __future__ import annotations

import sys
import time

import pytest
from playwright.sync_api import Page

from dashboard.domain.instants import DAY_MS, render
from tests.builders import accepted, ms
from tests.e2e.city import City, open_wall
from tests.e2e.test_midnight import COUNTER, set_clock
from tests.store_kit import ZONE

NIGHTS = [ms("2024-11-27T23:59:50") + night * DAY_MS for night in range(7)] + [ms("2024-12-31T23:59:50")]
SOON_S = 5.0
BEFORE_S = 10.0


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_week_of_midnights(city: City, page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    set_clock(city, NIGHTS[0] - DAY_MS, 0)
    open_wall(page, city)
    for night, evening in enumerate(NIGHTS):
        today, tomorrow = (render(at, ZONE)[:10] for at in (evening, evening + DAY_MS))
        set_clock(city, evening, 0)
        city.feed([accepted(f"night-{night}-{n}", evening - 1 - n) for n in range(3)])
        page.wait_for_selector(COUNTER.format(3, today))
        set_clock(city, evening, 1)
        started = time.monotonic()
        page.wait_for_selector(COUNTER.format(0, tomorrow))
        late = time.monotonic() - started - BEFORE_S
        with capsys.disabled():
            sys.stdout.write(f"\n{today} → {tomorrow}: anew {late:.1f} s after midnight")
        assert late <= SOON_S
    assert page.evaluate("window.untouched"), "the page was loaded anew"
