"""Alerts as groups: raised once, following their causes, held back and let go by time. And the table of rules."""

import json
from collections.abc import Iterable

import pytest

from dashboard.domain import alert as lives
from dashboard.domain.alert import Alert
from dashboard.domain.alert_groups import Board, Draft, alert_id
from dashboard.domain.alert_judge import judge_rate, judge_silence
from dashboard.domain.alert_rules import RULES, TABLE, RuleBook, usual_rows
from dashboard.domain.events import RANK, Event, payload
from dashboard.domain.instants import local
from dashboard.domain.revisions import Revision
from tests.architecture.tree import ROOT
from tests.builders import ms
from tests.store_kit import ZONE

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000
USUAL = RuleBook().at(NOON)


def with_values(rule: str, **values: int) -> dict[str, dict[str, int]]:
    """The usual parameters with some changed."""
    return {**{name: dict(found) for name, found in USUAL.items()}, rule: {**USUAL[rule], **values}}


def taken(board: Board, drafts: Iterable[Draft], known: dict[str, Alert]) -> list[tuple[str, dict[str, object]]]:
    """Applies what was decided as the log would, and shows it to the board; (type, data) of each."""
    said = []
    for draft in drafts:
        text = json.dumps(draft.data)
        event = Event(
            draft.at, RANK[draft.type], draft.id, "t", draft.type, draft.subject, payload(draft.type, text), text
        )
        if draft.type.startswith("alert."):
            assert lives.apply(known.setdefault(draft.subject, Alert(draft.subject)), event) is None
            board.know(known[draft.subject])
        said.append((draft.type, draft.data))
    return said


def test_one_alert_a_group_however_many_causes_and_none_twice() -> None:
    board, known = Board(), dict[str, Alert]()
    for case in ("a", "b"):
        board.place("close_overdue", "官渡区城管局", case, NOON, "open_late")
    board.place("close_overdue", "街道办", "c", NOON, "open_late")
    said = taken(board, board.decide(NOON, USUAL), known)
    assert [kind for kind, _ in said] == ["alert.raised", "alert.raised"]
    assert {alert.unit: alert.cases for alert in known.values()} == {"官渡区城管局": ["a", "b"], "街道办": ["c"]}
    board.place("close_overdue", "官渡区城管局", "a", NOON, "open_late")
    assert board.decide(NOON + MINUTE, USUAL) == []


def test_it_waits_before_it_is_raised_and_before_it_ends() -> None:
    rules = with_values("close_overdue", hold_minutes=5, clear_minutes=3)
    board, known = Board(), dict[str, Alert]()
    board.place("close_overdue", "u", "a", NOON, "open_late")
    steps = []
    for minute in range(14):
        if minute == 7:
            board.remove("close_overdue", "", "a")
        if minute == 9:
            board.place("close_overdue", "u", "b", NOON, "open_late")
        if minute == 10:
            board.remove("close_overdue", "", "b")
        now = NOON + minute * MINUTE
        steps += [(minute, kind) for kind, _ in taken(board, board.decide(now, rules), known)]
    noted = [(minute, "alert.noted") for minute in (0, 7, 9, 10)]
    assert steps == sorted([*noted, (5, "alert.raised"), (13, "alert.resolved")])


def test_what_was_over_before_anybody_looked_is_counted_and_announced_to_nobody() -> None:
    board, known = Board(), dict[str, Alert]()
    board.passed("dispatch_overdue", "530111", "a", NOON, "waiting_late")
    taken(board, board.decide(NOON, USUAL), known)
    taken(board, board.decide(NOON + 10 * MINUTE, USUAL), known)
    (alert,) = known.values()
    assert (alert.state, alert.raised_at, alert.total, alert.members) == ("resolved", None, 1, {})


