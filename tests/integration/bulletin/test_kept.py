"""Drafts and seals of reports, on SQLite and PostgreSQL, and the report with what people wrote into it."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain.report_edits import MOST_TEXT, Edits, ReportKey
from dashboard.errors import RefusedError, StoreError
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.reports import ReportStore, Seal
from dashboard.views.bulletin.edited import Correction, corrections, with_edits
from dashboard.views.bulletin.model import Number, Paragraph, Part, Report, numbers, plain

MARCH = ReportKey(1_740_758_400_000, 1_743_436_800_000, "city")
ANALYST = Principal("user", "u1", "分析员", RIGHTS["analyst"], role="analyst")


def report(filed: int, *candidates: str) -> Report:
    """A report of two parts: one figure, and these candidates."""
    figure = Paragraph("supervision.sources", ("立案", Number("filed.total", filed, str(filed)), "件。"))
    cases = tuple(Paragraph(f"cases.{name}", (f"{name}。",)) for name in candidates)
    parts = Part("supervision", "一、网格监督", (figure,)), Part("cases", "五、典型案例", cases)
    return Report("通报", "2025年3月", "", "", "", "", parts, ())


def said(one: Report, part: int) -> list[str]:
    """A part's paragraphs."""
    return [plain(block.text) for block in one.parts[part].blocks if isinstance(block, Paragraph)]


def test_what_people_wrote_survives_new_figures() -> None:
    """Texts stay behind their block; what lost its block goes to the part's end, and nothing is lost."""
    notes = {
        "supervision": "导语。",
        "supervision.sources": "说明。",
        "cases.a": "原因已核实。",
        "next_steps.1": "不在其中",
    }
    edits = Edits(notes, hidden=("cases.b", "supervision.sources"))
    first = with_edits(report(7, "a", "b", "c"), edits)
    assert said(first, 0) == ["导语。", "立案7件。", "说明。"]
    assert said(first, 1) == ["a。", "原因已核实。", "c。"]
    again = with_edits(report(8, "c"), edits)
    assert said(again, 0) == ["导语。", "立案8件。", "说明。"]
    assert said(again, 1) == ["c。", "原因已核实。"]
    assert [block.written for block in again.parts[1].blocks if isinstance(block, Paragraph)] == [False, True]


def test_corrections_stand_beside_a_sealed_report() -> None:
    """Only figures that are printed otherwise now."""
    assert corrections(report(7), report(7)) == []
    assert corrections(report(7), report(8)) == [Correction("filed.total", before=False, sealed="7", now="8")]


def test_a_count_is_read_back_as_one() -> None:
    """A page says the same of a sealed figure as of the draft's, to the letter: 7, not 7.0; a whole rate stays 1.0."""
    kept = msgspec.json.decode(msgspec.json.encode(report(7)), type=Report)
    assert [repr(one.value) for one in numbers(kept)] == ["7"]
    rate = Number("closure.total.closure_rate", 1.0, "100.00%")
    assert repr(msgspec.json.decode(msgspec.json.encode(rate), type=Number).value) == "1.0"


def test_drafts_and_seals(database_url: str) -> None:
    """Saved by one at a time; sealed versions count up, keep every byte, and the database refuses to change them."""
    engine = open_web_engine(database_url)
    store = ReportStore(engine)
    _drafts(store)
    _seals(store)
    _unchangeable(store, engine)
    engine.dispose()


def _drafts(store: ReportStore) -> None:
    empty = store.draft(MARCH)
    assert empty.version == 0
    edits = Edits({"supervision": "导语。"}, ("cases.a",), ("市城管局",))
    saved = store.save(empty._replace(edits=edits), ANALYST, 1_000)
    assert store.draft(MARCH) == saved
    assert (saved.version, saved.saved_by, store.draft(MARCH._replace(scope="area:530102")).version) == (1, "分析员", 0)
    for stale in (empty, saved._replace(version=7)):
        with pytest.raises(RefusedError, match="meanwhile"):
            store.save(stale, ANALYST, 2_000)
    with pytest.raises(RefusedError, match="too_long"):
        store.save(saved._replace(edits=Edits({"cases": "长" * (MOST_TEXT + 1)})), ANALYST, 2_000)
    assert store.draft(MARCH) == saved


def _seals(store: ReportStore) -> None:
    content = msgspec.json.encode(report(7, "a")).decode()
    first = store.seal(Seal(MARCH, 0, 3_000, "", "首次", ("市城管局",), content), ANALYST)
    second = store.seal(first._replace(reason="更正"), ANALYST)
    assert (first.edition, second.edition, second.sealed_by) == (1, 2, "分析员")
    assert store.seals(MARCH) == store.seals() == [second, first]
    assert msgspec.json.decode(store.seals(MARCH)[1].content, type=Report) == report(7, "a")


def _unchangeable(store: ReportStore, engine: sa.Engine) -> None:
    for statement in ("UPDATE web_report_seals SET reason = ''", "DELETE FROM web_report_seals"):
        with pytest.raises(sa.exc.DBAPIError, match="not changed"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    with engine.begin() as connection:
        # Whoever owns the database can take the guard away; the checksum still tells.
        gone = "ALTER TABLE web_report_seals DISABLE TRIGGER ALL"
        connection.exec_driver_sql("DROP TRIGGER web_report_seals_no_update" if engine.name == "sqlite" else gone)
        connection.exec_driver_sql("UPDATE web_report_seals SET content = '{}' WHERE edition = 1")
    with pytest.raises(StoreError, match="edition 1"):
        store.seals(MARCH)
