"""Events on the streams, a real wall on the screen: all arrives once, figures are the API's, no secret shows.

How fast it is, `make bench` measures with the same eyes (`measure.py`); here it is only printed.
"""

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, WebSocket

from dashboard.views.wall.labels import PAGES
from tests.builders import CloudEvent, accepted, blown, dispatched, event, filed, handled, returned
from tests.e2e.city import City, assert_whole, chain, now, open_wall, pick
from tests.e2e.measure import STAGES, summary, watch

RATE = 50
SECONDS = 15
CANARY = "CANARY-138-0000-0000"


def test_at_fifty_events_a_second_every_case_is_painted_once_and_counted(
    city: City, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    open_wall(page, city)
    watched = watch(page, city, SECONDS, RATE)
    with capsys.disabled():
        sys.stdout.write(f"\nXADD → screen: { {name: round(value) for name, value in summary(watched).items()} }\n")

    assert len(watched.point_delays()) == len(watched.sent) == RATE * SECONDS, "every stage of every case was painted"
    assert watched.added == dict.fromkeys(watched.cases, 1), "each case has one point"
    rows = [(row["case"], row["type"]) for frame in city.frames() for row in frame["cases"]]
    assert Counter(rows) == Counter(watched.sent.keys()), "each event is in one frame"
    assert_whole(chain(page))
    for case in watched.cases:
        stages = [kind for (name, kind), _ in watched.painted if name == case]
        assert stages == [kind for kind in STAGES if kind in stages], "in the order of its life"

    counted = Counter(kind for _, kind in watched.sent)
    expect_counter(page, "accepted", counted["case.accepted"])
    expect_counter(page, "filed.total", counted["case.filed"])
    values = [value for value, _ in watched.figure]
    assert values == sorted(values), "no counter goes back"


def expect_counter(page: Page, figure: str, number: int) -> None:
    """Waits until today's counter shows exactly so many."""
    page.wait_for_selector(f'#panel-today [data-figure="{figure}"][data-value="{number}"]')


VISIBLE = """() => [...document.querySelectorAll('.panel')].flatMap(panel =>
    [...panel.querySelectorAll('[data-figure]')].map(node => ({
        panel: panel.dataset.panel, path: node.dataset.figure, value: node.dataset.value,
        start: node.dataset.from, end: node.dataset.to})))"""


def test_a_number_on_the_wall_is_the_number_of_the_api(city: City, page: Page) -> None:
    city.feed(lives("api", now()))
    city.system.await_applied()
    open_wall(page, city)
    # Every panel anew: the slowest is made every 15 s.
    page.wait_for_function(f"Object.values(gridwall.state.panels).every(panel => panel.made > {now()})")
    open_wall(page, city, f"pages={','.join(PAGES)}&dwell=0")
    for shown in PAGES:
        page.evaluate(f"gridwall.pages.goTo('{shown}')")
        page.wait_for_function(
            "[...document.querySelectorAll('.rows')].some(box => box.offsetParent && box.firstChild)"
        )
        figures: list[dict[str, str]] = page.evaluate(VISIBLE)
        assert len(figures) > 10
        assert differing(city, figures) == []


def differing(city: City, figures: list[dict[str, str]]) -> list[tuple[dict[str, str], Any]]:
    """Figures of a screen that are not what the API answers for their period, and its answer."""
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    found = []
    for one in figures:
        span = (one["start"], one["end"])
        if span not in asked:
            asked[span] = city.figures(start=one["start"], end=one["end"], as_of=one["end"])
        value = pick(asked[span], one["path"])
        if (float(one["value"]) if one["value"] else None) != value:
            found.append((one, value))
    return found


def lives(prefix: str, at: int) -> list[CloudEvent]:
    """A few cases in several states, of two districts and classes, one late."""
    built: list[CloudEvent] = []
    for n, (area, source) in enumerate([("530102", "hotline_12345"), ("530103", "wechat"), ("530111", "other")]):
        case, start = f"{prefix}-{n}", at - 60_000 * (n + 4)
        built += [
            accepted(case, start, area=area, source=source, weight=1.5, street="华山街道"),
            filed(case, start + 1000, dispatch_due=start + 30_000, close_due=start + 90_000),
            dispatched(case, start + (2000 if n else 40_000)),
            handled(case, start + 60_000),
        ]
    return [*built, event("case.closed", f"{prefix}-0", at - 100_000), event("case.closed", f"{prefix}-1", at - 1000)]


def test_a_wall_tells_no_address_name_or_telephone_number(
    city: City, new_page: Callable[[int, int], Page], page: Page
) -> None:
    heard: list[str] = []
    answers: list[Response] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: heard.append(str(payload)))

    page.on("websocket", listen)
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 – Playwright marks what it calls
    open_wall(page, city)
    at = now()
    private = dict.fromkeys(("address", "reporter", "description", "component"), CANARY)
    city.feed(
        [
            accepted("secret", at, severity="major", street="华山街道", lon=102.72, lat=25.04, **private),
            filed("secret", at + 1, dispatch_due=at + 60_000, close_due=at + 120_000),
            dispatched("secret", at + 2),
            returned("secret", at + 3, by=CANARY, reason=CANARY),
            dispatched("secret", at + 4),
            handled("secret", at + 5, by=CANARY),
            event("case.reported_back", "secret", at + 6, {"by": CANARY, "note": CANARY}),
            blown("loud", at + 7, cases=["secret"]),
            event("whistle.noted", "loud", at + 8, {"note": CANARY}),
            event(
                "alert.raised", "alarm", at + 9, {"rule": "gas", "level": "red", "unit": "五华区", "cases": ["secret"]}
            ),
            event("alert.noted", "alarm", at + 10, {"note": CANARY, "by": CANARY}),
        ]
    )
    page.wait_for_selector('#points [data-case="secret"]', state="attached")
    page.wait_for_selector('.callout[data-case="secret"]')
    page.wait_for_function("(gridwall.state.panels.whistles.data.rows || []).length > 0")
    page.wait_for_function("(gridwall.state.panels.urgent.data.cases || []).some(row => row.case === 'secret')")
    # A wall that comes now gets the whole picture at once.
    late = new_page(1920, 1080)
    late.on("websocket", listen)
    open_wall(late, city, "page=whistles")
    bodies = [answer.text() for answer in answers if answer.ok and "font" not in answer.headers["content-type"]]
    told = [*heard, *bodies, page.content(), late.content(), city.snapshot(), str(city.frames())]
    assert any('"secret"' in text for text in heard), "the case was told, or this test sees nothing"
    assert [text[:300] for text in told if CANARY in text] == []
