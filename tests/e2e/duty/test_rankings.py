"""The rankings under a real browser: the wall's figures, rows that move as events come, a district's sheet."""

from tests.builders import accepted, event, filed
from tests.e2e.duty.desk import MINUTE, Desk, Desks
from tests.fixtures.axe import grave

MINE, OTHER = "530126", "530127"
"""Two districts of one group, of which no other test here speaks."""
FIGURES = (f"closure_by_area.{MINE}.total.closure_rate", f"dispatch.{MINE}.rate")


def life(name: str, area: str, now: int, *, closed: bool) -> list[dict[str, object]]:
    """A case that fell due an hour ago, dispatched in time."""
    due = now - 60 * MINUTE
    events = [
        accepted(name, now - 180 * MINUTE, area=area),
        filed(name, now - 170 * MINUTE, dispatch_due=due - 10 * MINUTE, close_due=due),
        event("case.dispatched", name, now - 160 * MINUTE, {"to": "某单位"}),
    ]
    return [*events, *([event("case.closed", name, now - 100 * MINUTE)] if closed else [])]


def shown(figure: str) -> str:
    """JavaScript: what a page shows at a path for the period until now."""
    return f"document.querySelector('[data-figure=\"{figure}\"]').dataset.value"


def place(area: str) -> str:
    """JavaScript: a district's place in the table."""
    row = f"#rankings-grid .ag-pinned-left-cols-container [row-id='{area}']"
    return f'document.querySelector("{row} .place").textContent'


def test_the_wall_and_the_ranking_say_the_same(desks: Desks, desk: Desk) -> None:
    """At rest both show one value; an event moves the row without a reload; the district's sheet agrees."""
    now = desks.now()
    desks.feed(*life("RANK-1", MINE, now, closed=True), *life("RANK-2", MINE, now, closed=False))
    desks.feed(*life("RANK-3", OTHER, now, closed=True))
    desk.page.goto(f"{desks.url}/rankings?period=month")
    desk.until(f"{shown(FIGURES[0])} === '0.5'", "the ranking has both cases")
    desk.until(f"{shown(FIGURES[1])} === '1'")
    assert desk.value(place(OTHER)) < desk.value(place(MINE))
    assert desk.value("document.getElementById('rankings').dataset.state") == "live"
    wall = Desk(desk.page.context.new_page(), desks)
    wall.page.goto(f"{desks.url}/wall/?page=ranking")
    for figure in FIGURES:
        wall.until(f"{shown(figure)} === '{desk.value(shown(figure))}'", f"the wall says the same of {figure}")
    wall.page.close()
    desk.value("window.untouched = true")
    desks.feed(event("case.closed", "RANK-2", now - 90 * MINUTE))
    desk.until(f"{shown(FIGURES[0])} === '1'", "the row says so by itself")
    desk.until(f"{place(MINE)} === {place(OTHER)}", "and shares the place")
    assert desk.value("window.untouched")
    assert grave(desk.page) == []
    desk.page.goto(f"{desks.url}/rankings/{MINE}")
    desk.until(f"{shown(FIGURES[0])} === '1' && {shown(FIGURES[1])} === '1'", "the sheet agrees")
    assert grave(desk.page) == []
