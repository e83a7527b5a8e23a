"""What a search finds is what reading every case would find, page by page, in SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.auth.who import CITY, Scope
from dashboard.domain import wording
from dashboard.domain.rules import ReferenceRules
from dashboard.store import cases, log, search
from dashboard.store import tables as t
from dashboard.store.retention import Cutoff, Retention
from dashboard.store.search import CaseSearch, SearchQuery
from dashboard.store.words import WordIndex
from tests import builders as b
from tests.store_kit import REFERENCE, STREAM, Store

START = b.ms("2024-11-14T09:00")
MINUTE = 60_000

TEXTS = ["人民路128号旁垃圾堆积", "井盖破损，路面塌陷", "电话13888012345反映占道", "KM-7 号口积水", "路", "垃圾", ""]
ASKED = [
    "垃圾",
    "路",
    "人民路",
    "人民路128号",
    "13888012345",
    "1388801",
    "128",
    "km",
    "井盖 路面",
    "垃圾桶",
    "暴露",
    "盘龙",
    "**",
]
AREAS = ["530102", "530103", "530111"]
STREETS = ["华山街道", "大观街道"]

bodies = st.fixed_dictionaries(
    {"area": st.sampled_from(AREAS), "category": st.sampled_from(["E0110", "C0104"])},
    optional={
        "description": st.sampled_from(TEXTS),
        "address": st.sampled_from(TEXTS),
        "street": st.sampled_from(STREETS),
        "lon": st.sampled_from([102.7, 102.70005, 102.75, 103.2]),
        "lat": st.sampled_from([24.9, 25.0, 25.04]),
    },
)
queries = st.builds(
    SearchQuery,
    text=st.one_of(st.just(""), st.sampled_from(ASKED)),
    filters=st.sampled_from([{}, {"street": ("华山街道",)}, {"area": ("530102", "530111")}, {"class": ("routine",)}]),
    stages=st.sampled_from([(), ("filed",), ("voided", "accepted")]),
    is_open=st.sampled_from([None, True, False]),
    dated=st.sampled_from(search.MOMENTS),
    start=st.sampled_from([None, START + 3 * MINUTE]),
    end=st.sampled_from([None, START + 8 * MINUTE]),
    box=st.sampled_from([None, (102.69, 24.8, 102.71, 25.01), (102.0, 24.0, 103.0, 25.01), (90.0, 20.0, 110.0, 30.0)]),
    scope=st.sampled_from([CITY, Scope(areas=frozenset({"530102"}))]),
    personal=st.booleans(),
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty one."""
    made = Store(database_url)
    yield made
    made.close()


def empty(store: Store) -> None:
    """Takes everything out, the index's pieces too."""
    store.empty()
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO case_search (case_search) VALUES ('delete-all')")
        else:
            connection.exec_driver_sql("DELETE FROM case_search")


def indexed(store: Store) -> None:
    """Lets the index come up with the log."""
    index = WordIndex(store.engine, [STREAM], lambda _: True)
    while index.step():
        pass


def found(store: Store, query: SearchQuery, limit: int = 3) -> list[str]:
    """All that is found, page by page."""
    asker, names, cursor = CaseSearch(store.engine), [], None
    while True:
        page = asker.page(query, REFERENCE, limit=limit, cursor=cursor)
        names += [case.subject for case in page.cases]
        cursor = page.following
        if cursor is None:
            return names


def read(store: Store, query: SearchQuery) -> set[str]:
    """What reading every case finds: the definition of a search, without an index."""
    looked_for = wording.words_of(query.text, search._names(REFERENCE), personal=query.personal)
    hits = set()
    with store.engine.connect() as connection:
        rows = connection.execute(t.cases.select().where(*search._conditions(query))).all()
        for row in rows:
            case = cases.decode_state(row.state)
            told = wording.told_of(log.events_of(connection, [case.subject], "case.")[case.subject])
            masked, whole = (wording.text_of(case, told, masked=flag) for flag in (True, False))
            if case.begun and all(
                is_there(word, case, masked, whole if query.personal else None) for word in looked_for
            ):
                hits.add(case.subject)
    return hits


def is_there(word: wording.Word, case: Any, masked: str, whole: str | None) -> bool:
    """A word is in the name of what the case is, or in what the asker reads of it (of what is masked for others, only
    where the rest of the word leads there).
    """
    category = REFERENCE.catalogue.name(case.category)
    if word.text in category or word.text in REFERENCE.areas.by_code[case.area].name_zh:
        return True
    if whole is None:
        return wording.has(masked, word.text)
    leads = any(all(in_pieces(one, masked) for one in pieces) for pieces in (word.pieces, *word.hidden))
    return leads and wording.has(whole, word.text)


def in_pieces(piece: wording.Piece, text: str) -> bool:
    """Has a text this piece?"""
    return any(one.startswith(piece.text) if piece.open else one == piece.text for one in wording.pieces(text))


