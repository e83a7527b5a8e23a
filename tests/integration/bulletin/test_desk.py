"""Reports at work: written into, written anew, sealed, read beside what is so now, sent once; each sees his part."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g

from callbacks.bulletin_answers import Ask, Bulletins, Do
from dashboard.api import reports
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import CITY, Scope
from dashboard.domain.clock import CityClock
from dashboard.domain.instants import parse_bound
from dashboard.domain.report_edits import ReportKey, addresses, names
from dashboard.errors import RefusedError, UsageError
from dashboard.report_desk import ReportDesk
from dashboard.store.web.audit import AuditStore
from dashboard.views.bulletin.model import Paragraph, Report, plain
from tests import builders as b
from tests.integration.bulletin.bench import ANALYST, MARCH, NOW, Bench
from tests.store_kit import ZONE

GOOD = "cases.dispatched.530102"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for all: each test has a period of its own, or goes on where the last one ended."""
    made = Bench(tmp_path_factory.mktemp("desk"))
    yield made
    made.close()


def said(report: Report, part: str) -> list[str]:
    """A part's paragraphs."""
    found = next(one for one in report.parts if one.key == part)
    return [block.lead + plain(block.text) for block in found.blocks if isinstance(block, Paragraph)]


def test_a_report_from_its_draft_to_its_seal(bench: Bench) -> None:
    """Text stays through new figures; only chosen candidates are sealed; sealed figures stay, and show what changed."""
    desk = bench.desk
    first = desk.opened(MARCH, NOW)
    assert (first.draft.version, first.undecided, first.seals) == (0, 2, [])
    assert "受理网格案件100件" in said(first.report, "supervision")[0]
    draft = desk.save(MARCH, 0, ANALYST, lambda edits: edits.noted("supervision.sources", "其中专项行动60件。"))
    draft = desk.save(
        MARCH, draft.version, ANALYST, lambda edits: edits.decided(GOOD, "chosen").noted(GOOD, "经核实。")
    )
    draft = desk.save(
        MARCH, draft.version, ANALYST, lambda edits: edits._replace(recipients=("市城管局 <a@example.org>", "档案室"))
    )
    with pytest.raises(RefusedError, match="meanwhile"):
        desk.save(MARCH, 1, ANALYST, lambda edits: edits)

    bench.store.feed(b.a_life("late-one", "2025-03-28T09:00:00"))
    assert "100件" in said(desk.opened(MARCH, NOW).report, "supervision")[0]
    anew = desk.opened(MARCH, NOW, anew=True)
    assert said(anew.report, "supervision")[:2] == [said(anew.report, "supervision")[0], "其中专项行动60件。"]
    assert "受理网格案件101件" in said(anew.report, "supervision")[0]
    assert anew.undecided == 1

    seal = desk.seal(MARCH, draft.version, NOW, ANALYST, "首次")
    assert (seal.edition, seal.sealed_by, seal.sealed_at) == (1, "李敏", NOW)
    sealed = desk.opened(MARCH, NOW, 1, anew=True)
    assert said(sealed.report, "cases")[:5] == [
        "（一）正面典型。共1项。", "1．五华区应派遣101件，全部按时派遣。", "经核实。", "（二）负面典型。本期无。",
        said(sealed.report, "cases")[4],
    ]  # fmt: skip
    assert sealed.report.recipients == ("市城管局", "档案室")
    assert list(sealed.changed) == []

    bench.store.feed([b.voided("late-one", "2025-03-29T09:00:00")])
    later = desk.opened(MARCH, NOW, 1, anew=True)
    assert later.report == sealed.report
    assert ("accepted", "101", "100") in [(one.path, one.sealed, one.now) for one in later.changed]


def test_what_is_left_out_can_be_brought_back(bench: Bench) -> None:
    """A candidate left out goes with what was written about it, from files and seals; the desk still shows it."""
    key = MARCH._replace(end=parse_bound("2025-03-25", ZONE))
    desk = bench.desk
    draft = desk.save(key, 0, ANALYST, lambda edits: edits.noted(GOOD, "说明。").decided(GOOD, "hidden"))
    shown = next(one for one in desk.opened(key, NOW).report.parts if one.key == "cases")
    assert [block.role for block in shown.blocks if block.key == GOOD and isinstance(block, Paragraph)] == ["hidden"]
    assert "说明。" not in said(desk.printed(key, NOW), "cases")
    desk.save(key, draft.version, ANALYST, lambda edits: edits.decided(GOOD, "open"))
    assert "说明。" in said(desk.printed(key, NOW), "cases")


