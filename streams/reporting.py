"""The desk of situation reports as the running parts have it: the city's clock, the channels of the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog

from dashboard.domain.report_edits import ReportKey
from dashboard.errors import GridError
from dashboard.export.files import FORMATS
from dashboard.report_desk import ReportDesk, Stand, Way, content
from dashboard.settings import Settings
from dashboard.store.reader import Reader
from dashboard.store.web.outbox import Outbox
from dashboard.store.web.reports import ReportStore
from streams.clock import SharedClock, machine_ms
from streams.notify.channels import read
from streams.notify.senders import Enclosure

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FILES: Final = ("docx", "pdf")


def desk_of(reader: Reader, web: sa.Engine, clock: SharedClock, settings: Settings) -> ReportDesk:
    """The desk. Raises SettingsError where the channels cannot be read."""
    return ReportDesk(
        Stand(
            reader=reader,
            store=ReportStore(web),
            outbox=Outbox(web),
            clock=clock.read,
            real_ms=machine_ms,
            city=settings.city_name,
            ways=tuple(Way(channel.name, channel.kind) for channel in read(settings.notify_file)),
            link=settings.public_url or "",
        )
    )


def encloser(store: ReportStore, zone: ZoneInfo) -> Callable[[Mapping[str, Any]], list[Enclosure]]:
    """What goes with a notice: of a report its Word and PDF files, of all else nothing."""

    def enclosed(said: Mapping[str, Any]) -> list[Enclosure]:
        about = said.get("report")
        seal = (
            store.edition(ReportKey(about["start"], about["end"], about["scope"]), about["edition"]) if about else None
        )
        if seal is None:
            return []
        report, made = content(seal), []
        for ending in FILES:
            try:
                file = FORMATS[ending].make(report, zone)
            except GridError as error:
                # The letter goes with what can be made here.
                log.warning("report.file_not_made", ending=ending, error=str(error))
                continue
            made.append(Enclosure(f"{report.label}.{ending}", FORMATS[ending].media, file))
        return made

    return enclosed
