"""One case from its missed deadline to the hand-over of the shift, as two officers live it, by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.builders import accepted, filed
from tests.e2e.duty.desk import MINUTE, Desk, Desks

CASE = "KM-LATE"
AREA = "530129"
"""An area of which no other test speaks: its alert is this case's alone."""
UNIT = "寻甸县城市管理局"


@pytest.fixture
def late(desks: Desks, desk: Desk) -> str:
    """The row's key of the alert on a dispatch that was missed while the desk was open."""
    now = desks.now()
    due = now + 5 * MINUTE
    desks.feed(
        accepted(CASE, now - 5 * MINUTE, area=AREA, lon=103.25, lat=25.56, street="仁德街道"),
        filed(CASE, now - 4 * MINUTE, dispatch_due=due, close_due=now + 600 * MINUTE),
    )
    desk.until(f"gridduty.state.shown.has('case:{CASE}')", "the case stands in the queue")
    assert desk.value(f"gridduty.status(gridduty.state.cases.get('{CASE}'))") == "soon"
    desks.at(due - 500, speed=1.0)
    found = f"[...gridduty.state.alerts.values()].find(alert => alert.members.includes('{CASE}'))"
    subject = desk.until(f"{found}?.id", "the missed dispatch is an alert")
    desk.until(f"document.querySelector('#duty-grid [data-alert=\"{subject}\"]')", "and is painted")
    return f"alert:{subject}"


def test_from_its_deadline_to_the_hand_over(
    desks: Desks,
    desk: Desk,
    late: str,
    new_page: Callable[[int, int], Page],
) -> None:
    """Announced, opened, dispatched; the group ends by itself; the shift is handed over on paper and taken."""
    _dispatch(desk, late)
    desks.at(desks.now() + 15 * MINUTE)
    desk.until(f"!gridduty.state.shown.has('{late}')", "the alert ends when its cause is gone")
    desk.press("Escape")
    _hand_over(desk)
    _take(Desk(new_page(1920, 1080), desks).sign_in("li"))
    # The other desk asks by itself every ten seconds; here it need not wait for that.
    desk.value("gridduty.ask()")
    desk.until("document.querySelector('.handover-waits').hidden", "nobody waits any more")


def _dispatch(desk: Desk, late: str) -> None:
    """The alert is taken, its group opened, the case sent to a unit; it leaves the group, nobody reloads."""
    desk.stand_on(late).press("a").hears("签收：已完成")
    member = f"{late.removeprefix('alert:')}/{CASE}"
    desk.press("Enter").stand_on(member)
    assert desk.value("document.querySelector('#duty-sheet [data-act=\"case.dispatch\"]').ariaDisabled") is None
    desk.press("d").fill({"to": UNIT}).hears("派遣：已完成")
    desk.until(f"!gridduty.state.shown.has('{member}')", "the case has left the group")
    desk.until(f"gridduty.state.cases.get('{CASE}').unit === '{UNIT}'", "and says who has it")


def _hand_over(desk: Desk) -> None:
    """Written by keyboard, and printed as a sheet on which nothing of the screen is left."""
    desk.press("Shift+H").until("document.querySelector('#duty-shift [data-tool=\"handover.write\"]')")
    desk.tab_to("e.dataset.tool === 'handover.write'").press("Enter")
    desk.fill({"taking": "李雷", "notes": f"{CASE} 已派遣，请盯结案"}).hears("交接单已写好")
    desk.until(f"document.getElementById('duty-paper').textContent.includes('{CASE} 已派遣，请盯结案')")
    desk.page.emulate_media(media="print")
    seen = "e => getComputedStyle(document.querySelector(e)).display"
    assert desk.value(f"['.duty-paper', '.duty-queue', '.desk-head'].map({seen})") == ["block", "none", "none"]
    desk.page.emulate_media(media="screen")
    desk.press("Escape")


def _take(other: Desk) -> None:
    """Who takes over is told that a sheet waits, reads it and takes it."""
    other.until("document.querySelector('.handover-waits').textContent.includes('等待 李雷 接班')")
    other.press("Shift+H").until("document.querySelector('#duty-shift [data-waits]')")
    other.tab_to("e.dataset.tool === 'handover.take'").press("Enter").hears("已接班")
    other.until("document.querySelector('#duty-shift .handover .state').textContent.includes('李雷')")
