"""Reports that the clock makes: each once, over restarts and a second scheduler, kept, and in people's mailboxes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import docx
import pytest

from dashboard.domain.clock import REAL, replay
from dashboard.domain.instants import parse_bound
from dashboard.domain.stretches import Kind
from dashboard.errors import SettingsError
from streams.notify.channels import Channel
from streams.notify.notifier import Notifier
from streams.report_watch import ReportWatch, last_due, times
from streams.reporting import encloser
from tests.integration.bulletin.bench import ANALYST, MARCH, NOW, Bench
from tests.integration.notify.receivers import post
from tests.store_kit import ZONE

TIMES = times((("day", "08:00"), ("week", "08:30"), ("month", "09:00")))
MAIL = Channel("邮件", "mail", sender="grid@example.org", to=("office@example.org",), reports=frozenset({"month"}))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def watching(bench: Bench, *channels: Channel) -> ReportWatch:
    """A scheduler's watch, just started."""
    return ReportWatch(bench.desk, bench.reports, TIMES, channels)


def at(text: str) -> int:
    return parse_bound(f"{text}+08:00", ZONE)


@pytest.mark.parametrize(
    ("kind", "now", "due"),
    [
        ("day", "2025-04-01T07:59", "2025-03-31T08:00"),
        ("day", "2025-04-01T08:00", "2025-04-01T08:00"),
        ("week", "2025-04-07T08:29", "2025-03-31T08:30"),
        ("week", "2025-04-07T08:30", "2025-04-07T08:30"),
        ("month", "2025-03-01T08:59", "2025-02-01T09:00"),
        ("month", "2025-03-31T12:00", "2025-03-01T09:00"),
    ],
)
def test_when_each_kind_is_due(kind: Kind, now: str, due: str) -> None:
    here, there = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (now, due))
    assert last_due(kind, TIMES[kind], here) == there


def test_times_as_they_are_written() -> None:
    assert times((("day", "none"),)) == {}
    assert times((("month", "09:05"),)) == {"month": time(9, 5)}
    for wrong in (("day", "noon"), ("year", "08:00")):
        with pytest.raises(SettingsError, match="GRID_REPORT_TIMES"):
            times((wrong,))


def test_each_report_is_made_once(bench: Bench) -> None:
    """From the first look on; what was missed, of each kind the last; never by a replay that nobody could follow."""
    watch = watching(bench, MAIL)
    assert watch.run(REAL, at("2025-03-31T12:00:00")) == []
    assert watch.run(replay(0, 0, 600, ""), at("2025-04-01T09:00:00")) == []
    assert watch.run(REAL, at("2025-04-03T10:00:00")) == ["day", "month"]
    assert watching(bench, MAIL).run(REAL, at("2025-04-03T10:00:01")) == []
    # The last day was empty; the month is kept as of the moment when it was due, and handed to who wants it.
    assert [(one.key, one.edition, one.sealed_by) for one in bench.reports.seals()] == [(MARCH, 1, "系统")]
    assert '"as_of":"2025-04-01T09:00:00+08:00"' in bench.reports.seals()[0].content
    assert [one.channel for one in bench.outbox.listed()] == ["邮件"]
    # Killed before it could note that it was done, it makes nothing twice; nor does one that takes over.
    bench.reports.deal("month", at("2025-03-01T09:00:00"))
    assert watching(bench, MAIL).run(REAL, at("2025-04-03T10:00:02")) == ["month"]
    assert (len(bench.reports.seals()), len(bench.outbox.listed())) == (1, 1)


def test_a_clock_that_is_set_back_begins_anew(bench: Bench) -> None:
    """A scheduler that looked before the replay set the clock does not wait for the years between."""
    watch = watching(bench)
    assert watch.run(REAL, at("2026-11-22T12:00:00")) == []
    assert watch.run(REAL, at("2025-03-31T12:00:00")) == []
    assert watch.run(REAL, at("2025-04-01T09:00:00")) == ["day", "month"]


def test_a_report_comes_by_mail_with_its_files(bench: Bench, tmp_path: Path) -> None:
    """To the recipients of the edition, Word and PDF with it."""
    draft = bench.desk.save(MARCH, 0, ANALYST, lambda edits: edits._replace(recipients=("局办 <a@example.org>",)))
    bench.desk.seal(MARCH, draft.version, NOW, ANALYST, "")
    assert bench.desk.send(MARCH, 1, ["邮件"]) == ["邮件"]
    with post(tmp_path, tls=False) as office:
        mail = Channel("邮件", "mail", server=office.server, sender="grid@example.org", to=("office@example.org",))
        notifier = Notifier([mail], bench.outbox, lambda _now: [], str, ZONE, encloser(bench.reports, ZONE))
        assert notifier.run(NOW, synthetic=True) == 1
        assert notifier.run(NOW, synthetic=True) == 0
    (letter,) = office.letters
    assert letter["To"] == "a@example.org"
    enclosed = [part for part in letter.walk() if part.get_filename()]
    files = {part.get_filename(): bytes(part.get_payload(decode=True)) for part in enclosed}
    assert list(files) == ["2025年3月.docx", "2025年3月.pdf"]
    assert docx.Document(io.BytesIO(files["2025年3月.docx"])).paragraphs[0].text == "试验市城市网格化管理工作情况通报"
    assert files["2025年3月.pdf"].startswith(b"%PDF-")
