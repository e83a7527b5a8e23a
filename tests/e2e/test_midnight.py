"""A city whose clock is a replay's: past midnight the day's counters begin anew, and the wall says what it shows."""

from playwright.sync_api import Page

from dashboard.domain.clock import replay
from streams.clock import SharedClock
from tests.builders import accepted, ms
from tests.e2e.city import City, now, open_wall

EVENING = ms("2024-11-14T23:40")
COUNTER = '#panel-today [data-figure="accepted"][data-value="{}"][data-from^="{}T00:00:00"]'


def set_clock(city: City, city_ms: int, speed: float) -> None:
    """Every part follows within a second."""
    with city.system.client() as client:
        SharedClock(client).set(replay(now(), city_ms, speed, "2024-11"))


def test_past_midnight_the_days_counters_begin_anew(city: City, page: Page) -> None:
    set_clock(city, EVENING, 0)
    open_wall(page, city)
    city.feed([accepted(f"evening-{n}", EVENING - 1 - n, lon=102.7, lat=25.0) for n in range(5)])
    page.wait_for_selector(COUNTER.format(5, "2024-11-14"))
    page.wait_for_selector('#points [data-case="evening-0"]', state="attached")
    assert "合成数据" in page.inner_text("#badge")

    set_clock(city, ms("2024-11-14T23:59:30"), 60)
    page.wait_for_selector(COUNTER.format(0, "2024-11-15"))
    page.wait_for_function("document.getElementById('badge').textContent.includes('回放 2024-11-15 00:')")
    assert "合成数据" in page.inner_text("#badge")

    city.feed([accepted("morning", ms("2024-11-15T00:00:01"))])
    page.wait_for_selector(COUNTER.format(1, "2024-11-15"))
    set_clock(city, ms("2024-11-15T23:50"), 0)
    page.wait_for_selector('#panel-today .line [data-figure="accepted"][data-value="5"]', state="attached")
