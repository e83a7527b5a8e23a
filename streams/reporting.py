"""The desk of situation reports as the running parts have it: the city's clock, the channels of the house."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.report_desk import ReportDesk, Stand, Way
from dashboard.settings import Settings
from dashboard.store.reader import Reader
from dashboard.store.web.outbox import Outbox
from dashboard.store.web.reports import ReportStore
from streams.clock import SharedClock, machine_ms
from streams.notify.channels import read


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
