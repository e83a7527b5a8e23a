"""From XADD to what a browser has painted: feeds events at an even rate and notes when the page showed each.

`measure_browser` runs a system and a browser of its own and returns numbers; the test of completeness watches with the
same eyes and asserts no time. Both clocks are this machine's.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from playwright.sync_api import Page, sync_playwright

from tests.builders import CloudEvent, accepted, event, filed
from tests.e2e.city import City, now, open_wall, paced, running_city
from tests.fixtures.browser import FLAGS

WATCHING = Path(__file__).with_name("watching.js")
STAGES = ("case.accepted", "case.filed", "case.dispatched")
APART_S = 1.5
"""Between two stages of a case: time enough to be painted each."""
AREAS = ("530102", "530103", "530111", "530112", "530114")


@dataclass
class Watched:
    """What was sent and what the page showed; moments are epoch ms, of events by (case, type)."""

    sent: dict[tuple[str, str], float] = field(default_factory=dict)
    painted: list[tuple[tuple[str, str], float]] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    figure: list[tuple[int, float]] = field(default_factory=list)
    before: int = 0

    @property
    def cases(self) -> list[str]:
        """Accepted cases in the order of their XADD."""
        return [case for case, kind in self.sent if kind == "case.accepted"]

    def point_delays(self) -> list[float]:
        """XADD → painted, ms, of every event that was."""
        first: dict[tuple[str, str], float] = {}
        for what, at in self.painted:
            first.setdefault(what, at)
        return [first[what] - at for what, at in self.sent.items() if what in first]

    def figure_delays(self) -> list[float]:
        """XADD → the figure counts the case, ms, of every accepted case that was counted."""
        found = []
        for number, case in enumerate(self.cases, self.before + 1):
            at = next((at for value, at in self.figure if value >= number), None)
            if at is not None:
                found.append(at - self.sent[case, "case.accepted"])
        return found


def stream_of_events(rate: int, seconds: float) -> Iterator[tuple[str, str]]:
    """(case, type) at an even rate from the first to the last: every case has its stages `APART_S` apart."""
    apart = round(APART_S * rate / len(STAGES))
    for slot in range(round(rate * seconds)):
        case, stage = slot // len(STAGES) - (slot % len(STAGES)) * apart, slot % len(STAGES)
        yield (f"E-{case:05d}", STAGES[stage]) if case >= 0 else (f"F-{slot:05d}", STAGES[0])


def cloud_event(case: str, kind: str) -> CloudEvent:
    """The event, dated now, in the city's middle."""
    at, number = now(), int(case[2:])
    if kind == "case.accepted":
        place = {"lon": 102.62 + number * 37 % 230 / 1000, "lat": 24.92 + number * 53 % 190 / 1000}
        return accepted(case, at, area=AREAS[number % len(AREAS)], street="华山街道", **place)
    if kind == "case.filed":
        return filed(case, at)
    return event(kind, case, at, {"to": "五华区城管局"})


def watch(page: Page, city: City, seconds: float, rate: int) -> Watched:
    """Feeds an open wall, waits until it has shown everything (or a while longer), and says what happened when."""
    watched = Watched(before=int(page.get_attribute('#panel-today [data-figure="accepted"]', "data-value") or 0))
    page.evaluate(WATCHING.read_text(encoding="utf-8"))
    with city.system.client() as client:
        paced(rate, (_sending(city, client, watched, *what) for what in stream_of_events(rate, seconds)))
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not _complete(page, watched):
        page.wait_for_timeout(100)
    seen: dict[str, Any] = page.evaluate("watching")
    watched.painted = [((case, kind), at) for case, kind, at in seen["points"]]
    watched.figure = [(value, at) for value, at in seen["figures"]]
    watched.added = seen["added"]
    return watched


def _sending(city: City, client: redis.Redis, watched: Watched, case: str, kind: str) -> Any:
    def send() -> None:
        built = cloud_event(case, kind)
        watched.sent[case, kind] = time.time() * 1000
        city.xadd(client, built)

    return send


def _complete(page: Page, watched: Watched) -> bool:
    shown, counted = page.evaluate("[watching.points.length, Math.max(0, ...watching.figures.map(([value]) => value))]")
    return bool(shown >= len(watched.sent) and counted >= watched.before + len(watched.cases))


def summary(watched: Watched) -> dict[str, float]:
    """Numbers for a table: milliseconds, and how many were never seen."""
    points, figures = sorted(watched.point_delays()), sorted(watched.figure_delays())
    return {
        "events": len(watched.sent),
        "point_p50_ms": _quantile(points, 0.5),
        "point_p99_ms": _quantile(points, 0.99),
        "point_max_ms": _quantile(points, 1),
        "points_missing": len(watched.sent) - len(points),
        "figure_p50_ms": _quantile(figures, 0.5),
        "figure_p99_ms": _quantile(figures, 0.99),
        "figure_max_ms": _quantile(figures, 1),
        "figures_missing": len(watched.cases) - len(figures),
    }


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def measure_browser(seconds: float, rate: int) -> dict[str, float]:
    """A system and a Chromium of its own, `rate` events a second for so long; see `summary`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with running_city() as city, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        open_wall(page, city)
        found = summary(watch(page, city, seconds, rate))
        browser.close()
    return found
