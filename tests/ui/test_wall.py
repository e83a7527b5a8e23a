"""The wall in a real browser: what it says, how it keeps up with its chain, and that it knows when it does not."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from dashboard.views.wall.choropleth import CHOICES
from dashboard.views.wall.plan import PANELS
from dashboard.views.wall.reading import pick
from tests.integration.pipeline.system import awaited
from tests.ui import wall_city
from tests.ui.conftest import Beating, open_wall
from tests.ui.wall_server import Running, real_now

ServeWall = Callable[..., Running]
HELD_MS = 5_000
LATE_MS = 2_000
SLOW_MS = 60_000
"""A cadence so long that nothing turns stale while a test looks at something else."""


def visible_figures(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.eval_on_selector_all(
        "[data-figure]",
        """nodes => nodes.map(n => ({path: n.dataset.figure, value: n.dataset.value, from: n.dataset.from,
                                     to: n.dataset.to, text: n.textContent}))""",
    )
    return found


class TestWhatItSays:
    """Figures, panels and head carry the contract's words."""

    @pytest.mark.parametrize("shading", CHOICES)
    def test_every_figure_carries_its_path_unrounded_value_and_period(
        self, serve_wall: ServeWall, page: Page, shading: str
    ) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running, f"dwell=0&trace=1&map={shading}")
        page.wait_for_selector("#map .district-name")
        figures = visible_figures(page)
        now = running.wall.now()
        known = running.wall.city.figures(now - 86_400_000 * 14, now, now)
        nowhere = {one["path"]: one["value"] for one in figures if pick(known, one["path"], absent=-1) == -1}
        assert len(figures) > 80
        assert {one["path"] for one in figures} >= {CHOICES[shading].path.format(area="530111")}
        assert set(nowhere.values()) <= {"0"}, "what the figures do not name is zero"
        assert {path.split(".")[0] for path in nowhere} <= {"dispatch"}
        for one in figures:
            assert datetime.fromisoformat(one["from"]) < datetime.fromisoformat(one["to"])
        headline = next(one for one in figures if one["path"] == "closure.total.closure_rate")
        assert float(headline["value"]) == known["closure"]["total"]["closure_rate"]
        assert "97.76" in headline["text"]

    def test_panels_say_what_they_are_and_as_of_when(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running)
        panels = page.eval_on_selector_all(
            "[data-panel]", "nodes => nodes.map(n => [n.dataset.panel, n.dataset.state, n.dataset.asOf])"
        )
        assert {"today", "closure", "map", "ranking", "dispatch", "alerts", "whistles", "events"} <= {
            p[0] for p in panels
        }
        assert {state for _, state, _ in panels} == {"live"}
        assert {datetime.fromisoformat(as_of).utcoffset() is not None for _, _, as_of in panels} == {True}

    def test_it_says_that_the_data_are_synthetic_and_how_far_history_is_loaded(
        self, serve_wall: ServeWall, page: Page
    ) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        running.wall.history = 0.42
        open_wall(page, running)
        assert page.inner_text("#badge") == "合成数据・正在载入历史 42%"
        running.wall.history = None
        running.wall.restart()
        running.wall.fill()
        page.wait_for_function("document.getElementById('badge').textContent.includes('回放 2024-11-15')")

    def test_slash_or_not_leads_to_the_wall(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        page.goto(f"{running.url.rstrip('/')}?page=ranking")
        page.wait_for_selector('#panel-league[data-state="live"] .rate[data-figure]')
        assert page.url.endswith("/wall/?page=ranking")

    def test_pages_turn_by_themselves_and_count_down(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running, "dwell=2")
        page.wait_for_function("document.getElementById('rotation').textContent.includes('秒后换页')")
        page.wait_for_selector('#wall[data-page="dispatch"] #body-matrix .row', timeout=6_000)


class TestShape:
    """What a list has no room for (every page at every size: test_wall_sizes.py)."""

    def test_a_list_says_how_many_more_there_are(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running)
        shown = page.locator("#body-alerts .row").count()
        assert shown < len(wall_city.ALERTS)
        assert page.inner_text("#panel-alerts .more") == f"另 {len(wall_city.ALERTS) - shown} 项"


PIXEL = """([lon, lat]) => {
    const canvas = document.querySelector('.points-canvas');
    const at = gridwall.map.latLngToContainerPoint([lat, lon]);
    const scale = devicePixelRatio;
    return [...canvas.getContext('2d').getImageData(at.x * scale, at.y * scale, 1, 1).data];
}"""


DREW = """() => {
    const draw = gridwall.draw.today;
    window.drew = [performance.now()];
    gridwall.draw.today = data => { draw(data); drew.push(performance.now()); };
}"""
"""Notes when today's counters were drawn."""

TURNED = """() => {
    window.turned = {};
    const newest = () => Math.max(...Object.values(gridwall.state.panels).map(panel => panel.made));
    new MutationObserver(() => {
        for (const panel of document.querySelectorAll('.panel[data-state="stale"]')) {
            const frame = gridwall.state.panels[panel.dataset.source];
            turned[panel.dataset.panel] ??= gridwall.clock.real() - (frame ? frame.made : newest());
        }
    }).observe(document.getElementById('wall'), { subtree: true, attributes: true, attributeFilter: ['data-state'] });
}"""
"""Notes how old each panel's data were when it said that it is stale, ms."""


class TestLive:
    """Points appear at once; what is late says so, and recovers."""

    def test_a_new_case_is_painted_and_listed(self, serve_wall: ServeWall, page: Page, chance: random.Random) -> None:
        running = serve_wall(cadence_ms=SLOW_MS, speed=1)
        open_wall(page, running)
        page.wait_for_selector("#map .district-name")
        row = running.wall.row(chance, "the-new-one") | {"lon": 102.90, "lat": 25.10}
        assert page.evaluate(PIXEL, [102.90, 25.10])[3] == 0
        running.wall.push(cases=[row])
        page.wait_for_selector('#points [data-case="the-new-one"]', state="attached", timeout=1_500)
        assert page.evaluate(PIXEL, [102.90, 25.10]) == [255, 255, 255, 255]
        page.wait_for_selector('#body-events [data-case="the-new-one"]')

    def test_the_newest_grave_case_is_called_out(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS, speed=1)
        open_wall(page, running)
        running.wall.push(cases=[wall_city.grave_row("gas", running.wall.now(), real_now())])
        page.wait_for_selector('.callout[data-case="gas"]')
        assert "燃气管道破裂" in page.inner_text(".callout")

    def test_digits_change_once_a_second_and_a_page_that_turns_takes_no_beat_from_them(
        self, serve_wall: ServeWall, page: Page
    ) -> None:
        open_wall(page, serve_wall(cadence_ms=SLOW_MS, speed=1))
        page.evaluate(DREW)
        page.wait_for_function("performance.now() - drew.at(-1) > 1000")
        for what in ("page", "today", "today"):
            drawn = page.evaluate("what => { gridwall.changed([what]); return drew.length; }", what)
            page.wait_for_function(f"drew.length > {drawn}")
        turned, first, second = page.evaluate("drew.slice(-3)")
        assert first - turned < 1_000 <= second - first + 1

    def test_dash_does_not_keep_what_every_tick_said(self, serve_wall: ServeWall, page: Page) -> None:
        open_wall(page, serve_wall(cadence_ms=SLOW_MS, speed=1))
        count = page.evaluate("dash_stores[0].getState().history.present.props.data.count")
        page.wait_for_function(f"dash_stores[0].getState().history.present.props.data.count > {count} + 3")
        assert page.evaluate("dash_stores[0].getState().history.past.length") <= 1

    def test_panels_turn_stale_within_twice_their_cadence_and_recover(self, serve_wall: ServeWall, page: Page) -> None:
        cadence = 800
        running = serve_wall(cadence_ms=cadence)
        beating = Beating(running.wall, cadence / 2000)
        beating.start()
        open_wall(page, running)
        page.evaluate(TURNED)
        beating.stop()
        all_stale = "[...document.querySelectorAll('.panel')].every(p => p.dataset.state === 'stale')"
        page.wait_for_function(all_stale, timeout=5_000)
        ages = page.evaluate("turned")
        assert {name: age for name, age in ages.items() if age > 2 * cadence} == {}
        assert len(ages) == len(page.query_selector_all(".panel"))
        assert "停在" in page.inner_text("#panel-closure .stamp")
        beating.start()
        all_live = "[...document.querySelectorAll('.panel')].every(p => p.dataset.state === 'live')"
        page.wait_for_function(all_live, timeout=5_000)
        beating.stop()


def test_a_busy_start_does_not_set_its_clock_wrong(serve_wall: ServeWall, page: Page) -> None:
    """The server's time comes late the first time: ages would be wrong by half of that for ever."""
    running = serve_wall(cadence_ms=SLOW_MS)
    answers: list[int] = []

    def answer(route: Route) -> None:
        answers.append(real_now())
        if len(answers) == 1:
            time.sleep(LATE_MS / 1000)
        route.fulfill(json={"real": answers[-1]})

    page.route("**/wall/time", answer)
    open_wall(page, running)
    page.wait_for_function(f"Math.abs(gridwall.clock.real() - Date.now()) < {LATE_MS} / 8")
    assert len(answers) > 1


class TestCause:
    """What keeps all panels from anything new is said once, in the head; a frozen page is covered by another thread."""

    def test_one_cause_is_named_once(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=1_000)
        beating = Beating(running.wall, 0.4)
        beating.start()
        open_wall(page, running)
        beating.stop()
        page.wait_for_function("document.getElementById('link').textContent.startsWith('没有新数据 0:')")
        running.wall.socketio.emit("trouble", {"cause": "store"})
        page.wait_for_function("document.getElementById('link').textContent.startsWith('数据库中断 0:')")
        assert page.locator("text=数据库").count() == 1
        running.wall.socketio.emit("trouble", {"cause": None})
        running.wall.push(running.wall.make_panels())
        page.wait_for_function("document.getElementById('link').textContent === ''")

    def test_a_picture_that_stands_still_is_covered(self, serve_wall: ServeWall, page: Page) -> None:
        """By another thread, since the page cannot, until the page lives again."""
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running)
        hold = f"void setTimeout(() => {{ const end = Date.now() + {HELD_MS}; while (Date.now() < end); }}, 0)"

        def covered() -> bool:
            page.evaluate(hold)
            return bool(page.evaluate("gridwall.guard.said.length") >= 2)

        awaited(covered, "the other thread, which a busy machine may hold up as well, has seen it", 120)
        said = page.evaluate("gridwall.guard.said")
        assert [word["covered"] for word in said][:2] == [True, False]


