"""Situation reports at work: written for a moment, edited, sealed, read beside what is so now, and sent.

The one place that the screen, the file doors and the scheduler ask. Whether somebody may, they ask themselves; of
which part of the city a report is, its key says. Calls block, some for seconds: a web worker goes through
`dashboard.offload`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import msgspec

from dashboard import bulletin
from dashboard.auth.who import Principal, Scope
from dashboard.domain.clock import CityClock
from dashboard.domain.definitions import figure_of
from dashboard.domain.report_edits import Edits, ReportKey, addresses
from dashboard.errors import RefusedError, UsageError
from dashboard.store.reader import Reader
from dashboard.store.web.outbox import Outbox
from dashboard.store.web.reports import Draft, Kept, ReportStore, Seal
from dashboard.views.asked import title
from dashboard.views.bulletin.address import path
from dashboard.views.bulletin.edited import Correction, corrections, final, undecided, with_edits
from dashboard.views.bulletin.headline import headline
from dashboard.views.bulletin.model import Report

_KEPT: Final = 8
"""Written reports that a process remembers, so that saving a sentence does not count a month anew."""
_MINUTE_MS: Final = 60_000
CLOCK: Final = "system"
"""Who seals what the scheduler makes."""


class Way(NamedTuple):
    """A channel that reports can be sent by: its name, and its kind (mail, webhook, …)."""

    name: str
    kind: str


class Opened(NamedTuple):
    """A report as it lies on the desk.

    `report` is what is printed; of a draft with everything in it that a person may bring back. `seal` is the version
    that is read (None: the draft). `changed`: its figures that are printed otherwise now. `sent`: channel → state.
    """

    key: ReportKey
    report: Report
    draft: Draft
    seal: Seal | None
    seals: Sequence[Seal]
    changed: Sequence[Correction] = ()
    undecided: int = 0
    sent: dict[str, str] = {}  # noqa: RUF012 – never changed


@dataclass(frozen=True)
class Stand:
    """What the desk stands on. `clock` is the city's, which may have to ask its server; `link` the address under which
    people reach the screens.
    """

    reader: Reader
    store: ReportStore
    outbox: Outbox
    clock: Callable[[], CityClock]
    real_ms: Callable[[], int]
    city: str
    ways: tuple[Way, ...] = ()
    link: str = ""


class ReportDesk:
    """The desk. Safe in several threads, where its clock is: a web worker hands on `aside()`."""

    def __init__(self, stand: Stand, written: OrderedDict[tuple[ReportKey, int], Report] | None = None) -> None:
        self._stand = stand
        self.zone = stand.reader.zone
        self.ways = stand.ways
        self._written = OrderedDict() if written is None else written

    def aside(self) -> ReportDesk:
        """The same desk with its clock read already, to be called in another thread.

        Under gevent a client of Redis answers in its own thread alone; elsewhere it fails as soon as it has to wait.
        """
        clock = self._stand.clock()
        return ReportDesk(replace(self._stand, clock=lambda: clock), self._written)

    def now(self) -> int:
        """The city's time."""
        return self._stand.clock().now(self._stand.real_ms())

    def named(self, figure: str) -> str:
        """What a figure's path is called, in Chinese as the reports are: 结案率 · 五华区 · 创建."""
        found = figure_of(figure)
        return figure if found is None else title(found, self._stand.reader.reference)

    def listed(self, scope: Scope) -> list[Kept]:
        """The reports that lie inside a scope, the newest period first."""
        found = self._stand.store.listed()
        return [one for one in found if (named := Scope.named(one.key.scope)) and scope.covers(named)]

    def opened(self, key: ReportKey, as_of: int, edition: int = 0, *, anew: bool = False) -> Opened:
        """The draft as of a moment, or a sealed edition as it is kept. UsageError where there is no such report."""
        draft, seals = self._stand.store.draft(key), self._stand.store.seals(key)
        if not edition:
            report = self.written(key, as_of, anew=anew)
            shown = with_edits(report, draft.edits, all_kept=True)
            return Opened(key, shown, draft, None, seals, undecided=undecided(report, draft.edits))
        seal = next((one for one in seals if one.edition == edition), None)
        if seal is None:
            raise UsageError(f"This report has no edition {edition}.")
        report = content(seal)
        # Of this minute, not of this moment: who turns its pages does not have the month counted each time.
        present = self.written(key, max(as_of - as_of % _MINUTE_MS, key.start + 1), anew=anew)
        return Opened(key, report, draft, seal, seals, corrections(report, present), sent=self._sent(seal))

    def printed(self, key: ReportKey, as_of: int, edition: int = 0) -> Report:
        """The report as files have it: a sealed edition, or the draft with what was written into it."""
        if edition:
            seal = self._stand.store.edition(key, edition)
            if seal is None:
                raise UsageError(f"This report has no edition {edition}.")
            return content(seal)
        return with_edits(self.written(key, as_of), self._stand.store.draft(key).edits)

    def written(self, key: ReportKey, as_of: int, *, anew: bool = False) -> Report:
        """What the figures say of it, without what people wrote; `anew` where what is remembered of this moment will
        not do (events may be late). UsageError where there is nothing to report on.
        """
        found = None if anew else self._written.get((key, as_of))
        if found is None:
            scope = Scope.named(key.scope)
            if scope is None:
                raise UsageError(f"{key.scope!r} is no part of the city.")
            synthetic = self._stand.clock().synthetic
            wanted = bulletin.Wanted(key.start, key.end, as_of, self._stand.city, scope, synthetic)
            found = bulletin.written(self._stand.reader, wanted)
            self._written[key, as_of] = found
            while len(self._written) > _KEPT:
                self._written.popitem(last=False)
        return found

    def save(self, key: ReportKey, version: int, who: Principal, change: Callable[[Edits], Edits]) -> Draft:
        """Changes what is written into a draft. RefusedError if somebody else saved it since `version`."""
        draft = self._stand.store.draft(key)
        if draft.version != version:
            raise RefusedError("somebody saved this report meanwhile; look at it and try again")
        return self._stand.store.save(draft._replace(edits=change(draft.edits)), who, self.now())

    def seal(self, key: ReportKey, version: int, as_of: int, who: Principal, reason: str) -> Seal:
        """Seals the draft as it was seen: its `version`, and its figures as of `as_of`. RefusedError as in `save`."""
        draft = self._stand.store.draft(key)
        if draft.version != version:
            raise RefusedError("somebody saved this report meanwhile; look at it and try again")
        report = final(self.written(key, min(as_of, self.now())), draft.edits)
        return self._stand.store.seal(self._sealing(key, report, reason, draft.edits.recipients), who)

    def made(self, key: ReportKey, as_of: int) -> Seal | None:
        """Edition 1 as the scheduler makes it, candidates undecided; the newest where people were first; None of a
        period in which nothing was accepted.
        """
        written = self.written(key, as_of, anew=True)
        report = with_edits(written, self._stand.store.draft(key).edits)
        if not headline(report):
            return None
        seal = self._sealing(key, report, "定时生成", ())
        return self._stand.store.first_seal(seal, Principal("key", CLOCK, "系统", frozenset()))

    def send(self, key: ReportKey, edition: int, channels: Sequence[str]) -> list[str]:
        """Puts an edition into the outbox, once for each channel; those that it was new to. UsageError if none is."""
        seal = self._stand.store.edition(key, edition)
        if seal is None:
            raise UsageError(f"This report has no edition {edition}.")
        said = self._said(seal)
        known = {way.name for way in self.ways}
        now = self._stand.real_ms()
        subject = f"report:{seal.key.scope}"[:256]
        return [
            name
            for name in channels
            if name in known and self._stand.outbox.add(_letter(name, seal), name, subject, said, 0, now)
        ]

    def _sealing(self, key: ReportKey, report: Report, reason: str, recipients: tuple[str, ...]) -> Seal:
        kept = msgspec.json.encode(report).decode()
        return Seal(key, 0, self.now(), "", reason.strip(), recipients, kept)

    def _sent(self, seal: Seal) -> dict[str, str]:
        keys = {_letter(way.name, seal): way.name for way in self.ways}
        return {keys[key]: state for key, state in self._stand.outbox.states(list(keys)).items()}

    def _said(self, seal: Seal) -> dict[str, Any]:
        report = content(seal)
        title = f"【{report.title}】{report.label}（第{seal.edition}版）"
        lines = [title, *headline(report), *([report.notice] if report.notice else [])]
        address = self._stand.link + path(seal.key, self.zone, seal.edition) if self._stand.link else ""
        return {
            "report": {**seal.key._asdict(), "edition": seal.edition},
            "label": report.label,
            "link": address,
            "to": list(addresses(seal.recipients)),
            "synthetic": bool(report.notice) and self._stand.clock().synthetic,
            "text": "\n".join([*lines, *([address] if address else [])]),
        }


def content(seal: Seal) -> Report:
    """The report that was sealed."""
    return msgspec.json.decode(seal.content, type=Report)


def _letter(channel: str, seal: Seal) -> str:
    """The outbox's key: each edition once a channel."""
    key = seal.key
    return f"{channel}:report:{key.start}:{key.end}:{key.scope}:{seal.edition}"
