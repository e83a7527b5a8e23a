"""All settings, checked: the only reader of the process's environment.

Names, defaults and kinds stand in `dashboard.settings_table`; what the parts do with the values is not known here.
`docs/settings.md` is this table, rendered by `as_markdown` (a test compares them).
"""

import difflib
import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.errors import SettingsError
from dashboard.settings_table import MOST_SHARDS, SECRETS, SETTINGS, Kind, Setting

LEAST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """The table's values, checked. Field = name without `GRID_`, lower case. Paths are absolute.

    What has no default is None when unset; database URLs are SQLAlchemy's (driver named).
    """

    data_dir: Path
    redis_url: str | None
    database_url: str
    web_database_url: str
    host: str
    port: int
    web_workers: int
    api_key: str | None
    loopback: str
    public_url: str | None
    trusted_proxies: int
    secret_key: str | None
    secret_key_old: str | None
    session_idle_minutes: int
    session_hours: int
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None
    oidc_label: str
    oidc_scopes: str
    oidc_role_claim: str
    oidc_roles: tuple[tuple[str, str], ...] | None
    oidc_areas_claim: str | None
    oidc_units_claim: str | None
    shards: int
    project_shards: tuple[int, ...] | None
    timezone: str
    city_name: str
    reference_dir: Path | None
    geo_dir: Path | None
    wall_pages: tuple[str, ...]
    wall_dwell_s: int
    wall_reload_hour: int
    trim_hours: int
    keep_personal_days: int
    file_mb: int
    notify_file: Path | None
    report_times: tuple[tuple[str, str], ...]
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
        _field(setting.name): _value(setting, _text(setting, env) or setting.default) for setting in SETTINGS
    }
    data_dir: Path = values["data_dir"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'grid.sqlite3'}"
    values["web_database_url"] = values["web_database_url"] or f"sqlite:///{data_dir / 'web.sqlite3'}"
    return Settings(**values)


def misspelt(env: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each `GRID_*` variable (of the process, if not given) that no setting has, for a warning."""
    known = [name for setting in SETTINGS for name in names_of(setting)]
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
        return ",".join("=".join(each) if isinstance(each, tuple) else str(each) for each in value)
    return "" if value is None else str(value)


def as_markdown() -> str:
    """The table as the body of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "All settings are environment variables; an empty one counts as unset. A value that cannot be used stops the",
        "program with exit status 2 and one line that names the variable. What may hold a secret (†) can also",
        "stand in a file: `GRID_API_KEY_FILE=/run/secrets/key` instead of `GRID_API_KEY`.",
        "",
        "| name | default | meaning |",
        "|---|---|---|",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "–"
        choices = "".join(f" `{choice}`" for choice in setting.choices)
        span = f" {setting.least} to {setting.most}." if setting.kind == "number" else ""
        one_of = f" {'Some' if setting.kind == 'choices' else 'One'} of{choices}." if choices else ""
        mark = " †" if setting.kind in SECRETS else ""
        lines.append(f"| `{setting.name}`{mark} | {default} | {setting.help}{span}{one_of} |")
    return "\n".join(lines) + "\n"


def _field(name: str) -> str:
    return name.removeprefix("GRID_").lower()


def names_of(setting: Setting) -> tuple[str, ...]:
    """The variables that give this setting."""
    return (setting.name, f"{setting.name}_FILE") if setting.kind in SECRETS else (setting.name,)


def _text(setting: Setting, env: Mapping[str, str]) -> str:
    """The value as it stands in the environment, or in the file that is named there."""
    text = env.get(setting.name, "").strip()
    file = env.get(f"{setting.name}_FILE", "").strip() if setting.kind in SECRETS else ""
    if text or not file:
        return text
    try:
        return Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{setting.name}_FILE cannot be read: {error}; name a readable text file") from error


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


def _choices(setting: Setting, text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if chosen and set(chosen) <= set(setting.choices):
        return chosen
    raise SettingsError(f"{setting.name} is {text!r}; set it to some of {', '.join(setting.choices)}")


def _secret(setting: Setting, text: str) -> str:
    # The value itself stays out of the message.
    if setting.name.startswith("GRID_SECRET_KEY") and len(text) < LEAST_SECRET:
        raise SettingsError(f"{setting.name} is too short; set it to at least {LEAST_SECRET} random characters")
    return text


def _origin(setting: Setting, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment or parts.username):
        return text.rstrip("/")
    raise SettingsError(f"{setting.name} is {text!r}; set it to an address such as https://grid.example.org")


def _pairs(setting: Setting, text: str) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(word.strip() for word in part.partition("=")[::2]) for part in text.split(",") if part.strip()]
    if not all(name and value for name, value in pairs):
        raise SettingsError(f"{setting.name} is {text!r}; set it to pairs such as leaders=viewer,duty=officer")
    return tuple((name, value) for name, value in pairs)


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
    "secret": _secret,
    "origin": _origin,
    "pairs": _pairs,
    "number": _number,
    "path": lambda _, text: Path(text).expanduser().absolute(),
    "zone": _zone,
    "redis": lambda setting, text: _with_scheme(setting, text, ("redis://", "rediss://", "unix://")),
    "database": _database,
    "choice": _choice,
    "choices": _choices,
    "shards": _shards,
}
