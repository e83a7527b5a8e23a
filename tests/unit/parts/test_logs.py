"""The form of a log line, and what never gets into one."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from dashboard.logs import configure, without_passwords


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What the log of a part called `web` writes, as JSON."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure("info", "json", "web", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    """What was logged."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_says_what_happened_where_and_when(out: io.StringIO) -> None:
    """One JSON object; below the level nothing."""
    structlog.get_logger().debug("too.quiet")
    structlog.get_logger().info("server.up", pid=7, city="昆明")
    (line,) = lines(out)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "server.up", "level": "info", "part": "web", "pid": 7, "city": "昆明"}


def test_libraries_and_threads_log_in_the_same_form(out: io.StringIO) -> None:
    """`logging` ends in the same lines, from any thread."""
    thread = threading.Thread(target=lambda: logging.getLogger("redis").warning("lost %s", "redis://u:pw@h"))
    thread.start()
    thread.join()
    (line,) = lines(out)
    assert (line["event"], line["part"], line["level"]) == ("lost redis://u:***@h", "web", "warning")


def test_secrets_stay_out(out: io.StringIO) -> None:
    """By name, inside URLs, nested, and in a traceback."""
    structlog.get_logger().info(
        "x", api_key="k1", url="redis://:k2@h/0", more={"Authorization": "k3", "n": ["p://a:k4@h"]}
    )
    structlog.get_logger().error("y", exc_info=ValueError("postgresql+psycopg://u:k5@h/d refused"))
    text = out.getvalue()
    assert "refused" in text
    assert [key for key in ("k1", "k2", "k3", "k4", "k5") if key in text] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://:pw@h:6379/0", "redis://:***@h:6379/0"),
        ("unix:///run/v.sock?password=pw&db=1", "unix:///run/v.sock?password=***&db=1"),
        ("http://127.0.0.1:8050/wall@2x", "http://127.0.0.1:8050/wall@2x"),
        ("sqlite:////data/grid.sqlite3", "sqlite:////data/grid.sqlite3"),
    ],
)
def test_passwords_are_hidden_and_nothing_else(text: str, shown: str) -> None:
    """Ports and paths are no passwords."""
    assert without_passwords(text) == shown
