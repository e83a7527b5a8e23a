"""A case found by two characters, opened, acted on by key, and seen to move on another's page without a hand."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page

from tests.builders import accepted, filed
from tests.e2e.duty.desk import MINUTE, PASSWORD, Desk, Desks
from tests.fixtures.axe import grave

CASE, BESIDE = "KM-FOUND-1", "KM-FOUND-2"
PLACE = {"lon": 102.71, "lat": 25.04, "street": "华山街道"}
ROWS = "[...document.querySelectorAll('#cases-grid [data-case]')].map(one => one.dataset.case)"


def feed(desks: Desks) -> None:
    """Two cases at one place, and one elsewhere."""
    now = desks.now()
    desks.feed(
        accepted(CASE, now - 9 * MINUTE, description="青年路人行道塌陷", address="青年路128号", **PLACE),
        filed(CASE, now - 8 * MINUTE, dispatch_due=now + 20 * MINUTE, close_due=now + 90 * MINUTE),
        accepted(BESIDE, now - 30 * MINUTE, description="人行道破损", **{**PLACE, "lat": 25.0405}),
        accepted("KM-FOUND-3", now - 7 * MINUTE, description="路灯不亮", lon=102.9, lat=24.9),
    )


def test_from_two_characters_to_the_act_that_another_sees(
    desks: Desks, desk: Desk, new_page: Callable[[int, int], Page]
) -> None:
    feed(desks)
    desk.page.goto(f"{desks.url}/cases")
    desk.until(f"{ROWS}.includes('{CASE}')", "the newest cases stand there, the index is up with the log")
    _search(desk)
    desk.page.click(f"#cases-grid [data-case='{CASE}'] a")
    _ready(desk, CASE)
    other = Desk(new_page(1920, 1080), desks)
    other.page.goto(f"{desks.url}/sign-in?next=/cases/{CASE}")
    other.page.fill("[name=name]", "li")
    other.page.fill("[name=password]", PASSWORD)
    other.page.keyboard.press("Enter")
    _ready(other, CASE)
    _dispatch(desk)
    other.until(
        "document.querySelector('#case .life').textContent.includes('五华区城市管理局')", "and so does the other"
    )
    _looks_back(desk)


def _search(desk: Desk) -> None:
    """By words; the table, the map and the address say the same."""
    desk.page.fill("[name=q]", "塌陷")
    desk.press("Enter").until(f"JSON.stringify({ROWS}) === '[\"{CASE}\"]'", "only that one")
    assert desk.value("document.querySelector('.cases-said').textContent") == "1 件"
    assert "q=%E5%A1%8C%E9%99%B7" in str(desk.value("location.search"))
    desk.until(f"document.querySelector('.cases-map [data-case]').dataset.case === '{CASE}'", "its point")
    href = desk.value("document.querySelector('[data-file=csv]').href")
    assert desk.value(f"fetch({json.dumps(href)}).then(it => it.text())").count("KM-FOUND") == 1
    _assert_accessible(desk)


def _ready(desk: Desk, case: str) -> None:
    desk.page.wait_for_url(f"{desk.desks.url}/cases/{case}*")
    desk.until(f"document.querySelector('#case-sheet > header').dataset.case === '{case}'", "the case's page")


def _dispatch(desk: Desk) -> None:
    """What cannot be done says why; what can is done by its letter, and stands in the life at once."""
    barred = "document.querySelector('#case [data-act=\"case.verify\"]')"
    assert desk.value(f"[{barred}.ariaDisabled, {barred}.title]") == ["true", "尚未处置，不能核查"]
    assert desk.value("document.querySelector('#case .near [data-case]').dataset.case") == BESIDE
    assert desk.value("document.querySelector('#case .acts a').getAttribute('href')") == f"/whistles?blow=1&case={CASE}"
    _assert_accessible(desk)
    desk.press("d").fill({"to": "五华区城市管理局"})
    desk.until("document.querySelector('#case .life').textContent.includes('五华区城市管理局')", "it stands there")
    assert "王芳" in str(desk.value("document.querySelector('#case .life').textContent"))
    assert desk.value("document.querySelector('#case .limits td:last-child').textContent").startswith("提前")
    desk.page.emulate_media(media="print")
    shown = "e => getComputedStyle(document.querySelector(e)).display"
    assert desk.value(f"['.on-paper', '#case .acts', '.desk-head'].map({shown})") == ["block", "none", "none"]
    desk.page.emulate_media(media="screen")


def _looks_back(desk: Desk) -> None:
    """Before the dispatch there was none, and nothing can be done then."""
    desk.page.goto(f"{desk.desks.url}/cases/{CASE}?at=2024-11-14T09:58:00%2B08:00")
    _ready(desk, CASE)
    assert "五华区城市管理局" not in str(desk.value("document.querySelector('#case').textContent"))
    assert desk.value("document.querySelectorAll('#case .acts *').length") == 0


def _assert_accessible(desk: Desk) -> None:
    assert grave(desk.page) == []
