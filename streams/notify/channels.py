"""Where alerts go out to, as a city writes it down (GRID_NOTIFY_FILE, docs/alerts.md): read, checked, matched.

Reads that file and those that it names, nothing else; sends nothing.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from dashboard.domain.alert import Alert
from dashboard.domain.alert_rules import BY_NAME
from dashboard.errors import SettingsError

Kind = Literal["dingtalk", "wecom", "feishu", "webhook", "mail"]
REPORTS: Final = frozenset({"day", "week", "month"})
_QUIET: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_KNOWN: Final = frozenset(
    "name kind url url_file secret secret_file rules levels step quiet "
    "server user password_file sender to ca_file reports".split()
)


@dataclass(frozen=True)
class Channel:
    """One way out. `rules` and `levels` (usual, grave) None = all; `step` from which on; `quiet` (from, to) local.
    `reports`: kinds of situation reports that it carries by itself.

    `ca_file` certifies a mail server of the house's own.
    """

    name: str
    kind: Kind
    url: str = ""
    secret: str = ""
    rules: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    step: int = 1
    quiet: tuple[time, time] | None = None
    server: str = ""
    user: str = ""
    password: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    ca_file: str = ""
    reports: frozenset[str] = frozenset()

    def wants(self, alert: Alert) -> bool:
        """Whether it carries this alert, at the step that it has reached."""
        rules = self.rules is None or alert.rule in self.rules
        levels = self.levels is None or alert.level in self.levels
        return rules and levels and alert.step >= self.step

    def quiet_until(self, now: datetime, level: str) -> datetime | None:
        """The end of the quiet hours that `now` (local) lies in; None outside them, and for what is grave."""
        if self.quiet is None or level == "grave":
            return None
        begin, end = self.quiet
        day = now.date()
        inside = begin <= now.time() < end if begin < end else not end <= now.time() < begin
        if not inside:
            return None
        ends = datetime.combine(day, end, now.tzinfo)
        return ends if ends > now else ends + timedelta(days=1)


def read(path: Path | None) -> tuple[Channel, ...]:
    """The channels of a file; none without one. Raises SettingsError, naming the channel and what is wrong in it."""
    if path is None:
        return ()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        channels = tuple(_channel(table, path.parent) for table in found.get("channel", []))
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(f"GRID_NOTIFY_FILE {path}: {error}") from error
    names = [channel.name for channel in channels]
    if len(set(names)) < len(names):
        raise SettingsError(f"GRID_NOTIFY_FILE {path}: two channels have one name")
    return channels


def _channel(table: dict[str, Any], folder: Path) -> Channel:
    name = str(table.get("name", ""))
    strange = table.keys() - _KNOWN
    if not name or strange or table.get("kind") not in get_args(Kind):
        raise ValueError(
            f"channel {name!r} needs a name, a kind of {', '.join(get_args(Kind))}; unknown: {strange or '-'}"
        )
    rules = table.get("rules")
    unknown = set(rules or ()) - BY_NAME.keys()
    if unknown:
        raise ValueError(f"channel {name!r} names unknown rules: {', '.join(sorted(unknown))}")
    reports = frozenset(table.get("reports", ()))
    if not reports <= REPORTS:
        raise ValueError(f"channel {name!r} names reports that are none of {', '.join(sorted(REPORTS))}")
    channel = Channel(
        name=name,
        kind=cast("Kind", table["kind"]),
        url=_said(table, "url", folder),
        secret=_said(table, "secret", folder),
        rules=None if rules is None else frozenset(rules),
        levels=frozenset(table["levels"]) if "levels" in table else None,
        step=int(table.get("step", 1)),
        quiet=_quiet(name, table.get("quiet")),
        server=str(table.get("server", "")),
        user=str(table.get("user", "")),
        password=_said(table, "password", folder),
        sender=str(table.get("sender", "")),
        to=tuple(table.get("to", ())),
        reports=reports,
        ca_file=str(folder / table["ca_file"]) if "ca_file" in table else "",
    )
    missing = not (channel.server and channel.sender and channel.to) if channel.kind == "mail" else not channel.url
    if missing:
        raise ValueError(f"channel {name!r} lacks {'server, sender or to' if channel.kind == 'mail' else 'url'}")
    return channel


def _said(table: dict[str, Any], name: str, folder: Path) -> str:
    """A value, or the content of the file that `<name>_file` names, beside this one: a secret is best kept apart."""
    kept = table.get(f"{name}_file")
    return (folder / kept).read_text(encoding="utf-8").strip() if kept else str(table.get(name, ""))


def _quiet(name: str, text: str | None) -> tuple[time, time] | None:
    if text is None:
        return None
    found = _QUIET.fullmatch(text)
    if found is None:
        raise ValueError(f"channel {name!r}: quiet is written like 22:00-07:00, not {text!r}")
    hour, minute, to_hour, to_minute = map(int, found.groups())
    return time(hour, minute), time(to_hour, to_minute)
