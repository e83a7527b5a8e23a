"""The city's tables, changed at the administrator's desk on a running system: judged, compared, saved, in force."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.domain.instants import parse
from dashboard.store.web.edits import EditStore
from tests import builders as b
from tests.integration.access.desk import answer, choose, edit, edit_choice, show
from tests.integration.access.talk import Talk
from tests.integration.access.town import Town
from tests.integration.pipeline.system import awaited
from tests.store_kit import fields_of

HOUR_MS = 3_600_000


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
        # The page folds by the new limit at once, the projector brings up what is stored within seconds.
        awaited(lambda: town.system.command("verify").returncode == 0, "what is stored follows")

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


def written(at_ms: int) -> str:
    """A moment as the form takes it."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at_ms / 1000 + 8 * 3600))


def close_due(town: Town, case: str) -> int | None:
    """When the API says that a case must be closed, ms."""
    found = town.who["officer"].ask("GET", f"/api/v1/cases/{case}")
    return parse(json.loads(found.text)["close_due"]) if found.status == 200 else None
