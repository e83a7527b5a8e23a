"""What the bulletin's callbacks answer: asks `dashboard.report_desk`, and keeps to the visitor's scope and rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NotRequired, TypedDict

from callbacks.desk_pages import Visit
from dashboard.auth.who import Principal, Scope
from dashboard.domain import stretches
from dashboard.domain.instants import local, to_ms
from dashboard.domain.report_edits import Edits, ReportKey, Verdict
from dashboard.errors import RefusedError, UsageError
from dashboard.report_desk import Opened, ReportDesk
from dashboard.views.bulletin import address
from layouts.bulletin import page, paper, side
from layouts.bulletin.page import Entry, Quick
from layouts.bulletin.paper import Sheet
from layouts.bulletin.side import Side, Version, Way
from layouts.desk.words import Words
from layouts.markup import markup

FILES: Final = {"Word": "docx", "PDF": "pdf", "Excel": "xlsx"}
_VERDICTS: Final = ("chosen", "hidden", "open")


class Ask(TypedDict):
    """Which report: period in ms UTC, name of the part of the city, edition (0: the draft), and as of when (0: now).

    `past`: somebody looks back, so nothing is offered to be done.
    """

    start: int
    end: int
    scope: str
    edition: int
    as_of: int
    past: bool


class Do(TypedDict):
    """Something to be done with a report, as it was seen: `version` of its draft, `as_of` of its figures."""

    ask: Ask
    version: int
    what: str
    key: NotRequired[str]
    text: NotRequired[str]
    channels: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Bulletins:
    """`run` calls the desk aside (its clock read before), `note` writes the audit log for the request at hand."""

    desk: ReportDesk
    run: Callable[..., Any]
    note: Callable[..., None]

    def asked(self, visit: Visit) -> Ask | None:
        """The report that an address names; None where it names none."""
        _, _, below = visit.path.strip("/").partition("/")
        start, _, end = below.partition("/")
        try:
            first, last = address.period(start, end, self.desk.zone)
        except ValueError:
            return None
        edition = visit.query.get("edition", "")
        return Ask(
            start=first,
            end=last,
            scope=visit.query.get("scope", visit.who.scope.name),
            edition=int(edition) if edition.isascii() and edition.isdecimal() and len(edition) < 6 else 0,
            as_of=visit.at or 0,
            past=visit.at is not None,
        )

    def entries(self, visit: Visit, asked: Ask | None) -> list[Entry]:
        """The list at the left."""
        say, zone = visit.words, self.desk.zone
        open_ = _key(asked) if asked else None
        return [
            Entry(
                href=address.path(one.key, zone, 0 if one.version else one.edition),
                label=stretches.label(one.key.start, one.key.end, zone),
                kind=stretches.kind(one.key.start, one.key.end, zone),
                part="" if one.key.scope == visit.who.scope.name else one.key.scope,
                state=" · ".join(_state(one, say)),
                here=one.key == open_,
            )
            for one in self.run(self.desk.listed, visit.who.scope)
        ]

    def quick(self, visit: Visit) -> list[Quick]:
        """Ways to the usual periods, as they lie now."""
        now = local(visit.now(self.desk.now()), self.desk.zone)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        month = today.replace(day=1)
        periods = {
            "今日至此刻": (today, today + timedelta(days=1)),
            "昨日": stretches.latest("day", now),
            "上周": stretches.latest("week", now),
            "本月至此刻": (month, (month + timedelta(days=32)).replace(day=1)),
            "上月": stretches.latest("month", now),
        }
        return [self._quick(label, bounds, visit.who.scope) for label, bounds in periods.items()]

    def _quick(self, label: str, bounds: tuple[datetime, datetime], scope: Scope) -> Quick:
        key = ReportKey(to_ms(bounds[0]), to_ms(bounds[1]), scope.name)
        return Quick(label, address.path(key, self.desk.zone), stretches.label(key.start, key.end, self.desk.zone))

    def opened(self, ask: Ask, who: Principal, say: Words) -> tuple[str, Any]:
        """The paper as HTML, and its side."""
        if not _within(ask, who):
            return markup(page.refused("这个时段还没有开始，或不在你的范围内。", say)), []
        as_of = ask["as_of"] or self.desk.now()
        try:
            found: Opened = self.run(self.desk.aside().opened, _key(ask), as_of, ask["edition"], anew=not ask["as_of"])
        except UsageError:
            reason = "没有这一期通报。" if ask["edition"] else "这个时段还没有开始，或不在你的范围内。"
            return markup(page.refused(reason, say)), []
        may_write = who.may("reports:write") and not ask["past"]
        changed = {(one.path, one.before): one for one in found.changed}
        drawn = paper.paper(Sheet(found.report, say, changed, may_write and found.seal is None))
        seen = {"as_of": as_of, "version": found.draft.version, "edition": ask["edition"]}
        return markup(page.with_state(drawn, seen)), side.side(self._side(found, as_of, may_write, say), say)

    def _side(self, found: Opened, as_of: int, may_write: bool, say: Words) -> Side:
        sealed = found.seal
        recipients = sealed.recipients if sealed else found.draft.edits.recipients
        return Side(
            versions=self._versions(found, say),
            as_of=self._stamp(as_of),
            sealed=sealed is not None,
            may_write=may_write,
            files=[(label, self._file(found, as_of, ending)) for label, ending in FILES.items()],
            recipients=recipients,
            undecided=found.undecided,
            changed=found.changed,
            ways=[Way(way.name, way.kind, found.sent.get(way.name, "")) for way in self.desk.ways],
            named=self.desk.named,
        )

    def _versions(self, found: Opened, say: Words) -> list[Version]:
        zone, draft, here = self.desk.zone, found.draft, found.seal.edition if found.seal else 0
        saved = f"{self._stamp(draft.saved_at)} {draft.saved_by}" if draft.version else say("未保存")
        versions = [Version(say("草稿"), address.path(found.key, zone), saved, not here)]
        for one in found.seals:
            stamp = f"{self._stamp(one.sealed_at)} {one.sealed_by}　{one.reason}".rstrip()
            label = say("第{}版").format(one.edition)
            versions.append(Version(label, address.path(found.key, zone, one.edition), stamp, here == one.edition))
        return versions

    def _stamp(self, at: int) -> str:
        return f"{local(at, self.desk.zone):%Y-%m-%d %H:%M}"

    def _file(self, found: Opened, as_of: int, ending: str) -> str:
        return address.file(found.key, self.desk.zone, ending, found.seal.edition if found.seal else 0, as_of)

    def do(self, wanted: Do, who: Principal, say: Words) -> dict[str, Any]:
        """Does it; what came of it, for the page."""
        ask = wanted["ask"]
        if not _within(ask, who) or ask["past"]:
            return {"done": False, "said": say("没有这一期通报。")}
        try:
            told, go = self._done(wanted, who)
        except (RefusedError, UsageError) as error:
            meanwhile = "meanwhile" in str(error)
            refused = "别人刚刚改过这一期，请重新打开再改。" if meanwhile else "无法保存：内容过长或名单有误。"
            return {"done": False, "said": say(refused)}
        return {"done": bool(told), "said": say(told or "没有选择渠道，或都已发送过。"), "go": go}

    def _done(self, wanted: Do, who: Principal) -> tuple[str, str]:
        """What to say, and where to go from there ("": the page is shown anew)."""
        key, version = _key(wanted["ask"]), wanted["version"]
        target = address.path(key, self.desk.zone)
        if wanted["what"] == "seal":
            seal = self.run(self.desk.aside().seal, key, version, wanted["ask"]["as_of"], who, wanted.get("text", ""))
            self.note("report.seal", target, detail={"edition": seal.edition, "reason": seal.reason})
            return "已封存", address.path(key, self.desk.zone, seal.edition)
        if wanted["what"] == "send":
            edition = wanted["ask"]["edition"]
            new = self.run(self.desk.aside().send, key, edition, wanted.get("channels", []))
            if new:
                self.note("report.send", target, detail={"edition": edition, "channels": new})
            return ("已交发送" if new else ""), ""
        self.run(self.desk.aside().save, key, version, who, _change(wanted))
        self.note("report.edit", target, detail={"what": wanted["what"], "key": wanted.get("key", "")})
        return "已保存", ""


def _change(wanted: Do) -> Callable[[Edits], Edits]:
    what, key, text = wanted["what"], wanted.get("key", ""), wanted.get("text", "")
    if what == "note":
        return lambda edits: edits.noted(key, text)
    if what == "recipients":
        lines = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        return lambda edits: edits._replace(recipients=lines)
    verdict: Verdict | None = next((one for one in _VERDICTS if one == what), None)
    if verdict is None:
        raise UsageError(f"{what!r} is nothing that can be done with a report.")
    return lambda edits: edits.decided(key, verdict)


def _key(ask: Ask) -> ReportKey:
    return ReportKey(ask["start"], ask["end"], ask["scope"])


def _within(ask: Ask, who: Principal) -> bool:
    """Does the report lie inside what he sees?"""
    named = Scope.named(ask["scope"])
    return named is not None and who.scope.covers(named)


def _state(one: Any, say: Words) -> list[str]:
    draft = [say("草稿")] if one.version else []
    return draft + ([say("第{}版").format(one.edition)] if one.edition else [])
