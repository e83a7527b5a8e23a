"""Heartbeats as Prometheus metrics.

Chosen over per-process counters: several web workers would each answer with their own numbers (or need a directory of
memory-mapped files that must be emptied at the right moment); the heartbeats already hold every part's numbers in one
place, so whichever worker is scraped, the answer is the same and whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from dashboard.api.ports import Beat


class BeatCollector(Collector):
    """One scrape: a family for each number that any part tells of itself, labelled with part and process."""

    def __init__(self, beats: Mapping[str, Beat], too_old_ms: int) -> None:
        self._beats = beats
        self._too_old_ms = too_old_ms

    def collect(self) -> Iterator[Metric]:
        """`grid_part_up`, `grid_part_beat_age_seconds`, and `grid_part_<name>` of fresh beats."""
        up = GaugeMetricFamily("grid_part_up", "Has the part been heard of lately?", labels=("part", "process"))
        age = GaugeMetricFamily("grid_part_beat_age_seconds", "Age of its last beat.", labels=("part", "process"))
        told: dict[str, GaugeMetricFamily] = {}
        for name, beat in sorted(self._beats.items()):
            labels = (name.partition(":")[0], str(beat.pid))
            fresh = beat.age_ms <= self._too_old_ms
            up.add_metric(labels, float(fresh))
            age.add_metric(labels, beat.age_ms / 1000)
            for path, value in _numbers("", beat.details) if fresh else ():
                family = told.setdefault(path, _family(path))
                family.add_metric(labels, value)
        yield up
        yield age
        yield from told.values()


class StateCollector(Collector):
    """One family of counts by state."""

    def __init__(self, name: str, words: str, counts: Mapping[str, int]) -> None:
        self._family = GaugeMetricFamily(name, words, labels=("state",))
        for state, count in counts.items():
            self._family.add_metric((state,), float(count))

    def collect(self) -> Iterator[Metric]:
        """The family."""
        yield self._family


class ScreenCollector(Collector):
    """What each wall last told of itself, labelled with its name."""

    def __init__(self, screens: Mapping[str, Mapping[str, object]]) -> None:
        self._screens = screens

    def collect(self) -> Iterator[Metric]:
        """`grid_wall_<number>` for each number in the reports: `lag` and `painted` (ms ago), `heap` (bytes), panels."""
        families: dict[str, GaugeMetricFamily] = {}
        for name, report in sorted(self._screens.items()):
            for path, value in _numbers("", report):
                family = families.setdefault(
                    path, GaugeMetricFamily(f"grid_wall_{path}", "As the wall last told of itself.", labels=("wall",))
                )
                family.add_metric((name,), value)
        yield from families.values()


def _family(path: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"grid_part_{path}", "As told in the part's heartbeat.", labels=("part", "process"))


def _numbers(prefix: str, details: Mapping[str, object]) -> Iterable[tuple[str, float]]:
    """Every number in the details, by a metric's name; lists and texts are for /readyz."""
    for key, value in details.items():
        path = prefix + re.sub(r"[^a-zA-Z0-9_]", "_", str(key))
        if isinstance(value, bool | int | float):
            yield path, float(value)
        elif isinstance(value, Mapping):
            yield from _numbers(path + "_", value)
