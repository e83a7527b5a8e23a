"""Versions of edited tables, and what changed between two, in words. PURE."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from dashboard.domain.edited_tables import TableKind
from dashboard.domain.revisions import Difference, Revision, Row

Stamp = Callable[[int | None], str]
Say = Callable[[str], str]
"""A text in the language of who reads it (`layouts.desk.words`)."""

MOST_SHOWN = 200
"""Differences beyond are counted, not listed."""


class Version(NamedTuple):
    """One version in a list: its place in the history (0 = newest), and what is said of it."""

    place: int
    text: str


def versions(
    history: Sequence[Revision], living: Collection[tuple[int, int]], now_ms: int, stamp: Stamp, say: Say = str
) -> list[Version]:
    """The versions, newest first. `living` are those (no, valid_from) that hold now or will."""
    return [
        Version(place, f"{title(one, say)}・{_since(one, stamp, say)}・{say(_state(one, living, now_ms))}")
        for place, one in enumerate(history)
    ]


def title(revision: Revision, say: Say = str) -> str:
    """What a version is called."""
    return say("第 {} 版").format(revision.no) if revision.no else say("随程序")


def made(revision: Revision, stamp: Stamp, say: Say = str) -> str:
    """Who made it, when and why."""
    if not revision.no:
        return say("程序自带或本市的文件。")
    return say("{} {} 保存：{}").format(revision.by, stamp(revision.made_at), revision.reason)


def _since(revision: Revision, stamp: Stamp, say: Say) -> str:
    return say("{} 起").format(stamp(revision.valid_from)) if revision.valid_from else say("最初")


def _state(revision: Revision, living: Collection[tuple[int, int]], now_ms: int) -> str:
    if (revision.no, revision.valid_from) not in living:
        return "已过"
    return "待生效" if revision.valid_from > now_ms else "现行"


class Line(NamedTuple):
    """One difference: how (`added`, `removed`, `changed`), of which row, and what."""

    how: str
    row: str
    what: str


def lines(kind: TableKind, found: Sequence[Difference], say: Say = str) -> list[Line]:
    """The differences to show, in the table's own words."""
    return [_line(kind, one, say) for one in found[:MOST_SHOWN]]


def _line(kind: TableKind, one: Difference, say: Say) -> Line:
    row = "・".join(one.key)
    if one.before is None:
        return Line("added", row, _words(kind, one.after or {}, say))
    if one.after is None:
        return Line("removed", row, _words(kind, one.before, say))
    labels = {column.name: column for column in kind.columns}
    changes = []
    for name in one.columns:
        label = say(labels[name].label) if name in labels else name
        old, new = (_word(kind, name, side.get(name, ""), say) for side in (one.before, one.after))
        changes.append(f"{label} {old} → {new}")
    return Line("changed", row, "；".join(changes))


def _words(kind: TableKind, row: Row, say: Say) -> str:
    shown = [column.name for column in kind.columns if column.name not in kind.key and row.get(column.name)]
    return "，".join(_word(kind, name, row[name], say) for name in shown)


def _word(kind: TableKind, name: str, text: str, say: Say) -> str:
    choices = next((column.choices for column in kind.columns if column.name == name), None) or {}
    return say(choices[text]) if text in choices else text or say("（空）")


def rows(table: Sequence[Row]) -> list[dict[str, Any]]:
    """A table's rows for an editor, each with a name of its own (`_row`) that no edit changes."""
    return [{**row, "_row": str(number)} for number, row in enumerate(table)]


def plain(kind: TableKind, edited: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """The rows that an editor gave back, as text: the table's columns, and none that it lacks."""
    return tuple({name: str(row.get(name) or "").strip() for name in kind.names} for row in edited)
