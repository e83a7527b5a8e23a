"""The administrator's desk in a real browser, on a running system: every tab for everybody, every act, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Page, expect

from dashboard.store.web.audit import AuditQuery, AuditStore
from tests.fixtures.axe import grave
from tests.integration.access.desk import answer, choose, pick, secret, show, sign_in
from tests.integration.access.town import Town
from tests.integration.pipeline.system import awaited

TABS = ("people", "walls", "machines", "tables/limits", "rules", "audit")


class TestForEverybody:
    """Readable, in both languages and both themes, on a desk and on a telephone."""

    @pytest.mark.parametrize("tab", TABS)
    def test_nothing_serious_stands_in_the_way(self, desk: Page, town: Town, tab: str) -> None:
        show(desk, town, tab)
        assert grave(desk) == []

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
        zhaolei = type(town.who["stranger"])(town.base)
        assert zhaolei.sign_in("zhaolei", first).location.endswith("/account")

        choose(desk, "zhaolei")
        expect(desk.get_by_role("heading", name="修改用户 zhaolei")).to_be_visible()
        desk.get_by_role("button", name="停用").press("Enter")
        expect(answer(desk)).to_contain_text("已停用 zhaolei")
        awaited(lambda: zhaolei.ask("GET", "/account").status == 302, "he is signed out")
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
        expect(wall.locator("#wall")).to_be_visible()
        # What the wall itself says when it is revoked, its own test looks at; here nothing of it may still be loading.
        wall.wait_for_load_state("networkidle")
        wall.close()
        choose(desk, "大厅主屏")
        desk.get_by_role("button", name="停用").click()
        expect(answer(desk)).to_contain_text("已停用")
        expect(desk.locator(".desk-table")).to_contain_text("已停用")


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
