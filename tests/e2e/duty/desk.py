"""A duty desk under a real browser: a whole system, officers who sign in, and the desk's page as they meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from dashboard.auth import passwords
from dashboard.auth.who import CITY
from dashboard.domain.clock import replay
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.users import UserStore
from streams.clock import SharedClock, machine_ms
from tests.builders import event, ms
from tests.e2e.city import City, running_city
from tests.integration.pipeline.system import awaited

PASSWORD = "Willow-and-water-4"
OFFICERS = {"wang": "王芳", "li": "李雷"}
START = ms("2024-11-14T10:00")
MINUTE = 60_000


class Desks:
    """A running city whose clock is stepped, with two officers."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.signed_in: dict[str, Any] = {}
        engine = open_web_engine(city.system.settings.web_database_url)
        users, kept = UserStore(engine), passwords.hashed(PASSWORD)
        for name, display in OFFICERS.items():
            made = users.add(name, "officer", kept, display=display, scope=CITY)
            users.set_password(made.id, kept, must_change=False)
        engine.dispose()

    def at(self, moment: int, speed: float = 0.0) -> None:
        """Sets the city's clock."""
        with self.city.system.client() as client:
            SharedClock(client).set(replay(machine_ms(), moment, speed, "stepped"))

    def now(self) -> int:
        """The city's time, ms."""
        with self.city.system.client() as client:
            return SharedClock(client).now()

    def feed(self, *events: Mapping[str, Any]) -> None:
        """XADDs CloudEvents."""
        self.city.feed(dict(event) for event in events)

    def raise_alert(self, name: str, unit: str = "530102", **data: Any) -> None:
        """An alert from a stranger's hand, of a rule that the scheduler does not keep, raised at the city's now."""
        self.feed(event("alert.raised", name, self.now(), {"rule": "drill", "unit": unit, "level": 1, **data}))

    @property
    def url(self) -> str:
        """Where the web is."""
        return f"http://{self.city.address}"


@contextmanager
def running_desks() -> Iterator[Desks]:
    """The city and its officers, at ten in the morning, the clock standing."""
    with running_city() as city:
        desks = Desks(city)
        desks.at(START)
        yield desks


class Desk:
    """One tab with the duty desk."""

    def __init__(self, page: Page, desks: Desks) -> None:
        self.page = page
        self.desks = desks
        page.set_default_timeout(30_000)

    def sign_in(self, name: str) -> Desk:
        """Signs in by the form, by keyboard, and lands on the desk; who has done so before is still signed in.

        So many sign-ins as there are tests would be throttled, as they should.
        """
        if name in self.desks.signed_in:
            self.page.context.add_cookies(self.desks.signed_in[name])
            return self.open()
        self.page.goto(f"{self.desks.url}/sign-in?next=/duty")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.desks.url}/duty")
        self.desks.signed_in[name] = self.page.context.cookies()
        return self.ready()

    def open(self) -> Desk:
        """Opens the desk (again)."""
        self.page.goto(f"{self.desks.url}/duty")
        return self.ready()

    def ready(self) -> Desk:
        """Waits for the first answer."""
        self.until("document.querySelector('#duty-queue, .duty-queue')?.dataset.state === 'live'")
        return self

    def until(self, condition: str, what: str = "") -> Any:
        """Waits until a JavaScript expression is true. Not Playwright's own waiting: the page's policy forbids eval."""
        return awaited(lambda: self.value(condition), what or condition)

    def value(self, expression: str) -> Any:
        """What an expression is, null while the page is not there yet."""
        return self.page.evaluate(f"() => {{ try {{ return {expression}; }} catch {{ return null; }} }}")

    def said(self) -> str:
        """The line at the bottom."""
        return str(self.value("document.getElementById('duty-told').textContent"))

    def press(self, *keys: str) -> Desk:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def stand_on(self, key: str) -> Desk:
        """Goes through the queue with J and K until that row is the present one, and waits for its sheet."""
        index = f"gridduty.grid().getRowNode({json.dumps(key)}).rowIndex"
        self.until(f"{index} !== null", f"a row {key}")
        for _ in range(200):
            if self.value("gridduty.state.current") == key:
                break
            below = self.value(f"{index} > (gridduty.grid().getRowNode(gridduty.state.current || '') || {{}}).rowIndex")
            self.press("k" if below is False and self.value("gridduty.state.current") else "j")
        assert self.value("gridduty.state.current") == key
        return self.shows(key.rsplit("/", maxsplit=1)[-1].removeprefix("alert:").removeprefix("case:"))

    def shows(self, subject: str) -> Desk:
        """Waits until the drawer shows that case or alert."""
        self.until(f"document.querySelector('#duty-sheet [data-sheet]').dataset.sheet === {json.dumps(subject)}")
        return self

    def find(self, subject: str) -> Desk:
        """Finds a case by its number, wherever it stands."""
        self.press("Escape", "/")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(subject)
        self.press("Enter")
        return self.shows(subject)

    def hears(self, text: str) -> Desk:
        """Waits until the desk says something with these words."""
        self.until(f"document.getElementById('duty-told').textContent.includes({json.dumps(text)})", f"said {text}")
        return self

    def fill(self, fields: Mapping[str, str]) -> Desk:
        """Fills in the open form by keyboard alone, from its first field on, and sends it."""
        self.until("document.querySelector('.desk-form')?.open")
        names = self.value("[...document.querySelectorAll('.desk-form [name]')].map(box => [box.name, box.tagName])")
        for place, (name, tag) in enumerate(names):
            if place:
                # A moment has a field for each of its parts.
                self.press("Tab").tab_to(f"e.name === {json.dumps(name)}")
            if name in fields and tag == "SELECT":
                self._choose(fields[name])
            elif name in fields:
                self.press("Control+a")
                self.page.keyboard.type(fields[name])
        self.press("Control+Enter")
        return self

    def _choose(self, value: str) -> None:
        for _ in range(10):
            if self.value("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"no choice {value}")

    def tab_to(self, condition: str) -> Desk:
        """Presses Tab until the focused element fits."""
        for _ in range(60):
            if self.value(f"(e => {condition})(document.activeElement)"):
                return self
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {condition}")
