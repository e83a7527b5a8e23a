"""Edited tables at an administrator's desk: look at a version, compare, check, save as the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from dashboard.admin.refusal import Refused
from dashboard.auth.who import Principal
from dashboard.domain.clock import CityClock
from dashboard.domain.edited_tables import History, TableKind, conflicts, faults
from dashboard.domain.instants import local
from dashboard.domain.revisions import Difference, Revision, Row, differences, earliest, timeline
from dashboard.errors import RefusedError

MOST_REASON = 400


class Edits(Protocol):
    """Where versions are kept (`dashboard.store.web.edits.EditStore`). Blocks."""

    def revisions(self) -> list[Revision]:
        """All of them."""
        ...

    def add(self, revision: Revision, who: Principal) -> Revision:
        """Keeps the next one. RefusedError if somebody was faster."""
        ...


class Draft(NamedTuple):
    """A table as somebody wants it: from which version he began, when it shall hold (city ms), and why."""

    kind: str
    rows: tuple[Row, ...]
    base: int
    valid_from: int
    reason: str


class Tables:
    """Acts on edited tables. `base` are the tables that the program brings. Raises Refused.

    `now` and `soonest` ask the clock, which waits without blocking; all other calls block, so the moment is handed in.
    """

    def __init__(
        self,
        kinds: Sequence[TableKind],
        base: History,
        edits: Edits,
        clock: Callable[[], CityClock],
        real_ms: Callable[[], int],
        zone: ZoneInfo,
    ) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._base = base
        self._edits = edits
        self._clock = clock
        self._real_ms = real_ms
        self._zone = zone

    def kind(self, name: str) -> TableKind:
        """The kind of this name."""
        if name not in self.kinds:
            raise Refused("没有这种数据。")
        return self.kinds[name]

    def history(self, kind: str) -> list[Revision]:
        """All versions, newest first; the last is what the program's files say."""
        self.kind(kind)
        return list(reversed(self._history()[kind]))

    def in_force(self, kind: str, now: int) -> set[tuple[int, int]]:
        """(no, valid_from) of the versions that hold now or will."""
        line = timeline(self._history()[kind])
        return {(one.no, one.valid_from) for at, one in enumerate(line) if _holds(line, at, now)}

    def now(self) -> int:
        """The city's time, ms."""
        return self._clock().now(self._real_ms())

    def soonest(self) -> int:
        """The soonest moment of the city at which a version saved now may begin."""
        clock = self._clock()
        speed = clock.speed if clock.mode == "replay" else 1.0
        return earliest(clock.now(self._real_ms()), speed)

    def compared(self, draft: Draft) -> list[Difference]:
        """What the draft changes of the newest version, once it is free of faults."""
        kind = self.kind(draft.kind)
        history = self._history()
        found = faults(kind, draft.rows)
        if not found:
            found = conflicts(history, Revision(kind.name, self._newest(history, kind).no + 1, *_asked(draft)))
        if found:
            raise Refused(*found)
        return differences(self._newest(history, kind).rows, draft.rows, kind.key)

    def save(self, who: Principal, draft: Draft, soonest: int) -> Revision:
        """The draft as the next version."""
        kind = self.kind(draft.kind)
        newest = self._newest(self._history(), kind)
        if newest.no != draft.base:
            raise Refused(f"{newest.by}在此期间保存了第 {newest.no} 版，请重新载入后再改。")
        reason = draft.reason.strip()
        if not reason or len(reason) > MOST_REASON or not reason.isprintable():
            raise Refused(f"请写明修改原因（最多 {MOST_REASON} 字，一行）。")
        if draft.valid_from < soonest:
            at = local(soonest, self._zone).strftime("%Y-%m-%d %H:%M")
            raise Refused(f"生效时刻最早为 {at} 之后：各部分要先收到新版本，已判定的案件不会改变。")
        if not self.compared(draft):
            raise Refused(f"与第 {newest.no} 版相同，没有可保存的修改。")
        new = Revision(kind.name, newest.no + 1, *_asked(draft), reason=reason)
        try:
            return self._edits.add(new, who)
        except RefusedError as error:
            raise Refused("别人刚刚保存了新版本，请重新载入后再改。") from error

    def _history(self) -> dict[str, list[Revision]]:
        edits = self._edits.revisions()
        return {name: [*self._base[name], *(one for one in edits if one.kind == name)] for name in self.kinds}

    @staticmethod
    def _newest(history: History, kind: TableKind) -> Revision:
        return history[kind.name][-1]


def _asked(draft: Draft) -> tuple[int, tuple[Row, ...]]:
    return draft.valid_from, draft.rows


def _holds(line: Sequence[Revision], at: int, now: int) -> bool:
    return at + 1 == len(line) or line[at + 1].valid_from > now
