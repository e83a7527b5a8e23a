"""People at the whistles' board, each with a browser of their own, and when each saw what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from dashboard.auth import passwords
from dashboard.auth.who import Role, Scope
from dashboard.domain.clock import replay
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.users import UserStore
from streams.clock import SharedClock, machine_ms
from tests.builders import ms
from tests.e2e.city import City, running_city
from tests.integration.pipeline.system import awaited

PASSWORD = "Willow-and-water-4"
START = ms("2024-11-14T10:00")
AREA = "530102"
URBAN, MARKET = "五华区城管局", "五华区市场监管局"
PEOPLE: dict[str, tuple[Role, str, Scope]] = {
    "street": ("officer", "王芳", Scope(areas=frozenset({AREA}))),
    "urban": ("department", "李雷", Scope(units=frozenset({URBAN}))),
    "market": ("department", "赵敏", Scope(units=frozenset({MARKET}))),
}
"""A street's officer, and two departments' people: role, name, part of the city."""
_WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")


@contextmanager
def running_board() -> Iterator[City]:
    """A city with these people, at ten in the morning, its clock as fast as ours."""
    with running_city() as city:
        engine = open_web_engine(city.system.settings.web_database_url)
        users, kept = UserStore(engine), passwords.hashed(PASSWORD)
        for name, (role, display, scope) in PEOPLE.items():
            made = users.add(name, role, kept, display=display, scope=scope)
            users.set_password(made.id, kept, must_change=False)
        engine.dispose()
        with city.system.client() as client:
            SharedClock(client).set(replay(machine_ms(), START, 1.0, "whistles"))
        yield city


class Person:
    """One browser on the board."""

    def __init__(self, name: str, page: Page, city: City) -> None:
        self.name, self.page = name, page
        self._home = f"http://{city.address}"
        page.set_default_timeout(30_000)

    def sign_in(self) -> Person:
        """Signs in, and waits for the board."""
        self.page.goto(f"{self._home}/sign-in?next=/whistles")
        self.page.fill("[name=name]", self.name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self._home}/whistles")
        self.until("document.querySelector('.whistles-board').dataset.state === 'live'")
        self.page.evaluate(f"() => {{ {_WATCH} }}")
        return self

    def until(self, condition: str, what: str = "") -> Any:
        """Waits until a JavaScript expression is true."""
        return awaited(lambda: self.value(condition), f"{self.name}: {what or condition}; told: {self.told()}")

    def value(self, expression: str) -> Any:
        """What an expression is, null while the page is not there yet."""
        return self.page.evaluate(f"() => {{ try {{ return {expression}; }} catch {{ return null; }} }}")

    def told(self) -> str:
        """The line at the bottom."""
        return str(self.value("document.querySelector('.whistles-told').textContent"))

    def hears(self, text: str) -> Person:
        """Waits until the page says something with these words."""
        said = f"document.querySelector('.whistles-told').textContent.includes({json.dumps(text)})"
        awaited(lambda: self.value(said), f"{self.name} hears {text}")
        return self

    def press(self, *keys: str) -> Person:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def fill(self, **fields: str) -> Person:
        """Fills in the open form by its fields' names, and sends it by keyboard."""
        self.until("document.querySelector('.desk-form')?.open")
        for name, value in fields.items():
            box = self.page.locator(f".desk-form [name={name}]")
            box.select_option(value) if box.evaluate("box => box.tagName") == "SELECT" else box.fill(value)
        return self.press("Control+Enter")

    def stand_on(self, whistle: str) -> Person:
        """Focuses a card by the arrows, as somebody without a mouse."""
        self.page.evaluate("document.activeElement.blur()")
        self.press("ArrowDown")
        self.until(f"document.activeElement.dataset.whistle === {json.dumps(whistle)}", f"stands on {whistle}")
        return self

    def drag(self, whistle: str, stage: str) -> Person:
        """Takes a card by the mouse and lets it go over a column."""
        self.page.drag_and_drop(f'[data-whistle="{whistle}"]', f'.column[data-stage="{stage}"] h2')
        return self

    def answered(self) -> int:
        """When this person's last act was answered, epoch ms."""
        return int(self.until("window.answered", "an answer"))

    def saw(self, sight: str) -> int:
        """When `sight` (of `watch.js`) of the one card was first painted here, epoch ms; waits for it."""
        return int(self.until(f"window.sights.get({json.dumps(sight)})", f"sees {sight}"))
