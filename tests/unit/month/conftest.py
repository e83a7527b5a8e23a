"""The month, built and read once for all its tests: reading it whole takes most of the time that they need."""

import gc
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from dashboard.domain.catalogue import APPEAL_SOURCES
from dashboard.domain.hotspots import Complaint
from streams import month as built_in
from streams.month import Entry, Month
from streams.month.rhythm import HOUR
from tests.month_figures import Figures
from tests.unit.month.recount import City, Count

EVERY = 211


@dataclass
class Reading:
    """What one reading of the whole month showed. `sample` is every 211th entry; `calls` counts hotline cases by hour;
    `complaints` are those of citizens, with their road for a street; `addresses` counts cases by address without its
    number; `whistled` are the cases that whistles cover, `told` the entries of whistles, `stood_in` the areas of
    first responses.
    """

    events: int = 0
    out_of_order: int = 0
    repeated_ids: int = 0
    sample: list[Entry] = field(default_factory=list)
    anomalies: list[str] = field(default_factory=list)
    at_the_end: Figures = field(default_factory=dict)
    later: Figures = field(default_factory=dict)
    calls: Counter[int] = field(default_factory=Counter)
    complaints: list[Complaint] = field(default_factory=list)
    addresses: Counter[str] = field(default_factory=Counter)
    blown: int = 0
    ended: int = 0
    whistled: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    stood_in: list[str] = field(default_factory=list)
    told: list[Entry] = field(default_factory=list)


@pytest.fixture(scope="session")
def month() -> Month:
    """November without a whole October."""
    return built_in.build()


@pytest.fixture(scope="session")
def with_october() -> Month:
    """November with October before it."""
    return built_in.build(october=True)


@pytest.fixture(scope="session")
def reading(month: Month) -> Reading:
    """The month read from its first event to its last, and counted at two moments: its end, and after everything."""
    seen, city = Reading(), City()
    gc.disable()  # a million small objects without a cycle: looking for one costs a quarter of the time
    try:
        city.feed(_watch(seen, month.events(None, month.end_ms)))
        seen.at_the_end = Count(city, month.start_ms, month.end_ms).figures()
        city.feed(_watch(seen, month.events(month.end_ms)))
        seen.later = Count(city, month.start_ms, month.end_ms).figures()
    finally:
        gc.enable()
    seen.anomalies = city.anomalies
    seen.stood_in = [city.tales[subject].data["area"] for subject in seen.stood_in]
    for subject, tale in city.tales.items():
        if tale.accepted:
            seen.addresses[road_of(tale.data["address"])] += 1
            if tale.data["source"] in APPEAL_SOURCES:
                place = (tale.data["area"], tale.data["category"], tale.data["lon"], tale.data["lat"])
                road = road_of(tale.data["address"])
                seen.complaints.append(Complaint(subject, *place, tale.accepted, street=road))
            if tale.data["source"] == "hotline_12345":
                seen.calls[(tale.accepted - month.start_ms) // HOUR % 24] += 1
    seen.blown = len(city.whistles)
    seen.whistled = {case for _, whistle in city.whistles for case in whistle["cases"]}
    seen.unknown = seen.whistled - city.tales.keys()
    return seen


def road_of(address: str) -> str:
    """An address without its number."""
    return re.sub(r"\d+号旁$", "", address)


def _watch(seen: Reading, entries: Iterator[Entry]) -> Iterator[Entry]:
    """Passes entries on; an id begins with its moment, so only entries of one moment can share it."""
    before, ids = 0, set[bytes]()
    for entry in entries:
        seen.events += 1
        seen.out_of_order += entry.at < before
        if entry.at != before:
            ids.clear()
        kind = entry.fields[b"type"]
        seen.ended += kind == b"whistle.closed"
        if kind.startswith(b"whistle."):
            seen.told.append(entry)
        elif kind == b"case.first_response_assigned":
            seen.stood_in.append(entry.subject)
        seen.repeated_ids += entry.fields[b"id"] in ids
        ids.add(entry.fields[b"id"])
        if seen.events % EVERY == 0:
            seen.sample.append(entry)
        before = entry.at
        yield entry
