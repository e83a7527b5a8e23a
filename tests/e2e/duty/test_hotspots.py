"""From complaints that come to a whistle for them: the desk's count, the page by keyboard, the form to blow by."""

from urllib.parse import quote

from tests.builders import accepted, rfc3339
from tests.e2e.duty.desk import MINUTE, Desk, Desks
from tests.fixtures.axe import grave

SPOT = {"source": "wechat", "area": "530111", "category": "E0406", "street": "官渡街道", "lon": 102.7365, "lat": 24.964}


def test_a_place_is_found_looked_at_and_blown_for(desks: Desks, desk: Desk) -> None:
    """Six complaints at one market; five minutes later it stands on every screen, without a house number."""
    now = desks.now()
    desks.feed(*(accepted(f"KM-HOT{n}", now - n * MINUTE, **SPOT, address=f"老街市场{n}号旁") for n in range(1, 7)))
    desks.at(now + 6 * MINUTE)
    desk.until("document.querySelector('#duty-hotspots').textContent === '1'")
    desk.page.click(".duty-hotspots")
    desk.until(
        "document.querySelector('#hotspots-sheet h2').textContent === '1老街市场'", "the first one is shown whole"
    )
    assert desk.value("document.querySelector('[data-panel=hotspots]').dataset.state") == "live"
    assert desk.value("document.querySelectorAll('#hotspots-sheet [data-case]').length") == 6
    assert desk.value("document.querySelectorAll('.hotspots-point').length") == 1
    desk.press("j").until("new URL(location).searchParams.get('id') !== null")
    assert grave(desk.page) == []
    for moment, there in ((now + 6 * MINUTE, 1), (now - 4 * MINUTE, 0)):
        desk.page.goto(f"{desks.url}/hotspots?at={quote(rfc3339(moment))}")
        desk.until(f"document.querySelectorAll('[data-panel=hotspots] tbody tr').length === {there}", "as it was then")
        assert desk.value("document.querySelector('.hotspots-sheet .go')") is None
    desk.page.goto(f"{desks.url}/hotspots")
    desk.until("document.querySelector('.hotspots-sheet .go')")
    name = desk.value("document.querySelector('tr[data-hotspot]').dataset.hotspot")
    desk.press("b").page.wait_for_url(f"**/whistles?blow=1&hotspot={quote(name)}")
    desk.until(
        "[...document.querySelectorAll('input')].some(one => one.value.includes('老街市场占道经营反复投诉 6 件'))"
    )
