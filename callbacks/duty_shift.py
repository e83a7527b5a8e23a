"""Roster, hand-over and saved filters: keeps what is sound, names what is not. One object per web worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from callbacks.duty_answers import Answers
from dashboard.auth.who import Principal
from dashboard.domain import handover, roster
from dashboard.domain.handover import OpenAlert, OpenWork, Sheet
from dashboard.domain.instants import DAY_MS, HOUR_MS, parse
from dashboard.domain.roster import Watch
from dashboard.errors import RefusedError
from dashboard.views.duty import rows
from dashboard.views.duty.words import FAULTS

SHOWN_DAYS = 8
SHEETS = 12
MOST_NO = 1 << 31
"""Numbers of watches and sheets stay below."""


class Keep(TypedDict):
    """What is to be kept: `what` names it, the rest is its form."""

    what: str
    form: dict[str, Any]
    n: int


class Shift:
    """Keeps what the desk's people write down."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._deps = answers.deps

    def keep_filter(self, keep: Keep, who: Principal) -> dict[str, Any]:
        """Saves or forgets a filter of one's own; the filters there are now."""
        owner, deps = f"{who.kind}:{who.id}", self._deps
        name, fault = _text(keep["form"], "name", 80), None
        try:
            if keep["what"] == "filter.save" and name:
                deps.run(deps.filters.save, owner, name, _spec(keep["form"]))
            elif keep["what"] == "filter.remove":
                deps.run(deps.filters.remove, owner, name)
            elif keep["what"] == "filter.save":
                fault = "no_name"
        except RefusedError:
            fault = "too_many"
        return _told(keep, fault) | {"filters": [saved._asdict() for saved in deps.run(deps.filters.of, owner)]}

    def keep(self, keep: Keep, who: Principal) -> dict[str, Any]:
        """A watch added or struck, a hand-over written or taken. What went wrong is named."""
        act = {
            "watch.add": self._add_watch,
            "watch.remove": self._remove_watch,
            "handover.write": self._write,
            "handover.take": self._take,
        }.get(keep["what"])
        fault, target = ("no_such_act", "") if act is None else act(keep["form"], who)
        if fault is None:
            self._deps.note(f"duty.{keep['what']}", target)
        return _told(keep, fault) | {"target": target}

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return self._deps.zone

    def now(self) -> int:
        """The city's time, ms."""
        return self._deps.city_now()

    def watches(self) -> list[Watch]:
        """The watches from yesterday on."""
        now = self._deps.city_now()
        found: list[Watch] = self._deps.run(self._deps.rosters.within, now - DAY_MS, now + SHOWN_DAYS * DAY_MS)
        return found

    def sheets(self) -> list[Sheet]:
        """The last hand-overs, newest first."""
        found: list[Sheet] = self._deps.run(self._deps.handovers.newest, SHEETS)
        return found

    def _add_watch(self, form: dict[str, Any], _who: Principal) -> tuple[str | None, str]:
        try:
            start, end = parse(_text(form, "start", 40)), parse(_text(form, "end", 40))
        except ValueError:
            return "bad_moment", ""
        person, phone = _text(form, "person", 200), _text(form, "phone", 64)
        watch = Watch(0, person, roster.post(_text(form, "post", 16)), start, end, phone)
        fault = roster.fault(watch)
        if fault is None:
            self._deps.run(self._deps.rosters.add, watch)
        return fault, person

    def _remove_watch(self, form: dict[str, Any], _who: Principal) -> tuple[str | None, str]:
        gone = self._deps.run(self._deps.rosters.remove, _number(form))
        return None, gone.person if gone else ""

    def _write(self, form: dict[str, Any], who: Principal) -> tuple[str | None, str]:
        now, taking = self._deps.city_now(), _text(form, "taking", 200)
        notes = _text(form, "notes", handover.MOST_NOTES + 1)
        new = Sheet(0, now, who.name, f"{who.kind}:{who.id}", taking, notes, self._work(who, now))
        fault = handover.fault(new)
        if fault is not None:
            return fault, ""
        return None, str(self._deps.run(self._deps.handovers.add, new).no)

    def _take(self, form: dict[str, Any], who: Principal) -> tuple[str | None, str]:
        no = _number(form)
        sheet: Sheet | None = self._deps.run(self._deps.handovers.get, no)
        if sheet is None:
            return "no_such_sheet", ""
        fault = handover.may_take(sheet, f"{who.kind}:{who.id}")
        if fault is None and not self._deps.run(self._deps.handovers.take, no, self._deps.city_now(), who.name):
            fault = "already_taken"
        return fault, str(no)

    def _work(self, who: Principal, now: int) -> OpenWork:
        """What is open at this moment, as it goes on the sheet."""
        deps = self._deps
        queue = deps.run(deps.store.due_within, who.scope, now, HOUR_MS)
        late = deps.run(deps.store.late, who.scope, now)
        alerts = tuple(
            OpenAlert(
                alert.subject,
                deps.titles.get(alert.rule, alert.rule),
                rows.area_name(deps.reader.reference, alert.unit),
                alert.level,
                len(alert.members),
                alert.holder,
            )
            for alert in self._answers.open_alerts(who, now)
        )
        return OpenWork(late[0], late[1], len(queue), deps.run(deps.store.whistles_open, who.scope), alerts)


def _number(form: dict[str, Any]) -> int:
    value = form.get("no")
    return value if isinstance(value, int) and 0 < value < MOST_NO else 0


def _text(form: Mapping[str, Any], name: str, most: int) -> str:
    """A field's text, without what no database can hold (a NUL, half a surrogate pair)."""
    value = form.get(name)
    text = value.replace("\x00", "").encode(errors="replace").decode() if isinstance(value, str) else ""
    return text.strip()[:most]


def _spec(form: Mapping[str, Any]) -> dict[str, str]:
    """What a filter lets through: one of the common ones, and a text."""
    spec = form.get("spec")
    given = spec if isinstance(spec, dict) else {}
    return {"base": _text(given, "base", 16), "text": _text(given, "text", 80)}


def _told(keep: Keep, fault: str | None) -> dict[str, Any]:
    return {"what": keep["what"], "n": keep["n"], "fault": None if fault is None else FAULTS.get(fault, fault)}
