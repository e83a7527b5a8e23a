"""The wall's page: what it weighs, when it is painted, and what it costs the browser for a minute of events."""

from __future__ import annotations

import shutil
import statistics
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench import table
from tests.bench.program import Program, cpu_of, system
from tests.bench.push import RATES, feed
from tests.fixtures.browser import FLAGS

RATE = RATES[0]
TIMES = 5
FULL = {"width": 1920, "height": 1080}
ALL_LIVE = "[...document.querySelectorAll('.panel')].every(panel => panel.dataset.state === 'live')"
WHEN = """new Promise(done => {{
    const look = () => document.querySelector('.panel') && {}
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now()))) : requestAnimationFrame(look);
    look();
}})"""
PAINTED = WHEN.format(ALL_LIVE)
CHARTED = WHEN.format("document.querySelector('#gauge-on-time .main-svg text')")
"""The charts come after everything else, with a third of the page's weight."""
FRAMES = """window.frameTimes = []; let last = performance.now();
(function beat(now) { window.frameTimes.push(now - last); last = now; requestAnimationFrame(beat); })(last);"""
USUAL_MS = 1000 / 60
LATE_MS = 1.5 * USUAL_MS


def run(seconds: int) -> None:
    """Prints weight and time to painted, cold and warm, then a minute of events."""
    with system() as program, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        table.title("The wall's page, 1920×1080", "KB sent", "painted ms", "with charts", "script KB")
        _show("cold, in a browser just started", _cold(browser, program))
        _show(f"cold, median of {TIMES}", _median(_cold(browser, program) for _ in range(TIMES)))
        context = browser.new_context(viewport=FULL, locale="zh-CN")  # type: ignore[arg-type]
        page, _ = _opened(context, program)
        _show(f"warm, median of {TIMES}", _median(_again(context, program) for _ in range(TIMES)))
        page.evaluate(FRAMES)
        table.title(f"The wall in Chromium, {seconds} s", "CPU", "frames/s", "late frames")
        for rate in (0, RATE):
            _row(f"{rate} events/s", *_minute(browser, page, program, rate, seconds))
        table.note("Without a graphics card, drawn by the processor; a late frame is one after more than 25 ms.")
        browser.close()


class Opening(NamedTuple):
    """Bytes over the line, ms until all panels are painted and until the charts are, bytes of scripts."""

    weight: float
    painted: float
    charted: float
    scripts: float


def _cold(browser: Browser, program: Program) -> Opening:
    """With nothing kept from before."""
    context = browser.new_context(viewport=FULL, locale="zh-CN")  # type: ignore[arg-type]
    try:
        return _opened(context, program)[1]
    finally:
        context.close()


def _again(context: BrowserContext, program: Program) -> Opening:
    page, found = _opened(context, program)
    page.close()
    return found


def _median(found: Iterable[Opening]) -> Opening:
    return Opening(*map(statistics.median, zip(*found, strict=True)))


def _opened(context: BrowserContext, program: Program) -> tuple[Page, Opening]:
    """A wall opened in a new window of the context."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    session.on("Network.responseReceived", lambda told: kinds.__setitem__(told["requestId"], told["type"]))
    session.on("Network.loadingFinished", lambda told: sizes.__setitem__(told["requestId"], told["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(f"{program.url}wall/?page=overview", wait_until="commit")
    painted: float = page.evaluate(PAINTED)
    charted: float = page.evaluate(CHARTED)
    scripts = sum(size for which, size in sizes.items() if kinds.get(which) == "Script")
    return page, Opening(sum(sizes.values()), painted, charted, scripts)


def _show(name: str, found: Opening) -> None:
    times = (f"{found.painted:,.0f}", f"{found.charted:,.0f}")
    table.row(name, f"{found.weight / 1000:,.0f}", *times, f"{found.scripts / 1000:,.0f}")


def _minute(browser: Browser, page: Page, program: Program, rate: int, seconds: int) -> tuple[float, float, float]:
    """The share of a core that Chromium takes, frames a second, and the share of late ones."""
    page.bring_to_front()
    page.evaluate("frameTimes.length = 0")
    processes = _processes(browser)
    before = sum(map(cpu_of, processes))
    if rate:
        threading.Thread(target=feed, args=(program.client, rate, seconds, f"push-page-{rate}"), daemon=True).start()
    time.sleep(seconds)
    share = (sum(map(cpu_of, processes)) - before) / seconds
    times: list[float] = page.evaluate("frameTimes.slice(1)")
    return share, len(times) / seconds, sum(one > LATE_MS for one in times) / len(times)


def _row(name: str, share: float, frames: float, late: float) -> None:
    table.row(name, f"{share:.0%}", f"{frames:.1f}", f"{late:.2%}")


def _processes(browser: Browser) -> list[int]:
    session = browser.new_browser_cdp_session()
    told: dict[str, Any] = session.send("SystemInfo.getProcessInfo")
    return [one["id"] for one in told["processInfo"] if Path(f"/proc/{one['id']}").exists()]
