"""The report of a made-up month, written from a real store: other numbers by the same templates, none of its own."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pypdf
import pytest

from dashboard import bulletin
from dashboard.auth.who import Scope
from dashboard.bulletin import Wanted
from dashboard.domain.instants import parse_bound
from dashboard.domain.report_edits import Edits
from dashboard.errors import GridError, UsageError
from dashboard.export import fonts
from dashboard.export.files import ReportFiles
from dashboard.export.pdf import pdf_of
from dashboard.views.bulletin import printed
from dashboard.views.bulletin.edited import with_edits
from dashboard.views.bulletin.model import PART_KEYS, Paragraph, Report, Table, numbers, plain
from tests import builders as b
from tests import bulletin_rows
from tests.store_kit import ZONE, Store, at_path

CITY = "试验市"


def _month() -> Iterator[b.CloudEvent]:
    """March 2025 with a February before it: 五华区 works, 盘龙区 dispatches late, 石林县 leaves two open."""
    for no in range(4):
        yield from b.a_life(f"feb-{no}", f"2025-02-{no + 3:02d}T09:00:00")
        yield from b.a_life(f"wh-{no}", f"2025-03-{no + 3:02d}T09:00:00", weight=1.5)
    for no in range(3):
        at = f"2025-03-{no + 10:02d}T09:00:00"
        yield b.accepted(f"pl-{no}", at, area="530103", category=f"E02{no // 2:02d}", source="hotline_12345", weight=2)
        yield b.filed(f"pl-{no}", at, dispatch_due=at, close_due="2025-03-20T18:00:00")
        yield b.dispatched(f"pl-{no}", f"2025-03-{no + 10:02d}T10:00:00")
    for no in range(2):
        at = f"2025-03-{no + 15:02d}T09:00:00"
        yield b.accepted(f"sl-{no}", at, area="530126", category="C0104")
        yield b.filed(f"sl-{no}", at, dispatch_due="2025-03-17T09:00:00", close_due="2025-03-25T09:00:00")
        yield b.dispatched(f"sl-{no}", "2025-03-16T10:00:00")
    yield b.self_handled("self", "2025-03-05T10:00:00", area="530103")
    yield b.missed("gone", "2025-03-07T10:00:00", area="530103", severity="major")
    yield b.blown("w1", "2025-03-08T10:00:00", area="530103")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The month in SQLite: what the report asks of each database is tested with the figures."""
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('bulletin') / 'grid.sqlite3'}")
    opened.feed(_month())
    yield opened
    opened.close()


def wanted(start: str, end: str, as_of: str = "2025-06-01", **more: Any) -> Wanted:
    """A report of a period written as dates."""
    first, last, now = (parse_bound(text, ZONE) for text in (start, end, as_of))
    return Wanted(first, last, now, CITY, **more)


def march(store: Store, **more: Any) -> Report:
    """The report of the made-up month."""
    return bulletin.written(store.reader, wanted("2025-03-01", "2025-04-01", **more))


def told(report: Report, part: str) -> str:
    """A part's paragraphs, a line each."""
    found = next(one for one in report.parts if one.key == part)
    return "\n".join(block.lead + plain(block.text) for block in found.blocks if isinstance(block, Paragraph))


def test_six_parts_say_the_made_up_numbers(store: Store) -> None:
    """The templates are those of November; the numbers are this month's."""
    report = march(store)
    assert tuple(part.key for part in report.parts) == PART_KEYS
    assert (report.title, report.label) == ("试验市城市网格化管理工作情况通报", "2025年3月")
    assert "受理网格案件9件，立案9件。其中，市级网格监督员上报并立案6件，占66.67%" in told(report, "supervision")
    assert "漏报重大案件最多的是盘龙区，1件" in told(report, "supervision")
    assert "五华区按时派遣率最高，为100%" in told(report, "dispatch")
    assert "盘龙区应派遣3件，超时派遣3件，数量居前的2个小类为" in told(report, "dispatch")
    assert "累计应结案件折算基本案件14件，处置结案6件，结案率42.86%" in told(report, "closure")
    assert "盘龙区结案率0.00%：诉求类未处置结案6件、处置超期6件。" in told(report, "closure")
    assert "吹哨1次，其中街道哨1次。吹哨次数最多的是盘龙区，为1次" in told(report, "special")
    assert "应处置投诉最多的是盘龙区3件，响应率0.00%，处置率0.00%，服务满意率—" in told(report, "special")
    assert "按时派遣率低于90%的盘龙区" in told(report, "next_steps")


