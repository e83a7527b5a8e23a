"""The machine doors of whistles, put together: the archive and its statistics, and files."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint

from dashboard.acts.port import Acting
from dashboard.api import whistle_files, whistles
from dashboard.api.tables import Files
from dashboard.api.whistle_files import FileDoors
from dashboard.api.whistles import WhistleDoors
from dashboard.auth.auditor import Auditor
from dashboard.settings import Settings
from dashboard.store.reader import Reader
from dashboard.store.web.files import FileStore
from dashboard.store.whistle_reader import WhistleReader

_MB = 1_000_000


def whistle_doors(
    reader: Reader,
    web: sa.Engine,
    acting: Acting,
    auditor: Auditor,
    city_now: Callable[[], int],
    settings: Settings,
) -> tuple[Blueprint, Blueprint]:
    """Both blueprints; files are kept in `files` in the data directory."""
    asked = WhistleReader(reader.engine, reader.rules)
    kept = FileStore(web, settings.data_dir / "files")
    files = FileDoors(asked, kept, acting, auditor, settings.file_mb * _MB, city_now)
    tables = WhistleDoors(asked, city_now, settings.zone)
    return (
        whistles.blueprint(tables, lambda action: Files(auditor, settings.zone, action=action)),
        whistle_files.blueprint(files),
    )
