"""The whistles' desk: what a move means, the sheet, the form's first values, archive and statistics; its English."""

from __future__ import annotations

import re

import pytest

from dashboard.acts.decide import offers
from dashboard.auth.who import RIGHTS, Principal, Scope
from dashboard.domain import whistle
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.privacy import mask_text
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.domain.whistle_stats import count
from dashboard.views.whistles import archive, blow, desk, statistics
from dashboard.views.whistles.board import board
from dashboard.views.whistles.moves import moves, possible
from dashboard.views.whistles.sheet import Sheet, Told, mentions, sheet
from layouts.desk.words import ENGLISH
from layouts.whistles import archive as archive_layout
from layouts.whistles import page
from layouts.whistles import sheet as sheet_layout
from layouts.whistles import statistics as statistics_layout
from layouts.whistles.archive import Choices
from tests.builders import CITY, CloudEvent, blown, ms
from tests.store_kit import REFERENCE
from tests.unit.views.test_whistle_board import BLOWN, DONE, NAME, TWO, by_both, events_of, said

OFFICER = Principal("user", "u-1", "王芳", RIGHTS["officer"], role="officer")
URBAN = Principal("user", "u-2", "李雷", RIGHTS["department"], Scope(units=frozenset({TWO[0]})), "department")
NOON = ms("2024-11-14T12:00")
PHONE = "13888888888"


def folded(*events: CloudEvent, **more: object) -> Whistle:
    """The whistle of these events, blown for two departments."""
    return whistle.fold(NAME, events_of([blown(NAME, BLOWN, **more), *events]))


def courses(one: Whistle) -> list[Course]:
    """Its limits by the city's table."""
    return ReferenceRules(REFERENCE).whistle_courses(one.kind or "", one.blown_at or 0)


def sheet_of(*events: CloudEvent, who: Principal = OFFICER, **more: object) -> Sheet:
    """The sheet at noon, for somebody who may read all."""
    one = folded(*events, **more)
    told = [(event, None) for event in sorted(events_of([blown(NAME, BLOWN, **more), *events]), key=lambda e: e[:4])]
    return sheet(Told(one, told, courses(one), [], offers(one, who)), REFERENCE, NOON, str)


class TestMoves:
    """A move is the act that leads to the column, with the same refusals."""

    def test_each_column_forward_is_the_act_of_its_stage(self) -> None:
        found = moves("blown", possible(offers(folded(), URBAN)))
        assert {stage: move["act"] for stage, move in found.items()} == {
            "signed": "whistle.sign",
            "checked_in": "whistle.check_in",
            "handled": "whistle.handle",
            "verified": "whistle.verify",
            "closed": "whistle.close",
        }
        assert found["signed"]["why"] == ""
        assert found["handled"]["why"] == "尚无部门报到，不能完成处置"

    def test_who_has_no_right_is_told_so(self) -> None:
        """The street cannot sign for a department, nor a department verify its own work."""
        assert moves("blown", possible(offers(folded(), OFFICER)))["signed"]["why"] == "您没有进行此操作的权限"
        assert moves("handled", possible(offers(folded(), URBAN)))["verified"]["why"] == "您没有进行此操作的权限"

    def test_back_leads_only_a_verification_that_fails(self) -> None:
        found = moves("handled", {"whistle.verify": ""})
        assert found["checked_in"] == {"act": "whistle.verify", "fields": {"result": "fail"}, "why": ""}
        assert (found["blown"]["act"], found["blown"]["why"]) == (None, "不能移到“已吹哨”")
        assert moves("handled", {"whistle.verify": ""})["verified"]["fields"] == {"result": "pass"}

    def test_from_the_end_nothing_leads_anywhere(self) -> None:
        assert {move["act"] for move in moves("withdrawn", {}).values()} == {None}


def test_the_desks_cards_hide_what_a_visitor_may_not_read() -> None:
    """Titles of others' writing; what he may do stands on the card."""
    one = folded(title=f"投诉人 {PHONE} 反映占道")
    found = desk.board(board([one], courses, NOON), lambda _: offers(one, URBAN), REFERENCE, mask_text)
    (card,) = found["columns"][0]["cards"]
    assert PHONE not in card["title"]
    assert (card["area_name"], card["can"]["whistle.sign"]) == ("五华区", "")


