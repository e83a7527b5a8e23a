"""Every number on every screen is asked: the answer is the number, and behind it are as many rows as it says.

The walk goes over the wall's pages and all that the navigation leads to: a new screen is walked without a word here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.builders import CloudEvent, accepted, closed, dispatched, event, filed, handled, verified, voided
from tests.e2e.duty.desk import MINUTE, START, Desk, Desks
from tests.fixtures.axe import grave

ASKED: Final = """async ({ known, most }) => {
  const done = new Set(known), found = [], shapes = {};
  const nodes = [...document.querySelectorAll("[data-figure]")];
  const one = async (node) => {
    const query = gridwall.ask.question(node), shown = node.dataset.value;
    const told = await (await fetch(`/api/v1/asked?${query}&limit=1`)).json();
    const about = `${query} shows ${shown}`;
    if (told.error) return found.push(`${about}: ${told.error.message}`);
    const same = shown === "" ? told.value === null : Math.abs(Number(shown) - told.value) < 1e-9;
    if (!same) found.push(`${about}, is ${told.value}`);
    const part = told.cases && told.parts.find((part) => part.figure === told.cases.figure);
    const sum = part ? told.cases.sum : 0;
    if (part && part.value !== sum) found.push(`${about}: ${part.figure} is ${part.value}, its rows ${sum}`);
  };
  const wanted = [];
  for (const node of nodes) {
    const query = gridwall.ask.question(node);
    query.delete("as_of");
    const key = `${query} ${node.dataset.value}`;
    // The path without the codes in it: the kind of number it is.
    const shape = node.dataset.figure.replace(/[A-Z0-9-]{4,}/g, "*");
    if (!done.has(key) && (shapes[shape] = (shapes[shape] || 0) + 1) <= most) wanted.push(node), done.add(key);
  }
  for (let at = 0; at < wanted.length; at += 6) await Promise.all(wanted.slice(at, at + 6).map(one));
  return { known: [...done], found, count: nodes.length };
}"""

LATE: Final = "[data-figure='dispatch.total.late']"
WITH_NUMBERS: Final = ("/wall/?page=overview", "/wall/?page=dispatch", "/duty", "/rankings")
"""Screens that cannot do without."""


def a_morning() -> Iterator[CloudEvent]:
    """Something for each figure: late and in time, closed, open, below standard, voided, missed, of the hotline."""
    for n in range(12):
        name, at = f"KM-ASK-{n}", START - (150 - n) * MINUTE
        about: dict[str, Any] = {"area": "530102" if n % 3 else "530111", "weight": 0.5 + n, "street": "华山街道"}
        yield accepted(name, at, source="hotline_12345" if n % 2 else "wechat", **about)
        yield filed(name, at + MINUTE, dispatch_due=at + 10 * MINUTE, close_due=at + 60 * MINUTE)
        yield dispatched(name, at + (30 if n % 4 == 0 else 5) * MINUTE)
        if n % 5:
            yield handled(name, at + 40 * MINUTE)
            yield verified(name, at + 45 * MINUTE, "fail" if n % 4 == 1 else "pass")
        if n in (2, 3, 7):
            yield closed(name, at + (50 if n == 2 else 70) * MINUTE)
            yield event("case.rated", name, at + 75 * MINUTE, {"satisfied": n != 7})
    yield voided("KM-ASK-11", START - 20 * MINUTE)
    yield event("case.missed", "KM-ASK-M", START - 30 * MINUTE, {"area": "530102", "severity": "major"})
    yield event("case.closed", "KM-ASK-2", START - 10 * MINUTE, {})


@pytest.mark.parametrize("most", [2, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_every_number_of_every_screen_is_what_is_behind_it(desks: Desks, desk: Desk, most: int) -> None:
    """Of each kind of number some on each screen; in the long run all of them."""
    desks.feed(*a_morning())
    fed = round(time.time() * 1000)
    known: list[str] = []
    counts = {}
    for path in _screens(desks, desk.page):
        _ready(desk, path)
        if path.startswith("/wall"):
            # The clock stands, so a panel made before the feed is as of the same moment.
            desk.until(f"Object.values(gridwall.state.panels).every(panel => panel.made > {fed})")
        told = desk.page.evaluate(ASKED, {"known": known, "most": most})
        assert told["found"] == [], path
        known, counts[path] = told["known"], told["count"]
    assert all(counts[path] for path in WITH_NUMBERS)
    assert len(known) > 60, "a walk over few numbers proves little"


def _screens(desks: Desks, page: Page) -> list[str]:
    """The wall's pages, and where the navigation leads to."""
    page.goto(f"{desks.url}/wall/?page=overview")
    walls = page.evaluate("Object.keys(gridwall.config.pages)")
    page.goto(f"{desks.url}/duty")
    page.wait_for_selector(".desk-nav a")
    links = page.evaluate("[...document.querySelectorAll('.desk-nav a')].map(one => one.getAttribute('href'))")
    return [*(f"/wall/?page={name}" for name in walls), *links]


def _ready(desk: Desk, path: str) -> None:
    """Opened, and nothing more is being asked for."""
    desk.page.goto(f"{desk.desks.url}{path}")
    if path.startswith("/wall"):
        desk.until("[...document.querySelectorAll('.panel')].every(p => p.dataset.state === 'live')")
        desk.until("document.querySelectorAll('[data-figure]').length > 20")
    else:
        desk.until("document.querySelector('#desk-content').childElementCount")
    if path in WITH_NUMBERS:
        desk.until("document.querySelector('[data-figure]')")
    desk.page.wait_for_load_state("networkidle")


def test_the_popover_by_keyboard(desk: Desk) -> None:
    """Reached by Tab, opened by Enter, closed by Escape, back where one was; on a phone, too."""
    desk.until("document.querySelector('[data-figure]')")
    desk.press("Tab")
    desk.page.locator(LATE).first.focus()
    desk.press("Enter")
    desk.page.wait_for_selector(".ask .sentence")
    said = desk.page.locator(".ask").inner_text()
    assert "应派遣任务中，晚于期限派遣或仍未派遣的。" in said
    assert "截至 2024-11-14 10:00" in said
    assert grave(desk.page) == []
    desk.press("Escape")
    assert desk.page.locator(".ask").count() == 0
    assert desk.value("document.activeElement.dataset.figure") == "dispatch.total.late"
    desk.page.set_viewport_size({"width": 390, "height": 800})
    desk.page.locator(LATE).first.click()
    desk.page.wait_for_selector(".ask .sentence")
    assert desk.value("document.documentElement.scrollWidth <= innerWidth")
