"""A wall that hangs for months with nobody near: days without its server, new years, reloads, the background."""

import random
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import Complaints
from tests.ui.conftest import open_wall
from tests.ui.wall_server import Running

ServeWall = Callable[..., Running]
SLOW_MS = 60_000
"""A cadence so long that nothing turns stale while a test looks at something else."""

NEW_YEAR = int(datetime.fromisoformat("2025-01-01T00:05:00+08:00").timestamp() * 1000)
LATER = {
    "night": """() => {
        const now = Date.now, by = 4 * 3600000 - (now() % 3600000) - 30000;
        Date.now = () => now() + by;
        gridwall.clock.real = Date.now;  // else a busy page asks its server again, and is back in the present
        gridwall.config.reloadHour = Number(gridwall.format.time(gridwall.clock.real()).slice(0, 2));
    }""",
    "memory": """() => {
        const now = Date.now;
        Date.now = () => now() + 3 * 3600000;
        const memory = { get: () => ({ usedJSHeapSize: 9, jsHeapSizeLimit: 10 }) };
        Object.defineProperty(performance, 'memory', memory);
    }""",
}
"""Hours later: in the last minute of the hour of the night; with little memory left."""

HIDDEN = """() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    window.requestAnimationFrame = () => 0;
    document.dispatchEvent(new Event('visibilitychange'));
}"""
"""What a browser tells a page that nobody sees."""

VEILED = """document.addEventListener('DOMContentLoaded', () => {
    const curtain = document.querySelector('.curtain');
    window.veiled = Boolean(curtain && curtain.shadowRoot.querySelector('#panel-today .figure'));
});"""


def test_it_outlives_its_server_for_days_and_says_so_meanwhile(
    serve_wall: ServeWall, page: Page, page_complaints: Complaints
) -> None:
    running = serve_wall(cadence_ms=SLOW_MS)
    open_wall(page, running)
    page.evaluate("window.untouched = true")
    page.evaluate("gridwall.live.socket.io.engine.transport.ws.close()")
    port = running.http.server_port
    running.stop()
    page.wait_for_selector("#link[data-on]")
    assert "连接中断" in page.inner_text("#link")
    again = serve_wall(port=port, cadence_ms=SLOW_MS, epoch="after", city_now=NEW_YEAR, speed=1)
    page.wait_for_function("gridwall.state.epoch === 'after'", timeout=12_000)
    page.wait_for_selector("#link:not([data-on])", state="attached")
    for figure in ('#panel-today [data-figure="accepted"]', "#gauge-closure-box"):
        page.wait_for_selector(f'{figure}[data-from="2025-01-01T00:00:00+08:00"]')
    assert again.wall.joins == 1
    assert page.evaluate("window.untouched")
    page_complaints.console.clear()  # refused connections, while nobody listened


class TestRenewal:
    """The page is loaded anew at a quiet moment, once, and nothing flashes."""

    @pytest.mark.parametrize("reason", ["build", "night", "memory"])
    def test_it_is_loaded_once_behind_the_old_picture(self, serve_wall: ServeWall, page: Page, reason: str) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        page.add_init_script(VEILED)
        open_wall(page, running)
        page.evaluate("window.untouched = true")
        if reason == "build":
            running.wall.build = "2"
            running.wall.restart()
            running.wall.fill()
        else:
            page.evaluate(LATER[reason])
        loaded = "window.untouched === undefined && window.gridwall && gridwall.state && gridwall.state.n"
        page.wait_for_function(loaded, timeout=30_000)
        assert page.evaluate("veiled"), "the old picture stands in front from the first"
        page.wait_for_selector(".curtain", state="detached")
        assert page.locator(".dash-graph--pending").count() == 0, "it stands until the charts are drawn, too"
        page.evaluate("window.untouched = true")
        page.wait_for_function("gridwall.state.counts.snapshots && performance.now() > 3000")
        assert page.evaluate("untouched")
        joins = {"build": 3, "night": 2, "memory": 2}  # the first visit, the new epoch, and one more after loading anew
        assert running.wall.joins == joins[reason]


def test_a_page_in_the_background_goes_on_drawing(serve_wall: ServeWall, page: Page, chance: random.Random) -> None:
    """Browsers give it no animation frames."""
    running = serve_wall(cadence_ms=SLOW_MS, speed=1)
    open_wall(page, running)
    page.evaluate(HIDDEN)
    running.wall.push(cases=[running.wall.row(chance, "unseen")])
    page.wait_for_selector('#body-events [data-case="unseen"]', state="attached")