class TestSheet:
    """One whistle whole."""

    def test_a_department_stands_at_each_limit_late_or_not(self) -> None:
        """Late once the limit is over; a step that a later one overtook is not late."""
        first = said("signed", 30, department=TWO[0])
        found = sheet_of(first, said("checked_in", 40, department=TWO[1]))
        assert [limit.label for limit in found.limits] == ["签收", "联系", "报到"]
        urban, market = found.parties
        assert [(cell.at is not None, cell.late) for cell in urban.cells] == [
            (True, False),
            (False, False),
            (False, False),
        ]
        assert market.cells[0] == (None, False)
        assert sheet_of().parties[0].cells[0].late

    def test_the_log_marks_mentions_and_has_its_files(self) -> None:
        told = {"n": 1, "name": "现场.jpg", "type": "image/jpeg", "size": 9, "sha256": "0" * 64}
        found = sheet_of(said("noted", 20, note="请 @城管局 清运", by_name="王芳", files=[told]))
        (note,) = found.notes
        assert note.parts == (("请 ", False), ("@城管局", True), (" 清运", False))
        assert [file.name for file in note.files] == ["现场.jpg"]
        assert found.steps[0].what == "发起吹哨", "notes stand in the log alone"

    def test_an_address_is_no_mention(self) -> None:
        assert mentions("寄 a@b.cn") == (("寄 a@b.cn", False),)

    def test_the_story_says_who_and_what(self) -> None:
        found = sheet_of(*DONE, *by_both("rated", 35, score=80), kind="key")
        assert [step.what for step in found.steps][:3] == ["评价", "评价", "核实"]
        assert found.steps[0].text == "市场监管局・80 分"
        assert dict(found.facts)["类型"] == "重点哨"


class TestBlow:
    """The form's first values."""

    def test_departments_of_this_area_come_first(self) -> None:
        here = whistle.fold("a", events_of([blown("a", BLOWN, departments=["水务局"])]))
        there = [
            whistle.fold(name, events_of([blown(name, BLOWN, area="530103", departments=["城管局"])])) for name in "bc"
        ]
        assert blow.known("530102", [*there, here], ["住建局", "水务局"]) == ["水务局", "城管局", "住建局"]

    def test_for_a_hotspot(self) -> None:
        """Its newest cases, its place in the title, the unit that such cases go to."""
        spot = Hotspot(
            id="h", category="E0110", area="530102", street="华山街道", place="翠湖南路", lon=1.0, lat=1.0, radius_m=9,
            count=51, repeat_rate=0.5, trend=[1], first=0, last=1, cases=[f"c-{n}" for n in range(120)], came=[],
        )  # fmt: skip
        found = blow.from_hotspot(spot, "华山街道办事处", REFERENCE)
        assert found.title.startswith("翠湖南路")
        assert found.title.endswith("反复投诉 51 件")
        assert (found.level, found.departments, found.cases[-1]) == ("street", ("华山街道办事处",), "c-119")
        assert len(found.cases) == blow.MOST_CASES

    def test_who_answers_for_one_area_blows_there(self) -> None:
        assert blow.from_nothing(frozenset({"530102"})).area == "530102"
        assert blow.from_nothing(None).area == ""


def test_statistics_are_tables_with_names() -> None:
    """Levels in their order, others by how many there were; a total."""
    found = count([folded(*DONE), folded(level="city", area="530103")], courses, NOON)
    groups = {group.title: group.lines for group in statistics.groups(found, REFERENCE, NOON)}
    assert [line.name for line in groups["级别"]] == ["市级", "街道级"]
    assert {line.name for line in groups["区域"]} == {"五华区", "盘龙区"}
    assert statistics.total(found).blown == 2
    assert statistics.total(found).steps[0] == (4, 2, 0.5), "one whistle's two departments have not signed in time"


def test_all_that_is_said_can_be_said_in_english() -> None:
    """Board, drawer, archive, statistics and form; other people's words stay as they are."""
    texts: list[str] = []

    def say(text: str) -> str:
        texts.append(text)
        return text

    one = folded(*DONE)
    page.page("/geo", say)
    sheet_layout.sheet(sheet_of(*DONE), CITY, say)
    sheet_layout.sheet(None, CITY, say)
    rows = archive.rows([one], courses, REFERENCE, NOON, str)
    for listed in ([], rows):
        archive_layout.frame(
            "/whistles/archive", {}, Choices(), [archive_layout.table(listed, CITY, say, more=True)], say
        )
    archive_layout.files("/x", {}, say)
    found = count([one], courses, NOON)
    statistics_layout.tables(statistics.total(found), statistics.groups(found, REFERENCE, NOON), say)
    theirs = {area.name_zh.partition("（")[0] for area in REFERENCE.areas} | set(TWO) | {f"待评价：{'、'.join(TWO)}"}
    assert sorted({text for text in texts if re.search("[\u4e00-\u9fff]", text)} - set(ENGLISH) - theirs) == []


@pytest.mark.parametrize("who", [OFFICER, URBAN])
def test_only_who_may_blow_has_the_form(who: Principal) -> None:
    drawn = str(page.page("/geo", str, who))
    assert ("whistles-field-title" in drawn) == who.may("whistles:act")
    assert "whistles-field-title" not in str(page.page("/geo", str, who, {"at": "2024-11-12"}))
