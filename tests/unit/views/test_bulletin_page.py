"""The bulletin as components: its texts have English, figures say which they are, tools are for who may write."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dash import html
from msgspec.structs import replace

from dashboard.views.bulletin.edited import Correction
from dashboard.views.bulletin.model import Column as Heading
from dashboard.views.bulletin.model import Number, Paragraph, Part, Report, Table
from layouts.bulletin import page, paper, side
from layouts.bulletin.paper import Sheet
from layouts.desk.words import ENGLISH
from layouts.markup import markup

FILED = Number("filed.total", 7, "7")
WAS = Number("filed.total", 5, "5", before=True)
BLOCKS = (
    Paragraph("cases.good", ("按规则筛出2项。",), "（一）正面典型（候选）。", role="opening"),
    Paragraph("cases.a", ("1．", FILED, "件，上期", WAS), role="candidate"),
    Paragraph("cases.b", ("2．",), role="chosen"),
    Paragraph("cases.c", ("3．",), role="hidden"),
    Paragraph("cases.a:note", ("人写的\n两行",), written=True),
    Table("cases.t", "表", (Heading("组"), Heading("数", "count")), (("一", FILED), ("一", FILED))),
)
REPORT = Report(
    "通报",
    "2025年3月",
    "A",
    "B",
    "2025-04-01T00:00:00+08:00",
    "",
    (Part("cases", "五、典型案例", BLOCKS),),
    (),
    "Y",
    "Z",
)
GONE = Correction("filed.total", before=True, sealed="5", now=None)
SIDE = side.Side(
    [],
    "",
    sealed=True,
    may_write=True,
    files=[],
    recipients=[],
    undecided=2,
    changed=[GONE],
    ways=[side.Way("群", "", "")],
    named=lambda path: {"filed.total": "立案"}[path],
)


def drawn(component: Any) -> list[dict[str, Any]]:
    """All components below one, as their properties."""
    if isinstance(component, list | tuple):
        return [one for each in component for one in drawn(each)]
    if not hasattr(component, "to_plotly_json"):
        return []
    props = component.to_plotly_json()["props"]
    return [props, *drawn(props.get("children", []))]


def test_all_texts_have_english() -> None:
    said: list[str] = []

    def note(text: str) -> str:
        said.append(text)
        return text

    entries = [page.Entry("", "", kind, "", "") for kind in page.KINDS]
    quick = [page.Quick(name, "", "") for name in ("今日至此刻", "昨日", "上周", "本月至此刻", "上月")]
    for asked in ({}, {"start": 1}):
        page.page(asked, entries if asked else [], quick, note)
    for sheet in (Sheet(REPORT, note, editable=True), Sheet(REPORT, note, {("filed.total", True): GONE})):
        paper.paper(sheet)
    states = [side.Way(name, "", name) for name in side.STATES]
    for it in (SIDE, SIDE._replace(ways=[], changed=[]), SIDE._replace(sealed=False), SIDE._replace(may_write=False)):
        side.side(it, note)
    side.side(SIDE._replace(ways=states, changed=[GONE] * 50), note)
    assert sorted({text for text in said if re.search("[\u4e00-\u9fff]", text)} - set(ENGLISH)) == []


def test_figures_say_which_they_are() -> None:
    """Of the period, or of the one before; the present one stands beside a sealed one that is another."""
    changed = {("filed.total", True): Correction("filed.total", before=True, sealed="5", now="6")}
    found = drawn(paper.paper(Sheet(REPORT, str, changed)))
    figures = [
        (one["data-figure"], one["data-value"], one["data-from"], one["data-to"])
        for one in found
        if "data-figure" in one
    ]
    assert figures == [
        ("filed.total", "7", "A", "B"),
        ("filed.total", "5", "Y", "Z"),
        *[("filed.total", "7", "A", "B")] * 2,
    ]
    assert [one["children"] for one in found if one.get("className") == "bulletin-now"] == ["现6"]
    assert [one["rowSpan"] for one in found if "rowSpan" in one] == [2]


def test_corrections_are_listed_by_name() -> None:
    """As the definition calls the figure; its path is one look away."""
    cells = [one for one in drawn(side.side(SIDE, str)) if one.get("title") == "filed.total"]
    assert [one["children"] for one in cells] == ["立案（上期）"]


def test_the_paper_as_html() -> None:
    """What people wrote is text, wherever it stands; Dash need not know of thousands of elements."""
    assert (
        markup(html.P(["7", html.B("<"), None], className="a", tabIndex="0"))
        == '<p class="a" tabindex="0">7<b>&lt;</b></p>'
    )
    typed = Paragraph("cases.a:note", ('<img src=x onerror="1">',), written=True)
    made = markup(paper.paper(Sheet(replace(REPORT, parts=(Part("cases", "五", (typed,)),)), str)))
    assert "<img" not in made
    assert made.count("&lt;img src=x onerror=&quot;1&quot;&gt;") == 2


@pytest.mark.parametrize(("editable", "acts"), [(True, {"note", "chosen", "hidden", "open"}), (False, set())])
def test_tools_are_for_who_may_write(editable: bool, acts: set[str]) -> None:
    found = drawn(paper.paper(Sheet(REPORT, str, editable=editable)))
    assert {one["data-act"] for one in found if "data-act" in one} == acts
    assert [one["data-text"] for one in found if "data-text" in one] == ["人写的\n两行"]
