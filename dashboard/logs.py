"""The log: one line per happening on stderr, as JSON or for a terminal, without secrets.

It knows the form of a line, not what is worth one. Every line has `at`, `level`, `event` and the process's `part`;
lines of libraries (through `logging`) come out in the same form.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

HIDDEN = "***"
_SECRET_NAME = re.compile(r"password|passwd|secret|token|api_?key|authorization|cookie", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(?=@)", re.IGNORECASE)
_URL_SECRET = re.compile(r"(?P<before>[?&](?:password|token|key|api_?key)=)[^&\s\"']+", re.IGNORECASE)


def configure(level: str, form: str, part: str, stream: TextIO | None = None) -> None:
    """Sets up the process's log. `form` is `json`, `console` or `auto`; `part` names the process in each line."""
    out = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _named(part),
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(shared, as_json=as_json, colours=out.isatty()))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Libraries that narrate: what they say at "info" is not news here.
    for name in ("apscheduler", "engineio", "socketio", "werkzeug", "geventwebsocket"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def _named(part: str) -> Processor:
    # Not a context variable: threads start with an empty context and would lose it.
    def name(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["part"] = part
        return event

    return name


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: hides what is named like a secret, and passwords inside URLs."""
    for name, value in event.items():
        event[name] = _without_secrets(name, value)
    return event


def without_passwords(text: str) -> str:
    """`text` with the passwords of the URLs in it hidden."""
    text = _URL_PASSWORD.sub(rf"\g<before>{HIDDEN}", text)
    return _URL_SECRET.sub(rf"\g<before>{HIDDEN}", text)


def _without_secrets(name: str, value: Any) -> Any:
    if value is not None and _SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, str):
        return without_passwords(value)
    if isinstance(value, Mapping):
        return {key: _without_secrets(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets("", item) for item in value]
    return value


def _formatter(shared: list[Processor], *, as_json: bool, colours: bool) -> logging.Formatter:
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=colours, timestamp_key="at")
    if as_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
