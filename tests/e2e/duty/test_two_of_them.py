"""Two officers, two tabs: one truth, the loser is told why, and nothing is announced twice."""

import os
import signal
from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.duty.desk import MINUTE, Desk, Desks
from tests.fixtures.browser import Complaints
from tests.integration.pipeline.system import awaited

ANNOUNCED = "gridduty.told.filter(name => name.startsWith('once#')).length"


def test_two_officers_act_at_once_and_the_loser_is_told_why(
    desks: Desks, desk: Desk, new_page: Callable[[int, int], Page]
) -> None:
    """Both take one alert; one has it, the other reads that, and both see the same holder."""
    other = Desk(new_page(1920, 1080), desks).sign_in("li")
    desks.raise_alert("race", unit="单位甲")
    for one in (desk, other):
        one.stand_on("alert:race")
    for one in (desk, other):
        one.press("a")
    for one in (desk, other):
        one.until("/已完成|已由他人签收/.test(document.getElementById('duty-told').textContent)")
        one.until("gridduty.state.alerts.get('race').state === 'acknowledged'")
    assert sorted(one.said() for one in (desk, other)) == ["签收：已完成", "签收：已由他人签收"]
    holder = "王芳" if "已完成" in desk.said() else "李雷"
    for one in (desk, other):
        assert one.value("gridduty.state.alerts.get('race').holder") == holder


def test_nothing_is_announced_twice(desks: Desks, desk: Desk, page_complaints: Complaints) -> None:
    """Two tabs, a web server that is killed and comes back, a page loaded anew; an escalation is a new thing."""
    # What the tests before announced must not make a flood of it.
    desks.at(desks.now() + 60 * MINUTE)
    tab = desk.page.context.new_page()
    page_complaints.watch(tab)
    both = (desk, Desk(tab, desks).open())
    desks.raise_alert("once", unit="单位乙")
    _until_told(both, "once#1.1")
    for one in both:
        one.value("window.linked = gridwall.link.since")
    os.kill(desks.city.pid("web"), signal.SIGKILL)
    for one in both:
        one.until("gridwall.link.since > window.linked && gridwall.link.connected", "the line was cut and is back")
    page_complaints.console.clear()
    _until_told(both, "once#1.1")
    earlier = both[1].value(ANNOUNCED)
    assert both[1].open().value(ANNOUNCED) == 0
    desk.stand_on("alert:once").press("e").hears("升级：已完成")
    _until_told(both, "once#1.2")
    assert earlier + sum(one.value(ANNOUNCED) for one in both) == 2


def _until_told(both: tuple[Desk, Desk], name: str) -> None:
    """Waits until one of the tabs has announced it, then until each has been answered anew: only one has."""
    count = f"gridduty.told.filter(one => one === '{name}').length"
    awaited(lambda: sum(one.value(count) or 0 for one in both), f"somebody announces {name}")
    for one in both:
        one.value("(window.before = gridduty.state.answer, gridduty.ask())")
        one.until("gridduty.state.answer !== window.before")
    assert sum(one.value(count) for one in both) == 1
