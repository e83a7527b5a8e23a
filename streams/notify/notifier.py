"""Sees to it that every alert which a channel wants is told there, once a raise and step.

It looks at the alerts that are open, not at what was said of them, so that nothing is missed where it was killed in
between; the outbox takes each key once. What could not be delivered stays there and is tried again, at least once: a
receiver that was reached just before a kill may hear a thing twice, with one `Idempotency-Key`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from dashboard.domain.alert import Alert
from dashboard.domain.instants import HOUR_MS, local, to_ms
from dashboard.store.web.outbox import Notice
from streams.clock import machine_ms
from streams.notify import messages
from streams.notify.channels import Channel
from streams.notify.senders import Enclosure, send

FRESH_MS: Final = HOUR_MS
"""What was raised longer ago (a channel is new, the scheduler slept) is no news any more."""
AT_ONCE: Final = 20
_UNHELD: Final = frozenset({"raised", "escalated"})


class Box(Protocol):
    """The outbox (`dashboard.store.web.outbox.Outbox`)."""

    def known(self, keys: list[str]) -> set[str]:
        """Those that have ever been in."""
        ...

    def add(self, key: str, channel: str, alert: str, said: Any, hold_until: int, now_ms: int) -> bool:
        """Puts one in."""
        ...

    def due(self, now_ms: int, city_ms: int, limit: int) -> list[Notice]:
        """What is to be sent now."""
        ...

    def settle(self, key: str, state: str) -> None:
        """Sent, or dropped."""
        ...

    def failed(self, notice: Notice, error: str, now_ms: int) -> None:
        """Not taken."""
        ...


Enclose = Callable[[Mapping[str, Any]], list[Enclosure]]


def nothing_enclosed(_said: Mapping[str, Any]) -> list[Enclosure]:
    """Letters without files."""
    return []


class Notifier:
    """Call `run` about once a second. `alerts` gives the open ones; `unit_name` what a unit is called; `enclose` the
    files that go with a letter.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        box: Box,
        alerts: Callable[[int], list[Alert]],
        unit_name: Callable[[str], str],
        zone: ZoneInfo,
        enclose: Enclose = nothing_enclosed,
    ) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._box = box
        self._alerts = alerts
        self._unit_name = unit_name
        self._zone = zone
        self._enclose = enclose

    def run(self, city_now: int, *, synthetic: bool) -> int:
        """Puts in the outbox what is new, and delivers what is due; how many were taken. Raises what the store does."""
        if not self._channels:
            return 0
        alerts = {alert.subject: alert for alert in self._alerts(city_now)}
        self._collect(list(alerts.values()), city_now, synthetic=synthetic)
        sent = 0
        for notice in self._box.due(machine_ms(), city_now, AT_ONCE):
            sent += self._deliver(notice, alerts.get(notice.alert))
        return sent

    def _collect(self, alerts: list[Alert], now: int, *, synthetic: bool) -> None:
        wanted = {
            f"{channel.name}:{alert.announcement}": (channel, alert)
            for alert in alerts
            for channel in self._channels.values()
            if alert.state in _UNHELD and _said_at(alert) > now - FRESH_MS and channel.wants(alert)
        }
        known = self._box.known(list(wanted)) if wanted else set()
        here = local(now, self._zone)
        for key, (channel, alert) in wanted.items():
            if key not in known:
                hold = channel.quiet_until(here, alert.level)
                unit = self._unit_name(alert.unit)
                said = messages.notice(alert, unit, here.strftime("%Y-%m-%d %H:%M"), synthetic=synthetic)
                self._box.add(key, channel.name, alert.subject, said, to_ms(hold) if hold else 0, machine_ms())

    def _deliver(self, notice: Notice, alert: Alert | None) -> bool:
        channel = self._channels.get(notice.channel)
        stale = notice.hold_until and (alert is None or alert.state not in _UNHELD)
        if channel is None or stale:
            self._box.settle(notice.key, "dropped")
            return False
        enclosed = self._enclose(notice.said) if channel.kind == "mail" else []
        error = send(channel, notice.said, notice.key, machine_ms(), enclosed)
        if error is None:
            self._box.settle(notice.key, "sent")
        else:
            self._box.failed(notice, error, machine_ms())
        return error is None


def _said_at(alert: Alert) -> int:
    return (alert.escalated_at if alert.step > 1 else None) or alert.raised_at or 0
