"""All settings: one documented table, and the only reader of the process's environment.

It knows names, defaults and what a usable value looks like; not what the parts do with them.
`docs/settings.md` is this table, rendered by `as_markdown` (a test compares them).
"""

import difflib
import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dashboard.errors import SettingsError

Kind = Literal["text", "secret", "number", "path", "zone", "redis", "database", "choice", "shards"]


MOST_SHARDS = 4096


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `default` is as it would stand in the environment; "" = none, or said in `help`."""

    name: str
    default: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


SETTINGS = (
    Setting(
        "GRID_DATA_DIR",
        "var",
        "path",
        "Directory of everything the system keeps: SQLite files, the embedded server's log and socket, pid files. "
        "A relative path starts at the current directory.",
    ),
    Setting(
        "GRID_REDIS_URL",
        "",
        "redis",
        "Redis or Valkey server: `redis://[:password@]host:port/db`, `rediss://…` or `unix:///path`. "
        "Unset: one is started on a Unix socket in the data directory.",
    ),
    Setting(
        "GRID_DATABASE_URL",
        "",
        "database",
        "Store of log, cases and tallies: `sqlite:///file` or `postgresql://user:password@host/name`. "
        "Unset: `grid.sqlite3` in the data directory.",
    ),
    Setting(
        "GRID_WEB_DATABASE_URL",
        "",
        "database",
        "Store of what the web itself owns (users, devices, audit). Unset: `web.sqlite3` in the data directory.",
    ),
    Setting("GRID_HOST", "127.0.0.1", "text", "Address the web listens on; `0.0.0.0` for all interfaces."),
    Setting("GRID_PORT", "8050", "number", "Port the web listens on; 0 takes any free one and says which.", most=65535),
    Setting("GRID_WEB_WORKERS", "1", "number", "Web worker processes; one carries 500 screens.", least=1, most=64),
    Setting(
        "GRID_API_KEY",
        "",
        "secret",
        "Key that `POST /api/v1/events` asks for. Unset: on a loopback address one is made at first start and shown.",
    ),
    Setting(
        "GRID_SHARDS",
        "16",
        "number",
        "Event streams; a case lives on `crc32(subject) % GRID_SHARDS`. Producers must use the same number.",
        least=1,
        most=MOST_SHARDS,
    ),
    Setting(
        "GRID_PROJECT_SHARDS",
        "",
        "shards",
        "Shards that this projector reads, such as `0-7` or `0,2,4`; each shard by exactly one process. Unset: all.",
    ),
    Setting(
        "GRID_TIMEZONE",
        "Asia/Shanghai",
        "zone",
        "The city's time zone (IANA name): where days, months and working hours begin and end.",
    ),
    Setting("GRID_CITY_NAME", "昆明市", "text", "The city's name as screens and reports print it."),
    Setting(
        "GRID_REFERENCE_DIR",
        "",
        "path",
        "Directory with the city's own reference tables (areas, catalogue, limits, responsibility) "
        "in place of Kunming's.",
    ),
    Setting(
        "GRID_GEO_DIR",
        "",
        "path",
        "Directory with the city's own GeoJSON (WGS-84), in place of the built-in outlines, which are marked 示意.",
    ),
    Setting(
        "GRID_TRIM_HOURS",
        "72",
        "number",
        "Hours that applied entries stay on the event streams; the SQL log keeps them for good.",
        least=1,
        most=8760,
    ),
    Setting(
        "GRID_LOG_FORMAT",
        "auto",
        "choice",
        "Form of the log on stderr; `auto` is `console` on a terminal, else `json`.",
        choices=("auto", "json", "console"),
    ),
    Setting(
        "GRID_LOG_LEVEL",
        "info",
        "choice",
        "Least level that is logged.",
        choices=("debug", "info", "warning", "error"),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The table's values, checked. Field = name without `GRID_`, lower case. Paths are absolute.

    `redis_url` and `api_key` are None when unset; database URLs are SQLAlchemy's (driver named).
    """

    data_dir: Path
    redis_url: str | None
    database_url: str
    web_database_url: str
    host: str
    port: int
    web_workers: int
    api_key: str | None
    shards: int
    project_shards: tuple[int, ...] | None
    timezone: str
    city_name: str
    reference_dir: Path | None
    geo_dir: Path | None
    trim_hours: int
    log_format: str
    log_level: str

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The city's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)


