"""Whistles: kinds and their limits, the step of solving, mentions and files of the log; any order gives the same."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import reference
from dashboard.domain import whistle, whistle_limits
from dashboard.domain.events import Event
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_notes import mentions
from streams.codec import Rejected, decode
from streams.intake import fields_of
from tests.builders import blown, event, ms
from tests.strategies import events as any_events

REFERENCE = reference.load()
RULES = ReferenceRules(REFERENCE)
NINE = ms("2024-11-14T09:00")
HOUR = 3_600_000
LATER = NINE + 365 * 24 * HOUR


def events_of(told: list[dict[str, Any]]) -> list[Event]:
    """The events among CloudEvents."""
    found = [decode(fields_of(one), LATER) for one in told]
    return [one for one in found if not isinstance(one, Rejected)]


def told(*later: tuple[str, float, dict[str, Any]], kind: str = "问题哨") -> Whistle:
    """A whistle blown at nine, and (type, hours after, data) of what came then."""
    begun = blown("w", NINE, departments=["城管局", "住建局"], kind=kind)
    rest = [
        event(f"whistle.{name}", "w", NINE + round(after * HOUR), data, event_id=f"{name}{after}{data}")
        for name, after, data in later
    ]
    return whistle.fold("w", events_of([begun, *rest]))


class TestKinds:
    """The table: by code, name, or a word in what the producer said."""

    @pytest.mark.parametrize(
        ("stated", "code", "name"),
        [
            ("key", "key", "重点哨"),
            ("重点哨", "key", "重点哨"),
            ("应急抢险", "emergency", "应急哨"),
            ("紧急", "emergency", "应急哨"),
            ("", "problem", "问题哨"),
            ("民生", "problem", "民生哨"),
        ],
    )
    def test_whatever_words(self, stated: str, code: str, name: str) -> None:
        """A kind that no row lists keeps its words, and has the usual limits."""
        kinds = REFERENCE.whistles
        assert (kinds.of(stated, NINE).code, kinds.name(stated, NINE)) == (code, name)

    def test_emergencies_have_half_an_hour(self) -> None:
        dues = {one.step: one.due - NINE for one in RULES.whistle_courses("emergency", NINE)}
        assert [dues[step] for step in ("sign", "contact", "check_in")] == [HOUR // 2] * 3
        assert dues["solve"] == 24 * HOUR

    def test_a_city_without_the_table_has_the_programs(self, tmp_path: Any) -> None:
        """Cities that brought their own tables before there were kinds of whistles."""
        ours = reference._OURS
        for name in ("areas", "catalogue", "limits"):
            (tmp_path / f"{name}.csv").write_text((ours / f"{name}.csv").read_text())
        assert reference.load("Asia/Shanghai", tmp_path).whistles == REFERENCE.whistles


class TestSolving:
    """The work of all, by the limit that its kind has."""

    def test_it_is_told_at_each_level_until_the_work_is_done(self) -> None:
        came = [("checked_in", 0.1, {"department": name}) for name in ("城管局", "住建局")]
        open_ones = whistle_limits.untold(told(*came), RULES)
        assert [(one.step, one.level) for one in open_ones] == [("solve", 50), ("solve", 80), ("solve", 100)]
        assert whistle_limits.untold(told(*came, ("handled", 2.0, {})), RULES) == []

    def test_work_sent_back_runs_again(self) -> None:
        """Of what passed meanwhile only the whole is told, so that nobody is reminded of a half long gone."""
        came = [("checked_in", 0.1, {"department": name}) for name in ("城管局", "住建局")]
        late = told(*came, ("handled", 2.0, {}), ("verified", 24.0 * 40, {"result": "fail"}))
        assert (late.stage, late.handled_at, late.sent_back_at) == ("checked_in", None, NINE + 24 * 40 * HOUR)
        assert [(one.step, one.level) for one in whistle_limits.untold(late, RULES)] == [("solve", 100)]

    def test_the_first_report_counts(self) -> None:
        assert told(("handled", 2.0, {}), ("handled", 3.0, {})).handled_at == NINE + 2 * HOUR


class TestLog:
    """Notes mention people and bring files."""

    def test_who_is_mentioned(self) -> None:
        text = "请@城管局 和＠住建局，@城管局尽快；a@b.cn 不是；@ 也不是"
        assert mentions(text) == ("城管局", "住建局", "城管局尽快")

    def test_a_mention_waits_until_its_bearer_is_heard(self) -> None:
        asked = ("noted", 1.0, {"note": "@住建局 何时到？", "by": "王芳"})
        assert whistle.waits_for(told(asked), ["住建局", "李强"]) == NINE + HOUR
        assert whistle.waits_for(told(asked), ["城管局"]) is None
        answered = told(asked, ("signed", 2.0, {"department": "住建局"}))
        assert whistle.waits_for(answered, ["住建局"]) is None

    def test_files_of_another_form_are_not_there(self) -> None:
        """Producers may put anything into a field that the contract does not list."""
        good = {"n": 1, "name": "现场.jpg", "type": "image/jpeg", "size": 9, "sha256": "ab"}
        held = told(("noted", 1.0, {"note": "…", "files": [good, 7, {"n": "x"}]}), ("noted", 2.0, {"files": "no"}))
        assert [(one.n, one.name, one.sha256) for one in held.files] == [(1, "现场.jpg", "ab")]


@settings(max_examples=40)
@given(any_events(), st.randoms(use_true_random=False))
def test_any_order_with_any_repeats_gives_the_same(stream: list[dict[str, Any]], chance: random.Random) -> None:
    """With what the log and the clock make of it."""
    good = [one for one in events_of(stream) if one.type.startswith("whistle.") and one.subject == "w1"]
    mixed = [*good, *chance.choices(good, k=len(good))] if good else []
    chance.shuffle(mixed)
    first = whistle.fold("w1", good)
    assert whistle.fold("w1", {one.key: one for one in mixed}.values()) == first
