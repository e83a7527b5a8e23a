"""Every screen at a past moment: it says so, shows what was there then, and offers the way back to now."""

from __future__ import annotations

from tests.builders import accepted, filed
from tests.e2e.duty.desk import MINUTE, START, Desk, Desks

AT = "at=2024-11-14T09:00:00%2B08:00"
THEN = START - 60 * MINUTE
PLATE = "document.querySelector('#desk-past time').textContent"
CLOCK = "gridwall.state.clock.base_city"


def feed(desks: Desks) -> None:
    """A case that was there at nine, and one that came after."""
    for name, at in (("KM-THEN", THEN - 20 * MINUTE), ("KM-LATER", THEN + 20 * MINUTE)):
        due = {"dispatch_due": at + 30 * MINUTE, "close_due": at + 600 * MINUTE}
        desks.feed(accepted(name, at, street="华山街道"), filed(name, at + MINUTE, **due))


def test_every_desk_says_which_moment_it_shows(desks: Desks, desk: Desk) -> None:
    """And leads to the others at the same moment."""
    feed(desks)
    desk.until("document.querySelector('.desk-nav a')")
    links = desk.value("[...document.querySelectorAll('.desk-nav a')].map(one => one.getAttribute('href'))")
    for path in links:
        desk.page.goto(f"{desks.url}{path}?{AT}")
        desk.until(f"{PLATE} === '2024-11-14 09:00'", f"{path} says it")
        desk.until("document.querySelector('#desk-content').childElementCount", f"{path} draws")
        assert AT.replace(":00:", "%3A00%3A")[:22] in str(desk.value("document.querySelector('.desk-nav a').href"))


def test_the_queue_of_then(desks: Desks, desk: Desk) -> None:
    feed(desks)
    desk.page.goto(f"{desks.url}/duty?{AT}")
    row = "gridduty.grid().getRowNode('case:KM-THEN')"
    desk.until(f"{row} && {row}.data", "what was open at nine")
    assert desk.value("gridduty.grid().getRowNode('case:KM-LATER') || null") is None
    desk.stand_on("case:KM-THEN").page.click("#duty-sheet .whole")
    desk.page.wait_for_url(f"{desks.url}/cases/KM-THEN?at=*")
    desk.until("document.querySelector('#case-sheet > header').dataset.case === 'KM-THEN'", "its page, at nine")
    desk.until("document.querySelector('#case-sheet .left').textContent === '00:10'", "what was left then")
    assert "2024-11-14 09:00" in desk.value(PLATE)
    desk.page.goto(f"{desks.url}/duty?at=2199-01-01")
    desk.until("document.querySelector('.desk-notice').textContent.includes('不能回看这个时刻')")


def test_a_wall_moves_through_the_day_and_back_to_now(desks: Desks, desk: Desk) -> None:
    """By keyboard: by minutes and by hours; the line is let go meanwhile, and taken up again."""
    feed(desks)
    desk.page.goto(f"{desks.url}/wall/?page=overview&{AT}")
    desk.until(f"{CLOCK} === {THEN}", "nine o'clock")
    assert "回看 2024-11-14 09:00" in desk.page.locator("#badge").inner_text()
    cases = "[...gridwall.state.cases.keys()]"
    assert desk.value(f"[{cases}.includes('KM-THEN'), {cases}.includes('KM-LATER')]") == [True, False]
    desk.page.locator(".past-bar input").focus()
    desk.press("ArrowRight").until(f"{CLOCK} === {THEN + MINUTE}", "a minute on")
    desk.press("PageDown").until(f"{CLOCK} === {THEN - 59 * MINUTE}", "an hour back")
    assert desk.value("document.querySelector('[data-panel=today]').dataset.state") == "live"
    assert "at=2024-11-14T08%3A01%3A00%2B08%3A00" in desk.page.url
    desk.page.click("text=回到现在")
    desk.until("gridwall.state.epoch !== 'past' && gridwall.state.n !== null", "live again")
    assert "at=" not in desk.page.url