@hypothesis_settings(max_examples=25)
@given(
    st.lists(bodies, min_size=1, max_size=12), st.lists(st.tuples(queries, st.integers(1, 4)), min_size=3, max_size=6)
)
def check(store: Store, made: list[dict[str, Any]], asked: list[tuple[SearchQuery, int]]) -> None:
    """Every question, over every city."""
    empty(store)
    store.feed(b.accepted(f"KM-{n}", START + n * MINUTE, **data) for n, data in enumerate(made))
    indexed(store)
    store.feed(b.filed(f"KM-{n}", START + n * MINUTE + 1) for n in range(0, len(made), 2))
    store.feed(b.amended(f"KM-{n}", START + n * MINUTE + 2, description="垃圾清运") for n in range(0, len(made), 3))
    store.feed(b.voided(f"KM-{n}", START + n * MINUTE + 3) for n in range(0, len(made), 5))
    indexed(store)
    for query, limit in asked:
        names = found(store, query, limit)
        assert len(names) == len(set(names))
        assert set(names) == read(store, query), query
        assert names == sorted(names, key=lambda name: -int(name.removeprefix("KM-")))


def test_a_search_finds_what_reading_everything_finds(store: Store) -> None:
    """No more, no less, newest first, whatever the size of pages."""
    check(store)


def test_who_may_not_read_names_cannot_feel_for_them(store: Store) -> None:
    """Telephone, house number and exact place: found by whoever may read them, by nobody else."""
    secret = {"description": "王先生13888012345来电反映人民路128号", "lon": 102.71234, "lat": 25.04321}
    store.feed([b.accepted("K-1", START, **secret)])
    indexed(store)
    open_, closed = SearchQuery(personal=True), SearchQuery(personal=False)
    for asked in ("13888012345", "人民路128号", "王先生"):
        assert found(store, open_._replace(text=asked)) == ["K-1"], asked
        assert found(store, closed._replace(text=asked)) == [], asked
    assert found(store, closed._replace(text="人民路 反映")) == ["K-1"]
    near = (102.71232, 25.0432, 102.71236, 25.04322)
    beside = (102.71228, 25.0432, 102.71232, 25.04322)
    assert found(store, open_._replace(box=near)) == ["K-1"]
    assert found(store, open_._replace(box=beside)) == []
    # For him it lies at 102.7123, 25.0432: no box tells more than that.
    assert found(store, closed._replace(box=near)) == []
    assert found(store, closed._replace(box=beside)) == ["K-1"]


def test_what_is_taken_out_of_a_case_is_found_no_more(store: Store) -> None:
    """Retention; the index holds no house number at any time."""
    store.feed(b.a_life("K-1", "2024-11-01T09:00", description="垃圾堆积", address="人民中路128号"))
    indexed(store)
    with store.engine.connect() as connection:
        assert "128" not in str(connection.execute(t.case_words.select()).all())
    assert found(store, SearchQuery(text="堆积")) == ["K-1"]
    retention = Retention(store.engine, ReferenceRules(REFERENCE), "project", lambda _: True, letters=True)
    while retention.step(Cutoff(b.ms("2024-12-01T00:00"), 0)).busy:
        pass
    assert found(store, SearchQuery(text="堆积")) == []
    assert found(store, SearchQuery(text="K-1")) == ["K-1"]


def test_a_page_that_is_hard_to_fill_ends_and_says_how_far_it_looked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "EXAMINED", 5)
    monkeypatch.setattr(search, "_FIRST_LOOK", 5)
    store.feed(b.accepted(f"c-{n:02}", START + n * MINUTE, severity="minor") for n in range(20))
    store.feed([b.filed("c-02", START + 30 * MINUTE)])
    indexed(store)
    page = CaseSearch(store.engine).page(SearchQuery(stages=("filed",)), REFERENCE, count=True)
    assert (page.cases, page.total, page.more) == ([], 0, True)
    assert page.looked_to is not None
    assert abs(page.looked_to - (START + 15 * MINUTE)) < 1_000
    assert found(store, SearchQuery(stages=("filed",))) == ["c-02"]


def test_cursors_from_elsewhere_open_nothing(store: Store) -> None:
    for junk in ("", "!!", "bnVsbA==", "WzFd", search.write_cursor(10**30), "dz8="):
        with pytest.raises(ValueError, match="cursor"):
            CaseSearch(store.engine).page(SearchQuery(), REFERENCE, cursor=junk)


def test_many_cases_of_one_moment(store: Store) -> None:
    """More than have numbers of that moment; each once."""
    store.feed(b.accepted(f"c-{n:03}", START, description="垃圾") for n in range(150))
    indexed(store)
    assert sorted(found(store, SearchQuery(text="垃圾"), 40)) == [f"c-{n:03}" for n in range(150)]
    page = CaseSearch(store.engine).page(SearchQuery(text="垃圾"), REFERENCE, limit=10, count=True)
    assert (len(page.cases), page.total, page.more, page.behind) == (10, 150, False, 0)
