"""The administrator's desk in a real browser, on a running system: every tab for everybody, every act, by keyboard."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.domain.instants import parse
from dashboard.store.web.audit import AuditQuery, AuditStore
from dashboard.store.web.edits import EditStore
from tests import builders as b
from tests.fixtures.browser import Complaints
from tests.integration.access.talk import Talk
from tests.integration.access.town import PASSWORD, Town
from tests.integration.pipeline.system import awaited
from tests.store_kit import fields_of

TABS = ("people", "walls", "machines", "tables/limits", "rules", "audit")
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def desk(chromium: Browser, town: Town) -> Iterator[Page]:
    """A window in which the administrator is signed in; whatever it complains of fails the module."""
    complaints = Complaints()
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    complaints.watch(page)
    page.set_default_timeout(15_000)
    sign_in(page, town, "admin")
    yield page
    context.close()
    assert complaints == Complaints()


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
    page.get_by_role("textbox", name=label).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(option)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


class TestForEverybody:
    """Readable, in both languages and both themes, on a desk and on a telephone."""

    @pytest.mark.parametrize("tab", TABS)
    def test_nothing_serious_stands_in_the_way(self, desk: Page, town: Town, tab: str) -> None:
        show(desk, town, tab)
        found = Axe().run(desk).response["violations"]
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
        assert grave == []

    def test_a_telephone_shows_all_of_it(self, desk: Page, town: Town) -> None:
        desk.set_viewport_size({"width": 390, "height": 844})
        for tab in ("people", "tables/limits", "audit"):
            show(desk, town, tab)
            assert desk.evaluate("document.documentElement.scrollWidth") <= 390, tab
            assert desk.locator("h1").is_visible()
        desk.set_viewport_size({"width": 1920, "height": 1080})

    def test_english_and_light_at_a_switch(self, desk: Page, town: Town) -> None:
        show(desk, town, "people", "?lang=en&theme=light")
        expect(desk.locator("h1")).to_have_text("Users")
        assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 245, 246)"
        show(desk, town, "people", "?lang=zh&theme=dark")
        expect(desk.locator("h1")).to_have_text("用户")

    def test_who_is_no_administrator_does_not_see_the_desk(self, new_page: Callable[..., Page], town: Town) -> None:
        page = new_page(1280, 800)
        sign_in(page, town, "officer")
        page.goto(f"{town.base}/desk/")
        page.locator(".desk-nav a").first.wait_for()
        assert "管理" not in page.locator(".desk-nav").inner_text()


class TestPeople:
    """Added, changed, locked out; a one-time password is shown once and works once."""

    def test_a_user_is_added_by_keyboard_alone(self, desk: Page, town: Town) -> None:
        show(desk, town, "people")
        desk.get_by_label("用户名").focus()
        desk.keyboard.type("zhaolei")
        desk.keyboard.press("Tab")
        desk.keyboard.type("赵磊")
        pick(desk, "角色", "值班员")
        desk.get_by_role("button", name="保存").focus()
        desk.keyboard.press("Enter")
        first = secret(desk)
        assert town.users.named("zhaolei").role == "officer"
        town.who["zhaolei"] = type(town.who["stranger"])(town.base)
        assert town.who["zhaolei"].sign_in("zhaolei", first).location.endswith("/account")

        choose(desk, "zhaolei")
        expect(desk.get_by_role("heading", name="修改用户 zhaolei")).to_be_visible()
        desk.get_by_role("button", name="停用").press("Enter")
        expect(answer(desk)).to_contain_text("已停用 zhaolei")
        awaited(lambda: town.who["zhaolei"].ask("GET", "/account").status == 302, "he is signed out")
        assert town.users.named("zhaolei").disabled

    def test_nobody_locks_himself_out(self, desk: Page, town: Town) -> None:
        show(desk, town, "people")
        choose(desk, "admin")
        desk.get_by_role("button", name="停用").click()
        expect(answer(desk)).to_contain_text("不能停用自己")
        assert not town.users.named("admin").disabled


class TestMachines:
    """A key is shown once, works, is rotated without a gap and stops."""

    def test_a_keys_life(self, desk: Page, town: Town) -> None:
        show(desk, town, "machines")
        desk.get_by_label("名称").fill("交警支队")
        pick(desk, "权限", "读取指标")
        desk.get_by_role("button", name="保存").click()
        old = secret(desk)
        assert figures(town, old) == 200
        choose(desk, "交警支队")
        desk.get_by_role("button", name="轮换").click()
        expect(answer(desk)).to_contain_text("新密钥")
        new = secret(desk)
        assert (figures(town, old), figures(town, new)) == (200, 200)
        desk.get_by_role("button", name="删除").click()
        expect(answer(desk)).to_contain_text("已删除")
        awaited(lambda: figures(town, new) == 401, "the key is refused")

    def test_a_key_without_a_right_is_refused(self, desk: Page, town: Town) -> None:
        show(desk, town, "machines")
        desk.get_by_label("名称").fill("空")
        desk.get_by_role("button", name="保存").click()
        expect(answer(desk)).to_contain_text("至少选择一项权限")


def figures(town: Town, key: str) -> int:
    """What a machine is answered."""
    address = f"{town.base}/api/v1/figures?from=2024-11-01&to=2024-12-01"
    return requests.get(address, headers={"X-API-Key": key}, timeout=10).status_code


class TestWalls:
    """A screen shows a code, the administrator types it in, and the wall goes on; revoked, it says so."""

    def test_a_walls_life(self, desk: Page, town: Town, new_page: Callable[..., Page]) -> None:
        wall = new_page(1920, 1080)
        wall.goto(f"{town.base}/wall/")
        code = wall.locator("#code")
        expect(code).to_have_text(re.compile(r"^[A-Z0-9 ]{6,7}$"))
        show(desk, town, "walls")
        desk.get_by_label("配对码").fill("000000")
        desk.get_by_label("名称").fill("大厅主屏")
        desk.get_by_role("button", name="配对 / 保存").click()
        expect(answer(desk)).to_contain_text("没有屏幕正显示这个配对码")
        desk.get_by_label("配对码").fill(code.inner_text())
        desk.get_by_role("button", name="配对 / 保存").click()
        expect(answer(desk)).to_contain_text("已配对")
        wall.wait_for_url("**/wall/")
        choose(desk, "大厅主屏")
        desk.get_by_role("button", name="停用").click()
        expect(answer(desk)).to_contain_text("已停用")
        expect(desk.locator(".desk-table")).to_contain_text("已停用")


class TestTables:
    """A limit is changed in the table, judged, compared and saved; every part follows."""

    def test_a_limit_is_changed_by_keyboard_and_holds(self, desk: Page, town: Town) -> None:
        ahead = (int(time.time() * 1000) // 60_000 + 4) * 60_000
        # Dated within the hour ahead that events may be, and folded before anybody changes anything.
        case = [b.accepted("L-1", ahead - HOUR_MS, category="E0110"), b.filed("L-1", ahead + 60_000)]
        with town.system.client() as client:
            for event in case:
                client.xadd("grid:events:in", fields_of(event))  # type: ignore[arg-type] # as XADD takes it
        town.system.await_applied()

        show(desk, town, "tables/limits")
        edit(desk, "E0110", "close_limit", "9")
        edit(desk, "E0110", "close_limit", "x")
        desk.get_by_role("button", name="检查并比较").press("Enter")
        expect(answer(desk)).to_contain_text("“结案时限”不能是“x”")
        edit(desk, "E0110", "close_limit", "7")
        edit_choice(desk, "E0110", "close_unit", "天")
        desk.get_by_role("button", name="检查并比较").press("Enter")
        expect(answer(desk)).to_contain_text("1 处差别")
        expect(answer(desk)).to_contain_text("结案时限 4 → 7")

        desk.get_by_label("修改原因").fill("市里新规定")
        desk.get_by_label("生效时刻").fill("2024-01-01 00:00")
        desk.get_by_role("button", name="保存").click()
        expect(answer(desk)).to_contain_text("生效时刻最早为")
        desk.get_by_label("生效时刻").fill(written(ahead))
        desk.get_by_role("button", name="保存").click()
        expect(answer(desk)).to_contain_text("已保存第 1 版")
        (kept,) = EditStore(town.engine).revisions(["limits"])
        assert (kept.by, kept.reason, kept.valid_from) == (town.users.named("admin").display, "市里新规定", ahead)

        new = ahead + 60_000 + 7 * 24 * HOUR_MS
        awaited(lambda: close_due(town, "L-1") == new, "the case that was filed ahead has the new limit")
        assert town.system.command("verify").returncode == 0

        desk.get_by_label("生效时刻").fill(written(ahead + HOUR_MS))
        desk.get_by_role("button", name="保存").click()
        expect(answer(desk)).to_contain_text("与第 1 版相同")

    def test_a_table_goes_out_and_comes_back(self, desk: Page, town: Town, tmp_path: Path) -> None:
        show(desk, town, "tables/responsibility")
        desk.get_by_role("button", name="新增一行").press("Enter")
        expect(desk.locator(".desk-table .ag-center-cols-container .ag-row")).to_have_count(1)
        with desk.expect_download() as download:
            desk.get_by_role("button", name="导出 CSV").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert next(csv.reader(io.StringIO(text))) == ["category", "area", "unit"]

        file = tmp_path / "r.csv"
        file.write_text("category,area,unit\nE0110,530102,五华区环卫站\nE9999,530102,无\n", encoding="utf-8")
        with desk.expect_file_chooser() as chooser:
            desk.get_by_role("button", name="导入 CSV").click()
        chooser.value.set_files(file)
        expect(answer(desk)).to_contain_text("已读入 2 行")
        desk.get_by_role("button", name="检查并比较").click()
        expect(answer(desk)).to_contain_text("类别 E9999 不在类别表中")
        choose(desk, "E9999")
        desk.get_by_role("button", name="删除所选行").click()
        expect(desk.locator(".desk-table .ag-center-cols-container .ag-row")).to_have_count(1)
        desk.get_by_role("button", name="检查并比较").click()
        expect(answer(desk)).to_contain_text("1 处差别")

    def test_a_category_without_limits_is_refused(self, desk: Page, town: Town) -> None:
        show(desk, town, "tables/catalogue")
        edit(desk, "C0101", "code", "C0999")
        desk.get_by_role("button", name="检查并比较").click()
        expect(answer(desk)).to_contain_text("类别 C0999没有时限")

    def test_a_new_name_reaches_walls_that_hang_already(self, desk: Page, town: Town) -> None:
        viewer = town.who["viewer"]
        with Talk(town.base, {"Cookie": viewer.cookies, "Origin": town.base}) as wall:
            wall.ask("join", {"view": "wall", "scope": "city", "epoch": None, "n": None})
            builds = (data["build"] for name, data in wall.events() if name == "snapshot")
            first = next(builds)
            show(desk, town, "tables/catalogue")
            edit(desk, "C0101", "minor", "自来水井盖")
            desk.get_by_label("修改原因").fill("更名")
            desk.get_by_role("button", name="保存").click()
            expect(answer(desk)).to_contain_text("已保存第 1 版")
            assert next(builds) != first
        assert "自来水井盖" in viewer.ask("GET", "/wall/").text


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


def written(at_ms: int) -> str:
    """A moment as the form takes it."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at_ms / 1000 + 8 * 3600))


def close_due(town: Town, case: str) -> int | None:
    """When the API says that a case must be closed, ms."""
    found = town.who["officer"].ask("GET", f"/api/v1/cases/{case}")
    return parse(json.loads(found.text)["close_due"]) if found.status == 200 else None


class TestAudit:
    """What was done above stands in the log, and nothing that is secret."""

    def test_acts_are_found_and_taken_away(self, desk: Page, town: Town) -> None:
        show(desk, town, "audit")
        desk.get_by_label("操作代码开头").fill("user.")
        desk.get_by_label("对象或详情含").fill("zhaolei")
        desk.get_by_role("button", name="查询").press("Enter")
        expect(desk.locator(".desk-table")).to_contain_text("新增用户")
        expect(desk.locator(".desk-table .ag-center-cols-container .ag-row")).to_have_count(2)
        href = desk.get_by_role("link", name="CSV").get_attribute("href")
        assert href is not None
        assert "zhaolei" in town.who["admin"].ask("GET", href).text
        refused = AuditStore(town.engine).search(AuditQuery(action="user.toggle", outcome="refused"))
        assert [entry.who for entry in refused.entries] == [town.users.named("admin").display]
