"""Sums by street, unit, category, source and reporter: kept as cells or read from the rows, they are the same."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.cuts import CUTS, LEVELS
from dashboard.domain.figures import FigureQuery, totals
from dashboard.domain.instants import parse, parse_bound
from dashboard.domain.rules import ReferenceRules
from dashboard.store import cuts, refold, verify
from dashboard.store import tables as t
from dashboard.store.cut_cells import CutQuery
from dashboard.store.engine import WRITING
from dashboard.store.sums import Span
from tests import strategies
from tests.builders import accepted, closed, filed
from tests.store_kit import NOW, REFERENCE, ZONE, Store

FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PARTS = frozenset({"missed", "quality", "hotline", "satisfaction", "classes"})
PERIODS = [("2025-03-01", "2025-04-01"), ("2025-03-03T08:30:00+08:00", "2025-03-20T17:45:00+08:00")]
ASKED: list[tuple[str, dict[str, tuple[str, ...]]]] = [
    *((cut, {}) for cut in CUTS),
    ("area", {}),
    ("area", {"unit": (strategies.UNITS[0],)}),
    ("class", {"area": ("530102", "530111")}),
    ("street", {"area": ("530102",), "class": ("creation", "appeal")}),
    ("category", {"source": ("hotline_12345",)}),
]
"""Groupings with filters; the last is in no cell and read from the rows."""


def ranked(store: Store, asked: int, period: int, as_of: int) -> dict[str, Any]:
    """Key → totals, as rankings are told."""
    group_by, filters = ASKED[asked]
    span = Span(*(parse_bound(bound, ZONE) for bound in PERIODS[period]))
    (found,) = store.reader.cuts([(CutQuery(group_by, filters, PARTS), span)], as_of)
    return {key: told for key, sums in found.items() if any_of(told := totals(sums))}


def counted(store: Store, asked: int, period: int, as_of: int) -> dict[str, Any]:
    """The same, out of the contract's figures."""
    group_by, filters = ASKED[asked]
    start, end = (parse_bound(bound, ZONE) for bound in PERIODS[period])
    groups = store.reader.figures(FigureQuery(start, end, as_of, filters, group_by))["groups"]
    return {key: told for key, of in groups.items() if key and any_of(told := cut_down(of))}


def cut_down(of: dict[str, Any]) -> dict[str, Any]:
    """Of the contract's JSON what totals hold."""
    missed = of["missed"]
    return {
        "accepted": of["accepted"],
        "filed": {"total": of["filed"]["total"]},
        "self_handled": {"total": of["self_handled"]["total"]},
        "dispatch": {"total": {key: of["dispatch"]["total"][key] for key in ("due", "on_time", "late", "rate")}},
        "closure": {
            key: value
            for key, value in of["closure"].items()
            if key == "total" or value["cumulative_due"] or value["due"]
        },
        "missed": {
            "total": missed["total"],
            "major": sum(one["major"] for one in missed["by_area"].values()),
            "rate": missed["total"] / of["filed"]["total"] if of["filed"]["total"] else None,
        },
        "quality": {"total": of["quality"]["total"]},
        "hotline": {"total": of["hotline"]["total"]},
        "voided": of["voided"],
    }


def any_of(of: Any) -> bool:
    """Whether there is a number other than zero anywhere."""
    return any(map(any_of, of.values())) if isinstance(of, dict) else bool(of)


@FEW
@given(
    events=strategies.events(),
    seed=st.integers(0, 1000),
    as_of=st.one_of(st.just(None), strategies.moment_texts),
    many=st.booleans(),
    at_once=st.booleans(),
)
def test_cells_and_rows_agree(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    events: list[dict[str, Any]],
    seed: int,
    as_of: str | None,
    many: bool,
    at_once: bool,
) -> None:
    """Any grouping and filter, rolled up or not, now or as of the past: what is ranked is what `figures` says."""
    if many:
        monkeypatch.setattr("dashboard.store.moved.FEW", 0)
    if at_once:
        monkeypatch.setattr("dashboard.store.cuts.WAITING", 3)
    store.empty()
    shuffled = random.Random(seed).sample(events, len(events))
    for first in range(0, len(shuffled), 9):
        store.feed(shuffled[first : first + 9])
    moment = parse(as_of) if as_of else NOW
    for asked in range(len(ASKED)):
        period = (asked + seed) % 2
        assert ranked(store, asked, period, moment) == counted(store, asked, period, moment), ASKED[asked]
    monkeypatch.undo()


