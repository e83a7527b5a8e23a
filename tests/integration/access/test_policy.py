"""Every screen in a real browser that holds it to the server's policy: nothing is blocked that is ours, all else is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import Complaints
from tests.integration.access.town import Town

SCREENS = {
    "/wall/?dwell=0": ".panel[data-state=live]",
    "/duty": "#duty-grid .ag-root",
    "/admin/people": ".ag-row",
    "/admin/rules": ".ag-row",
    "/account": "#old",
}
"""What stands on each once its scripts have run."""


@pytest.fixture
def window(town: Town, new_page: Callable[..., Page]) -> Page:
    """An administrator's, with its policy in force."""
    page: Page = new_page(1920, 1080, strict=True)
    cookies = [
        {"name": each.name, "value": str(each.value), "url": town.base} for each in town.who["admin"].http.cookies
    ]
    page.context.add_cookies(cookies)  # type: ignore[arg-type] # a TypedDict of these
    return page


@pytest.mark.parametrize("path", SCREENS)
def test_our_own_pages_run(town: Town, window: Page, path: str) -> None:
    """Without a word on the console (the window's fixture looks at that)."""
    window.goto(f"{town.base}{path}")
    window.wait_for_selector(SCREENS[path], timeout=30_000)


def test_a_script_that_got_in_does_not_run(town: Town, window: Page, page_complaints: Complaints) -> None:
    """Neither inline nor from elsewhere, nor in somebody's frame."""
    window.goto(f"{town.base}/account")
    window.evaluate("""() => {
        const inline = Object.assign(document.createElement("script"), {text: "window.got = 1"});
        const handler = document.createElement("div");
        handler.innerHTML = "<img src=x onerror='window.got = 2'>";
        document.body.append(inline, handler);
    }""")
    window.wait_for_selector("img", state="attached")
    assert window.evaluate("window.got") is None
    assert any("Content Security Policy" in said for said in page_complaints.console)
    page_complaints.console.clear()