def test_an_edition_is_sent_once_a_channel(bench: Bench) -> None:
    """With its main figures, where it lies, and to whom; a channel that the house does not have takes nothing."""
    key = MARCH._replace(end=parse_bound("2025-03-10", ZONE))
    desk = bench.desk
    draft = desk.save(key, 0, ANALYST, lambda edits: edits._replace(recipients=("局办 <a@example.org>",)))
    with pytest.raises(UsageError):
        desk.send(key, 1, ["邮件"])
    desk.seal(key, draft.version, NOW, ANALYST, "")
    assert desk.send(key, 1, ["邮件", "群", "别人的"]) == ["邮件", "群"]
    assert desk.send(key, 1, ["邮件", "群"]) == []
    assert desk.opened(key, NOW, 1).sent == {"邮件": "waiting", "群": "waiting"}
    notice = next(one for one in bench.outbox.listed() if one.channel == "邮件")
    assert notice.said["to"] == ["a@example.org"]
    assert notice.said["text"].startswith(
        "【试验市城市网格化管理工作情况通报】2025年3月1日至9日（第1版）\n受理35件，立案35件"
    )
    assert notice.said["text"].endswith("https://grid.example.org/bulletin/2025-03-01/2025-03-10?edition=1")


def test_the_scheduler_makes_a_report_once(bench: Bench) -> None:
    """Candidates stay undecided; the second time, and after a person, it gives what there is; nothing of nothing."""
    desk, key = bench.desk, MARCH._replace(end=parse_bound("2025-03-05", ZONE))
    made = desk.made(key, NOW)
    assert made is not None
    assert (made.edition, made.sealed_by) == (1, "系统")
    assert desk.made(key, NOW + 5) == made
    empty = ReportKey(parse_bound("2025-01-01", ZONE), parse_bound("2025-02-01", ZONE), "city")
    assert desk.made(empty, NOW) is None


def test_each_sees_his_part(bench: Bench) -> None:
    """A report of one area is another report; the list shows what lies inside a scope."""
    desk = bench.desk
    mine = MARCH._replace(scope="area:530102")
    desk.save(mine, 0, ANALYST, lambda edits: edits.noted("supervision", "五华。"))
    wuhua, guandu = Scope(frozenset({"530102"})), Scope(frozenset({"530111"}))
    assert [one.key for one in desk.listed(wuhua)] == [mine]
    assert desk.listed(guandu) == []
    assert mine in {one.key for one in desk.listed(CITY)}
    assert "五华。" not in said(desk.printed(MARCH, NOW), "supervision")
    with pytest.raises(UsageError, match="no part of the city"):
        desk.opened(MARCH._replace(scope="area:"), NOW)


def test_recipients() -> None:
    """Names are printed, addresses written to."""
    given = ("市城管局 <a@example.org>", "b@example.org", "档案室")
    assert names(given) == ("市城管局", "b@example.org", "档案室")
    assert addresses(given) == ("a@example.org", "b@example.org")


def of_this_thread(clock: Callable[[], CityClock]) -> Callable[[], CityClock]:
    """A clock as a web worker has it: its server answers in the thread that connected alone."""
    mine = threading.get_ident()

    def read() -> CityClock:
        assert threading.get_ident() == mine, "cannot switch to a different thread"
        return clock()

    return read


def elsewhere(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `dashboard.offload` does."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call, *args, **kwargs).result()


def test_what_is_done_aside_asks_no_clock_there(bench: Bench) -> None:
    """Opened, written into, sealed, sent and had as a file, with a clock that waits for its server each time."""
    stand = bench.desk._stand
    desk = ReportDesk(replace(stand, clock=of_this_thread(stand.clock)))
    answers = Bulletins(desk, elsewhere, lambda *_, **__: None)
    start, end = MARCH.start, parse_bound("2025-03-08", ZONE)
    ask = Ask(start=start, end=end, scope="city", edition=0, as_of=0, past=False)
    assert "人工" not in answers.opened(ask, ANALYST, str)[0]
    seen = ask | {"as_of": NOW}
    note = Do(ask=seen, version=0, what="note", key="supervision.sources", text="一句。")
    assert answers.do(note, ANALYST, str) == {"done": True, "said": "已保存", "go": ""}
    assert answers.do(Do(ask=seen, version=1, what="seal"), ANALYST, str)["said"] == "已封存"
    send = Do(ask=seen | {"edition": 1}, version=1, what="send", channels=["群"])
    assert answers.do(send, ANALYST, str)["said"] == "已交发送"
    server = Flask("doors")
    server.before_request(lambda: setattr(g, "principal", ANALYST))
    server.register_blueprint(reports.blueprint(desk, Auditor(AuditStore(bench.web))))
    assert server.test_client().get("/api/v1/reports.xlsx?from=2025-03-01&to=2025-03-07").status_code == 200


def test_figures_have_names(bench: Bench) -> None:
    """As they are defined, with what their path holds; what is none keeps its path."""
    assert bench.desk.named("closure_by_area.530102.creation.closure_rate") == "结案率 · 五华区 · 创建"
    assert bench.desk.named("nothing.of.that") == "nothing.of.that"
