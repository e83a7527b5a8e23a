"""What a desk page is to the desk app: its address, the right it takes, what it draws and which callbacks it has.

A screen's module gives one `Page`; `callbacks/desk_app.py` lists them. Nothing here knows any one screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dash import Dash
from dash.development.base_component import Component

from dashboard.auth.who import Principal, Right
from layouts.desk.words import Words


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page: who looks, at which path with which query, and in which language.

    `at` is the past moment that is looked at (`?at=`, ms UTC); None = now. Who looks back is offered no acts.
    """

    who: Principal
    path: str
    query: Mapping[str, str]
    words: Words
    at: int | None = None

    def now(self, city_now: int) -> int:
        """The moment that the page shows: what figures and lists are asked as of."""
        return city_now if self.at is None else self.at


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of the desk app.

    `path` is its address; it also answers for what lies below it (`/admin/users`). `label` is the Chinese name in the
    navigation. `draw` makes its content for a visit. `skeleton` holds every id that its callbacks name, for Dash's
    check of callbacks against layouts: it is never shown. `register` adds its callbacks. `config` is what its scripts
    read before anything is drawn (`gridwall.config`).
    """

    name: str
    path: str
    label: str
    right: Right
    draw: Callable[[Visit], Component]
    skeleton: Callable[[], Component]
    register: Callable[[Dash], None]
    config: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, path: str) -> bool:
        """Is this address the page's, or below it?"""
        return path == self.path or path.startswith(f"{self.path}/")


def page_of(pages: tuple[Page, ...], path: str) -> Page | None:
    """The page that answers for a path."""
    return next((page for page in pages if page.holds(path.rstrip("/") or "/")), None)
