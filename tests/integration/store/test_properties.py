"""What holds of any events at all: order, repeats and batches change nothing; stored = recomputed; past = cut log."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse, parse_bound
from dashboard.domain.rules import ReferenceRules
from dashboard.store import verify
from tests import strategies
from tests.store_kit import REFERENCE, ZONE, Store

FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PERIODS = [("2025-03-01", "2025-04-01"), ("2025-03-03T08:30:00+08:00", "2025-03-20T17:45:00+08:00")]


def batches(events: list[dict[str, Any]], sizes: list[int]) -> list[list[dict[str, Any]]]:
    """The events cut into pieces of these sizes, over and over."""
    pieces, at, turn = [], 0, 0
    while at < len(events):
        size = sizes[turn % len(sizes)]
        pieces.append(events[at : at + size])
        at, turn = at + size, turn + 1
    return pieces


def picture(store: Store, **more: Any) -> list[dict[str, Any]]:
    """All figures of two periods, and grouped three ways."""
    whole = [store.figures(*period, **more) for period in PERIODS]
    grouped = [store.figures(*PERIODS[1], group_by=key, **more) for key in ("area", "street", "day")]
    filtered = store.figures(*PERIODS[0], filters={"class": ("creation", "appeal"), "area": ("530102",)}, **more)
    return [*whole, *grouped, filtered]


def unlike(one: Any, other: Any, path: str = "") -> list[str]:
    """The paths at which two pictures differ, with both values."""
    if isinstance(one, list) and isinstance(other, list):
        return [line for n, pair in enumerate(zip(one, other, strict=True)) for line in unlike(*pair, f"{path}/{n}")]
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return [line for key in keys for line in unlike(one.get(key), other.get(key), f"{path}/{key}")]
    return [] if one == other else [f"{path}: {one} | {other}"]


def differences(store: Store) -> list[str]:
    """What the recompute from the log finds."""
    return list(verify.differences(store.engine, ReferenceRules(REFERENCE)))


@FEW
@given(data=st.data(), events=strategies.events())
def test_order_repeats_and_batches_change_nothing(
    store: Store, data: st.DataObject, events: list[dict[str, Any]]
) -> None:
    """Any arrangement of the same events, some of them twice, in any batches, gives the same cases and figures."""
    store.empty()
    store.feed(events)
    expected, lives = picture(store), [store.reader.case(subject) for subject in ("c1", "c2", "c3", "x")]
    again = events + data.draw(st.lists(st.sampled_from(events), max_size=8))
    shuffled = data.draw(st.permutations(again))
    store.empty()
    for batch in batches(list(shuffled), data.draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))):
        store.feed(batch)
        if data.draw(st.booleans()):
            store.ledger.forget()
    assert unlike(picture(store), expected) == []
    assert [store.reader.case(subject) for subject in ("c1", "c2", "c3", "x")] == lives


@FEW
@given(events=strategies.events(), seed=st.integers(0, 1000), bulk=st.booleans())
def test_what_is_stored_is_what_the_log_says(
    store: Store, monkeypatch: pytest.MonkeyPatch, events: list[dict[str, Any]], seed: int, bulk: bool
) -> None:
    """Rows, marks and tallies are those of a recompute after every batch, also where PostgreSQL takes them in bulk."""
    if bulk:
        monkeypatch.setattr("dashboard.store.statements.FEW", 0)
    store.empty()
    for batch in batches(random.Random(seed).sample(events, len(events)), [5]):
        store.feed(batch)
    assert differences(store) == []
    monkeypatch.undo()


@FEW
@given(events=strategies.events(), as_of=strategies.moment_texts, many=st.booleans())
def test_the_past_is_the_log_cut_there(
    store: Store, monkeypatch: pytest.MonkeyPatch, events: list[dict[str, Any]], as_of: str, many: bool
) -> None:
    """Figures as of a moment equal those of a log that holds only the events before it, whichever way they are read."""
    if many:
        monkeypatch.setattr("dashboard.store.moved.FEW", 0)
    store.empty()
    store.feed(events)
    past = picture(store, as_of=as_of)
    store.empty()
    store.feed([event for event in events if parse(event["time"]) < parse(as_of)])
    assert unlike(past, picture(store, as_of=as_of)) == []
    monkeypatch.undo()


@FEW
@given(events=strategies.events())
def test_tallies_and_rows_agree(store: Store, events: list[dict[str, Any]]) -> None:
    """From tallies or, with a filter that lets everything pass, from the rows: the same figures (whistles aside)."""
    store.empty()
    store.feed(events)
    every_source = {"source": (*strategies.SOURCES, "")}
    for start, end in PERIODS:
        for chosen in ({}, {"area": ("530102",)}, {"area": ("530102", "530111")}):
            tallied, read = (store.figures(start, end, filters={**chosen, **more}) for more in ({}, every_source))
            for figures in (tallied, read):
                del figures["whistles"], figures["anomalies"]
            assert unlike(tallied, read) == []


@FEW
@given(events=strategies.events(), as_of=strategies.moment_texts)
def test_one_reading_gives_the_figures_of_any_areas(store: Store, events: list[dict[str, Any]], as_of: str) -> None:
    """What walls of areas share, read once, gives each the figures that it would be told if it asked alone."""
    store.empty()
    store.feed(events)
    start, end = (parse_bound(bound, ZONE) for bound in PERIODS[1])
    for group_by in (None, "street"):
        asked = FigureQuery(start, end, parse(as_of), {}, group_by)
        counted = store.reader.counted(asked, categories=True)
        for areas in (("530102",), ("530102", "530111")):
            alone = store.reader.figures(asked._replace(filters={"area": areas}))
            assert unlike(counted.figures(frozenset(areas)), alone) == []
