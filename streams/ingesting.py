"""Feeds a file: JSON Lines of CloudEvents, or a CSV whose rows a mapping turns into CloudEvents; a bar shows how far.

A line that cannot be read at all becomes a dead letter like any other bad entry, and holds nothing up.
"""

from __future__ import annotations

import contextlib
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import redis
import sqlalchemy as sa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard.errors import UsageError
from dashboard.store.feeds import Outcome
from streams import csv_mapping
from streams.entries import UNREADABLE
from streams.feeding import Progress as Told
from streams.feeding import feed
from streams.intake import Fields, Intake, fields_of


def entries(file: str, mapping: Path | None) -> Iterator[Fields]:
    """The entries of a file (`-` = stdin). UsageError if it cannot be opened or a CSV comes without a mapping."""
    if mapping is None and file.lower().endswith(".csv"):
        raise UsageError(f"{file} is a CSV: say how its columns become events with --mapping (docs/ingest.md).")
    plan = csv_mapping.load(mapping) if mapping else None
    return _entries(_opened(file), plan)


def _opened(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _entries(stream: BinaryIO, plan: csv_mapping.Mapping | None) -> Iterator[Fields]:
    with stream:
        yield from csv_mapping.entries(stream, plan) if plan else _json_lines(stream)


def _json_lines(lines: Iterable[bytes]) -> Iterator[Fields]:
    for line in lines:
        if not line.strip():
            continue
        try:
            event = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            event = None
        yield fields_of(event) if isinstance(event, dict) else {UNREADABLE: line.rstrip(b"\r\n")}


def run(
    client: redis.Redis, engine: sa.Engine, intake: Intake, found: Iterable[Fields], progress: Told
) -> tuple[int, Outcome]:
    """Appends all entries as one feed and waits until all are applied: (read, outcome)."""
    return feed(client, engine, intake, f"ingest-{uuid.uuid4().hex[:12]}", found, progress)


@contextlib.contextmanager
def bar() -> Iterator[Told]:
    """A progress bar on a terminal's stderr; silent elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task("applied / read", total=None)

        def tell(read: int, outcome: Outcome) -> None:
            shown.update(task, total=read, completed=outcome.total)

        yield tell
