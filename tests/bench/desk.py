"""The duty desk's queue while somebody scrolls through it: frame times by the number of rows."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench import table
from tests.e2e.duty import desk as duty
from tests.fixtures.browser import FLAGS

ROWS = (100, 1_000, 10_000)
STEP = 60
"""Pixels a frame: two rows, as a wheel turned fast."""
_FILL = (Path(duty.__file__).with_name("many_rows.js")).read_text(encoding="utf-8")
_SCROLL = """([seconds, step]) => new Promise((done) => {
  const body = document.querySelector('#duty-grid .ag-body-viewport, #duty-grid .ag-grid-viewport');
  const times = [];
  const end = performance.now() + seconds * 1000;
  let down = step;
  let last = performance.now();
  const beat = (now) => {
    times.push(now - last);
    last = now;
    if (now > end) { done(times.slice(2)); return; }
    const before = body.scrollTop;
    body.scrollTop += down;
    if (body.scrollTop === before) down = -down;
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
})"""


def run(seconds: int) -> None:
    """Prints frame times in ms: the usual one, the 95th and 99th of a hundred, the longest."""
    with duty.running_desks() as desks, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        table.title(
            f"The duty desk's queue, scrolled for {seconds} s", "p50 ms", "p95 ms", "p99 ms", "longest", "of 100"
        )
        first = 0.0
        for rows in ROWS:
            page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
            desk = duty.Desk(page, desks).sign_in("wang")
            desk.value(f"({_FILL})({rows})")
            desk.until(f"gridduty.grid().getDisplayedRowCount() >= {rows}")
            times: list[float] = page.evaluate(_SCROLL, [seconds, STEP])
            at = [table.quantile(times, share) for share in (0.5, 0.95, 0.99)]
            first = first or at[1]
            table.row(f"{rows:,} rows", *(f"{one:.1f}" for one in (*at, max(times))), f"{at[1] / first:.2f}")
            page.close()
        table.note("'of 100': the 95th of a hundred rows is 1. Drawn by the processor, without a graphics card.")
        browser.close()