def test_every_number_is_the_figure_that_it_names(store: Store) -> None:
    """Walks all of them: the value at the path, of the right period."""
    report = march(store)
    now, before = (store.figures(*period) for period in (("2025-03-01", "2025-04-01"), ("2025-02-01", "2025-03-01")))
    seen = list(numbers(report))
    wrong = [one for one in seen if (at_path(before if one.before else now, one.path) or 0) != (one.value or 0)]
    assert wrong == []
    assert len({one.path for one in seen}) > 300


def test_ties_are_all_named(store: Store) -> None:
    """Groups in which all areas had nothing are left out; areas that share the lowest place stand together."""
    text = told(march(store), "supervision")
    assert "主城五区中，盘龙区、五华区" not in text
    assert "主城五区中，五华区、盘龙区最多，均为4件，占本组50.00%，官渡区、西山区、呈贡区最少，均为0件" in text
    assert "开发（度假）区中" not in text


def test_the_period_before_is_compared_or_said_to_be_too_thin(store: Store) -> None:
    """March has a February; February has nothing before it."""
    assert "与上期（2025年2月）相比，立案数由4变为9，增加5（125.00%）" in told(march(store), "supervision")
    february = bulletin.written(store.reader, wanted("2025-02-01", "2025-03-01"))
    assert "上期（2025年1月）数据不完整，不作比较。" in told(february, "supervision")
    (alone,), (both,) = february.attachments[0].blocks, march(store).attachments[0].blocks
    assert isinstance(alone, Table)
    assert isinstance(both, Table)
    assert "数据不完整" in alone.caption
    assert [column.title for column in both.columns] == ["指标", "2025年3月", "2025年2月", "变化"]
    assert len(alone.columns) == len(alone.rows[0]) == 3


def test_a_period_under_way_is_compared_with_as_much_of_the_last(store: Store) -> None:
    """On the 5th, nothing after the 5th is in it, and of February only what came before the 5th."""
    report = bulletin.written(store.reader, wanted("2025-03-01", "2025-04-01", "2025-03-05"))
    assert report.label == "2025年3月，截至03-05 00:00"
    assert "立案数2，持平" in told(report, "supervision")


def test_one_area_reads_of_itself_alone(store: Store) -> None:
    """Scope holds: another area's name or number is nowhere, and the report says whose it is."""
    report = march(store, scope=Scope(frozenset({"530126"})))
    assert report.notice == "本报告仅含石林县的数据。"
    assert "受理网格案件2件" in told(report, "supervision")
    assert "盘龙区" not in msgspec.json.encode(report).decode()


def test_what_lies_outside_is_refused(store: Store) -> None:
    """A period that has not begun is no report of zeros."""
    with pytest.raises(UsageError):
        bulletin.written(store.reader, wanted("2025-07-01", "2025-08-01"))


