"""A report as an analyst works on it: written into, written anew, sealed, corrected beside, taken as files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from playwright.sync_api import Page

from dashboard.auth import passwords
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.users import UserStore
from tests.builders import accepted, closed, filed, voided
from tests.e2e.duty.desk import PASSWORD, Desk, Desks
from tests.fixtures.axe import grave

REPORT: Final = "/bulletin/2024-10-07/2024-10-08"
ACCEPTED: Final = "document.querySelector('[data-figure=accepted]').dataset.value"
WRITTEN: Final = "document.querySelector('.bulletin-written').textContent"
TYPED: Final = "其中专项行动两件。\n<b>原样</b>"


def feed(desks: Desks, *names: str) -> None:
    """Cases of a day of October that no other test has, closed on that day."""
    for name in names:
        begun, due = "2024-10-07T10:00:00+08:00", "2024-10-07T12:00:00+08:00"
        desks.feed(accepted(name, begun), filed(name, begun, dispatch_due=due, close_due=due), closed(name, due))


def signed_in(desks: Desks, page: Page) -> Desk:
    """An analyst, before the report."""
    engine = open_web_engine(desks.city.system.settings.web_database_url)
    users, kept = UserStore(engine), passwords.hashed(PASSWORD)
    users.set_password(users.add("analyst", "analyst", kept, display="李敏").id, kept, must_change=False)
    engine.dispose()
    desk = Desk(page, desks)
    page.goto(f"{desks.url}/sign-in?next={REPORT}")
    page.fill("[name=name]", "analyst")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desks.url}{REPORT}")
    return desk


def test_from_the_first_sentence_to_the_sealed_edition(desks: Desks, new_page: Callable[..., Page]) -> None:
    """What is written stays through new figures; what is sealed stays through corrections, which stand beside it."""
    feed(desks, "R-1")
    desk = signed_in(desks, new_page(1920, 1080))
    _anew(desk, 1)
    desk.page.hover("[data-block='supervision.sources']")
    desk.page.click("[data-block='supervision.sources'] button[data-act=note]")
    desk.page.keyboard.type(TYPED)
    feed(desks, "R-2")
    _anew(desk, 2)
    _save(desk)
    feed(desks, "R-3")
    _anew(desk, 3)
    assert "其中专项行动两件。" in str(desk.value(WRITTEN)), "new figures, and what was written stands"
    _seal(desk)
    desks.feed(voided("R-3", "2024-10-07T11:00:00+08:00"))
    _corrected(desk)
    _files(desk)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.until("document.documentElement.scrollWidth === 390", "a phone has it whole")


def _anew(desk: Desk, accepted_then: int) -> None:
    """Has it written from the figures of now, once the store has them."""
    asked = "fetch('/api/v1/figures?from=2024-10-07&to=2024-10-08').then(it => it.json())"
    desk.until(f"{asked}.then(figures => figures.accepted === {accepted_then})", "in the store")
    desk.until("document.querySelector('.bulletin-seen').dataset.was = 'drawn'")
    desk.page.click(".bulletin-side button[data-act=anew]")
    desk.until(f"!document.querySelector('.bulletin-seen').dataset.was && {ACCEPTED} === '{accepted_then}'", "anew")


def _save(desk: Desk) -> None:
    """What was typed before the paper was written anew stands on it still, and is kept."""
    assert desk.page.input_value(".bulletin-slot textarea") == TYPED
    desk.page.press(".bulletin-slot textarea", "Control+Enter")
    desk.until(f"{WRITTEN}.includes('<b>原样</b>')", "as it was typed")
    desk.until("document.querySelector('.bulletin-versions small').textContent.endsWith('李敏')", "by whom")
    assert grave(desk.page) == []


def _seal(desk: Desk) -> None:
    desk.page.fill("#bulletin-reason", "首次")
    desk.page.click("button[data-act=seal]")
    desk.page.wait_for_url("**/*edition=1")
    desk.until(f"{ACCEPTED} === '3'", "the sealed edition shows its figures")
    assert "其中专项行动两件。" in str(desk.value(WRITTEN))
    assert desk.value("document.querySelectorAll('.bulletin-paper button').length") == 0, "nothing can be changed"


def _corrected(desk: Desk) -> None:
    """The sealed figure stays; the one of now stands beside it, and in the list under its name."""
    desk.until("fetch('/api/v1/cases/R-3').then(it => it.json()).then(it => it.stage === 'voided')", "in the store")
    desk.page.reload()
    desk.until(f"{ACCEPTED} === '3'", "the sealed one")
    assert desk.value("document.querySelector('.bulletin-now').textContent") == "现2"
    row = "document.querySelector('.bulletin-changed tbody tr')"
    assert desk.value(f"{row}.innerText.split('\\t')") == ["受理", "3", "2"]
    assert desk.value(f"{row}.querySelector('[title]').title") == "accepted"


def _files(desk: Desk) -> None:
    """Word, PDF, Excel, as the links say, of the edition that is open."""
    links = desk.page.evaluate("[...document.querySelectorAll('.bulletin-files a')].map(one => one.href)")
    word, pdf, excel = (desk.page.request.get(link).body() for link in links)
    assert "受理网格案件3件" in _text(word, "word/document.xml")
    assert pdf.startswith(b"%PDF")
    assert "全部指标" in _text(excel, "xl/workbook.xml")


def _text(file: bytes, part: str) -> str:
    with ZipFile(BytesIO(file)) as opened:
        return opened.read(part).decode()