@FEW
@given(events=strategies.events())
def test_cells_are_made_of_the_rows_where_an_older_version_kept_none(
    store: Store, events: list[dict[str, Any]]
) -> None:
    """Until the projector's start has made them, rankings are read from the rows; then all is as ever."""
    store.empty()
    store.feed(events)
    store.ledger.rest()
    with store.engine.execution_options(**WRITING).begin() as connection:
        cells = set(map(tuple, connection.execute(t.cuts.select())))
        connection.execute(t.cuts.delete())
        connection.execute(t.cut_moves.insert(), {"moves": None})
    assert ranked(store, 0, 1, NOW) == counted(store, 0, 1, NOW)
    refold.bring_up(store.engine, ReferenceRules(REFERENCE), refold.NOTHING, lambda *_: None, [], lambda _: True)
    with store.engine.connect() as connection:
        assert not cuts.unmade(connection)
        made = set(map(tuple, connection.execute(t.cuts.select())))
    assert {row for row in made if any(row[6:])} == {row for row in cells if any(row[6:])}


@FEW
@given(events=strategies.events(), at_once=st.booleans())
def test_the_recount_finds_a_cell_that_is_wrong(store: Store, events: list[dict[str, Any]], at_once: bool) -> None:
    """`verify` is silent about sums as they were kept, and names the bucket of one that is one too many."""
    store.empty()
    store.feed(events)
    if at_once:
        store.ledger.rest()
    assert list(verify.differences(store.engine, ReferenceRules(REFERENCE))) == []
    with store.engine.begin() as connection:
        cuts.note(connection, [("530102", "appeal", ("金马街道", "", "E0110", "wechat", ""), [(0, 77, 1)])])
    found = list(verify.differences(store.engine, ReferenceRules(REFERENCE)))
    assert [line.partition(":")[0] for line in found] == [
        f"cut {cut}/{level}/{77 >> level - 2}" for cut in ("category", "source", "street") for level in LEVELS
    ]


@pytest.mark.parametrize("group_by", ["area", "street", "unit", "category", "source"])
def test_no_row_is_looked_up_for_the_hotlines_rates(store: Store, group_by: str) -> None:
    """Its few cases stand in indexes with all that is asked of them: millions of others cost nothing."""
    long_ago, later = parse("2025-01-06T09:00:00+08:00"), parse("2025-04-01T09:00:00+08:00")
    hotline = [accepted(f"c{n}", NOW - n, source="hotline_12345") for n in range(50)]
    others = [event for n in range(500) for event in (accepted(f"o{n}", long_ago), filed(f"o{n}", long_ago + 1))]
    store.feed([*hotline, *others, *(closed(f"o{n}", later) for n in range(250))])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    asked = CutQuery(group_by, {"area": ("530102",), "class": ("appeal",)}, frozenset({"hotline", "satisfaction"}))
    span = Span(*(parse_bound(bound, ZONE) for bound in PERIODS[0]))
    plans = store.plans(lambda: store.reader.cuts([(asked, span)], NOW), "rated_at")
    plans += store.plans(lambda: store.reader.cuts([(asked, span)], NOW), "answered_at")
    assert len(plans) == 2
    covering = "USING COVERING INDEX" if store.engine.dialect.name == "sqlite" else "Index Only Scan using"
    for plan, index in zip(plans, ("cases_rated_at", "cases_hotline"), strict=True):
        assert plan.count(f"{covering} {index}") == 2, plan
