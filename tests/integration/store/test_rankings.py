"""Rankings over random months: every cell is what `figures` says at its path, whoever looks, on either database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api.rankings import table
from dashboard.auth.who import RIGHTS, Principal, Scope
from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse
from dashboard.domain.ranking import formula
from dashboard.rankings import Rankings
from dashboard.views.rankings.asked import TABS, asked
from dashboard.views.rankings.metrics import METRICS
from tests import strategies
from tests.builders import accepted, filed
from tests.store_kit import Store, at_path

NOW = parse("2025-03-20T17:45:00+08:00")
FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
WHO = [
    Principal("user", "a", "a", RIGHTS["admin"]),
    Principal("user", "b", "b", RIGHTS["viewer"], Scope(areas=frozenset({"530102", "530111"}))),
    Principal("user", "c", "c", RIGHTS["department"], Scope(units=frozenset({strategies.UNITS[0]}))),
]
questions = st.fixed_dictionaries(
    {"by": st.sampled_from(TABS), "figure": st.sampled_from([metric.name for metric in METRICS])},
    optional={
        "period": st.sampled_from(["today", "week", "month", "quarter", "year"]),
        "class": st.sampled_from(strategies.CLASSES),
        "area": st.sampled_from(["530102", "530111"]),
    },
)


def filters_of(text: str) -> dict[str, tuple[str, ...]]:
    """`street=…;class=…` as filters of figures."""
    return {name: (value,) for name, _, value in (part.partition("=") for part in text.split(";") if part)}


def figures_of(store: Store, who: Principal, bounds: tuple[int, int], text: str) -> dict[str, Any] | None:
    """The contract's figures as somebody is told them at the door."""
    filters = who.scope.narrow(filters_of(text))
    return None if filters is None else store.reader.figures(FigureQuery(*bounds, NOW, filters))


@FEW
@given(events=strategies.events(), query=questions, who=st.sampled_from(WHO))
def test_every_cell_is_the_figure_at_its_path(
    store: Store, events: list[dict[str, Any]], query: dict[str, str], who: Principal
) -> None:
    """The figures of the period, and of the ones it is compared with, cut to what the asker sees."""
    store.empty()
    store.feed(events)
    question = asked(query)
    found = Rankings(store.reader, list).table(question, who, NOW)
    periods = question.periods(NOW, store.reader.zone)
    asked_for = [(periods.now, name) for name in found["columns"]]
    counted = lru_cache(lambda bounds, text: figures_of(store, who, bounds, text))
    for row in found["rows"]:
        cells = [(periods.now, row["cells"][name], row["filters"][name]) for _, name in asked_for]
        chosen = row["filters"][question.figure]
        cells += [(periods.before, row["before"], chosen), (periods.last_year, row["last_year"], chosen)]
        for bounds, (path, value, _status), text in cells:
            figures = counted(bounds, text)
            if path and figures is not None:
                assert (at_path(figures, path) or 0) == (value or 0), (row["id"], path)


@FEW
@given(events=strategies.events())
def test_who_sees_a_part_ranks_that_part(store: Store, events: list[dict[str, Any]]) -> None:
    """No row of another district, and no street's sum with cases of one."""
    store.empty()
    store.feed(events)
    of_two = WHO[1]
    rankings = Rankings(store.reader, list)
    assert {row["id"] for row in rankings.table(asked({}), of_two, NOW)["rows"]} == {"530102", "530111"}
    outside = rankings.table(asked({"by": "street", "area": "530103"}), of_two, NOW)
    assert outside["rows"] == []


def test_districts_are_ranked_whole(store: Store) -> None:
    """An area that is left in the address narrows other tables, not theirs."""
    store.empty()
    store.feed([accepted("c1", NOW - 2, area="530111"), filed("c1", NOW - 1)])
    ranked = Rankings(store.reader, list).table(asked({"area": "530102", "figure": "filed"}), WHO[0], NOW)
    (row,) = (row for row in ranked["rows"] if row["id"] == "530111")
    assert row["cells"]["filed"][1] == 1


def test_persons_have_no_names_for_who_does_not_need_them(store: Store) -> None:
    """The same stand-in in the table and in the trend, and no filter that would tell."""
    accepted = {"source": "wechat", "category": "E0110", "area": "530102", "reporter": "王女士"}
    event = {
        "specversion": "1.0", "id": "1", "source": "t", "type": "case.accepted", "subject": "c1",
        "time": "2025-03-10T09:00:00+08:00", "datacontenttype": "application/json", "data": accepted,
    }  # fmt: skip
    store.feed([event])
    rankings, question = Rankings(store.reader, list), asked({"by": "reporter", "figure": "accepted"})
    (row,) = rankings.table(question, WHO[1], NOW)["rows"]
    assert (row["name"], row["cells"]["accepted"][:2]) == ("某某1", ["", 1])
    assert list(rankings.trend(question, WHO[1], NOW)["of"]) in ([], ["某某1"])
    (named,) = rankings.table(question, WHO[0], NOW)["rows"]
    assert (named["name"], named["cells"]["accepted"][:2]) == ("王女士", ["accepted", 1])


@pytest.mark.parametrize("tab", TABS)
def test_an_empty_city_has_a_ranking(store: Store, tab: str) -> None:
    """Districts without a figure have no place."""
    rows = Rankings(store.reader, list).table(asked({"by": tab}), WHO[0], NOW)["rows"]
    assert [row["rank"] for row in rows] == [None] * len(rows)
    assert bool(rows) == (tab == "area")


@pytest.mark.parametrize("tab", TABS)
def test_each_ranking_is_a_file(store: Store, tab: str) -> None:
    """Whatever it is ranked by; that of the score says what the score is made of."""
    store.empty()
    store.feed([accepted("c1", "2025-03-10T09:00:00+08:00"), filed("c1", "2025-03-10T09:30:00+08:00")])
    for metric in METRICS:
        question = asked({"by": tab, "figure": metric.name})
        data = Rankings(store.reader, list).table(question, WHO[0], NOW)
        made = table(question, data)
        assert {len(row) for row in made.sheet.rows} <= {len(made.sheet.columns)}
        assert any(formula(data["weights"]) in note for note in made.notes) == (metric.kind == "score")
