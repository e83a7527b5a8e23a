"""The table of all settings: names, defaults and what a usable value looks like. `dashboard.settings` reads them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "secret", "number", "path", "zone", "redis", "database", "choice", "choices", "shards", "origin", "pairs"
]


MOST_SHARDS = 4096

SECRETS: frozenset[Kind] = frozenset({"secret", "redis", "database"})
"""Kinds that may hold a secret: `NAME_FILE` may name a file that holds the value instead."""


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
        "GRID_LOOPBACK",
        "viewer",
        "choice",
        "What the machine itself may do without signing in, asked directly and listening on loopback only: look "
        "(`viewer`), act as a duty officer (`officer`, for demonstrations), or nothing (`none`).",
        choices=("viewer", "officer", "none"),
    ),
    Setting(
        "GRID_PUBLIC_URL",
        "",
        "origin",
        "Address under which people reach the screens, such as `https://grid.example.org`. With `https` cookies travel "
        "encrypted only. Unset: each request's own.",
    ),
    Setting(
        "GRID_TRUSTED_PROXIES",
        "0",
        "number",
        "Reverse proxies in front of the web, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
        most=10,
    ),
    Setting(
        "GRID_SECRET_KEY",
        "",
        "secret",
        "Key that signs sessions, at least 32 characters. Unset: made at first start, in the data directory.",
    ),
    Setting(
        "GRID_SECRET_KEY_OLD",
        "",
        "secret",
        "The key before `GRID_SECRET_KEY`: what it signed still holds. Leave it out again a day later.",
    ),
    Setting(
        "GRID_SESSION_IDLE_MINUTES",
        "480",
        "number",
        "Minutes without a request after which a person has to sign in again.",
        least=1,
        most=10_080,
    ),
    Setting(
        "GRID_SESSION_HOURS",
        "24",
        "number",
        "Hours after which a person has to sign in again in any case.",
        least=1,
        most=720,
    ),
    Setting("GRID_OIDC_ISSUER", "", "origin", "OpenID Connect provider for sign-in (docs/access.md). Unset: none."),
    Setting("GRID_OIDC_CLIENT_ID", "", "text", "This installation's name at the provider."),
    Setting("GRID_OIDC_CLIENT_SECRET", "", "secret", "Its secret at the provider."),
    Setting("GRID_OIDC_LABEL", "统一身份认证", "text", "What the button for it on the sign-in page says."),
    Setting("GRID_OIDC_SCOPES", "openid profile", "text", "What is asked of the provider, with blanks between."),
    Setting(
        "GRID_OIDC_ROLE_CLAIM",
        "groups",
        "text",
        "Claim of the ID token that tells the role: one text or several.",
    ),
    Setting(
        "GRID_OIDC_ROLES",
        "",
        "pairs",
        "Which of its values is which role, such as `leaders=viewer,duty=officer,it=admin`; the first that fits "
        "is taken, who has none is refused.",
    ),
    Setting(
        "GRID_OIDC_AREAS_CLAIM",
        "",
        "text",
        "Claim with the codes of the areas that somebody sees. Unset: the city.",
    ),
    Setting("GRID_OIDC_UNITS_CLAIM", "", "text", "Claim with the units that somebody sees. Unset: all."),
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
        "GRID_WALL_PAGES",
        "overview,dispatch,whistles,ranking,hotspots,district",
        "choices",
        "Pages that a wall turns through, in this order; `?pages=` in a wall's address goes before it.",
        choices=("overview", "dispatch", "whistles", "ranking", "hotspots", "district"),
    ),
    Setting(
        "GRID_WALL_DWELL_S",
        "30",
        "number",
        "Seconds that a wall stays on a page; 0: it does not turn. `?dwell=` in a wall's address goes before it.",
        most=3600,
    ),
    Setting(
        "GRID_WALL_RELOAD_HOUR",
        "4",
        "number",
        "Hour of the machine's day, in the city's time zone, in which each wall loads its page anew; 24: never.",
        most=24,
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
        "GRID_KEEP_PERSONAL_DAYS",
        "0",
        "number",
        "Days after the end of a case or whistle (city time) at which addresses, descriptions and names are taken out"
        " of it; 0 keeps them for good.",
        most=36_500,
    ),
    Setting(
        "GRID_FILE_MB",
        "10",
        "number",
        "Largest photo or paper that a whistle takes, in MB. They are kept in `files` in the data directory, which web "
        "workers on several machines must share.",
        least=1,
        most=50,
    ),
    Setting(
        "GRID_NOTIFY_FILE",
        "",
        "path",
        "TOML file of the group chats, web addresses and mailboxes that alerts go out to (docs/alerts.md). "
        "Unset: none leaves the building.",
    ),
    Setting(
        "GRID_REPORT_TIMES",
        "day=08:00,week=08:30,month=09:00",
        "pairs",
        "When situation reports of the last day, week and month are made by themselves (docs/bulletin.md), by the "
        "city's clock; kinds that are left out are not made, `day=none` makes none.",
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
