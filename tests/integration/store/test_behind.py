"""The rows behind a figure add up to it: every path of the figures, over any events, now and as of any past moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.definitions import Figure, figure_of
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.instants import HOUR_MS, parse, parse_bound
from dashboard.domain.rules import ReferenceRules
from dashboard.store import behind, moved
from dashboard.store.asking import Asker
from dashboard.store.behind import Addend, Behind, Place
from tests import strategies
from tests.builders import accepted, closed, dispatched, event, filed, verified
from tests.store_kit import NOW, REFERENCE, ZONE, Store

FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
STEP = 3
PERIODS = [("2025-03-01", "2025-04-01"), ("2025-03-03T08:30:00+08:00", "2025-03-20T17:45:00+08:00")]
FILTERS: list[dict[str, tuple[str, ...]]] = [
    {},
    {"area": ("530102", "530111")},
    {"class": ("creation", "appeal"), "street": ("金马街道",)},
]


def numbers(figures: Figures, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number of the figures' JSON with its path."""
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from numbers(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def figure(path: str) -> Figure:
    """The figure of a path that has one."""
    found = figure_of(path)
    assert found is not None, path
    return found


def total(store: Store, path: str, query: FigureQuery) -> float:
    """What the rows behind a figure add up to; their pages hold as many as are said to be there."""
    asked = figure(path)
    with store.engine.connect() as connection:
        asking = Behind(connection, asked, query, ReferenceRules(REFERENCE))
        said, rows, listed = asking.total(), list(paged(asking)), asking.listed(2)
    assert (len(rows), sum(row.value for row in rows)) == said, path
    assert listed == (rows[:2], said), path
    assert rows == sorted(rows, key=lambda row: (-row.at, row.subject, row.n)), path
    assert len({row[:3] for row in rows}) == len(rows), path
    assert asked.counts is not None
    return said.value / 1000 if asked.counts.weighted else said.value


def paged(asking: Behind) -> Iterator[Addend]:
    """All rows, by pages of two."""
    after: Place | None = None
    while page := asking.page(2, after):
        yield from page
        after = Place(*page[-1][:3])


def unlike(store: Store, query: FigureQuery, start: int) -> list[tuple[Any, ...]]:
    """The numbers of the figures (every third, from `start` on) that what is behind them does not add up to,
    or that are told otherwise when they are asked for alone.
    """
    found = []
    figures = {key: value for key, value in store.reader.figures(query).items() if key != "period"}
    for path, value in list(numbers(figures))[start::STEP]:
        asked = figure(path)
        if path == "dead_letters" or value is None:
            continue
        if asked.counts is not None:
            made: float | None = total(store, path, query)
        else:
            made = rate(store, asked, query)
        told = Asker(store.reader).told(asked, query).value
        if made != pytest.approx(value, abs=1e-12) or told != value:
            found.append((path, value, made, told))
    return found


def rate(store: Store, asked: Figure, query: FigureQuery) -> float | None:
    """A rate, computed from the rows behind the parts of its formula. Those of a group are all of its areas'."""
    formula = asked.definition.formula
    assert formula is not None
    left, right = (asked.beside(name) for name in (formula.left, formula.right))
    part = total(store, left, query)
    if right.endswith(".group"):
        areas = REFERENCE.areas
        same = tuple(area.code for area in areas if area.group == areas.group_of(asked.codes["area"]))
        counted = query._replace(filters={**query.filters, "area": same})
        whole = sum(total(store, f"caseload.by_area.{area}.count", counted) for area in same)
    else:
        whole = total(store, right, query)
    return (1 - part / whole if formula.sign == "1−" else part / whole) if whole else None


@FEW
@given(data=st.data(), events=strategies.events())
def test_rows_add_up_to_their_figure(store: Store, data: st.DataObject, events: list[dict[str, Any]]) -> None:
    store.empty()
    store.feed(events)
    start, end = (parse_bound(text, ZONE) for text in data.draw(st.sampled_from(PERIODS)))
    query = FigureQuery(start, end, NOW, data.draw(st.sampled_from(FILTERS)))
    assert unlike(store, query, data.draw(st.integers(0, STEP - 1))) == []


@FEW
@given(data=st.data(), events=strategies.events(), many=st.booleans())
def test_rows_add_up_as_of_any_past_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch, data: st.DataObject, events: list[dict[str, Any]], many: bool
) -> None:
    """Whether few cases moved since, and are named, or many."""
    monkeypatch.setattr(moved, "FEW", 0 if many else 400)
    monkeypatch.setattr(behind, "FEW", 1 if many else 400)
    store.empty()
    store.feed(events)
    start, end = (parse_bound(text, ZONE) for text in data.draw(st.sampled_from(PERIODS)))
    as_of = data.draw(strategies.moments)
    query = FigureQuery(start, end, as_of, data.draw(st.sampled_from(FILTERS)))
    assert unlike(store, query, data.draw(st.integers(0, STEP - 1))) == []


@pytest.mark.parametrize(
    "filters", [{}, {"class": ("routine",)}, {"class": ("routine",), "street": ("金马街道",), "area": ("530102",)}]
)
def test_a_number_asked_for_alone_is_the_same(store: Store, filters: dict[str, tuple[str, ...]]) -> None:
    """An area stands in the figures for what else it has: this is read, too, or the number would be told as 0."""
    start, end = (parse_bound(bound, ZONE) for bound in PERIODS[0])
    due, here = start + HOUR_MS, {"class": "routine", "street": "金马街道", "source": "hotline_12345"}
    store.feed(
        [
            *(accepted("left", start, **here), filed("left", start, dispatch_due=due, close_due=due)),
            *(accepted("done", start, **here), filed("done", start, dispatch_due=due, close_due=due)),
            *(dispatched("done", start), verified("done", start, "fail"), closed("done", due)),
            event("case.rated", "done", due, {"satisfied": False}),
        ]
    )
    query = FigureQuery(start, end, end - 1, filters)
    assert [unlike(store, query, third) for third in range(STEP)] == [[]] * STEP


def test_what_is_no_path_of_the_figures_has_no_definition() -> None:
    for path in ("", "filed", "filed.by_area", "closure.nothing.due", "closure.total.due.more", "dispatch.total"):
        assert figure_of(path) is None


def test_what_stands_over_from_before_is_found_by_when_it_was_settled(store: Store) -> None:
    """Not by walking from the newest deadline to the oldest of years ago, which a list in that order invites to."""
    before = [one for n in range(400) for one in life(f"b{n}", "2025-01-06T09:00:00+08:00")]
    store.feed([*before, *life("late", "2025-02-27T09:00:00+08:00", closed_at="2025-03-04T09:00:00+08:00")])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    start, end = (parse_bound(bound, ZONE) for bound in PERIODS[0])
    query = FigureQuery(start, end, NOW)

    def ask() -> None:
        asker = Asker(store.reader)
        _, listed = asker.answer(figure("closure.total.closed"), query, figure("closure.total.cumulative_due"), 5)
        assert listed is not None
        assert [row["id"] for row in listed.rows] == ["late"]

    plans = [plan for plan in store.plans(ask, "cases.settled_at >=") if "cases_hotline" not in plan]
    (plan,) = plans
    assert "cases_settled_at" in plan


def life(subject: str, at: str, *, closed_at: str | None = None) -> list[dict[str, Any]]:
    """A case that is due an hour after it came, and closed then if not at another moment."""
    due = parse(at) + HOUR_MS
    return [accepted(subject, at), filed(subject, at, close_due=due), closed(subject, closed_at or due)]
