"""The administrator's desk as a person uses it: by keyboard, reading what stands there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.integration.access.town import PASSWORD, Town


def sign_in(page: Page, town: Town, name: str, password: str = PASSWORD) -> None:
    """As a person does it."""
    page.goto(f"{town.base}/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def show(page: Page, town: Town, tab: str, query: str = "") -> None:
    """Opens a tab and waits until its table is drawn."""
    page.goto(f"{town.base}/admin/{tab}{query}")
    page.locator(".desk-table .ag-center-cols-viewport").wait_for()


def answer(page: Page) -> Any:
    """Where what came of an act is told."""
    return page.locator(".admin-answer")


def choose(page: Page, text: str) -> None:
    """Chooses the row that holds this text, by the space bar."""
    page.locator(".desk-table .ag-cell", has_text=text).first.focus()
    page.keyboard.press("Space")


def secret(page: Page) -> str:
    """What is shown once."""
    page.locator(".admin-answer .secret code").wait_for()
    return page.locator(".admin-answer .secret code").inner_text()


def pick(page: Page, label: str, option: str) -> None:
    """Chooses from a list by typing, as without a mouse."""
    box = page.get_by_role("textbox", name=label)
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(option)
    # The list narrows a moment after the typing; until then the arrow may stand on another one.
    marked = page.locator("[data-combobox-selected]").filter(visible=True)
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if option in marked.first.inner_text():
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def cell(page: Page, row: str, column: str) -> Any:
    """A cell of the row that begins with this code."""
    index = page.locator(f'.desk-table .ag-row:has([col-id="code"]:text-is("{row}"))').first.get_attribute("row-index")
    return page.locator(f'.desk-table .ag-row[row-index="{index}"] [col-id="{column}"]')


def edit(page: Page, row: str, column: str, text: str) -> None:
    """Writes into a cell by keyboard. The filter brings the row near."""
    filtered(page, row)
    cell(page, row, column).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def edit_choice(page: Page, row: str, column: str, words: str) -> None:
    """Chooses in a cell by keyboard."""
    filtered(page, row)
    there = cell(page, row, column)
    there.focus()
    page.keyboard.press("Enter")
    page.locator(".ag-select-list-item", has_text=words).first.click()
    expect(there).to_have_text(words)


def filtered(page: Page, row: str) -> None:
    box = page.get_by_label("编码 筛选").first
    if box.input_value() != row:
        box.fill(row)
    expect(page.locator(".desk-table .ag-center-cols-container .ag-row")).to_have_count(1)