def test_places_and_whistles_are_those_of_the_moment(database_url: str) -> None:
    """Ten complaints at one place are a hotspot, whatever the house number, nine are none; a voided one counts until
    then. A whistle stands as it stood.
    """
    store = Store(database_url)
    data = {"area": "530102", "category": "E0406", "source": "wechat"}
    for no in range(19):
        address = f"{'翠湖公园' if no < 10 else '圆通山'}{no}号旁"
        at = "2025-04-02T09:00:00"
        place = {"lon": 102.70 if no < 10 else 102.71, "lat": 25.05, "address": address}
        store.feed([b.accepted(f"spot-{no}", at, **data, **place), b.filed(f"spot-{no}", at)])
    whistle = b.blown("w1", "2025-04-03T10:00:00"), b.event("whistle.withdrawn", "w1", "2025-04-20T10:00:00")
    store.feed([b.voided("spot-0", "2025-04-15T09:00:00"), *whistle])
    found = [
        bulletin.gathered(store.reader, wanted("2025-04-01", "2025-05-01", at)) for at in ("2025-04-10", "2025-05-02")
    ]
    assert [asked.hotspots for asked in found] == [[("530102", "翠湖公园", "E0406", 10)], []]
    assert [[one.stage for one in asked.whistles] for asked in found] == [["blown"], ["withdrawn"]]
    store.close()


def test_the_files_hold_the_report(store: Store, tmp_path: Path) -> None:
    """Word has every line, PDF has them, too, Excel every table with numbers as numbers, and what the columns mean."""
    report = march(store, synthetic=True)
    files = ReportFiles(tmp_path / "r.docx", tmp_path / "r.xlsx", tmp_path / "r.pdf")
    files.save(report, ZONE)
    lines = [line for part in bulletin_rows.read(tmp_path / "r.docx").values() for line in part]
    paragraphs = (block for part in report.parts for block in part.blocks if isinstance(block, Paragraph))
    assert {block.lead + plain(block.text) for block in paragraphs} <= set(lines)
    assert "本报告所用数据为合成数据，不反映真实情况。" in lines
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    row = next(row for row in book["各区域案件派遣情况"].iter_rows(min_row=2) if row[1].value == "盘龙区")
    assert [cell.value for cell in row[2:6]] == [3, 0, 3, 0]
    assert row[5].number_format == "0.00%"
    meanings = {(row[0], row[1]): row[2] for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    assert meanings["各区域案件派遣情况", "按时派遣率"] == "按时派遣数除以应派遣数"


def test_the_pdf_is_the_report(store: Store) -> None:
    """Every line and every cell, on pages of A4 with numbers at their foot; what a person wrote is no markup; the
    same report gives the same bytes.
    """
    typed = "#pagebreak() *不是* $标记$ <以> @上 \\ // /* 原样"
    report = with_edits(march(store), Edits({"supervision": typed}, recipients=("市城管局 <a@example.org>",)))
    made = pdf_of(report)
    assert pdf_of(report) == made
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {(595, 842)}
    text = bare("".join(page.extract_text() for page in pages))
    assert f"—{len(pages)}—" in text
    lost = [said for said in spoken(report) if bare(said) not in text]
    assert lost == []
    assert bare("分送：市城管局。") in text


def spoken(report: Report) -> Iterator[str]:
    """All that a report says: its paragraphs' sentences, its tables' captions and cells."""
    for part in (*report.parts, *report.attachments):
        yield part.title
        for block in part.blocks:
            if isinstance(block, Paragraph):
                # A sentence may run over a page's end, where the page's number stands.
                yield from re.split("[，；。、（）：]", block.lead + plain(block.text))
            elif isinstance(block, Table):
                yield block.caption
                yield from (cell for row in printed.texts(block) for cell in row)


def bare(text: str) -> str:
    """Without what setting adds: spaces between Han and Latin, line ends."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_a_machine_without_chinese_fonts_is_told_what_to_do() -> None:
    with pytest.raises(GridError, match="apt-get install fonts-noto-cjk"):
        fonts.chosen({"DejaVu Sans", "Liberation Serif"})
    found = fonts.chosen({"仿宋", "SimSun", "Times New Roman"})
    assert (found["fang"][0], found["hei"], found["latin"]) == ("仿宋", ["SimSun"], ["Times New Roman"])


def test_a_report_goes_to_json_and_back(store: Store) -> None:
    """As sealed versions are kept."""
    report = march(store)
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