def test_resolved_by_hand_it_covers_its_causes_and_new_ones_make_a_new_alert() -> None:
    board, known = Board(), dict[str, Alert]()
    board.place("close_overdue", "u", "a", NOON, "open_late")
    taken(board, board.decide(NOON, USUAL), known)
    (first,) = known.values()
    first.state, first.resolved_by = "resolved", "张三"
    board.know(first)
    board.place("close_overdue", "u", "a", NOON, "open_late")
    assert board.decide(NOON + 99 * MINUTE, USUAL) == []
    board.place("close_overdue", "u", "b", NOON + MINUTE, "open_late")
    taken(board, board.decide(NOON + 99 * MINUTE, USUAL), known)
    assert sorted(alert.cases for alert in known.values()) == [["a"], ["b"]]
    board.remove("close_overdue", "", "a")
    taken(board, board.decide(NOON + 100 * MINUTE, USUAL), known)
    assert not first.live


def test_many_causes_are_named_over_several_events() -> None:
    board, known = Board(), dict[str, Alert]()
    for n in range(1201):
        board.place("close_overdue", "u", f"c{n}", NOON + n, "open_late")
    said = taken(board, board.decide(NOON + 9_999, USUAL), known)
    assert [kind for kind, _ in said] == ["alert.raised", "alert.noted", "alert.noted"]
    (alert,) = known.values()
    assert (len(alert.members), alert.total, alert.raises) == (1201, 1201, 1)


def test_ids_follow_from_the_cause() -> None:
    assert alert_id("r", "u", "c", 1) == alert_id("r", "u", "c", 1) != alert_id("r", "u", "c", 2)


class TestJudging:
    """The edges of thresholds."""

    @pytest.mark.parametrize(
        ("due", "on_time", "was_low", "reason"),
        [
            (19, 0, False, "few"),
            (100, 85, False, "rate_good"),
            (100, 84, False, "rate_low"),
            (100, 86, True, "rate_low"),
            (100, 87, True, "rate_good"),
        ],
    )
    def test_a_rate_recovers_by_a_margin(self, due: int, on_time: int, was_low: bool, reason: str) -> None:
        assert judge_rate(due, on_time, USUAL["on_time_low"], was_low=was_low) == reason

    @pytest.mark.parametrize(
        ("last", "now", "was", "reason"),
        [
            ("11:45", "12:00", False, "heard"),
            ("11:20", "12:00", False, "silent"),
            ("05:00", "09:10", False, "off_hours"),
            ("05:00", "09:30", False, "silent"),
            ("16:00", "22:00", False, "off_hours"),
            ("16:00", "22:00", True, "silent"),
        ],
    )
    def test_a_feed_is_silent_in_its_hours(self, last: str, now: str, was: bool, reason: str) -> None:
        at, here = ms(f"2024-11-14T{last}"), ms(f"2024-11-14T{now}")
        found = judge_silence(at, local(here, ZONE), here, USUAL["feed_silent"], was_silent=was)
        assert found == reason


class TestRules:
    """The table, its versions, its document."""

    def test_a_version_holds_from_its_moment_on(self) -> None:
        rows = ({"rule": "open_long", "parameter": "days", "value": "30"},)
        book = RuleBook([Revision(TABLE.name, 1, NOON, rows)])
        assert book.at(NOON - 1)["open_long"]["days"] == 15
        assert book.at(NOON)["open_long"]["days"] == 30
        assert book.at(NOON)["hotspot"] == USUAL["hotspot"]

    def test_the_usual_table_is_good_and_bad_values_are_named(self) -> None:
        assert list(TABLE.check(usual_rows())) == []
        bad = [
            {"rule": "open_long", "parameter": "days", "value": "0"},
            {"rule": "open_long", "parameter": "x", "value": "1"},
        ]
        assert [("1 至 3650" in one, "没有规则参数" in one) for one in TABLE.check(bad)] == [
            (True, False),
            (False, True),
        ]

    def test_the_document_has_every_rule_with_its_usual_values(self) -> None:
        text = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
        for rule in RULES:
            (line,) = [line for line in text.splitlines() if line.startswith(f"| `{rule.name}` |")]
            for one in rule.parameters:
                assert one.name == "enabled" or f"`{one.name}` {one.usual}" in line
