"""Parts stop and die under a wall that stays open: it says so, and goes on by itself where it was."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.builders import accepted
from tests.e2e.city import QUICK_MS, City, assert_whole, chain, now, open_wall, quick_panels
from tests.fixtures.browser import Complaints

TURNED = """() => {
    window.turned = {};
    const watch = new MutationObserver(() => {
        for (const panel of document.querySelectorAll('.panel')) {
            if (panel.dataset.state !== 'stale' || turned[panel.dataset.panel]) continue;
            const frame = gridwall.state.panels[panel.dataset.source];
            if (frame) turned[panel.dataset.panel] = [gridwall.clock.real() - frame.made, frame.cadence];
        }
    });
    const states = { subtree: true, attributes: true, attributeFilter: ['data-state'] };
    watch.observe(document.getElementById('wall'), states);
}"""


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process stands still until the block ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("part", "words"), [("project", "计数服务停止"), ("web", "没有新数据"), ("valkey-server", "消息服务中断")]
)
def test_all_panels_say_stale_while_a_part_stands_one_cause_is_named_and_they_recover(
    city: City, page: Page, page_complaints: Complaints, part: str, words: str
) -> None:
    open_wall(page, city)
    page.evaluate(TURNED)
    with stopped(pid_of(city, part)):
        page.wait_for_function(quick_panels("stale"), timeout=3 * QUICK_MS)
        page.wait_for_function(f"document.getElementById('link').textContent.startsWith('{words} 0:')")
    city.feed([accepted(f"after-{part}-stood", now())])
    page.wait_for_function(f"{quick_panels('live')} && document.getElementById('link').textContent === ''")
    shows(page, city)
    turned: dict[str, tuple[float, float]] = page.evaluate("turned")
    assert {"today", "closure", "map", "dispatch"} <= turned.keys()
    assert {name: age for name, (age, cadence) in turned.items() if age > 2 * cadence} == {}
    assert_whole(chain(page))
    page_complaints.console.clear()  # a socket that was given up, while nobody answered


@pytest.mark.parametrize("part", ["project", "web", "valkey-server"])
def test_a_part_is_killed_and_the_wall_goes_on_by_itself(
    city: City, page: Page, page_complaints: Complaints, part: str
) -> None:
    open_wall(page, city)
    before = page.evaluate("gridwall.state.n")
    city.feed([accepted(f"before-{part}-{n}", now()) for n in range(10)])
    os.kill(pid_of(city, part), signal.SIGKILL)
    city.feed([accepted(f"after-{part}-{n}", now()) for n in range(10)])
    shows(page, city)
    page.wait_for_function(f"gridwall.link.connected && gridwall.state.n > {before} && {quick_panels('live')}")
    frames = chain(page)
    assert_whole(frames)
    assert frames[-1][1] > before
    page_complaints.console.clear()  # refused connections, while nobody listened


def pid_of(city: City, part: str) -> int:
    """The process of a part, or of the server that they share, which does not beat but says itself who it is."""
    if part != "valkey-server":
        return city.pid(part)
    with city.system.client() as client:
        return int(client.info("server")["process_id"])


def shows(page: Page, city: City) -> None:
    """Waits until today's counter has every case of these tests."""
    city.system.await_applied()
    [[number]] = city.system.rows("SELECT count(*) FROM cases")
    page.wait_for_selector(f'#panel-today [data-figure="accepted"][data-value="{number}"]')