def from_environment(defaults: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; `defaults` by name go before the table's. Raises SettingsError."""
    return load({**(defaults or {}), **{name: value for name, value in os.environ.items() if value.strip()}})


def load(env: Mapping[str, str]) -> Settings:
    """The settings that `env` gives; an empty value counts as unset. Raises SettingsError, naming the variable."""
    values: dict[str, Any] = {
        _field(setting.name): _value(setting, env.get(setting.name, "").strip() or setting.default)
        for setting in SETTINGS
    }
    data_dir: Path = values["data_dir"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'grid.sqlite3'}"
    values["web_database_url"] = values["web_database_url"] or f"sqlite:///{data_dir / 'web.sqlite3'}"
    return Settings(**values)


def misspelt(env: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each `GRID_*` variable (of the process, if not given) that no setting has, for a warning."""
    known = [setting.name for setting in SETTINGS]
    found = os.environ if env is None else env
    return [_guess(name, known) for name in sorted(found) if name.startswith("GRID_") and name not in known]


def child_environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """The environment for a child process: this process's own, with `settings` and the server's URL spelt out."""
    spelt = {setting.name: getattr(settings, _field(setting.name)) for setting in SETTINGS}
    spelt["GRID_REDIS_URL"] = redis_url
    return {**os.environ, **{name: _spelt(value) for name, value in spelt.items()}}


def _spelt(value: object) -> str:
    """A value as it would stand in the environment."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def as_markdown() -> str:
    """The table as the body of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "All settings are environment variables; an empty one counts as unset. A value that cannot be used stops the",
        "program with exit status 2 and one line that names the variable.",
        "",
        "| name | default | meaning |",
        "|---|---|---|",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "–"
        choices = "".join(f" `{choice}`" for choice in setting.choices)
        span = f" {setting.least} to {setting.most}." if setting.kind == "number" else ""
        one_of = f" One of{choices}." if choices else ""
        lines.append(f"| `{setting.name}` | {default} | {setting.help}{span}{one_of} |")
    return "\n".join(lines) + "\n"


def _field(name: str) -> str:
    return name.removeprefix("GRID_").lower()


def _guess(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"{name} is not a setting" + (f"; did you mean {close[0]}?" if close else " and is ignored")


def _value(setting: Setting, text: str) -> object:
    """`text` as the type of `setting`; None for an empty value that has no text of its own."""
    if not text:
        return None
    return _READ[setting.kind](setting, text)


def _number(setting: Setting, text: str) -> int:
    # isdecimal() first: int() also takes signs, underscores and blanks, which in a setting are slips.
    if text.isdecimal() and setting.least <= int(text) <= setting.most:
        return int(text)
    raise SettingsError(f"{setting.name} is {text!r}; set it to a whole number from {setting.least} to {setting.most}")


def _shards(setting: Setting, text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        numbers = (first, last if dash else first)
        if not all(number.isdecimal() and int(number) < MOST_SHARDS for number in numbers):
            raise SettingsError(f"{setting.name} is {text!r}; set it to shards such as 0-7 or 0,2,4")
        found.update(range(int(numbers[0]), int(numbers[1]) + 1))
    return tuple(sorted(found))


def _zone(setting: Setting, text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"{setting.name} is {text!r}; set it to an IANA name such as Asia/Shanghai") from error
    return text


def _choice(setting: Setting, text: str) -> str:
    if text.lower() in setting.choices:
        return text.lower()
    raise SettingsError(f"{setting.name} is {text!r}; set it to one of {', '.join(setting.choices)}")


def _database(setting: Setting, text: str) -> str:
    for bare in ("postgres://", "postgresql://"):
        if text.startswith(bare):
            return "postgresql+psycopg://" + text.removeprefix(bare)
    return _with_scheme(setting, text, ("sqlite:///", "postgresql+psycopg://"))


def _with_scheme(setting: Setting, text: str, schemes: tuple[str, ...]) -> str:
    # The value itself stays out of the message: it may hold a password.
    if text.startswith(schemes):
        return text
    raise SettingsError(f"{setting.name} has an unknown form; it starts with one of {' '.join(schemes)}")


_READ: dict[Kind, Callable[[Setting, str], object]] = {
    "text": lambda _, text: text,
    "secret": lambda _, text: text,
    "number": _number,
    "path": lambda _, text: Path(text).expanduser().absolute(),
    "zone": _zone,
    "redis": lambda setting, text: _with_scheme(setting, text, ("redis://", "rediss://", "unix://")),
    "database": _database,
    "choice": _choice,
    "shards": _shards,
}