def state(page: Page) -> dict[str, Any]:
    words = ("n", "epoch", "trace", "counts")
    found: dict[str, Any] = page.evaluate(f"({{{', '.join(f'{word}: gridwall.state.{word}' for word in words)}}})")
    return found


class TestChain:
    """Each frame once, whatever happens in between."""

    def test_a_lost_frame_is_asked_for_and_each_is_applied_once(
        self, serve_wall: ServeWall, page: Page, chance: random.Random
    ) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running)
        first = state(page)["n"]
        for index in range(12):
            running.wall.push(cases=[running.wall.row(chance)], lost=index % 4 == 1)
        page.wait_for_function(f"gridwall.state.n === {len(running.wall.frames)}")
        after = state(page)
        assert [n for _, n in after["trace"]] == list(range(first + 1, len(running.wall.frames) + 1))
        assert after["counts"]["gaps"] >= 1

    def test_a_new_epoch_brings_a_snapshot_without_a_reload(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS)
        open_wall(page, running)
        page.evaluate("window.untouched = true")
        running.wall.restart()
        running.wall.fill()
        page.wait_for_function(f"gridwall.state.epoch === '{running.wall.epoch}' && gridwall.state.n === 1")
        assert page.evaluate("window.untouched")


def test_the_table_of_panels_feeds_every_panel_of_the_page(serve_wall: ServeWall, page: Page) -> None:
    """Each source named in the layout is made by the plan (the event stream lives on any frame)."""
    running = serve_wall(cadence_ms=SLOW_MS)
    open_wall(page, running)
    sources = set(page.eval_on_selector_all(".panel", "nodes => nodes.map(n => n.dataset.source)"))
    assert sources - {"events"} <= {plan.name for plan in PANELS}


class TestMotion:
    """A new or escalated alert flashes: a small shape, twice a second at most, until somebody has it."""

    def test_only_what_calls_flashes_and_only_until_it_is_acknowledged(self, serve_wall: ServeWall, page: Page) -> None:
        running = serve_wall(cadence_ms=SLOW_MS, speed=1)
        open_wall(page, running)
        assert page.locator(".flash").count() == 0, "what was there before the page came"
        news = wall_city.alert(77, "新的告警", "530102", 3, -1)
        running.wall.city.alerts.insert(0, news)
        running.wall.push(running.wall.make_panels({"alerts"}))
        page.wait_for_selector('[data-alert="a77"] .flash')
        rhythm = page.evaluate(
            """() => {
                const s = getComputedStyle(document.querySelector('.flash'), '::before');
                return [s.animationDuration, s.animationIterationCount, s.width].map(parseFloat);
            }"""
        )
        assert rhythm[0] >= 0.5
        assert rhythm[0] * rhythm[1] <= 10
        assert rhythm[2] < 30
        running.wall.city.alerts[0] = news | {"state": "acknowledged"}
        running.wall.push(running.wall.make_panels({"alerts"}))
        page.wait_for_selector(".flash", state="detached")
